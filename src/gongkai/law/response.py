"""Response to public opinion (政务舆情回应, 国办发〔2016〕61号、80号): limits in clock hours, nights and holidays included."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from zoneinfo import ZoneInfo

from gongkai.law.periods import Hours

SOURCE = "国办发〔2016〕61号、80号"
# 国办发〔2016〕61号 set the conference and the answer; 80号 added the first information.
CONFERENCE_SINCE, FIRST_INFORMATION_SINCE = date(2016, 7, 30), date(2016, 11, 10)
SHANGHAI = ZoneInfo("Asia/Shanghai")


class Grade(Enum):
    """How serious the matter is, by urgency, reach and attention; it decides which limits run.

    The values of 重大 and 一般 are older than the other two: stored cases and the ledger know them.
    """

    ORDINARY = "ordinary"
    LARGER = "larger"
    MAJOR = "serious"
    EXTRAORDINARY = "extraordinary"

    @property
    def label(self) -> str:
        return _GRADE_LABELS[self]

    @property
    def is_emergency(self) -> bool:
        """Tell whether it touches a major or extraordinary emergency (重大、特别重大突发事件)."""
        return self in (Grade.MAJOR, Grade.EXTRAORDINARY)


_GRADE_LABELS = {
    Grade.ORDINARY: "一般",
    Grade.LARGER: "较大",
    Grade.MAJOR: "重大",
    Grade.EXTRAORDINARY: "特别重大",
}


class Concern(Enum):
    """The matters to be answered above all (重点回应的政务舆情, 国办发〔2016〕61号 二)."""

    POLICY = "policy"
    INTERESTS = "interests"
    MORAL = "moral"
    EMERGENCY = "emergency"
    ORDERED = "ordered"

    @property
    def label(self) -> str:
        return _CONCERN_LABELS[self]


_CONCERN_LABELS = {
    Concern.POLICY: "对重大政策措施误解误读",
    Concern.INTERESTS: "涉及公众切身利益且影响较大",
    Concern.MORAL: "涉及民生领域严重冲击社会道德底线",
    Concern.EMERGENCY: "涉及突发事件处置和自然灾害应对",
    Concern.ORDERED: "上级政府要求主动回应",
}


@dataclass(frozen=True)
class Limit:
    """One thing that must be said, and within how many hours of the finding."""

    id: str
    label: str
    hours: Hours


RESPOND = Limit("respond", "回应", Hours(48))
PRESS = Limit("press", "举行新闻发布会", Hours(24))
FIRST_INFORMATION = Limit("first_info", "发布权威信息", Hours(5))


def limits(grade: Grade, found_on: date) -> tuple[Limit, ...]:
    """Return what must be said about a matter found on a day; nothing before the first of the two documents."""
    if found_on < CONFERENCE_SINCE:
        return ()
    if not grade.is_emergency:
        return (RESPOND,)
    return (FIRST_INFORMATION, PRESS) if found_on >= FIRST_INFORMATION_SINCE else (PRESS,)


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
    running = limits(grade, found_at.astimezone(SHANGHAI).date())
    return tuple(Due(limit, limit.hours.ends(found_at), done.get(limit.id)) for limit in running)


def next_due(all_dues: tuple[Due, ...]) -> Due | None:
    """Return what must be said next, or ``None`` when everything has been."""
    waiting = [due for due in all_dues if due.done_at is None]
    return min(waiting, key=lambda due: due.by, default=None)


@dataclass(frozen=True)
class Concerned:
    """A unit the matter concerns, and the department above it where it is led from there (垂直管理)."""

    code: str
    superior: str = ""


def must_answer(concerned: tuple[Concerned, ...], lead: str) -> str:
    """Return who says it first (第一责任主体): the lead among several; for a unit led from above, who leads it.

    国办发〔2016〕61号 一: 谁主管谁负责; several departments are led by one of them or by their common superior, and
    what concerns a department under vertical leadership (实行垂直管理的部门) is answered by its superior.

    Raises:
        ValueError: the lead is none of those concerned.
    """
    by_code = {each.code: each for each in concerned}
    if lead not in by_code:
        raise ValueError("The lead is one of those concerned.")
    return by_code[lead].superior or lead
