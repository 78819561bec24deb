"""The public pages of the knowledge base: what is asked, by unit, and a page for each entry in use (常见问题)."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from gongkai.portal import files
from gongkai.portal.pages.frame import render
from gongkai.search.index import Document
from gongkai.units.models import Unit
from gongkai.voice.knowledge.models import Entry, EntryQuerySet

FOLDER = "knowledge"
GENRE = "知识库"


def public_entries(on: date) -> EntryQuerySet:
    """Return what the public may read: in use, not expired, meant for everybody."""
    return Entry.objects.usable(on).filter(is_public=True).select_related("unit")


def entry_path(pk: int) -> str:
    return f"{FOLDER}/{pk}.html"


def write_entry(entry: Entry) -> None:
    near = public_entries(entry.reviewed_on or entry.source_on).filter(unit=entry.unit).exclude(pk=entry.pk)
    context = {"entry": entry, "near": near.order_by("-adopted", "-pk")[:8]}
    files.write(entry_path(entry.pk), render("knowledge_entry.html", context))


def write_knowledge_lists(on: date, units: Iterable[Unit] = ()) -> None:
    """Write the first page with all units, and the list of each of ``units``."""
    rows = public_entries(on).order_by("unit__sort", "-adopted", "pk")
    by_unit = [(unit, list(entries)) for unit, entries in groupby(rows, key=lambda entry: entry.unit)]
    shown = [(unit, entries[:5], len(entries)) for unit, entries in by_unit]
    files.write(
        f"{FOLDER}/index.html", render("knowledge.html", {"units": shown, "total": sum(n for *_, n in shown)})
    )
    of = dict(by_unit)
    for unit in units:
        context = {"unit": unit, "entries": of.get(unit, [])}
        files.write(f"{FOLDER}/unit/{unit.code}.html", render("knowledge_unit.html", context))


def entry_document(entry: Entry) -> Document:
    """Return what the public search keeps of an entry."""
    return Document(
        id=f"{FOLDER}/{entry.pk}",
        url=f"/{entry_path(entry.pk)}",
        title=entry.question,
        body=f"{entry.answer} {entry.materials} {entry.keywords}",
        published_on=entry.reviewed_on or entry.source_on,
        unit=entry.unit.code,
        unit_name=entry.unit.name,
        column="",
        column_name=GENRE,
        genre=GENRE,
    )
