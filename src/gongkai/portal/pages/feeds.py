"""What programs read to follow the site: feeds of the newest items, and the site map."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from gongkai.portal import files
from gongkai.portal.pages.frame import render
from gongkai.publishing.models import Publication
from gongkai.units.identity import base_url

FEED_LENGTH = 50


def feed_rows(items: QuerySet[Publication]) -> QuerySet[Publication]:
    """Return the items of a feed, the newest first."""
    shown = items.select_related(None).select_related("unit")
    shown = shown.only("index_no", "title", "summary", "published_at", "updated_at", "unit__name")
    return shown.order_by("-published_at", "-id")[:FEED_LENGTH]


def write_feed(folder: str, title: str, items: QuerySet[Publication]) -> None:
    """Write the newest items of a list as an Atom feed; ``folder`` is empty for the whole site."""
    path = f"{folder}/feed.xml" if folder else "feed.xml"
    context = {
        "title": title,
        "path": path,
        "folder": folder,
        "rows": feed_rows(items),
        "now": timezone.now(),
    }
    files.write(path, render("feed.xml", context))


def write_month(month: str, items: QuerySet[Publication]) -> None:
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
