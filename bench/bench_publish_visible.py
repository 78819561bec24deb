"""From a signature to page, lists, home page, feed and search, and from a withdrawal to gone from all of them, with twelve
years of items on the site (limit 1 s, 95th percentile).

The clock runs as it does in the platform, in a process of its own. Rendering the whole site anew is measured on the
way (limit 300 pages a second on two cores). ``bench_publish_visible.py 20000`` measures fewer items.
"""

import multiprocessing
import statistics
import sys
import time

from many_items import district_with_items

ITEMS = int(sys.argv[1]) if len(sys.argv) > 1 else 240_000
ROUNDS = 40
LIMIT = 1.0
REBUILD_LIMIT = 300.0
PATIENCE = 30.0


def main():
    with district_with_items(ITEMS) as folder:
        rebuild(folder / "site")
        shown, gone = zip(*publish_again_and_again(folder / "site"), strict=True)
    for what, times in (("sign to visible", shown), ("withdraw to gone", gone)):
        p95 = sorted(times)[int(len(times) * 0.95)]
        print(
            f"{what:<22}{statistics.median(times):>10.2f} s median, {p95:.2f} s p95, {max(times):.2f} s worst of {ROUNDS}, "
            f"with {ITEMS:,} items"
        )
        print(f"  to the limit        {p95 / LIMIT:>10.2f} × {LIMIT:.0f} s")


def rebuild(root):
    from django.utils import timezone

    from gongkai.portal import site

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


def publish_again_and_again(root):
    from django.db import connection

    from gongkai.conf import clock

    connection.close()
    running = multiprocessing.get_context("fork").Process(target=clock.main)
    running.start()
    try:
        time.sleep(3)  # its first round sums everything up
        return [time_to_be_visible(root, number) for number in range(ROUNDS)]
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
