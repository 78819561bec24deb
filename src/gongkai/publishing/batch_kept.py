"""The files of a dry run (试导入), kept until they are imported: one table with its archive a person."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Kept:
    """What was tried last: the name of the table, its content, and the archive beside it."""

    name: str
    table: bytes
    archive: bytes | None


def keep(person: int, kept: Kept) -> None:
    """Keep the files of a dry run in the place of those before."""
    forget(person)
    folder = _folder(person)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "name").write_text(kept.name)
    (folder / "table").write_bytes(kept.table)
    if kept.archive is not None:
        (folder / "archive").write_bytes(kept.archive)


def name_of(person: int) -> str:
    """Return the name of the table tried last; empty where none is kept."""
    name = _folder(person) / "name"
    return name.read_text() if name.exists() else ""


def of(person: int) -> Kept | None:
    """Return the files of the last dry run."""
    folder = _folder(person)
    if not (folder / "table").exists():
        return None
    archive = folder / "archive"
    return Kept(
        (folder / "name").read_text(),
        (folder / "table").read_bytes(),
        archive.read_bytes() if archive.exists() else None,
    )


def forget(person: int) -> None:
    shutil.rmtree(_folder(person), ignore_errors=True)


def _folder(person: int) -> Path:
    return Path(settings.VAR) / "batch" / str(person)
