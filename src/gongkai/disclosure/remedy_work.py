"""What remedies put on the work list beside their cases: lessons not yet learnt; and the alarm for an answer not given."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse

from gongkai.cases.actions import local_day
from gongkai.cases.models import Case
from gongkai.cases.worklist import WorkItem, register_source
from gongkai.disclosure.actions.remedies import escalate_remedy
from gongkai.disclosure.models import Lesson
from gongkai.disclosure.remedy_procedures import KEYS
from gongkai.law.refusal import Refusal
from gongkai.units.models import Role, User

AT_ONCE = 100


@register_source
def open_lessons(user: User, on: date) -> Iterable[WorkItem]:
    """Yield the lessons (案后整改) that the unit of ``user`` has still to carry out."""
    mine = Q(case__unit__in=user.posts.on(on).filter(role__in=(Role.OFFICER, Role.HEAD)).values("unit"))  # type: ignore[attr-defined]
    for lesson in Lesson.objects.filter(mine, done_on=None).select_related("case__unit"):
        yield WorkItem(
            title=lesson.change,
            number=lesson.case.number,
            kind="案后整改",
            todo="完成整改并登记",
            unit=lesson.case.unit.short_name,
            due_on=lesson.due_on,
            provisional=False,
            since=lesson.entered_on,
            url=reverse("remedy_case", args=[lesson.case_id]),
        )


def sweep(now: datetime) -> int:
    """Tell the competent office, once, of every review or lawsuit whose answer was not handed in in time."""
    late = Case.objects.filter(
        procedure__in=KEYS, stage__in=("notified", "answering"), due_on__lt=local_day(now)
    ).exclude(events__action="escalate")
    told = 0
    for case in late.select_related("unit").order_by("due_on", "pk")[:AT_ONCE]:
        try:
            escalate_remedy(case, at=now)
        except Refusal:  # the answer was handed in this very moment
            continue
        told += 1
    return told
