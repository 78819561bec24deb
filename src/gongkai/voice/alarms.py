"""What nobody may fail to notice: hours that have passed over a matter of public opinion (D60)."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from gongkai.law.refusal import Refusal
from gongkai.voice import actions
from gongkai.voice.models import Opinion


def sweep(now: datetime) -> int:
    """Tell of each limit in hours once; return how many were told."""
    told = 0
    for opinion in Opinion.objects.filter(case__stage="responding").select_related("case__unit"):
        for due in opinion.dues():
            done = opinion.case.events.filter(action="escalate", data__limit=due.limit.id).exists()
            if due.done_at is None and due.missed(now) and not done:
                told += _tell(partial(actions.escalate_opinion, opinion.case, due, at=now))
    return told


def _tell(verb: Callable[[], object]) -> bool:
    try:
        verb()
    except Refusal:  # answered this very moment
        return False
    return True
