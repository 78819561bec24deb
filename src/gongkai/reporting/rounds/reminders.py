"""Reminding units (催报): 30, 14, 7, 3 and 1 days before a return is due, each once, whoever sweeps how often."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from gongkai.cases.actions import AlreadyDone, local_day
from gongkai.reporting.rounds import actions
from gongkai.reporting.rounds.models import FormReturn, Reminder

DAYS = (30, 14, 7, 3, 1)
AT_ONCE = 200
WITH_UNIT = (
    FormReturn.Stage.NOT_STARTED,
    FormReturn.Stage.DRAFTING,
    FormReturn.Stage.TO_SIGN,
    FormReturn.Stage.RETURNED,
)


def level(days_left: int) -> int | None:
    """Return the reminder that is due so many days before the end: a round opened late begins with the nearest."""
    return min((days for days in DAYS if days >= days_left), default=None) if days_left >= 0 else None


def sweep(now: datetime) -> int:
    """Remind every unit that is due to be reminded and was not; return how many were."""
    today = local_day(now)
    soon = FormReturn.objects.filter(
        stage__in=WITH_UNIT, due_on__gte=today, due_on__lte=today + timedelta(days=DAYS[0])
    )
    told = 0
    for days_left in range(DAYS[0] + 1):
        days = level(days_left)
        assert days is not None
        told_before = Reminder.objects.filter(
            form_return=OuterRef("pk"), due_on=OuterRef("due_on"), days__lte=days, told_by=""
        )
        due = soon.filter(~Exists(told_before), due_on=today + timedelta(days=days_left))
        for row in due.order_by("pk")[: AT_ONCE - told]:
            try:
                actions.remind(row, days, at=now)
            except AlreadyDone:  # handed in this very moment
                continue
            told += 1
    return told
