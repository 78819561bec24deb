"""Keeping the public site in step with the ledger: a sweep for what is new, a rebuild for everything.

A publication's ``public_change`` is the ledger index of its last public act. Indices become visible in their
order, so "everything beyond the last one rendered" misses nothing; a sweep killed anywhere is simply run again.
Items and lists go at their own pace: while a backlog is worked off, the lists wait for it, and remember how far
they have come.
"""

import logging
import math
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from gongkai.ledger import publish as ledger
from gongkai.portal import files, pages
from gongkai.portal.models import ListToWrite, SiteFault, SiteState
from gongkai.publishing.key_areas import KEY_AREAS
from gongkai.publishing.models import Column, Publication, Stage, StandardField
from gongkai.publishing.searched import document, with_files
from gongkai.search import index, words
from gongkai.units.models import Unit

SWEEP_LOCK = 7720
BATCH = 250
REBUILD_CHUNK = 500
SUM_UP_EVERY = timedelta(minutes=1)
# How long lists may lag behind while a backlog is worked off.
LISTS_EVERY = timedelta(minutes=2)
RETRY_AFTER = timedelta(seconds=20)
log = logging.getLogger("gongkai.portal")
Progress = Callable[[int, int], None]


def sweep(now: datetime, budget: float | None = None) -> int:
    """Render what became public, changed or was withdrawn since the last sweep; return the number of items.

    With a ``budget``, lists are written for about so many seconds; the next sweep goes on with them.
    """
    with _alone() as alone:
        if not alone:
            return 0
        if index.is_missing():
            rebuild_search()
        state, _ = SiteState.objects.get_or_create(pk=1)
        changed = _next_items(state)
        if changed:
            _render_items(changed, now)
            state.last_change = max(item.public_change or 0 for item in changed)
            state.save(update_fields=["last_change"])
        backlog = len(changed) == BATCH
        lagging = state.lists_at is None or now - state.lists_at >= LISTS_EVERY
        noted = state.lists_change < state.last_change and (lagging or not backlog)
        if noted:
            with transaction.atomic():
                _note_lists(state.lists_change, state.last_change, now)
                state.lists_change, state.lists_at = state.last_change, now
                state.save(update_fields=["lists_change", "lists_at"])
        wrote, left = _write_lists(now, budget)
        if noted or (wrote and not left):
            _write_front(now)
        due = state.summed_up_at is None or now - state.summed_up_at >= SUM_UP_EVERY
        if due and not backlog:
            _sum_up(now)
            state.summed_up_at = now
            state.save(update_fields=["summed_up_at"])
        _retry(now)
        return len(changed)


def _next_items(state: SiteState) -> list[Publication]:
    changed = Publication.objects.filter(public_change__gt=state.last_change).order_by("public_change")
    return list(pages.with_everything(changed)[:BATCH])


def _render_items(changed: list[Publication], now: datetime) -> None:
    """Write the items, what they are linked with, and their entries in the search index."""
    withdrawn = [item for item in changed if item.stage == Stage.WITHDRAWN]
    # What must not be seen goes first.
    for item in withdrawn:
        pages.remove_files(item)
    _write_items([*withdrawn, *(item for item in changed if item.stage != Stage.WITHDRAWN)], now)
    linked = {key for item in changed for key in (item.interprets_id, item.result_of_id) if key}
    linked -= {item.pk for item in changed}
    _write_items(pages.with_everything(Publication.objects.public().filter(pk__in=linked)), now)
    index.update(
        (document(item) for item in changed if item.stage == Stage.PUBLISHED),
        remove=[str(item.pk) for item in withdrawn],
    )


def _note_lists(after: int, last: int, now: datetime) -> None:
    """Note the lists that hold anything changed by the acts beyond ``after``, from the earliest place it takes."""
    rows = Publication.objects.filter(public_change__gt=after, public_change__lte=last)
    places = _touched(rows.only(*_PLACED))
    for known in ListToWrite.objects.filter(folder__in=places):
        places[known.folder] = min(places[known.folder], pages.Place(known.since_at, known.since_id))
    ListToWrite.objects.bulk_create(
        [
            ListToWrite(folder=folder, since_at=place.published_at, since_id=place.pk, asked_at=now)
            for folder, place in places.items()
        ],
        update_conflicts=True,
        unique_fields=["folder"],
        update_fields=["since_at", "since_id", "asked_at"],
    )


def _write_lists(now: datetime, budget: float | None) -> tuple[int, bool]:
    """Write lists that wait, those asked for last first; return how many, and whether some are left."""
    began, wrote = time.monotonic(), 0
    for waiting in ListToWrite.objects.order_by("-asked_at", "pk"):
        if wrote and budget is not None and time.monotonic() - began > budget:
            return wrote, True
        place = pages.Place(waiting.since_at, waiting.since_id)
        _guard(waiting.folder, now, partial(_write_list, waiting.folder, place))
        waiting.delete()
        wrote += 1
    return wrote, False


def _write_list(folder: str, since: pages.Place | None = None) -> None:
    pages.listing_at(folder).write(since)


def _touched(rows: Iterable[Publication]) -> dict[str, pages.Place]:
    """Return the folders of the lists that hold ``rows``, each with the earliest place of its rows."""
    folders = pages.Folders()
    touched: dict[str, pages.Place] = {}
    for item in rows:
        assert item.published_at is not None
        place = pages.Place(item.published_at, item.pk)
        for folder in _folders(folders, item):
            touched[folder] = min(touched.get(folder, place), place)
    return touched


def _folders(folders: pages.Folders, item: Publication) -> list[str]:
    assert item.published_at is not None
    return folders.of(
        unit=item.unit_id,
        column=item.column_id,
        published_on=timezone.localtime(item.published_at).date(),
        created_on=item.created_on,
        key_area=item.key_area,
        standard=item.standard_id,
    )


def _write_front(now: datetime) -> None:
    _guard("index.html", now, pages.write_home)
    _guard("feed.xml", now, pages.write_feed)
    _guard("sitemap.xml", now, pages.write_sitemap)


def _sum_up(now: datetime) -> None:
    _guard("statistics", now, lambda: pages.write_statistics(pages.summed_up()))
    _guard("standard", now, pages.write_standards)
    _guard("compare", now, pages.write_comparisons)
    _guard("voice", now, pages.write_messages)


def _write_items(items: Iterable[Publication], now: datetime) -> None:
    for item in items:
        _guard(pages.item_path(item), now, partial(pages.write_item, item))


def _guard(path: str, now: datetime, write: Callable[[], object]) -> bool:
    """Write a page; one that fails keeps its former version, is reported and tried again."""
    try:
        write()
    except Exception as error:
        log.exception("页面 %s 没有生成，保留原页面，稍后重试", path)
        SiteFault.objects.update_or_create(path=path, defaults={"error": repr(error), "at": now})
        return False
    return True


def _retry(now: datetime) -> None:
    """Write again what failed a while ago; what succeeds is no fault any more."""
    for fault in SiteFault.objects.filter(at__lte=now - RETRY_AFTER)[:BATCH]:
        if _guard(fault.path, now, partial(_write_again, fault.path)):
            fault.delete()


def _write_again(path: str) -> None:
    """Write the page or list that stands at ``path``."""
    if path.startswith("item/"):
        slug = path.removeprefix("item/").removesuffix(".html")
        item = pages.with_everything(Publication.objects.filter(index_no=slug.replace("-", "/", 1))).get()
        pages.write_item(item)
        return
    single: dict[str, Callable[[], object]] = {
        "index.html": pages.write_home,
        "feed.xml": pages.write_feed,
        "sitemap.xml": pages.write_sitemap,
        "statistics": lambda: pages.write_statistics(pages.summed_up()),
        "standard": pages.write_standards,
        "compare": pages.write_comparisons,
        "voice": pages.write_messages,
    }
    (single.get(path) or partial(_write_list, path))()


@contextmanager
def _alone() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [SWEEP_LOCK])
        alone = bool(cursor.fetchone()[0])
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [SWEEP_LOCK])


def rebuild(now: datetime, *, processes: int = 2, progress: Progress = lambda done, total: None) -> int:
    """Render every page again, in parallel; return the number of items.

    Interrupted, it goes on at the next call where it stopped: what was rendered is remembered until the end.
    """
    state, _ = SiteState.objects.get_or_create(pk=1)
    public = Publication.objects.filter(public_change__isnull=False).order_by("public_change")
    last = public.values_list("public_change", flat=True).last()
    keys = list(public.filter(public_change__gt=state.rebuilt_to).values_list("pk", "public_change"))
    total = public.count()
    pages.write_standing_pages()
    chunks = [keys[start : start + REBUILD_CHUNK] for start in range(0, len(keys), REBUILD_CHUNK)]
    lists = list(
        _touched(Publication.objects.filter(public_change__isnull=False).only(*_PLACED).iterator(5000))
    )
    lists += [folder for folder in _standing_lists() if folder not in set(lists)]
    connection.close()
    done = total - len(keys)
    with ProcessPoolExecutor(processes) as pool:
        for chunk in zip(chunks, pool.map(_rebuild_chunk, chunks, [now] * len(chunks)), strict=True):
            done += chunk[1]
            SiteState.objects.filter(pk=1).update(rebuilt_to=chunk[0][-1][1])
            progress(done, total)
        spread = max(1, math.ceil(len(lists) / (processes * 8)))
        list(pool.map(_rebuild_list, lists, [now] * len(lists), chunksize=spread))
    pages.write_units()
    ledger.rebuild()
    _write_front(now)
    _sum_up(now)
    reached = -1 if last is None else last
    SiteState.objects.update_or_create(
        pk=1,
        defaults={
            "last_change": max(reached, state.last_change),
            "lists_change": reached,
            "summed_up_at": now,
            "rebuilt_to": -1,
        },
    )
    SiteFault.objects.filter(at__lt=now).delete()
    ListToWrite.objects.filter(asked_at__lt=now).delete()
    return total


_PLACED = ("unit", "column", "published_at", "created_on", "key_area", "standard", "stage")


def _standing_lists() -> list[str]:
    """Return the folders of lists that stand even while they are empty."""
    columns = list(Column.objects.exclude(code="site").values_list("code", flat=True))
    return [
        *(f"column/{code}" for code in columns),
        *(f"unit/{code}" for code in Unit.objects.values_list("code", flat=True)),
        *(f"topic/{code}" for code in KEY_AREAS),
        *(f"standard/{code}" for code in StandardField.objects.values_list("code", flat=True)),
        "policy",
    ]


def _rebuild_chunk(chunk: list[tuple[int, int]], now: datetime) -> int:
    _write_items(pages.with_everything(Publication.objects.filter(pk__in=[pk for pk, _ in chunk])), now)
    return len(chunk)


def _rebuild_list(folder: str, now: datetime) -> None:
    _guard(folder, now, partial(_write_list, folder))


def rebuild_search(progress: Progress = lambda done, total: None) -> int:
    """Build the search index anew beside the live one from what is public; return the number of items."""
    learn_names()
    reached = Publication.objects.aggregate(last=Max("public_change"))["last"] or -1
    rows = with_files(pages.public()).filter(public_change__lte=reached).order_by("pk")
    total = rows.count()

    def documents() -> Iterator[index.Document]:
        for done, item in enumerate(rows.iterator(2000), start=1):
            yield document(item)
            if done % 2000 == 0:
                progress(done, total)

    def changed_meanwhile() -> tuple[list[index.Document], list[str]]:
        later = list(Publication.objects.filter(public_change__gt=reached))
        gone = [str(item.pk) for item in later if item.stage == Stage.WITHDRAWN]
        shown = with_files(pages.public()).filter(public_change__gt=reached)
        return [document(item) for item in shown], gone

    index.rebuild(documents(), changed_meanwhile)
    return total


def learn_names() -> None:
    """Teach the word cutter the names of the district's units."""
    for name, short in Unit.objects.values_list("name", "short_name"):
        words.learn([name, short])


def differences() -> list[str]:
    """Compare the site's files with the database, item by item; return what differs, each a sentence.

    A page whose act the sweep has not reached yet is not a difference.
    """
    state, _ = SiteState.objects.get_or_create(pk=1)
    rows = Publication.objects.filter(public_change__isnull=False, public_change__lte=state.last_change)
    expected = {
        pages.item_path(item): item
        for item in rows.only("index_no", "stage", "content_sha256", "public_change")
    }
    found = []
    for path, item in expected.items():
        page = files.root() / path
        if not page.exists():
            found.append(f"{path}：数据库里有，网站上没有。")
        elif (
            f"第 {item.public_change} 号" not in (text := page.read_text()) or item.content_sha256 not in text
        ):
            found.append(f"{path}：页面不是最近一次公开变动的内容。")
    ahead = Publication.objects.filter(public_change__gt=state.last_change).only("index_no")
    known = expected.keys() | {pages.item_path(item) for item in ahead}
    for page in (files.root() / "item").glob("*.html"):
        path = f"item/{page.name}"
        if path not in known and "-v" not in page.stem:
            found.append(f"{path}：网站上有，数据库里没有。")
    found += [f"{fault.path}：没有生成（{fault.error}）。" for fault in SiteFault.objects.all()]
    return found


def install() -> None:
    """Write the pages of an empty site, so that the portal answers before anything is published."""
    pages.write_standing_pages()
    pages.write_units()
    for folder in _standing_lists():
        if not (files.root() / folder / "index.html").exists():
            pages.listing_at(folder).write()
    if not (files.root() / "index.html").exists():
        pages.write_home()
        pages.write_statistics(pages.summed_up())
        pages.write_standards()
        pages.write_messages()
        pages.write_feed()
        pages.write_sitemap()
