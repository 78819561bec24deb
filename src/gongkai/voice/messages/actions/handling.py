"""From the desk of the office to the approved answer: assigned, drafted, checked by another person."""

from datetime import datetime

from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases.actions import local_day
from gongkai.cases.models import Case, CaseEvent, Step
from gongkai.law.refusal import Refusal
from gongkai.units.models import Role, Unit
from gongkai.units.posts import PLATFORM, Actor
from gongkai.voice.messages.actions.saying import must_say
from gongkai.voice.messages.models import Message
from gongkai.voice.messages.procedure import ANSWERED, WEBSITE_RULES

TO_BE_DECIDED = "审查留言是否公开"


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
    return cases.act(case, "return", by=by, at=at, seen=seen, note=must_say(reason, "退回的理由"))


def answer(
    case: Case, *, text: str, by: Actor, at: datetime, knowledge: int | None = None, seen: int | None = None
) -> CaseEvent:
    """拟写答复, and put it before the approver. ``knowledge`` is the entry of the knowledge base it was taken from."""
    text = must_say(text, "答复")
    with transaction.atomic():
        Message.objects.filter(case=case).update(answer=text, answered_by=by.name, answered_from=knowledge)
        return cases.act(
            case, "answer", by=by, at=at, seen=seen, data={"knowledge": knowledge} if knowledge else {}
        )


def send_back(case: Case, *, note: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """退回修改."""
    return cases.act(case, "send_back", by=by, at=at, seen=seen, note=must_say(note, "修改意见"))


def extend(
    case: Case, *, days: int, reason: str, by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """延长期限: once, before it ends, by no more than the period itself; who wrote is told the reason."""
    reason = must_say(reason, "延长的理由")
    message = Message.objects.get(case=case)
    if not 1 <= days <= message.days:
        raise Refusal(
            f"延长的天数应当在1到{message.days}个工作日之间。",
            article=WEBSITE_RULES,
            advice="延长不得超过原来的期限。",
        )
    if case.due_on is not None and local_day(at) > case.due_on:
        raise Refusal("期限已过，不能再延长。", article=WEBSITE_RULES, advice="请尽快答复。")
    return cases.act(
        case, "extend", by=by, at=at, seen=seen, note=f"延长{days}个工作日：{reason}", data={"days": days},
        public={"days": days},
    )  # fmt: skip


def approve(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """审核答复: another person than the drafter; the citizen sees it from now on, and whoever wrote the same."""
    with transaction.atomic():
        message = Message.objects.select_for_update(no_key=True).get(case=case)
        if message.answered_by == by.name:
            raise Refusal("拟稿人不能审核自己的答复。", article="岗位分离", advice="请由另一位审签人审核。")
        message.approved_by = by.name
        message.save(update_fields=["approved_by"])

        def ask_whether_public(closed: Case) -> None:
            if message.may_be_decided_on:
                Step.objects.create(
                    case=closed,
                    unit=closed.unit,
                    role=Role.COMPETENT,
                    todo=TO_BE_DECIDED,
                    since=local_day(at),
                )

        event = cases.act(
            case, "approve", by=by, at=at, seen=seen, papers=ask_whether_public,
            changes={"outcome": ANSWERED, "closed_on": local_day(at)}, public={"outcome": ANSWERED},
        )  # fmt: skip
        for other in Case.objects.filter(parent=case, stage="merged").order_by("pk"):
            cases.act(other, "answered", by=PLATFORM, at=at)
        return event
