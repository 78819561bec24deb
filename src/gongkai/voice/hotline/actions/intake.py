"""Taking a call: registered with its limits, answered on the spot, refused with a reason, joined, split, sent to 信访."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from gongkai.cases import actions as cases
from gongkai.cases.actions import AlreadyDone, Opened, local_day
from gongkai.cases.models import Case, CaseEvent
from gongkai.law import hotline as law
from gongkai.law.hotline import ARTICLE, PETITIONS
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_fact
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Role, Unit
from gongkai.units.posts import Actor
from gongkai.voice.hotline import callers, limits, similar
from gongkai.voice.hotline import procedure as course
from gongkai.voice.hotline.actions.common import held, keep, must_say, office_on
from gongkai.voice.hotline.models import DirectoryEntry, Origin, Result, Ticket, Way

PETITION_OFFICE = "区信访局"
AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Call:
    """What the operator writes down, or the city's hotline hands on."""

    kind: str
    title: str
    text: str
    way: str = Way.PHONE
    origin: str = Origin.OWN
    matter: DirectoryEntry | None = None
    is_urgent: bool = False
    town: Unit | None = None
    place: str = ""
    spot: str = ""
    name: str = ""
    phone: str = ""
    is_confidential: bool = False
    wants_reply: bool = True
    city_number: str = ""
    knowledge: int | None = None


def register(
    call: Call, *, by: Actor, at: datetime, token: str, received_on: date | None = None, parent: Case | None = None
) -> Opened:  # fmt: skip
    """受理登记: the limit by type and origin runs from this day (S52, S54). The same form sent twice is one ticket."""
    office = office_on(local_day(at))
    by.must_hold((Role.COMPETENT,), office)
    _must_not_be_told_again(call, token, at)
    return open_ticket(call, office=office, by=by, at=at, token=token, received_on=received_on, parent=parent)


def _must_not_be_told_again(call: Call, token: str, at: datetime) -> None:
    """Refuse what was registered word for word within the hour: a form gone back to and sent again is no new call."""
    key = callers.phone_key(call.phone)
    told = Ticket.objects.filter(
        case__arrived_at__gt=at - AN_HOUR, case__title=call.title.strip(), text=call.text.strip(), caller_key=key
    )  # fmt: skip
    again = key and told.select_related("case").exclude(form_token=token).first()
    if again:
        raise AlreadyDone(
            f"一小时内已登记过内容完全相同的工单{again.case.number}。",
            article=ARTICLE,
            advice="同一件事不必再登记；确是另一件的，请在事由或者内容里写明区别。",
        )


def open_ticket(
    call: Call, *, office: Unit, by: Actor, at: datetime, token: str, received_on: date | None = None,
    parent: Case | None = None,
) -> Opened:  # fmt: skip
    """Open a ticket, whoever brings it: an operator, a file, or the city's system."""
    day = received_on or local_day(at)
    ticket = _ticket(call, day, token, by)
    code = cases.new_code(f"{settings.SECRET_KEY}|hotline|{token}".encode())
    sent = Ticket.objects.select_related("case__unit").filter(form_token=token).first()
    if sent is None:
        try:
            with transaction.atomic():
                return _opened(call, ticket, office, code, by=by, at=at, day=day, parent=parent)
        except IntegrityError:
            sent = Ticket.objects.select_related("case__unit").filter(form_token=token).first()
            if sent is None:
                raise
    return Opened(sent.case, code, -1)


def _opened(
    call: Call, ticket: Ticket, office: Unit, code: str, *, by: Actor, at: datetime, day: date, parent: Case | None
) -> Opened:  # fmt: skip
    return cases.open_case(
        course.HOTLINE,
        "register",
        unit=office,
        title=call.title.strip(),
        channel=call.way,
        by=by,
        at=at,
        data={"period": str(ticket.limits.period)},
        detail=ticket,
        parent=parent,
        code=code,
        received_on=day,
        papers=lambda case: similar.write(case, call.text),
    )


def _ticket(call: Call, day: date, token: str, by: Actor) -> Ticket:
    """Return the row of a call, unsaved, with the limits that hold on ``day``."""
    must_say(call.title, "事由")
    must_say(call.text, "诉求内容")
    if call.kind not in {kind.value for kind in law.Kind}:
        raise Refusal(
            "没有选择工单类型。", article=ARTICLE, advice="请在咨询、求助、投诉、举报、建议中选一类。"
        )
    if call.wants_reply and not callers.phone_key(call.phone):
        raise Refusal(
            "来电人需要回复，却没有可用的电话号码。",
            article=ARTICLE,
            advice="请问明电话，或者取消“需要回复”。",
        )
    held_by = limits.limits_for(law.Kind(call.kind), call.origin, is_urgent=call.is_urgent, on=day)
    ticket = Ticket(
        kind=call.kind, origin=call.origin, matter=call.matter, text=call.text.strip(), is_urgent=call.is_urgent,
        town=call.town, place=call.place.strip(), spot=call.spot.strip(),
        place_key=callers.place_key(call.town, call.place), caller_name=call.name.strip(),
        caller_phone=call.phone.strip(), caller_key=callers.phone_key(call.phone),
        is_confidential=call.is_confidential, wants_reply=call.wants_reply, city_number=call.city_number or None,
        form_token=token, operator=by.name, knowledge=call.knowledge, sign_hours=held_by.sign_hours,
        handling_days=held_by.handling_days, extension_days=held_by.extension_days,
        return_hours=held_by.returning.hours, return_days=held_by.returning.working_days,
        limits_source=held_by.source[:240],
    )  # fmt: skip
    callers.must_keep_secret(ticket, call.title, call.text, call.place, call.spot)
    return ticket


def take_and_answer(
    call: Call, *, reply: str, by: Actor, at: datetime, token: str, satisfaction: str = ""
) -> Opened:
    """Take a call and answer it on the line: registered and closed in one."""
    with transaction.atomic():
        opened = register(call, by=by, at=at, token=token)
        if opened.ledger_index >= 0:
            answer_directly(opened.case, reply=reply, by=by, at=at, satisfaction=satisfaction)
    return opened


def answer_directly(
    case: Case, *, reply: str, by: Actor, at: datetime, satisfaction: str = "", knowledge: int | None = None,
    seen: int | None = None,
) -> CaseEvent:  # fmt: skip
    """直接答复: what the centre can answer itself; the entry of the knowledge base it took the answer from is kept."""
    text = must_say(reply, "答复")
    if satisfaction == law.Satisfaction.DISSATISFIED.value:
        raise Refusal(
            "来电人对直接答复不满意，不能就此办结。", article=ARTICLE, advice="请登记后派给承办单位办理。"
        )
    with transaction.atomic():
        ticket = held(case)
        callers.must_keep_secret(ticket, text)
        keep(
            ticket,
            reply=text,
            replied_at=at,
            replied_by=by.name,
            result=Result.EXPLAINED,
            was_late=_is_late(ticket.case, at),
            satisfaction=satisfaction,
            knowledge=knowledge or ticket.knowledge,
        )
        return _close(case, "answer_directly", course.DIRECT, by=by, at=at, seen=seen)


def refuse(
    case: Case, *, ground: str, by: Actor, at: datetime, channel: str = "", note: str = "", seen: int | None = None
) -> CaseEvent:  # fmt: skip
    """不予受理: a reason of the list; where another way is the lawful one, the caller is told which (S53)."""
    if ground not in law.GROUNDS:
        raise Refusal("没有选择不予受理的理由。", article=ARTICLE, advice="请从列表中选择。")
    if law.GROUNDS[ground].channel and not channel.strip():
        raise Refusal(
            f"“{law.GROUNDS[ground].label}”应当告知来电人通过什么渠道解决。",
            article=ARTICLE,
            advice=f"请填写已告知的渠道，例如：{law.GROUNDS[ground].channel}。",
        )
    with transaction.atomic():
        ticket = held(case)
        callers.must_keep_secret(ticket, channel, note)
        keep(ticket, refusal=ground, told_channel=channel.strip())
        told = f"；告知渠道：{channel.strip()}" if channel.strip() else ""
        said = f"；{note.strip()}" if note.strip() else ""
        return _close(
            case, "refuse", course.REFUSED, by=by, at=at, seen=seen, note=law.GROUNDS[ground].label + told + said,
            data={"ground": ground},
        )  # fmt: skip


def redirect(case: Case, *, to: Case, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """转依申请公开: part of the act that registers the request ``to``; each names the other from now on (S64)."""
    told = f"已登记为政府信息公开申请{to.number}，由{to.unit.name}办理"
    with transaction.atomic():
        keep(held(case), told_channel=told)
        event = _close(
            case, "redirect", course.REDIRECTED, by=by, at=at, seen=seen, note=told, data={"to": to.number},
            public={"to": to.number},
        )  # fmt: skip
        data = {"from": case.number}
        record_fact(f"case/{to.pk}", "hotline.became", at=at, by=by.name, unit=to.unit.code, data=data)
        return event


def split(case: Case, *, kind: str, title: str, text: str, by: Actor, at: datetime, token: str) -> Opened:
    """拆单: a second matter of the same call becomes a ticket of its own, bound to the first."""
    with transaction.atomic():
        ticket = held(case)
        _hold_cases(case)
        call = Call(
            kind=kind, title=title, text=text, way=case.channel, origin=ticket.origin, town=ticket.town,
            place=ticket.place, spot=ticket.spot, name=ticket.caller_name, phone=ticket.caller_phone,
            is_confidential=ticket.is_confidential, wants_reply=ticket.wants_reply,
        )  # fmt: skip
        opened = register(call, by=by, at=at, token=token, received_on=case.received_on, parent=case)
        if opened.ledger_index >= 0:
            cases.act(
                case,
                "split",
                by=by,
                at=at,
                note=f"拆出{opened.case.number}",
                public={"into": opened.case.number},
            )
    return opened


def merge(case: Case, into: Case, *, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """并单: the same matter is handled once, under ``into``; both numbers stay and lead to each other (S58)."""
    if case.pk == into.pk:
        raise Refusal("不能并入自己。", article=ARTICLE, advice="请填写另一张工单的编号。")
    with transaction.atomic():
        list(Ticket.objects.select_for_update(no_key=True).filter(pk__in=(case.pk, into.pk)).order_by("pk"))
        _hold_cases(case, into)
        cases.act(into, "absorb", by=by, at=at, note=f"{case.number}并入本单", public={"from": case.number})
        return _close(
            case, "merge", course.MERGED, by=by, at=at, seen=seen, note=f"并入{into.number}",
            public={"into": into.number}, changes={"parent": into},
        )  # fmt: skip


def transfer_petition(
    case: Case, *, note: str, by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """转信访: within fifteen days of its receipt the caller is told; 信访 may object within five working days (S64)."""
    with transaction.atomic():
        ticket = held(case)
        callers.must_keep_secret(ticket, note)
        day = local_day(at)
        last = law.PETITION_OBJECTION.due(day, calendar_in_force()).day
        keep(ticket, petition_objection_by=last, told_channel=PETITION_OFFICE)
        return cases.act(
            case, "transfer_petition", by=by, at=at, seen=seen, happened_on=case.received_on,
            note=must_say(note, "转送的理由"), data={"period": str(law.PETITION_TOLD)},
            public={"to": PETITION_OFFICE, "objection_by": str(last)},
        )  # fmt: skip


def object_petition(
    case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """信访部门异议退回: within five working days of the transfer; the ticket is handled here after all."""
    with transaction.atomic():
        ticket = held(case)
        last = ticket.petition_objection_by
        if last is not None and local_day(at) > last:
            raise Refusal(
                f"转送异议的期限{last}已过。", article=PETITIONS, advice="事项由信访部门办理，请不要退回。"
            )
        keep(ticket, petition_objection_by=None, told_channel="")
        return cases.act(
            case, "object_petition", by=by, at=at, seen=seen, note=must_say(reason, "异议的理由"),
            data={"period": str(ticket.limits.period)}, changes={"unit": office_on(local_day(at))},
        )  # fmt: skip


def tell_petition(
    case: Case, *, manner: str, by: Actor, at: datetime, told_on: date | None = None, seen: int | None = None
) -> CaseEvent:
    """告知已转信访: on the spot, else in writing within fifteen days of the receipt."""
    with transaction.atomic():
        ticket = held(case)
        day = told_on or local_day(at)
        late = "（超过15日）" if case.due_on and day > case.due_on else ""
        keep(ticket, was_late=bool(late))
        return _close(
            case, "tell_petition", course.PETITION, by=by, at=at, seen=seen, happened_on=day,
            note=f"{must_say(manner, '告知的方式')}{late}",
        )  # fmt: skip


def _close(
    case: Case, action: str, outcome: str, *, by: Actor, at: datetime, changes: dict[str, Any] | None = None,
    public: dict[str, Any] | None = None, happened_on: date | None = None, **said: Any,
) -> CaseEvent:  # fmt: skip
    day = happened_on or local_day(at)
    return cases.act(
        case, action, by=by, at=at, happened_on=day, changes={"outcome": outcome, "closed_on": day, **(changes or {})},
        public={"outcome": outcome, **(public or {})}, **said,
    )  # fmt: skip


def _is_late(case: Case, at: datetime) -> bool:
    return case.due_on is not None and local_day(at) > case.due_on


def _hold_cases(*some: Case) -> None:
    """Lock cases in the order of their keys: who merges the other way round at the same moment waits."""
    pks = [case.pk for case in some]
    list(Case.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk").values_list("pk"))
