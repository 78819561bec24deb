"""The periods anybody may reckon (期限计算): each rule with its basis, the day it ends on and how that day came about."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from gongkai.law import clock, fees
from gongkai.law.calendar import ONE_DAY, Deadline, WorkingCalendar
from gongkai.law.periods import CalendarDays, Period, WorkingDays, due
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import (
    COMMENT_PERIODS,
    CONSULTATION_PERIOD,
    CORRECTION_NOTICE_PERIOD,
    PUBLICATION_PERIOD,
    REPLY_PERIOD,
    SPECIAL_PERIODS,
)
from gongkai.law.remedies import RECONSIDERATION_DAYS

ART_33_3 = "《条例》第三十三条第三款"
PAUSE = "征求意见"
ON_REQUEST, PROACTIVE, COMMENTS, REMEDIES = "依申请公开", "主动公开", "征求意见", "复议和诉讼"


@dataclass(frozen=True)
class Rule:
    """A period as people ask for it: what is due, how long, under which article, from which event on."""

    id: str
    group: str
    label: str
    period: Period
    article: str
    starts: str


REPLY = Rule("reply", ON_REQUEST, "答复申请", REPLY_PERIOD, "《条例》第三十三条", "收到申请之日")
RULES = {
    rule.id: rule
    for rule in (
        REPLY,
        Rule("correction_notice", ON_REQUEST, "一次性告知补正", CORRECTION_NOTICE_PERIOD, "《条例》第三十条", "收到申请之日"),
        Rule("consultation", ON_REQUEST, "第三方、共同制作机关提出意见", CONSULTATION_PERIOD, "《条例》第三十二条、第三十四条", "对方收到征求意见书之日"),
        Rule("fee", ON_REQUEST, "缴纳信息处理费", fees.PAYMENT_PERIOD, fees.SOURCE, "收到收费通知之日"),
        Rule("publication", PROACTIVE, "主动公开", PUBLICATION_PERIOD, "《条例》第二十六条", "信息形成或者变更之日"),
        *(
            Rule(special.id.lower(), PROACTIVE, special.label, special.period, special.source, "起算之日")
            for special in SPECIAL_PERIODS.values()
        ),
        *(
            Rule(f"comment_{each.id}", COMMENTS, f"{each.label}（至少）", CalendarDays(each.days), each.source, "开始征求意见之日")
            for each in COMMENT_PERIODS.values()
            if each.days > 1
        ),
        Rule("reconsideration", REMEDIES, "申请行政复议", CalendarDays(RECONSIDERATION_DAYS), "《行政复议法》第二十条", "知道答复之日"),
        Rule("litigation", REMEDIES, "复议后提起行政诉讼", CalendarDays(15), "《行政诉讼法》第四十五条", "收到复议决定书之日"),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Consultation:
    """A consultation (征求意见): when the letter went out, when it arrived, when the opinion came, if it did."""

    sent_on: date
    reached_on: date
    answered_on: date | None = None


@dataclass(frozen=True)
class Question:
    """What is asked: a rule and a day; for the reply period also what lengthens it or begins it anew."""

    rule: Rule
    start: date
    corrected_on: date | None = None
    extension: int = 0
    consultations: tuple[Consultation, ...] = ()


@dataclass(frozen=True)
class Reckoned:
    """One day on the way: its place among the days that count, or why it does not."""

    day: date
    number: int | None
    reason: str


@dataclass(frozen=True)
class Answer:
    """The last day of a period, how it came about in one sentence and day by day."""

    deadline: Deadline
    sentence: str
    days: tuple[Reckoned, ...]


def rules_with(correction: Period, source: str) -> dict[str, Rule]:
    """Return every rule, with the period the office gives for a correction (art. 30 leaves it open)."""
    own = Rule("correction", ON_REQUEST, "申请人补正", correction, source, "收到补正告知之日")
    return {REPLY.id: REPLY, own.id: own, **RULES}


def reckon(question: Question, calendar: WorkingCalendar) -> Answer:
    """Return the last day of the period asked for.

    Raises:
        Refusal: what is asked contradicts itself or the law.
    """
    _must_fit(question)
    period = question.rule.period
    if question.rule is REPLY:
        return _reply(question, calendar)
    if isinstance(period, WorkingDays):
        state = clock.ClockState(calendar, period, question.start)
        return _answer(question, state, [f"起算{period}"])
    if isinstance(period, CalendarDays):
        return _calendar_days(question, period, calendar)
    today = Reckoned(question.start, None, "当日公开")
    return Answer(Deadline(question.start), f"应于{question.start}当日公开。", (today,))


def _must_fit(question: Question) -> None:
    if question.rule is not REPLY and (question.extension or question.corrected_on or question.consultations):
        raise Refusal(
            "延期、补正和征求意见只影响答复申请的期限。",
            article="《条例》第三十条、第三十三条",
            advice="请选择“答复申请”，或者清空这几项。",
        )
    begun = question.corrected_on or question.start
    if begun < question.start:
        raise Refusal(
            f"收到补正之日{begun}早于收到申请之日{question.start}。",
            article="《条例》第三十条",
            advice="请核对日期。",
        )
    for asked in question.consultations:
        if not begun <= asked.sent_on <= asked.reached_on:
            raise Refusal(
                f"征求意见书{asked.sent_on}发出、{asked.reached_on}收到，与{begun}起算的期限不符。",
                article=ART_33_3,
                advice="发出不早于期限起算之日，对方收到不早于发出。",
            )
        if asked.answered_on and asked.answered_on < asked.sent_on:
            raise Refusal(
                f"收到意见之日{asked.answered_on}早于发出之日{asked.sent_on}。",
                article=ART_33_3,
                advice="请核对日期；未收到意见的留空。",
            )


def _reply(question: Question, calendar: WorkingCalendar) -> Answer:
    """Reckon the reply period as a case does: by the events of its clock."""
    events = [clock.started(question.start)]
    if question.corrected_on:
        events.append(clock.restarted(question.corrected_on, reason="收到补正"))
    if question.extension:
        begun = question.corrected_on or question.start
        events.append(clock.extended(question.extension, approved_by="", on=begun))
    for asked in sorted(question.consultations, key=lambda asked: asked.sent_on):
        events += _excluded(asked, clock.fold(events, REPLY_PERIOD, calendar), calendar)
    state = clock.fold(events, REPLY_PERIOD, calendar)
    parts = [f"起算{REPLY_PERIOD}"]
    if state.extension_days:
        parts.append(f"延期{state.extension_days}个工作日")
    if state.suspensions:
        spans = "、".join(f"{s.after + ONE_DAY:%m-%d}至{s.until:%m-%d}" for s in state.suspensions)
        parts.append(f"征求意见{state.excluded_days()}个工作日不计入（{spans}，{ART_33_3}）")
    return _answer(question, state, parts)


def _excluded(
    asked: Consultation, state: clock.ClockState, calendar: WorkingCalendar
) -> list[clock.ClockEvent]:
    """Return the pause a consultation makes: until the opinion came, or its fifteen working days ran out."""
    if asked.sent_on > state.deadline.day:
        raise Refusal(
            f"征求意见书{asked.sent_on}发出时，期限已于{state.deadline.day}届满。",
            article=ART_33_3,
            advice="请核对日期。",
        )
    limit = due(CONSULTATION_PERIOD, asked.reached_on, calendar).day
    closed = min(asked.answered_on or limit, limit)
    return [clock.suspended(asked.sent_on, ground=PAUSE, article=ART_33_3), clock.resumed(closed)]


def _answer(question: Question, state: clock.ClockState, parts: list[str]) -> Answer:
    """Return the answer of a period in working days."""
    numbers = count(1)
    days = tuple(
        Reckoned(note.day, next(numbers) if note.counts else None, note.reason.removesuffix("，不计入"))
        for note in state.days()
    )
    event = state.restart_reason or question.rule.starts.removesuffix("之日")
    sentence = (
        f"自{state.started_on}（{event}）的次日{'，'.join(parts)}，最后一日是{state.deadline.day}。"
        f"{_passed_over(days)}{_provisional(state.deadline)}"
    )
    return Answer(state.deadline, sentence, days)


def _calendar_days(question: Question, period: CalendarDays, calendar: WorkingCalendar) -> Answer:
    deadline = due(period, question.start, calendar)
    last = question.start + timedelta(days=period.days)
    rolled = (
        ""
        if last == deadline.day
        else f"，这一天是{calendar.describe(last)}，顺延到其后第一个工作日{deadline.day}"
    )
    event = question.rule.starts.removesuffix("之日")
    sentence = f"自{question.start}（{event}）的次日起算{period}，第{period.days}日是{last}{rolled}。"
    return Answer(
        deadline,
        sentence + _provisional(deadline),
        tuple(_every_day(question.start, period.days, deadline.day, calendar)),
    )


def _every_day(start: date, days: int, until: date, calendar: WorkingCalendar) -> Iterator[Reckoned]:
    yield Reckoned(start, None, "当日不计入")
    for number in range(1, (until - start).days + 1):
        day = start + timedelta(days=number)
        shown = calendar.describe(day)
        yield Reckoned(day, number, shown) if number <= days else Reckoned(day, None, f"{shown}，顺延")


def _passed_over(days: tuple[Reckoned, ...]) -> str:
    """Say which days on the way were no working days, and which weekends were."""
    missed = Counter(
        each.reason.partition("（")[0] for each in days[1:] if each.number is None and each.reason != PAUSE
    )
    made_up = sum(each.number is not None and each.reason.startswith("调休") for each in days)
    said = []
    if missed:
        said.append(f"{'、'.join(f'{reason}{n}日' for reason, n in missed.items())}不计入")
    if made_up:
        said.append(f"调休上班{made_up}日计入")
    return f"其间{'，'.join(said)}。" if said else ""


def _provisional(deadline: Deadline) -> str:
    if not deadline.provisional:
        return ""
    return f"暂定：{deadline.day.year}年的放假安排尚未公布，先按周末推算，公布后可能变动。"
