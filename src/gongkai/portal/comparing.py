"""Comparing the public site with the database: pages, files, lists, feeds, site map, search. Each difference is a sentence.

What the sweep has not reached yet is no difference.
"""

import json
import re
from collections.abc import Iterator

from django.db.models import F
from django.utils import timezone
from lxml import etree

from gongkai.portal import files, lists, pages
from gongkai.portal.models import ListedItem, ListToWrite, SiteFault, SiteState
from gongkai.portal.pages import downloads, feeds, open_data, paging
from gongkai.publishing.models import Publication, Stage
from gongkai.publishing.searched import with_files
from gongkai.search import find
from gongkai.voice.knowledge.models import Entry

_SLUG = re.compile(r"/item/([\w-]+?)(?:-v\d+)?\.html")
_ATOM = "{http://www.w3.org/2005/Atom}"
_MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def differences() -> list[str]:
    """Return what differs between the site and the database."""
    state, _ = SiteState.objects.get_or_create(pk=1)
    faults = [f"{fault.path}：没有生成（{fault.error}）。" for fault in SiteFault.objects.all()]
    found = [*_items(state), *_stray_files(), *_lists(state), *_maps(state), *_search(state), *faults]
    return list(dict.fromkeys(found))


def _items(state: SiteState) -> Iterator[str]:
    """Compare the pages of items and the files beside them."""
    rows = with_files(Publication.objects.filter(public_change__isnull=False)).order_by("pk")
    known = set()
    for item in rows.iterator(500):
        path = pages.item_path(item)
        known.add(path)
        if (item.public_change or 0) > state.last_change:
            continue
        page = files.root() / path
        if not page.exists():
            yield f"{path}：数据库里有，网站上没有。"
            continue
        text = page.read_text()
        if f"第 {item.public_change} 号" not in text or item.content_sha256 not in text:
            yield f"{path}：页面不是最近一次公开变动的内容。"
        yield from _files_of(item)
    for page in (files.root() / "item").glob("*.html"):
        path = f"item/{re.sub(r'-v[0-9]+$', '', page.stem)}.html"
        if path not in known:
            yield f"item/{page.name}：网站上有，数据库里没有。"


def _files_of(item: Publication) -> Iterator[str]:
    folder = downloads.folder(item)
    expected = downloads.expected(item) if item.stage == Stage.PUBLISHED else {}
    present = downloads.names_at(folder)
    for name in sorted(present - expected.keys()):
        yield f"{folder}/{name}：网站上有，数据库里没有。"
    for name, digest in expected.items():
        if name not in present:
            yield f"{folder}/{name}：数据库里有，网站上没有。"
        elif digest and downloads.digest_at(f"{folder}/{name}") != digest:
            yield f"{folder}/{name}：文件内容与登记的摘要值不同。"


def _stray_files() -> Iterator[str]:
    known = {
        str(number).replace("/", "-")
        for number in Publication.objects.public().values_list("index_no", flat=True)
    }
    folder = files.root() / "files"
    for each in folder.iterdir() if folder.exists() else ():
        if each.name not in known:
            yield f"files/{each.name}：网站上有文件，数据库里没有这条公开信息。"


def _lists(state: SiteState) -> Iterator[str]:
    """Compare every page of every list, the feed beside it, and the open data of the whole."""
    waiting = set(ListToWrite.objects.values_list("folder", flat=True))
    ahead = Publication.objects.filter(public_change__gt=state.lists_change).only(*lists.PLACED)
    tree = pages.Folders()
    for item in ahead:
        waiting |= lists.everywhere(tree, item)
    held: set[str] = set()
    for folders in ListedItem.objects.values_list("folders", flat=True).iterator(5000):
        held.update(folders.split())
    for folder in sorted(held - waiting):
        yield from _list(folder)


def _list(folder: str) -> Iterator[str]:
    listing = pages.listing_at(folder)
    listed = set()
    for name, rows in paging.expected(listing):
        wanted = [
            (row.index_no, row.title, row.validity and row.get_validity_display(), row.content_sha256)
            for row in rows
        ]
        listed |= {row.slug for row in rows}
        page, data = (files.root() / folder / f"{name}.{suffix}" for suffix in ("html", "json"))
        if not page.exists() or not data.exists():
            yield f"{folder}/{name}.html：数据库里有，网站上没有。"
            continue
        said = [
            (row["index_no"], row["title"], row["validity"], row["content_sha256"])
            for row in json.loads(data.read_text())["items"]
        ]
        shown = set(_SLUG.findall(page.read_text()))
        if said != wanted or not {row.slug for row in rows} <= shown:
            yield f"{folder}/{name}.html：所列信息与数据库不同。"
    whole = files.root() / folder / open_data.WHOLE[0]
    if whole.exists():
        gone = set(_SLUG.findall(whole.read_text())) - listed
        if gone:
            yield f"{folder}/{whole.name}：列有已不在本列表的信息 {'、'.join(sorted(gone))}。"
    if (files.root() / folder / "feed.xml").exists():
        yield from _feed(f"{folder}/feed.xml", [row.slug for row in feeds.feed_rows(listing.items)])


def _feed(path: str, wanted: list[str]) -> Iterator[str]:
    entries = etree.fromstring((files.root() / path).read_bytes()).iter(f"{_ATOM}entry")
    said = [match[1] for entry in entries if (match := _SLUG.search(str(entry.findtext(f"{_ATOM}id"))))]
    if said != wanted:
        yield f"{path}：订阅内容与数据库不同。"


def _maps(state: SiteState) -> Iterator[str]:
    """Compare the site's own feed and the site map with what is public."""
    if (
        Publication.objects.filter(public_change__gt=state.lists_change).exists()
        or ListToWrite.objects.exists()
    ):
        return
    if (files.root() / "feed.xml").exists():
        yield from _feed("feed.xml", [row.slug for row in feeds.feed_rows(pages.public())])
    mapped: set[str] = set()
    for part in files.root().glob("sitemap-*.xml"):
        for place in etree.fromstring(part.read_bytes()).iter(f"{_MAP}loc"):
            mapped.update(_SLUG.findall(str(place.text)))
    public = {
        str(number).replace("/", "-")
        for number in Publication.objects.public().values_list("index_no", flat=True)
    }
    for slug in sorted(public - mapped):
        yield f"sitemap.xml：没有 item/{slug}.html。"
    for slug in sorted(mapped - public):
        yield f"sitemap.xml：列有已不公开的 item/{slug}.html。"


def _search(state: SiteState) -> Iterator[str]:
    """Compare the search index with what is public, title by title."""
    rows = Publication.objects.public().filter(public_change__lte=state.last_change)
    wanted = {item.public_url: item.title for item in rows.only("index_no", "title").iterator(5000)}
    entries = pages.public_entries(timezone.localdate()).filter(change__lte=F("rendered"))
    wanted |= {f"/{pages.entry_path(entry.pk)}": entry.question for entry in entries}
    ahead = {
        item.public_url
        for item in Publication.objects.filter(public_change__gt=state.last_change).only("index_no")
    }
    changed = Entry.objects.filter(change__gt=F("rendered")).values_list("pk", flat=True)
    ahead |= {f"/{pages.entry_path(pk)}" for pk in changed}
    said = dict(find.everything())
    for url in sorted(wanted.keys() | said.keys() - ahead):
        if url in ahead:
            continue
        if url not in said:
            yield f"检索：找不到 {url}。"
        elif url not in wanted:
            yield f"检索：还找得到已不公开的 {url}。"
        elif said[url] != wanted[url]:
            yield f"检索：{url} 的名称与数据库不同。"
