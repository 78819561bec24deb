"""The course of a disclosure request (办理经过): what has been done so far, and whether the next act is lawful.

Plain data and functions over the history of one request. Each rule refuses with its article; none looks at
anything but history, clock and calendar, so that any order of acts can be tried without a database.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from typing import Any

from gongkai.law import fees
from gongkai.law.calendar import WorkingCalendar
from gongkai.law.clock import ClockState, must_be_extendable
from gongkai.law.periods import due
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import CONSULTATION_PERIOD, CORRECTION_NOTICE_PERIOD

ART_30, ART_31, ART_33, ART_35 = (f"《条例》第{n}条" for n in ("三十", "三十一", "三十三", "三十五"))
ART_32_34 = "《条例》第三十二条、第三十四条"


class FeeState(Enum):
    """信息处理费的收取状态."""

    NONE = "未收费"
    NOTICE_ISSUED = "已发收费通知"
    NOTICE_RECEIVED = "收费通知已送达"
    PAID = "已缴费"
    CANCELLED = "已取消收费"


@dataclass(frozen=True)
class Asked:
    """A third party or joint maker asked for its opinion (征求意见), and what came of it."""

    party: str
    third: bool
    sent_on: date
    received_on: date | None = None
    answer: str = ""

    @property
    def open(self) -> bool:
        return not self.answer


@dataclass(frozen=True)
class Happened:
    """One act of the history: which, on which day, with which data."""

    action: str
    on: date
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Course:
    """What has been done on a request so far."""

    received_on: date | None = None
    correction_due: date | None = None
    corrected: bool = False
    asked: Mapping[str, Asked] = field(default_factory=dict)
    told: frozenset[str] = frozenset()
    searches: int = 0
    reasons_due: date | None = None
    reasons_asked: bool = False
    reasonable: bool | None = None
    extended: bool = False
    delayed: bool = False
    converted: bool = False
    fee: FeeState = FeeState.NONE
    fee_due: date | None = None
    days: Mapping[str, date] = field(default_factory=dict)

    @property
    def open_questions(self) -> tuple[str, ...]:
        """Return the references of the consultations nobody has answered yet."""
        return tuple(ref for ref, asked in self.asked.items() if asked.open)

    @property
    def objecting(self) -> frozenset[str]:
        """Return the third parties that object and have not been told of a decision in the public interest."""
        against = {
            asked.party for asked in self.asked.values() if asked.third and asked.answer == "objection"
        }
        return frozenset(against) - self.told


def course_of(history: Iterable[Happened]) -> Course:
    """Return what the history of a request amounts to."""
    course = Course()
    for happened in history:
        step = _STEPS.get(happened.action)
        if step is not None:
            course = step(course, happened)
        if happened.action in ANSWERED_BY.values():
            course = replace(course, days={**course.days, happened.action: happened.on})
    return course


def _received(course: Course, act: Happened) -> Course:
    return replace(course, received_on=act.on)


def _correction_asked(course: Course, act: Happened) -> Course:
    return replace(course, correction_due=date.fromisoformat(act.data["answer_by"]))


def _corrected(course: Course, act: Happened) -> Course:
    return replace(course, corrected=True, received_on=act.on)


def _asked(course: Course, act: Happened) -> Course:
    asked = Asked(act.data["party"], bool(act.data["third"]), act.on, _day(act.data.get("received_on")))
    return replace(course, asked={**course.asked, act.data["ref"]: asked})


def _question_received(course: Course, act: Happened) -> Course:
    asked = replace(course.asked[act.data["ref"]], received_on=_day(act.data["received_on"]))
    return replace(course, asked={**course.asked, act.data["ref"]: asked})


def _answered(course: Course, act: Happened) -> Course:
    asked = replace(course.asked[act.data["ref"]], answer=act.data["answer"])
    return replace(course, asked={**course.asked, act.data["ref"]: asked})


def _told(course: Course, act: Happened) -> Course:
    return replace(course, told=course.told | {act.data["party"]})


def _searched(course: Course, _: Happened) -> Course:
    return replace(course, searches=course.searches + 1)


def _reasons_asked(course: Course, act: Happened) -> Course:
    return replace(course, reasons_asked=True, reasons_due=_day(act.data["answer_by"]))


def _reasons_judged(course: Course, act: Happened) -> Course:
    return replace(course, reasonable=bool(act.data["reasonable"]))


def _extended(course: Course, _: Happened) -> Course:
    return replace(course, extended=True)


def _converted(course: Course, _: Happened) -> Course:
    return replace(course, converted=True)


def _reopened(course: Course, _: Happened) -> Course:
    """What was still being asked when the request ended is asked no more."""
    return replace(course, asked={ref: asked for ref, asked in course.asked.items() if not asked.open})


def _delayed(course: Course, _: Happened) -> Course:
    return replace(course, delayed=True)


def _fee(state: FeeState) -> "Step":
    return lambda course, act: replace(course, fee=state, fee_due=_day(act.data.get("pay_by")))


# What cannot have happened before what it answers: act → the act it follows.
ANSWERED_BY: Mapping[str, str] = {
    "receive_correction": "ask_correction",
    "correct_online": "ask_correction",
    "fee_notice_received": "charge_fee",
    "pay_fee": "charge_fee",
    "serve": "approve_reply",
}

Step = Callable[[Course, Happened], Course]
_STEPS: Mapping[str, Step] = {
    "register": _received,
    "confirm": _received,
    "ask_correction": _correction_asked,
    "receive_correction": _corrected,
    "correct_online": _corrected,
    "consult": _asked,
    "consultation_received": _question_received,
    "correct_receipt": _question_received,
    "close_consultation": _answered,
    "close_last_consultation": _answered,
    "tell_third_party": _told,
    "search": _searched,
    "ask_reasons": _reasons_asked,
    "judge_reasons": _reasons_judged,
    "extend": _extended,
    "convert": _converted,
    "reopen": _reopened,
    "delay": _delayed,
    "charge_fee": _fee(FeeState.NOTICE_ISSUED),
    "fee_notice_received": _fee(FeeState.NOTICE_RECEIVED),
    "pay_fee": _fee(FeeState.PAID),
    "cancel_fee": _fee(FeeState.CANCELLED),
}


@dataclass(frozen=True)
class Occasion:
    """The act about to be done: on which day, with which data, by which clock and calendar."""

    on: date
    entered_on: date
    data: Mapping[str, Any]
    clock: ClockState | None
    calendar: WorkingCalendar

    def must_be_in_time(self, article: str) -> None:
        """Refuse what may be done only while the reply period runs."""
        if self.clock is not None and self.on > self.clock.as_of(self.on).day:
            raise Refusal(
                f"答复期限{self.clock.as_of(self.on).day}已过，不能再办理此事。",
                article=article,
                advice="请立即答复，并按逾期办理上报。",
            )


def must_be_lawful(action: str, course: Course, occasion: Occasion) -> None:
    """Refuse an act that the law does not allow at this point of the course.

    Raises:
        Refusal: with the article that forbids it and the way on.
    """
    earlier = course.days.get(ANSWERED_BY.get(action, ""))
    if earlier is not None and occasion.on < earlier:
        raise Refusal(
            f"填写的日期{occasion.on}早于此前的办理日期{earlier}。",
            article="《条例》第四十五条",
            advice="请核对实际发生的日期。",
        )
    rule = RULES.get(action)
    if rule is not None:
        rule(course, occasion)


def has_rule(action: str) -> bool:
    """Tell whether the law says anything about when ``action`` may be done."""
    return action in RULES or action in ANSWERED_BY


def _may_ask_correction(course: Course, occasion: Occasion) -> None:
    if course.correction_due is not None:
        raise Refusal(
            "补正已经告知过一次。",
            article=ART_30,
            advice="补正应当一次性告知；补正后仍不明确的，请拟写“补正后申请内容仍不明确”的答复。",
        )
    if course.received_on is None:
        raise Refusal("尚未确定收到申请之日。", article=ART_31, advice="请先与申请人确认收到之日。")
    limit = due(CORRECTION_NOTICE_PERIOD, course.received_on, occasion.calendar).day
    if occasion.on > limit:
        raise Refusal(
            f"收到申请之日为{course.received_on}，补正告知应在{limit}前作出，现已超过。",
            article=ART_30,
            advice="请按现有内容办理，或与申请人沟通。",
        )


def _may_abandon(course: Course, occasion: Occasion) -> None:
    if course.correction_due is None or occasion.entered_on <= course.correction_due:
        raise Refusal(
            f"补正期限到{course.correction_due}为止，尚未届满。",
            article=ART_30,
            advice="请等期限届满后再终止办理。",
        )


def _may_extend(course: Course, occasion: Occasion) -> None:
    if occasion.clock is None:
        raise Refusal("期限尚未起算，不能延期。", article=ART_33, advice="请先确认收到之日。")
    if course.extended:
        raise Refusal("此申请已经延期过一次。", article=ART_33, advice="只能延期一次，请在现有期限内答复。")
    must_be_extendable(occasion.clock, int(occasion.data["days"]), occasion.on)


def _question_is_open(course: Course, occasion: Occasion) -> Asked:
    asked = course.asked.get(occasion.data["ref"])
    if asked is None or not asked.open:
        raise Refusal("这次征求意见已经结束。", article=ART_32_34, advice="请查看最新的征求意见记录。")
    return asked


def _may_note_receipt(course: Course, occasion: Occasion) -> None:
    if _question_is_open(course, occasion).received_on is not None:
        raise Refusal("对方收到的日期已经登记。", article=ART_32_34, advice="请登记对方的意见。")


def _may_correct_receipt(course: Course, occasion: Occasion) -> None:
    asked = _question_is_open(course, occasion)
    if asked.received_on is None:
        raise Refusal("还没有登记对方收到的日期。", article=ART_32_34, advice="请办理“登记对方收到”。")
    if str(asked.received_on) == occasion.data["received_on"]:
        raise Refusal(
            f"更正后的日期与登记的{asked.received_on}相同。", article=ART_32_34, advice="请核对回执。"
        )


def _may_close_consultation(course: Course, occasion: Occasion) -> None:
    asked = _question_is_open(course, occasion)
    if occasion.on < asked.sent_on:
        raise Refusal(
            f"填写的日期{occasion.on}早于征求意见书发出的日期{asked.sent_on}。",
            article=ART_32_34,
            advice="请填写收到意见的日期。",
        )
    if occasion.data["answer"] != "silence":
        return
    if asked.received_on is None:
        raise Refusal(
            f"尚未登记{asked.party}何时收到征求意见书，答复期限没有起算。",
            article=ART_32_34,
            advice="请先登记对方收到的日期；15个工作日届满后再登记逾期未答复。",
        )
    due_on = due(CONSULTATION_PERIOD, asked.received_on, occasion.calendar).day
    if occasion.entered_on <= due_on:
        raise Refusal(
            f"对方的答复期限到{due_on}为止，尚未届满。",
            article=ART_32_34,
            advice="请等期限届满后再登记逾期未答复。",
        )
    if asked.third and not str(occasion.data.get("reasons", "")).strip():
        raise Refusal(
            "第三方逾期未提出意见的，由本机关决定是否公开，需要写明决定和理由。",
            article="《条例》第三十二条",
            advice="请填写本机关的决定和理由。",
        )


def _may_close_one(course: Course, occasion: Occasion) -> None:
    """While others are still asked, the period goes on standing still."""
    _may_close_consultation(course, occasion)
    if len(course.open_questions) == 1:
        raise Refusal("这是最后一个征求对象。", article=ART_32_34, advice="登记后期限继续计算。")


def _may_close_last(course: Course, occasion: Occasion) -> None:
    _may_close_consultation(course, occasion)
    if len(course.open_questions) > 1:
        raise Refusal("还有其他征求对象没有答复。", article=ART_32_34, advice="期限仍停止计算。")


def _may_tell_third_party(course: Course, occasion: Occasion) -> None:
    if occasion.data["party"] not in course.objecting:
        raise Refusal(
            f"{occasion.data['party']}没有提出不同意见，或者已经告知过。",
            article="《条例》第三十二条",
            advice="此告知只用于第三方不同意、而本机关认为不公开会对公共利益造成重大影响的情形。",
        )
    if not str(occasion.data.get("reasons", "")).strip():
        raise Refusal(
            "需要写明不公开会对公共利益造成的重大影响。",
            article="《条例》第三十二条",
            advice="请填写决定公开的内容和理由。",
        )


def _may_ask_reasons(course: Course, occasion: Occasion) -> None:
    if course.reasons_asked:
        raise Refusal("已经要求申请人说明过理由。", article=ART_35, advice="请登记其说明并作出认定。")
    occasion.must_be_in_time(ART_35)


def _may_judge_reasons(course: Course, occasion: Occasion) -> None:
    silent = not str(occasion.data.get("said", "")).strip()
    if silent and course.reasons_due is not None and occasion.entered_on <= course.reasons_due:
        raise Refusal(
            f"申请人说明理由的期限到{course.reasons_due}为止，尚未届满。",
            article=ART_35,
            advice="请登记申请人的说明，或等期限届满后再认定。",
        )


def _may_delay(course: Course, occasion: Occasion) -> None:
    if course.reasonable is not True:
        raise Refusal(
            "只有申请人说明的理由合理、但不能在规定期限内答复的，才可以延迟答复。",
            article=ART_35,
            advice="请先要求申请人说明理由并作出认定；一般情形请办理延期答复。",
        )
    if course.delayed:
        raise Refusal("已经告知过延迟答复的期限。", article=ART_35, advice="请在告知的期限内答复。")
    if int(occasion.data["days"]) < 1:
        raise Refusal("延迟后的日期不晚于现有期限。", article=ART_35, advice="请填写晚于现有期限的日期。")
    occasion.must_be_in_time(ART_35)


def _may_convert(course: Course, occasion: Occasion) -> None:
    if course.converted:
        raise Refusal("这件申请已经转为主动公开。", article="《条例》第四十四条", advice="请查看办理记录。")


def _may_charge_fee(course: Course, occasion: Occasion) -> None:
    if occasion.on < fees.VALID_FROM:
        raise Refusal(
            f"{fees.VALID_FROM}前不收取信息处理费。", article=fees.SOURCE, advice="请按不收费办理。"
        )
    if course.fee is not FeeState.NONE:
        raise Refusal(
            f"此申请的信息处理费：{course.fee.value}。一件申请只收一次，按件、按量只选一种。",
            article=fees.SOURCE,
            advice="请按现有收费记录办理。",
        )
    occasion.must_be_in_time(fees.SOURCE)


def _fee_must_be(*states: FeeState) -> "Rule":
    def rule(course: Course, occasion: Occasion) -> None:
        if course.fee not in states:
            raise Refusal(
                f"信息处理费现为“{course.fee.value}”，不能办理此事。",
                article=fees.SOURCE,
                advice="请查看收费记录。",
            )

    return rule


def _may_abandon_fee(course: Course, occasion: Occasion) -> None:
    _fee_must_be(FeeState.NOTICE_RECEIVED)(course, occasion)
    if course.fee_due is None or occasion.entered_on <= course.fee_due:
        raise Refusal(
            f"缴费期限到{course.fee_due}为止，尚未届满。",
            article=fees.SOURCE,
            advice="请等期限届满后再终止办理。",
        )


Rule = Callable[[Course, Occasion], None]
RULES: Mapping[str, Rule] = {
    "ask_correction": _may_ask_correction,
    "abandon": _may_abandon,
    "extend": _may_extend,
    "consultation_received": _may_note_receipt,
    "correct_receipt": _may_correct_receipt,
    "close_consultation": _may_close_one,
    "close_last_consultation": _may_close_last,
    "tell_third_party": _may_tell_third_party,
    "ask_reasons": _may_ask_reasons,
    "judge_reasons": _may_judge_reasons,
    "delay": _may_delay,
    "convert": _may_convert,
    "charge_fee": _may_charge_fee,
    "fee_notice_received": _fee_must_be(FeeState.NOTICE_ISSUED),
    "pay_fee": _fee_must_be(FeeState.NOTICE_ISSUED, FeeState.NOTICE_RECEIVED),
    "cancel_fee": _fee_must_be(FeeState.NOTICE_ISSUED, FeeState.NOTICE_RECEIVED),
    "abandon_fee": _may_abandon_fee,
}


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None
