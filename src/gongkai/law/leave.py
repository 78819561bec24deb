"""Leave and substitution (请假、AB岗): days, who approves, and who may stand in for whom.

No statute orders this for a district's offices. The ladder of one and three days and the rule "without an arranged
B角 leave is not approved" are those of single offices (沂水 town, a 政务公开窗口 rule, 通城 town), so the numbers are
values the office may change; what keeps two persons apart is not.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from gongkai.law.calendar import WorkingCalendar
from gongkai.law.refusal import Refusal

SOURCE = "AB岗和请销假制度（个别单位的做法，本区参照）"
LONGEST = timedelta(days=184)
HALF = Decimal("0.5")
ONE_DAY = timedelta(days=1)


class LeaveKind(Enum):
    """Why somebody is away (请假类别)."""

    ANNUAL = "annual"
    PERSONAL = "personal"
    SICK = "sick"
    MARRIAGE = "marriage"
    BIRTH = "birth"
    FUNERAL = "funeral"
    DUTY = "duty"
    TRAINING = "training"

    @property
    def label(self) -> str:
        return _KINDS[self]


_KINDS = {
    LeaveKind.ANNUAL: "年休假",
    LeaveKind.PERSONAL: "事假",
    LeaveKind.SICK: "病假",
    LeaveKind.MARRIAGE: "婚假",
    LeaveKind.BIRTH: "产假、护理假",
    LeaveKind.FUNERAL: "丧假",
    LeaveKind.DUTY: "公差",
    LeaveKind.TRAINING: "培训学习",
}


@dataclass(frozen=True, order=True)
class Span:
    """From when to when somebody is away, both days included; at noon where the halves say so."""

    first: date
    last: date
    from_noon: bool = False
    until_noon: bool = False

    def must_be_sound(self, calendar: WorkingCalendar) -> None:
        """Refuse a span that ends before it begins, is too long, or holds no working day."""
        if self.last < self.first or (self.first == self.last and self.from_noon and self.until_noon):
            raise Refusal("止期早于起期。", article=SOURCE, advice="请重新填写起止日期。")
        if self.last - self.first > LONGEST:
            raise Refusal("一次请假不超过半年。", article=SOURCE, advice="更长的，请分次办理或者调整岗位。")
        if not self.days(calendar):
            raise Refusal(
                f"{self.first}至{self.last}没有工作日，不需要请假。",
                article="工作日历",
                advice="请核对日期；值班的调换请在值班表办理。",
            )

    def days(self, calendar: WorkingCalendar) -> Decimal:
        """Return how many working days are missed, in halves (工作日)."""
        found = Decimal(calendar.working_days_between(self.first - ONE_DAY, self.last))
        halves = [(self.from_noon, self.first), (self.until_noon, self.last)]
        return found - HALF * sum(cut and calendar.is_working(day) for cut, day in halves)

    def meets(self, other: "Span") -> bool:
        """Tell whether two spans share at least half a day."""
        return self._begins < other._ends and other._begins < self._ends

    def follows(self, earlier: "Span", calendar: WorkingCalendar) -> bool:
        """Tell whether no half working day lies between the end of ``earlier`` and this."""
        if earlier._ends > self._begins:
            return False
        between = Decimal(calendar.working_days_between(earlier.last, self.first - ONE_DAY))
        between += HALF * (earlier.until_noon and calendar.is_working(earlier.last))
        between += HALF * (self.from_noon and calendar.is_working(self.first))
        return between == 0

    def cut_short(self, back_on: date) -> "Span":
        """Return the span that ends the day before ``back_on`` (提前销假)."""
        return replace(self, last=back_on - ONE_DAY, until_noon=False)

    @property
    def _begins(self) -> int:
        return self.first.toordinal() * 2 + self.from_noon

    @property
    def _ends(self) -> int:
        return self.last.toordinal() * 2 + 2 - self.until_noon

    def __str__(self) -> str:
        start = f"{self.first}{'下午' if self.from_noon else ''}"
        end = f"{self.last}{'上午' if self.until_noon else ''}"
        return start if start == end else f"{start}至{end}"


def days_together(span: Span, others: Iterable[Span], calendar: WorkingCalendar) -> Decimal:
    """Return the working days of ``span`` with those it continues or that continue it (续假).

    Leave taken in pieces is approved by whoever approves the whole.
    """
    left, joined = list(others), [span]
    for one in joined:
        near = [other for other in left if one.follows(other, calendar) or other.follows(one, calendar)]
        left = [other for other in left if other not in near]
        joined += near
    return sum((each.days(calendar) for each in joined), Decimal())


class Level(Enum):
    """Who decides (审批层级), the lowest first."""

    UNIT_HEAD = "unit_head"
    UNIT_LEADER = "unit_leader"
    DISTRICT_LEADER = "district_leader"

    @property
    def label(self) -> str:
        return _LEVELS[self]

    @property
    def and_above(self) -> tuple["Level", ...]:
        """Return this level and those above it, the lowest first."""
        levels = tuple(Level)
        return levels[levels.index(self) :]


_LEVELS = {
    Level.UNIT_HEAD: "工作机构负责人",
    Level.UNIT_LEADER: "单位分管负责人（审签人）",
    Level.DISTRICT_LEADER: "区政府分管领导（区政府审签人）",
}


def level_of(days: Decimal, *, head_up_to: Decimal, leader_up_to: Decimal) -> Level:
    """Return who decides on so many working days: head up to one, leader up to three, district above (S49)."""
    if days <= head_up_to:
        return Level.UNIT_HEAD
    return Level.UNIT_LEADER if days <= leader_up_to else Level.DISTRICT_LEADER


@dataclass(frozen=True)
class Absence:
    """That ``substitute`` stands in for ``absent`` while ``span`` runs; ``None`` while nobody has agreed to.

    Keys tell people apart, names are for the sentences.
    """

    absent: int
    absent_name: str
    substitute: int | None
    substitute_name: str
    span: Span


def must_be_present(new: Absence, standing: Sequence[Absence]) -> None:
    """Refuse a substitute who is away herself, a circle, and leave of somebody who stands in for another.

    ``standing`` are the absences applied for or approved. Who is away hands on nothing: the chain ends with a
    person who is at her desk, and the refusal names her.
    """
    if new.absent == new.substitute:
        raise Refusal(f"{new.absent_name}不能代理自己。", article=SOURCE, advice="请选择另一位代理人。")
    path = [new]
    while nexts := [
        other for other in standing if other.absent == path[-1].substitute and other.span.meets(new.span)
    ]:
        step = nexts[0]
        path.append(step)
        if step.substitute in {each.absent for each in path}:
            break
    names = "→".join([path[0].absent_name, *(each.substitute_name for each in path)])
    if path[-1].substitute == new.absent:
        raise Refusal(
            f"代理成环：{names}，这段时间没有人在岗。", article=SOURCE, advice="请选择不休假的代理人。"
        )
    for other in standing:
        if other.substitute == new.absent and other.span.meets(new.span):
            raise Refusal(
                f"{new.absent_name}在{other.span}代理{other.absent_name}，这段时间不能同时请假。",
                article=SOURCE,
                advice=f"请先由{other.absent_name}或者其负责人改派代理人，再请假。",
            )
    if len(path) == 1:
        return
    present = f"在岗的{path[-1].substitute_name}或者" if path[-1].substitute else ""
    raise Refusal(
        f"{new.substitute_name}在{path[1].span}本人请假（{names}），不能代理。",
        article=SOURCE,
        advice=f"请选择{present}其他人。",
    )


# What the same person may never hold together, even for a time: who looks on does not handle.
HANDLING = frozenset({"officer", "checker", "secrecy", "approver", "head"})
REVIEWING = {"checker": "核稿", "secrecy": "保密审查", "approver": "审签"}


def must_be_compatible(own: Collection[str], taken: str, names: tuple[str, str]) -> None:
    """Refuse that an auditor stands in for a handler, or a handler for an auditor. ``names``: substitute, absent."""
    if ("auditor" in own and taken in HANDLING) or (taken == "auditor" and HANDLING & set(own)):
        raise Refusal(
            f"{names[0]}不能代理{names[1]}：审计岗位与经办、审核岗位不相容。",
            article="岗位分离规则",
            advice="审计员由政务公开办人员代理；其他岗位不由审计员代理。",
        )


def both_sides(own: Collection[str], taken: str, names: tuple[str, str]) -> str:
    """Return what the substitute must be told when she will hold both sides of a review; empty when she does not.

    Nothing is relaxed: each item still asks for another person (art. 17), this says so before she accepts.
    """
    substitute, absent = names
    if taken == "officer" and (acts := [REVIEWING[role] for role in REVIEWING if role in own]):
        return (
            f"{substitute}本人负责{'、'.join(acts)}：代{absent}拟稿、经办的事项，"
            f"不能再由{substitute}{'、'.join(acts)}，须由另一人办理。"
        )
    if taken in REVIEWING and "officer" in own:
        act = REVIEWING[taken]
        return f"{substitute}本人是经办人：自己拟稿、经办的事项，不能代{absent}{act}，须由另一人办理。"
    if taken in REVIEWING and (
        acts := [REVIEWING[role] for role in REVIEWING if role in own and role != taken]
    ):
        return f"{substitute}将同时负责{'、'.join([*acts, REVIEWING[taken]])}，同一事项应尽量由两人分别办理。"
    return ""
