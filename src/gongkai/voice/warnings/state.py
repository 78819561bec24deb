"""What the ledger proves of signals, jobs and calls."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gongkai.ledger import subjects
from gongkai.voice.warnings.models import Alert, Broadcast, Call


def register() -> None:
    subjects.register("alert", Alert, alert_state)
    subjects.register(
        "broadcast",
        Broadcast,
        broadcast_state,
        lambda: Broadcast.objects.prefetch_related("audiences").order_by("pk").iterator(500),
    )
    subjects.register("call", Call, call_state)


def alert_state(alert: Alert) -> Mapping[str, Any]:
    return {
        "raw": [alert.sha256, alert.raw],
        "told": [
            alert.identifier, alert.sender, alert.act, alert.kind, alert.colour, alert.headline, alert.description,
            alert.instruction, alert.area, alert.station,
        ],
        "times": [_moment(alert.issued_at), _moment(alert.starts_at), _moment(alert.expires_at)],
        "first": alert.first_id,
        "taken_in": [_moment(alert.imported_at), alert.imported_by, alert.proof, alert.remark],
    }  # fmt: skip


def broadcast_state(row: Broadcast) -> Mapping[str, Any]:
    return {
        "told": [row.kind, row.alert_id, row.colour, row.title, row.text, row.wording, row.station, _moment(row.issued_at)],
        "to": sorted(audience.pk for audience in row.audiences.all()),
        "plan": row.plan,
        "to_confirm": row.to_confirm,
        "stage": row.stage,
        "drafted": [row.drafted_by, _moment(row.drafted_at)],
        "approved": [row.approved_by, _moment(row.approved_at), _moment(row.starts_at)],
        "ended": [_moment(row.ended_at), row.counts],
        "total": row.total,
    }  # fmt: skip


def call_state(call: Call) -> Mapping[str, Any]:
    return {
        "of": [call.recipient_id, call.person_id, _moment(call.asked_at)],
        "result": [call.outcome, call.note, call.called_by, _moment(call.called_at)],
    }


def _moment(at: datetime | None) -> int | None:
    return None if at is None else round(at.timestamp())
