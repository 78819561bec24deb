"""Writing the public site: every file whole or not at all, each beside its compressed twin."""

import gzip
import os
from pathlib import Path
from threading import get_ident

from django.conf import settings

COMPRESSED = (".html", ".xml", ".json", ".csv", ".css", ".svg", ".js")
GZIP_LEVEL = 6


def root() -> Path:
    return Path(settings.SITE_ROOT)


def write(path: str, content: bytes) -> None:
    """Put ``content`` at ``path`` below the site's root; a reader sees the old file or the new one."""
    target = root() / path
    if target.suffix in COMPRESSED:
        # The twin first: a server that offers it never has one older than the page.
        _replace(target.with_name(f"{target.name}.gz"), gzip.compress(content, GZIP_LEVEL, mtime=0))
    _replace(target, content)


def remove(path: str) -> None:
    """Take a file and its compressed twin away; missing ones are no error."""
    target = root() / path
    target.unlink(missing_ok=True)
    target.with_name(f"{target.name}.gz").unlink(missing_ok=True)


def _replace(target: Path, content: bytes) -> None:
    # Two threads of one server may write the same file at the same time.
    partial = target.with_name(f".{target.name}.{os.getpid()}-{get_ident()}")
    try:
        try:
            partial.write_bytes(content)
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(content)
        partial.replace(target)
    except OSError:
        # A full disk: nothing half written stays behind, the page before it does.
        partial.unlink(missing_ok=True)
        raise
