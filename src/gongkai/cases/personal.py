"""Personal data (个人信息): encrypted at rest, shown in full to the handler alone, every reading logged (D32)."""

import base64
import hashlib
import hmac
from functools import cache
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import models


@cache
def _cipher() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(settings.PERSONAL_DATA_KEY.encode()).digest()))


def keyed(text: str) -> str:
    """Return the keyed hash by which something personal is found again by its whole text, and by nothing less."""
    return hmac.new(settings.PERSONAL_DATA_KEY.encode(), text.strip().encode(), hashlib.sha256).hexdigest()


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that the database holds encrypted; it cannot be searched or sorted by."""

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return _cipher().encrypt(text.encode()).decode() if text else text

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str | None:
        return _cipher().decrypt(value.encode()).decode() if value else value
