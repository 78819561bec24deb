"""Messages of the public (网站留言、网站找错): received at once, answered in time, published when fit."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases.actions import Opened, local_day
from gongkai.cases.models import Case, CaseEvent, Step
from gongkai.law.personal_data import personal_data_in
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_fact
from gongkai.units import parameters
from gongkai.units.models import Role, Unit
from gongkai.units.posts import PLATFORM, Actor, applicant
from gongkai.voice.models import Message
from gongkai.voice.procedure import MESSAGE, WEBSITE_RULES

ANSWERED, REFERRED = "ANSWERED", "REFERRED"
DAYS = {
    Message.Kind.QUESTION: "simple_message_days",
    Message.Kind.FAULT: "fault_report_days",
}


@dataclass(frozen=True)
class Letter:
    """What somebody wrote on the site's form."""

    kind: str
    title: str
    text: str
    name: str
    phone: str = ""
    email: str = ""
    page: str = ""
    may_be_published: bool = False


def submit(letter: Letter, *, unit: Unit, at: datetime, token: str) -> Opened:
    """Take a message; its period runs from this day. The same form sent twice is one message."""
    if not letter.phone.strip() and not letter.email.strip():
        raise Refusal("没有留下联系方式。", article=WEBSITE_RULES, advice="请填写电话或者邮箱，以便答复您。")
    code = cases.new_code(f"{settings.SECRET_KEY}|{token}".encode())
    kind = Message.Kind(letter.kind)
    days = parameters.working_days(DAYS.get(kind, "message_days"), local_day(at)).days
    with transaction.atomic():
        sent = Message.objects.select_related("case").filter(form_token=token).first()
        if sent is not None:
            return Opened(sent.case, code, -1)
        message = Message(
            kind=kind,
            text=letter.text,
            page=letter.page,
            name=letter.name,
            phone=letter.phone,
            email=letter.email,
            may_be_published=letter.may_be_published,
            form_token=token,
            days=days,
        )
        return cases.open_case(
            MESSAGE,
            "submit",
            unit=unit,
            title=letter.title,
            channel="website",
            by=applicant(letter.name),
            at=at,
            data={"period": f"{days}个工作日"},
            detail=message,
            code=code,
            received_on=local_day(at),
        )


def assign(
    case: Case, unit: Unit, *, by: Actor, at: datetime, note: str = "", seen: int | None = None
) -> CaseEvent:
    """分办: give the message to the unit that is to answer it."""
    return cases.act(
        case, "assign", by=by, at=at, seen=seen, note=note, data={"to": unit.code},
        public={"to": unit.code}, changes={"unit": unit},
    )  # fmt: skip


def return_to_office(
    case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """退回分办, with the reason it is not this unit's."""
    _must_say(reason, "退回的理由")
    return cases.act(case, "return", by=by, at=at, seen=seen, note=reason)


def answer(case: Case, *, text: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """拟写答复, and put it before the approver."""
    _must_say(text, "答复")
    with transaction.atomic():
        Message.objects.filter(case=case).update(answer=text.strip(), answered_by=by.name)
        return cases.act(case, "answer", by=by, at=at, seen=seen)


def send_back(case: Case, *, note: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """退回修改."""
    _must_say(note, "修改意见")
    return cases.act(case, "send_back", by=by, at=at, seen=seen, note=note)


def approve(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """审核答复: another person than the drafter; the citizen sees it from now on."""
    with transaction.atomic():
        message = Message.objects.select_for_update(no_key=True).get(case=case)
        if message.answered_by == by.name:
            raise Refusal("拟稿人不能审核自己的答复。", article="岗位分离", advice="请由另一位审签人审核。")
        message.approved_by = by.name
        message.save(update_fields=["approved_by"])
        return cases.act(
            case, "approve", by=by, at=at, seen=seen,
            changes={"outcome": ANSWERED, "closed_on": local_day(at)}, public={"outcome": ANSWERED},
        )  # fmt: skip


def refer(case: Case, *, channel: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """告知其他渠道: a petition, a disclosure request or a review is told where it belongs."""
    _must_say(channel, "应当通过的渠道")
    with transaction.atomic():
        Message.objects.filter(case=case).update(answer=channel.strip(), answered_by=by.name)
        return cases.act(
            case, "refer", by=by, at=at, seen=seen, note=channel,
            changes={"outcome": REFERRED, "closed_on": local_day(at)}, public={"outcome": REFERRED},
        )  # fmt: skip


def publish(
    case: Case, *, title: str, text: str, answer: str, by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """公开留言和答复: with consent, and without anything personal in it."""
    message = Message.objects.get(case=case)
    if not message.may_be_published:
        raise Refusal("留言人没有同意公开。", article=WEBSITE_RULES, advice="请不要公开这条留言。")
    if message.published_at is not None:
        raise Refusal("这条留言已经公开。", article=WEBSITE_RULES, advice="不必重复公开。")
    found = {each.what for each in personal_data_in(f"{title} {text} {answer}", local_day(at))}
    if found or message.name in title + text + answer:
        raise Refusal(
            f"拟公开的文字含有个人信息：{'、'.join(sorted(found)) or '留言人姓名'}。",
            article="《条例》第十五条",
            advice="请隐去后再公开。",
        )
    with transaction.atomic():
        Message.objects.filter(case=case).update(
            public_title=title, public_text=text, public_answer=answer, published_at=at
        )
        return cases.act(case, "publish", by=by, at=at, seen=seen, public={"title": title})


def escalate(case: Case, *, level: str, at: datetime) -> CaseEvent:
    """Tell the competent office that a message has not been answered: at the limit, as an alarm, as a veto (D61)."""
    with transaction.atomic():
        event = cases.act(case, "escalate", by=PLATFORM, at=at, note=LEVELS[level], data={"level": level})
        Step.objects.create(
            case=case,
            unit=case.unit,
            role=Role.COMPETENT,
            todo=f"督促：{LEVELS[level]}",
            since=local_day(at),
            due_on=local_day(at),
        )
    return event


LEVELS = {
    "late": "留言逾期未答复",
    "alarm": "留言长期未答复，接近单项否决",
    "veto": "留言超过3个月未答复（单项否决）",
}


def read_personal(case: Case, *, by: Actor, at: datetime) -> Message:
    """Return the writer's data in full, for those who handle the message; the reading is logged (D90)."""
    by.must_hold((Role.OFFICER, Role.APPROVER, Role.COMPETENT), case.unit)
    record_fact(f"case/{case.pk}", "voice.read_personal", at=at, by=by.name, unit=case.unit.code)
    return Message.objects.get(case=case)


def _must_say(text: str, what: str) -> None:
    if not text.strip():
        raise Refusal(f"没有填写{what}。", article=WEBSITE_RULES, advice="请填写后再提交。")
