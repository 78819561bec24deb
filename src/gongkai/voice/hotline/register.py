"""What the register of tickets (工单登记簿) can be narrowed by: list, board, statistics and export count with the same conditions."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from gongkai.cases.models import Case
from gongkai.law.calendar import WorkingCalendar
from gongkai.search.terms import pairs_of
from gongkai.units.models import DISTRICT_WIDE, Role, User
from gongkai.units.posts import unit_ids_visible_to
from gongkai.voice.hotline import callers, statistics
from gongkai.voice.hotline.models import JointHandling
from gongkai.voice.hotline.procedure import DONE, HOTLINE, KEY, TERMINATED

PHONE = re.compile(r"[+\d][\d\s-]{6,}")
LIGHTS = (("overdue", "已逾期"), ("today", "今日到期"), ("soon", "2个工作日内到期"))
UNSORTED = "未分类"
ANSWERED_STAGES = tuple(stage.id for stage in HOTLINE.stages if stage.answered)
STANDS = (("done", "办结"), ("open", "在办"), ("terminated", "终止"))
PARTS = {"part": "的分子", "whole": "的分母"}
SORTS = {
    "due": "due_on",
    "number": "pk",
    "received": "received_on",
    "closed": "closed_on",
    "unit": "unit__sort",
}


@dataclass(frozen=True)
class Viewer:
    """Who looks, on which day, by which calendar."""

    user: User
    today: date
    calendar: WorkingCalendar

    @property
    def is_centre(self) -> bool:
        return self.user.posts.on(self.today).filter(role=Role.COMPETENT).exists()

    @property
    def tickets(self) -> QuerySet[Case]:
        """Return the tickets the viewer may see: those of her units, those her units help with, or all."""
        found = Case.objects.filter(procedure=KEY)
        if self.user.posts.on(self.today).filter(role__in=DISTRICT_WIDE).exists():
            return found
        units = unit_ids_visible_to(self.user, self.today)
        helping = JointHandling.objects.filter(unit__in=units).values("case")
        return found.filter(Q(unit__in=units) | Q(pk__in=helping))


Wanted = Mapping[str, Any]


def narrowed(found: QuerySet[Case], wanted: Wanted, viewer: Viewer) -> QuerySet[Case]:
    """Keep of ``found`` what fits every condition that says something."""
    for name, value in wanted.items():
        if value not in (None, "", False):
            found = found.filter(_CONDITIONS[name](value, viewer))
    return found


def light_condition(light: str, viewer: Viewer) -> Q:
    """Return the unanswered tickets whose limit has passed, ends today, or ends within two working days."""
    third = viewer.calendar.add_working_days(viewer.today, 3).day
    within = {
        "overdue": Q(due_on__lt=viewer.today),
        "today": Q(due_on=viewer.today),
        "soon": Q(due_on__gt=viewer.today, due_on__lt=third),
    }[light]
    return Q(closed_on=None) & ~Q(stage__in=ANSWERED_STAGES) & within


def _asked(text: str, viewer: Viewer) -> Q:
    """Find by number, by the city's number, by a whole telephone number, else by parts of the subject.

    A caller who asked for secrecy is found by the centre alone.
    """
    text = text.strip()
    exact = [*numbered(text, viewer.today), *_by_city_number(text)]
    if exact:
        return Q(pk__in=exact)
    key = callers.phone_key(text) if PHONE.fullmatch(text) else ""
    if key:
        open_callers = Q() if viewer.is_centre else Q(ticket__is_confidential=False)
        return Q(ticket__caller_key=key) & open_callers
    if len(text) == 1:
        return Q(title__contains=text)
    return Q(ticket_terms__pairs__contains=sorted(pairs_of(text)))


def numbered(text: str, today: date) -> list[int]:
    """Return the cases with a number, given whole, without its year, or as 2026-15."""
    return list(
        Case.objects.filter(number__in=HOTLINE.numbers_meant(text, today)).values_list("pk", flat=True)
    )


def _by_city_number(text: str) -> list[int]:
    return list(Case.objects.filter(ticket__city_number=text).values_list("pk", flat=True))


def _stands(value: str, viewer: Viewer) -> Q:
    return {"done": Q(outcome__in=DONE), "open": Q(closed_on=None), "terminated": Q(outcome__in=TERMINATED)}[
        value
    ]


@dataclass(frozen=True)
class Measured:
    """The numerator or denominator of a measure as of a day: which tickets, and how that is said."""

    condition: Q
    said: str


def measured(value: str) -> Measured:
    """Return what ``returned.part.2019-12-31`` asks for; nothing is found by what is no such thing."""
    name, _, rest = value.partition(".")
    part, _, until = rest.partition(".")
    try:
        measure = statistics.measures(date.fromisoformat(until))[name]
    except (KeyError, ValueError, OverflowError):
        return Measured(Q(pk=None), value)
    said = f"{measure.label}{PARTS.get(part, '')}，截至{until}"
    return Measured(
        measure.whole if part == "whole" else measure.part,
        said if name in statistics.RATES else f"{measure.label}，截至{until}",
    )


def _late(_: Any, viewer: Viewer) -> Q:
    return Q(ticket__was_late=True) | light_condition("overdue", viewer)


def _of_field(value: str, viewer: Viewer) -> Q:
    return Q(ticket__matter=None) if value == UNSORTED else Q(ticket__matter__field=value)


def _is(field: str) -> Callable[[Any, Viewer], Q]:
    return lambda value, viewer: Q(**{field: value})


_CONDITIONS: dict[str, Callable[[Any, Viewer], Q]] = {
    "q": _asked,
    "stage": _is("stage"),
    "unit": _is("unit"),
    "channel": _is("channel"),
    "kind": _is("ticket__kind"),
    "origin": _is("ticket__origin"),
    "town": _is("ticket__town"),
    "field": _of_field,
    "satisfaction": _is("ticket__satisfaction"),
    "result": _is("ticket__result"),
    "urged": _is("ticket__urged"),
    "light": light_condition,
    "stands": _stands,
    "measure": lambda value, _: measured(value).condition,
    "since": lambda day, viewer: Q(received_on__gte=day),
    "until": lambda day, viewer: Q(received_on__lte=day),
    "closed_from": lambda day, viewer: Q(closed_on__gte=day),
    "closed_to": lambda day, viewer: Q(closed_on__lte=day),
    "late": _late,
    "unsigned": lambda _, viewer: Q(stage="dispatched", ticket__sign_by__lt=timezone.now()),
    "supervised": lambda _, viewer: Q(ticket__supervised_at__isnull=False),
    "returned": lambda _, viewer: Q(ticket__returns__gt=0),
    "urgent": lambda _, viewer: Q(ticket__is_urgent=True),
    "joint_late": lambda _, viewer: Q(
        pk__in=JointHandling.objects.filter(replied_at=None, due_on__lt=viewer.today).values("case")
    ),
}


def ordered(found: QuerySet[Case], sort: str, stage: str) -> QuerySet[Case]:
    """Order by a column, ``-`` for downwards; else what is due first in an open stage, the newest first otherwise."""
    name = sort.removeprefix("-")
    if name in SORTS:
        return found.order_by(f"{'-' if sort.startswith('-') else ''}{SORTS[name]}", "-pk")
    if stage not in ("", "closed"):
        return found.order_by("due_on", "pk")
    return found.order_by("-arrived_at", "-pk")
