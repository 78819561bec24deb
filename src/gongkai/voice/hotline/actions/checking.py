"""What the centre does with an answer: check it, call the caller back, have it handled again, supervise."""

from datetime import datetime

from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases.actions import local_day
from gongkai.cases.models import Case, CaseEvent, Step
from gongkai.law import hotline as law
from gongkai.law.hotline import ARTICLE, Satisfaction
from gongkai.law.refusal import Refusal
from gongkai.units import parameters
from gongkai.units.models import Role
from gongkai.units.posts import Actor
from gongkai.voice.hotline import callers
from gongkai.voice.hotline import procedure as course
from gongkai.voice.hotline.actions.common import held, keep, must_say
from gongkai.voice.hotline.models import Ticket


def pass_check(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """审核通过: the caller is called next."""
    return cases.act(case, "pass_check", by=by, at=at, seen=seen)


def send_back(case: Case, *, note: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """退回重新答复: the answer does not answer."""
    with transaction.atomic():
        callers.must_keep_secret(held(case), note)
        return cases.act(case, "send_back", by=by, at=at, seen=seen, note=must_say(note, "退回的意见"))


def miss_call(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """回访未接通: counted; after the number the office has set the ticket may be closed without an answer."""
    with transaction.atomic():
        ticket = held(case)
        keep(ticket, calls=ticket.calls + 1)
        return cases.act(case, "miss_call", by=by, at=at, seen=seen, note=f"第{ticket.calls}次未接通")


def call_back(
    case: Case, *, satisfaction: str, by: Actor, at: datetime, note: str = "", seen: int | None = None
) -> CaseEvent:
    """回访: what the caller says closes the ticket; not satisfied, it is handled again once, then supervised (S59)."""
    if satisfaction not in {each.value for each in Satisfaction}:
        raise Refusal("没有选择满意度。", article=ARTICLE, advice="请按来电人的评价选择。")
    with transaction.atomic():
        ticket = held(case)
        callers.must_keep_secret(ticket, note)
        said = Satisfaction(satisfaction)
        _must_have_tried(ticket, said, at)
        if said is Satisfaction.DISSATISFIED:
            must_say(note, "来电人不满意的原因")
        action = law.after_call(
            said,
            rehandled=ticket.rehandled,
            is_supervised=ticket.supervised_at is not None and ticket.rehandled > 0,
        )
        text = f"{said.label}；{note.strip()}".rstrip("；")
        if action == "call_back":
            keep(ticket, satisfaction=satisfaction)
            return cases.act(
                case, action, by=by, at=at, seen=seen, note=text,
                changes={"outcome": course.ANSWERED, "closed_on": local_day(at)},
                public={"outcome": course.ANSWERED, "satisfaction": satisfaction},
            )  # fmt: skip
        keep(ticket, satisfaction=satisfaction, rehandled=ticket.rehandled + 1, calls=0, urged="")
        if action == "supervise_again":
            keep(ticket, supervised_at=ticket.supervised_at or at)
        event = cases.act(
            case, action, by=by, at=at, seen=seen, note=text, data={"period": str(ticket.limits.period)},
            public={"satisfaction": satisfaction},
        )  # fmt: skip
        if action == "supervise_again":
            _ask_head(case, at)
        return event


def supervise(case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """督办: the head of the unit answers for the ticket from now on."""
    with transaction.atomic():
        ticket = held(case)
        callers.must_keep_secret(ticket, reason)
        if ticket.supervised_at is not None:
            raise Refusal("此工单已经督办。", article=ARTICLE, advice="请查看办理记录。")
        keep(ticket, supervised_at=at)
        event = cases.act(case, "supervise", by=by, at=at, seen=seen, note=must_say(reason, "督办的理由"))
        _ask_head(case, at)
        return event


def _ask_head(case: Case, at: datetime) -> None:
    Step.objects.create(
        case=case,
        unit=case.unit,
        role=Role.HEAD,
        todo="督办工单，督促办理",
        since=local_day(at),
        due_on=case.due_on,
    )


def _must_have_tried(ticket: Ticket, said: Satisfaction, at: datetime) -> None:
    if said is not Satisfaction.UNREACHED or not ticket.wants_reply:
        return
    least = int(parameters.value("hotline_calls", local_day(at)))
    if ticket.calls < least:
        raise Refusal(
            f"回访未接通满{least}次才能按“未接通”办结，现为{ticket.calls}次。",
            article=ARTICLE,
            advice="请换个时间再打，并登记“回访未接通”。",
        )
