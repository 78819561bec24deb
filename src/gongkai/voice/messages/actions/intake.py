"""收到留言: what somebody wrote on the site's form becomes a case at once, unless a flood comes."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases.actions import Opened, local_day
from gongkai.cases.files import CheckedFile
from gongkai.cases.models import Case
from gongkai.law.periods import WorkingDays
from gongkai.law.refusal import Refusal
from gongkai.units import parameters
from gongkai.units.models import Unit
from gongkai.units.posts import applicant
from gongkai.voice.messages.models import Kind, Message, Postbox
from gongkai.voice.messages.procedure import MESSAGE, WEBSITE_RULES

DAYS = {Kind.QUESTION: "simple_message_days", Kind.FAULT: "fault_report_days"}
OTHERS = "message_days"
AN_HOUR = timedelta(hours=1)
PICTURE = "随留言"
MOST_FILES = 3


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
    fault_kind: str = ""
    may_be_published: bool = False
    files: tuple[CheckedFile, ...] = field(default=())


def period_of(kind: Kind, on: date) -> WorkingDays:
    """Return within how many working days a message of ``kind`` is answered."""
    return parameters.working_days(DAYS.get(kind, OTHERS), on)


def already_sent(token: str, text: str) -> Opened | None:
    """Return the receipt of a form that has been taken before; the same form sent twice is one message.

    Raises:
        Refusal: the form was sent before with another text.
    """
    sent = Message.objects.select_related("case").filter(form_token=token).first()
    if sent is None:
        return None
    if sent.text != text:
        raise Refusal(
            f"这份表单已经提交过（{sent.case.number}）。",
            article="",
            advice="需要补充的，请重新打开页面另写一件。",
        )
    return Opened(sent.case, _code(token), -1)


def submit(
    letter: Letter, *, unit: Unit, at: datetime, token: str, postbox: Postbox | None = None, sender: str = ""
) -> Opened:
    """Take a message; its period runs from this day.

    ``token`` is of the form, ``sender`` a digest of the network address it came from (empty: none is known).
    """
    if not letter.phone.strip() and not letter.email.strip():
        raise Refusal("没有留下联系方式。", article=WEBSITE_RULES, advice="请填写电话或者邮箱，以便答复您。")
    if len(letter.files) > MOST_FILES:
        raise Refusal(f"附件超过 {MOST_FILES} 个。", article="附件要求", advice="请只附最能说明问题的。")
    kind = Kind(letter.kind)
    days = period_of(kind, local_day(at)).days
    with transaction.atomic():
        sent = already_sent(token, letter.text)
        if sent is not None:
            return sent
        _must_not_be_sent_again(letter, sender, at)
        _must_not_flood(sender, at)
        message = Message(
            postbox=postbox,
            kind=kind,
            fault_kind=letter.fault_kind if kind == Kind.FAULT else "",
            text=letter.text,
            page=letter.page,
            name=letter.name,
            phone=letter.phone,
            email=letter.email,
            may_be_published=letter.may_be_published,
            form_token=token,
            sender=sender,
            days=days,
        )
        by = applicant(letter.name)

        def keep_files(case: Case) -> None:
            for file in letter.files:
                cases.attach(case, file, kind=PICTURE, by=by, at=at)

        return cases.open_case(
            MESSAGE,
            "submit",
            unit=unit,
            title=letter.title,
            channel="website",
            by=by,
            at=at,
            data={"period": f"{days}个工作日"},
            detail=message,
            code=_code(token),
            received_on=local_day(at),
            papers=keep_files,
        )


def _must_not_be_sent_again(letter: Letter, sender: str, at: datetime) -> None:
    """Refuse what came word for word within the hour: a page gone back to and sent again is no second message."""
    lately = Message.objects.filter(case__arrived_at__gt=at - AN_HOUR, text=letter.text).exclude(sender="")
    same = lately.filter(sender=sender, case__title=letter.title).select_related("case").first()
    if same:
        raise Refusal(
            f"您刚才已经提交过内容完全相同的留言（{same.case.number}）。",
            article="",
            advice="不必重复提交；用回执上的编号和查询码可以查办理情况。需要补充的，请写明新的内容。",
        )


def _must_not_flood(sender: str, at: datetime) -> None:
    """Refuse when one address, or all together, wrote more within the hour than people do."""
    lately = Message.objects.filter(case__arrived_at__gt=at - AN_HOUR).exclude(sender="")
    today = local_day(at)
    if sender and lately.filter(sender=sender).count() >= parameters.value("messages_an_hour", today):
        raise Refusal(
            "从您的网络地址一小时内已收到多件留言。",
            article="",
            advice="请一小时后再写；紧急事项请拨打12345热线。",
        )
    if sender and lately.count() >= parameters.value("messages_an_hour_in_all", today):
        raise Refusal(
            "现在留言太多，暂时不能接收。",
            article="",
            advice="您填写的内容还在下面，请稍后再提交；紧急事项请拨打12345热线。",
        )


def _code(token: str) -> str:
    return cases.new_code(f"{settings.SECRET_KEY}|{token}".encode())
