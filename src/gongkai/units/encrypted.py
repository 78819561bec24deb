"""Text that the database holds encrypted, for every layer that keeps something personal."""

import base64
import hashlib
from functools import cache
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import models


@cache
def _cipher() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(settings.PERSONAL_DATA_KEY.encode()).digest()))


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that the database holds encrypted; it cannot be searched or sorted by."""

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return _cipher().encrypt(text.encode()).decode() if text else text

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str | None:
        return _cipher().decrypt(value.encode()).decode() if value else value
