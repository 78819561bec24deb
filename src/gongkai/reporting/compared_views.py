"""比较: a figure by year, by unit and by category as chart and table; what wants an explanation; the earlier years."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from gongkai.cases import csv_text
from gongkai.cases.chart import MISSING, bars, lying_bars
from gongkai.cases.guard import safe_upload
from gongkai.law.refusal import Refusal
from gongkai.reporting import actions, compared, definitions, figures, items_by_year
from gongkai.reporting.annual.compile import shown_value
from gongkai.reporting.compared import Point
from gongkai.reporting.desk import sees_the_district, staff, staff_only
from gongkai.reporting.figures import Figure
from gongkai.reporting.parameters import BEGINNING, first_year
from gongkai.reporting.scope import Scope
from gongkai.units import posts
from gongkai.units.models import Role

WAYS = {"year": "按年度", "unit": "按单位", "category": "按类别"}


@staff_only
def compare_figure(request: HttpRequest, figure_id: str) -> HttpResponse:
    """Show one figure by year, by unit or by category, for the year and unit asked for."""
    try:
        figure = figures.get(figure_id)
    except KeyError as error:
        raise Http404 from error
    user, today = staff(request), timezone.localdate()
    units, whole = posts.units_visible_to(user, today), sees_the_district(request)
    unit = get_object_or_404(units, code=request.GET["unit"]) if request.GET.get("unit") else None
    if unit is None and not whole:
        unit = units.first()
    year = _year(request, today.year)
    scope = Scope(year, unit, today if year == today.year else None)
    way = request.GET.get("by", "year") if request.GET.get("by") in WAYS else "year"
    chosen = compared.category(figure, request.GET.get("category", "")) or next(
        iter(compared.categories(figure)), None
    )
    if way == "year":
        points = compared.by_year(figure, unit, today)
    elif way == "unit":
        points = compared.by_unit(figure, Scope(year, None, scope.until), list(units))
    else:
        points = compared.by_category(figure, scope, chosen) if chosen else []
    kept = {"year": str(year), **({"until": str(today)} if year == today.year else {})}
    kept |= {"unit": unit.code} if unit and way != "unit" else {}
    rows = [_row(figure, point, kept) for point in points]
    if request.GET.get("format") == "csv":
        return _csv(figure, rows, [way, unit.code if unit else "all", str(year)])
    draw = bars if way == "year" else lying_bars
    title = f"{figure.label}（{figure.unit_of_measure}）{WAYS[way]}"
    context = {
        "figure": figure,
        "definition": definitions.definition(figure),
        "way": way,
        "ways": WAYS.items(),
        "year": year,
        "years": range(first_year(today), today.year + 1),
        "unit": unit,
        "units": units,
        "sees_district": whole,
        "categories": compared.categories(figure),
        "category": chosen,
        "title": title,
        "chart": draw(title, [(row["label"].removesuffix("年"), row["url"], row["number"]) for row in rows]),
        "rows": rows,
        "figures": [(label, each) for label, each in definitions.grouped() if each],
        "until": scope.end,
    }
    return render(request, "reporting/compared.html", context)


def _year(request: HttpRequest, latest: int) -> int:
    text = request.GET.get("year", "")
    return int(text) if text.isdecimal() and BEGINNING <= int(text) <= latest else latest - 1


def _row(figure: Figure, point: Point, kept: dict[str, str]) -> dict[str, Any]:
    query = {**kept, **point.query}
    if "year" in point.query:
        query.pop("until", None)
    opened = query.pop("figure", figure.id)
    value = shown_value(figure.id, point.value)
    return {
        "label": point.label,
        "number": None if value is None else float(value) if value % 1 else int(value),
        "shown": MISSING if value is None else str(value),
        "note": point.note,
        "url": f"{reverse('reporting_figure', args=[opened])}?{urlencode(query)}",
    }


def _csv(figure: Figure, rows: Sequence[dict[str, Any]], name: Sequence[str]) -> HttpResponse:
    head = [figure.label, f"数值（{figure.unit_of_measure}）", "说明"]
    values = [
        [row["label"], MISSING if row["number"] is None else row["number"], row["note"]] for row in rows
    ]
    return csv_text.response(f"{figure.id}-{'-'.join(name)}.csv", [head, *values])


@staff_only
def earlier_years(request: HttpRequest) -> HttpResponse:
    """Enter and sign the numbers of the years before the platform; show the series as the public sees it (D85)."""
    today = timezone.localdate()
    actor = posts.actor(staff(request), today)
    office = posts.competent_office(today)
    typed: dict[str, str] = {}
    if request.method == "POST":
        typed = _take(request, actor)
        if not typed:
            return redirect("reporting_earlier")
    entries = items_by_year.returned()
    rows = [
        (year, entries.get(year), typed.get(f"y{year}", ""), typed.get(f"s{year}", ""))
        for year in range(BEGINNING, first_year(today))
    ]
    series = items_by_year.published_by_year(today)
    context = {
        "rows": rows,
        "series": series,
        "chart": bars(
            "历年政府信息公开数", [(str(each.year), f"#y{each.year}", each.value) for each in series]
        ),
        "office": office,
        "may_enter": office is not None and actor.holds(Role.OFFICER, office.code),
        "may_sign": office is not None
        and actor.holds(Role.HEAD, office.code)
        and any(entry.signed_at is None for entry in entries.values()),
    }
    return render(request, "reporting/earlier.html", context)


def _take(request: HttpRequest, actor: posts.Actor) -> dict[str, str]:
    """Enter what was typed or sign what waits, all or nothing; return what was typed when it is refused."""
    at = timezone.now()
    try:
        with transaction.atomic():
            if "sign" in request.POST:
                waiting = [entry for entry in items_by_year.returned().values() if entry.signed_at is None]
                for entry in waiting:
                    actions.sign_return(entry, by=actor, at=at)
                said = f"已签字{len(waiting)}项。"
            else:
                said = f"已填报{_enter(request, actor)}项，等待负责人签字。"
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return {name: str(value) for name, value in request.POST.items()}
    messages.success(request, said)
    return {}


def _enter(request: HttpRequest, actor: posts.Actor) -> int:
    entered, at = 0, timezone.now()
    for year in range(BEGINNING, first_year(timezone.localdate(at))):
        value, source = (request.POST.get(f"{key}{year}", "").strip() for key in ("y", "s"))
        if not value:
            continue
        upload = request.FILES.get(f"f{year}")
        evidence = safe_upload(upload) if upload else None
        items_by_year.enter(year, value, source=source, by=actor, at=at, evidence=evidence)
        entered += 1
    return entered
