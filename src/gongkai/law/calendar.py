"""The working-day calendar (工作日历).

A working day is neither a weekly rest day nor a statutory holiday; weekends made working days by the State
Council's yearly notice (调休) count (全国年节及纪念日放假办法). The base years come from ``chinesecalendar``; the
platform's own corrections are versions on top. A year without a notice is judged by weekday and by the holidays whose
date the law itself fixes, and everything that touches it is provisional, never an exception.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import cache

from chinese_calendar import constants

BASE_SOURCE = "国务院办公厅历年节假日安排"
# 《全国年节及纪念日放假办法》（国务院令第795号，2025年1月1日起施行）第二条: the holidays of a fixed date. The others
# follow the moon or the sun, and are known when the year's notice is out.
FIXED_HOLIDAYS = {
    (1, 1): "元旦", (5, 1): "劳动节", (5, 2): "劳动节", (10, 1): "国庆节", (10, 2): "国庆节", (10, 3): "国庆节",
}  # fmt: skip
YEARS_AHEAD = 10
ONE_DAY = timedelta(days=1)


class DayKind(str, Enum):
    """What a day is (日期性质)."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def works(self) -> bool:
        return self in (DayKind.WORKDAY, DayKind.MAKE_UP)


_LABELS = {
    DayKind.WORKDAY: "工作日",
    DayKind.WEEKEND: "周末",
    DayKind.HOLIDAY: "法定节假日",
    DayKind.MAKE_UP: "调休上班",
}
_HOLIDAY_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}


@dataclass(frozen=True)
class Deadline:
    """The last day of a period. ``provisional``: it reaches into a year whose arrangement is not yet known."""

    day: date
    provisional: bool = False


@dataclass(frozen=True)
class DayNote:
    """One day on the way to a deadline, and why it counts or not."""

    day: date
    counts: bool
    reason: str


class WorkingCalendar:
    """An immutable calendar: kinds of the days that differ from their weekday, and the years that are known."""

    def __init__(
        self,
        exceptions: Mapping[date, DayKind],
        names: Mapping[date, str],
        known_years: Iterable[int],
        version: str,
        source: str,
    ) -> None:
        self._exceptions = dict(exceptions)
        self._names = dict(names)
        self.known_years = frozenset(known_years)
        self.version = version
        self.source = source
        # Exceptions that change whether a day works, as sorted days with running sums: counting is two look-ups.
        shifts = sorted((day, kind.works - _weekday_works(day)) for day, kind in self._exceptions.items())
        self._shift_days = [day for day, _ in shifts]
        self._shift_sums = [0]
        for _, shift in shifts:
            self._shift_sums.append(self._shift_sums[-1] + shift)

    @staticmethod
    @cache
    def base() -> "WorkingCalendar":
        """Return the calendar of the years for which a State Council notice is in the base data."""
        exceptions = dict.fromkeys(constants.holidays, DayKind.HOLIDAY)
        exceptions |= dict.fromkeys(constants.workdays, DayKind.MAKE_UP)
        names = {day: _HOLIDAY_NAMES.get(name, name) for day, name in constants.holidays.items()}
        years = range(min(constants.holidays).year, max(constants.holidays).year + 1)
        for year in range(years.stop, years.stop + YEARS_AHEAD):
            fixed = {date(year, *day): name for day, name in FIXED_HOLIDAYS.items()}
            exceptions |= dict.fromkeys(fixed, DayKind.HOLIDAY)
            names |= fixed
        return WorkingCalendar(exceptions, names, years, "base", BASE_SOURCE)

    def corrected(
        self, version: str, changes: Mapping[date, DayKind], source: str, known_years: Iterable[int] = ()
    ) -> "WorkingCalendar":
        """Return a new version with ``changes`` on top and ``known_years`` added to the years known."""
        return WorkingCalendar(
            {**self._exceptions, **changes}, self._names, self.known_years | set(known_years), version, source
        )

    def kind(self, day: date) -> DayKind:
        """Tell what ``day`` is; in an unknown year its weekday decides."""
        weekday = DayKind.WORKDAY if _weekday_works(day) else DayKind.WEEKEND
        return self._exceptions.get(day, weekday)

    def is_working(self, day: date) -> bool:
        return self.kind(day).works

    def is_known(self, day: date) -> bool:
        return day.year in self.known_years

    def describe(self, day: date) -> str:
        """Return what a day is, with the holiday's name where it is known (春节, 调休上班 …)."""
        kind = self.kind(day)
        name = self._names.get(day) if kind is DayKind.HOLIDAY else None
        return name or kind.label

    def working_days_between(self, after: date, until: date) -> int:
        """Count the working days d with ``after`` < d ≤ ``until``; 0 when the span is empty."""
        if until <= after:
            return 0
        return self._working_days_through(until) - self._working_days_through(after)

    def add_working_days(self, start: date, days: int) -> Deadline:
        """Return the last of ``days`` working days after ``start``; the day of the event is not counted.

        For ``days`` = 0 this is ``start`` itself (民法典201; 民事诉讼法85).
        """
        if days < 0:
            raise ValueError("A period has no negative length.")
        day, provisional = start, False
        while days > 0:
            day += ONE_DAY
            provisional = provisional or not self.is_known(day)
            days -= self.is_working(day)
        return Deadline(day, provisional)

    def next_working_day(self, day: date) -> Deadline:
        """Return ``day`` if it works, else the first working day after it."""
        provisional = not self.is_known(day)
        while not self.is_working(day):
            day += ONE_DAY
            provisional = provisional or not self.is_known(day)
        return Deadline(day, provisional)

    def explain(self, start: date, days: int) -> list[DayNote]:
        """Return every day from ``start`` to the deadline and why it counts or not."""
        last = self.add_working_days(start, days).day
        notes = [DayNote(start, counts=False, reason="当日不计入")]
        for offset in range(1, (last - start).days + 1):
            day = start + timedelta(days=offset)
            unknown = "" if self.is_known(day) else "（放假安排尚未公布）"
            notes.append(DayNote(day, counts=self.is_working(day), reason=self.describe(day) + unknown))
        return notes

    def _working_days_through(self, day: date) -> int:
        weeks, rest = divmod(day.toordinal(), 7)
        # Day 1 of the ordinal count was a Monday.
        weekdays = weeks * 5 + min(rest, 5)
        position = bisect_left(self._shift_days, day + ONE_DAY)
        return weekdays + self._shift_sums[position]


def _weekday_works(day: date) -> bool:
    return day.weekday() < 5
