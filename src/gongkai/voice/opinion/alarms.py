"""What nobody may fail to notice: hours that have passed (D60)."""

from datetime import datetime

from gongkai.law.refusal import Refusal
from gongkai.voice.opinion import actions
from gongkai.voice.opinion.models import Opinion


def sweep(now: datetime) -> int:
    """Tell of each limit in hours once; return how many were told."""
    told = 0
    for opinion in Opinion.objects.filter(case__stage="responding").select_related("case__unit"):
        for due in opinion.dues():
            done = opinion.case.events.filter(action="escalate", data__limit=due.limit.id).exists()
            if due.done_at is None and due.missed(now) and not done:
                try:
                    actions.escalate(opinion.case, due, at=now)
                except Refusal:  # answered this very moment
                    continue
                told += 1
    return told
