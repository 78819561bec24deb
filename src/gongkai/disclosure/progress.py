"""Where a request stands, in plain words for its applicant: what happened, what happens next, by when (D31).

Only what concerns the applicant: no names of third parties, no remarks among officers.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from gongkai.cases import deadlines
from gongkai.cases.models import Case, CaseEvent, Letter
from gongkai.disclosure.procedure import DISCLOSURE
from gongkai.law.calendar import ONE_DAY, Deadline, WorkingCalendar
from gongkai.law.clock import ClockState, days_left
from gongkai.law.regulation import OUTCOMES

PHASES = ("提出申请", "确认收到", "办理", "作出答复", "送达")
# How many phases lie behind; a stage not named here belongs to the handling.
_BEHIND = {"unconfirmed": 1, "reviewing": 3, "approving": 3, "approved": 4, "closed": 5, "archived": 5}
_HANDLING = 2
BEGINS_ANEW = ("correcting", "awaiting_fee")
RECORD_OF_THE_END = "R22"
# The letters that are meant for the applicant; replies besides, once they were sent.
LETTERS = ("L03", "L04", "L05", "L06", "L07", "L10", "L14", "L16", RECORD_OF_THE_END)
FEE_NOTICE = "L14"


@dataclass(frozen=True)
class Phase:
    label: str
    state: str

    @property
    def said(self) -> str:
        return {"done": "已完成", "now": "正在进行", "todo": "未到"}[self.state]


ENDED_EARLY = tuple(Phase(label, "done") for label in ("提出申请", "终止办理"))


@dataclass(frozen=True)
class Passed:
    """One thing that happened, and what the applicant should know of it."""

    day: date
    text: str
    detail: str = ""


@dataclass(frozen=True)
class Pause:
    """A stretch not counted (不计入期限): days after ``since`` up to ``until``, open while ``until`` is None."""

    reason: str
    since: date
    until: date | None
    days: int


@dataclass(frozen=True)
class Next:
    """Whose turn it is, to do what, by when."""

    who: str
    text: str
    by: date | None = None


@dataclass(frozen=True)
class Progress:
    phases: tuple[Phase, ...]
    passed: tuple[Passed, ...]
    next: Next
    due: Deadline | None
    left: int | None
    begun: date | None
    extension: int
    pauses: tuple[Pause, ...]
    headline: str

    @property
    def excluded(self) -> int:
        return sum(pause.days for pause in self.pauses)

    @property
    def waiting(self) -> bool:
        """Tell whether the clock stands still now."""
        return any(pause.until is None for pause in self.pauses)


def progress_of(case: Case, today: date, calendar: WorkingCalendar) -> Progress:
    """Return where ``case`` stands on the day ``today``."""
    events = list(case.events.order_by("seq"))
    clock = deadlines.clock_of(DISCLOSURE, events, calendar)
    # A correction or a payment begins the period anew: until it is in, no day can be told.
    running = clock if case.closed_on is None and case.stage not in BEGINS_ANEW else None
    # Whoever is asked takes no more out of the period than the time the law gives.
    paused_to = min(today, case.due_on or today) if case.stage == "consulting" else today
    due = running.as_of(paused_to) if running else None
    return Progress(
        phases=ENDED_EARLY if _ended_early(case) else _phases(case.stage),
        passed=tuple(_passed(events)),
        next=_next(case, due, today),
        due=due,
        left=days_left(due.day, today, calendar) if due else None,
        begun=clock.started_on if clock else None,
        extension=clock.extension_days if clock else 0,
        pauses=tuple(_pauses(clock, events, today, paused_to)) if clock else (),
        headline=_headline(case),
    )


def _headline(case: Case) -> str:
    """Say in a few words where the request stands, or how it ended."""
    label = DISCLOSURE.stage(case.stage).public_label
    if case.closed_on is None:
        return label
    outcome = OUTCOMES.get(case.outcome)
    if outcome is None:  # annulled: it never was a request
        return label
    return f"{'已终止办理' if _ended_early(case) else label}：{outcome.label}"


def _ended_early(case: Case) -> bool:
    """Tell whether the request ended without a reply: withdrawn, abandoned, or annulled as a mistake."""
    outcome = OUTCOMES.get(case.outcome)
    return case.closed_on is not None and (outcome is None or outcome.letter == RECORD_OF_THE_END)


def letters_of(case: Case) -> list[Letter]:
    """Return the letters the applicant may read: no reply before it was sent, nothing written to others."""
    return [letter for letter in case.letters.all() if letter.template in LETTERS or _sent_reply(letter)]


def _sent_reply(letter: Letter) -> bool:
    return letter.template.startswith("R") and letter.sent_on is not None


def _phases(stage: str) -> tuple[Phase, ...]:
    behind = _BEHIND.get(stage, _HANDLING)
    states = ["done"] * behind + ["now"] + ["todo"] * len(PHASES)
    return tuple(Phase(label, state) for label, state in zip(PHASES, states, strict=False))


_DETAILS: Mapping[str, Callable[[CaseEvent], str]] = {
    "ask_correction": lambda event: f"需要补正：{event.note}",
    "extend": lambda event: f"延长{event.data['days']}个工作日，理由：{event.note}",
    "withdraw_online": lambda event: event.note,
}


def _passed(events: list[CaseEvent]) -> list[Passed]:
    found = []
    for event in events:
        text = DISCLOSURE.action(event.action).public
        if text:
            detail = _DETAILS.get(event.action)
            found.append(Passed(event.happened_on, text, detail(event) if detail else ""))
    return found


def _pauses(clock: ClockState, events: list[CaseEvent], today: date, paused_to: date) -> Iterator[Pause]:
    """Yield the stretches not counted. An open one whose time has run out ended by law, registered or not."""
    asked = {event.happened_on for event in events if event.action == "ask_correction"}
    for pause in clock.suspensions:
        until = pause.until or paused_to
        yield Pause(
            "等待您补正" if pause.after in asked else pause.ground,
            pause.after + ONE_DAY,
            until if pause.until or paused_to < today else None,
            clock.calendar.working_days_between(pause.after, until),
        )


def _next(case: Case, reply_by: Deadline | None, today: date) -> Next:
    """Say whose turn it is: of whom and for what follows from the stage, until when from the clock."""
    unit, ours = case.unit.short_name, reply_by.day if reply_by else case.due_on
    if case.stage == "annulled":
        return Next("您", "无须办理：登记有误，已经作废")
    if case.stage in ("closed", "archived"):
        return Next("您", _READ_THE_RECORD if _ended_early(case) else _READ_THE_REPLY)
    if case.stage == "consulting" and case.due_on and case.due_on < today:
        return Next(unit, "作出答复；提出意见的时间已到", ours)
    if case.stage in _OTHERS_TURN:
        who, what, outside = _OTHERS_TURN[case.stage]
        return Next(who, what, case.due_on if outside else ours)
    return Next(unit, _OUR_TURN.get(case.stage, DISCLOSURE.stage(case.stage).public_label), ours)


_READ_THE_RECORD = "查阅终止办理的记录；需要时可以重新申请"
_READ_THE_REPLY = "查阅答复；不服的，可以按答复书写明的期限申请行政复议或者提起诉讼"
# Who has to act, on what, and whether the day shown is theirs or that of the reply.
_OTHERS_TURN: Mapping[str, tuple[str, str, bool]] = {
    "correcting": ("您", "按补正告知书的要求补正；可以直接在本页办理", True),
    "consulting": ("第三方或者其他机关", "提出意见；所需时间不计入答复期限", True),
    "awaiting_reasons": ("您", "说明大量、反复申请的理由；逾期不说明的，可以不予处理", False),
    "awaiting_fee": ("您", "按收费通知书缴费；缴费后期限自次日起重新计算", True),
}
_OUR_TURN: Mapping[str, str] = {
    "unconfirmed": "与您联系，双方确认收到申请；答复期限从确认的次日起算",
    "registered": "作出答复",
    "returned": "作出答复",
    "reopened": "作出答复",
    "handling": "作出答复",
    "reviewing": "审查已经拟好的答复",
    "approving": "审批已经拟好的答复",
    "approved": "送达答复",
}
