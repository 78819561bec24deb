"""Handling of a request (办理): acceptance, assignment, search, correction, consultation, extension."""

from datetime import date, datetime

from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases import deadlines
from gongkai.cases.actions import local_day
from gongkai.cases.models import Case, CaseEvent, Letter
from gongkai.disclosure import letters
from gongkai.disclosure.models import (
    Consultation,
    Request,
    SearchRecord,
)
from gongkai.disclosure.procedure import DISCLOSURE
from gongkai.law import clock
from gongkai.law.periods import due
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import (
    CONSULTATION_PERIOD,
    CORRECTION_NOTICE_PERIOD,
    CORRECTION_PERIOD,
    OUTCOMES,
    ApplicantKind,
)
from gongkai.ledger.actions import record_fact
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Role, Unit
from gongkai.units.posts import Actor


def accept(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """受理: take the request into handling."""
    return cases.act(case, "accept", by=by, at=at, seen=seen, changes={"handler": by.user})


def assign(
    case: Case, unit: Unit, *, by: Actor, at: datetime, note: str = "", seen: int | None = None
) -> CaseEvent:
    """转办: give the request to the unit that is to answer it. The clock runs on."""
    day = local_day(at)
    if unit.valid_to is not None and unit.valid_to < day:
        successor = f"，职能已由{unit.successor}承接" if unit.successor else ""
        raise Refusal(
            f"{unit.name}已于{unit.valid_to}撤销{successor}。",
            article="国办公开办函〔2019〕14号",
            advice="请转给承接单位；承接单位不得以材料未移交为由拒绝。",
        )
    return cases.act(
        case,
        "assign",
        by=by,
        at=at,
        seen=seen,
        note=note,
        data={"to": unit.code},
        public={"to": unit.code},
        changes={"unit": unit, "handler": None},
    )


def record_search(
    case: Case,
    *,
    place: str,
    keywords: str,
    period: str,
    result: str,
    by: Actor,
    at: datetime,
    on: date | None = None,
    seen: int | None = None,
) -> SearchRecord:
    """Put a search on file: the organ must prove that it looked (合理检索义务)."""
    with transaction.atomic():
        record = SearchRecord.objects.create(
            case=case,
            place=place,
            keywords=keywords,
            period=period,
            person=by.name,
            searched_on=on or local_day(at),
            result=result,
        )
        cases.act(case, "search", by=by, at=at, seen=seen, note=f"在{place}检索“{keywords}”：{result}")
    return record


def ask_correction(case: Case, *, what: str, by: Actor, at: datetime, seen: int | None = None) -> Letter:
    """一次性告知补正: once only, within seven working days from receipt (art. 30)."""
    article = "《条例》第三十条"
    if case.events.filter(action="ask_correction").exists():
        raise Refusal(
            "补正已经告知过一次。",
            article=article,
            advice="补正应当一次性告知；补正后仍不明确的，请拟写“补正后申请内容仍不明确”的答复。",
        )
    calendar = calendar_in_force()
    received = _received(case)
    limit = due(CORRECTION_NOTICE_PERIOD, received, calendar).day
    today = local_day(at)
    if today > limit:
        raise Refusal(
            f"收到申请之日为{received}，补正告知应在{limit}前作出，现已超过。",
            article=article,
            advice="请按现有内容办理，或与申请人沟通。",
        )
    answer_by = due(CORRECTION_PERIOD.value, today, calendar).day
    with transaction.atomic():
        letter = letters.issue(
            case, "L04", {"what": what, "limit": letters.chinese_date(answer_by)}, signed_by=by.name, on=today
        )
        cases.act(
            case,
            "ask_correction",
            by=by,
            at=at,
            seen=seen,
            note=what,
            ground=article,
            data={"answer_by": str(answer_by)},
            waits_until=answer_by,
        )
    return letter


def receive_correction(
    case: Case, *, text: str, by: Actor, at: datetime, on: date | None = None, seen: int | None = None
) -> CaseEvent:
    """收到补正: the period begins anew from the day the corrected application is received (art. 30)."""
    day = on or local_day(at)
    with transaction.atomic():
        append_correction(case, text)
        return cases.act(
            case,
            "receive_correction",
            by=by,
            at=at,
            happened_on=day,
            seen=seen,
            note="收到补正",
        )


def append_correction(case: Case, text: str) -> None:
    """Put what was corrected below what was asked. Part of a verb, inside its transaction."""
    request = Request.objects.select_for_update().get(case=case)
    request.feature_description = f"{request.feature_description}\n[补正]{text}".strip()
    request.save(update_fields=["feature_description"])


def abandon(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """逾期不补正: not before the correction period has run out (art. 30)."""
    notice = case.events.filter(action="ask_correction").last()
    limit = date.fromisoformat(notice.data["answer_by"]) if notice else local_day(at)
    if local_day(at) <= limit:
        raise Refusal(
            f"补正期限到{limit}为止，尚未届满。",
            article="《条例》第三十条",
            advice="请等期限届满后再终止办理。",
        )
    return _end(case, "abandon", "O_ABANDON_CORR", "申请人无正当理由逾期不补正。", by=by, at=at, seen=seen)


def withdraw(case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """撤回申请, on the applicant's wish."""
    return _end(case, "withdraw", "O_OTHER", f"申请人撤回申请：{reason}", by=by, at=at, seen=seen)


def _end(
    case: Case, action: str, outcome: str, reasons: str, *, by: Actor, at: datetime, seen: int | None
) -> CaseEvent:
    today = local_day(at)
    with transaction.atomic():
        letters.issue(
            case,
            "R22",
            {"reasons": reasons, "article": OUTCOMES[outcome].article},
            signed_by=by.name,
            on=today,
        )
        return cases.act(
            case,
            action,
            by=by,
            at=at,
            seen=seen,
            note=reasons,
            changes={"outcome": outcome, "closed_on": today},
            public={"outcome": outcome},
        )


def consult(
    case: Case, *, kind: str, party: str, received_on: date, by: Actor, at: datetime, seen: int | None = None
) -> Consultation:
    """征求意见: of a third party (art. 32) or a joint maker (art. 34); its time is not counted (art. 33)."""
    today = local_day(at)
    limit = due(CONSULTATION_PERIOD, received_on, calendar_in_force()).day
    third = kind == Consultation.Kind.THIRD_PARTY
    with transaction.atomic():
        consultation = Consultation.objects.create(
            case=case, kind=kind, party=party, sent_on=today, received_on=received_on, due_on=limit
        )
        letters.issue(
            case,
            "L08" if third else "L12",
            {"addressee": party, "limit": letters.chinese_date(limit)},
            signed_by=by.name,
            on=today,
        )
        cases.act(
            case,
            "consult",
            by=by,
            at=at,
            seen=seen,
            note="征求第三方意见" if third else "征求共同制作机关意见",
            ground="《条例》第三十三条第三款",
            waits_until=limit,
        )
    return consultation


def close_consultation(
    case: Case,
    *,
    answer: str,
    reasons: str,
    by: Actor,
    at: datetime,
    on: date | None = None,
    seen: int | None = None,
) -> CaseEvent:
    """登记意见. A third party's silence leaves the decision to the organ; a joint maker's counts as consent."""
    day = on or local_day(at)
    with transaction.atomic():
        consultation = Consultation.objects.select_for_update().get(case=case, closed_on=None)
        silent = answer == Consultation.Answer.SILENCE
        if silent and local_day(at) <= consultation.due_on:
            raise Refusal(
                f"对方的答复期限到{consultation.due_on}为止，尚未届满。",
                article="《条例》第三十二条、第三十四条",
                advice="请等期限届满后再登记逾期未答复。",
            )
        if silent and consultation.kind == Consultation.Kind.THIRD_PARTY and not reasons.strip():
            raise Refusal(
                "第三方逾期未提出意见的，由本机关决定是否公开，需要写明决定和理由。",
                article="《条例》第三十二条",
                advice="请填写本机关的决定和理由。",
            )
        closed = min(day, consultation.due_on)
        consultation.answer, consultation.reasons, consultation.closed_on = answer, reasons, closed
        consultation.save(update_fields=["answer", "reasons", "closed_on"])
        deemed = silent and consultation.kind == Consultation.Kind.JOINT_MAKER
        said = "逾期未答复，视为同意公开" if deemed else Consultation.Answer(answer).label
        return cases.act(
            case,
            "close_consultation",
            by=by,
            at=at,
            happened_on=closed,
            seen=seen,
            note=f"{said}。{reasons}".strip(),
        )


def extend(
    case: Case, *, days: int, reasons: str, by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """延期答复: once, at most twenty working days, agreed by the head, notified in time (art. 33)."""
    if not reasons.strip():
        raise Refusal("延期需要写明理由。", article="《条例》第三十三条", advice="请填写需要延长的理由。")
    today = local_day(at)
    state = deadlines.clock_of(DISCLOSURE, case.events.order_by("seq"), calendar_in_force())
    if state is None:
        raise Refusal("期限尚未起算，不能延期。", article="《条例》第三十三条", advice="请先确认收到之日。")
    clock.must_be_extendable(state, days, today)
    values = {"reasons": reasons, "days": str(days), "head": by.name}
    return cases.act(
        case,
        "extend",
        by=by,
        at=at,
        seen=seen,
        note=reasons,
        data={"days": days},
        papers=lambda extended: letters.issue(extended, "L06", values, signed_by=by.name, on=today),
    )


def change_kind(
    case: Case,
    *,
    kind: ApplicantKind,
    reason: str,
    second: str,
    by: Actor,
    at: datetime,
    seen: int | None = None,
) -> CaseEvent:
    """更正申请人类别: with a reason and a second person; every table follows from the one field (D13)."""
    if not reason.strip() or not second.strip() or second.strip() == by.name:
        raise Refusal(
            "更正申请人类别需要理由和另一人复核。",
            article="年度报告格式：一件申请只计一类申请人",
            advice="请填写理由，并由另一位工作人员复核。",
        )
    with transaction.atomic():
        request = Request.objects.select_for_update().get(case=case)
        before = request.get_applicant_kind_display()
        request.applicant_kind = kind.value
        request.save(update_fields=["applicant_kind"])
        return cases.act(
            case,
            "change_kind",
            by=by,
            at=at,
            seen=seen,
            note=f"由{before}更正为{kind.label}:{reason}（复核：{second}）",
            public={"kind": kind.value},
        )


def assist(case: Case, *, measure: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """提供帮助: what was done for an applicant with difficulties in reading, seeing or hearing (art. 43)."""
    with transaction.atomic():
        Request.objects.filter(case=case).update(assistance_given=measure)
        return cases.act(case, "assist", by=by, at=at, seen=seen, note=measure)


def read_personal(case: Case, *, by: Actor, at: datetime) -> Request:
    """Return the applicant's data in full, for handlers of the case alone; the reading is logged (D32, D90)."""
    by.must_hold((Role.OFFICER, Role.APPROVER, Role.HEAD), case.unit)
    with transaction.atomic():
        record_fact(f"case/{case.pk}", "disclosure.read_personal", at=at, by=by.name, unit=case.unit.code)
    return case.request  # type: ignore[attr-defined,no-any-return]


def _received(case: Case) -> date:
    if case.received_on is None:
        raise Refusal(
            "尚未确定收到申请之日。", article="《条例》第三十一条", advice="请先与申请人确认收到之日。"
        )
    return case.received_on
