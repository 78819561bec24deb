"""What the list of messages can be narrowed by; list, export and figures count with these conditions."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from gongkai.cases.models import Case
from gongkai.units.models import User
from gongkai.voice.messages import statistics
from gongkai.voice.messages.procedure import ANSWERED, MESSAGE, NO_MESSAGE

SOON = timedelta(days=3)
UNDECIDED = Q(
    outcome=ANSWERED, message__may_be_published=True, message__published_at=None, message__kept_reason=""
)


def visible_to(user: User, today: date) -> QuerySet[Case]:
    """Return every message ``user`` may see."""
    return Case.objects.visible_to(user, today).filter(procedure=MESSAGE.key)


def narrowed(found: QuerySet[Case], wanted: Mapping[str, Any], today: date) -> QuerySet[Case]:
    """Keep of ``found`` what fits every condition that says something."""
    for name, value in wanted.items():
        if value not in (None, "", False):
            found = found.filter(_CONDITIONS[name](value, today))
    return found


def ordered(found: QuerySet[Case], stage: str) -> QuerySet[Case]:
    """Open ones by what is due first, before the closed ones, the newest of them first."""
    if stage and MESSAGE.stage(stage).terminal:
        return found.order_by("-arrived_at", "-pk")
    return found.order_by(F("closed_on").desc(nulls_first=True), "due_on", "pk")


def _asked(text: str, today: date) -> Q:
    """Find by number, whole or as 2026-15, else by parts of number and title."""
    text = text.strip()
    exact = MESSAGE.numbers_meant(text, today)
    return Q(title__icontains=text) | (Q(number__in=exact) if exact else Q(number__icontains=text))


def _situation(what: str, today: date) -> Q:
    return {
        "overdue": statistics.overdue(today),
        "soon": Q(closed_on=None, due_on__gte=today, due_on__lte=today + SOON),
        "undecided": UNDECIDED,
        "public": Q(message__published_at__isnull=False, message__withdrawn_at=None),
        "dissatisfied": Q(message__rating__lte=2),
        "satisfied": Q(message__rating__gte=3),
        "rated": Q(message__rating__isnull=False),
        "answered": statistics.HAS_AN_ANSWER,
    }[what]


_CONDITIONS: dict[str, Callable[[Any, date], Q]] = {
    "q": _asked,
    "counted": lambda _, __: ~Q(outcome__in=NO_MESSAGE),
    "unit": lambda unit, _: Q(unit=unit),
    "kind": lambda kind, _: Q(message__kind=kind),
    "postbox": lambda postbox, _: Q(message__postbox=postbox),
    "outcome": lambda outcome, _: Q(outcome=outcome),
    "since": lambda day, _: Q(received_on__gte=day),
    "until": lambda day, _: Q(received_on__lte=day),
    "what": _situation,
}
