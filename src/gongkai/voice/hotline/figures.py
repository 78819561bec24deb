"""What the annual report counts of the hotline: the tickets received in a period, as they stood at its end.

received = closed + open + terminated, for any period (S61): a ticket that is closed is never opened again.
"""

from datetime import date

from django.db.models import Q, QuerySet

from gongkai.cases.models import Case
from gongkai.voice.hotline.procedure import DONE, KEY, TERMINATED


def received(start: date, end: date) -> QuerySet[Case]:
    """Return the tickets received from ``start`` to ``end``, both included."""
    return Case.objects.filter(procedure=KEY, received_on__gte=start, received_on__lte=end)


def done_by(end: date) -> Q:
    """The ticket was done by the end of the period."""
    return Q(outcome__in=DONE, closed_on__lte=end)


def open_on(end: date) -> Q:
    """The ticket was still under way at the end of the period."""
    return Q(closed_on=None) | Q(closed_on__gt=end)


def terminated_by(end: date) -> Q:
    """The ticket was terminated, or joined to another, by the end of the period."""
    return Q(outcome__in=TERMINATED, closed_on__lte=end)


def closed(start: date, end: date) -> QuerySet[Case]:
    return received(start, end).filter(done_by(end))


def open_at(start: date, end: date) -> QuerySet[Case]:
    return received(start, end).filter(open_on(end))


def terminated(start: date, end: date) -> QuerySet[Case]:
    return received(start, end).filter(terminated_by(end))
