"""Pages there is one of: home, units, statistics, site map, feed, and those no act touches."""

import json
from typing import Any

from django.db.models import Case, Count, QuerySet, When
from django.utils import timezone

from gongkai.cases.chart import bars, lying_bars
from gongkai.portal import files
from gongkai.portal.pages.feeds import sitemap, write_feed, xml
from gongkai.portal.pages.frame import render
from gongkai.portal.pages.listings import FORMER, column_listing, policy_columns, public
from gongkai.portal.pages.open_data import OPEN_DATA
from gongkai.portal.pages.warnings import standing
from gongkai.publishing import standards
from gongkai.publishing.columns import label as column_label
from gongkai.publishing.key_areas import KEY_AREAS
from gongkai.publishing.models import Column, Publication, StandardField
from gongkai.reporting.pages import public_pages
from gongkai.units.identity import base_url
from gongkai.units.models import Unit, UnitKind

ON_HOME = 8
HOME_COLUMNS = ("yaowen", "tongzhi", "qtzcwj", "jiedu", "zhengji", "shuju")


def write_home() -> None:
    columns = {column.code: column for column in Column.objects.filter(code__in=HOME_COLUMNS)}
    blocks = [
        (columns[code], _titles(column_listing(columns[code]).items)[:ON_HOME])
        for code in HOME_COLUMNS
        if code in columns
    ]
    latest = _titles(public())[:ON_HOME]
    reports = _titles(public().filter(column__code="annual"))[:5]
    open_calls = _titles(public().filter(comment_until__gte=timezone.localdate())).order_by("comment_until")[
        :5
    ]
    groups = [(UnitKind(kind).label, list(Unit.objects.filter(kind=kind))) for kind in UnitKind]
    context = {
        "blocks": blocks,
        "latest": latest,
        "reports": reports,
        "open_calls": open_calls,
        "groups": groups,
        "total": Publication.objects.public().count(),
        "areas": KEY_AREAS.items(),
        "standard_fields": StandardField.objects.all(),
        "statutory": Column.objects.filter(code__startswith="P").order_by("sort"),
        "signals": standing(timezone.now()),
    }
    files.write("index.html", render("home.html", context))


def _titles(items: QuerySet[Publication]) -> QuerySet[Publication]:
    """Return items with what a line of the home page shows of them, the newest first."""
    shown = items.select_related(None).only("index_no", "title", "published_at", "comment_until")
    return shown.order_by("-published_at", "-id")


def write_units() -> None:
    groups = [(UnitKind(kind).label, list(Unit.objects.filter(kind=kind))) for kind in UnitKind]
    files.write("unit/index.html", render("units.html", {"groups": groups}))


def write_site_feed() -> None:
    write_feed("", "最新公开", public())


def write_sitemap() -> None:
    """Write the index of the site map: a part for the standing pages, and one for each month, written with its list."""
    columns = Column.objects.exclude(code__in=("site", "apply")).values_list("code", flat=True)
    units = Unit.objects.values_list("code", flat=True)
    standing = [
        "/",
        "/apply/",
        "/track/",
        "/calculator/",
        "/guide/",
        "/requests/",
        "/requests/figures/",
        "/policy/",
        "/statistics/",
        "/figures/",
        "/map/",
        "/data/",
        "/ledger/",
        "/unit/",
        "/knowledge/",
    ]
    standing += ["/standard/"] + [
        f"/standard/{code}/" for code in StandardField.objects.values_list("code", flat=True)
    ]
    standing += [f"/topic/{code}/" for code in KEY_AREAS]
    standing += [f"/column/{code}/" for code in columns] + [f"/unit/{code}/" for code in units]
    files.write("sitemap-pages.xml", sitemap((path, None) for path in standing))
    parts = sorted(path.name for path in files.root().glob("sitemap-*.xml"))
    lines = [f"<sitemap><loc>{base_url()}/{name}</loc></sitemap>" for name in parts]
    files.write("sitemap.xml", xml("sitemapindex", lines))
    robots = f"User-agent: *\nDisallow: /workbench/\nSitemap: {base_url()}/sitemap.xml\n"
    files.write("robots.txt", robots.encode())


def summed_up() -> dict[str, Any]:
    """Count what is public: in all, per year, month, unit, column, genre."""
    rows = Publication.objects.public().order_by()
    by_unit = rows.values("unit__name", "unit__code").annotate(n=Count("pk")).order_by("-n")
    # Under 履职依据 what is no longer in force has a list of its own.
    policies = policy_columns()
    former = Case(When(validity__in=FORMER, column__in=policies, then=True), default=False)
    by_column = (
        rows.annotate(former=former)
        .values("column__title", "column__code", "former")
        .annotate(n=Count("pk"))
        .order_by("-n")
    )
    by_month = list(
        rows.values("published_at__year", "published_at__month")
        .annotate(n=Count("pk"))
        .order_by("published_at__year", "published_at__month")
    )
    years: dict[int, int] = {}
    for row in by_month:
        years[row["published_at__year"]] = years.get(row["published_at__year"], 0) + row["n"]
    return {
        "total": sum(years.values()),
        "by_year": [(f"{year}年", f"#m{year}", n) for year, n in years.items()],
        "by_unit": [(row["unit__name"], f"/unit/{row['unit__code']}/", row["n"]) for row in by_unit],
        "by_column": [
            (
                column_label(row["column__code"], row["column__title"])
                + ("（废止和失效）" if row["former"] else ""),
                f"/column/{row['column__code']}/{'former/' if row['former'] else ''}",
                row["n"],
            )
            for row in by_column
        ],
        "by_month": [
            (
                f"{row['published_at__year']}年{row['published_at__month']}月",
                f"/archive/{row['published_at__year']}-{row['published_at__month']:02d}/",
                row["n"],
            )
            for row in by_month
        ],
        "months_of": {
            year: [
                (
                    f"{row['published_at__month']}月",
                    f"/archive/{year}-{row['published_at__month']:02d}/",
                    row["n"],
                )
                for row in by_month
                if row["published_at__year"] == year
            ]
            for year in sorted(years, reverse=True)
        },
    }


def write_statistics(statistics: dict[str, Any]) -> None:
    tables = [("历年公开数量", statistics["by_year"], "year")]
    tables += [(f"{year}年各月", months, f"m{year}") for year, months in statistics["months_of"].items()]
    tables += [("按单位", statistics["by_unit"], "unit"), ("按栏目", statistics["by_column"], "column")]
    context = {
        "total": statistics["total"],
        "tables": [
            (
                title,
                rows,
                max((n for *_, n in rows), default=1),
                key,
                lying_bars(title, rows) if key in ("unit", "column") else bars(title, rows),
            )
            for title, rows, key in tables
        ],
        "comparisons": list(public_pages()),
    }
    files.write("statistics/index.html", render("statistics.html", context))


def write_standards() -> None:
    """Write the fields of the standard catalogue with their matters and what is published of each."""
    covered = standards.coverage(Unit.objects.all())
    fields = [
        (area, [each for each in covered if each.item.field_id == area.pk])
        for area in StandardField.objects.all()
    ]
    files.write("standard/index.html", render("standards.html", {"fields": fields}))


def write_comparisons() -> None:
    """Write the reports counted from records beside those that were published (对照)."""
    for page in public_pages():
        files.write(page.path, render("comparison.html", {"title": page.title, "content": page.html()}))


def write_standing_pages() -> None:
    """Write the pages no act touches: how to verify, site map, open data, reporting a fault, a wrong address."""
    files.write("ledger/index.html", render("ledger.html", {}))
    files.write("correct/index.html", render("correct.html", {}))
    files.write("data/index.html", render("data.html", {"fields": OPEN_DATA.items()}))
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "主动公开信息列表",
        "type": "object",
        "properties": {
            "older": {"type": ["string", "null"], "description": "更早一页的文件名；all.json 没有这一项"},
            "newer": {"type": ["string", "null"], "description": "更新一页的文件名；all.json 没有这一项"},
            "items": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        name: {"type": ["string", "null"], "description": meaning}
                        for name, meaning in OPEN_DATA.items()
                    },
                },
            },
        },
    }
    files.write("data/schema.json", json.dumps(schema, ensure_ascii=False, indent=1).encode())
    columns = Column.objects.exclude(code="site").order_by("path")
    tree = [(column, column.depth - 3) for column in columns]
    files.write("map/index.html", render("map.html", {"tree": tree, "units": Unit.objects.all()}))
    files.write("404.html", render("404.html", {}))
