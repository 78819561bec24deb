"""The full-text index: a Tantivy index of plain documents, one writer, many readers.

The index is a by-product: it can be thrown away and built again, and no list or page depends on it. Readers see a
change at their next search. A rebuild takes the place of the old index in one step (``generations``).
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import tantivy
from django.conf import settings

from gongkai.search import generations
from gongkai.search.words import BREAK, Cutter

# Raised with every change of the schema: an index of an older shape is not read, and built anew.
SHAPE = 5
# The two indexes: what anyone may read, and every record for those who may see its unit.
SITE, DESK = "site", "desk"
PUBLIC = "public"
FACETS = ("unit", "column", "year", "genre", "validity", "key_area")
# What results can be narrowed by: a facet, or a column with all below it.
FILTERS = (*FACETS, "within")
NAMES = "names.txt"
SHOWN_LENGTH = 4000


@dataclass(frozen=True)
class Document:
    """What is searched and shown of one item. ``audience`` is ``public`` or the code of the unit that may find it.

    ``within`` are the codes of its column and of those above it. A record of the desk has its kind as ``genre`` and its stage as ``validity``.
    """

    id: str
    url: str
    title: str
    body: str
    published_on: date
    unit: str
    unit_name: str
    column: str
    column_name: str
    doc_number: str = ""
    index_no: str = ""
    genre: str = ""
    validity: str = ""
    key_area: str = ""
    audience: str = PUBLIC
    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class Opened:
    """The live index as it was when it was opened, and what cuts texts into its words."""

    index: tantivy.Index
    cutter: Cutter


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("title", "text"):
        builder.add_text_field(name, tokenizer_name="whitespace")
    for name in ("index_no", "doc_number", "audience", "within"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_integer_field("published", fast=True, indexed=True)
    # What a hit shows is kept and not indexed: whole texts as terms make merging segments take seconds.
    builder.add_bytes_field("shown", stored=True, indexed=False)
    return builder.build()


def _tantivy_document(document: Document, cutter: Cutter) -> tantivy.Document:
    day = document.published_on
    text = f"{document.title}\n{document.body}\n{document.doc_number}\n{document.unit_name}"
    running, overlapping = cutter.running_words(text)
    return tantivy.Document(
        id=document.id,
        title=" ".join(cutter.words(document.title)),
        text=" ".join([*running, BREAK, *overlapping]),
        index_no=document.index_no.lower(),
        doc_number=document.doc_number.lower(),
        audience=document.audience,
        within=list(document.within),
        unit=document.unit,
        column=document.column or "-",
        year=str(day.year),
        genre=document.genre or "-",
        validity=document.validity or "-",
        key_area=document.key_area or "-",
        published=day.toordinal(),
        shown=json.dumps(
            {
                "url": document.url,
                "title": document.title,
                "body": document.body[:SHOWN_LENGTH],
                "day": f"{day:%Y-%m-%d}",
                "unit_name": document.unit_name,
                "column_name": document.column_name,
                "doc_number": document.doc_number,
                "validity": document.validity,
            },
            ensure_ascii=False,
        ).encode(),
    )


def folder(which: str = SITE) -> Path:
    """Return the folder of all generations of an index of the present shape."""
    return Path(settings.SEARCH_ROOT) / which / f"shape-{SHAPE}"


def is_missing(which: str = SITE) -> bool:
    """Tell whether there is no index of the present shape."""
    return generations.is_missing(folder(which))


def opened(which: str = SITE) -> Opened:
    """Return the live index, as it is now, with the cutter of its names."""
    found, generation = generations.opened_with_folder(folder(which))
    return Opened(found, _cutter_of(generation))


def names(which: str = SITE) -> frozenset[str]:
    """Return the names the live index is cut by; none before there is one."""
    return _names_of((folder(which) / generations.LIVE).resolve())


@lru_cache(maxsize=4)
def _cutter_of(generation: Path) -> Cutter:
    return Cutter(_names_of(generation))


def _names_of(generation: Path) -> frozenset[str]:
    path = generation / NAMES
    return frozenset(path.read_text("utf-8").split("\n")) - {""} if path.exists() else frozenset()


def _new(which: str, known: Iterable[str]) -> Path:
    generation = generations.new(folder(which), _schema())
    (generation / NAMES).write_text("\n".join(sorted(known)), "utf-8")
    return generation


def update(documents: Iterable[Document], remove: Iterable[str] = (), *, which: str = SITE) -> None:
    """Put documents in place of those with the same id, and take out those named in ``remove``."""
    with generations.locked(folder(which)):
        if is_missing(which):
            generations.go_live(_new(which, ()))
        live = opened(which)
        with generations.writing(live.index) as writer:
            _write(writer, documents, remove, live.cutter)


def rebuild(
    documents: Iterable[Document],
    catch_up: Callable[[], tuple[Iterable[Document], Iterable[str]]] | None = None,
    *,
    known: Iterable[str] = (),
    which: str = SITE,
) -> int:
    """Build a new index beside the live one and put it in its place; return the number of documents.

    ``known`` are the names of the district, which stay whole; they are kept with the index. ``catch_up`` gives what
    was changed and removed since ``documents`` were read: it is asked when no update can come in between any more.
    """
    with generations.rebuilding(folder(which)):
        generation, written = _new(which, known), 0
        fresh, cutter = generations.index_of(generation), _cutter_of(generation)
        with generations.writing(
            fresh, generations.REBUILD_HEAP_BYTES, generations.REBUILD_THREADS
        ) as writer:
            for document in documents:
                writer.add_document(_tantivy_document(document, cutter))
                written += 1
        with generations.locked(folder(which)):
            if catch_up is not None:
                changed, removed = catch_up()
                with generations.writing(fresh) as writer:
                    _write(writer, changed, removed, cutter)
            generations.go_live(generation)
            generations.remove_all_but(generation)
    return written


def is_rebuilding(which: str = SITE) -> bool:
    """Tell whether an index is being built beside the live one."""
    folder(which).mkdir(parents=True, exist_ok=True)
    return generations.is_rebuilding(folder(which))


def _write(
    writer: tantivy.IndexWriter, documents: Iterable[Document], remove: Iterable[str], cutter: Cutter
) -> None:
    for id_ in remove:
        writer.delete_documents_by_term("id", id_)
    for document in documents:
        writer.delete_documents_by_term("id", document.id)
        writer.add_document(_tantivy_document(document, cutter))


def clear() -> None:
    """Throw the index away, to build it anew."""
    generations.remove(Path(settings.SEARCH_ROOT))
