"""When an annual report is late (逾期), and what a late unit may no longer do by itself (《条例》第四十九条、第四十七条).

A department submits its report and publishes it before the end of January, the government publishes its own before the
end of March. The competent office may set an earlier day of the same month; a later one the law does not allow.
"""

from dataclasses import dataclass
from datetime import date

from gongkai.law.annual_report import publish_by
from gongkai.law.refusal import Refusal

ARTICLE = "《条例》第四十九条"
# Days before the last one on which the office is reminded (D80).
REMINDERS = (30, 14, 7, 3, 1)


def due_day(year: int, *, of_government: bool, local_day: int) -> date:
    """Return the last day for the report of ``year``: the office's own ``local_day`` of the month, never a later one."""
    last = publish_by(year, of_government=of_government)
    return last.replace(day=min(local_day, last.day))


@dataclass(frozen=True)
class Handing:
    """How far a report has come (报送、公布): handed in on, published on; ``None`` is not yet."""

    due: date
    filed_on: date | None = None
    published_on: date | None = None

    def days_late(self, on: date) -> int:
        """Return by how many days the report was or is late on the day ``on``, 0 if it is not.

        It is done when it is both handed in and published, so a report filed in time and never published is late.
        """
        done = self.published_on if self.filed_on else None
        return max(0, ((done or on) - self.due).days)

    def days_left(self, on: date) -> int | None:
        """Return the days left, ``None`` once the report is published or late."""
        left = (self.due - on).days
        return None if self.published_on or left < 0 else left

    def filed_late(self) -> bool:
        return self.filed_on is not None and self.filed_on > self.due


def reminder(days_left: int) -> int | None:
    """Return which reminder holds with so many days left: the nearest of ``REMINDERS`` that has been reached."""
    reached = [days for days in REMINDERS if days_left <= days]
    return min(reached) if reached else None


def must_be_admitted(unit: str, due: date, on: date, *, admitted: bool) -> None:
    """Refuse to take a late report of a unit until the competent office has admitted it (准予补报).

    Raises:
        Refusal: the day has passed and nobody has admitted the report.
    """
    if on > due and not admitted:
        raise Refusal(
            f"{unit}的报告已过报送期限{due}，逾期{(on - due).days}日，归档已锁定。",
            article=f"{ARTICLE}；逾期的按第四十七条督促整改、通报批评",
            advice="请写明逾期原因提交，由政务公开办准予补报后再归档。",
        )
