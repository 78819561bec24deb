"""What is counted of broadcasts."""

from datetime import date

from django.db.models import QuerySet

from gongkai.voice.warnings.models import Broadcast


def broadcasts(start: date, end: date) -> QuerySet[Broadcast]:
    """Return the forecasts and warnings sent from ``start`` to ``end``, both included: jobs, however many messages each was.

    A job counts on the day it was approved; one cancelled before anything was sent does not count, nor does a trial.
    """
    sent = Broadcast.objects.filter(
        is_trial=False, kind__in=(Broadcast.Kind.FORECAST, Broadcast.Kind.WARNING)
    )
    return sent.filter(approved_at__date__gte=start, approved_at__date__lte=end).exclude(
        stage=Broadcast.Stage.CANCELLED
    )
