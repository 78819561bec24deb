"""What duty must not fail to notice: limits about to end, empty turns, hand-overs nobody wrote or acknowledged."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from gongkai.cases.actions import local_day
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_fact
from gongkai.units import parameters
from gongkai.units.models import Unit
from gongkai.units.posts import PLATFORM
from gongkai.voice.duty import roster
from gongkai.voice.duty.models import DutyAlarm, DutyEvent, Shift
from gongkai.voice.duty.timers import Timer, running

Kind = DutyAlarm.Kind
# A hand-over that was missed longer ago is history; the log says what happened.
LOOKS_BACK = timedelta(days=3)


def sweep(now: datetime) -> int:
    """Tell of each limit when it ends soon and when it has passed, of each fault of duty once; return how many."""
    return _sweep_limits(now) + _sweep_duty(now)


def _sweep_limits(now: datetime) -> int:
    soon = int(parameters.value("duty_alarm_minutes", local_day(now)))
    waiting = DutyEvent.objects.filter(
        Q(phone_at=None, written_at=None) | Q(written_at=None), case__closed_on=None
    )
    told = 0
    for event in waiting.select_related("case__unit"):
        said = {
            (data["limit"], data["level"])
            for data in event.case.events.filter(action="alarm").values_list("data", flat=True)
        }
        for timer in running(event):
            level = _level(timer, now, soon)
            if level and (timer.limit, level) not in said:
                told += _warn(timer, late=level == "late", now=now)
    return told


def _level(timer: Timer, now: datetime, soon: int) -> str:
    if timer.missed(now):
        return "late"
    return "soon" if timer.ends_soon(now, soon) else ""


def _warn(timer: Timer, *, late: bool, now: datetime) -> bool:
    from gongkai.voice.duty.actions.events import warn

    try:
        warn(timer.event.case, limit=timer.limit, late=late, at=now)
    except Refusal:  # closed this very moment
        return False
    return True


@dataclass(frozen=True)
class Fault:
    """Something wrong with the duty of a unit, under the key it is told by once."""

    unit: Unit
    kind: DutyAlarm.Kind
    key: str
    text: str
    day: date
    shift: Shift | None = None


def faults(unit: Unit, now: datetime) -> Iterator[Fault]:
    """Yield what is wrong now: turns of the next days without people, and shifts that ended without a hand-over."""
    today = local_day(now)
    days = int(parameters.value("duty_gap_days", today)) + 1
    for gap in roster.gaps(unit, roster.duty_day(now), days):
        yield Fault(unit, Kind.GAP, f"gap/{unit.pk}/{gap.day}", f"{gap.day:%m月%d日}{gap.what}", gap.day)
    grace = timedelta(minutes=int(parameters.value("duty_hand_over_minutes", today)))
    ended = Shift.objects.filter(unit=unit, ends_at__gt=now - LOOKS_BACK, ends_at__lte=now - grace)
    for shift in ended.select_related("hand_over"):
        record = getattr(shift, "hand_over", None)
        if record is None:
            text = f"{shift}没有写交接班记录"
            yield Fault(unit, Kind.NOT_WRITTEN, f"written/{shift.pk}", text, shift.day, shift)
        elif record.acknowledged_at is None:
            text = f"{shift}的交接班没有签收"
            yield Fault(unit, Kind.NOT_ACKNOWLEDGED, f"acknowledged/{shift.pk}", text, shift.day, shift)


def _sweep_duty(now: datetime) -> int:
    raised = 0
    for unit in units_with_duty():
        found = list(faults(unit, now))
        _clear(unit, found, now)
        open_keys = set(DutyAlarm.objects.filter(unit=unit, cleared_at=None).values_list("key", flat=True))
        raised += sum(_raise(fault, now) for fault in found if fault.key not in open_keys)
    return raised


def units_with_duty() -> Iterable[Unit]:
    """Return the units that keep a roster: those with people who take duty."""
    return Unit.objects.filter(duty_people__is_active=True).distinct().order_by("sort")


def _raise(fault: Fault, now: datetime) -> bool:
    with transaction.atomic():
        DutyAlarm.objects.update_or_create(
            key=fault.key,
            defaults={
                "unit": fault.unit, "kind": fault.kind, "text": fault.text[:200], "shift": fault.shift,
                "day": fault.day, "raised_at": now, "cleared_at": None,
            },
        )  # fmt: skip
        record_fact(
            f"duty_alarm/{fault.key}", "duty.alarm", at=now, by=PLATFORM.name, unit=fault.unit.code,
            data={"kind": fault.kind.value, "day": str(fault.day)},
        )  # fmt: skip
    return True


def clear_settled(unit: Unit, now: datetime) -> None:
    """Take back the alarms whose reason is gone; part of the verb that put it right, before it writes the ledger."""
    if DutyAlarm.objects.filter(unit=unit, cleared_at=None).exists():
        _clear(unit, list(faults(unit, now)), now)


def _clear(unit: Unit, found: Iterable[Fault], now: datetime) -> None:
    keys = [fault.key for fault in found]
    DutyAlarm.objects.filter(unit=unit, cleared_at=None).exclude(key__in=keys).update(cleared_at=now)
