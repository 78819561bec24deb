"""Every list of public items: what is in it, at which address, and what its pages show beside the items."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from gongkai.portal.pages import annual, feeds
from gongkai.publishing import duties, standards
from gongkai.publishing.key_areas import CODES, KEY_AREAS
from gongkai.publishing.models import Column, Genre, Part, Publication, StandardField, StandardItem, Validity
from gongkai.units.models import Unit

POLICIES = "P01"
FORMER = (Validity.REPEALED, Validity.EXPIRED)


def public() -> QuerySet[Publication]:
    return Publication.objects.public().select_related("unit", "owner_unit", "column")


@dataclass(frozen=True)
class Listing:
    """A list of items at an address. ``paging`` writes its pages."""

    folder: str
    items: QuerySet[Publication]
    template: str
    context: Callable[[], dict[str, Any]]
    # What else is written with the list.
    beside: Callable[[], None] = lambda: None
    has_feed: bool = False


def column_listing(column: Column) -> Listing:
    """Return the list of a column; one that only holds others lists what they hold.

    Under 履职依据 the documents no longer in force stand in a list of their own (废止和失效, D41).
    """
    items = public().filter(column__in=_with_below(column))
    if is_policy(column):
        items = items.exclude(validity__in=FORMER)
    return Listing(
        f"column/{column.code}", items, "column.html", lambda: _column_context(column) | _reports(column, items),
        beside=partial(feeds.write_feed, f"column/{column.code}", column.title, items), has_feed=True,
    )  # fmt: skip


def _reports(column: Column, items: QuerySet[Publication]) -> dict[str, Any]:
    """Under 政府信息公开年报 the reports stand by year and unit as well (D83)."""
    return {"reports": annual.by_year(items)} if column.code == annual.COLUMN else {}


def former_listing(column: Column) -> Listing:
    """Return the documents of a column that were repealed or have expired."""
    items = public().filter(column__in=_with_below(column), validity__in=FORMER)
    return Listing(
        f"column/{column.code}/former",
        items,
        "column.html",
        lambda: _column_context(column) | {"former": True},
    )


def is_policy(column: Column) -> bool:
    """Tell whether a column holds documents with a validity: 履职依据 and those below it."""
    if column.code == POLICIES:
        return True
    parent = column.get_parent()
    return parent is not None and parent.slug == POLICIES.lower()


def policy_columns() -> list[int]:
    """Return the columns of 履职依据, all of them."""
    top = Column.objects.filter(code=POLICIES).first()
    return _with_below(top) if top else []


def _with_below(column: Column) -> list[int]:
    return [column.pk, *Column.objects.descendant_of(column).values_list("pk", flat=True)]


def _column_context(column: Column) -> dict[str, Any]:
    return {
        "column": column,
        "children": Column.objects.child_of(column).order_by("sort"),
        "crumbs": [
            each for each in Column.objects.ancestor_of(column).order_by("depth") if each.code != "site"
        ],
        "units": Unit.objects.all() if column.part == Part.GUIDE else (),
        "has_former": is_policy(column),
    }


def unit_listing(unit: Unit) -> Listing:
    """Return the page of a unit: its five parts (国办公开办函〔2019〕61号), the facts of its guide and its catalogue."""
    items = public().filter(unit=unit)
    return Listing(
        f"unit/{unit.code}", items, "unit.html", lambda: _unit_context(unit),
        beside=partial(feeds.write_feed, f"unit/{unit.code}", unit.name, items), has_feed=True,
    )  # fmt: skip


def unit_column_listing(unit: Unit, column: Column) -> Listing:
    """Return what a unit publishes in a column and below it (D48)."""
    items = public().filter(unit=unit, column__in=_with_below(column))
    return Listing(
        f"unit/{unit.code}/{column.code}",
        items,
        "unit_column.html",
        lambda: _unit_context(unit) | {"column": column},
    )


def _unit_context(unit: Unit) -> dict[str, Any]:
    counted = (
        Publication.objects.public().filter(unit=unit).values("column").annotate(n=Count("pk")).order_by()
    )
    numbers = {row["column"]: row["n"] for row in counted}
    due = set(unit.duties.filter(until=None).values_list("column", flat=True))
    columns = list(Column.objects.filter(takes_items=True).order_by("sort"))
    # A column's list holds what stands below it too.
    held = {
        column.pk: sum(numbers.get(each.pk, 0) for each in columns if each.path.startswith(column.path))
        for column in columns
    }
    tree = [(column, held[column.pk]) for column in columns if held[column.pk] or column.pk in due]
    guide = (
        Publication.objects.public()
        .filter(unit=unit, column__code=duties.GUIDE)
        .order_by("-published_at")
        .first()
    )
    return {
        "unit": unit,
        "guide": guide,
        "statutory": [pair for pair in tree if pair[0].part == Part.STATUTORY],
        "annual": [pair for pair in tree if pair[0].part == Part.ANNUAL],
        "rules": [pair for pair in tree if pair[0].part == Part.RULES],
        "beside": [pair for pair in tree if pair[0].part == Part.OTHER],
    }


def policy_listing(facet: str = "") -> Listing:
    """Return the policy library (政策文件库), whole or by validity, year or unit: ``in_force``, ``year-2019``, ``unit-czj``."""
    column = Column.objects.get(code=POLICIES)
    items = public().filter(column__in=_with_below(column))
    kind, _, value = facet.partition("-")
    if kind == "year":
        items = items.filter(created_on__year=int(value))
    elif kind == "unit":
        items = items.filter(unit__code=value)
    elif kind:
        items = items.filter(validity=kind)
    folder = f"policy/{facet}" if facet else "policy"
    return Listing(folder, items, "policy.html", lambda: _policy_context(column, facet))


def _policy_context(column: Column, facet: str) -> dict[str, Any]:
    rows = Publication.objects.public().filter(column__in=_with_below(column)).order_by()
    by_validity = {row["validity"]: row["n"] for row in rows.values("validity").annotate(n=Count("pk"))}
    by_year = rows.values("created_on__year").annotate(n=Count("pk")).order_by("-created_on__year")
    by_unit = (
        rows.values("unit__code", "unit__short_name").annotate(n=Count("pk")).order_by("-n", "unit__code")
    )
    groups = [
        ("有效性", [(each.value, each.label, by_validity[each.value]) for each in Validity if each.value in by_validity]),
        ("成文年份", [(f"year-{row['created_on__year']}", f"{row['created_on__year']}年", row["n"]) for row in by_year]),
        ("发布机构", [(f"unit-{row['unit__code']}", row["unit__short_name"], row["n"]) for row in by_unit]),
    ]  # fmt: skip
    chosen = next((label for _, entries in groups for key, label, _ in entries if key == facet), "")
    return {
        "groups": groups,
        "facet": facet,
        "chosen": chosen,
        "column": column,
        "facets": _policy_choices(rows),
    }


def _policy_choices(
    rows: QuerySet[Publication],
) -> list[tuple[str, str, str, str, list[tuple[str, str, int, str]]]]:
    """Return what the form of the library offers, as the search does: name, heading, and values with label and count."""
    labels = {"genre": dict(Genre.choices), "validity": dict(Validity.choices)}
    fields = {
        "validity": ("有效性", "validity"),
        "year": ("公开年份", "published_at__year"),
        "unit": ("单位", "unit__code"),
        "genre": ("体裁", "genre"),
        "key_area": ("主题（重点领域）", "key_area"),
    }
    units = dict(Unit.objects.values_list("code", "short_name"))
    found = []
    for name, (heading, field) in fields.items():
        counted = rows.values_list(field).annotate(n=Count("pk")).order_by("-n", field)
        known = units if name == "unit" else labels.get(name, {})
        values = [(str(value), str(known.get(value, value)), n, "") for value, n in counted if value]
        found.append((name, heading, "", "", sorted(values, reverse=True) if name == "year" else values))
    return found


def topic_listing(code: str) -> Listing:
    """Return what is published of a key area (重点领域)."""
    label = KEY_AREAS[code]
    items = public().filter(key_area=label)
    return Listing(f"topic/{code}", items, "topic.html", lambda: {"area": label, "areas": KEY_AREAS.items()})


def standard_listing(field: str, code: str = "") -> Listing:
    """Return what is published of a field of the standard catalogue (基层政务公开标准目录), or of one of its matters."""
    area = StandardField.objects.get(code=field)
    items = public().filter(standard__field=area)
    if code:
        items = items.filter(standard__code=code)
    folder = f"standard/{field}/{code}" if code else f"standard/{field}"
    return Listing(folder, items, "standard.html", lambda: _standard_context(area, code))


def _standard_context(area: StandardField, code: str) -> dict[str, Any]:
    covered = standards.coverage(Unit.objects.all(), list(standards.current().filter(field=area)))
    chosen = next((each.item for each in covered if each.item.code == code), None)
    if code and chosen is None:  # a matter no longer in the catalogue
        chosen = area.standard_items.filter(code=code).last()
    return {"area": area, "covered": covered, "chosen": chosen}


def month_listing(month: str) -> Listing:
    """Return what was published in a month (``2019-06``): where the numbers of the statistics open."""
    year, number = (int(part) for part in month.split("-"))
    first = datetime(year, number, 1, tzinfo=timezone.get_current_timezone())
    after = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=timezone.get_current_timezone())
    items = public().filter(published_at__gte=first, published_at__lt=after)
    return Listing(
        f"archive/{month}",
        items,
        "archive.html",
        lambda: {"year": year, "month": number},
        beside=partial(feeds.write_month, month, items),
    )


_ADDRESS = re.compile(
    r"(?:column/(?P<column>\w+)(?P<former>/former)?|unit/(?P<unit>\w+)(?:/(?P<below>\w+))?"
    r"|standard/(?P<field>\w+)(?:/(?P<matter>[\w-]+))?|policy(?:/(?P<facet>[\w-]+))?|archive/(?P<month>\d{4}-\d{2})|topic/(?P<topic>\w+))"
)


def listing_at(folder: str) -> Listing:
    """Return the list whose pages stand in ``folder``.

    Raises:
        LookupError: no such list.
    """
    match = _ADDRESS.fullmatch(folder)
    if match is None:
        raise LookupError(folder)
    if match["column"]:
        column = Column.objects.get(code=match["column"])
        return former_listing(column) if match["former"] else column_listing(column)
    if match["unit"]:
        unit = Unit.objects.get(code=match["unit"])
        return (
            unit_column_listing(unit, Column.objects.get(code=match["below"]))
            if match["below"]
            else unit_listing(unit)
        )
    if match["field"]:
        return standard_listing(match["field"], match["matter"] or "")
    if match["topic"]:
        return topic_listing(match["topic"])
    return month_listing(match["month"]) if match["month"] else policy_listing(match["facet"] or "")


class Folders:
    """Tells the lists an item stands in. Knows the tree of columns, read once."""

    def __init__(self) -> None:
        # Values, not columns: a page of Wagtail takes long to make, and this is read at every act.
        columns = list(Column.objects.values_list("pk", "code", "path", "takes_items"))
        code_at = {path: code for _, code, path, _ in columns}
        # Those of a unit's columns have lists of their own, with what stands below them.
        self.listed = {code for _, code, _, takes_items in columns if takes_items}
        step = Column.steplen
        self.standards = {
            pk: (field, code)
            for pk, field, code in StandardItem.objects.values_list("pk", "field__code", "code")
        }
        self.units = dict(Unit.objects.values_list("pk", "code"))
        self.lines = {
            pk: [
                code
                for end in range(step, len(path) + 1, step)
                if (code := code_at.get(path[:end])) is not None and code != "site"
            ]
            for pk, _, path, _ in columns
        }

    def of(
        self,
        *,
        unit: int,
        column: int,
        published_on: date,
        created_on: date,
        key_area: str,
        standard: int | None,
        validity: str,
    ) -> list[str]:
        """Return the folders of all lists that hold an item with these properties."""
        line, code = self.lines[column], self.units[unit]
        basis = line[line.index(POLICIES) :] if POLICIES in line else []
        former = basis if validity in FORMER else []
        found = [f"column/{each}" for each in line if each not in former]
        found += [f"column/{each}/former" for each in former]
        found += [f"unit/{code}", f"archive/{published_on:%Y-%m}"]
        found += [f"unit/{code}/{each}" for each in line if each in self.listed]
        if standard is not None:
            field, matter = self.standards[standard]
            found += [f"standard/{field}", f"standard/{field}/{matter}"]
        if key_area in CODES:
            found.append(f"topic/{CODES[key_area]}")
        if basis:
            found += ["policy", f"policy/{validity}", f"policy/year-{created_on.year}", f"policy/unit-{code}"]
        return found
