"""What nobody may fail to notice: messages that stay unanswered (D61)."""

from datetime import datetime, timedelta

from gongkai.cases.actions import local_day
from gongkai.cases.models import Case
from gongkai.law.refusal import Refusal
from gongkai.units import parameters
from gongkai.voice.messages import actions
from gongkai.voice.messages.procedure import MESSAGE, UNANSWERED

VETO_AFTER = timedelta(days=92)
AT_ONCE = 100


def sweep(now: datetime) -> int:
    """Tell of each message once a level; return how many were told."""
    today = local_day(now)
    alarm_after = timedelta(days=int(parameters.value("message_alarm_days", today)))
    waiting = Case.objects.filter(procedure=MESSAGE.key, stage__in=UNANSWERED).select_related("unit")
    told = 0
    for level, late in (
        ("veto", waiting.filter(received_on__lt=today - VETO_AFTER)),
        ("alarm", waiting.filter(received_on__lte=today - alarm_after)),
        ("late", waiting.filter(due_on__lt=today)),
    ):
        for case in late.exclude(events__data__level=level).order_by("received_on")[:AT_ONCE]:
            told += _told(case, level, now)
    return told


def _told(case: Case, level: str, now: datetime) -> bool:
    try:
        actions.escalate(case, level=level, at=now)
    except Refusal:  # answered this very moment
        return False
    return True
