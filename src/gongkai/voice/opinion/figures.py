"""What the annual report counts of public opinion (监测并回应负面舆情)."""

from datetime import date

from django.db.models import QuerySet

from gongkai.cases.models import Case
from gongkai.voice.opinion.actions.handling import HANDLED, NOT_NEEDED
from gongkai.voice.opinion.brief_content import moments
from gongkai.voice.opinion.models import Sentiment
from gongkai.voice.opinion.procedure import OPINION


def negative(start: date, end: date) -> QuerySet[Case]:
    """Return the negative opinions found in a period, but for those to which nothing had to be said."""
    begin, after = moments(start, end)
    found = Case.objects.filter(
        procedure=OPINION.key,
        opinion__sentiment=Sentiment.NEGATIVE,
        opinion__found_at__gte=begin,
        opinion__found_at__lt=after,
    )
    # What was dropped after the period still counted at its end.
    return found.exclude(outcome=NOT_NEEDED, closed_on__lte=end)


def handled(start: date, end: date) -> QuerySet[Case]:
    """Return those of them that were closed by the end of the period."""
    return negative(start, end).filter(outcome=HANDLED, closed_on__lte=end)
