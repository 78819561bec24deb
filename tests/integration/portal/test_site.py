"""The public site follows the ledger, whole pages at a time."""

import json
import re

import pytest
from django.conf import settings

from gongkai.portal import pages, site
from gongkai.portal.models import SiteFault, SiteState
from gongkai.portal.pages import items as items_pages
from gongkai.publishing import actions
from gongkai.search import find
from tests.conftest import at

NOW = at("2019-06-03 12:00")


def read(path):
    return (settings.SITE_ROOT / path).read_text()


def test_a_signed_item_is_on_its_page_list_unit_home_feed_and_in_search(publish):
    item = publish()
    assert site.sweep(NOW) == 1
    assert "全文见附件" in read(pages.item_path(item))
    for path in (
        "column/P07/index.html",
        "column/statutory/index.html",
        "unit/czj/index.html",
        "feed.xml",
        "sitemap-2019-06.xml",
    ):
        assert item.slug in read(path), path
    assert [hit.url for hit in find.query("财政决算").hits] == [item.public_url]
    assert "<mark>财政</mark>" in find.query("财政决算").hits[0].title


def test_a_second_sweep_has_nothing_to_do(publish):
    publish()
    site.sweep(NOW)
    assert site.sweep(NOW) == 0


def test_a_withdrawn_item_leaves_a_tombstone_and_nothing_else(publish, world):
    item = publish(title="发错的公告", files=[("附表.json", b"{}")])
    site.sweep(NOW)
    actions.withdraw(item, by=world.actor("杨签"), at=at("2019-06-04 09:00"), reason="内容有误")
    site.sweep(NOW)
    page = read(pages.item_path(item))
    assert "内容有误" in page
    assert item.content_sha256 in page
    assert "全文见附件" not in page
    for path in ("column/P07/index.html", "unit/czj/index.html", "index.html", "feed.xml"):
        assert item.slug not in read(path), path
    assert find.query("发错的公告").total == 0
    assert not (settings.SITE_ROOT / f"files/{item.slug}/附表.json").exists()


def test_a_page_that_fails_keeps_its_former_version_and_is_reported(publish, monkeypatch):
    item = publish()
    site.sweep(NOW)
    before = read(pages.item_path(item))
    SiteState.objects.update(last_change=-1)
    monkeypatch.setattr(items_pages, "render", lambda *a: 1 / 0)
    site.sweep(NOW)
    assert read(pages.item_path(item)) == before
    assert SiteFault.objects.filter(path=pages.item_path(item)).exists()


def test_full_list_pages_do_not_change_with_the_next_item(publish):
    for number in range(pages.PER_PAGE):
        publish(title=f"第{number}件")
    site.sweep(NOW)
    for number in range(pages.PER_PAGE + 1):
        publish(title=f"又第{number}件")
    site.sweep(NOW)
    # Once the page after it is full, it leads there, and stays as it is.
    first = (settings.SITE_ROOT / "column/P07/p1.html").stat().st_mtime_ns
    assert 'rel="prev" href="p2.html"' in read("column/P07/p1.html")
    publish(title="最后一件")
    site.sweep(NOW)
    assert (settings.SITE_ROOT / "column/P07/p1.html").stat().st_mtime_ns == first
    assert "最后一件" in read("column/P07/index.html")
    assert "p1.html" in read("column/P07/index.html")
    assert 'rel="prev" href="./"' in read("column/P07/p2.html")


def test_every_item_of_a_column_is_on_exactly_one_archived_page_or_the_newest(publish):
    for number in range(2 * pages.PER_PAGE + 3):
        publish(title=f"第{number}件")
        if number % 7 == 0:
            site.sweep(NOW)
    site.sweep(NOW)
    folder = settings.SITE_ROOT / "column/P07"
    titles = [
        row["title"]
        for name in ("p1", "index")
        for row in json.loads((folder / f"{name}.json").read_text())["items"]
    ]
    assert sorted(titles) == sorted(f"第{number}件" for number in range(2 * pages.PER_PAGE + 3))


def test_open_data_stands_beside_each_list(publish):
    item = publish()
    site.sweep(NOW)
    (row,) = json.loads(read("column/P07/index.json"))["items"]
    assert row["index_no"] == item.index_no
    assert item.index_no in read("column/P07/index.csv")


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_writes_what_the_sweeps_wrote(publish):
    items = [publish(title=f"第{number}件") for number in range(3)]
    site.sweep(NOW)
    before = {path: read(path) for path in map(pages.item_path, items)}
    for path in before:
        (settings.SITE_ROOT / path).unlink()
    site.rebuild(NOW, processes=1)
    assert {path: read(path) for path in before} == before


def test_pages_hold_no_script_of_their_own_and_nothing_of_another_host(publish):
    item = publish()
    site.sweep(NOW)
    for path in (pages.item_path(item), "index.html", "statistics/index.html", "unit/czj/index.html"):
        page = read(path)
        assert re.findall(r"<script[^>]*>", page) == [f'<script src="{pages.assets()["js"]}" defer>']
        assert not re.search(r' on\w+="|(?:src|href)="(?:https?:)?//', page)
        assert len(page.encode()) < 100_000


def titles_on(folder):
    """Return the titles on every page of a list, following the pages from the newest to the oldest."""
    name, found = "index.json", []
    while name:
        page = json.loads((folder / name).read_text())
        found.append([row["title"] for row in page["items"]])
        name = page["older"]
    return found


def test_one_sweep_over_many_items_fills_every_page_between(publish):
    publish(title="最早一件", when="2019-06-01")
    site.sweep(NOW)
    for number in range(4 * pages.PER_PAGE):
        publish(title=f"第{number}件")
    site.sweep(NOW)
    newest, *older = titles_on(settings.SITE_ROOT / "column/P07")
    assert len(older) == 3
    assert older[-1][-1] == "最早一件"
    assert len({title for page in (newest, *older) for title in page}) == 4 * pages.PER_PAGE + 1


def test_an_item_signed_before_but_rendered_after_others_takes_its_place_among_them(publish):
    for number in range(2 * pages.PER_PAGE):
        publish(title=f"第{number}件", when="2019-06-03")
    site.sweep(NOW)
    publish(title="先签后到", when="2019-06-01")
    site.sweep(NOW)
    newest, oldest = titles_on(settings.SITE_ROOT / "column/P07")
    assert oldest[-1] == "先签后到"
    assert len(oldest) == pages.PER_PAGE + 1
    assert len(newest) == pages.PER_PAGE


def test_a_withdrawal_leaves_no_page_behind_that_still_lists_the_item(publish, world):
    items = [publish(title=f"第{number}件") for number in range(2 * pages.PER_PAGE)]
    site.sweep(NOW)
    folder = settings.SITE_ROOT / "column/P07"
    assert items[-1].slug in (folder / "p2.html").read_text()
    actions.withdraw(items[-1], by=world.actor("杨签"), at=at("2019-06-04 09:00"), reason="内容有误")
    site.sweep(NOW)
    for file in folder.iterdir():
        assert items[-1].slug.encode() not in file.read_bytes(), file.name
