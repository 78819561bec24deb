"""Requests beyond the reasonable in number or frequency (大量、反复申请): reasons (art. 35) and the fee (art. 42)."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases import deadlines
from gongkai.cases.actions import local_day
from gongkai.cases.models import Case, CaseEvent, Letter
from gongkai.disclosure import letters, related
from gongkai.disclosure.actions.ending import end
from gongkai.disclosure.models import Fee
from gongkai.disclosure.procedure import ART_35, DISCLOSURE, FEE_RULES
from gongkai.law import fees
from gongkai.law.periods import due
from gongkai.law.refusal import Refusal
from gongkai.units import parameters
from gongkai.units.calendars import calendar_in_force
from gongkai.units.posts import Actor


def ask_reasons(case: Case, *, found: str, by: Actor, at: datetime, seen: int | None = None) -> Letter:
    """要求说明理由: number and frequency clearly exceed the reasonable (art. 35). The period runs on."""
    today = local_day(at)
    answer_by = due(parameters.working_days("reasons_days", today), today, calendar_in_force()).day
    values = {"counts": found, "limit": letters.chinese_date(answer_by)}
    cases.act(
        case,
        "ask_reasons",
        by=by,
        at=at,
        seen=seen,
        note=found,
        ground=ART_35,
        data={"answer_by": str(answer_by)},
        papers=lambda asked: letters.issue(asked, "L05", values, signed_by=by.name, on=today),
    )
    return case.letters.filter(template="L05").latest("pk")


def judge_reasons(
    case: Case, *, said: str, reasonable: bool, why: str, by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """认定理由: what the applicant said, whether it is reasonable, and why. Silence counts after the period only."""
    if not why.strip():
        raise Refusal("需要写明认定的依据。", article=ART_35, advice="请写明为什么合理或者不合理。")
    if reasonable and not said.strip():
        raise Refusal(
            "申请人没有说明理由，不能认定为合理。", article=ART_35, advice="请认定为不合理，或登记其说明。"
        )
    verdict = "理由合理" if reasonable else "理由不合理"
    return cases.act(
        case,
        "judge_reasons",
        by=by,
        at=at,
        seen=seen,
        note=f"申请人说明：{said.strip() or '逾期未说明'}。认定{verdict}：{why}",
        ground=ART_35,
        data={"said": said, "reasonable": reasonable},
    )


def delay(
    case: Case, *, until: date, reasons: str, by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """延迟答复: reasonable, yet not to be answered in time: a later day is fixed and told (art. 35)."""
    today, calendar = local_day(at), calendar_in_force()
    clock = deadlines.clock_of(DISCLOSURE, case.events.order_by("seq"), calendar)
    days = calendar.working_days_between(clock.as_of(today).day, until) if clock else 0
    values = {"delayed_until": letters.chinese_date(until), "reasons": letters.sentence(reasons)}
    return cases.act(
        case,
        "delay",
        by=by,
        at=at,
        seen=seen,
        note=f"延迟至{until}答复：{reasons}",
        ground=ART_35,
        data={"days": days},
        papers=lambda delayed: letters.issue(delayed, "L07", values, signed_by=by.name, on=today),
    )


def amount_of(case: Case, scale: str, quantity: int) -> Decimal:
    """Return the fee in 元: for items, what this request adds to the applicant's month at the organ."""
    if scale == Fee.Scale.PAGES:
        return fees.per_page_fee(quantity)
    before = related.requests_in_month(case) - 1
    return fees.per_item_fee(before + quantity) - fees.per_item_fee(before)


def charge_fee(
    case: Case, *, scale: str, quantity: int, way: str, by: Actor, at: datetime, seen: int | None = None
) -> Fee:
    """收费通知: by item or by page, one of the two, within the reply period (国办函〔2020〕109号)."""
    today = local_day(at)
    amount = amount_of(case, scale, quantity)
    if amount <= 0:
        raise Refusal(
            "按此数量不产生费用。",
            article=FEE_RULES,
            advice="按件：当月第11件起收费；按量：第31页起收费。请核对数量或按不收费办理。",
        )
    scale = Fee.Scale(scale)
    unit = "件" if scale == Fee.Scale.ITEMS else "页"
    counted = f"{scale.label}计费（{quantity}{unit}）"
    values = {
        "fee_basis": f"《政府信息公开信息处理费管理办法》（{FEE_RULES}）",
        "fee_standard": f"{counted}：{_standard(scale)}",
        "fee_amount": f"{amount}元",
        "fee_way": way,
    }
    with transaction.atomic():
        cases.act(
            case,
            "charge_fee",
            by=by,
            at=at,
            seen=seen,
            note=f"{counted}，{amount}元",
            ground=FEE_RULES,
            data={"ref": "fee", "amount": str(amount)},
            papers=lambda charged: _keep_fee(charged, scale, quantity, amount, way, values, by, today),
        )
    return Fee.objects.get(case=case)


def _keep_fee(
    case: Case, scale: Fee.Scale, quantity: int, amount: Decimal, way: str, values: dict[str, str], by: Actor,
    today: date,
) -> None:  # fmt: skip
    notice = letters.issue(case, "L14", values, signed_by=by.name, on=today)
    Fee.objects.create(
        case=case,
        scale=scale,
        quantity=quantity,
        before=related.requests_in_month(case) - 1,
        amount=amount,
        way=way,
        notice=notice,
        issued_on=today,
    )


def _standard(scale: Fee.Scale) -> str:
    if scale == Fee.Scale.ITEMS:
        return "同一申请人一个自然月内10件以下（含）不收费，11至30件每件100元，以后每增加10件每件提高100元"
    return "30页以下（含）不收费，31至100页每页10元，101至200页每页20元，201页以上每页40元"


def note_fee_receipt(case: Case, *, on: date, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """登记收费通知送达: the twenty working days to pay are counted from the day after."""
    pay_by = due(fees.PAYMENT_PERIOD, on, calendar_in_force()).day
    with transaction.atomic():
        Fee.objects.filter(case=case).update(received_on=on, pay_by=pay_by)
        return cases.act(
            case,
            "fee_notice_received",
            by=by,
            at=at,
            happened_on=on,
            seen=seen,
            note=f"申请人于{on}收到收费通知，应在{pay_by}前缴费",
            data={"pay_by": str(pay_by)},
            waits_until=pay_by,
        )


def pay_fee(
    case: Case, *, receipt: str, on: date, by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """登记缴费: the period begins anew on the day after payment (D7)."""
    if not receipt.strip():
        raise Refusal("没有填写票据号码。", article=FEE_RULES, advice="请填写财政票据号码。")
    with transaction.atomic():
        Fee.objects.filter(case=case).update(paid_on=on, receipt=receipt.strip())
        return cases.act(
            case, "pay_fee", by=by, at=at, happened_on=on, seen=seen, note="缴费", data={"receipt": receipt}
        )


def cancel_fee(case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """取消收费: the notice is taken back and the period runs on."""
    with transaction.atomic():
        Fee.objects.filter(case=case).update(cancelled_on=local_day(at))
        return cases.act(case, "cancel_fee", by=by, at=at, seen=seen, note=reason, data={"ref": "fee"})


def abandon_fee(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """逾期不缴费: not before twenty working days after the notice was received."""
    reasons = "申请人逾期未按收费通知要求缴纳信息处理费。"
    return end(case, "abandon_fee", "O_ABANDON_FEE", reasons, by=by, at=at, seen=seen)
