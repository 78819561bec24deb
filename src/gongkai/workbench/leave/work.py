"""Leave on the work list and on the first page: what asks for an answer, who is away, for whom one stands in."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from gongkai.cases.models import CaseEvent
from gongkai.cases.worklist import Notice, WorkItem
from gongkai.units.leave import people
from gongkai.units.leave.models import Leave, LeaveCover
from gongkai.units.models import Role, User

KIND = "请假代理"
TOLD_AFTERWARDS = timedelta(days=3)
Answer = LeaveCover.Answer


def requests_waiting(user: User, on: date) -> Iterable[WorkItem]:
    """Yield the requests that wait for ``user``: to stand in, to choose somebody else, to decide."""
    undecided = Leave.objects.undecided().select_related("person", "unit")
    asked = undecided.filter(covers__substitute=user, covers__answer=Answer.ASKED).distinct()
    for leave in asked:
        yield _item(leave, "答复能否代理")
    for leave in undecided.filter(person=user, covers__answer=Answer.DECLINED).distinct():
        yield _item(leave, "代理人不能代理，另选代理人")
    for leave in waiting_for(user, on):
        yield _item(leave, "批准请假")


def waiting_for(user: User, on: date) -> list[Leave]:
    """Return the requests ``user`` is asked to decide. Few are open at a time: each is asked about by itself."""
    if not user.posts.on(on).filter(role__in=(Role.HEAD, Role.APPROVER, Role.COMPETENT)).exists():  # type: ignore[attr-defined]
        return []
    rows = Leave.objects.filter(state=Leave.State.WAITING).select_related("person", "unit").order_by("first")
    return [leave for leave in rows if user in people.deciders(leave, on).users]


def _item(leave: Leave, todo: str) -> WorkItem:
    return WorkItem(
        title=f"{leave.person}请假 {leave.span}",
        number="",
        kind=KIND,
        todo=todo,
        unit=leave.unit.short_name,
        due_on=leave.first,
        provisional=False,
        since=timezone.localtime(leave.asked_at).date(),
        url=reverse("leave_detail", args=[leave.pk]),
    )


def who_is_away(user: User, on: date) -> Iterable[Notice]:
    """Yield for whom ``user`` stands in today, that she is away herself, what was done meanwhile, what is undecided."""
    for leave in people.running_for(user, on):
        yield Notice(
            f"您正在代理{leave.person}，至{leave.last:%m月%d日}：待办中标“代{leave.person}”的事项请按期办理，期限不变。",
            _page(leave),
        )
    own = Leave.objects.filter(person=user)
    approved = own.filter(state=Leave.State.APPROVED).prefetch_related("covers__substitute")
    for leave in approved.filter(first__lte=on, last__gte=on):
        yield Notice(
            f"您在请假期间（{leave.span}），待办由{_names(leave)}代理。提前返岗请销假。", _page(leave)
        )
    for leave in approved.filter(last__lt=on, last__gte=on - TOLD_AFTERWARDS):
        done = done_meanwhile(leave).count()
        if done:
            yield Notice(f"您请假期间，{_names(leave)}代办了{done}项，请接着办理。", _page(leave))
    for leave in own.undecided().exclude(reminded_at=None):
        yield Notice(f"您的请假（{leave.span}）还是“{leave.get_state_display()}”。", _page(leave))


def done_meanwhile(leave: Leave) -> QuerySet[CaseEvent]:
    """Return what the substitutes did for the absent person in cases, newest first."""
    substitutes = [cover.substitute_id for cover in leave.covers.all()]
    return (
        CaseEvent.objects.filter(
            actor__in=substitutes, at__date__range=(leave.first, leave.last),
            actor_name__endswith=f"（代{leave.person}）",
        )
        .select_related("case__unit")
        .order_by("-at")
    )  # fmt: skip


def _names(leave: Leave) -> str:
    return "、".join(
        dict.fromkeys(str(each.substitute) for each in leave.covers.all() if each.answer in LeaveCover.AGREED)
    )


def _page(leave: Leave) -> str:
    return reverse("leave_detail", args=[leave.pk])
