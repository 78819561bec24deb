"""The board (看板): open requests by stage, each column with its lights, what is due first on top."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Case as Chosen
from django.db.models import CharField, Count, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.admin.auth import require_admin_access

from gongkai.cases.models import Case
from gongkai.cases.procedure import Stage
from gongkai.disclosure.procedure import DISCLOSURE
from gongkai.disclosure.register import LIGHTS, Viewer, light_condition
from gongkai.disclosure.views.common import viewer_of
from gongkai.law.clock import Light, light_of
from gongkai.units import posts

CARDS = 12
COLUMNS = tuple(stage for stage in DISCLOSURE.stages if stage.id != "closed" and not stage.terminal)
SHOWN = ("number", "title", "due_on", "stage", "unit__short_name", "handler__name", "handler__username")


@dataclass(frozen=True)
class Column:
    """One stage: how many requests, how many of each light, and the cards due first."""

    stage: Stage
    count: int
    lights: list[tuple[str, Light, int]]
    cards: list[tuple[Case, Light]]


@require_admin_access
def board(request: HttpRequest) -> HttpResponse:
    """Show where the open requests stand; each number opens the register."""
    viewer = viewer_of(request)
    units = posts.units_visible_to(viewer.user, viewer.today)
    asked = request.GET.get("unit", "")
    unit = units.filter(pk=asked).first() if asked.isdigit() else None
    found = viewer.cases.filter(closed_on=None)
    if unit is not None:
        found = found.filter(unit=unit)
    context: dict[str, Any] = {
        "columns": _columns(found, viewer),
        "units": units,
        "unit": unit,
    }
    return render(request, "disclosure/board.html", context)


def _columns(found: QuerySet[Case], viewer: Viewer) -> list[Column]:
    light = Chosen(
        *(When(light_condition(name, viewer), then=Value(name)) for name in LIGHTS),
        default=Value(""),
        output_field=CharField(),
    )
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for stage, name, n in found.order_by().values_list("stage", light).annotate(n=Count("pk")):
        counts[stage][name] = n
    return [_column(stage, counts[stage.id], found, viewer) for stage in COLUMNS]


def _column(stage: Stage, counts: dict[str, int], found: QuerySet[Case], viewer: Viewer) -> Column:
    first = found.filter(stage=stage.id).order_by("due_on", "pk").select_related("unit", "handler")
    return Column(
        stage=stage,
        count=sum(counts.values()),
        lights=[(name, light, counts[name]) for name, light in LIGHTS.items() if counts.get(name)],
        cards=[
            (case, light_of(case.due_on, viewer.today, viewer.calendar))
            for case in (first.only(*SHOWN)[:CARDS] if counts else ())
        ],
    )
