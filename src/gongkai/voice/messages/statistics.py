"""Figures of the messages, unit by unit and month by month (D62), and what the whole amounts to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Avg, Count, F, Q, QuerySet
from django.db.models.functions import ExtractMonth, ExtractYear

from gongkai.cases.models import Case
from gongkai.voice.messages.models import Message
from gongkai.voice.messages.procedure import ANSWERED, MERGED, MESSAGE, NO_MESSAGE, SET_ASIDE

# Answered: by an answer of its own, or by that of the message it was merged into.
HAS_AN_ANSWER = Q(outcome=ANSWERED) | Q(outcome=MERGED, parent__outcome=ANSWERED)


def counted() -> QuerySet[Case]:
    """Return the messages that are one: what belongs to another channel or was set aside is not counted."""
    return Case.objects.filter(procedure=MESSAGE.key).exclude(outcome__in=NO_MESSAGE)


def overdue(today: date) -> Q:
    """Answered after its limit, or not answered though the limit is over."""
    return Q(closed_on__gt=F("due_on")) | Q(closed_on=None, due_on__lt=today)


@dataclass(frozen=True)
class Row:
    """What one unit received in one month, and how much of it has been answered; ``days`` are working days."""

    year: int
    month: int
    unit: str
    received: int
    answered: int
    overdue: int
    days: float | None

    @property
    def rate(self) -> float:
        return self.answered / self.received


def monthly(today: date) -> Iterator[Row]:
    """Yield the months, the newest first."""
    rows = (
        counted()
        .annotate(year=ExtractYear("received_on"), month=ExtractMonth("received_on"))
        .values("year", "month", "unit__name", "unit__sort")
        .annotate(
            received=Count("pk"),
            answered=Count("pk", filter=HAS_AN_ANSWER),
            overdue=Count("pk", filter=overdue(today)),
            days=Avg("used_days", filter=Q(outcome=ANSWERED)),
        )
        .order_by("-year", "-month", "unit__sort")
    )
    for row in rows:
        yield Row(
            row["year"], row["month"], row["unit__name"], row["received"], row["answered"], row["overdue"], row["days"]
        )  # fmt: skip


@dataclass(frozen=True)
class Whole:
    """What all messages of a span amount to; ``satisfied`` are the ratings of 基本满意 and better."""

    received: int
    answered: int
    overdue: int
    days: float | None
    rated: int
    satisfied: int
    published: int
    set_aside: int


def whole(start: date, end: date, today: date) -> Whole:
    """Count what was received from ``start`` to ``end``."""
    received = Q(received_on__gte=start, received_on__lte=end)
    sums = counted().filter(received).aggregate(
        received=Count("pk"),
        answered=Count("pk", filter=HAS_AN_ANSWER),
        overdue=Count("pk", filter=overdue(today)),
        days=Avg("used_days", filter=Q(outcome=ANSWERED)),
        rated=Count("pk", filter=Q(message__rating__isnull=False)),
        satisfied=Count("pk", filter=Q(message__rating__gte=3)),
    )  # fmt: skip
    published = Message.objects.public().filter(case__received_on__gte=start, case__received_on__lte=end)
    aside = Case.objects.filter(received, procedure=MESSAGE.key, outcome=SET_ASIDE)
    return Whole(**sums, published=published.count(), set_aside=aside.count())


def by_month(today: date) -> list[tuple[str, int, int]]:
    """Return month, received and answered of the messages received in it, the oldest first."""
    months: dict[str, tuple[int, int]] = {}
    for row in monthly(today):
        key = f"{row.year}-{row.month:02d}"
        received, answered = months.get(key, (0, 0))
        months[key] = received + row.received, answered + row.answered
    return [(month, *months[month]) for month in sorted(months)]


def by_kind(start: date, end: date) -> list[tuple[str, str, int]]:
    """Return each kind with its label and how many came."""
    found = counted().filter(received_on__gte=start, received_on__lte=end)
    counts = dict(found.order_by().values_list("message__kind").annotate(n=Count("pk")))
    return [(kind.value, kind.label, counts[kind.value]) for kind in Message.Kind if kind.value in counts]
