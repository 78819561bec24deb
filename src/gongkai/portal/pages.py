"""Every public page: what it shows and how it is rendered. Nothing here decides when.

Lists are numbered from the oldest item: a full page does not change with what comes after it, and the newest
page alone is written at each publication.
"""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from django.contrib.staticfiles import finders
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from gongkai.portal import files
from gongkai.portal.identity import base_url, site_identity
from gongkai.publishing.content import plain_text
from gongkai.publishing.models import Column, Part, Publication, Stage
from gongkai.reporting.pages import public_pages
from gongkai.search.index import Document
from gongkai.units.models import Unit, UnitKind

PER_PAGE = 20
ON_HOME = 8
FEED_LENGTH = 50
HOME_COLUMNS = ("yaowen", "tongzhi", "qtzcwj", "jiedu")
SITEMAP_SIZE = 5000


def public() -> QuerySet[Publication]:
    return Publication.objects.public().select_related("unit", "owner_unit", "column")


@cache
def stylesheet() -> str:
    """Return the address of the style sheet, which changes with its content."""
    import hashlib
    from pathlib import Path

    content = Path(str(finders.find("portal/portal.css"))).read_bytes()
    name = f"assets/portal-{hashlib.sha256(content).hexdigest()[:12]}.css"
    files.write(name, content)
    return f"/{name}"


def render(template: str, context: dict[str, Any], request: HttpRequest | None = None) -> bytes:
    """Return a page in the site's frame; ``request`` for pages that answer one."""
    frame = {"site": site_identity(), "base_url": base_url(), "stylesheet": stylesheet(), "parts": _parts()}
    return render_to_string(f"portal/{template}", {**frame, **context}, request).encode()


@cache
def _parts() -> tuple[tuple[str, str], ...]:
    return tuple(
        (f"/column/{part.value}/" if part is not Part.APPLY else "/apply/", part.label)
        for part in Part
        if part is not Part.OTHER
    )


def item_path(publication: Publication) -> str:
    return publication.public_url.lstrip("/")


def write_item(publication: Publication) -> None:
    """Render an item, or the tombstone of one withdrawn (title, index number, reason, digest remain)."""
    if publication.stage == Stage.WITHDRAWN:
        files.write(item_path(publication), render("tombstone.html", {"item": publication}))
        return
    related = [publication.interprets] if publication.interprets_id else []
    attached_files = publication.files.all()
    context = {
        "item": publication,
        "files": attached_files,
        "documents": [document for document in related if document and document.stage == Stage.PUBLISHED],
        "interpretations": [
            each for each in publication.interpretations.all() if each.stage == Stage.PUBLISHED
        ],
    }
    files.write(item_path(publication), render("item.html", context))
    for attached in attached_files:
        with attached.file.open("rb") as content:
            files.write(f"files/{publication.slug}/{attached.name}", content.read())


def remove_files(publication: Publication) -> None:
    """Take the files of a withdrawn item from the public site."""
    for attached in publication.files.all():
        files.remove(f"files/{publication.slug}/{attached.name}")


@dataclass(frozen=True)
class Listing:
    """A list of items at an address, in pages numbered from the oldest."""

    folder: str
    items: QuerySet[Publication]
    template: str
    context: dict[str, Any]

    def write(self, since: Publication | None = None) -> None:
        """Write the newest page and the full ones that hold ``since`` or anything published after it, or all.

        ``since`` is the earliest publication among what has changed: every place in the list before it stands.
        """
        standing = self._places_before(since) // PER_PAGE if since else 0
        total = self.items.count()
        full = total // PER_PAGE
        first = max(1, min(standing + 1, full))
        rows = self.items.order_by("published_at", "id").defer("body")[(first - 1) * PER_PAGE :].iterator()
        last_full: list[Publication] = []
        for number in range(first, full + 1):
            last_full = list(islice(rows, PER_PAGE))
            if number > standing:
                self._page(f"p{number}", last_full, older=number - 1, total=total)
        # The newest page shows the last full page too, so that it is never nearly empty.
        self._page("index", [*last_full, *rows], older=full - 1, total=total)
        self._remove_pages_after(full)

    def _places_before(self, item: Publication) -> int:
        earlier = Q(published_at__lt=item.published_at) | Q(published_at=item.published_at, id__lt=item.pk)
        return self.items.filter(earlier).count()

    def _remove_pages_after(self, full: int) -> None:
        """Take away pages that a withdrawal left unfilled: what they held stands on the newest page."""
        number = full + 1
        while (files.root() / self.folder / f"p{number}.html").exists():
            for suffix in ("html", "json", "csv"):
                files.remove(f"{self.folder}/p{number}.{suffix}")
            number += 1

    def _page(self, name: str, rows: list[Publication], older: int, total: int) -> None:
        rows = rows[::-1]
        context = {
            **self.context,
            "rows": rows,
            "older": max(0, older),
            "newest": name == "index",
            "total": total,
            "name": name,
        }
        files.write(f"{self.folder}/{name}.html", render(self.template, context))
        data = [open_data(row) for row in rows]
        text = json.dumps(
            {"older": f"p{older}.json" if older > 0 else None, "items": data}, ensure_ascii=False
        )
        files.write(f"{self.folder}/{name}.json", text.encode())
        files.write(f"{self.folder}/{name}.csv", _csv(data))


def open_data(publication: Publication) -> dict[str, Any]:
    """Return an item as open data."""
    published_at = timezone.localtime(publication.published_at) if publication.published_at else None
    return {
        "index_no": publication.index_no,
        "title": publication.title,
        "summary": publication.summary,
        "doc_number": publication.doc_number,
        "created_on": publication.created_on.isoformat(),
        "published_at": published_at.isoformat(timespec="minutes") if published_at else None,
        "unit": publication.unit.name,
        "column": publication.column.title,
        "genre": publication.get_genre_display(),
        "url": f"{base_url()}{publication.public_url}",
        "content_sha256": publication.content_sha256,
    }


def _csv(rows: list[dict[str, Any]]) -> bytes:
    target = io.StringIO()
    names = [
        "index_no",
        "title",
        "summary",
        "doc_number",
        "created_on",
        "published_at",
        "unit",
        "column",
        "genre",
        "url",
        "content_sha256",
    ]
    writer = csv.writer(target)
    writer.writerow(names)
    for row in rows:
        cells = [str(row[name] or "") for name in names]
        writer.writerow([f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell for cell in cells])
    return ("\ufeff" + target.getvalue()).encode()


def column_listing(column: Column) -> Listing:
    """Return the list of a column; one that only holds others lists what they hold."""
    children = Column.objects.child_of(column).order_by("sort")
    below = [column.pk, *Column.objects.descendant_of(column).values_list("pk", flat=True)]
    crumbs = [each for each in Column.objects.ancestor_of(column).order_by("depth") if each.code != "site"]
    context = {
        "column": column,
        "children": children,
        "crumbs": crumbs,
        "units": Unit.objects.all() if column.part == Part.GUIDE else (),
    }
    return Listing(f"column/{column.code}", public().filter(column__in=below), "column.html", context)


def unit_listing(unit: Unit) -> Listing:
    """Return the page of a unit: the facts its guide must state (art. 12) and its catalogue."""
    return Listing(f"unit/{unit.code}", public().filter(unit=unit), "unit.html", {"unit": unit})


def write_home(statistics: dict[str, Any]) -> None:
    blocks = [
        (column, list(column_listing(column).items.order_by("-published_at", "-id")[:ON_HOME]))
        for column in Column.objects.filter(code__in=HOME_COLUMNS).order_by("sort")
    ]
    reports = public().filter(column__code="annual").order_by("-published_at")[:5]
    files.write(
        "index.html",
        render(
            "home.html",
            {"blocks": blocks, "reports": reports, "units": Unit.objects.all(), "statistics": statistics},
        ),
    )


def write_units() -> None:
    groups = [(UnitKind(kind).label, list(Unit.objects.filter(kind=kind))) for kind in UnitKind]
    files.write("unit/index.html", render("units.html", {"groups": groups}))


def write_feed() -> None:
    rows = public().order_by("-published_at", "-id")[:FEED_LENGTH]
    files.write("feed.xml", render("feed.xml", {"rows": rows, "now": timezone.now()}))


def write_sitemap(all_parts: bool = False) -> None:
    """Write the site map in parts of 5,000 addresses; full parts are left alone."""
    addresses = Publication.objects.public().order_by("published_at", "id")
    total = addresses.count()
    parts = -(-total // SITEMAP_SIZE)
    for number in range(1 if all_parts else max(1, parts), parts + 1):
        rows = addresses[(number - 1) * SITEMAP_SIZE : number * SITEMAP_SIZE].values_list(
            "index_no", "published_at"
        )
        lines = [
            f"<url><loc>{base_url()}/item/{str(index_no).replace('/', '-')}.html</loc><lastmod>{published_at:%Y-%m-%d}</lastmod></url>"
            for index_no, published_at in rows
        ]
        files.write(f"sitemap-{number}.xml", _xml("urlset", lines))
    files.write(
        "sitemap.xml",
        _xml(
            "sitemapindex",
            [
                f"<sitemap><loc>{base_url()}/sitemap-{number}.xml</loc></sitemap>"
                for number in range(1, parts + 1)
            ],
        ),
    )
    files.write(
        "robots.txt", f"User-agent: *\nDisallow: /workbench/\nSitemap: {base_url()}/sitemap.xml\n".encode()
    )


def _xml(root: str, lines: Iterable[str]) -> bytes:
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{namespace}">\n{chr(10).join(lines)}\n</{root}>\n'.encode()


def summed_up() -> dict[str, Any]:
    """Count what is public: in all, per unit, per column and per month of publication."""
    rows = Publication.objects.public()
    by_unit = rows.values("unit__name", "unit__code").annotate(n=Count("pk")).order_by("-n")
    by_column = rows.values("column__title", "column__code").annotate(n=Count("pk")).order_by("-n")
    by_month = (
        rows.values("published_at__year", "published_at__month")
        .annotate(n=Count("pk"))
        .order_by("published_at__year", "published_at__month")
    )
    return {
        "total": sum(row["n"] for row in by_unit),
        "by_unit": [(row["unit__name"], f"/unit/{row['unit__code']}/", row["n"]) for row in by_unit],
        "by_column": [
            (row["column__title"], f"/column/{row['column__code']}/", row["n"]) for row in by_column
        ],
        "by_month": [
            (f"{row['published_at__year']}年{row['published_at__month']}月", row["n"]) for row in by_month
        ][-24:],
    }


def write_statistics(statistics: dict[str, Any]) -> None:
    tables = [
        ("最近有公开信息的十二个月", [(name, "", n) for name, n in statistics["by_month"][-12:]]),
        ("按单位", statistics["by_unit"]),
        ("按栏目", statistics["by_column"]),
    ]
    context = {
        "total": statistics["total"],
        "tables": [(title, rows, max((n for *_, n in rows), default=1)) for title, rows in tables],
        "comparisons": list(public_pages()),
    }
    files.write("statistics/index.html", render("statistics.html", context))


def write_comparisons() -> None:
    """Write the reports counted from records beside those that were published (对照)."""
    for page in public_pages():
        files.write(page.path, render("comparison.html", {"title": page.title, "content": page.html()}))


def write_standing_pages() -> None:
    """Write the pages no act touches: how to verify, the guide to the site, the page for a wrong address."""
    files.write("ledger/index.html", render("ledger.html", {}))
    files.write("404.html", render("404.html", {}))


def document(publication: Publication) -> Document:
    """Return what is searched of an item."""
    moment = publication.published_at or publication.stage_at
    return Document(
        id=str(publication.pk),
        url=publication.public_url,
        title=publication.title,
        body=f"{publication.summary} {' '.join(plain_text(publication.body).split())}",
        published_on=timezone.localtime(moment).date(),
        unit=publication.unit.code,
        unit_name=publication.unit.name,
        column=publication.column.code,
        column_name=publication.column.title,
        doc_number=publication.doc_number,
        index_no=publication.index_no or "",
    )
