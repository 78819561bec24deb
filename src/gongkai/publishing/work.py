"""Publications on the work list: in review each waits for one post, afterwards some still ask for something."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from gongkai.cases.worklist import WorkItem, absent_from
from gongkai.law.regulation import PENALTY_WITHDRAWAL_PERIOD
from gongkai.publishing import duties, interpretation
from gongkai.publishing.deadlines import stage_due
from gongkai.publishing.models import (
    Genre,
    InterpretationKind,
    Publication,
    PublicationQuerySet,
    Stage,
    Validity,
)
from gongkai.publishing.procedure import IN_HAND, STAGES
from gongkai.units import parameters
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import DISTRICT_WIDE, Role, User


def waiting_publications(user: User, on: date) -> Iterable[WorkItem]:
    """Yield the publications that wait for a post ``user`` holds on the day ``on``."""
    posts = list(user.posts.on(on).select_related("stands_in_for"))
    mine = Q(pk__in=())
    for post in posts:
        stages = [stage for stage in IN_HAND if post.role in STAGES[stage].waits_for]
        mine |= Q(stage__in=stages) if post.role in DISTRICT_WIDE else Q(unit=post.unit_id, stage__in=stages)
    # Whoever wrote a text does not review it (D35): it waits for a colleague.
    waiting = Publication.objects.filter(mine).exclude(~Q(stage=Stage.DRAFT), drafter=user)
    for publication in _read(waiting):
        stage = STAGES[publication.stage]
        item = _item(publication, stage.todo, stage_due(publication) or publication.due_on)
        absent = {
            absent_from(posts, role, publication.unit_id, publication.drafter_id) for role in stage.waits_for
        }
        yield replace(item, standing_in_for="、".join(sorted(absent - {""})))


def afterwards(user: User, on: date) -> Iterable[WorkItem]:
    """Yield what public or kept items still ask of ``user``: interpretations, withdrawals, re-assessments, results."""
    officer_of = [post.unit_id for post in user.posts.on(on) if post.role == Role.OFFICER]
    approver_of = [post.unit_id for post in user.posts.on(on) if post.role == Role.APPROVER]
    public = Publication.objects.public()
    for publication in _read(_not_interpreted(public.filter(unit__in=officer_of))):
        yield _item(publication, "发布政策解读", interpretation.due_on(publication))
    for publication in _read(public.filter(unit__in=approver_of, annulled_on__isnull=False)):
        yield _item(publication, "撤回已被撤销的处罚决定并说明理由", withdrawal_due(publication))
    for publication in _read(public.filter(unit__in=officer_of, comment_until__lt=on, results=None)):
        yield _item(publication, "公布征求意见的结果", comments_due(publication))
    warned = on + timedelta(days=int(parameters.value("validity_warning_days", on)))
    ending = public.filter(unit__in=officer_of, valid_until__range=(on, warned)).exclude(
        validity__in=[Validity.REPEALED, Validity.EXPIRED]
    )
    for publication in _read(ending.exclude(amendments__stage__in=IN_HAND)):
        yield _item(publication, "有效期即将届满，评估继续有效、修订或者废止", publication.valid_until)
    for unit, guide in duties.stale_guides(officer_of):
        if guide is not None and not guide.amendments.filter(stage__in=IN_HAND).exists():
            yield _item(guide, f"机构信息已变更，更新{unit.short_name}公开指南", None)
    for unit, n in duties.empty(officer_of, on).values():
        yield WorkItem(
            title=f"{unit.short_name}有{n}个应当公开的栏目还没有内容",
            number="",
            kind="主动公开",
            todo="补齐空白栏目",
            unit=unit.short_name,
            due_on=None,
            provisional=False,
            since=on,
            url=f"{reverse('publishing_duties')}?empty",
        )
    kept = Publication.objects.filter(unit__in=approver_of, stage=Stage.KEPT, reassess_on__lte=on)
    for publication in _read(kept):
        yield _item(publication, "评估能否转为主动公开", publication.reassess_on)


def _not_interpreted(rows: PublicationQuerySet) -> PublicationQuerySet:
    """Return the documents in scope without a public interpretation (D58)."""
    scope = (
        Q(genre=Genre.NORMATIVE) | Q(column__code=interpretation.NORMATIVE_COLUMN) | Q(to_be_interpreted=True)
    )
    explained = Publication.objects.public().filter(interprets=OuterRef("pk"))
    explained = explained.exclude(interpretation_kind=InterpretationKind.REPOSTED)
    # An old document is not interpreted years later: what counts is what the plan promised.
    return rows.filter(scope, interpretation_kind="", plan_on__isnull=False).exclude(Exists(explained))


def comments_due(publication: Publication) -> date:
    """Return the day by which the result of a call for comments is published."""
    assert publication.comment_until is not None
    days = int(parameters.value("result_days", publication.comment_until))
    return publication.comment_until + timedelta(days=days)


def withdrawal_due(publication: Publication) -> date:
    """Return the day by which an annulled penalty decision is withdrawn (D40)."""
    assert publication.annulled_on is not None
    return PENALTY_WITHDRAWAL_PERIOD.due(publication.annulled_on, calendar_in_force()).day


def _read(rows: PublicationQuerySet) -> PublicationQuerySet:
    return rows.select_related("unit").defer("body").order_by("due_on")


def _item(publication: Publication, todo: str, due_on: date | None) -> WorkItem:
    return WorkItem(
        title=publication.title,
        number=publication.doc_number,
        kind="主动公开",
        todo=todo,
        unit=publication.unit.short_name,
        due_on=due_on,
        provisional=publication.due_provisional and publication.stage in IN_HAND,
        since=timezone.localtime(publication.stage_at).date(),
        url=reverse("publishing_detail", args=[publication.pk]),
    )
