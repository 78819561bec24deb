"""Intake of a request (收件): the application, by every channel, and the day of receipt."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gongkai.cases import actions as cases
from gongkai.cases.actions import Opened, local_day
from gongkai.cases.files import CheckedFile
from gongkai.cases.models import Case, CaseEvent, Letter
from gongkai.disclosure import letters, terms
from gongkai.disclosure.models import (
    Request,
    applicant_key,
)
from gongkai.disclosure.procedure import DISCLOSURE
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import (
    Channel,
)
from gongkai.law.remedy_rules import ALWAYS
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Role, Unit
from gongkai.units.posts import Actor, applicant

ART_29 = "《条例》第二十九条"


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
    notify_by: str = ""
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


def submit(
    application: Application,
    *,
    unit: Unit,
    at: datetime,
    token: str,
    channel: Channel = Channel.ONLINE,
    arrived_at: datetime | None = None,
) -> Opened:
    """Take an application sent online or by e-mail. The day of receipt is fixed only by the confirmation of both sides.

    ``token`` is that of the form or message: the same one sent twice is one application with one receipt.
    """
    application.must_be_complete()
    code = cases.new_code(f"{settings.SECRET_KEY}|{token}".encode())
    with transaction.atomic():
        sent = Request.objects.select_related("case").filter(form_token=token).first()
        if sent is not None:
            return Opened(sent.case, code, -1)
        by = applicant(application.name)
        return _open(
            application,
            "submit",
            unit=unit,
            channel=channel,
            by=by,
            at=at,
            arrived_at=arrived_at,
            token=token,
            code=code,
        )


def register(
    application: Application,
    *,
    unit: Unit,
    channel: Channel,
    by: Actor,
    at: datetime,
    received_on: date | None = None,
    arrived_at: datetime | None = None,
) -> Opened:
    """Register an application that came by any other channel, with the receipt rule of the channel (art. 31).

    ``received_on`` is the day of submission, signature or signing; for channels that need confirmation it is the day
    of arrival, and no period runs before :func:`confirm`. ``arrived_at`` is when a message reached the mailbox.
    """
    application.must_be_complete()
    by.must_hold((Role.OFFICER, Role.COMPETENT), unit)
    day = received_on or local_day(at)
    if day > local_day(at):
        raise Refusal(
            f"收到日期 {day} 晚于今天。",
            article="《条例》第三十一条",
            advice=f"请填写{channel.receipt_rule}。",
        )
    if day < ALWAYS:
        raise Refusal(
            f"收到日期 {day} 早于《条例》施行之日 {ALWAYS}。",
            article="《条例》第三十一条",
            advice=f"请核对年份，填写{channel.receipt_rule}。",
        )
    if channel.needs_confirmation:
        if arrived_at is None and day < local_day(at):
            arrived_at = timezone.make_aware(datetime.combine(day, time(9)))
        return _open(
            application,
            "register_unconfirmed",
            unit=unit,
            channel=channel,
            by=by,
            at=at,
            arrived_at=arrived_at,
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
    arrived_at: datetime | None = None,
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
                "notify_by", "needs_assistance",
            )
        },
        applicant_key=applicant_key(application.name, application.id_number),
        form_token=token,
    )  # fmt: skip

    def papers(case: Case) -> None:
        terms.write(case)
        for file in application.files:
            cases.attach(case, file, kind="申请附件", by=by, at=at)
        if received_on is not None:
            _receipt(case, by, local_day(at))

    arrived = arrived_at or at
    confirm_by = None if received_on else calendar_in_force().next_working_day(local_day(arrived)).day
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
        arrived_at=arrived,
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
