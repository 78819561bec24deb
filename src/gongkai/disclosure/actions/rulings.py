"""Decisions in reviews and lawsuits (复议决定、裁判): what they count as, what they order, when they take effect."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases.models import Case, CaseEvent
from gongkai.disclosure import rules
from gongkai.disclosure.models import Remedy
from gongkai.disclosure.remedy_procedures import LAWSUIT_KEY
from gongkai.law import periods
from gongkai.law.refusal import Refusal
from gongkai.units.calendars import calendar_in_force
from gongkai.units.posts import Actor

TABLE_4 = "年度报告表四"


@dataclass(frozen=True)
class Ruling:
    """A decision as it was served: its kind, number, the day of service, and the period for a new reply if ordered."""

    decision: str
    decided_on: date
    number: str = ""
    reply_within: str = ""
    note: str = ""


def _must_follow_acceptance(remedy: Remedy, ruling: Ruling) -> None:
    if ruling.decided_on < remedy.accepted_on:
        raise Refusal(
            f"结果的日期{ruling.decided_on}早于受理之日{remedy.accepted_on}。",
            article=TABLE_4,
            advice="请核对决定书、判决书的日期。",
        )


def decide_remedy(
    case: Case, ruling: Ruling, *, by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """登记结果: what ends the case. Its column of Table 4 follows from the rule in force on that day."""
    remedy = _pending(case)
    _must_follow_acceptance(remedy, ruling)
    column = _column(case, ruling)
    if case.procedure == LAWSUIT_KEY and remedy.instance == Remedy.Instance.FIRST and column != "other":
        raise Refusal(
            "一审判决在上诉期满前还没有生效。",
            article="《行政诉讼法》第八十五条",
            advice="请用“登记一审判决”；期满无人上诉的，再登记“判决生效”。",
        )
    return _conclude(case, remedy, ruling, column, "decide", by=by, at=at, seen=seen)


def judge(case: Case, ruling: Ruling, *, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """登记一审判决: it can be appealed until its period runs out; Table 4 counts it as pending until then."""
    remedy = _pending(case)
    _must_follow_acceptance(remedy, ruling)
    if remedy.instance != Remedy.Instance.FIRST:
        raise Refusal("二审判决是终审判决。", article="《行政诉讼法》第八十九条", advice="请用“登记结果”。")
    _ordered_until(ruling, _column(case, ruling))
    with transaction.atomic():
        _save(
            remedy,
            decision=ruling.decision,
            decision_number=ruling.number,
            orders_reply=bool(ruling.reply_within),
        )
        return cases.act(
            case,
            "judge",
            by=by,
            at=at,
            happened_on=ruling.decided_on,
            seen=seen,
            note=_said(ruling),
            data={"reply_within": ruling.reply_within},
            waits_until=_due("appeal", ruling.decided_on),
        )


def take_effect(case: Case, *, on: date, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """判决生效: nobody appealed. Not before the period for appeals has run out."""
    remedy, judged = _pending(case), case.events.filter(action="judge").last()
    assert judged is not None
    limit = _due("appeal", judged.happened_on)
    if on <= limit:
        raise Refusal(
            f"上诉期限到{limit}为止，尚未届满。",
            article="《行政诉讼法》第八十五条",
            advice="请等期限届满、确认无人上诉后再登记。",
        )
    ruling = Ruling(remedy.decision, on, remedy.decision_number, judged.data["reply_within"])
    return _conclude(case, remedy, ruling, _column(case, ruling), "take_effect", by=by, at=at, seen=seen)


def answer_appeal(
    case: Case, *, body: str, number: str, notified_on: date, by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """对方上诉: the second instance begins; the period for the answer runs from the copy of the appeal."""
    rule = rules.period("appeal_answer", notified_on)
    with transaction.atomic():
        _to_second_instance(case, body, number, notified_on)
        return cases.act(
            case,
            "answer_appeal",
            by=by,
            at=at,
            happened_on=notified_on,
            seen=seen,
            note=f"收到上诉状副本，{body}{number}",
            data={"period": str(rule.period), "source": rule.source},
        )


def appeal(
    case: Case, *, body: str, reasons: str, on: date, by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """本机关上诉: within the period, with reasons."""
    if not reasons.strip():
        raise Refusal("上诉需要写明理由。", article="《行政诉讼法》第八十五条", advice="请填写上诉理由。")
    if case.due_on is not None and on > case.due_on:
        raise Refusal(
            f"上诉期限到{case.due_on}为止，已经届满。",
            article="《行政诉讼法》第八十五条",
            advice="请登记判决生效。",
        )
    with transaction.atomic():
        _to_second_instance(case, body, "", on)
        return cases.act(
            case,
            "appeal",
            by=by,
            at=at,
            happened_on=on,
            seen=seen,
            note=reasons,
            waits_until=_due("appeal_decision", on),
        )


def _to_second_instance(case: Case, body: str, number: str, on: date) -> None:
    """The first judgement is no longer the last word; it stays in the history."""
    fields = {
        "instance": Remedy.Instance.SECOND,
        "body": body,
        "notified_on": on,
        "decision": "",
        "decision_number": "",
        "orders_reply": False,
    }
    Remedy.objects.filter(case=case).update(**fields, **({"number": number} if number else {}))


def _pending(case: Case) -> Remedy:
    remedy = Remedy.objects.select_related("request__unit").get(case=case)
    if remedy.result != Remedy.Result.PENDING:
        raise Refusal(
            f"此案已登记为“{remedy.get_result_display()}”。",
            article=TABLE_4,
            advice="如有改判或者再审，请另行登记。",
        )
    return remedy


def _column(case: Case, ruling: Ruling) -> str:
    known = rules.decisions(case.procedure, ruling.decided_on)
    if ruling.decision not in known:
        raise Refusal(
            f"没有规定“{ruling.decision}”计入表四的哪一栏。",
            article=TABLE_4,
            advice=f"可选：{'、'.join(known)}；其他决定请主管部门先在“复议诉讼规则”中登记。",
        )
    return known[ruling.decision].column


def _conclude(
    case: Case,
    remedy: Remedy,
    ruling: Ruling,
    column: str,
    action: str,
    *,
    by: Actor,
    at: datetime,
    seen: int | None,
) -> CaseEvent:
    """Set the result for good; an ordered new reply reopens the request in the same transaction."""
    limit = _ordered_until(ruling, column)
    with transaction.atomic():
        _save(
            remedy,
            decision=ruling.decision,
            decision_number=ruling.number,
            result=column,
            decided_on=ruling.decided_on,
            orders_reply=limit is not None,
            implement_by=limit,
        )
        event = cases.act(
            case,
            action,
            by=by,
            at=at,
            happened_on=ruling.decided_on,
            seen=seen,
            note=_said(ruling),
            changes={"outcome": column},
            public={"result": column},
            waits_until=limit or _due("closing", ruling.decided_on),
        )
        if limit is not None:
            reopen(remedy, ruling, by=by, at=at)
    return event


def _ordered_until(ruling: Ruling, column: str) -> date | None:
    """Return the last day for the new reply, if one is ordered; only what corrects can order it."""
    if not ruling.reply_within:
        return None
    if column != Remedy.Result.CORRECTED:
        raise Refusal(
            f"“{ruling.decision}”不会责令重新答复。",
            article=TABLE_4,
            advice="请核对决定，或者清空重新答复的期限。",
        )
    return periods.due(within(ruling.reply_within), ruling.decided_on, calendar_in_force()).day


def reopen(remedy: Remedy, ruling: Ruling, *, by: Actor, at: datetime) -> None:
    """重新办理: the request is answered anew within the period ordered.

    It is no new application: Table 3 keeps counting its first conclusion, on the day and with the outcome of then
    (decision record 0012). A request that was never answered is still open and keeps its course.
    """
    request = remedy.request
    if request.closed_on is None:
        return
    first = (
        {}
        if request.first_closed_on
        else {"first_closed_on": request.closed_on, "first_outcome": request.outcome}
    )
    cases.act(
        request,
        "reopen",
        by=by,
        at=at,
        happened_on=ruling.decided_on,
        note=f"{remedy.body}{ruling.number or remedy.number}责令重新答复",
        data={"period": str(within(ruling.reply_within)), "remedy": remedy.case.number},
        changes={"closed_on": None, "outcome": "", "archived_on": None, **first},
    )


def within(text: str) -> periods.Period:
    """Read the period a decision orders."""
    try:
        return periods.parse(text)
    except ValueError as error:
        raise Refusal(str(error), article="", advice="请按决定书写明的期限填写。") from error


def _save(remedy: Remedy, **fields: object) -> None:
    for name, value in fields.items():
        setattr(remedy, name, value)
    remedy.save(update_fields=list(fields))


def _said(ruling: Ruling) -> str:
    ordered = f"责令在{ruling.reply_within}内重新答复" if ruling.reply_within else ""
    return "，".join(part for part in (ruling.decision, ruling.number, ordered, ruling.note) if part)


def _due(key: str, start: date) -> date:
    return periods.due(rules.period(key, start).period, start, calendar_in_force()).day
