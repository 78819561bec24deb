"""Questions to the roster (值班表): who is on duty, who comes next, where nobody is, what a month still lacks."""

from calendar import monthrange
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from gongkai.law.calendar import WorkingCalendar
from gongkai.units import parameters
from gongkai.units.leave.models import Leave
from gongkai.units.models import Unit
from gongkai.voice.duty import rotation
from gongkai.voice.duty.models import DutyPerson, Shift
from gongkai.voice.duty.rotation import Assigned, Slot, Turns, Wheel

Half = Shift.Half
Part = DutyPerson.Part
ONE_DAY = timedelta(days=1)
PATTERNS = {"whole": (Half.WHOLE,), "halves": (Half.DAY, Half.NIGHT)}


def _clock(day: date, key: str) -> datetime:
    minutes = round(parameters.value(key, day) * 60)
    return timezone.make_aware(datetime.combine(day, time(minutes // 60, minutes % 60)))


def begins(day: date) -> datetime:
    """Return when the duty day ``day`` begins: at the morning's change, not at midnight."""
    return _clock(day, "duty_day_starts")


def span(day: date, half: str) -> tuple[datetime, datetime]:
    """Return when a shift begins and ends."""
    evening = _clock(day, "duty_night_starts")
    return {
        Half.WHOLE.value: (begins(day), begins(day + ONE_DAY)),
        Half.DAY.value: (begins(day), evening),
        Half.NIGHT.value: (evening, begins(day + ONE_DAY)),
    }[half]


def duty_day(at: datetime) -> date:
    """Return the duty day a moment belongs to: before the morning's change it is still yesterday's."""
    day = timezone.localtime(at).date()
    return day if at >= begins(day) else day - ONE_DAY


def on_duty(unit: Unit, at: datetime) -> Shift | None:
    return Shift.objects.at(at).filter(unit=unit).with_people().first()


def after(shift: Shift) -> Shift | None:
    """Return the shift that takes over from ``shift``."""
    later = Shift.objects.filter(unit=shift.unit, starts_at__gte=shift.ends_at).with_people()
    return later.order_by("starts_at").first()


@dataclass(frozen=True)
class Gap:
    """A duty day on which somebody is missing, and what is missing."""

    day: date
    what: str


def gaps(unit: Unit, first: date, days: int) -> list[Gap]:
    """Return the duty days from ``first`` on that are not manned throughout by a leader and an officer who are there."""
    last = first + timedelta(days=days - 1)
    shifts = Shift.objects.filter(unit=unit, day__range=(first, last)).with_people()
    by_day: dict[date, list[Shift]] = {}
    for shift in shifts.order_by("starts_at"):
        by_day.setdefault(shift.day, []).append(shift)
    found = []
    beginnings = _beginnings(first, days + 1)
    absent = away(unit, first, last)
    for number in range(days):
        day = first + timedelta(days=number)
        of_day = by_day.get(day, [])
        lacking = _missing(of_day, beginnings[number], beginnings[number + 1])
        what = "，".join([*lacking, *_on_leave(of_day, absent.get(day, set()))])
        if what:
            found.append(Gap(day, what))
    return found


def _beginnings(first: date, days: int) -> list[datetime]:
    """Return when each duty day begins, read once where the hour of the change is the same throughout."""
    last = first + timedelta(days=days - 1)
    key = "duty_day_starts"
    if parameters.value(key, first) != parameters.value(key, last):
        return [begins(first + timedelta(days=n)) for n in range(days)]
    start = begins(first)
    return [start + timedelta(days=n) for n in range(days)]


def away(unit: Unit, first: date, last: date) -> dict[date, set[int]]:
    """Return which of the unit's duty people are on leave (请假) on each day from ``first`` to ``last``."""
    absent: dict[date, set[int]] = {}
    leave = Leave.objects.filter(state=Leave.State.APPROVED, person__duty_people__unit=unit)
    spans = leave.meeting(first, last).values_list("person__duty_people", "first", "last")
    for person, begin, end in spans:
        day = max(begin, first)
        while day <= min(end, last):
            absent.setdefault(day, set()).add(person)
            day += ONE_DAY
    return absent


def _on_leave(shifts: Iterable[Shift], absent: Container[int]) -> list[str]:
    """Say of everybody who has a turn while on leave that somebody else must take it."""
    people = [
        person
        for shift in shifts
        for person in (shift.leader, *shift.officers.all(), shift.driver)
        if person is not None and person.pk in absent
    ]
    return [f"{person.get_part_display()}{person.name}请假" for person in dict.fromkeys(people)]


def _missing(shifts: Sequence[Shift], start: datetime, end: datetime) -> list[str]:
    """Return what a duty day lacks."""
    if not shifts:
        return ["没有排班"]
    lacking = []
    covered = start
    for shift in shifts:
        if shift.starts_at > covered:
            lacking.append(f"{_hour(covered)}至{_hour(shift.starts_at)}没有排班")
        covered = max(covered, shift.ends_at)
        if shift.leader_id is None:
            lacking.append(f"{shift.get_half_display()}没有带班领导")
        if not shift.officers.all():
            lacking.append(f"{shift.get_half_display()}没有值班员")
    if covered < end:
        lacking.append(f"{_hour(covered)}以后没有排班")
    return lacking


def _hour(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M}"


def days_of(month: date) -> list[date]:
    """Return the days of a month, given by any of them."""
    return [month.replace(day=n) for n in range(1, monthrange(month.year, month.month)[1] + 1)]


def proposed(
    unit: Unit, month: date, calendar: WorkingCalendar, *, since: date, pattern: str, officers_each: int
) -> list[Assigned]:
    """Return who would take each free turn of a month, going on where the roster before it ended.

    Days before ``since`` and days that have a shift are left alone; who is on leave is passed over.
    """
    taken = set(Shift.objects.filter(unit=unit, day__in=days_of(month)).values_list("day", flat=True))
    days = [day for day in days_of(month) if day >= since and day not in taken]
    slots = [Slot(day, half.value) for day in days for half in PATTERNS[pattern]]
    before = list(
        Shift.objects.filter(unit=unit, day__lt=month.replace(day=1)).with_people().order_by("-day")[:62]
    )
    return rotation.plan(
        slots,
        calendar,
        working=_turns(unit, [shift for shift in before if calendar.is_working(shift.day)]),
        resting=_turns(unit, [shift for shift in before if not calendar.is_working(shift.day)]),
        officers_each=officers_each,
        away=away(unit, days[0], days[-1]) if days else {},
    )


def _turns(unit: Unit, before: Sequence[Shift]) -> Turns:
    """Return wheels that go on behind the last of each kind in ``before``, the newest shift first."""
    people: dict[str, list[int]] = {part: [] for part in Part.values}
    for person in DutyPerson.objects.filter(unit=unit, is_active=True):
        people[person.part].append(person.pk)
    leaders = (shift.leader_id for shift in before if shift.leader_id)
    drivers = (shift.driver_id for shift in before if shift.driver_id)
    officers = (person.pk for shift in before for person in _last(shift.officers.all()))
    return Turns(
        Wheel.after(people[Part.LEADER], next(leaders, None)),
        Wheel.after(people[Part.OFFICER], next(officers, None)),
        Wheel.after(people[Part.DRIVER], next(drivers, None)),
    )


def _last(officers: Iterable[DutyPerson]) -> list[DutyPerson]:
    """Return the officer whose turn came last, in the order of the wheel."""
    return sorted(officers, key=lambda person: (person.sort, person.pk))[-1:]
