"""Which report limits hold for a kind of event on a day: the office's newest row, else the default of the rules."""

from datetime import date

from gongkai.law.emergencies import DEFAULT_LIMITS, EventKind, ReportLimit
from gongkai.voice.duty.models import OfficeLimit


def in_force(kind: EventKind, on: date) -> ReportLimit:
    row = OfficeLimit.objects.filter(kind=kind.value, since__lte=on).order_by("since", "pk").last()
    return ReportLimit(row.phone, row.written, row.source) if row else DEFAULT_LIMITS[kind]
