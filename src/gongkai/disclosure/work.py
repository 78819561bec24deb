"""Work outside the stages of a request: units asked for help (协办)."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from gongkai.cases.worklist import WorkItem
from gongkai.disclosure.models import CoHandling
from gongkai.units.models import Role, User


def waiting_for_help(user: User, on: date) -> Iterable[WorkItem]:
    """Yield the requests for help that wait for a unit of which ``user`` is an officer."""
    units = user.posts.on(on).filter(role=Role.OFFICER).values_list("unit_id", flat=True)
    asked = CoHandling.objects.filter(unit__in=list(units), answered_on=None, case__closed_on=None)
    for row in asked.select_related("case", "unit"):
        yield WorkItem(
            title=row.case.title,
            number=row.case.number,
            kind="协办",
            todo="答复协办",
            unit=row.unit.short_name,
            due_on=row.due_on,
            provisional=False,
            since=row.sent_on,
            url=reverse("disclosure_co_answer", args=[row.pk]),
        )
