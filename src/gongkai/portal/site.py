"""Keeping the public site in step with the ledger: a sweep for what is new, a rebuild for everything.

A publication's ``public_change`` is the ledger index of its last public act. Indices become visible in their
order, so "everything beyond the last one rendered" misses nothing; a sweep killed anywhere is simply run again.
Items and lists go at their own pace: while a backlog is worked off, the lists wait for it, and remember how far
they have come.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from gongkai.ledger import publish as ledger
from gongkai.portal import files, knowledge_in_step, lists, messages_in_step, pages, requests_in_step
from gongkai.portal.faults import guard
from gongkai.portal.models import ListedItem, ListToWrite, SiteFault, SiteState
from gongkai.portal.pages import paging
from gongkai.portal.searchable import documents
from gongkai.publishing.actions.recording import PUBLIC_CHANGE
from gongkai.publishing.key_areas import KEY_AREAS
from gongkai.publishing.models import Column, Publication, Stage, StandardField
from gongkai.publishing.searched import with_files
from gongkai.search import dictionary, index
from gongkai.units.models import Unit

SWEEP_LOCK = 7720
BATCH = 250
REBUILD_CHUNK = 500
LISTED_CHUNK = 5000
SUM_UP_EVERY = timedelta(minutes=1)
# How long lists may lag behind while a backlog is worked off.
LISTS_EVERY = timedelta(minutes=2)
RETRY_AFTER = timedelta(seconds=20)
Progress = Callable[[int, int], None]


def sweep(now: datetime, budget: float | None = None) -> int:
    """Render what became public, changed or was withdrawn since the last sweep; return the number of items.

    With a ``budget``, lists are written for about so many seconds, the next sweep goes on with them, and what is
    summed up is left to ``sum_up``.
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
        if backlog or ListToWrite.objects.exists():
            lists.write_without((item for item in changed if item.stage == Stage.WITHDRAWN), now)
        lagging = state.lists_at is None or now - state.lists_at >= LISTS_EVERY
        noted = state.lists_change < state.last_change and (lagging or not backlog)
        if noted:
            with transaction.atomic():
                changes = {"public_change__gt": state.lists_change, "public_change__lte": state.last_change}
                lists.note(Publication.objects.filter(**changes).only(*lists.PLACED), now)
                state.lists_change, state.lists_at = state.last_change, now
                state.save(update_fields=["lists_change", "lists_at"])
        wrote, left = lists.write(now, budget)
        if noted or (wrote and not left):
            _write_front(now)
        if budget is None and not backlog:
            sum_up(now)
        # Within a budget, whoever waits for a page comes before the whole lists as open data.
        if not (backlog or left or (budget and changed)):
            lists.write_exports(now, budget and lists.EXPORT_BUDGET)
        _retry(now)
        return len(changed)


def wait(seconds: float) -> None:
    """Return when an act has changed something public, or after so many seconds."""
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {PUBLIC_CHANGE}")
    for _ in connection.connection.notifies(timeout=seconds, stop_after=1):
        pass


def _next_items(state: SiteState) -> list[Publication]:
    changed = Publication.objects.filter(public_change__gt=state.last_change).order_by("public_change")
    return list(pages.with_everything(changed)[:BATCH])


def _render_items(changed: list[Publication], now: datetime) -> None:
    """Write the items, what they are linked with, and their entries in the search index."""
    withdrawn = [item for item in changed if item.stage == Stage.WITHDRAWN]
    # What must not be seen goes first.
    for item in withdrawn:
        guard(pages.item_path(item), now, partial(pages.remove_files, item))
    lists.remove_exports_with(withdrawn, now)
    _write_items([*withdrawn, *(item for item in changed if item.stage != Stage.WITHDRAWN)], now)
    _write_items(pages.with_everything(_linked(changed)), now)
    index.update(
        documents(item for item in changed if item.stage == Stage.PUBLISHED),
        remove=[str(item.pk) for item in withdrawn],
    )


def _linked(changed: list[Publication]) -> QuerySet[Publication]:
    """Return the public items whose pages name one of ``changed``: on either side of each kind of link."""
    keys = {item.pk for item in changed}
    named = {
        key
        for item in changed
        for key in (item.interprets_id, item.result_of_id, item.changed_by_id)
        if key and key not in keys
    }
    naming = Q(interprets__in=keys) | Q(result_of__in=keys) | Q(changed_by__in=keys)
    return Publication.objects.public().filter(Q(pk__in=named) | naming).exclude(pk__in=keys)


def _write_front(now: datetime) -> None:
    guard("index.html", now, pages.write_home)
    guard("feed.xml", now, pages.write_site_feed)
    guard("sitemap.xml", now, pages.write_sitemap)


def sum_up(now: datetime) -> None:
    """Write the pages that sum everything up, once a minute at most."""
    state, _ = SiteState.objects.get_or_create(pk=1)
    if state.summed_up_at is None or now - state.summed_up_at >= SUM_UP_EVERY:
        _sum_up(now)
        state.summed_up_at = now
        state.save(update_fields=["summed_up_at"])


def _sum_up(now: datetime) -> None:
    guard("statistics", now, lambda: pages.write_statistics(pages.summed_up()))
    guard("standard", now, pages.write_standards)
    guard("compare", now, pages.write_comparisons)
    guard("voice", now, pages.write_messages)
    guard("voice/statistics", now, lambda: pages.write_voice_statistics(timezone.localdate(now)))


def write_figures_pages(now: datetime) -> None:
    """Write the definitions of the figures and their values by year and unit."""
    guard("figures", now, lambda: pages.write_figures_pages(timezone.localdate(now)))


def _write_items(items: Iterable[Publication], now: datetime) -> None:
    for item in items:
        guard(pages.item_path(item), now, partial(pages.write_item, item))


def _retry(now: datetime) -> None:
    """Write again what failed a while ago; what succeeds is no fault any more."""
    for fault in SiteFault.objects.filter(at__lte=now - RETRY_AFTER)[:BATCH]:
        if guard(fault.path, now, partial(_write_again, fault.path, now)):
            fault.delete()


def _write_again(path: str, now: datetime) -> None:
    """Write the page or list that stands at ``path``."""
    if path.endswith("/all.json"):
        lists.write_again(path, now)
        return
    if path.startswith("knowledge/"):
        path = "knowledge"
    if path.startswith("item/"):
        slug = path.removeprefix("item/").removesuffix(".html")
        item = pages.with_everything(Publication.objects.filter(index_no=slug.replace("-", "/", 1))).get()
        pages.write_item(item)
        return
    single: dict[str, Callable[[], object]] = {
        "index.html": pages.write_home,
        "feed.xml": pages.write_site_feed,
        "sitemap.xml": pages.write_sitemap,
        "statistics": lambda: pages.write_statistics(pages.summed_up()),
        "standard": pages.write_standards,
        "compare": pages.write_comparisons,
        "voice": pages.write_messages,
        "voice/statistics": lambda: pages.write_voice_statistics(timezone.localdate(now)),
        "warnings": lambda: pages.write_warnings(now),
        "figures": lambda: pages.write_figures_pages(timezone.localdate(now)),
        "knowledge": lambda: knowledge_in_step.rebuild(now),
    }
    (single.get(path) or partial(lists.write_at, path))()


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
    folders = _folders_of_all(public)
    connection.close()
    done = total - len(keys)
    with ProcessPoolExecutor(processes) as pool:
        for chunk in zip(chunks, pool.map(_rebuild_chunk, chunks, [now] * len(chunks)), strict=True):
            done += chunk[1]
            SiteState.objects.filter(pk=1).update(rebuilt_to=chunk[0][-1][1])
            progress(done, total)
        spread = max(1, math.ceil(len(folders) / (processes * 8)))
        list(pool.map(lists.rebuild, folders, [now] * len(folders), chunksize=spread))
    pages.write_units()
    requests_in_step.rebuild(now)
    messages_in_step.rebuild(now)
    knowledge_in_step.rebuild(now)
    ledger.rebuild()
    files.remove("warnings/banner.css")
    pages.write_warnings(now)
    _write_front(now)
    _sum_up(now)
    write_figures_pages(now)
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
    lists.ask_for_all_exports(folders, now)
    return total


def _folders_of_all(items: QuerySet[Publication]) -> list[str]:
    """Return the folders of all lists there are, and remember which items each of them holds."""
    tree, found, some = pages.Folders(), dict.fromkeys(_standing_lists()), []
    for item in items.filter(stage=Stage.PUBLISHED).only(*lists.PLACED).order_by().iterator(5000):
        its = lists.folders_of(tree, item)
        found |= dict.fromkeys(its)
        some.append(ListedItem(item=item.pk, folders=" ".join(its)))
        if len(some) == LISTED_CHUNK:
            lists.remember(some)
            some = []
    lists.remember(some)
    former = Publication.objects.filter(stage=Stage.WITHDRAWN, public_change__isnull=False).only(
        *lists.PLACED
    )
    for item in former.iterator(5000):
        # A list that lost its last item stands on, and says that it is empty.
        stands = (
            each for each in lists.everywhere(tree, item) if (files.root() / each / "index.html").exists()
        )
        found |= dict.fromkeys(stands)
    return list(found)


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


def rebuild_search(progress: Progress = lambda done, total: None) -> int:
    """Build the search index anew beside the live one from what is public; return the number of items."""
    reached = Publication.objects.aggregate(last=Max("public_change"))["last"] or -1
    rows = with_files(pages.public()).filter(public_change__lte=reached).order_by("pk")
    total, entries_reached = rows.count(), knowledge_in_step.reached()

    def read() -> Iterator[index.Document]:
        for done, each in enumerate(documents(rows.iterator(2000)), start=1):
            yield each
            if done % 2000 == 0:
                dictionary.note_progress(done, total)
                progress(done, total)
        yield from messages_in_step.documents(messages_in_step.public())
        yield from knowledge_in_step.documents(timezone.now())

    def changed_meanwhile() -> tuple[list[index.Document], list[str]]:
        later = list(Publication.objects.filter(public_change__gt=reached))
        gone = [str(item.pk) for item in later if item.stage == Stage.WITHDRAWN]
        shown = with_files(pages.public()).filter(public_change__gt=reached)
        # A message published or withdrawn while the index was built: all of them are few beside the publications.
        said = messages_in_step.documents(messages_in_step.public())
        entries, entries_gone = knowledge_in_step.changed_since(entries_reached, timezone.now())
        return [*documents(shown), *said, *entries], [*gone, *messages_in_step.withdrawn(), *entries_gone]

    index.rebuild(read(), changed_meanwhile, known=dictionary.current())
    dictionary.note_end(total, timezone.now())
    return total


def install() -> None:
    """Write the pages of an empty site, so that the portal answers before anything is published."""
    pages.write_standing_pages()
    pages.write_units()
    requests_in_step.install(timezone.now())
    messages_in_step.install(timezone.now())
    for folder in _standing_lists():
        if not (files.root() / folder / "index.html").exists():
            paging.write_all(pages.listing_at(folder))
    if not (files.root() / "index.html").exists():
        pages.write_warnings(timezone.now())
        pages.write_home()
        pages.write_statistics(pages.summed_up())
        pages.write_standards()
        pages.write_messages()
        pages.write_knowledge_lists(timezone.localdate())
        pages.write_site_feed()
        pages.write_sitemap()
