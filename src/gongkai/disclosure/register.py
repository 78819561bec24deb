"""What the register (登记簿) can be narrowed by. List, board, statistics and export all count with these conditions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from gongkai.cases.models import Case
from gongkai.disclosure import terms
from gongkai.disclosure.models import Remedy, SearchTerms
from gongkai.disclosure.procedure import DISCLOSURE, KEY
from gongkai.law.calendar import WorkingCalendar
from gongkai.law.clock import Light
from gongkai.units.models import Role, User

UNCLAIMED = "none"
LIGHTS = {
    "overdue": Light.OVERDUE,
    "red": Light.RED,
    "orange": Light.ORANGE,
    "yellow": Light.YELLOW,
    "green": Light.GREEN,
}
SORTS = {
    "due": "due_on",
    "number": "pk",
    "arrived": "arrived_at",
    "received": "received_on",
    "closed": "closed_on",
    "used": "used_days",
    "unit": "unit__sort",
    "handler": "handler__name",
}


@dataclass(frozen=True)
class Viewer:
    """Who looks at the register, on which day, by which calendar."""

    user: User
    today: date
    calendar: WorkingCalendar

    @property
    def cases(self) -> QuerySet[Case]:
        """Return every request the viewer may see."""
        return Case.objects.visible_to(self.user, self.today).filter(procedure=KEY)

    @property
    def officer_of(self) -> list[int]:
        """Return the units whose requests the viewer handles."""
        held = self.user.posts.on(self.today).filter(role=Role.OFFICER)  # type: ignore[attr-defined]
        return list(held.values_list("unit", flat=True))


Wanted = Mapping[str, Any]


def narrowed(found: QuerySet[Case], wanted: Wanted, viewer: Viewer) -> QuerySet[Case]:
    """Keep of ``found`` what fits every condition that says something."""
    for name, value in wanted.items():
        if value not in (None, "", False):
            found = found.filter(_CONDITIONS[name](value, viewer))
    return found


def light_condition(light: str, viewer: Viewer) -> Q:
    """Return the open cases that show a light today (亮灯, D9)."""
    today, calendar = viewer.today, viewer.calendar
    # A rest day after the second working day has no more working days before it: the bounds are the days after.
    third, sixth = (calendar.add_working_days(today, days).day for days in (3, 6))
    within = {
        "overdue": Q(due_on__lt=today),
        "red": Q(due_on=today),
        "orange": Q(due_on__gt=today, due_on__lt=third),
        "yellow": Q(due_on__gte=third, due_on__lt=sixth),
        "green": Q(due_on__gte=sixth),
    }[light]
    return Q(closed_on=None) & within


def named(text: str, viewer: Viewer) -> list[int]:
    """Return the requests of an applicant by her full name, among those the viewer handles (D32)."""
    found = SearchTerms.objects.filter(name_key=terms.name_key(text), case__unit__in=viewer.officer_of)
    return list(found.values_list("pk", flat=True))


def numbered(text: str, today: date) -> list[int]:
    """Return the cases with a number, given whole, without its year, or as 2026-15."""
    return list(
        Case.objects.filter(number__in=DISCLOSURE.numbers_meant(text, today)).values_list("pk", flat=True)
    )


def _asked(text: str, viewer: Viewer) -> Q:
    """Find by number, by the applicant's name, else by parts of the subject."""
    text = text.strip()
    exact = [*numbered(text, viewer.today), *named(text, viewer)]
    if exact:
        return Q(pk__in=exact)
    if len(text) == 1:
        return Q(title__contains=text)
    return Q(terms__pairs__contains=sorted(terms.pairs_of(text)))


def _handled(value: str, viewer: Viewer) -> Q:
    if value == UNCLAIMED:
        return Q(handler=None, closed_on=None)
    return Q(handler=int(value))


def _from(field: str) -> Callable[[date, Viewer], Q]:
    return lambda day, viewer: Q(**{f"{field}__gte": day})


def _to(field: str) -> Callable[[date, Viewer], Q]:
    return lambda day, viewer: Q(**{f"{field}__lte": day})


def _is(field: str) -> Callable[[Any, Viewer], Q]:
    return lambda value, viewer: Q(**{field: value})


def begin_of(day: date) -> datetime:
    """Return the first moment of a day here: compared with it, a time keeps its index."""
    return timezone.make_aware(datetime.combine(day, time.min))


_CONDITIONS: dict[str, Callable[[Any, Viewer], Q]] = {
    "q": _asked,
    "stage": _is("stage"),
    "unit": _is("unit"),
    "channel": _is("channel"),
    "outcome": _is("outcome"),
    "kind": _is("request__applicant_kind"),
    "handler": _handled,
    "light": light_condition,
    "since": lambda day, viewer: Q(arrived_at__gte=begin_of(day)),
    "until": lambda day, viewer: Q(arrived_at__lt=begin_of(day + timedelta(days=1))),
    "received_from": _from("received_on"),
    "received_to": _to("received_on"),
    "due_from": _from("due_on"),
    "due_to": _to("due_on"),
    "closed_from": _from("closed_on"),
    "closed_to": _to("closed_on"),
    "used_from": lambda days, viewer: Q(used_days__gte=int(days)),
    "used_to": lambda days, viewer: Q(used_days__lte=int(days)),
    "unclocked": lambda _, viewer: Q(used_days=None, closed_on__isnull=False),
    "help": lambda _, viewer: Q(request__needs_assistance=True),
    "remedy": lambda _, viewer: Q(pk__in=Remedy.objects.values("request")),
}


def ordered(found: QuerySet[Case], sort: str, stage: str) -> QuerySet[Case]:
    """Order by a column, ``-`` for downwards; else what is due first while open, the newest first otherwise."""
    name = sort.removeprefix("-")
    if name not in SORTS:
        still_open = stage not in ("", "closed", "archived")
        return found.order_by(*(("due_on", "pk") if still_open else ("-arrived_at", "-pk")))
    sign = "-" if sort.startswith("-") else ""
    return found.order_by(f"{sign}{SORTS[name]}", "-pk")
