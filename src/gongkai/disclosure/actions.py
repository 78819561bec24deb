"""The verbs of a disclosure request. Each checks what its article asks for, then acts through the case engine.

``by`` is who acts, ``at`` when it is entered, ``seen`` the number of events on the screen of the person.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases import deadlines
from gongkai.cases.actions import Opened, local_day
from gongkai.cases.files import CheckedFile
from gongkai.cases.models import Case, CaseEvent, Letter, Step
from gongkai.disclosure import letters
from gongkai.disclosure.models import (
    Consultation,
    Remedy,
    Reply,
    Request,
    SearchRecord,
    applicant_key,
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
    Channel,
    Needs,
    Outcome,
)
from gongkai.ledger.actions import record_act, record_fact
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Role, Unit
from gongkai.units.posts import PLATFORM, Actor, applicant

ART_29 = "《条例》第二十九条"
CHINA_POST = "中国邮政"


@dataclass(frozen=True)
class Application:
    """What an applicant hands in (申请表). Nobody asks what for."""

    applicant_kind: str
    name: str
    id_type: str
    id_number: str
    info_title: str = ""
    doc_number: str = ""
    feature_description: str = ""
    form_required: str = "paper"
    delivery_channel: str = "post"
    contact_person: str = ""
    phone: str = ""
    email: str = ""
    postal_address: str = ""
    needs_assistance: bool = False
    files: tuple[CheckedFile, ...] = field(default=())

    def must_be_complete(self) -> None:
        """Refuse an application that lacks what art. 29 asks for: name, identity, contact, feature, form."""
        missing = []
        if not self.name.strip():
            missing.append("姓名或者名称")
        if not self.id_number.strip():
            missing.append("身份证明")
        if not any(text.strip() for text in (self.phone, self.email, self.postal_address)):
            missing.append("联系方式")
        if not any(text.strip() for text in (self.info_title, self.doc_number, self.feature_description)):
            missing.append("所需信息的名称、文号或者便于查询的其他特征")
        if missing:
            raise Refusal(f"申请缺少{'、'.join(missing)}。", article=ART_29, advice="请补充后提交。")


def submit(application: Application, *, unit: Unit, at: datetime, token: str) -> Opened:
    """Take an application sent online. The day of receipt is fixed only by the confirmation of both sides.

    ``token`` is that of the form: the same form sent twice is one application with one receipt.
    """
    application.must_be_complete()
    code = cases.new_code(f"{settings.SECRET_KEY}|{token}".encode())
    with transaction.atomic():
        sent = Request.objects.select_related("case").filter(form_token=token).first()
        if sent is not None:
            return Opened(sent.case, code, -1)
        by = applicant(application.name)
        return _open(
            application, "submit", unit=unit, channel=Channel.ONLINE, by=by, at=at, token=token, code=code
        )


def register(
    application: Application,
    *,
    unit: Unit,
    channel: Channel,
    by: Actor,
    at: datetime,
    received_on: date | None = None,
) -> Opened:
    """Register an application that came by any other channel, with the receipt rule of the channel (art. 31).

    ``received_on`` is the day of submission, signature or signing; for channels that need confirmation it is
    left out, and no period runs before :func:`confirm`.
    """
    application.must_be_complete()
    by.must_hold((Role.OFFICER, Role.COMPETENT), unit)
    if channel.needs_confirmation:
        return _open(application, "register_unconfirmed", unit=unit, channel=channel, by=by, at=at)
    day = received_on or local_day(at)
    if day > local_day(at):
        raise Refusal(
            f"收到日期 {day} 晚于今天。",
            article="《条例》第三十一条",
            advice=f"请填写{channel.receipt_rule}。",
        )
    return _open(application, "register", unit=unit, channel=channel, by=by, at=at, received_on=day)


def _open(
    application: Application,
    first: str,
    *,
    unit: Unit,
    channel: Channel,
    by: Actor,
    at: datetime,
    received_on: date | None = None,
    token: str | None = None,
    code: str | None = None,
) -> Opened:
    request = Request(
        **{
            name: getattr(application, name)
            for name in (
                "applicant_kind", "name", "id_type", "id_number", "info_title", "doc_number", "feature_description",
                "form_required", "delivery_channel", "contact_person", "phone", "email", "postal_address",
                "needs_assistance",
            )
        },
        applicant_key=applicant_key(application.name, application.id_number),
        form_token=token,
    )  # fmt: skip

    def papers(case: Case) -> None:
        for file in application.files:
            cases.attach(case, file, kind="申请附件", by=by, at=at)
        if received_on is not None:
            _receipt(case, by, local_day(at))

    confirm_by = None if received_on else calendar_in_force().next_working_day(local_day(at)).day
    return cases.open_case(
        DISCLOSURE,
        first,
        unit=unit,
        title=request.subject,
        channel=channel.value,
        by=by,
        at=at,
        detail=request,
        code=code,
        received_on=received_on,
        waits_until=confirm_by,
        papers=papers,
    )


def confirm(
    case: Case, *, by: Actor, at: datetime, on: date | None = None, seen: int | None = None
) -> CaseEvent:
    """Fix the day of receipt: both sides have confirmed (双方确认之日, art. 31)."""
    day = on or local_day(at)
    if day < local_day(case.arrived_at):
        raise Refusal(
            f"确认日期 {day} 早于申请到达之日。",
            article="《条例》第三十一条",
            advice="请填写与申请人确认的日期。",
        )
    with transaction.atomic():
        Request.objects.filter(case=case).update(confirmed_on=day)
        return cases.act(
            case,
            "confirm",
            by=by,
            at=at,
            happened_on=day,
            seen=seen,
            changes={"received_on": day},
            papers=lambda confirmed: _receipt(confirmed, by, local_day(at)),
        )


def _receipt(case: Case, by: Actor, on: date) -> Letter:
    """Issue the receipt L03 with the day of receipt, how it was fixed, and the due date."""
    rule = Channel(case.channel).receipt_rule
    return letters.issue(case, "L03", {"receipt_rule": rule}, signed_by=by.name, on=on)


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
        request = Request.objects.select_for_update().get(case=case)
        request.feature_description = f"{request.feature_description}\n[补正]{text}".strip()
        request.save(update_fields=["feature_description"])
        return cases.act(
            case,
            "receive_correction",
            by=by,
            at=at,
            happened_on=day,
            seen=seen,
            note="收到补正",
        )


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


@dataclass(frozen=True)
class Decision:
    """What a reply decides and says."""

    outcome: str
    ground: str = ""
    reasons: str = ""
    information: str = ""
    referral: str = ""
    earlier_case: Case | None = None


def must_fit(case: Case, decision: Decision) -> None:
    """Refuse a decision that lacks what its outcome needs (closing matrix, D14–D21)."""
    outcome = OUTCOMES[decision.outcome]
    missing = [need.value for need in outcome.needs if not _has(case, outcome, decision, need)]
    if missing:
        raise Refusal(
            f"“{outcome.label}”的答复缺少：{'、'.join(missing)}。",
            article=outcome.article,
            advice="请补充后再送审。",
        )
    if decision.ground and outcome.ground not in (None, decision.ground):
        raise Refusal(
            f"办理结果“{outcome.label}”与所选情形不一致。",
            article=outcome.article,
            advice="请改选一致的结果和情形。",
        )


def _has(case: Case, outcome: Outcome, decision: Decision, need: Needs) -> bool:
    match need:
        case Needs.GROUND:
            return bool(outcome.ground or decision.ground)
        case Needs.REASONS:
            return bool(decision.reasons.strip())
        case Needs.SEARCH:
            return SearchRecord.objects.filter(case=case).exists()
        case Needs.EARLIER_REPLY:
            return decision.earlier_case is not None and decision.earlier_case.closed_on is not None
        case Needs.ADDRESS | Needs.INFORMATION:
            return bool(decision.information.strip())
        case Needs.SPECIAL_LAW | Needs.CHANNEL:
            return bool(decision.referral.strip())


def draft_reply(case: Case, decision: Decision, *, by: Actor, at: datetime, seen: int | None = None) -> Reply:
    """拟写答复: choose one outcome with all it needs, and put it before the approver."""
    must_fit(case, decision)
    with transaction.atomic():
        reply = Reply.objects.create(
            case=case,
            version=case.replies.count() + 1,  # type: ignore[attr-defined]
            outcome=decision.outcome,
            ground=decision.ground or OUTCOMES[decision.outcome].ground or "",
            reasons=decision.reasons,
            information=decision.information,
            referral=decision.referral,
            earlier_case=decision.earlier_case,
            drafted_by=by.name,
            drafted_at=at,
        )
        cases.act(case, "draft_reply", by=by, at=at, seen=seen, note=OUTCOMES[decision.outcome].label)
    return reply


def return_reply(case: Case, *, note: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """退回修改, with what is to be changed."""
    if not note.strip():
        raise Refusal("退回需要写明修改意见。", article="《条例》第四十五条", advice="请填写修改意见。")
    return cases.act(case, "return_reply", by=by, at=at, seen=seen, note=note)


def approve_reply(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> Letter:
    """审批答复: another person than the drafter approves; the letter is written, numbered and rendered."""
    today = local_day(at)
    with transaction.atomic():
        reply = Reply.objects.select_for_update().filter(case=case).last()
        if reply is None or reply.drafted_by == by.name:
            raise Refusal(
                "拟稿人不能审批自己拟写的答复。", article="岗位分离（D91）", advice="请由另一位审签人审批。"
            )
        reply.approved_by, reply.approved_at = by.name, at
        reply.save(update_fields=["approved_by", "approved_at"])
        outcome = OUTCOMES[reply.outcome]
        letter = letters.issue(
            case, outcome.letter, letters.reply_fields(case, reply, today), signed_by=by.name, on=today
        )
        cases.act(
            case,
            "approve_reply",
            by=by,
            at=at,
            seen=seen,
            note=f"{outcome.label},{letter.number}",
            changes={"outcome": reply.outcome},
            public={"outcome": reply.outcome, "letter": letter.number},
        )
    return letter


def serve(
    case: Case,
    *,
    manner: str,
    by: Actor,
    at: datetime,
    on: date | None = None,
    carrier: str = "",
    proof: str = "",
    collect: bool = False,
    seen: int | None = None,
) -> CaseEvent:
    """送达. For mail the day of posting is the day of reply; only the postal enterprise may carry it (邮政法55)."""
    if manner == "post":
        if carrier.strip() and not carrier.startswith(CHINA_POST):
            raise Refusal(
                f"答复应通过{CHINA_POST}寄送，不能使用{carrier}。",
                article="国办公开办函〔2016〕235号；《邮政法》第五十五条",
                advice="请改用邮政挂号信或邮政特快专递。",
            )
        if collect:
            raise Refusal(
                "不得由申请人支付邮费。", article="国办公开办函〔2016〕235号", advice="请取消到付后寄送。"
            )
        if not proof.strip():
            raise Refusal(
                "邮寄送达需要邮件号码。", article="国办公开办函〔2016〕235号", advice="请填写邮件号码。"
            )
    day = on or local_day(at)
    with transaction.atomic():
        letter = case.letters.select_for_update().filter(template__startswith="R").last()
        if letter is None:
            raise Refusal("没有可送达的答复。", article="《条例》第四十五条", advice="请先完成审批。")
        letter.manner, letter.sent_on, letter.proof = manner, day, proof
        letter.save(update_fields=["manner", "sent_on", "proof"])
        return cases.act(
            case,
            "serve",
            by=by,
            at=at,
            happened_on=day,
            seen=seen,
            changes={"closed_on": day},
            public={"sent_on": str(day), "due_on": str(case.due_on)},
        )


def archive(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """归档 (art. 45)."""
    return cases.act(case, "archive", by=by, at=at, seen=seen, changes={"archived_on": local_day(at)})


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


def raise_alarm(case: Case, *, at: datetime) -> CaseEvent:
    """Tell the competent office that nobody opened or confirmed an application in time (D10)."""
    reason = "无人查阅" if case.first_opened_at is None else "未与申请人确认"
    return _tell_the_competent_office(
        case, "alarm", f"申请{reason}", f"到达当个工作日结束时仍{reason}", at=at
    )


def escalate(case: Case, *, at: datetime) -> CaseEvent:
    """Tell the competent office that the period of a request has run out without a reply (D9)."""
    return _tell_the_competent_office(
        case, "escalate", "申请逾期未答复", f"期限{case.due_on}已过，尚未答复", at=at
    )


def _tell_the_competent_office(case: Case, action: str, todo: str, note: str, *, at: datetime) -> CaseEvent:
    with transaction.atomic():
        event = cases.act(case, action, by=PLATFORM, at=at, note=note)
        Step.objects.create(
            case=case,
            unit=case.unit,
            role=Role.COMPETENT,
            todo=f"督促：{todo}",
            since=local_day(at),
            due_on=local_day(at),
        )
    return event


def read_personal(case: Case, *, by: Actor, at: datetime) -> Request:
    """Return the applicant's data in full, for handlers of the case alone; the reading is logged (D32, D90)."""
    by.must_hold((Role.OFFICER, Role.APPROVER, Role.HEAD), case.unit)
    with transaction.atomic():
        record_fact(f"case/{case.pk}", "disclosure.read_personal", at=at, by=by.name, unit=case.unit.code)
    return case.request  # type: ignore[attr-defined,no-any-return]


def enter_remedy(
    case: Case, *, kind: str, body: str, number: str, accepted_on: date, by: Actor, at: datetime
) -> Remedy:
    """登记复议诉讼 over a reply."""
    by.must_hold((Role.COMPETENT,), case.unit)
    with transaction.atomic():
        remedy = Remedy.objects.create(
            case=case, kind=kind, body=body, number=number, accepted_on=accepted_on
        )
        record_act(remedy, "remedy.enter", at=at, by=by.name, unit=case.unit.code, data={"kind": kind})
    return remedy


def decide_remedy(
    remedy: Remedy, *, result: str, decision: str, decided_on: date, by: Actor, at: datetime
) -> Remedy:
    """登记审结结果."""
    by.must_hold((Role.COMPETENT,), remedy.case.unit)
    if remedy.result != Remedy.Result.PENDING:
        raise Refusal(
            f"此案已登记为“{remedy.get_result_display()}”。",
            article="年度报告表四",
            advice="如有改判，请另行登记。",
        )
    with transaction.atomic():
        remedy.result, remedy.decision, remedy.decided_on = result, decision, decided_on
        remedy.save(update_fields=["result", "decision", "decided_on"])
        record_act(
            remedy, "remedy.decide", at=at, by=by.name, unit=remedy.case.unit.code, data={"result": result}
        )
    return remedy


def earlier_answers(case: Case) -> Any:
    """Return answered requests of the same applicant about the same subject (D23)."""
    request = case.request  # type: ignore[attr-defined]
    same = Case.objects.filter(
        procedure=DISCLOSURE.key, request__applicant_key=request.applicant_key, closed_on__isnull=False
    ).exclude(pk=case.pk)
    return same.filter(title=case.title).order_by("-closed_on")


def requests_in_month(case: Case) -> int:
    """Count the applicant's requests to the same organ in the calendar month (D24)."""
    month = cases.local_day(case.arrived_at)
    return Case.objects.filter(
        procedure=DISCLOSURE.key,
        unit=case.unit,
        request__applicant_key=case.request.applicant_key,  # type: ignore[attr-defined]
        arrived_at__year=month.year,
        arrived_at__month=month.month,
    ).count()


def _received(case: Case) -> date:
    if case.received_on is None:
        raise Refusal(
            "尚未确定收到申请之日。", article="《条例》第三十一条", advice="请先与申请人确认收到之日。"
        )
    return case.received_on
