"""From a signature to page, lists, home page, feed and search, and from a withdrawal to gone from all of them, with twelve
years of items on the site (limit 1 s, 95th percentile): for items just published and for some of any year. An act on an
item of any year, a mark or a withdrawal, writes the same few pages however many there are: they are counted.

The clock runs as it does in the platform, in a process of its own. Rendering the whole site anew is measured on the
way (limit 300 pages a second on two cores). ``bench_publish_visible.py 20000`` measures fewer items.
"""

import multiprocessing
import statistics
import sys
import time
from contextlib import contextmanager

from many_items import district_with_items

ITEMS = int(sys.argv[1]) if len(sys.argv) > 1 else 240_000
ROUNDS = 40
OLD_ROUNDS = 20
# The pages an old item stands on: its own, one of each of its lists, those of linked items, the home page.
MOST_PAGES = 40
LIMIT = 1.0
REBUILD_LIMIT = 300.0
PATIENCE = 30.0


def main():
    with district_with_items(ITEMS) as folder:
        rebuild(folder / "site")
        with clock_running():
            shown, gone = zip(
                *(time_to_be_visible(folder / "site", number) for number in range(ROUNDS)), strict=True
            )
            old = withdraw_old_ones(folder / "site")
        for what, times in (
            ("sign to visible", shown),
            ("withdraw to gone", gone),
            ("withdraw an old one", old),
        ):
            p95 = sorted(times)[int(len(times) * 0.95)]
            print(
                f"{what:<22}{statistics.median(times):>10.2f} s median, {p95:.2f} s p95, {max(times):.2f} s worst of {len(times)}, "
                f"with {ITEMS:,} items"
            )
            print(f"  to the limit        {p95 / LIMIT:>10.2f} × {LIMIT:.0f} s", flush=True)
        marked, taken = pages_of_an_act(folder / "site", "mark"), pages_of_an_act(folder / "site", "withdraw")
    print(
        f"pages an act writes   {marked} for a mark on the oldest, {taken} for its withdrawal, limit {MOST_PAGES}"
    )


def rebuild(root):
    from django.utils import timezone

    from gongkai.portal import site
    from gongkai.workbench import desk

    started = time.perf_counter()
    site.rebuild(timezone.now())
    seconds = time.perf_counter() - started
    pages = sum(1 for _ in root.rglob("*.html"))
    print(
        f"rebuild               {pages / seconds:>10,.0f} pages/s, {seconds:.1f} s for {pages:,} pages of {ITEMS:,} items"
    )
    print(f"  to the limit        {pages / seconds / REBUILD_LIMIT:>10.2f} × {REBUILD_LIMIT:.0f} pages/s")
    started = time.perf_counter()
    site.rebuild_search()
    print(f"rebuild search        {ITEMS / (time.perf_counter() - started):>10,.0f} items/s", flush=True)
    desk.rebuild()  # as `gongkai rebuild-search` does


@contextmanager
def clock_running():
    from django.db import connection

    from gongkai.conf import clock

    connection.close()
    running = multiprocessing.get_context("fork").Process(target=clock.main)
    running.start()
    try:
        time.sleep(3)  # its first round sums everything up
        yield
    finally:
        running.terminate()
        running.join(20)


def time_to_be_visible(root, number):
    from django.utils import timezone

    from gongkai.publishing import actions
    from gongkai.publishing.models import Column
    from gongkai.search import find
    from gongkai.units.models import Unit

    unit = Unit.objects.get(code="zfb")
    by = people(unit)
    now = timezone.now()
    title = f"关于开展第{number}次龙园鹿鸣专项检查的通知"
    item = actions.draft(
        unit, by=by["officer"], at=now, title=title, body=f"<p>{title}。</p>", summary=title, genre="notice",
        column=Column.objects.get(code="yaowen"), created_on=now.date(),
    )  # fmt: skip
    actions.submit(item, by=by["officer"], at=now)
    actions.check(item, by=by["checker"], at=now)
    actions.pass_secrecy(item, by=by["secrecy"], at=now)

    def is_visible():
        return (
            (root / item.public_url.lstrip("/")).exists()
            and all(
                item.slug in (root / page).read_text()
                for page in ("column/yaowen/index.html", "unit/zfb/index.html", "index.html", "feed.xml")
            )
            and any(hit.url == item.public_url for hit in find.query(title, by_date=True).hits)
        )

    time.sleep(0.1 * (number % 4))  # meet the clock at different moments of its round
    started = time.perf_counter()
    actions.sign(item, by=by["approver"], at=timezone.now())
    while not is_visible():
        if time.perf_counter() - started > PATIENCE:
            sys.exit(f"{title} was not visible after {PATIENCE:.0f} s")
        time.sleep(0.01)
    visible = time.perf_counter() - started
    started = time.perf_counter()
    actions.withdraw(item, by=by["approver"], at=timezone.now(), reason="演练")
    while not is_gone(root, item, title):
        if time.perf_counter() - started > PATIENCE:
            sys.exit(f"{title} was not gone after {PATIENCE:.0f} s")
        time.sleep(0.01)
    return visible, time.perf_counter() - started


def withdraw_old_ones(root):
    """Withdraw items of every year; return the seconds until none of their lists, feeds or maps names them."""
    from django.utils import timezone

    from gongkai.portal import lists, pages
    from gongkai.publishing import actions
    from gongkai.publishing.models import Publication

    times = []
    for number in range(OLD_ROUNDS):
        item = Publication.objects.order_by("published_at", "pk")[number * ITEMS // OLD_ROUNDS]
        folders = lists.folders_of(pages.Folders(), item)
        held = [page for folder in folders for page in pages_with(root / folder, item.slug)]
        assert len(held) >= len(folders), "an item stands on a page of each of its lists"
        started = time.perf_counter()
        actions.withdraw(item, by=people(item.unit)["approver"], at=timezone.now(), reason="演练")
        while not is_gone(root, item, item.title) or any(item.slug in page.read_text() for page in held):
            if time.perf_counter() - started > PATIENCE:
                sys.exit(f"{item.title} was not gone after {PATIENCE:.0f} s")
            time.sleep(0.01)
        times.append(time.perf_counter() - started)
    return times


def pages_with(folder, slug):
    """Return the pages of a list that name an item, found as a reader would who knows on which it stands."""
    from django.conf import settings

    from gongkai.portal.pages import paging
    from gongkai.publishing.models import Publication

    item = Publication.objects.get(index_no=slug.replace("-", "/", 1))
    name = str(folder.relative_to(settings.SITE_ROOT))
    number = paging.page_of(name, paging.Place(item.published_at, item.pk))
    page = folder / (f"p{number}.html" if number else "index.html")
    return [page] if slug in page.read_text() else []


def pages_of_an_act(root, act):
    """Return how many HTML pages one act on the oldest item writes, lists and all."""
    from django.utils import timezone

    from gongkai.portal import files, site
    from gongkai.publishing import actions
    from gongkai.publishing.models import Publication

    now = timezone.now()
    while site.sweep(now):
        pass
    item = Publication.objects.public().order_by("published_at").first()
    by = people(item.unit)["approver"]
    written, whole = set(), files.write
    files.write = lambda path, content: (written.add(path), whole(path, content))
    try:
        if act == "mark":
            actions.mark_validity(item, by=by, at=now, validity="repealed", on=now.date(), note="清理公告")
        else:
            actions.withdraw(item, by=by, at=now, reason="演练")
        site.sweep(now)
    finally:
        files.write = whole
    # What is summed up every minute follows no act.
    summed = ("statistics/", "standard/index", "compare/")
    return len({path for path in written if path.endswith(".html") and not path.startswith(summed)})


def is_gone(root, item, title):
    from gongkai.search import find

    pages = ("column/yaowen/index.html", "unit/zfb/index.html", "index.html", "feed.xml", "sitemap.xml")
    maps = list(root.glob("sitemap-*.xml"))
    return (
        "演练" in (root / item.public_url.lstrip("/")).read_text()
        and not any(item.slug in (root / page).read_text() for page in pages)
        and not any(item.slug in each.read_text() for each in maps)
        and not any(hit.url == item.public_url for hit in find.query(title, by_date=True).hits)
    )


def people(unit):
    from django.utils import timezone

    from gongkai.units.models import Post
    from gongkai.units.posts import actor

    posts = Post.objects.filter(unit=unit).select_related("user")
    return {post.role: actor(post.user, timezone.localdate()) for post in posts}


if __name__ == "__main__":
    main()
