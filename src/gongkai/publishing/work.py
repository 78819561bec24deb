"""Publications on the work list: each waits for one post of its unit."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from gongkai.cases.worklist import WorkItem
from gongkai.publishing.models import Publication, Stage
from gongkai.publishing.procedure import IN_HAND, STAGES
from gongkai.units.models import User


def waiting_publications(user: User, on: date) -> Iterable[WorkItem]:
    """Yield the publications that wait for a post ``user`` holds on the day ``on``."""
    mine = Q(pk__in=())
    for post in user.posts.on(on):
        stages = [stage for stage in IN_HAND if post.role in STAGES[stage].waits_for]
        mine |= Q(unit=post.unit_id, stage__in=stages)
    # Whoever wrote a text does not review it (D35): it waits for a colleague.
    waiting = Publication.objects.filter(mine).exclude(~Q(stage=Stage.DRAFT), drafter=user)
    for publication in waiting.select_related("unit").defer("body").order_by("due_on"):
        yield WorkItem(
            title=publication.title,
            number=publication.doc_number,
            kind="主动公开",
            todo=STAGES[publication.stage].todo,
            unit=publication.unit.short_name,
            due_on=publication.due_on,
            provisional=publication.due_provisional,
            since=timezone.localtime(publication.stage_at).date(),
            url=reverse("publishing_detail", args=[publication.pk]),
        )
