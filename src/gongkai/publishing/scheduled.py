"""What the platform does when a day or a time has come: publish (定时公开), close calls, mark what is in force or expired."""

import logging
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from gongkai.law.refusal import Refusal
from gongkai.publishing import actions
from gongkai.publishing.models import Publication, Stage, Validity

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


def sweep_ends(now: datetime) -> int:
    """Mark documents that begin today, close the calls that ended yesterday, mark documents past their validity."""
    today = timezone.localdate(now)
    public = Publication.objects.public()
    ended = public.filter(comment_until__lt=today, comments_closed_on=None)
    past = public.filter(valid_until__lt=today, validity__in=[Validity.IN_FORCE, Validity.AMENDED])
    beginning = public.filter(Q(effective_on__lte=today) | Q(effective_on=None), validity=Validity.NOT_YET)
    done = 0
    for publication in beginning:
        actions.come_into_force(publication, at=now)
        done += 1
    for publication in ended:
        actions.close_call(publication, at=now)
        done += 1
    for publication in past:
        actions.expire(publication, at=now)
        done += 1
    return done
