"""The substitute's answer: she accepts or declines, for all the posts she was asked for."""

from datetime import datetime

from django.db import transaction

from gongkai.law import leave as law
from gongkai.law.refusal import Refusal
from gongkai.units.leave import people
from gongkai.units.leave.actions.recording import locked, record
from gongkai.units.leave.models import Leave, LeaveCover
from gongkai.units.posts import Actor

State, Answer = Leave.State, LeaveCover.Answer


def accept(leave: Leave, *, by: Actor, at: datetime, seen: int | None = None) -> Leave:
    """Agree to stand in (同意代理). With the last answer the request goes to who decides."""
    with transaction.atomic():
        row = locked(leave, (State.ASKED,), seen)
        asked = _asked(row, by)
        chosen = {(cover.unit.code, cover.role): cover.substitute for cover in asked}
        people.must_fit(row.person, row.span, chosen, without=row)
        said = " ".join(people.both_sides(row.person, row.span, chosen))
        for cover in asked:
            cover.answer, cover.answered_at = Answer.ACCEPTED, at
            cover.save(update_fields=["answer", "answered_at"])
        if not row.covers.exclude(answer__in=(*LeaveCover.AGREED, Answer.REPLACED)).exists():
            row.state = State.WAITING
        record(row, "accept", by=by.name, at=at, note=said)
    return row


def decline(leave: Leave, *, note: str, by: Actor, at: datetime, seen: int | None = None) -> Leave:
    """Decline to stand in, with a reason (不能代理): the person who asked chooses somebody else."""
    if not note.strip():
        raise Refusal("没有写明不能代理的理由。", article=law.SOURCE, advice="请写明，方便请假人另选。")
    with transaction.atomic():
        row = locked(leave, (State.ASKED,), seen)
        for cover in _asked(row, by):
            cover.answer, cover.answered_at, cover.note = Answer.DECLINED, at, note.strip()[:200]
            cover.save(update_fields=["answer", "answered_at", "note"])
        record(row, "decline", by=by.name, at=at, note=note.strip())
    return row


def _asked(row: Leave, by: Actor) -> list[LeaveCover]:
    asked = row.covers.filter(substitute=by.user, answer=Answer.ASKED).select_related("unit", "substitute")
    if not asked:
        raise Refusal(f"没有请{by.name}代理，或者已经答复。", article=law.SOURCE, advice="请查看最新情况。")
    return list(asked)
