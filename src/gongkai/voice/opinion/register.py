"""What the register of opinions and the list of items can be narrowed by; list, board and export count with these."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from gongkai.cases.models import Case
from gongkai.cases.numbers import as_printed
from gongkai.voice.opinion.brief_content import UNGRADED, moments
from gongkai.voice.opinion.models import OpinionItem

Condition = Callable[[Any, datetime], Q]


def _timing(value: str, now: datetime) -> Q:
    overdue = Q(closed_on=None, opinion__next_due_at__lt=now)
    if value == "overdue":
        return overdue
    late = overdue | Q(opinion__is_late=True)
    return late if value == "late" else ~late & ~Q(opinion__grade="")


def _begin(day: date) -> datetime:
    return moments(day, day)[0]


def _end(day: date) -> datetime:
    return moments(day, day)[1]


_CASES: Mapping[str, Condition] = {
    "q": lambda text, _: Q(title__icontains=text) | Q(number=as_printed(text)),
    "stage": lambda value, _: Q(stage=value),
    "open": lambda _, __: Q(closed_on=None),
    "grade": lambda value, _: Q(opinion__grade="" if value == UNGRADED else value),
    "timing": _timing,
    "source": lambda value, _: Q(opinion__source=value),
    "topic": lambda value, _: Q(opinion__topic=value),
    "unit": lambda value, _: Q(opinion__responsible=value),
    "sentiment": lambda value, _: Q(opinion__sentiment=value),
    "since": lambda day, _: Q(opinion__found_at__gte=_begin(day)),
    "until": lambda day, _: Q(opinion__found_at__lt=_end(day)),
}
_ITEMS: Mapping[str, Condition] = {
    "q": lambda text, _: Q(title__icontains=text),
    "state": lambda value, _: Q(state=value),
    "site": lambda value, _: Q(site=value),
    "source": lambda value, _: Q(source=value),
    "sentiment": lambda value, _: Q(sentiment=value),
    "since": lambda day, _: Q(first_seen_at__gte=_begin(day)),
    "until": lambda day, _: Q(first_seen_at__lt=_end(day)),
}


def narrowed_cases(found: QuerySet[Case], wanted: Mapping[str, Any], now: datetime) -> QuerySet[Case]:
    """Keep of ``found`` what fits every condition that says something."""
    for name, value in wanted.items():
        if value not in (None, "", False):
            found = found.filter(_CASES[name](value, now))
    return found


def narrowed_items(
    found: QuerySet[OpinionItem], wanted: Mapping[str, Any], now: datetime
) -> QuerySet[OpinionItem]:
    """Keep of ``found`` what fits every condition that says something."""
    for name, value in wanted.items():
        if value not in (None, ""):
            found = found.filter(_ITEMS[name](value, now))
    return found


def ordered(found: QuerySet[Case]) -> QuerySet[Case]:
    """Put what is open first, by the limit that runs out next; then what is closed, the newest first."""
    return found.order_by(
        F("closed_on").desc(nulls_first=True),
        F("opinion__next_due_at").asc(nulls_last=True),
        "-opinion__found_at",
        "-pk",
    )
