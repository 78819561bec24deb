"""What the annual report counts of messages: exactly the records, as they stood when the period ended."""

from datetime import date

from django.db.models import Q, QuerySet

from gongkai.cases.models import Case
from gongkai.voice.messages.procedure import ANSWERED, MERGED, MESSAGE, NO_MESSAGE


def received(start: date, end: date) -> QuerySet[Case]:
    """Return the messages received; what had by ``end`` been told elsewhere or set aside is none."""
    found = Case.objects.filter(procedure=MESSAGE.key, received_on__gte=start, received_on__lte=end)
    return found.exclude(outcome__in=NO_MESSAGE, closed_on__lte=end)


def answered(start: date, end: date) -> QuerySet[Case]:
    """Return the messages answered from ``start`` to ``end``, whenever they came; merged ones with the other."""
    return Case.objects.filter(procedure=MESSAGE.key).filter(
        Q(outcome=ANSWERED, closed_on__gte=start, closed_on__lte=end)
        | Q(
            outcome=MERGED, parent__outcome=ANSWERED, parent__closed_on__gte=start, parent__closed_on__lte=end
        )
    )
