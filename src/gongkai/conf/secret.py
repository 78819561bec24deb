"""Secrets made once and kept in ``var/``, readable by the owner alone."""

import os
import secrets
from pathlib import Path

from gongkai.conf.database import DatabaseUnavailable


def read_or_create(path: Path) -> str:
    """Return the secret kept in ``path``; make one of 256 bits when there is none yet."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
            handle.write(secrets.token_urlsafe(32))
    except FileExistsError:
        pass
    except PermissionError as error:
        raise DatabaseUnavailable(
            f"没有写权限：{path.parent}。请换一个可写的目录，或设置 GONGKAI_VAR=可写目录。"
        ) from error
    return path.read_text()
