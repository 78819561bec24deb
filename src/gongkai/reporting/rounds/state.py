"""What the ledger proves of forms, rounds and returns."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from gongkai.ledger import subjects
from gongkai.reporting.rounds.models import FormReturn, FormVersion, ImportedReturn, Round, Sender


def register() -> None:
    subjects.register("form", FormVersion, _form)
    subjects.register("round", Round, _round)
    subjects.register("form_return", FormReturn, _return, _all_returns)
    subjects.register("sender", Sender, _sender)
    subjects.register("imported_return", ImportedReturn, _imported)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _moment(at: datetime | None) -> int | None:
    return round(at.timestamp()) if at else None


def _form(version: FormVersion) -> dict[str, Any]:
    return {
        "form": version.form_id,
        "number": version.number,
        "stage": version.stage,
        "content": version.content,
        "published": [version.published_by, _moment(version.published_at)],
    }


def _round(row: Round) -> dict[str, Any]:
    return {
        "version": row.version_id,
        "kind": row.kind,
        "title": row.title,
        "period": [str(row.since), str(row.until)],
        "due_on": str(row.due_on),
        "previous": row.previous_id,
        "opened": [row.opened_by, _moment(row.opened_at)],
        "cancelled": [row.cancelled_by, _moment(row.cancelled_at), row.cancelled_because],
    }


def _return(row: FormReturn) -> dict[str, Any]:
    return {
        "round": row.round_id,
        "unit": row.unit_id,
        "due_on": [str(row.due_on), row.extension_reason],
        "stage": row.stage,
        "draft": [row.cells, row.explanations, row.note, row.entered_by, _moment(row.entered_at)],
        "versions": [
            [
                version.number,
                version.values,
                version.figures,
                version.typed,
                version.explanations,
                version.note,
                version.entered_by,
                version.signed_by,
                _moment(version.signed_at),
                version.decision,
                version.decided_by,
                version.decision_note,
                version.remarks,
            ]
            for version in row.versions.all()
        ],
        "attachments": [[paper.name, paper.sha256, paper.note] for paper in row.attachments.all()],
        "reminders": [
            [
                str(reminder.due_on),
                reminder.days,
                _moment(reminder.told_at),
                # Reminders of the platform name nobody, as they did before the office could urge.
                *([reminder.told_by] if reminder.told_by else []),
            ]
            for reminder in row.reminders.all()
        ],
    }


def _all_returns() -> Iterable[FormReturn]:
    rows = FormReturn.objects.prefetch_related("versions", "attachments", "reminders")
    return rows.order_by("pk").iterator(500)


def _sender(sender: Sender) -> dict[str, Any]:
    return {
        "name": sender.name,
        "uscc": sender.uscc,
        "key": sender.key,
        "registered": [sender.registered_by, _moment(sender.registered_at)],
        "replaced_at": _moment(sender.replaced_at),
    }


def _imported(row: ImportedReturn) -> dict[str, Any]:
    return {
        "round": row.round_id,
        "sender": row.sender_id,
        "serial": row.serial,
        "sha256": row.sha256,
        "content": row.content,
        "received": [row.received_by, _moment(row.received_at)],
    } | (
        {"withdrawn": [row.withdrawn_by, _moment(row.withdrawn_at), row.withdrawn_because]}
        if row.withdrawn_at
        else {}
    )
