"""The working-day calendar in force: the base years and the platform's own corrections on top."""

from datetime import date, datetime
from functools import lru_cache

from gongkai.law.calendar import DayKind, WorkingCalendar
from gongkai.units.models import CalendarVersion


def calendar_in_force() -> WorkingCalendar:
    """Return the newest calendar version; every process notices a new one at its next question."""
    newest = CalendarVersion.objects.order_by("-number").values_list("number", "entered_at").first()
    return _calendar(*newest) if newest else WorkingCalendar.base()


@lru_cache(maxsize=4)
def _calendar(number: int, entered_at: datetime) -> WorkingCalendar:
    """Return a version, kept by number and moment: another database may hold another one of the same number."""
    base = WorkingCalendar.base()
    version = CalendarVersion.objects.get(number=number)
    return base.corrected(
        version=f"{number}",
        changes={date.fromisoformat(day): DayKind(kind) for day, kind in version.changes.items()},
        source=version.source,
        known_years=version.known_years,
    )
