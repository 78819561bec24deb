"""Monthly figures of the messages, unit by unit (D62)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import ExtractMonth, ExtractYear

from gongkai.cases.models import Case
from gongkai.voice.actions.messages import REFERRED


@dataclass(frozen=True)
class Row:
    """What one unit received in one month, and how much of it has been answered."""

    year: int
    month: int
    unit: str
    received: int
    answered: int

    @property
    def rate(self) -> float:
        return self.answered / self.received


def monthly() -> Iterator[Row]:
    """Yield the months, the newest first; what belongs to another channel is no message to answer."""
    rows = (
        Case.objects.filter(procedure="message")
        .exclude(outcome=REFERRED)
        .annotate(year=ExtractYear("received_on"), month=ExtractMonth("received_on"))
        .values("year", "month", "unit__name", "unit__sort")
        .annotate(received=Count("pk"), answered=Count("pk", filter=Q(closed_on__isnull=False)))
        .order_by("-year", "-month", "unit__sort")
    )
    for row in rows:
        yield Row(row["year"], row["month"], row["unit__name"], row["received"], row["answered"])
