"""Hand-over (交接班): written by who leaves, acknowledged by who comes, never by the same person."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from gongkai.cases.actions import AlreadyDone
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_fact
from gongkai.units.posts import Actor
from gongkai.voice.duty import alarms, roster
from gongkai.voice.duty.actions.rules import ROSTER_RULE, must_be_staff, must_say
from gongkai.voice.duty.models import DutyEvent, HandOver, Shift

# Before a turn ends somebody else may take it over.
EARLIEST = timedelta(hours=1)


def hand_over(shift: Shift, *, matters: str, by: Actor, at: datetime, unfinished: str = "") -> HandOver:
    """交班: write what happened and what is unfinished. It may be rewritten until it is acknowledged."""
    must_be_staff(by, shift.unit)
    _must_be_of(shift, by, "交班")
    matters = must_say(matters, "值班情况（没有情况的写“正常”）")
    if at < shift.starts_at:
        raise Refusal(f"{shift}还没有开始。", article=ROSTER_RULE, advice="请在当班期间或者下班时交班。")
    with transaction.atomic():
        Shift.objects.select_for_update(no_key=True).get(pk=shift.pk)
        row = HandOver.objects.filter(shift=shift).first() or HandOver(shift=shift, unit=shift.unit)
        if row.acknowledged_at:
            raise AlreadyDone(
                f"{row.acknowledged_by}已于{timezone.localtime(row.acknowledged_at):%H:%M}接班，记录不能再改。",
                article=ROSTER_RULE,
                advice="补充的情况请写在值班日志里。",
            )
        row.matters, row.unfinished = matters, unfinished.strip()
        row.written_by, row.written_at, row.open_events = by.name, at, _open_events(shift)
        row.save()
        alarms.clear_settled(shift.unit, at)
        _record(row, "duty.hand_over", by=by, at=at)
    return row


def acknowledge(row: HandOver, *, by: Actor, at: datetime, remark: str = "") -> HandOver:
    """接班: the arriving officer has read it and takes over."""
    must_be_staff(by, row.unit)
    coming = roster.after(row.shift)
    if coming is not None:
        _must_be_of(coming, by, "接班")
    with transaction.atomic():
        locked = (
            HandOver.objects.select_for_update(of=("self",), no_key=True)
            .select_related("unit", "shift")
            .get(pk=row.pk)
        )
        if locked.acknowledged_at:
            raise AlreadyDone(
                f"{locked.acknowledged_by}已于{timezone.localtime(locked.acknowledged_at):%m-%d %H:%M}接班。",
                article=ROSTER_RULE,
                advice="不必重复签收。",
            )
        if at < locked.shift.ends_at - EARLIEST:
            raise Refusal(
                f"{locked.shift}到{timezone.localtime(locked.shift.ends_at):%m-%d %H:%M}才结束。",
                article=ROSTER_RULE,
                advice="请在结束前一小时以后签收；中途换人的，请先在值班表里换班。",
            )
        if locked.written_by == by.name:
            raise Refusal("交班人不能自己接班。", article=ROSTER_RULE, advice="请由接班的值班员签收。")
        locked.acknowledged_by, locked.acknowledged_at, locked.remark = by.name, at, remark.strip()[:300]
        locked.save(update_fields=["acknowledged_by", "acknowledged_at", "remark"])
        alarms.clear_settled(locked.unit, at)
        _record(locked, "duty.acknowledge", by=by, at=at)
    return locked


def _must_be_of(shift: Shift, by: Actor, what: str) -> None:
    """Refuse who is not of the shift, as soon as an officer of it has an account; others act for those without one."""
    accounts = {person.user_id for person in shift.officers.all() if person.user_id}
    of_the_shift = accounts | ({shift.leader.user_id} if shift.leader else set())
    if accounts and (by.user is None or by.user.pk not in of_the_shift):
        raise Refusal(
            f"{by.name}不是{shift}的值班人员，不能{what}。",
            article=ROSTER_RULE,
            advice=f"请由{shift.names or '本班值班员'}办理；换了人的，先在值班表中调班。",
        )


def _open_events(shift: Shift) -> list[list[str]]:
    found = DutyEvent.objects.filter(case__unit=shift.unit, case__closed_on=None).select_related("case")
    return [[event.case.number, event.case.title] for event in found.order_by("received_at")]


def _record(row: HandOver, verb: str, *, by: Actor, at: datetime) -> None:
    data = {"day": str(row.shift.day), "half": row.shift.half, "open_events": len(row.open_events)}
    record_fact(f"duty_hand_over/{row.pk}", verb, at=at, by=by.name, unit=row.unit.code, data=data)
