"""The sweep of the hotline's limits (催办): reminders before, notices the day after, the list of those criticised."""

from datetime import datetime

from gongkai.cases.actions import local_day
from gongkai.cases.models import Case
from gongkai.law.hotline import Urging, urged_until
from gongkai.law.refusal import Refusal
from gongkai.units import parameters
from gongkai.units.calendars import calendar_in_force
from gongkai.voice.hotline import actions
from gongkai.voice.hotline.procedure import KEY

WITH_UNIT = ("dispatched", "handling")
AT_ONCE = 200
# The highest level first: what has reached it is not told of the lower ones any more.
LADDER = (Urging.CRITICISM, Urging.NOTICE, Urging.REMINDER)


def sweep(now: datetime) -> int:
    """Urge what a unit has not answered, each level once for each limit; return how many were urged."""
    today, calendar = local_day(now), calendar_in_force()
    days = int(parameters.value("hotline_remind_days", today))
    waiting = Case.objects.filter(procedure=KEY, stage__in=WITH_UNIT, closed_on=None).select_related("unit")
    told = 0
    for place, level in enumerate(LADDER):
        done = [each.value for each in LADDER[: place + 1]]
        rows = waiting.filter(due_on__lte=urged_until(level, today, calendar, days))
        for case in rows.exclude(ticket__urged__in=done).order_by("due_on", "pk")[:AT_ONCE]:
            told += _urged(case, level, now)
    return told


def _urged(case: Case, level: Urging, now: datetime) -> bool:
    try:
        actions.urge(case, level, at=now)
    except Refusal:  # answered this very moment
        return False
    return True
