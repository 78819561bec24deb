"""叫应: who answers for a place and has not confirmed a red or orange warning is called by telephone."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_act, record_fact
from gongkai.units import parameters
from gongkai.units.models import Role
from gongkai.units.posts import PLATFORM, Actor
from gongkai.voice.warnings.actions.broadcasts import confirm
from gongkai.voice.warnings.models import Broadcast, Call, Person, Recipient

CALLERS = (Role.OFFICER, Role.APPROVER, Role.HEAD)
# Who was not reached within a day is no matter of minutes any more.
WINDOW = timedelta(days=1)


def sweep(at: datetime) -> int:
    """Ask for a call to everybody responsible who has not confirmed in time; return how many."""
    minutes = int(parameters.value("confirm_minutes", timezone.localtime(at).date()))
    late = Recipient.objects.filter(
        is_responsible=True,
        confirmed_at=None,
        calls=None,
        broadcast__to_confirm=True,
        broadcast__starts_at__gt=at - WINDOW,
        broadcast__starts_at__lte=at - timedelta(minutes=minutes),
    ).exclude(broadcast__stage__in=(Broadcast.Stage.DRAFT, Broadcast.Stage.CANCELLED))
    return sum(_ask(recipient, recipient.person, at) for recipient in late.select_related("person"))


def _ask(recipient: Recipient, person: Person, at: datetime) -> bool:
    with transaction.atomic():
        row = (
            Recipient.objects.select_for_update(of=("self",), no_key=True)
            .select_related("broadcast__unit")
            .get(pk=recipient.pk)
        )
        if row.confirmed_at is not None or row.calls.filter(person=person, called_at=None).exists():
            return False
        call = Call.objects.create(recipient=row, person=person, asked_at=at)
        _record(call, row, "ask_to_call", PLATFORM, at)
    return True


def note_call(call: Call, *, outcome: str, note: str, by: Actor, at: datetime) -> Call:
    """记录叫应结果. Who was not reached: the one above her is to be called next, and to tell her; else she is called again."""
    with transaction.atomic():
        recipient = (
            Recipient.objects.select_for_update(of=("self",), no_key=True)
            .select_related("broadcast__unit", "person")
            .get(pk=call.recipient_id)
        )
        row = (
            Call.objects.select_for_update(of=("self",), no_key=True)
            .select_related("person__superior")
            .get(pk=call.pk)
        )
        by.must_hold(CALLERS, recipient.broadcast.unit)
        if row.called_at is not None:
            raise Refusal(f"{row.called_by}已经记录过这次叫应。", article="", advice="请刷新页面。")
        if outcome not in Call.Outcome.values:
            raise Refusal("没有选择叫应结果。", article="", advice="请选择。")
        row.outcome, row.note, row.called_by, row.called_at = outcome, note.strip()[:200], by.name, at
        row.save()
        _record(row, recipient, "note_call", by, at)
    if outcome == Call.Outcome.REACHED:
        how = "电话叫应" if row.person_id == recipient.person_id else "上一级转告"
        confirm(recipient, how=how, at=at)
    else:
        _ask(recipient, row.person.superior or recipient.person, at)
    return row


def read_phones(broadcast: Broadcast, *, by: Actor, at: datetime) -> None:
    """Log that somebody sees the telephone numbers of those to be called (D32)."""
    by.must_hold(CALLERS, broadcast.unit)
    with transaction.atomic():
        record_fact(
            f"broadcast/{broadcast.pk}", "warnings.read_personal", at=at, by=by.name, unit=broadcast.unit.code
        )


def _record(call: Call, recipient: Recipient, verb: str, by: Actor, at: datetime) -> None:
    data = {"broadcast": recipient.broadcast_id, "recipient": recipient.pk, "outcome": call.outcome}
    record_act(call, f"warnings.{verb}", at=at, by=by.name, unit=recipient.broadcast.unit.code, data=data)
