"""Response to public opinion (政务舆情回应, 国办发〔2016〕61号、80号): limits in clock hours, nights and holidays included."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from gongkai.law.periods import Hours

SOURCE = "国办发〔2016〕61号、80号"


class Grade(Enum):
    """How serious the matter is; it decides which limits run."""

    SERIOUS = "serious"
    ORDINARY = "ordinary"

    @property
    def label(self) -> str:
        return "特别重大、重大突发事件" if self is Grade.SERIOUS else "其他需要回应的舆情"


@dataclass(frozen=True)
class Limit:
    """One thing that must be said, and within how many hours of the finding."""

    id: str
    label: str
    hours: Hours


LIMITS: Mapping[Grade, tuple[Limit, ...]] = {
    Grade.SERIOUS: (
        Limit("first_info", "发布权威信息", Hours(5)),
        Limit("press", "举行新闻发布会", Hours(24)),
    ),
    Grade.ORDINARY: (Limit("respond", "回应", Hours(48)),),
}


@dataclass(frozen=True)
class Due:
    """A limit of one matter: by when, and when it was kept."""

    limit: Limit
    by: datetime
    done_at: datetime | None

    @property
    def late(self) -> bool | None:
        """Tell whether it came too late; ``None`` while it has not come."""
        return None if self.done_at is None else self.done_at > self.by

    def missed(self, now: datetime) -> bool:
        return (self.done_at or now) > self.by


def dues(grade: Grade, found_at: datetime, done: Mapping[str, datetime | None]) -> tuple[Due, ...]:
    """Return the limits that run from the finding, each with the moment it was kept."""
    return tuple(Due(limit, limit.hours.ends(found_at), done.get(limit.id)) for limit in LIMITS[grade])


def next_due(all_dues: tuple[Due, ...]) -> Due | None:
    """Return what must be said next, or ``None`` when everything has been."""
    waiting = [due for due in all_dues if due.done_at is None]
    return min(waiting, key=lambda due: due.by, default=None)
