"""The figures of duty for the annual report: exactly the records a period counts."""

from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from gongkai.voice.duty.models import Report


def reports(start: date, end: date) -> QuerySet[Report]:
    """Return the duty reports (期) sent upward from ``start`` to ``end``, both days included."""
    return Report.objects.filter(sent_at__gte=_begin(start), sent_at__lt=_begin(end + timedelta(days=1)))


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
