"""Notices on the work list: those that were not sent, or whose fate nobody knows."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils import timezone

from gongkai.cases.models import Notice
from gongkai.cases.notices import FOR_PEOPLE
from gongkai.cases.worklist import WorkItem
from gongkai.units.models import Role, User


def to_be_looked_at(user: User, on: date) -> Iterable[WorkItem]:
    """Yield the notices an officer must follow up: the applicant was not told, or perhaps not."""
    units = [post.unit_id for post in user.posts.on(on).filter(role=Role.OFFICER)]
    found = Notice.objects.filter(case__unit__in=units, state__in=FOR_PEOPLE, settled_at=None)
    for notice in found.select_related("case__unit"):
        unsure = notice.state == Notice.State.UNSURE
        yield WorkItem(
            title=f"{notice.get_channel_display()}通知“{notice.purpose}”{notice.get_state_display()}",
            number=notice.case.number,
            kind="通知",
            todo="核实申请人是否收到" if unsure else "改用其他方式告知申请人",
            unit=notice.case.unit.short_name,
            due_on=timezone.localtime(notice.tried_at or notice.queued_at).date(),
            provisional=False,
            since=timezone.localtime(notice.queued_at).date(),
            url=reverse("exchange_notice", args=[notice.pk]),
        )
