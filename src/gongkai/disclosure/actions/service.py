"""Service of letters (送达): to whom, how, when it counts, and what proves it."""

from datetime import date, datetime

from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases.actions import local_day
from gongkai.cases.files import CheckedFile
from gongkai.cases.letter_layout import arabic_day
from gongkai.cases.models import Attachment, Case, CaseEvent, Letter
from gongkai.disclosure import letters
from gongkai.law.letters import KINDS
from gongkai.law.refusal import Refusal
from gongkai.law.service import CHINA_POST, SERVICE_RULE, Manner, Service, must_be_lawful, must_follow_making
from gongkai.units.posts import Actor

TO_BE_WRITTEN = "＿＿＿＿年＿＿月＿＿日"
AWAITING_REPLY = "approved"


def serve(
    case: Case,
    *,
    manner: str,
    by: Actor,
    at: datetime,
    on: date | None = None,
    entered_at: datetime | None = None,
    recipient: str = "",
    carrier: str = "",
    proof: str = "",
    collect: bool = False,
    file: CheckedFile | None = None,
    seen: int | None = None,
) -> CaseEvent:
    """送达答复. For mail the day of posting is the day of reply; only the postal enterprise may carry it (邮政法55)."""
    with transaction.atomic():
        letter = case.letters.select_for_update(no_key=True).filter(template__startswith="R").last()
        if letter is None:
            raise Refusal("没有可送达的答复。", article="《条例》第四十五条", advice="请先完成审批。")
        service = _service(
            letter, manner, on or local_day(entered_at or at), recipient, carrier, proof, collect, file
        )
        must_be_lawful(service)
        _keep(letter, service, entered_at=entered_at or at, file=file, by=by, at=at)
        return cases.act(
            case,
            "serve",
            by=by,
            at=at,
            happened_on=service.day,
            seen=seen,
            changes={"closed_on": service.day},
            public={"sent_on": str(service.day), "due_on": str(case.due_on)},
        )


def serve_letter(
    case: Case,
    letter: Letter,
    *,
    manner: str,
    by: Actor,
    at: datetime,
    on: date | None = None,
    entered_at: datetime | None = None,
    recipient: str = "",
    carrier: str = "",
    proof: str = "",
    collect: bool = False,
    file: CheckedFile | None = None,
    seen: int | None = None,
) -> CaseEvent:
    """送达 a letter other than the reply: receipts, notices, questions to third parties, records of an ending."""
    with transaction.atomic():
        locked = case.letters.select_for_update(no_key=True).get(pk=letter.pk)
        _must_await_service(case, locked)
        service = _service(
            locked, manner, on or local_day(entered_at or at), recipient, carrier, proof, collect, file
        )
        must_be_lawful(service)
        must_follow_making(service, locked.issued_on)
        _keep(locked, service, entered_at=entered_at or at, file=file, by=by, at=at)
        event = cases.act(
            case,
            "serve_letter",
            by=by,
            at=at,
            happened_on=service.day,
            seen=seen,
            note=f"{locked.content['title']} {locked.number}，{service.manner.label}",
            data={"letter": locked.pk},
            public={"letter": locked.number, "sent_on": str(service.day)},
        )
    letter.__dict__.update(locked.__dict__)
    return event


def make_receipt(case: Case, letter: Letter, *, by: Actor, at: datetime, seen: int | None = None) -> Letter:
    """制作送达回证 of a letter: before service to be signed by hand, after it with what was registered."""
    if not KINDS[letter.template].must_be_served:
        raise Refusal(
            f"“{letter.content['title']}”不需要送达。", article=SERVICE_RULE, advice="请选择需要送达的文书。"
        )
    receiver = letter.served_to or str(letter.content["addressee"])
    values = {
        "served_letter": f"{letter.content['title']} {letter.number}",
        "manner": Manner(letter.manner).label if letter.manner else _wished(case),
        "served_on": arabic_day(letter.sent_on) if letter.sent_on else TO_BE_WRITTEN,
        "recipient": receiver,
        "server": letter.served_by or by.name,
        "proof": " ".join(part for part in (letter.carrier, letter.proof) if part),
    }
    made: list[Letter] = []
    cases.act(
        case,
        "make_receipt",
        by=by,
        at=at,
        seen=seen,
        note=values["served_letter"],
        data={"letter": letter.pk},
        papers=lambda same: made.append(
            letters.issue(same, "L16", values, signed_by=by.name, on=local_day(at))
        ),
    )
    return made[0]


def attach_signed(
    case: Case, letter: Letter, file: CheckedFile, *, by: Actor, at: datetime, seen: int | None = None
) -> Attachment:
    """归入签收件: put the signed certificate, the stub of the mail or the record of the system with the letter."""
    if not letter.sent_on:
        raise Refusal("文书尚未登记送达。", article=SERVICE_RULE, advice="请先登记送达，再上传签收件。")
    with transaction.atomic():
        locked = case.letters.select_for_update(no_key=True).get(pk=letter.pk)
        locked.proof_file = cases.attach(case, file, kind="送达凭证", by=by, at=at)
        locked.save(update_fields=["proof_file"])
        cases.act(
            case,
            "attach_signed",
            by=by,
            at=at,
            seen=seen,
            note=f"{locked.number}：{file.name}",
            data={"letter": locked.pk},
        )
    return locked.proof_file


def _must_await_service(case: Case, letter: Letter) -> None:
    kind = KINDS[letter.template]
    if not kind.must_be_served:
        raise Refusal(
            f"“{letter.content['title']}”不需要送达。", article=kind.article, advice="此文书存入案卷即可。"
        )
    if letter.sent_on:
        raise Refusal(
            f"“{letter.content['title']}”已于{letter.sent_on}送达。",
            article=SERVICE_RULE,
            advice="送达凭证可以补充上传。",
        )
    if kind.is_reply and case.stage == AWAITING_REPLY:
        raise Refusal(
            "答复的送达决定办结日期，不能在这里登记。",
            article="《条例》第三十三条",
            advice="请用“送达答复”登记。",
        )


def _service(
    letter: Letter,
    manner: str,
    day: date,
    recipient: str,
    carrier: str,
    proof: str,
    collect: bool,
    file: CheckedFile | None,
) -> Service:
    """Return the service as the law judges it. A letter handed over is signed for by its addressee unless said."""
    way = Manner(manner)
    return Service(
        manner=way,
        day=day,
        recipient=recipient.strip() or str(letter.content["addressee"]),
        carrier=(carrier.strip() or CHINA_POST) if way is Manner.POST else "",
        proof=proof.strip(),
        proven_by_file=file is not None,
        at_recipients_cost=collect,
    )


def _keep(
    letter: Letter,
    service: Service,
    *,
    entered_at: datetime,
    file: CheckedFile | None,
    by: Actor,
    at: datetime,
) -> None:
    letter.manner, letter.sent_on, letter.proof = service.manner.value, service.day, service.proof
    letter.carrier, letter.served_to, letter.served_by = service.carrier, service.recipient, by.name
    letter.served_at = entered_at if service.manner.is_electronic else None
    if file is not None:
        letter.proof_file = cases.attach(letter.case, file, kind="送达凭证", by=by, at=at)
    letter.save()


def _wished(case: Case) -> str:
    request = getattr(case, "request", None)
    return request.get_delivery_channel_display() if request else TO_BE_WRITTEN
