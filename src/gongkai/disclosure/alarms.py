"""The alarm of the day's end: applications nobody opened or confirmed (D10; 指导案例26号)."""

from datetime import datetime

from gongkai.cases.actions import local_day
from gongkai.cases.models import Case
from gongkai.disclosure import actions
from gongkai.disclosure.procedure import KEY


def sweep(now: datetime) -> int:
    """Raise one alarm for each application still unconfirmed after the working day it arrived on."""
    waiting = Case.objects.filter(procedure=KEY, stage="unconfirmed", due_on__lt=local_day(now))
    late = waiting.exclude(events__action="alarm").select_related("unit")
    for case in late:
        actions.raise_alarm(case, at=now)
    return len(late)
