"""Warnings on the work list: signals nobody has relayed, jobs to be approved, persons to be called."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone

from gongkai.cases.worklist import Notice, WorkItem
from gongkai.units.models import Role, User
from gongkai.voice.warnings.actions.broadcasts import APPROVERS, DRAFTERS
from gongkai.voice.warnings.models import Alert, Broadcast, Call, Station, StationReading

KIND = "预警和通知"


def jobs_to_approve(user: User, on: date) -> Iterable[WorkItem]:
    """Yield the jobs another person has drafted."""
    units = user.posts.on(on).filter(role__in=APPROVERS).values("unit")
    waiting = Broadcast.objects.filter(stage=Broadcast.Stage.DRAFT, unit__in=units).exclude(drafter=user)
    for row in waiting.select_related("unit"):
        day = timezone.localtime(row.drafted_at).date()
        yield WorkItem(
            title=row.title, number="", kind=KIND, todo="审批发送", unit=row.unit.short_name, due_on=day,
            provisional=False, since=day, url=reverse("warnings_broadcast", args=[row.pk]), handler=row.drafted_by,
        )  # fmt: skip


def people_to_call(user: User, on: date) -> Iterable[WorkItem]:
    """Yield, for each job, the calls to be made: the officers and whoever approves may make them."""
    units = user.posts.on(on).filter(role__in=(*DRAFTERS, *APPROVERS)).values("unit")
    waiting = (
        Call.objects.filter(
            called_at=None, recipient__confirmed_at=None, recipient__broadcast__unit__in=units
        )
        .order_by()
        .values(
            "recipient__broadcast", "recipient__broadcast__title", "recipient__broadcast__unit__short_name"
        )
        .annotate(n=Count("pk"), since=Min("asked_at"))
    )
    for row in waiting:
        day = timezone.localtime(row["since"]).date()
        yield WorkItem(
            title=row["recipient__broadcast__title"], number="", kind=KIND, todo=f"电话叫应{row['n']}人",
            unit=row["recipient__broadcast__unit__short_name"], due_on=day, provisional=False, since=day,
            url=reverse("warnings_calls", args=[row["recipient__broadcast"]]),
        )  # fmt: skip


def stations_down(user: User, on: date) -> Iterable[Notice]:
    """Tell the office of stations whose address cannot be read."""
    if not user.posts.on(on).filter(role=Role.COMPETENT).exists():
        return
    faults = dict(StationReading.objects.exclude(fault="").values_list("sender", "fault"))
    for station in Station.objects.in_force().exclude(address="").filter(sender__in=faults):
        yield Notice(
            f"信号来源“{station.name}”读不到：{faults[station.sender]}", reverse("warnings_stations")
        )


def signals_in_force(user: User, on: date) -> Iterable[Notice]:
    """Yield the signals that stand, for everybody's first page, and whether nobody has relayed them yet."""
    now = timezone.now()
    standing = list(Alert.objects.in_force(now))
    jobs = Broadcast.objects.filter(alert__in=standing).exclude(stage=Broadcast.Stage.CANCELLED)
    relayed = set(jobs.values_list("alert", flat=True))
    for alert in standing:
        told = "" if alert.pk in relayed else "，还没有向责任人发布"
        yield Notice(
            text=f"{alert.station} {timezone.localtime(alert.issued_at):%m-%d %H:%M} 发布{alert.title}{told}。",
            url=reverse("warnings_alert", args=[alert.pk]),
        )
