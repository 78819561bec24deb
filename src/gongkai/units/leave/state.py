"""What the ledger proves of a leave: who, when, who stands in, who decided; the reason is not part of it."""

from collections.abc import Mapping
from typing import Any

from gongkai.ledger import subjects
from gongkai.units.leave.models import Leave


def register() -> None:
    subjects.register("leave", Leave, _state, _all)


def _state(leave: Leave) -> Mapping[str, Any]:
    return {
        "person": leave.person_id,
        "unit": leave.unit_id,
        "kind": leave.kind,
        "span": [str(leave.first), leave.from_noon, str(leave.last), leave.until_noon, str(leave.back_on)],
        "stage": [leave.state, leave.level, leave.is_emergency, leave.decided_by],
        "covers": [
            [cover.unit_id, cover.role, cover.substitute_id, cover.answer, cover.post_id]
            for cover in sorted(leave.covers.all(), key=lambda cover: cover.pk)
        ],
        "history": [
            [event.seq, event.action, event.actor_name, event.note]
            for event in sorted(leave.events.all(), key=lambda event: event.seq)
        ],
    }


def _all() -> list[Leave]:
    return list(Leave.objects.order_by("pk").prefetch_related("covers", "events"))
