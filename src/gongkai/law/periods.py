"""Periods of the law as values with a unit: working days, calendar days, hours, at once."""

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


Period = WorkingDays | CalendarDays | AtOnce


def due(period: Period, start: date, calendar: WorkingCalendar) -> Deadline:
    """Return the last day of ``period`` when it starts by an event on ``start``."""
    return period.due(start, calendar)
