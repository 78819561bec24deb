"""Keeping the public pages of the knowledge base in step: what came into use is shown, what left it is gone."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from django.db.models import F, Max
from django.utils import timezone

from gongkai.portal import files, pages
from gongkai.portal.faults import guard
from gongkai.search import index
from gongkai.search.index import Document
from gongkai.units.models import Unit
from gongkai.voice.knowledge.models import Entry

AT_ONCE = 250


def sweep(now: datetime) -> int:
    """Write or remove the pages of what changed, its place in the search and the lists; return how many."""
    rows = Entry.objects.filter(change__gt=F("rendered")).select_related("unit").order_by("change")
    changed = list(rows[:AT_ONCE])
    if not changed:
        return 0
    today = timezone.localdate(now)
    shown = set(pages.public_entries(today).filter(pk__in=[entry.pk for entry in changed]))
    gone = [entry for entry in changed if entry not in shown]
    for entry in gone:
        files.remove(pages.entry_path(entry.pk))
    index.update(
        (pages.entry_document(entry) for entry in shown), [f"knowledge/{entry.pk}" for entry in gone]
    )
    for entry in shown:
        guard(pages.entry_path(entry.pk), now, partial(pages.write_entry, entry))
    units = Unit.objects.filter(pk__in=[entry.unit_id for entry in changed])
    guard("knowledge", now, partial(pages.write_knowledge_lists, today, units))
    for entry in changed:
        Entry.objects.filter(pk=entry.pk).update(rendered=entry.change)
    return len(changed)


def rebuild(now: datetime) -> None:
    """Write all of it again."""
    today = timezone.localdate(now)
    for entry in pages.public_entries(today).iterator(500):
        pages.write_entry(entry)
    of_units = pages.public_entries(today).order_by().values("unit")
    pages.write_knowledge_lists(today, Unit.objects.filter(pk__in=of_units))


def reached() -> int:
    """Return the last change of any entry, to ask later what changed since."""
    return int(Entry.objects.aggregate(last=Max("change"))["last"] or -1)


def documents(now: datetime) -> Iterator[Document]:
    """Yield what the public search keeps of every public entry."""
    for entry in pages.public_entries(timezone.localdate(now)).iterator(1000):
        yield pages.entry_document(entry)


def changed_since(change: int, now: datetime) -> tuple[list[Document], list[str]]:
    """Return what the search must learn and forget of the entries changed after ``change``."""
    later = Entry.objects.filter(change__gt=change)
    shown = set(pages.public_entries(timezone.localdate(now)).filter(change__gt=change))
    gone = [f"knowledge/{entry.pk}" for entry in later if entry not in shown]
    return [pages.entry_document(entry) for entry in shown], gone
