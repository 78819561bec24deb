"""The full-text index: a Tantivy index of plain documents, one writer, many readers.

The index is a by-product: it can be thrown away and built again, and no list or page depends on it. One process
writes at a time, under a file lock; readers see a change at their next search. A rebuild goes into a folder of its
own and takes the place of the old one in one step; killed, it leaves the old one as it was.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

import tantivy
from django.conf import settings

from gongkai.search.words import words

# Raised with every change of the schema: an index of an older shape is not read, and built anew.
SHAPE = 3
HEAP_BYTES = 64 * 1024 * 1024
REBUILD_HEAP_BYTES = 512 * 1024 * 1024
REBUILD_THREADS = 2
LIVE = "live"
PUBLIC = "public"
FACETS = ("unit", "column", "year", "genre", "validity", "key_area")
SHOWN_LENGTH = 4000


@dataclass(frozen=True)
class Document:
    """What is searched and shown of one item. ``audience`` is ``public`` or the code of the unit that may find it."""

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


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("title", "text"):
        builder.add_text_field(name, tokenizer_name="whitespace")
    for name in ("index_no", "doc_number", "audience"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_integer_field("published", fast=True, indexed=True)
    # What a hit shows is kept and not indexed: whole texts as terms make merging segments take seconds.
    builder.add_bytes_field("shown", stored=True, indexed=False)
    return builder.build()


def _tantivy_document(document: Document) -> tantivy.Document:
    day = document.published_on
    title = words(document.title)
    return tantivy.Document(
        id=document.id,
        title=" ".join(title),
        text=" ".join([*title, *words(f"{document.body} {document.doc_number} {document.unit_name}")]),
        index_no=document.index_no.lower(),
        doc_number=document.doc_number.lower(),
        audience=document.audience,
        unit=document.unit,
        column=document.column,
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


def folder() -> Path:
    """Return the folder of all generations of the present shape."""
    return Path(settings.SEARCH_ROOT) / f"shape-{SHAPE}"


def is_missing() -> bool:
    """Tell whether there is no index of the present shape."""
    return not (folder() / LIVE / "meta.json").exists()


def opened() -> tantivy.Index:
    """Return the live index, as it is now."""
    index = _index((folder() / LIVE).resolve())
    index.reload()
    return index


@lru_cache(maxsize=4)
def _index(generation: Path) -> tantivy.Index:
    return tantivy.Index(_schema(), path=str(generation), reuse=True)


def update(documents: Iterable[Document], remove: Iterable[str] = ()) -> None:
    """Put documents in place of those with the same id, and take out those named in ``remove``."""
    with _locked():
        if is_missing():
            _go_live(_new_generation())
        with _writing(_index((folder() / LIVE).resolve()), HEAP_BYTES, 1) as writer:
            _write(writer, documents, remove)


def rebuild(
    documents: Iterable[Document],
    catch_up: Callable[[], tuple[Iterable[Document], Iterable[str]]] | None = None,
) -> int:
    """Build a new index beside the live one and put it in its place; return the number of documents.

    ``catch_up`` gives what was changed and removed since ``documents`` were read: it is asked when no update can come
    in between any more.
    """
    generation, written = _new_generation(), 0
    fresh = _index(generation)
    with _writing(fresh, REBUILD_HEAP_BYTES, REBUILD_THREADS) as writer:
        for document in documents:
            writer.add_document(_tantivy_document(document))
            written += 1
    with _locked():
        if catch_up is not None:
            changed, removed = catch_up()
            with _writing(fresh, HEAP_BYTES, 1) as writer:
                _write(writer, changed, removed)
        _go_live(generation)
        _remove_all_but(generation)
    return written


def _write(writer: tantivy.IndexWriter, documents: Iterable[Document], remove: Iterable[str]) -> None:
    for id_ in remove:
        writer.delete_documents_by_term("id", id_)
    for document in documents:
        writer.delete_documents_by_term("id", document.id)
        writer.add_document(_tantivy_document(document))


def _new_generation() -> Path:
    generation = (folder() / f"g-{uuid4().hex[:12]}").absolute()
    generation.mkdir(parents=True)
    return generation.resolve()


def _go_live(generation: Path) -> None:
    """Point ``live`` at a generation: a link is replaced in one step."""
    _index(generation)
    link = folder() / f".{uuid4().hex[:12]}"
    link.symlink_to(generation.name)
    os.replace(link, folder() / LIVE)


def _remove_all_but(generation: Path) -> None:
    """Remove former generations, and what a killed rebuild left behind."""
    for each in folder().glob("g-*"):
        if each.resolve() != generation:
            shutil.rmtree(each, ignore_errors=True)


@contextmanager
def _locked() -> Iterator[None]:
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / "writer.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _writing(index: tantivy.Index, heap: int, threads: int) -> Iterator[tantivy.IndexWriter]:
    writer = index.writer(heap, threads)
    try:
        yield writer
        writer.commit()
    except BaseException:
        writer.rollback()
        raise
    finally:
        writer.wait_merging_threads()


def clear() -> None:
    """Throw the index away, to build it anew."""
    _index.cache_clear()
    shutil.rmtree(settings.SEARCH_ROOT, ignore_errors=True)
