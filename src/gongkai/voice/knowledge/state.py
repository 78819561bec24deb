"""What the ledger proves of an entry: what it says, how long, and every version with who wrote and reviewed it."""

from collections.abc import Mapping
from typing import Any

from gongkai.ledger import subjects
from gongkai.voice.knowledge.models import Entry


def register() -> None:
    subjects.register("knowledge", Entry, _state, _all)


def _state(entry: Entry) -> Mapping[str, Any]:
    return {
        "unit": entry.unit_id,
        "stage": [entry.state, entry.version, entry.retired_because],
        "says": entry.content.as_data(),
        "versions": [
            [each.number, each.state, each.content, each.written_by, each.reviewed_by, each.remark]
            for each in sorted(entry.versions.all(), key=lambda each: each.number)
        ],
    }


def _all() -> list[Entry]:
    return list(Entry.objects.order_by("pk").prefetch_related("versions"))
