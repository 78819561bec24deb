"""Personal data (个人信息): encrypted at rest, shown in full to the handler alone, every reading logged (D32)."""

import hashlib
import hmac

from django.conf import settings

from gongkai.units.encrypted import EncryptedTextField

__all__ = ["EncryptedTextField", "keyed"]


def keyed(text: str) -> str:
    """Return the keyed hash by which something personal is found again by its whole text, and by nothing less."""
    return hmac.new(settings.PERSONAL_DATA_KEY.encode(), text.strip().encode(), hashlib.sha256).hexdigest()
