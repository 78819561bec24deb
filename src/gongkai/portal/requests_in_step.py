"""Keeping the pages of disclosure on request in step: the log at once, figures and guides every few minutes.

What is written is told by the files themselves: the last ledger index stands beside the log.
"""

import json
from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from gongkai.disclosure.models import LogEntry
from gongkai.portal import files, pages

REACHED = f"{pages.LOG_FOLDER}/ledger.json"


def sweep_log(now: datetime) -> bool:
    """Write the log when an entry was released or taken down since; tell whether it was."""
    last = LogEntry.objects.aggregate(last=Max("public_change"))["last"]
    now_at, reached = -1 if last is None else last, _reached()
    if reached == now_at:
        return False
    pages.write_log(-1 if reached is None else reached)
    files.write(REACHED, json.dumps({"ledger": now_at}).encode())
    return True


def sweep_standing(now: datetime) -> None:
    """Write the figures of requests, and the guides whose facts have changed."""
    pages.write_figures()
    pages.renew_guides(timezone.localdate(now))


def rebuild(now: datetime) -> None:
    """Write all of it again."""
    pages.write_log()
    pages.write_figures()
    pages.write_guides(timezone.localdate(now))


def install(now: datetime) -> None:
    """Write what is missing of an empty site."""
    sweep_log(now)
    sweep_standing(now)


def _reached() -> int | None:
    try:
        return int(json.loads((files.root() / REACHED).read_text())["ledger"])
    except (FileNotFoundError, ValueError, KeyError):
        return None
