"""Keeping the lists in step: which pages of which lists an act touches, writing them, and whole lists as open data."""

import time
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone

from gongkai.portal import pages
from gongkai.portal.faults import guard
from gongkai.portal.models import ExportToWrite, ListedItem, ListToWrite
from gongkai.portal.pages import open_data, paging
from gongkai.publishing.models import Publication, Stage, Validity

PLACED = (
    "unit", "column", "published_at", "created_on", "key_area", "standard", "stage", "validity", "updated_at",
    "validity_changed_on",
)  # fmt: skip
# How long the whole of a list as open data may lag behind what was added to it.
EXPORTS_EVERY = timedelta(minutes=10)
EXPORT_BUDGET = 0.1


def note(rows: Iterable[Publication], now: datetime) -> set[tuple[str, int]]:
    """Note the pages of lists that hold ``rows`` now, or held them before the acts these went through; return them."""
    touched = _touched(list(rows))
    ends = paging.last_ends(touched)
    asked = {
        (folder, paging.page_of(folder, place) if folder in ends and place <= ends[folder] else pages.OPEN)
        for folder, places in touched.items()
        for place in places
    }
    ListToWrite.objects.bulk_create(
        [ListToWrite(folder=folder, number=number, asked_at=now) for folder, number in sorted(asked)],
        update_conflicts=True,
        unique_fields=["folder", "number"],
        update_fields=["asked_at"],
    )
    _note_exports(touched, now + EXPORTS_EVERY)
    return asked


def write_without(withdrawn: Iterable[Publication], now: datetime) -> None:
    """Write the pages that named what is ``withdrawn``, whatever else waits: nobody is to read it there any longer."""
    asked, read = note(withdrawn, now), paging.reader()
    for waiting in ListToWrite.objects.filter(folder__in={folder for folder, _ in asked}):
        if (waiting.folder, waiting.number) in asked and _write_waiting(waiting, now, read, lambda: False):
            waiting.delete()


def _touched(rows: list[Publication]) -> dict[str, set[pages.Place]]:
    """Return the places of ``rows`` by the folders of the lists they are in or leave, and remember where they are now."""
    folders, touched, listed = pages.Folders(), defaultdict(set), []
    before = dict(ListedItem.objects.filter(item__in=[row.pk for row in rows]).values_list("item", "folders"))
    for row in rows:
        assert row.published_at is not None
        now_in = folders_of(folders, row) if row.stage == Stage.PUBLISHED else []
        was_in = before[row.pk].split() if row.pk in before else _may_have_been_in(folders, row)
        for folder in {*now_in, *was_in}:
            touched[folder].add(pages.Place(row.published_at, row.pk))
        listed.append(ListedItem(item=row.pk, folders=" ".join(now_in)))
    remember(listed)
    return touched


def remember(listed: list[ListedItem]) -> None:
    """Remember in which lists items are."""
    ListedItem.objects.bulk_create(
        listed, 2000, update_conflicts=True, unique_fields=["item"], update_fields=["folders"]
    )


def folders_of(folders: pages.Folders, item: Publication, validity: str = "") -> list[str]:
    """Return the folders of all lists an item stands in."""
    assert item.published_at is not None
    return folders.of(
        unit=item.unit_id,
        column=item.column_id,
        published_on=timezone.localtime(item.published_at).date(),
        created_on=item.created_on,
        key_area=item.key_area,
        standard=item.standard_id,
        validity=validity or item.validity,
    )


def _may_have_been_in(folders: pages.Folders, item: Publication) -> set[str]:
    """Return where an item may stand that was listed before this was remembered."""
    is_new = item.stage == Stage.PUBLISHED and item.updated_at is None and item.validity_changed_on is None
    return set() if is_new else everywhere(folders, item)


def everywhere(folders: pages.Folders, item: Publication) -> set[str]:
    """Return the folders an item may have stood in, whatever its validity was."""
    return {folder for each in Validity.values for folder in folders_of(folders, item, each)}


def write(now: datetime, budget: float | None) -> tuple[int, bool]:
    """Write pages of lists that wait, those asked for last first; return how many, and whether some are left.

    Among those asked for together chance decides: in a long backlog, asked for again and again, each has its turn.
    """
    began, wrote, read = time.monotonic(), 0, paging.reader()

    def enough() -> bool:
        return budget is not None and time.monotonic() - began > budget

    for waiting in ListToWrite.objects.order_by("-asked_at", "?"):
        if wrote and enough():
            return wrote, True
        if _write_waiting(waiting, now, read, enough):
            waiting.delete()
        wrote += 1
    return wrote, ListToWrite.objects.exists()


def _write_waiting(
    waiting: ListToWrite, now: datetime, read: paging.Reader, enough: Callable[[], bool]
) -> bool:
    """Write a page; tell whether it is done with. One that failed is: it is kept as a fault and tried again as such."""
    done = []

    def page() -> None:
        listing = pages.listing_at(waiting.folder)
        if waiting.number != pages.OPEN:
            paging.write_page(listing, waiting.number, read)
            done.append(True)
        else:
            done.append(paging.write_open(listing, read, enough))

    return not guard(f"{waiting.folder}#{waiting.number}", now, page) or done[0]


def write_at(path: str) -> None:
    """Write the page of a list that a fault names: ``column/P07#3``, or all of ``column/P07``."""
    folder, _, number = path.partition("#")
    listing = pages.listing_at(folder)
    if not number:
        paging.write_all(listing)
    elif int(number) == pages.OPEN:
        paging.write_open(listing)
    else:
        paging.write_page(listing, int(number))


def rebuild(folder: str, now: datetime) -> None:
    """Write every page of a list anew."""
    guard(folder, now, partial(write_at, folder))


# -- whole lists as open data


@dataclass
class _Running:
    """The export being written: it goes on a little at each sweep, so that no act waits for it."""

    folder: str
    steps: Generator[None]
    # When it is begun again, should this process end before it does.
    again_at: datetime
    changed: bool = False


_running: list[_Running] = []


def _note_exports(folders: Iterable[str], due_at: datetime) -> None:
    for running in _running:
        running.changed = running.changed or running.folder in folders
    ExportToWrite.objects.bulk_create(
        [ExportToWrite(folder=folder, due_at=due_at) for folder in sorted(folders)], ignore_conflicts=True
    )


def remove_exports_with(items: Iterable[Publication], now: datetime) -> None:
    """Take away at once the open data of whole lists that name ``items``; they are written anew without them."""
    rows = list(items)
    if not rows:
        return
    before = dict(ListedItem.objects.filter(item__in=[row.pk for row in rows]).values_list("item", "folders"))
    tree = pages.Folders()
    folders = {
        folder
        for row in rows
        for folder in (before[row.pk].split() if row.pk in before else everywhere(tree, row))
    }
    for each in [each for each in _running if each.folder in folders]:
        _stop(each)
    for folder in folders:
        open_data.remove_whole(folder)
    ExportToWrite.objects.filter(folder__in=folders).delete()
    _note_exports(folders, now)


def ask_for_all_exports(folders: Iterable[str], now: datetime) -> None:
    """Have the open data of whole lists written as soon as there is time."""
    ExportToWrite.objects.filter(folder__in=folders).delete()
    _note_exports(folders, now)


def write_exports(now: datetime, budget: float | None) -> None:
    """Go on writing whole lists as open data, for about ``budget`` seconds, or until all that is due is written."""
    began = time.monotonic()
    while _running or _begin(now):
        if not _running:
            continue
        running = _running[0]
        if not guard(f"{running.folder}/{open_data.WHOLE[0]}", now, partial(_step, running)):
            _stop(running)
        if budget is not None and time.monotonic() - began > budget:
            return


def write_again(path: str, now: datetime) -> None:
    """Have the open data of a list begun anew that a fault names by its file."""
    folder = path.removesuffix(f"/{open_data.WHOLE[0]}")
    ExportToWrite.objects.update_or_create(folder=folder, defaults={"due_at": now})


def _step(running: _Running) -> None:
    try:
        next(running.steps)
    except StopIteration:
        _running.remove(running)
        if not running.changed:
            ExportToWrite.objects.filter(folder=running.folder, due_at=running.again_at).delete()


def _begin(now: datetime) -> bool:
    due = ExportToWrite.objects.filter(due_at__lte=now).order_by("due_at", "pk").first()
    if due is None:
        return False
    try:
        steps = open_data.write_whole(due.folder, paging.chunks(pages.listing_at(due.folder)))
    except (LookupError, ObjectDoesNotExist):  # a column or unit that is no more
        due.delete()
        return True
    due.due_at = now + EXPORTS_EVERY
    due.save(update_fields=["due_at"])
    _running.append(_Running(due.folder, steps, due.due_at))
    return True


def _stop(running: _Running) -> None:
    running.steps.close()
    if running in _running:
        _running.remove(running)
