"""The verbs of a record correction (政府信息更正, 条例 art. 41). The law sets no period; the office sets itself a target."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases.actions import Opened, local_day
from gongkai.cases.files import CheckedFile
from gongkai.cases.models import Case, CaseEvent, Letter
from gongkai.disclosure import letters, rules
from gongkai.disclosure.actions.routing import hands_of
from gongkai.disclosure.correction_procedure import CORRECTION
from gongkai.disclosure.models import RecordCorrection
from gongkai.disclosure.procedure import INTAKE
from gongkai.law.record_corrections import ARTICLE, NEED_LABELS, RESULTS, WITHDRAWN
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_fact
from gongkai.units.models import Role, Unit
from gongkai.units.posts import Actor, applicant


@dataclass(frozen=True)
class WrongRecord:
    """What a person says is wrong in a record about herself, and what proves it."""

    name: str
    id_type: str
    id_number: str
    record: str
    wrong: str
    right: str
    evidence: str
    phone: str = ""
    email: str = ""
    postal_address: str = ""
    files: tuple[CheckedFile, ...] = field(default=())

    def must_be_complete(self) -> None:
        """Refuse what art. 41 cannot be applied to: no identity, no record about oneself, no evidence."""
        missing = []
        if not (self.name.strip() and self.id_number.strip()):
            missing.append("姓名（名称）和身份证明")
        if not any(text.strip() for text in (self.phone, self.email, self.postal_address)):
            missing.append("联系方式")
        if not (self.record.strip() and self.wrong.strip() and self.right.strip()):
            missing.append("哪条与自身相关的记录不准确、应当如何记录")
        if not (self.evidence.strip() and self.files):
            missing.append("证据及其说明")
        if missing:
            raise Refusal(f"更正申请缺少{'、'.join(missing)}。", article=ARTICLE, advice="请补充后提交。")


def submit_correction(asked: WrongRecord, *, unit: Unit, at: datetime, token: str) -> Opened:
    """Take a request sent online; the same form (``token``) sent twice is one request."""
    asked.must_be_complete()
    code = cases.new_code(f"{settings.SECRET_KEY}|correction|{token}".encode())
    with transaction.atomic():
        sent = RecordCorrection.objects.select_related("case").filter(form_token=token).first()
        if sent is not None:
            return Opened(sent.case, code, -1)
        # The history is shown in lists and pages; the name stands in the encrypted file alone.
        by = applicant("申请人")
        return _open(asked, "submit", unit, "online", local_day(at), by=by, at=at, token=token, code=code)


def register_correction(
    asked: WrongRecord, *, unit: Unit, channel: str, received_on: date, by: Actor, at: datetime
) -> Opened:
    """Register a request that came by another channel, with its evidence scanned."""
    by.must_hold(INTAKE, unit)
    asked.must_be_complete()
    if received_on > local_day(at):
        raise Refusal(f"收到日期{received_on}晚于今天。", article=ARTICLE, advice="请填写实际收到的日期。")
    return _open(asked, "register", unit, channel, received_on, by=by, at=at)


def _open(
    asked: WrongRecord,
    first: str,
    unit: Unit,
    channel: str,
    received_on: date,
    *,
    by: Actor,
    at: datetime,
    token: str | None = None,
    code: str | None = None,
) -> Opened:
    target = rules.period(CORRECTION.key, received_on)
    names = (
        "name", "id_type", "id_number", "record", "wrong", "right", "evidence", "phone", "email", "postal_address",
    )  # fmt: skip

    def papers_(case: Case) -> None:
        for file in asked.files:
            cases.attach(case, file, kind="更正证据", by=by, at=at)

    return cases.open_case(
        CORRECTION,
        first,
        unit=unit,
        title=asked.record,
        channel=channel,
        by=by,
        at=at,
        data={"period": str(target.period), "source": target.source},
        detail=RecordCorrection(**{name: getattr(asked, name) for name in names}, form_token=token),
        code=code,
        received_on=received_on,
        papers=papers_,
    )


def accept_correction(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """受理."""
    return cases.act(case, "accept", by=by, at=at, seen=seen, changes={"handler": hands_of(by, case)})


def verify_record(case: Case, *, found: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """核实: what the record says, what the evidence shows. Nothing is decided before."""
    with transaction.atomic():
        RecordCorrection.objects.filter(case=case).update(verification=found)
        return cases.act(case, "verify", by=by, at=at, seen=seen, note=found)


def propose_correction(
    case: Case,
    *,
    result: str,
    wording: str = "",
    organ: str = "",
    reasons: str = "",
    by: Actor,
    at: datetime,
    seen: int | None = None,
) -> CaseEvent:
    """提出处理意见: correct, forward, tell where to ask, or refuse with reasons."""
    chosen, given = RESULTS[result], {"wording": wording, "organ": organ, "reasons": reasons}
    missing = [NEED_LABELS[need] for need in chosen.needs if not given[need].strip()]
    if missing:
        raise Refusal(
            f"“{chosen.label}”的答复缺少：{'、'.join(missing)}。", article=ARTICLE, advice="请补充后再送审。"
        )
    with transaction.atomic():
        row = RecordCorrection.objects.select_for_update(no_key=True).get(case=case)
        if result in ("corrected", "refused") and not row.verification:
            raise Refusal(
                "还没有核实情况的记录。", article=ARTICLE, advice="请先记录核实情况：查了什么、结果如何。"
            )
        row.result, row.drafted_by = result, by.name
        row.wording, row.organ, row.reasons = wording, organ, reasons
        row.save(update_fields=["result", "drafted_by", "wording", "organ", "reasons"])
        return cases.act(case, "propose", by=by, at=at, seen=seen, note=chosen.label)


def send_back_correction(
    case: Case, *, note: str, by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """退回修改, with what is to be changed."""
    if not note.strip():
        raise Refusal("退回需要写明修改意见。", article=ARTICLE, advice="请填写修改意见。")
    return cases.act(case, "send_back", by=by, at=at, seen=seen, note=note)


def approve_correction(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """审批: another person than the drafter approves; R21 is written and numbered."""
    today = local_day(at)
    with transaction.atomic():
        row = RecordCorrection.objects.select_for_update(no_key=True).get(case=case)
        if row.drafted_by == by.name:
            raise Refusal(
                "拟办人不能审批自己的处理意见。", article="岗位分离", advice="请由另一位审签人审批。"
            )
        row.approved_by = by.name
        row.save(update_fields=["approved_by"])
        result = RESULTS[row.result]
        return cases.act(
            case,
            "approve",
            by=by,
            at=at,
            seen=seen,
            note=result.label,
            changes={"outcome": row.result},
            public={"result": row.result},
            papers=lambda approved: _letter(approved, row, by, today),
        )


def _letter(case: Case, row: RecordCorrection, by: Actor, on: date) -> Letter:
    said = RESULTS[row.result].paragraph.format(
        wording=letters.sentence(row.wording), organ=row.organ, reasons=letters.sentence(row.reasons)
    )
    fields = {"addressee": row.name, "subject": row.record, "article": ARTICLE, "correction": said}
    return letters.issue(case, "R21", fields, signed_by=by.name, on=on)


def serve_correction(
    case: Case,
    *,
    manner: str,
    on: date,
    proof: str = "",
    by: Actor,
    at: datetime,
    seen: int | None = None,
) -> CaseEvent:
    """送达: the applicant is told, as art. 41 asks."""
    with transaction.atomic():
        letter = case.letters.select_for_update(no_key=True).filter(template="R21").latest("pk")
        letter.manner, letter.sent_on, letter.proof = manner, on, proof
        letter.save(update_fields=["manner", "sent_on", "proof"])
        return cases.act(case, "serve", by=by, at=at, happened_on=on, seen=seen, changes={"closed_on": on})


def withdraw_correction(
    case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """撤回, on the applicant's wish."""
    with transaction.atomic():
        RecordCorrection.objects.filter(case=case).update(result=WITHDRAWN)
        changes = {"outcome": WITHDRAWN, "closed_on": local_day(at)}
        return cases.act(case, "withdraw", by=by, at=at, seen=seen, note=reason, changes=changes)


def read_correction(case: Case, *, by: Actor, at: datetime) -> RecordCorrection:
    """Return the applicant's data in full, for handlers alone; the reading is logged (D32, D90)."""
    by.must_hold((Role.OFFICER, Role.APPROVER, Role.HEAD), case.unit)
    with transaction.atomic():
        record_fact(f"case/{case.pk}", "disclosure.read_personal", at=at, by=by.name, unit=case.unit.code)
    return RecordCorrection.objects.get(case=case)
