"""Personal data (个人信息): encrypted at rest, shown in full to the handler alone, every reading logged (D32)."""

from gongkai.units.encrypted import EncryptedTextField

__all__ = ["EncryptedTextField"]
