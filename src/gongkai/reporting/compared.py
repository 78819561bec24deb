"""A figure compared: by year, by unit, by category. Every value is that of the figure, narrowed, never a count of its own."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Sum

from gongkai.disclosure.models import Remedy
from gongkai.law.annual_report import REQUEST_COLUMNS
from gongkai.law.regulation import OUTCOMES, Channel
from gongkai.publishing import columns
from gongkai.publishing.key_areas import KEY_AREAS
from gongkai.publishing.models import Genre, InterpretationKind, Validity
from gongkai.reporting import figures, items_by_year, requests_counted
from gongkai.reporting.figures import REQUEST_SETS, SETS, Figure
from gongkai.reporting.parameters import first_year
from gongkai.reporting.scope import Scope
from gongkai.units.models import Unit, UnitKind


@dataclass(frozen=True)
class Point:
    """One value of a comparison: what it is of, the value (``None``: nobody has given it), what opens its records."""

    label: str
    value: Any
    query: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class Category:
    """A way to divide the records of a set: the field that says, and the names of its values."""

    id: str
    label: str
    field: str
    names: Callable[[], Mapping[str, str]]


def _choices(choices: Iterable[tuple[Any, Any]]) -> Callable[[], Mapping[str, str]]:
    return lambda: {str(value): str(label) for value, label in choices}


_GENRE = Category("genre", "体裁", "genre", _choices(Genre.choices))
_COLUMN = Category("column", "栏目", "column__code", columns.labels)
_KIND_OF_UNIT = Category("kind", "单位类别", "unit__kind", _choices(UnitKind.choices))
_APPLICANT = Category(
    "applicant",
    "申请人",
    "request__applicant_kind",
    lambda: {column.id: column.label for column in REQUEST_COLUMNS},
)
_CHANNEL = Category(
    "channel", "渠道", "channel", lambda: {channel.value: channel.label for channel in Channel}
)
_OUTCOME = Category(
    "outcome", "办理结果", "counted_outcome", lambda: {each.id: each.label for each in OUTCOMES.values()}
)
_PUBLISHED = (
    _GENRE,
    _COLUMN,
    Category(
        "key_area",
        "重点领域",
        "key_area",
        lambda: {name: name for name in KEY_AREAS.values()},
    ),
    Category("interpretation", "解读类别", "interpretation_kind", _choices(InterpretationKind.choices)),
    _KIND_OF_UNIT,
)
CATEGORIES: dict[str, tuple[Category, ...]] = {
    "published": _PUBLISHED,
    "site": _PUBLISHED,
    "documents": (
        Category("validity", "有效性", "validity", _choices(Validity.choices)),
        _KIND_OF_UNIT,
    ),
    "result_total": (_OUTCOME, _APPLICANT, _CHANNEL, _KIND_OF_UNIT),
    **dict.fromkeys(("new", "carried_in", "carried_out", "overdue"), (_APPLICANT, _CHANNEL, _KIND_OF_UNIT)),
    "remedies": (
        Category("remedy", "类别", "kind", _choices(Remedy.Kind.choices)),
        Category("result", "结果", "result", _choices(Remedy.Result.choices)),
    ),
    "units": (Category("unit_kind", "类别", "kind", _choices(UnitKind.choices)),),
    "messages": (_KIND_OF_UNIT,),
}
# Where the unit of a record stands; a request's is the one it was with at the end of the period.
UNIT_OF = {
    "remedies": "case__unit__code",
    "comments": "publication__unit__code",
    "answers": "publication__unit__code",
    "units": "code",
    **dict.fromkeys((*REQUEST_SETS, "overdue"), "unit_then"),
}


def categories(figure: Figure) -> tuple[Category, ...]:
    return CATEGORIES.get(figure.set, ())


def category(figure: Figure, key: str) -> Category | None:
    return next((each for each in categories(figure) if each.id == key), None)


def by_year(figure: Figure, unit: Unit | None, today: date) -> list[Point]:
    """Return a figure year by year, to the one that runs; years before the platform only where they were returned."""
    if figure.id == items_by_year.TOTAL and unit is None:
        ended = [
            Point(f"{each.year}年", each.value, _of_year(each), each.source)
            for each in items_by_year.published_by_year(today)
        ]
    else:
        years = range(first_year(today), today.year)
        ended = [Point(f"{year}年", figure.value(Scope(year, unit)), {"year": str(year)}) for year in years]
    until = Scope(today.year, unit, today)
    running = Point(f"{today.year}年", figure.value(until), {"until": str(today)}, f"截至{today}，年度未完")
    return [*ended, running]


def _of_year(number: items_by_year.YearNumber) -> dict[str, str]:
    of = {"figure": figures.EARLIER} if number.kind != "counted" else {}
    return {"year": str(number.year), **of}


def by_unit(figure: Figure, scope: Scope, units: Sequence[Unit]) -> list[Point]:
    """Return a figure unit by unit, the largest first; a returned figure a unit did not give is missing."""
    values = unit_values(scope, [figure])[figure.id]
    absent = 0 if figure.kind == "counted" else None
    points = [Point(unit.short_name, values.get(unit.code, absent), {"unit": unit.code}) for unit in units]
    return sorted(points, key=lambda point: (point.value is None, -(point.value or 0)))


def by_category(figure: Figure, scope: Scope, chosen: Category) -> list[Point]:
    """Return a figure by the values of a category that occur, the largest first."""
    names = chosen.names()
    rows = figure.records(scope).order_by().values_list(chosen.field).annotate(n=Count("pk", distinct=True))
    counted = sorted(((str(key or ""), n) for key, n in rows), key=lambda row: -row[1])
    return [Point(names.get(key, key) or "未标明", n, {"by": chosen.id, "is": key}) for key, n in counted]


def narrowed(figure: Figure, records: QuerySet[Any], by: str, value: str) -> tuple[QuerySet[Any], str]:
    """Return the records of a figure that fall in one value of a category, and how the filter reads."""
    chosen = category(figure, by)
    if chosen is None:
        return records, ""
    name = chosen.names().get(value, value) or "未标明"
    return records.filter(**{chosen.field: value}), f"{chosen.label}：{name}"


def unit_values(scope: Scope, members: Iterable[Figure]) -> dict[str, dict[str, Any]]:
    """Return figures by unit code, one statement for each set: a unit without records is left out."""
    by_set: dict[str, list[Figure]] = defaultdict(list)
    for figure in members:
        by_set[figure.set].append(figure)
    found: dict[str, dict[str, Any]] = {}
    for name, wanted in by_set.items():
        found |= {figure.id: {} for figure in wanted}
        count = _request_counts if name in REQUEST_SETS else _sums if name == "returns" else _counts
        for figure_id, unit, value in count(name, scope, wanted):
            if figure_id in found and value:
                found[figure_id][unit] = found[figure_id].get(unit, 0) + value
            elif figure_id in found and name == "returns":
                found[figure_id].setdefault(unit, value)
    return found


Counted = Iterable[tuple[str, str, Any]]


def _counts(name: str, scope: Scope, wanted: Sequence[Figure]) -> Counted:
    rows = SETS[name](scope)
    if name == "overdue":
        rows = requests_counted.with_unit(rows, scope.end)
    counts = {
        f"n{at}": Count("pk", filter=figure.condition(scope) or None) for at, figure in enumerate(wanted)
    }
    for unit, *numbers in rows.order_by().values_list(UNIT_OF.get(name, "unit__code")).annotate(**counts):
        for figure, number in zip(wanted, numbers, strict=True):
            yield figure.id, unit, number


def _sums(name: str, scope: Scope, _wanted: Sequence[Figure]) -> Counted:
    rows = SETS[name](scope).order_by().values_list("figure", "unit__code")
    yield from rows.annotate(Sum("value"))


def _request_counts(name: str, scope: Scope, _wanted: Sequence[Figure]) -> Counted:
    """Group by unit, applicant and outcome, as the whole of Table 3 is counted."""
    rows = requests_counted.with_unit(SETS[name](scope), scope.end).order_by()
    groups = rows.values_list("unit_then", "request__applicant_kind", "counted_outcome").annotate(Count("pk"))
    for unit, kind, outcome, number in groups:
        for cell in figures.request_cells(name, kind, outcome):
            yield cell, unit, number
