"""The statutory clock of a case (办理期限): events folded into a deadline by a pure function.

The clock is a list of what happened: started, suspended and resumed, restarted, extended, ended. Time spent
asking third parties and other organs is not counted (Regulation art. 33(3)); overlapping suspensions are
counted once; a corrected application or a paid fee begins the period anew; a delayed reply (art. 35) gives it a
later end.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import Enum

from gongkai.law.calendar import DayNote, Deadline, WorkingCalendar
from gongkai.law.periods import Period, WorkingDays, due
from gongkai.law.refusal import Refusal

MAX_EXTENSION = WorkingDays(20)


class Light(Enum):
    """The traffic light of a deadline (亮灯, D9)."""

    GREEN = "正常"
    YELLOW = "5日内"
    ORANGE = "2日内"
    RED = "今日到期"
    OVERDUE = "已逾期"
    NONE = "未起算"


class Kind(Enum):
    STARTED = "started"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    RESTARTED = "restarted"
    EXTENDED = "extended"
    DELAYED = "delayed"
    ENDED = "ended"


@dataclass(frozen=True)
class ClockEvent:
    """One thing that happened to the clock on a day."""

    kind: Kind
    on: date
    reason: str = ""
    article: str = ""
    days: int = 0
    approved_by: str = ""
    ref: str = ""
    period: Period | None = None


def started(on: date, period: Period | None = None) -> ClockEvent:
    """收到申请之日; not itself counted. A ``period`` of its own takes the place of the procedure's."""
    return ClockEvent(Kind.STARTED, on, period=period)


def suspended(on: date, *, ground: str, article: str, ref: str = "") -> ClockEvent:
    """The day a consultation letter was sent; not counted from the next day on.

    ``ref`` tells several at a time apart: whom was asked.
    """
    return ClockEvent(Kind.SUSPENDED, on, reason=ground, article=article, ref=ref)


def resumed(on: date, *, ref: str = "") -> ClockEvent:
    """The day the opinion came or its period ran out; the last day not counted."""
    return ClockEvent(Kind.RESUMED, on, ref=ref)


def restarted(on: date, *, reason: str, period: Period | None = None) -> ClockEvent:
    """The day the corrected application was received, or the fee paid: the period begins anew.

    A decision on review may order a ``period`` of its own.
    """
    return ClockEvent(Kind.RESTARTED, on, reason=reason, period=period)


def extended(days: int, *, approved_by: str, on: date) -> ClockEvent:
    """延期答复: ``days`` working days more, notified on ``on``."""
    return ClockEvent(Kind.EXTENDED, on, days=days, approved_by=approved_by)


def delayed(days: int, *, on: date) -> ClockEvent:
    """延迟答复: ``days`` working days more for reasonable but many requests, notified on ``on`` (art. 35)."""
    return ClockEvent(Kind.DELAYED, on, days=days)


def ended(on: date) -> ClockEvent:
    return ClockEvent(Kind.ENDED, on)


@dataclass(frozen=True)
class Suspension:
    """An interval that is not counted: days d with ``after`` < d ≤ ``until`` (open while ``until`` is None)."""

    after: date
    until: date | None
    ground: str
    article: str
    ref: str = ""


@dataclass(frozen=True)
class ClockState:
    """What follows from the events: deadline, excluded days, extension."""

    calendar: WorkingCalendar = field(repr=False, compare=False)
    period: Period
    started_on: date
    restart_reason: str = ""
    suspensions: tuple[Suspension, ...] = ()
    extension_days: int = 0
    delay_days: int = 0
    ended_on: date | None = None
    ordered: bool = False

    @property
    def base_deadline(self) -> Deadline:
        """The deadline without extension and exclusions."""
        return due(self.period, self.started_on, self.calendar)

    @property
    def deadline(self) -> Deadline:
        """The deadline in force. While a suspension is open, its days so far unknown are not added."""
        if not isinstance(self.period, WorkingDays):
            return self.base_deadline
        return self._after(self.period.days, self.excluded_days())

    def _after(self, days: int, excluded: int) -> Deadline:
        return self.calendar.add_working_days(
            self.started_on, days + self.extension_days + self.delay_days + excluded
        )

    @property
    def suspended(self) -> bool:
        return any(suspension.until is None for suspension in self.suspensions)

    def excluded_days(self, as_of: date | None = None) -> int:
        """Count the working days not counted, each once however many suspensions cover it.

        An open suspension counts to ``as_of``; without it, not at all.
        """
        return sum(self.calendar.working_days_between(a, b) for a, b in _union(self.suspensions, as_of))

    def as_of(self, day: date) -> Deadline:
        """Return the deadline as it stands on ``day``: an open suspension has excluded the days until then."""
        if not isinstance(self.period, WorkingDays):
            return self.base_deadline
        return self._after(self.period.days, self.excluded_days(day))

    def used_days(self, day: date) -> int:
        """Count the working days of the period used up to ``day``, exclusions left out."""
        until = min(day, self.ended_on) if self.ended_on else day
        gone = self.calendar.working_days_between(self.started_on, until)
        return gone - sum(
            self.calendar.working_days_between(a, min(b, until))
            for a, b in _union(self.suspensions, until)
            if a < until
        )

    def left_days(self, day: date) -> int:
        """Count the working days left after ``day``; negative when overdue."""
        return days_left(self.as_of(day).day, day, self.calendar)

    def light(self, day: date) -> Light:
        if self.ended_on is not None:
            return Light.NONE
        return light_of(self.as_of(day).day, day, self.calendar)

    def explain(self) -> str:
        """Say in one sentence how the deadline came about."""
        parts = [
            f"自{self.started_on:%Y-%m-%d}{f'({self.restart_reason})' if self.restart_reason else '收到'}的次日起算{self.period}"
        ]
        if self.extension_days:
            parts.append(f"延期{self.extension_days}个工作日")
        if self.delay_days:
            parts.append(f"延迟{self.delay_days}个工作日（《条例》第三十五条）")
        parts += [
            f"{suspension.ground}{self.calendar.working_days_between(suspension.after, suspension.until)}个工作日不计入"
            f"（{suspension.after + timedelta(days=1):%m-%d}至{suspension.until:%m-%d},{suspension.article}）"
            for suspension in self.suspensions
            if suspension.until is not None
        ]
        parts += [
            f"自{suspension.after:%Y-%m-%d}起因{suspension.ground}停止计算（{suspension.article}）"
            for suspension in self.suspensions
            if suspension.until is None
        ]
        deadline = self.deadline
        note = "（暂定：放假安排尚未公布）" if deadline.provisional else ""
        return f"{','.join(parts)}，应于{deadline.day:%Y-%m-%d}前答复{note}。"

    def days(self) -> list[DayNote]:
        """Return every day up to the deadline, whether it counts, and why not."""
        if not isinstance(self.period, WorkingDays):
            return self._calendar_days()
        total = self.calendar.working_days_between(self.started_on, self.deadline.day)
        notes = self.calendar.explain(self.started_on, total)
        spans = [(a, b, s) for s in self.suspensions for a, b in [(s.after, s.until or self.deadline.day)]]
        return [
            next(
                (
                    DayNote(note.day, counts=False, reason=f"{s.ground}，不计入")
                    for a, b, s in spans
                    if a < note.day <= b
                ),
                note,
            )
            for note in notes
        ]

    def _calendar_days(self) -> list[DayNote]:
        """In a period of calendar days or months every day counts but the first, to the working day it ends on."""
        length = (self.deadline.day - self.started_on).days
        days = [self.started_on + timedelta(days=n) for n in range(length + 1)]
        rest = [DayNote(day, counts=True, reason=self.calendar.describe(day)) for day in days[1:]]
        return [DayNote(self.started_on, counts=False, reason="当日不计入"), *rest]


def fold(events: Iterable[ClockEvent], period: Period, calendar: WorkingCalendar) -> ClockState:
    """Return the clock that follows from ``events`` in their order.

    Raises:
        Refusal: a second extension, one of more than 20 working days, one notified after the deadline.
        ValueError: the first event does not start the clock.
    """
    state: ClockState | None = None
    for event in events:
        # What was withdrawn before any period ran may be taken up again: that begins it.
        if state is None and event.kind not in (Kind.STARTED, Kind.RESTARTED):
            raise ValueError("The clock has not started.")
        state = _step(state or ClockState(calendar, period, event.on), event)
    if state is None:
        raise ValueError("The clock has no events.")
    return state


def _step(state: ClockState, event: ClockEvent) -> ClockState:
    match event.kind:
        case Kind.STARTED | Kind.RESTARTED:
            period = event.period or state.period
            reason = (event.reason or "收到") if event.kind is Kind.RESTARTED else ""
            # A period the case began with is its own: a message has one by its kind.
            ordered = event.kind is Kind.RESTARTED and event.period is not None
            return ClockState(state.calendar, period, event.on, restart_reason=reason, ordered=ordered)
        case Kind.SUSPENDED:
            opened = Suspension(event.on, None, event.reason, event.article, event.ref)
            return replace(state, suspensions=(*state.suspensions, opened))
        case Kind.RESUMED:
            return replace(state, suspensions=_close(state.suspensions, event))
        case Kind.EXTENDED:
            must_be_extendable(state, event.days, event.on)
            return replace(state, extension_days=event.days)
        case Kind.DELAYED:
            return replace(state, delay_days=state.delay_days + event.days)
        case Kind.ENDED:
            return replace(state, ended_on=event.on)


def must_be_extendable(state: ClockState, days: int, on: date) -> None:
    """Refuse an extension the law does not allow (art. 33: once, at most 20 working days, in time)."""
    article = "《条例》第三十三条"
    if state.ordered:
        raise Refusal(
            "此期限由复议决定或者判决指定，本机关不能自行延长。",
            article=article,
            advice="请在指定的期限内答复，或向决定机关说明情况。",
        )
    if state.extension_days:
        raise Refusal("此申请已经延期过一次。", article=article, advice="只能延期一次，请在现有期限内答复。")
    if not 1 <= days <= MAX_EXTENSION.days:
        raise Refusal(
            f"延长{days}个工作日超出允许范围。",
            article=article,
            advice=f"请填写1至{MAX_EXTENSION.days}个工作日。",
        )
    limit = state.as_of(on).day
    if on > limit:
        raise Refusal(
            f"原期限{limit:%Y-%m-%d}已过，不能再延期。",
            article=article,
            advice="请立即答复，并按逾期办理上报。",
        )


def days_left(due_on: date, day: date, calendar: WorkingCalendar) -> int:
    """Count the working days after ``day`` up to ``due_on``; negative when it lies behind."""
    if day <= due_on:
        return calendar.working_days_between(day, due_on)
    return -max(1, calendar.working_days_between(due_on, day))


def light_of(due_on: date | None, day: date, calendar: WorkingCalendar) -> Light:
    """Return the light of a deadline seen on ``day``: yellow from 5 working days, orange from 2."""
    if due_on is None:
        return Light.NONE
    if day > due_on:
        return Light.OVERDUE
    if day == due_on:
        return Light.RED
    left = calendar.working_days_between(day, due_on)
    if left <= 2:
        return Light.ORANGE
    return Light.YELLOW if left <= 5 else Light.GREEN


def _close(suspensions: tuple[Suspension, ...], event: ClockEvent) -> tuple[Suspension, ...]:
    """Close the first open suspension of the event's ``ref``."""
    for position, suspension in enumerate(suspensions):
        if suspension.until is None and suspension.ref == event.ref:
            closed = replace(suspension, until=max(event.on, suspension.after))
            return (*suspensions[:position], closed, *suspensions[position + 1 :])
    return suspensions


def _union(suspensions: Iterable[Suspension], as_of: date | None) -> list[tuple[date, date]]:
    spans = sorted(
        (s.after, s.until or as_of or s.after) for s in suspensions if (s.until or as_of or s.after) > s.after
    )
    merged: list[tuple[date, date]] = []
    for after, until in spans:
        if merged and after <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(until, merged[-1][1]))
        else:
            merged.append((after, until))
    return merged
