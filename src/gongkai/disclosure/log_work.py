"""Proposals for the disclosure log on the work list of whoever may release them."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from gongkai.cases.actions import local_day
from gongkai.cases.worklist import WorkItem, register_source
from gongkai.disclosure.models import LogEntry
from gongkai.units.models import Role, User


@register_source
def proposals(user: User, on: date) -> Iterable[WorkItem]:
    """Yield what waits for release in the units where ``user`` is approver."""
    units = user.posts.on(on).filter(role=Role.APPROVER).values_list("unit", flat=True)
    waiting = LogEntry.objects.filter(state=LogEntry.State.PROPOSED, case__unit__in=list(units))
    for entry in waiting.select_related("case__unit"):
        yield WorkItem(
            title=entry.subject,
            number=entry.case.number,
            kind="依申请公开办理情况",
            todo="审核公布",
            unit=entry.case.unit.short_name,
            due_on=None,
            provisional=False,
            since=local_day(entry.proposed_at),
            url=reverse("disclosure_log", args=[entry.case_id]),
        )
