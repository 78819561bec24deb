"""Public opinion on the first page: limits that run out within hours, items to screen, briefs to sign, sources that are down."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Count, Max, Min, Q
from django.urls import reverse
from django.utils import timezone

from gongkai.cases.worklist import Notice, WorkItem
from gongkai.law.response import next_due
from gongkai.units import parameters
from gongkai.units.models import Role, User
from gongkai.voice.opinion.models import OpinionBrief, OpinionItem, OpinionSource
from gongkai.voice.opinion.visible import cases_visible_to

KIND = "政务舆情"


def items_to_screen(user: User, on: date) -> Iterable[WorkItem]:
    """Yield, for each unit that watches, the items nobody has screened."""
    mine = Q(unit__in=user.posts.on(on).filter(role=Role.OFFICER).values("unit"))
    rows = (
        OpinionItem.objects.filter(mine, state=OpinionItem.State.FRESH)
        .order_by()
        .values("unit__short_name")
        .annotate(n=Count("pk"), since=Min("first_seen_at"), last=Max("first_seen_at"))
    )
    for row in rows:
        since = timezone.localtime(row["since"]).date()
        yield WorkItem(
            title=f"舆情线索{row['n']}条待筛查",
            number="",
            kind=KIND,
            todo="筛查",
            unit=row["unit__short_name"],
            due_on=since,
            provisional=False,
            since=since,
            url=f"{reverse('opinion_items')}?state=fresh",
        )


def briefs_to_sign(user: User, on: date) -> Iterable[WorkItem]:
    """Yield the drafts of briefs whose period is over, for those who sign."""
    units = user.posts.on(on).filter(role__in=(Role.APPROVER, Role.HEAD)).values("unit")
    for brief in OpinionBrief.objects.filter(unit__in=units, signed_at=None, until__lt=on).select_related(
        "unit"
    ):
        yield WorkItem(
            title=brief.title,
            number="",
            kind="舆情简报",
            todo="签发",
            unit=brief.unit.short_name,
            due_on=brief.until + timedelta(days=7),
            provisional=False,
            since=timezone.localtime(brief.written_at).date(),
            url=reverse("opinion_brief", args=[brief.pk]),
        )


def hours_running_out(user: User, on: date) -> Iterable[Notice]:
    """Yield the opinions whose next limit has passed or is near, to the minute."""
    now = timezone.now()
    near = now + timedelta(hours=int(parameters.value("opinion_warn_hours", on)))
    cases = cases_visible_to(user, on).filter(closed_on=None, opinion__next_due_at__lte=near)
    for case in cases.select_related("opinion").order_by("opinion__next_due_at")[:5]:
        due = next_due(case.opinion.dues())
        if due is None:
            continue
        minutes = int((due.by - now).total_seconds() // 60)
        left = f"还有{_said(minutes)}" if minutes >= 0 else f"已超时{_said(-minutes)}"
        yield Notice(
            f"{case.number}《{case.title}》{due.limit.label}{left}（{timezone.localtime(due.by):%m-%d %H:%M} 前）。",
            reverse("voice_opinion", args=[case.pk]),
        )


def _said(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours}小时{rest}分" if hours else f"{rest}分钟"


def sources_down(user: User, on: date) -> Iterable[Notice]:
    """Tell the office and the watchers of sources that cannot be read."""
    units = user.posts.on(on).filter(role=Role.OFFICER).values("unit")
    office = user.posts.on(on).filter(role=Role.COMPETENT).exists()
    down = OpinionSource.objects.on(on).exclude(fault="")
    for source in down if office else down.filter(unit__in=units):
        yield Notice(
            f"舆情来源“{source.name}”接收不到：{source.fault}", reverse("opinion_source", args=[source.pk])
        )
