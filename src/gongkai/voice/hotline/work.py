"""The hotline on the work list, beside the steps of its cases: helping others, deciding on more time."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils import timezone

from gongkai.cases.worklist import WorkItem, register_source
from gongkai.units.models import Role, User
from gongkai.voice.hotline.models import JointHandling, Ticket

KIND = "热线工单"


@register_source
def joint_handling(user: User, on: date) -> Iterable[WorkItem]:
    """Yield where one's unit is asked to help (协办)."""
    mine = user.posts.on(on).filter(role=Role.OFFICER).values("unit")
    rows = JointHandling.objects.filter(unit__in=mine, replied_at=None, case__closed_on=None)
    for row in rows.select_related("case", "unit"):
        yield WorkItem(
            title=row.case.title,
            number=row.case.number,
            kind=KIND,
            todo="提交协办意见",
            unit=row.unit.short_name,
            due_on=row.due_on,
            provisional=False,
            since=timezone.localtime(row.asked_at).date(),
            url=reverse("hotline_ticket", args=[row.case_id]),
        )


@register_source
def extensions(user: User, on: date) -> Iterable[WorkItem]:
    """Yield the extensions that wait for the approver of the unit."""
    mine = user.posts.on(on).filter(role=Role.APPROVER).values("unit")
    rows = Ticket.objects.filter(
        case__unit__in=mine, case__stage="handling", extension_asked__gt=0, extension_decision=""
    )
    for ticket in rows.select_related("case__unit"):
        case = ticket.case
        yield WorkItem(
            title=case.title,
            number=case.number,
            kind=KIND,
            todo=f"审批延期{ticket.extension_asked}个工作日",
            unit=case.unit.short_name,
            due_on=case.due_on,
            provisional=case.due_provisional,
            since=on,
            url=reverse("hotline_ticket", args=[case.pk]),
        )
