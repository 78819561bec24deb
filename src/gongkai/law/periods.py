"""Periods of the law as values with a unit: working days, calendar days, months, hours, at once."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gongkai.law.calendar import Deadline, WorkingCalendar


@dataclass(frozen=True)
class WorkingDays:
    """A number of 工作日; ends on a working day by construction."""

    days: int

    def __str__(self) -> str:
        return f"{self.days}个工作日"

    def due(self, start: date, calendar: WorkingCalendar) -> Deadline:
        return calendar.add_working_days(start, self.days)


@dataclass(frozen=True)
class CalendarDays:
    """A number of calendar days; an end on a rest day rolls over to the next working day (民法典203)."""

    days: int

    def __str__(self) -> str:
        return f"{self.days}日"

    def due(self, start: date, calendar: WorkingCalendar) -> Deadline:
        return calendar.next_working_day(start + timedelta(days=self.days))


@dataclass(frozen=True)
class Months:
    """A number of months; ends on the same day of the last month (民法典202), a rest day rolls over (203)."""

    months: int

    def __str__(self) -> str:
        return f"{self.months}个月"

    def due(self, start: date, calendar: WorkingCalendar) -> Deadline:
        years, month = divmod(start.month - 1 + self.months, 12)
        year, month = start.year + years, month + 1
        return calendar.next_working_day(date(year, month, min(start.day, monthrange(year, month)[1])))


@dataclass(frozen=True)
class AtOnce:
    """「及时」「实时」: due on the very day."""

    def __str__(self) -> str:
        return "即时"

    def due(self, start: date, calendar: WorkingCalendar) -> Deadline:
        return Deadline(start)


@dataclass(frozen=True)
class Hours:
    """Clock hours, running through nights and holidays."""

    hours: int

    def __str__(self) -> str:
        return f"{self.hours}小时"

    def ends(self, start: datetime) -> datetime:
        """Return the moment the period ends. ``start`` must be aware."""
        if start.tzinfo is None:
            raise ValueError("Hours run from a moment with a time zone.")
        return start + timedelta(hours=self.hours)


Period = WorkingDays | CalendarDays | Months | AtOnce
_WRITTEN = re.compile(r"(\d{1,4})(个工作日|日|个月)")
_BY_UNIT: dict[str, type[WorkingDays | CalendarDays | Months]] = {
    "个工作日": WorkingDays,
    "日": CalendarDays,
    "个月": Months,
}


def parse(text: str) -> Period:
    """Read a period as it is written: ``10个工作日``, ``15日``, ``6个月``, ``即时``.

    Raises:
        ValueError: it says anything else, or nothing at all (0).
    """
    if text.strip() == str(AtOnce()):
        return AtOnce()
    match = _WRITTEN.fullmatch(text.strip())
    if match is None or int(match[1]) == 0:
        raise ValueError(f"“{text}”不是期限；请写成“10个工作日”“15日”或者“6个月”。")
    return _BY_UNIT[match[2]](int(match[1]))


def due(period: Period, start: date, calendar: WorkingCalendar) -> Deadline:
    """Return the last day of ``period`` when it starts by an event on ``start``."""
    return period.due(start, calendar)
