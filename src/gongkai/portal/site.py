"""Keeping the public site in step with the ledger: a sweep for what is new, a rebuild for everything.

A publication's ``public_change`` is the ledger index of its last public act. Indices become visible in their
order, so "everything beyond the last one rendered" misses nothing; a sweep killed anywhere is simply run again.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

from django.db import connection
from django.db.models import Prefetch, QuerySet

from gongkai.ledger import publish as ledger
from gongkai.portal import files, pages
from gongkai.portal.models import SiteFault, SiteState
from gongkai.publishing.models import Column, Publication, PublicationFile, Stage
from gongkai.search import index
from gongkai.units.models import Unit

SWEEP_LOCK = 7720
# Each batch rewrites the lists it touches: large batches work off a backlog with fewer rewrites.
BATCH = 2000
REBUILD_CHUNK = 500
SUM_UP_EVERY = timedelta(minutes=1)
log = logging.getLogger("gongkai.portal")
Progress = Callable[[int, int], None]


def sweep(now: datetime) -> int:
    """Render what became public or was withdrawn since the last sweep; return the number of items."""
    with _alone() as alone:
        if not alone:
            return 0
        if index.is_missing():
            rebuild_search()
        state, _ = SiteState.objects.get_or_create(pk=1)
        changed = list(
            _with_everything(
                Publication.objects.filter(public_change__gt=state.last_change).order_by("public_change")
            )[:BATCH]
        )
        due = state.summed_up_at is None or now - state.summed_up_at >= SUM_UP_EVERY
        if not changed and not due:
            return 0
        if changed:
            _render(changed, now)
            state.last_change = changed[-1].public_change or state.last_change
            state.save(update_fields=["last_change"])
        # While a backlog is worked off, the pages that sum everything up wait.
        if len(changed) < BATCH:
            _sum_up(now, statistics=due)
            if due:
                state.summed_up_at = now
                state.save(update_fields=["summed_up_at"])
        return len(changed)


def _render(changed: list[Publication], now: datetime) -> None:
    withdrawn = [item for item in changed if item.stage == Stage.WITHDRAWN]
    _write_items(changed, now)
    for item in withdrawn:
        pages.remove_files(item)
    interpreted = {item.interprets_id for item in changed if item.interprets_id}
    known = {item.pk for item in changed}
    _write_items(_with_everything(Publication.objects.public().filter(pk__in=interpreted - known)), now)
    index.update(
        (pages.document(item) for item in changed if item.stage == Stage.PUBLISHED),
        remove=[str(item.pk) for item in withdrawn],
    )
    since = min(changed, key=lambda item: (item.published_at, item.pk))
    touched = Column.objects.filter(pk__in={item.column_id for item in changed})
    for column in _with_ancestors(touched):
        _guard(
            f"column/{column.code}/",
            now,
            partial(pages.column_listing(column).write, since),
        )
    for unit in Unit.objects.filter(pk__in={item.unit_id for item in changed}):
        _guard(
            f"unit/{unit.code}/",
            now,
            partial(pages.unit_listing(unit).write, since),
        )


def _with_ancestors(columns: QuerySet[Column]) -> list[Column]:
    found: dict[int, Column] = {}
    for column in columns:
        for each in Column.objects.ancestor_of(column, inclusive=True):
            found[each.pk] = each
    return [column for column in found.values() if column.code != "site"]


def _sum_up(now: datetime, *, statistics: bool) -> None:
    summed = pages.summed_up()
    _guard("index.html", now, lambda: pages.write_home(summed))
    _guard("feed.xml", now, pages.write_feed)
    _guard("sitemap.xml", now, pages.write_sitemap)
    if statistics:
        _guard("statistics/", now, lambda: pages.write_statistics(summed))
        _guard("compare/", now, pages.write_comparisons)


def _with_everything(rows: QuerySet[Publication]) -> QuerySet[Publication]:
    return rows.select_related(
        "unit", "owner_unit", "column", "interprets", "changed_by", "result_of"
    ).prefetch_related(
        Prefetch("all_files", PublicationFile.objects.filter(version=None), to_attr="present_files"),
        "versions",
        Prefetch(
            "interpretations",
            Publication.objects.public().only("title", "index_no", "stage", "interprets_id"),
        ),
    )


def _write_items(items: Iterable[Publication], now: datetime) -> None:
    for item in items:
        _guard(pages.item_path(item), now, partial(pages.write_item, item))


def _guard(path: str, now: datetime, write: Callable[[], object]) -> None:
    """Write a page; one that fails keeps its former version and is reported."""
    try:
        write()
    except Exception as error:
        log.exception("页面 %s 没有生成，保留原页面", path)
        SiteFault.objects.update_or_create(path=path, defaults={"error": repr(error), "at": now})


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
    """Render every page again, items in parallel; safe to interrupt and to repeat. Return the number of items."""
    keys = list(
        Publication.objects.filter(public_change__isnull=False)
        .order_by("public_change")
        .values_list("pk", flat=True)
    )
    pages.write_standing_pages()
    chunks = [keys[start : start + REBUILD_CHUNK] for start in range(0, len(keys), REBUILD_CHUNK)]
    last = (
        Publication.objects.filter(public_change__isnull=False)
        .order_by("-public_change")
        .values_list("public_change", flat=True)
        .first()
    )
    lists = [f"column/{code}" for code in Column.objects.exclude(code="site").values_list("code", flat=True)]
    lists += [f"unit/{code}" for code in Unit.objects.values_list("code", flat=True)]
    connection.close()
    done = 0
    with ProcessPoolExecutor(processes) as pool:
        for count in pool.map(_rebuild_chunk, chunks, [now] * len(chunks)):
            done += count
            progress(done, len(keys))
        list(pool.map(_rebuild_list, lists, [now] * len(lists)))
    pages.write_units()
    pages.write_sitemap(all_parts=True)
    ledger.rebuild()
    _sum_up(now, statistics=True)
    SiteState.objects.update_or_create(
        pk=1, defaults={"last_change": -1 if last is None else last, "summed_up_at": now}
    )
    return len(keys)


def _rebuild_chunk(keys: list[int], now: datetime) -> int:
    _write_items(_with_everything(Publication.objects.filter(pk__in=keys)), now)
    return len(keys)


def _rebuild_list(folder: str, now: datetime) -> None:
    kind, _, code = folder.partition("/")
    listing = (
        pages.column_listing(Column.objects.get(code=code))
        if kind == "column"
        else pages.unit_listing(Unit.objects.get(code=code))
    )
    _guard(f"{folder}/", now, listing.write)


def rebuild_search(progress: Progress = lambda done, total: None) -> int:
    """Build the search index anew from what is public; return the number of items."""
    rows = pages.public().order_by("pk")
    total = rows.count()
    index.clear()

    def documents() -> Iterator[index.Document]:
        for done, item in enumerate(rows.iterator(BATCH), start=1):
            yield pages.document(item)
            if done % BATCH == 0:
                progress(done, total)

    index.update(documents())
    return total


def install() -> None:
    """Write the pages of an empty site, so that the portal answers before anything is published."""
    pages.write_standing_pages()
    pages.write_units()
    for column in Column.objects.exclude(code="site"):
        if not (files.root() / f"column/{column.code}/index.html").exists():
            pages.column_listing(column).write()
    for unit in Unit.objects.all():
        if not (files.root() / f"unit/{unit.code}/index.html").exists():
            pages.unit_listing(unit).write()
    if not (files.root() / "index.html").exists():
        summed = pages.summed_up()
        pages.write_home(summed)
        pages.write_statistics(summed)
        pages.write_feed()
        pages.write_sitemap()
