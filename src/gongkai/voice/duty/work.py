"""Duty on the work list: faults of the roster, hand-overs to acknowledge, tasks of instructions, checks to explain.

The reports of an event are steps of its case and need nothing here, but for daily reports and changed casualties.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from gongkai.cases.worklist import Notice, WorkItem
from gongkai.units import parameters
from gongkai.units.models import Role, User
from gongkai.voice.duty.models import DutyAlarm, DutyCheck, DutyEvent, HandOver, InstructionTask
from gongkai.voice.duty.procedure import LEADERS, OPEN
from gongkai.voice.duty.timers import LABELS

KIND = "值班"


def waiting(user: User, on: date) -> Iterable[WorkItem]:
    """Yield what duty asks of ``user``: as an officer or head of a unit."""
    officer = _units(user, on, (Role.OFFICER,))
    keepers = _units(user, on, (Role.OFFICER, Role.HEAD))
    yield from _alarms(keepers)
    yield from _hand_overs(officer)
    yield from _tasks(officer)
    yield from _checks(keepers)
    yield from _reports(officer, on)


def _units(user: User, on: date, roles: tuple[Role, ...]) -> list[int]:
    return list(user.posts.on(on).filter(role__in=roles).values_list("unit_id", flat=True))


def _alarms(units: list[int]) -> Iterator[WorkItem]:
    found = DutyAlarm.objects.filter(unit__in=units, cleared_at=None).exclude(
        kind=DutyAlarm.Kind.NOT_ACKNOWLEDGED
    )
    for alarm in found.select_related("unit"):
        gap = alarm.kind == DutyAlarm.Kind.GAP
        yield WorkItem(
            title=alarm.text,
            number="",
            kind=KIND,
            todo="补排值班人员" if gap else "补写交接班记录",
            unit=alarm.unit.short_name,
            due_on=alarm.day,
            provisional=False,
            since=timezone.localtime(alarm.raised_at).date(),
            url=f"{reverse('duty_roster')}?unit={alarm.unit.code}&month={alarm.day:%Y-%m}"
            if gap
            else reverse("duty_hand_over", args=[alarm.shift_id]),
        )


def _hand_overs(units: list[int]) -> Iterator[WorkItem]:
    found = HandOver.objects.filter(unit__in=units, acknowledged_at=None)
    for row in found.select_related("unit", "shift"):
        day = timezone.localtime(row.shift.ends_at).date()
        yield WorkItem(
            title=f"{row.shift}交接班（{row.written_by}交班）",
            number="",
            kind=KIND,
            todo="接班签收",
            unit=row.unit.short_name,
            due_on=day,
            provisional=False,
            since=timezone.localtime(row.written_at).date(),
            url=reverse("duty_hand_over", args=[row.shift_id]),
        )


def _tasks(units: list[int]) -> Iterator[WorkItem]:
    found = InstructionTask.objects.filter(unit__in=units, replied_at=None)
    for task in found.select_related("unit", "instruction__case"):
        yield WorkItem(
            title=f"{task.instruction.leader}批示：{task.instruction.text[:40]}",
            number=task.instruction.case.number,
            kind=KIND,
            todo="反馈批示落实情况",
            unit=task.unit.short_name,
            due_on=timezone.localtime(task.due_at).date(),
            provisional=False,
            since=timezone.localtime(task.instruction.recorded_at).date(),
            url=reverse("duty_task", args=[task.pk]),
        )


def _checks(units: list[int]) -> Iterator[WorkItem]:
    for row in DutyCheck.objects.filter(unit__in=units, is_manned=False, explained_at=None).select_related(
        "unit"
    ):
        checked = timezone.localtime(row.checked_at)
        yield WorkItem(
            title=f"{checked:%m月%d日%H:%M}查岗无人应答",
            number="",
            kind=KIND,
            todo="说明情况",
            unit=row.unit.short_name,
            due_on=checked.date() + timedelta(days=1),
            provisional=False,
            since=checked.date(),
            url=reverse("duty_checks"),
        )


def _reports(units: list[int], on: date) -> Iterator[WorkItem]:
    """Yield the open events whose figures changed since the last report, or that nobody reported on for a day."""
    days = int(parameters.value("duty_daily_days", on))
    found = DutyEvent.objects.filter(case__unit__in=units, case__stage__in=("following", "drafting"))
    for event in found.select_related("case__unit").annotate(last=Max("case__duty_reports__sent_at")):
        if event.changed_at is not None:
            todo, due = "补报伤亡变化", timezone.localtime(event.changed_at).date()
        elif event.last is not None and timezone.localtime(event.last).date() + timedelta(days=days) <= on:
            todo, due = "写日报（续报）", timezone.localtime(event.last).date() + timedelta(days=days)
        else:
            continue
        yield WorkItem(
            title=event.case.title,
            number=event.case.number,
            kind=KIND,
            todo=todo,
            unit=event.case.unit.short_name,
            due_on=due,
            provisional=False,
            since=due,
            url=reverse("duty_event", args=[event.pk]),
        )


def warnings(user: User, on: date) -> Iterable[Notice]:
    """Yield what everybody of a unit must see at once: limits about to end, empty turns, hand-overs not acknowledged.

    What is shown was found by the sweep; the office sees every unit's limits.
    """
    staff = _units(user, on, (Role.OFFICER, Role.CHECKER, Role.SECRECY, *LEADERS))
    events = DutyEvent.objects.filter(case__stage__in=OPEN, written_at=None, case__events__action="alarm")
    if not user.posts.on(on).filter(role=Role.COMPETENT).exists():
        events = events.filter(case__unit__in=staff)
    for event in events.select_related("case__unit").distinct().order_by("written_by"):
        limit = "written" if event.phone_at else "phone"
        by = timezone.localtime(event.written_by if event.phone_at else event.phone_by)
        text = f"{event.case.title}：{LABELS[limit]}时限{by:%H:%M}，还没有报告。"
        yield Notice(text, reverse("duty_event", args=[event.pk]))
    for alarm in DutyAlarm.objects.filter(unit__in=staff, cleared_at=None).select_related("unit"):
        yield Notice(
            f"{alarm.unit.short_name}：{alarm.text}。", f"{reverse('duty_desk')}?unit={alarm.unit.code}"
        )
