"""What nobody may fail to notice: hours that have passed, and what nobody has judged yet (D60, S72)."""

from datetime import datetime, timedelta

from django.utils import timezone

from gongkai.cases.models import Case
from gongkai.law.refusal import Refusal
from gongkai.units import parameters
from gongkai.voice.opinion import actions
from gongkai.voice.opinion.actions.handling import told_of
from gongkai.voice.opinion.procedure import OPINION

AT_ONCE = 200


def sweep(now: datetime) -> int:
    """Tell of each limit in hours once, and once of an opinion nobody has judged; return how many were told."""
    return _unjudged(now) + _missed(now)


def _unjudged(now: datetime) -> int:
    hours = int(parameters.value("opinion_assess_hours", timezone.localtime(now).date()))
    waiting = Case.objects.filter(
        procedure=OPINION.key, stage="found", opinion__found_at__lt=now - timedelta(hours=hours)
    ).exclude(events__action="escalate", events__data__limit="assess")
    told = 0
    for case in waiting.select_related("opinion")[:AT_ONCE]:
        due_at = case.opinion.found_at + timedelta(hours=hours)
        told += _tell(case, "assess", "研判", due_at, now)
    return told


def _missed(now: datetime) -> int:
    """The limits that ran out: ``next_due_at`` names the first; others may have run out behind it."""
    late = Case.objects.filter(
        procedure=OPINION.key, stage__in=("assessed", "responding"), opinion__next_due_at__lt=now
    )
    told = 0
    for case in late.select_related("opinion").prefetch_related("events")[:AT_ONCE]:
        known = told_of(case)
        for due in case.opinion.dues():
            if due.done_at is None and due.missed(now) and due.limit.id not in known:
                told += _tell(case, due.limit.id, due.limit.label, due.by, now)
    return told


def _tell(case: Case, what: str, label: str, due_at: datetime, now: datetime) -> bool:
    try:
        actions.escalate(case, what=what, label=label, due_at=due_at, at=now)
    except Refusal:  # answered this very moment
        return False
    return True
