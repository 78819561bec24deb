"""Who is away in a month, and what a year's leave adds up to."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Sum

from gongkai.law.calendar import WorkingCalendar
from gongkai.law.leave import LeaveKind
from gongkai.units.leave.models import Leave, LeaveCover, LeaveQuerySet
from gongkai.units.models import User


@dataclass(frozen=True)
class Cell:
    """One day of one person: whether she is away (``away``), applied (``asked``) or neither, and whether it works."""

    day: date
    mark: str
    works: bool


@dataclass(frozen=True)
class Line:
    person: User
    unit: str
    leaves: list[Leave]
    cells: list[Cell]


def days_of(year: int, month: int) -> list[date]:
    return [date(year, month, 1) + timedelta(days=n) for n in range(monthrange(year, month)[1])]


def month_of(rows: LeaveQuerySet, days: list[date], calendar: WorkingCalendar) -> list[Line]:
    """Return a line for each person away in the days, by unit and name."""
    found: dict[int, list[Leave]] = {}
    met = rows.standing().meeting(days[0], days[-1]).select_related("person", "unit")
    for leave in met.prefetch_related("covers__substitute").order_by("unit__sort", "person__name", "first"):
        found.setdefault(leave.person_id, []).append(leave)
    return [
        Line(
            leaves[0].person,
            leaves[0].unit.short_name,
            leaves,
            [Cell(day, _mark(leaves, day), calendar.is_working(day)) for day in days],
        )
        for leaves in found.values()
    ]


def _mark(leaves: Iterable[Leave], day: date) -> str:
    for leave in leaves:
        if leave.first <= day <= leave.last:
            return "away" if leave.state == Leave.State.APPROVED else "asked"
    return ""


@dataclass(frozen=True)
class UnitYear:
    """The approved leave of a unit that began in a year: requests, working days, days by kind."""

    unit: str
    requests: int
    people: int
    days: Decimal
    by_kind: list[Decimal]


def year_of(rows: LeaveQuerySet, year: int) -> list[UnitYear]:
    """Return a line a unit, in their order; each adds up to what the list of the year shows."""
    approved = rows.filter(state=Leave.State.APPROVED, first__year=year).order_by()
    # ``rows`` may join: the numbers are taken over the keys.
    approved = Leave.objects.filter(pk__in=approved.values("pk")).order_by("unit__sort")
    kinds = approved.values("unit", "kind").annotate(total=Sum("days"))
    by_kind = {(row["unit"], row["kind"]): row["total"] for row in kinds}
    units = approved.values("unit", "unit__short_name", "unit__sort").annotate(
        n=Count("pk"), people=Count("person", distinct=True), total=Sum("days")
    )
    return [
        UnitYear(
            row["unit__short_name"],
            row["n"],
            row["people"],
            row["total"],
            [by_kind.get((row["unit"], kind.value), Decimal()) for kind in LeaveKind],
        )
        for row in units
    ]


def exported(rows: Iterable[Leave]) -> Iterable[list[object]]:
    """Yield the list as a table for the personnel office (人事台账); the reason is not part of it."""
    yield ["单位", "姓名", "类别", "自", "至", "工作日", "状态", "审批", "决定时间", "销假", "代理安排"]
    for leave in rows:
        start = f"{leave.first}{' 下午' if leave.from_noon else ''}"
        end = f"{leave.last}{' 上午' if leave.until_noon else ''}"
        covers = [each for each in leave.covers.all() if each.answer != LeaveCover.Answer.REPLACED]
        yield [
            leave.unit.short_name, str(leave.person), leave.get_kind_display(), start, end, leave.days,
            leave.get_state_display(), leave.decided_by,
            f"{leave.decided_at:%Y-%m-%d}" if leave.decided_at else "",
            f"{leave.back_on:%Y-%m-%d}" if leave.back_on else "",
            "；".join(f"{each.unit.short_name}{each.get_role_display()}：{each.substitute}" for each in covers),
        ]  # fmt: skip
