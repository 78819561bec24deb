"""What the ledger proves of a case: its head, its whole history, its papers and its own table."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from gongkai.cases import procedure as procedures
from gongkai.cases.held import rows_of
from gongkai.cases.models import Case, Letter

BATCH = 500


def state_of(case: Case) -> Mapping[str, Any]:
    """Return everything about ``case`` whose silent change ``gongkai verify`` must notice."""
    procedure = procedures.get(case.procedure)
    rows = rows_of(case, "attachments", "letters", *procedure.parts)
    return {
        "number": case.number,
        "procedure": f"{case.procedure}@{case.procedure_version}",
        "unit": case.unit_id,
        "title": case.title,
        "channel": case.channel,
        "stage": case.stage,
        "arrived_at": _moment(case.arrived_at),
        "received_on": str(case.received_on),
        "due_on": str(case.due_on),
        "closed_on": str(case.closed_on),
        "outcome": case.outcome,
        "events": [
            [
                event.seq,
                event.action,
                _moment(event.at),
                str(event.happened_on),
                event.actor_name,
                event.actor_post,
                event.from_stage,
                event.to_stage,
                event.ground,
                event.note,
                event.data,
            ]
            for event in case.events.all()
        ],
        "attachments": [
            [attachment.kind, attachment.name, attachment.sha256] for attachment in rows("attachments")
        ],
        "letters": [
            [
                letter.template,
                letter.number,
                letter.pdf_sha256,
                letter.content,
                letter.complete,
                letter.manner,
                str(letter.sent_on),
                *_service(letter),
            ]
            for letter in rows("letters")
        ],
        "detail": procedure.detail_state(case, rows),
    }


def _service(letter: Letter) -> list[str]:
    """Return how the letter was served beside manner and day. Letters served before this was kept have none."""
    kept = [letter.template_version, letter.proof, letter.carrier, letter.served_to, letter.served_by]
    return [*kept, str(letter.served_at), str(letter.proof_file_id)] if letter.served_by else []


def all_cases() -> Iterable[Case]:
    """Read every case with its history and papers, for the verification of the whole table."""
    return Case.objects.prefetch_related("events", "attachments", "letters").order_by("pk").iterator(BATCH)


def _moment(at: datetime) -> int:
    return round(at.timestamp() * 1_000_000)
