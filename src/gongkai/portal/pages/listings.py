"""Every list of public items: what is in it, at which address, and its pages.

Lists are numbered from the oldest item: a full page does not change with what comes after it, and the newest page
alone is written at each publication.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from gongkai.portal import files
from gongkai.portal.identity import base_url
from gongkai.portal.pages.frame import render
from gongkai.publishing import duties, standards
from gongkai.publishing.key_areas import CODES, KEY_AREAS
from gongkai.publishing.models import Column, Part, Publication, StandardField, StandardItem, Validity
from gongkai.units.models import Unit

PER_PAGE = 20
POLICIES = "P01"
FORMER = (Validity.REPEALED, Validity.EXPIRED)
# What an entry of a list says as open data, with its meaning: the documented schema.
OPEN_DATA = {
    "index_no": "索引号：统一社会信用代码/年份-6位流水号，唯一",
    "title": "名称",
    "summary": "内容概述",
    "doc_number": "文号；没有的为空",
    "created_on": "生成日期，YYYY-MM-DD",
    "published_at": "发布时间，ISO 8601，含时区",
    "updated_at": "最近更新时间；没有修订过的为空",
    "unit": "发布机构全称",
    "column": "分类（栏目）",
    "genre": "体裁",
    "validity": "有效性：有效、已修改、已废止、已失效",
    "url": "永久网址",
    "content_sha256": "内容摘要值（SHA-256），可与公开账本核对",
}


def public() -> QuerySet[Publication]:
    return Publication.objects.public().select_related("unit", "owner_unit", "column")


class Place(NamedTuple):
    """Where an item stands in every list: they go by time of publication."""

    published_at: datetime
    pk: int


@dataclass(frozen=True)
class Listing:
    """A list of items at an address, in pages numbered from the oldest."""

    folder: str
    items: QuerySet[Publication]
    template: str
    context: Callable[[], dict[str, Any]]
    # What else is written with the list.
    beside: Callable[[], None] = lambda: None

    def write(self, since: Place | None = None) -> None:
        """Write the newest page and the full ones that hold ``since`` or anything published after it, or all.

        ``since`` is the earliest among what has changed: every place in the list before it stands.
        """
        standing = self._places_before(since) // PER_PAGE if since else 0
        total = self.items.count()
        full = total // PER_PAGE
        first = max(1, min(standing + 1, full))
        rows = self._rows((first - 1) * PER_PAGE)
        last_full: list[Publication] = []
        shown = self.context()
        for number in range(first, full + 1):
            last_full = list(islice(rows, PER_PAGE))
            if number > standing:
                self._page(f"p{number}", last_full, shown, older=number - 1, total=total)
        # The newest page shows the last full page too, so that it is never nearly empty.
        self._page("index", [*last_full, *rows], shown, older=full - 1, total=total)
        self._remove_pages_after(full)
        self.beside()

    def _rows(self, start: int) -> Iterator[Publication]:
        """Yield the items from a place on, oldest first. Units and columns are few: each is made once, not per row."""
        units = {unit.pk: unit for unit in Unit.objects.only("name", "short_name", "code")}
        columns = {column.pk: column for column in Column.objects.only("title", "code")}
        rows = self.items.select_related(None).order_by("published_at", "id").defer("body")
        for row in rows[start:].iterator():
            row.unit, row.column = units[row.unit_id], columns[row.column_id]
            yield row

    def _places_before(self, item: Place) -> int:
        earlier = Q(published_at__lt=item.published_at) | Q(published_at=item.published_at, id__lt=item.pk)
        return self.items.filter(earlier).count()

    def _remove_pages_after(self, full: int) -> None:
        """Take away pages that a withdrawal left unfilled: what they held stands on the newest page."""
        number = full + 1
        while (files.root() / self.folder / f"p{number}.html").exists():
            for suffix in ("html", "json", "csv"):
                files.remove(f"{self.folder}/p{number}.{suffix}")
            number += 1

    def _page(
        self, name: str, rows: list[Publication], shown: dict[str, Any], *, older: int, total: int
    ) -> None:
        rows = rows[::-1]
        context = {
            **shown,
            "rows": rows,
            "older": max(0, older),
            "newest": name == "index",
            "total": total,
            "name": name,
        }
        data = [open_data(row) for row in rows]
        text = json.dumps(
            {"schema": "/data/schema.json", "older": f"p{older}.json" if older > 0 else None, "items": data},
            ensure_ascii=False,
        )
        files.write(f"{self.folder}/{name}.json", text.encode())
        files.write(f"{self.folder}/{name}.csv", _csv(data))
        files.write(f"{self.folder}/{name}.html", render(self.template, context))


def open_data(publication: Publication) -> dict[str, Any]:
    """Return an item as open data."""
    return {
        "index_no": publication.index_no,
        "title": publication.title,
        "summary": publication.summary,
        "doc_number": publication.doc_number,
        "created_on": publication.created_on.isoformat(),
        "published_at": _moment(publication.published_at),
        "updated_at": _moment(publication.updated_at),
        "unit": publication.unit.name,
        "column": publication.column.title,
        "genre": publication.get_genre_display(),
        "validity": publication.get_validity_display(),
        "url": f"{base_url()}{publication.public_url}",
        "content_sha256": publication.content_sha256,
    }


def _moment(at: Any) -> str | None:
    return timezone.localtime(at).isoformat(timespec="minutes") if at else None


def _csv(rows: list[dict[str, Any]]) -> bytes:
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(OPEN_DATA)
    for row in rows:
        cells = [str(row[name] or "") for name in OPEN_DATA]
        writer.writerow([f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell for cell in cells])
    return ("\ufeff" + target.getvalue()).encode()


def column_listing(column: Column) -> Listing:
    """Return the list of a column; one that only holds others lists what they hold.

    Under 履职依据 the documents no longer in force stand in a list of their own (废止和失效, D41).
    """
    items = public().filter(column__in=_with_below(column))
    if is_policy(column):
        items = items.exclude(validity__in=FORMER)
    return Listing(f"column/{column.code}", items, "column.html", lambda: _column_context(column))


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
    return Listing(f"unit/{unit.code}", public().filter(unit=unit), "unit.html", lambda: _unit_context(unit))


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
    tree = [
        (column, numbers.get(column.pk, 0))
        for column in Column.objects.filter(takes_items=True).order_by("sort")
        if column.pk in numbers or column.pk in due
    ]
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
    return {"groups": groups, "facet": facet, "chosen": chosen, "column": column}


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
        beside=lambda: _write_sitemap(month, items),
    )


def _write_sitemap(month: str, items: QuerySet[Publication]) -> None:
    """Write the part of the site map that names the items published in a month."""
    rows = items.order_by("published_at", "id").values_list("index_no", "published_at", "updated_at")
    entries = [
        (f"/item/{str(index_no).replace('/', '-')}.html", updated_at or published_at)
        for index_no, published_at, updated_at in rows
    ]
    files.write(f"sitemap-{month}.xml", sitemap(entries))


def sitemap(entries: Iterable[tuple[str, datetime | None]]) -> bytes:
    """Return a site map of addresses, each with the day it last changed."""
    lines = [
        f"<url><loc>{base_url()}{path}</loc>{f'<lastmod>{timezone.localtime(at):%Y-%m-%d}</lastmod>' if at else ''}</url>"
        for path, at in entries
    ]
    return xml("urlset", lines)


def xml(root: str, lines: Iterable[str]) -> bytes:
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{namespace}">\n{chr(10).join(lines)}\n</{root}>\n'.encode()


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
        columns = {column.pk: column for column in Column.objects.all()}
        by_path = {column.path: column for column in columns.values()}
        step = Column.steplen
        self.standards = {
            item.pk: (item.field.code, item.code)
            for item in StandardItem.objects.select_related("field").only("code", "field__code")
        }
        self.codes = {column.pk: column.code for column in columns.values()}
        self.units = dict(Unit.objects.values_list("pk", "code"))
        self.lines = {
            column.pk: [
                each.code
                for end in range(step, len(column.path) + 1, step)
                if (each := by_path.get(column.path[:end])) is not None and each.code != "site"
            ]
            for column in columns.values()
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
    ) -> list[str]:
        """Return the folders of all lists that hold an item with these properties, whatever its validity."""
        line, code = self.lines[column], self.units[unit]
        found = [f"column/{each}" for each in line]
        found += [f"unit/{code}", f"unit/{code}/{self.codes[column]}", f"archive/{published_on:%Y-%m}"]
        if standard is not None:
            field, matter = self.standards[standard]
            found += [f"standard/{field}", f"standard/{field}/{matter}"]
        if key_area in CODES:
            found.append(f"topic/{CODES[key_area]}")
        if POLICIES in line:
            found += [f"column/{each}/former" for each in line[line.index(POLICIES) :]]
            found += ["policy", *(f"policy/{each.value}" for each in Validity)]
            found += [f"policy/year-{created_on.year}", f"policy/unit-{code}"]
        return found
