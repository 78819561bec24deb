"""The pages of a list, numbered from the oldest item. A full page ends where it ended when it was filled, so every
item stays on its page: an act on an old one writes that page alone, and a withdrawal leaves a gap (decision record 0006).
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple
from zlib import crc32

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from gongkai.portal import files
from gongkai.portal.models import PageEnd
from gongkai.portal.pages import open_data
from gongkai.portal.pages.frame import render
from gongkai.portal.pages.listings import Listing
from gongkai.publishing.models import Column, Publication
from gongkai.units.models import Unit

PER_PAGE = 20
# A page that items were put into later may grow to this; then the list is divided anew from there.
MOST_ON_PAGE = 3 * PER_PAGE
OPEN = 0
LEAPS = (10, 100, 1000)
EXPORT_CHUNK = 200
LOCKS = 7725


Reader = Callable[[QuerySet[Publication], int | None], Iterator[Publication]]
"""Yields some items of a list or all, oldest first."""


class Place(NamedTuple):
    """Where an item stands in every list: they go by time of publication."""

    at: datetime
    item: int


def page_of(folder: str, place: Place) -> int:
    """Return the full page of a list that holds a place, or ``OPEN``."""
    end = _ends(folder).filter(_from(place)).order_by("number").values_list("number", flat=True).first()
    return end or OPEN


def last_ends(folders: Iterable[str]) -> dict[str, Place]:
    """Return where the full pages of each of the lists end, those that have any."""
    rows = PageEnd.objects.filter(folder__in=list(folders)).order_by("folder", "-number").distinct("folder")
    return {row.folder: Place(row.at, row.item) for row in rows}


def write_all(listing: Listing) -> None:
    """Write every page of a list."""
    with _locked(listing.folder):
        read = reader()
        rows = read(listing.items, None)
        shown, ends = listing.context(), list(_ends(listing.folder).order_by("number"))
        waiting = next(rows, None)
        for end in ends:
            page = []
            while waiting is not None and _place(waiting) <= Place(end.at, end.item):
                page.append(waiting)
                waiting = next(rows, None)
            _write_full(listing, shown, end.number, page, last=len(ends))
        _write_open(listing, shown, read)


def write_page(listing: Listing, number: int, read: Reader | None = None) -> None:
    """Write a full page of a list, and the newest one where that shows it too."""
    read = read or reader()
    with _locked(listing.folder):
        last, shown = _last(listing.folder), listing.context()
        if number > last:  # the list was divided anew meanwhile, and written
            return
        page = _between(listing, number - 1, number, read)
        if len(page) > MOST_ON_PAGE:
            _ends(listing.folder).filter(number__gte=number).delete()
        else:
            _write_full(listing, shown, number, page, last=last)
            if number < last:
                listing.beside()
                return
        _write_open(listing, shown, read)


def write_open(
    listing: Listing, read: Reader | None = None, enough: Callable[[], bool] = lambda: False
) -> bool:
    """Fill pages with what follows the full ones and write the newest page; tell whether all is written.

    It stops between two pages when ``enough`` says so.
    """
    with _locked(listing.folder):
        return _write_open(listing, listing.context(), read or reader(), enough)


def _write_open(
    listing: Listing, shown: dict[str, Any], read: Reader, enough: Callable[[], bool] = lambda: False
) -> bool:
    last = _last(listing.folder)
    before = _between(listing, last - 1, last, read) if last else []
    rows = read(_after(listing, last), None)
    fresh = list(islice(rows, PER_PAGE))
    if last and len(fresh) == PER_PAGE:  # its way to newer items leads to the next full page now
        _write_full(listing, shown, last, before, last=last + 1)
    while len(fresh) == PER_PAGE:
        end = _place(fresh[-1])
        PageEnd.objects.create(folder=listing.folder, number=last + 1, at=end.at, item=end.item)
        last, before, fresh = last + 1, fresh, list(islice(rows, PER_PAGE))
        stop = enough()
        _write_full(listing, shown, last, before, last=last + (len(fresh) == PER_PAGE and not stop))
        if stop:
            return False
    # The newest page shows the last full page too, so that it is never nearly empty.
    older = last - 1
    _write(
        listing, "index", [*before, *fresh], shown | _ways(older) | {"newest": True, "total": listing.items.count()},
        older=older, newer=None,
    )  # fmt: skip
    _remove_pages_after(listing.folder, last)
    listing.beside()
    return True


def chunks(listing: Listing) -> Iterator[list[Publication]]:
    """Yield the items of a list, oldest first, some at a time, each some read when it is asked for."""
    place, read = None, reader()
    while True:
        items = listing.items.filter(_beyond(place)) if place else listing.items
        some = list(read(items, EXPORT_CHUNK))
        if some:
            yield some
        if len(some) < EXPORT_CHUNK:
            return
        place = _place(some[-1])


def expected(listing: Listing) -> Iterator[tuple[str, list[Publication]]]:
    """Yield what each page of a list should hold, by its name, oldest first."""
    rows = reader()(listing.items, None)
    page: list[Publication] = []
    waiting = next(rows, None)
    for end in _ends(listing.folder).order_by("number"):
        page = []
        while waiting is not None and _place(waiting) <= Place(end.at, end.item):
            page.append(waiting)
            waiting = next(rows, None)
        yield f"p{end.number}", page[::-1]
    rest = [*page, *([waiting] if waiting is not None else []), *rows]
    yield "index", rest[::-1]


def _write_full(
    listing: Listing, shown: dict[str, Any], number: int, rows: list[Publication], *, last: int
) -> None:
    newer = f"p{number + 1}" if number < last else "index"
    _write(
        listing,
        f"p{number}",
        rows,
        shown | _ways(number - 1) | {"number": number},
        older=number - 1,
        newer=newer,
    )


def _ways(older: int) -> dict[str, Any]:
    """Return the ways on from a page: to the next older one, the oldest, and in leaps, for no page knows newer ones."""
    return {
        "leaps": [older + 1 - leap for leap in LEAPS if older + 1 > leap],
        "oldest": 1 if older > 0 else 0,
    }


def _write(
    listing: Listing,
    name: str,
    rows: list[Publication],
    context: dict[str, Any],
    *,
    older: int,
    newer: str | None,
) -> None:
    rows = rows[::-1]
    context |= {
        "rows": rows,
        "older": max(0, older),
        "newer": newer,
        "name": name,
        "folder": listing.folder,
        "has_feed": listing.has_feed,
    }
    open_data.write_page(
        listing.folder,
        name,
        rows,
        older=f"p{older}.json" if older > 0 else None,
        newer=newer and f"{newer}.json",
    )
    files.write(f"{listing.folder}/{name}.html", render(listing.template, context))


def _remove_pages_after(folder: str, last: int) -> None:
    """Take away pages left from a time when the list had more of them."""
    number = last + 1
    while (files.root() / folder / f"p{number}.html").exists():
        for suffix in ("html", "json", "csv"):
            files.remove(f"{folder}/p{number}.{suffix}")
        number += 1


def _ends(folder: str) -> QuerySet[PageEnd]:
    return PageEnd.objects.filter(folder=folder)


def _last(folder: str) -> int:
    return _ends(folder).order_by("-number").values_list("number", flat=True).first() or 0


def _end_of(folder: str, number: int) -> Place | None:
    end = _ends(folder).filter(number=number).first()
    return Place(end.at, end.item) if end else None


def _after(listing: Listing, number: int) -> QuerySet[Publication]:
    end = _end_of(listing.folder, number)
    return listing.items.filter(_beyond(end)) if end else listing.items


def _between(listing: Listing, before: int, number: int, read: Reader) -> list[Publication]:
    end = _end_of(listing.folder, number)
    assert end is not None
    return list(read(_after(listing, before).filter(_up_to(end)), None))


def reader() -> Reader:
    """Return what reads items for lists. Units and columns are few: each is read once, not for each item or list."""
    units = _Known(Unit.objects.only("name", "short_name", "code"))
    columns = _Known(Column.objects.only("title", "code"))

    def read(items: QuerySet[Publication], limit: int | None) -> Iterator[Publication]:
        rows = items.select_related(None).order_by("published_at", "id").defer("body")
        for row in rows[:limit].iterator():
            row.unit, row.column = units[row.unit_id], columns[row.column_id]
            yield row

    return read


class _Known(dict[int, Any]):
    """Rows by their key, each read when it is first asked for."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__()
        self._rows = rows

    def __missing__(self, key: int) -> Any:
        found = self[key] = self._rows.get(pk=key)
        return found


def _place(item: Publication) -> Place:
    assert item.published_at is not None
    return Place(item.published_at, item.pk)


def _beyond(place: Place) -> Q:
    return Q(published_at__gte=place.at) & (Q(published_at__gt=place.at) | Q(id__gt=place.item))


def _up_to(place: Place) -> Q:
    return Q(published_at__lte=place.at) & (Q(published_at__lt=place.at) | Q(id__lte=place.item))


def _from(place: Place) -> Q:
    return Q(at__gte=place.at) & (Q(at__gt=place.at) | Q(item__gte=place.item))


@contextmanager
def _locked(folder: str) -> Iterator[None]:
    """Keep the sweep and a rebuild from dividing the same list at the same time."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCKS, crc32(folder.encode()) - 2**31])
        yield
