"""Reminding of requests nobody answered or decided: once each, after a day or before the leave begins."""

from datetime import datetime

from django.db import transaction

from gongkai.units import parameters
from gongkai.units.calendars import calendar_in_force
from gongkai.units.leave.actions.recording import day_of, record
from gongkai.units.leave.models import Leave
from gongkai.units.posts import PLATFORM


def remind_all(now: datetime) -> int:
    """Remind of every undecided request that is due for it; return how many."""
    today, calendar = day_of(now), calendar_in_force()
    after = int(parameters.value("leave_reminder_days", today))
    soon = calendar.add_working_days(today, 1).day
    due = [
        leave.pk
        for leave in Leave.objects.undecided().filter(reminded_at=None).order_by("asked_at")
        if leave.first <= soon or calendar.working_days_between(day_of(leave.asked_at), today) >= after
    ]
    return sum(_remind(pk, now) for pk in due)


def _remind(pk: int, now: datetime) -> bool:
    with transaction.atomic():
        rows = Leave.objects.undecided().filter(reminded_at=None)
        row = rows.select_for_update(of=("self",), no_key=True).select_related("unit").filter(pk=pk).first()
        if row is None:  # decided this very moment
            return False
        row.reminded_at = now
        record(row, "remind", by=PLATFORM.name, at=now)
    return True
