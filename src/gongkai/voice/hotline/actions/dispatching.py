"""Giving a ticket to a unit (派单) and back: signed for in time, returned in time, or kept by designation."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases import notices
from gongkai.cases.actions import Opened, local_day
from gongkai.cases.models import Case, CaseEvent, Notice
from gongkai.cases.notices import mobile
from gongkai.cases.procedure import Address
from gongkai.law import hotline as law
from gongkai.law.hotline import ARTICLE
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_fact
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Unit, UnitKind
from gongkai.units.posts import Actor, must_be_competent
from gongkai.voice.hotline import callers
from gongkai.voice.hotline.actions.common import held, keep, local, must_say, office_on
from gongkai.voice.hotline.actions.handling import add_helper
from gongkai.voice.hotline.actions.intake import Call, register
from gongkai.voice.hotline.models import Ticket, TicketContact

UNANSWERED = {"dispatched_at": None, "sign_by": None, "return_by": None, "signed_at": None}


def take_and_dispatch(
    call: Call, unit: Unit, *, by: Actor, at: datetime, token: str, helpers: Sequence[Unit] = ()
) -> Opened:
    """Take a call and give it to its unit at once."""
    with transaction.atomic():
        opened = register(call, by=by, at=at, token=token)
        if opened.ledger_index >= 0:
            dispatch(opened.case, unit, by=by, at=at, helpers=helpers)
    return opened


def dispatch(
    case: Case, unit: Unit, *, by: Actor, at: datetime, helpers: Sequence[Unit] = (), note: str = "",
    designated_because: str = "", seen: int | None = None,
) -> CaseEvent:  # fmt: skip
    """派单: to the leading unit (主办), with its helpers (协办). A designated unit may not return it (S55).

    The unit is told the day by which it must answer, on the ticket and by short message (S54).
    """
    if unit.kind == UnitKind.GOVERNMENT:
        raise Refusal("工单不能派给区政府本身。", article=ARTICLE, advice="请选择承办的部门或者乡镇街道。")
    with transaction.atomic():
        ticket = held(case)
        callers.must_keep_secret(ticket, note, designated_because)
        calendar, now = calendar_in_force(), local(at)
        because = designated_because.strip()
        keep(
            ticket,
            dispatched_at=at,
            sign_by=law.after_office_hours(now, ticket.sign_hours, calendar),
            return_by=ticket.limits.returning.ends(now, calendar),
            is_designated=bool(because),
        )
        for helper in helpers:
            if helper.pk != unit.pk:
                add_helper(ticket, helper, note or "配合主办单位办理", by=by, at=at)
        said = f"派给{unit.short_name}" + (f"（指定承办：{because}）" if because else "")
        event = cases.act(
            case, "dispatch", by=by, at=at, seen=seen, note=f"{said}；{note}".rstrip("；"),
            data={"to": unit.code}, public={"to": unit.code, "sign_by": f"{ticket.sign_by:%Y-%m-%d %H:%M}"},
            changes={"unit": unit},
        )  # fmt: skip
        _tell_unit(case, ticket, event, at)
        return event


def recall(case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """收回改派: the centre takes a ticket back to give it to another unit."""
    with transaction.atomic():
        ticket = held(case)
        callers.must_keep_secret(ticket, reason)
        keep(ticket, **UNANSWERED)
        return _to_office(case, "recall", must_say(reason, "收回的理由"), by=by, at=at, seen=seen)


def sign(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """签收, with a word when it came too late."""
    with transaction.atomic():
        ticket = held(case)
        late = ticket.sign_by is not None and at > ticket.sign_by
        keep(ticket, signed_at=at)
        note = f"超过签收时限{local(ticket.sign_by):%m-%d %H:%M}" if late and ticket.sign_by else ""
        return cases.act(case, "sign", by=by, at=at, seen=seen, note=note, public={"late": late})


def return_ticket(case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """退单: in time and with a reason, never a designated ticket; from the second time on the centre reviews it (S55)."""
    text = must_say(reason, "退单的理由")
    with transaction.atomic():
        ticket = held(case)
        callers.must_keep_secret(ticket, text)
        if ticket.return_by is not None:
            law.must_be_returnable(
                is_designated=ticket.is_designated, until=local(ticket.return_by), now=local(at)
            )
        again = ticket.returns >= law.MOST_RETURNS_WITHOUT_REVIEW
        if again:
            keep(ticket, returns=ticket.returns + 1)
            return cases.act(case, "return_again", by=by, at=at, seen=seen, note=text)
        keep(ticket, returns=ticket.returns + 1, **UNANSWERED)
        return _to_office(case, "return", text, by=by, at=at, seen=seen)


def accept_return(
    case: Case, *, by: Actor, at: datetime, note: str = "", seen: int | None = None
) -> CaseEvent:
    """同意退单, after review of a second return."""
    with transaction.atomic():
        ticket = held(case)
        callers.must_keep_secret(ticket, note)
        keep(ticket, **UNANSWERED)
        return _to_office(case, "accept_return", note, by=by, at=at, seen=seen)


def deny_return(case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """不同意退单: the unit is designated, and keeps the ticket."""
    with transaction.atomic():
        ticket = held(case)
        callers.must_keep_secret(ticket, reason)
        keep(ticket, is_designated=True, signed_at=ticket.signed_at or at)
        return cases.act(case, "deny_return", by=by, at=at, seen=seen, note=must_say(reason, "不同意的理由"))


def set_contact(unit: Unit, phone: str, *, by: Actor, at: datetime) -> TicketContact:
    """Keep the mobile number of a unit that is told of new tickets; an empty one stops the messages."""
    must_be_competent(by)
    number = mobile(phone)
    if phone.strip() and not number:
        raise Refusal(f"“{phone.strip()[:20]}”不是手机号码。", article="", advice="请填写11位手机号码。")
    with transaction.atomic():
        row, _ = TicketContact.objects.update_or_create(
            unit=unit, defaults={"phone": number, "entered_by": by.name, "entered_at": at}
        )
        record_fact(f"unit/{unit.code}", "hotline.set_contact", at=at, by=by.name, unit=unit.code)
    return row


def tell(case: Case, *, purpose: str, text: str, key: str, at: datetime) -> Notice | None:
    """Queue a short message to the unit that has a ticket, if it has left a number."""
    contact = TicketContact.objects.filter(unit=case.unit).first()
    if contact is None or not contact.phone:
        return None
    return notices.queue(
        case, Address(Notice.Channel.SMS, contact.phone), purpose=purpose, text=text, key=key, at=at
    )


def _tell_unit(case: Case, ticket: Ticket, event: CaseEvent, at: datetime) -> None:
    assert ticket.sign_by is not None
    due = f"{case.due_on:%m月%d日}" if case.due_on else "尽快"
    tell(
        case,
        purpose="派单",
        text=f"{case.unit.short_name}：热线工单{case.number}（{ticket.get_kind_display()}）已派到，"
        f"请于{local(ticket.sign_by):%m月%d日%H:%M}前签收，{due}前答复。",
        key=f"hotline/{case.pk}/{event.seq}/unit",
        at=at,
    )


def _to_office(case: Case, action: str, note: str, *, by: Actor, at: datetime, seen: int | None) -> CaseEvent:
    return cases.act(
        case, action, by=by, at=at, seen=seen, note=note, changes={"unit": office_on(local_day(at))}
    )
