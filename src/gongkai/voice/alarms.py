"""What nobody may fail to notice: messages unanswered (D61)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from gongkai.cases.actions import local_day
from gongkai.cases.models import Case
from gongkai.law.refusal import Refusal
from gongkai.units import parameters
from gongkai.voice import actions
from gongkai.voice.procedure import UNANSWERED

VETO_AFTER = timedelta(days=92)
AT_ONCE = 100


def sweep(now: datetime) -> int:
    """Tell of each message once a level; return how many were told."""
    today = local_day(now)
    alarm_after = timedelta(days=int(parameters.value("message_alarm_days", today)))
    open_messages = Case.objects.filter(procedure="message", stage__in=UNANSWERED).select_related("unit")
    told = 0
    for level, late in (
        ("veto", open_messages.filter(received_on__lt=today - VETO_AFTER)),
        ("alarm", open_messages.filter(received_on__lte=today - alarm_after)),
        ("late", open_messages.filter(due_on__lt=today)),
    ):
        for case in late.exclude(events__data__level=level).order_by("received_on")[:AT_ONCE]:
            told += _tell(partial(actions.escalate, case, level=level, at=now))
    return told


def _tell(verb: Callable[[], object]) -> bool:
    try:
        verb()
    except Refusal:  # answered this very moment
        return False
    return True
