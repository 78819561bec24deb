"""Publishing what was signed for a time that has come (定时公开)."""

import logging
from datetime import datetime

from gongkai.law.refusal import Refusal
from gongkai.publishing import actions
from gongkai.publishing.models import Publication, Stage

log = logging.getLogger("gongkai.publishing")


def sweep(now: datetime) -> int:
    """Publish every item whose time has come; return their number."""
    done = 0
    waiting = Publication.objects.filter(stage=Stage.SCHEDULED, publish_from__lte=now).select_related("unit")
    for publication in waiting.order_by("publish_from"):
        try:
            done += actions.publish_scheduled(publication, at=now).stage != Stage.SCHEDULED
        except Refusal as refusal:
            log.warning("《%s》没有按时公开：%s", publication.title, refusal)
    return done
