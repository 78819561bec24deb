"""A post office in a folder (模拟邮局), where none is configured: what is sent to a simulated mailbox arrives there."""

import os
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

from django.conf import settings

from gongkai.disclosure.actions.mail import Fetched
from gongkai.disclosure.models import Mailbox

UIDVALIDITY = 1


def deliver(address: str, raw: bytes) -> str:
    """Put a message into the simulated mailbox of an address, and return its receipt."""
    folder = _folder(address)
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"draft-{os.getpid()}"
    draft.write_bytes(raw)
    number = max(_numbers(folder), default=0)
    while True:
        number += 1
        with suppress(FileExistsError):
            os.link(draft, folder / f"{number:08d}.eml")
            break
    draft.unlink()
    return f"模拟 {number}"


class SimulatedReader:
    """The simulated mailbox of an address, read as a real one is."""

    uidvalidity = UIDVALIDITY

    def __init__(self, mailbox: Mailbox) -> None:
        self._folder = _folder(mailbox.address)

    def after(self, uid: int, since: date) -> list[int]:
        return sorted(number for number in _numbers(self._folder) if number > uid)

    def fetch(self, uid: int) -> Fetched | None:
        file = self._folder / f"{uid:08d}.eml"
        raw = file.read_bytes()
        return Fetched(UIDVALIDITY, uid, raw, len(raw), datetime.fromtimestamp(file.stat().st_mtime, UTC))


def _folder(address: str) -> Path:
    safe = "".join(letter if letter.isalnum() or letter in "@.-_" else "_" for letter in address.lower())
    return Path(settings.MEDIA_ROOT) / "simulated-mail" / safe.lstrip(".")


def _numbers(folder: Path) -> list[int]:
    return [int(file.stem) for file in folder.glob("*.eml")]
