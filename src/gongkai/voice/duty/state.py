"""What the ledger proves of duty beside its cases: the log, line by line."""

from typing import Any

from gongkai.ledger import subjects
from gongkai.voice.duty.models import DutyLogEntry


def register() -> None:
    subjects.register(
        "duty_log", DutyLogEntry, _line, lambda: DutyLogEntry.objects.filter(case=None).order_by("pk")
    )


def _line(entry: DutyLogEntry) -> dict[str, Any]:
    return {
        "unit": entry.unit_id,
        "kind": entry.kind,
        "happened": round(entry.happened_at.timestamp()),
        "said": [entry.place, entry.text, entry.informed],
        "reporter": [entry.reporter_name, entry.reporter_post, entry.reporter_phone],
        "recorded": [entry.recorded_by, round(entry.recorded_at.timestamp())],
        "corrects": entry.corrects_id,
    }
