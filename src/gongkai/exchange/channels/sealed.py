"""The seal of callbacks and queries: HMAC-SHA256 over the time and the content, good for ten minutes."""

import hashlib
import hmac
from datetime import datetime

GOOD_FOR = 600


def seal(secret: str, stamp: str, content: bytes) -> str:
    """Return the seal, in hex, of ``stamp`` (Unix seconds), a full stop, and the content."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + content, hashlib.sha256).hexdigest()


def is_sealed(secret: str, stamp: str, content: bytes, signature: str, at: datetime) -> bool:
    """Tell whether a callback bears the seal of a secret, and is not an old one played again."""
    if not secret or not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12):
        return False
    fresh = abs(at.timestamp() - int(stamp)) <= GOOD_FOR
    return fresh and hmac.compare_digest(seal(secret, stamp, content), signature)
