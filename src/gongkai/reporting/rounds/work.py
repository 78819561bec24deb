"""Rounds on the work list: what a unit has to fill or sign, what the office has to look at; reminders on the first page."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from gongkai.cases.worklist import Notice, WorkItem
from gongkai.reporting.rounds.models import FormReturn
from gongkai.reporting.rounds.reminders import WITH_UNIT
from gongkai.units.models import Role, User

KIND = "数据报送"
Stage = FormReturn.Stage
ASKED = {
    Stage.NOT_STARTED.value: "填报", Stage.DRAFTING.value: "填报并提交签字",
    Stage.RETURNED.value: "按退回意见修改", Stage.TO_SIGN.value: "核对并签字报送",
}  # fmt: skip


def returns_to_fill(user: User, on: date) -> Iterable[WorkItem]:
    """Yield the returns that wait for an officer to fill them, or for a head to sign."""
    mine = _of_officer(user, on) | Q(
        unit__in=user.posts.on(on).filter(role=Role.HEAD).values("unit"), stage=Stage.TO_SIGN
    )
    for row in FormReturn.objects.filter(mine).select_related("unit", "round"):
        since = row.entered_at or row.round.opened_at
        yield WorkItem(
            title=row.round.title,
            number="",
            kind=KIND,
            todo=ASKED[row.stage],
            unit=row.unit.short_name,
            due_on=row.due_on,
            provisional=False,
            since=timezone.localtime(since).date(),
            url=reverse("round_return", args=[row.pk]),
            handler=row.entered_by,
        )


def _of_officer(user: User, on: date) -> Q:
    to_fill = [stage for stage in WITH_UNIT if stage != Stage.TO_SIGN]
    return Q(unit__in=user.posts.on(on).filter(role=Role.OFFICER).values("unit"), stage__in=to_fill)


def returns_to_decide(user: User, on: date) -> Iterable[WorkItem]:
    """Yield, for each round, the returns that wait for the office."""
    if not user.posts.on(on).filter(role=Role.COMPETENT).exists():
        return
    waiting = (
        FormReturn.objects.filter(stage=Stage.HANDED_IN)
        .order_by()
        .values("round", "round__title", "round__due_on")
        .annotate(n=Count("pk"), since=Min("entered_at"))
    )
    for row in waiting:
        yield WorkItem(
            title=f"{row['round__title']}（{row['n']}个单位）",
            number="",
            kind=KIND,
            todo="审核",
            unit="",
            due_on=row["round__due_on"],
            provisional=False,
            since=timezone.localtime(row["since"]).date(),
            url=f"{reverse('round_board', args=[row['round']])}?stage=handed_in",
        )


def reminders(user: User, on: date) -> Iterable[Notice]:
    """Yield the reminders of one's units as long as they have not handed in, and what is late."""
    mine = user.posts.on(on).filter(role__in=(Role.OFFICER, Role.HEAD)).values("unit")
    told = FormReturn.objects.filter(unit__in=mine, stage__in=WITH_UNIT).select_related("unit", "round")
    for row in told.prefetch_related("reminders"):
        left = (row.due_on - on).days
        urged = max(
            (each for each in row.reminders.all() if each.told_by and each.due_on == row.due_on),
            key=lambda each: each.told_at,
            default=None,
        )
        by = f"{urged.told_by}{timezone.localtime(urged.told_at):%m月%d日}催报：" if urged else ""
        if left < 0:
            text = f"{by}《{row.round.title}》{row.unit.short_name}已逾期{-left}天未报送。"
        elif any(reminder.due_on == row.due_on for reminder in row.reminders.all()):
            when = f"还有{left}天" if left else "今天"
            text = f"{by or '催报：'}《{row.round.title}》{row.unit.short_name}{when}截止（{row.due_on:%m月%d日}）。"
        else:
            continue
        yield Notice(text, reverse("round_return", args=[row.pk]))
