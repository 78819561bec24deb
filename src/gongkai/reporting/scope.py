"""What a figure is counted over: whose, and which period (统计范围)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from gongkai.units.models import Unit


@dataclass(frozen=True)
class Scope:
    """Whose figure, for which year; ``unit`` None is the whole district.

    ``until`` ends the period before the year does: what is counted as of 30 June is the same whenever it is asked.
    ``since`` begins it later, for a quarter or a month.
    """

    year: int
    unit: Unit | None = None
    until: date | None = None
    since: date | None = None

    @property
    def start(self) -> date:
        return self.since or date(self.year, 1, 1)

    @property
    def end(self) -> date:
        return self.until or date(self.year, 12, 31)

    @property
    def opens(self) -> datetime:
        """The first moment of the period."""
        return timezone.make_aware(datetime.combine(self.start, time.min))

    @property
    def closes(self) -> datetime:
        """The first moment after the period."""
        return timezone.make_aware(datetime.combine(self.end + timedelta(days=1), time.min))
