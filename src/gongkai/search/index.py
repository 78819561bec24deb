"""Full-text search in Chinese: a Tantivy index of plain documents, words cut by jieba.

The index is a by-product: it can be thrown away and built again, and no list or page depends on it. One
process writes at a time, under a file lock; readers see a change at their next search.
"""

import fcntl
import html
import json
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

import rjieba
import tantivy
from django.conf import settings
from tantivy import Occur, Query

from gongkai.law.identifiers import DocumentNumber

# Raised with every change of the schema: an index of an older shape is not read, and built anew.
SHAPE = 2
HEAP_BYTES = 64 * 1024 * 1024
TITLE_BOOST = 4.0
NUMBER_BOOST = 20.0
SNIPPET_LENGTH = 110
SNIPPET_LEAD = 30
MAX_WORDS = 24
_HAS_LETTER = re.compile(r"\w").search


@dataclass(frozen=True)
class Document:
    """What is searched and shown of one public item."""

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


@dataclass(frozen=True)
class Hit:
    """One result; ``title`` and ``snippet`` are safe HTML with the words found in ``<mark>``."""

    url: str
    title: str
    snippet: str
    published_on: str
    unit_name: str
    column_name: str
    doc_number: str


@dataclass(frozen=True)
class Results:
    total: int
    hits: list[Hit] = field(default_factory=list)


def words(text: str) -> list[str]:
    """Cut text into the words that are indexed and looked for; single punctuation is no word."""
    return [word for word in rjieba.cut_for_search(text.lower()) if _HAS_LETTER(word)]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("title", "body"):
        builder.add_text_field(name, tokenizer_name="whitespace")
    for name in ("index_no", "doc_number_exact", "unit", "column", "year"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("published", fast=True)
    # What a hit shows is kept and not indexed: whole texts as terms make merging segments take seconds.
    builder.add_bytes_field("shown", stored=True, indexed=False)
    return builder.build()


@lru_cache(maxsize=4)
def _index(folder: Path) -> tantivy.Index:
    folder.mkdir(parents=True, exist_ok=True)
    return tantivy.Index(_schema(), path=str(folder), reuse=True)


def _folder() -> Path:
    return Path(settings.SEARCH_ROOT) / f"shape-{SHAPE}"


def is_missing() -> bool:
    """Tell whether there is no index of the present shape."""
    return not (_folder() / "meta.json").exists()


@contextmanager
def _writer() -> Iterator[tantivy.IndexWriter]:
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "writer.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        writer = _index(folder).writer(HEAP_BYTES, 1)
        try:
            yield writer
            writer.commit()
        except BaseException:
            writer.rollback()
            raise
        finally:
            writer.wait_merging_threads()


def update(documents: Iterable[Document], remove: Iterable[str] = ()) -> None:
    """Put documents in place of those with the same id, and take out those named in ``remove``."""
    with _writer() as writer:
        for id_ in remove:
            writer.delete_documents_by_term("id", id_)
        for document in documents:
            writer.delete_documents_by_term("id", document.id)
            writer.add_document(_tantivy_document(document))


def clear() -> None:
    """Throw the index away, to build it anew."""
    _index.cache_clear()
    shutil.rmtree(settings.SEARCH_ROOT, ignore_errors=True)


def query(
    text: str,
    *,
    unit: str = "",
    column: str = "",
    year: str = "",
    by_date: bool = False,
    page: int = 1,
    per_page: int = 20,
) -> Results:
    """Find documents with all words of ``text``; when none has all, those with most of them.

    An empty text finds everything that fits the filters, newest first.
    """
    if is_missing():
        return Results(0)
    index = _index(_folder())
    index.reload()
    searcher, schema = index.searcher(), index.schema
    filters = [
        (Occur.Must, Query.term_query(schema, name, value))
        for name, value in (("unit", unit), ("column", column), ("year", year))
        if value
    ]
    wanted = list(dict.fromkeys(words(text)))[:MAX_WORDS]
    for occur in (Occur.Must, Occur.Should):
        matching = _matching(schema, text, wanted, occur)
        found = searcher.search(
            Query.boolean_query([(Occur.Must, matching), *filters]),
            limit=per_page,
            offset=(max(1, page) - 1) * per_page,
            order_by_field="published" if by_date or not wanted else None,
        )
        total = found.count or 0  # type: ignore[attr-defined]
        if total or not wanted:
            break
    return Results(total, [_hit(searcher.doc(address), wanted) for _, address in found.hits])


def _matching(schema: tantivy.Schema, text: str, wanted: list[str], occur: Occur) -> Query:
    if not wanted:
        return Query.all_query()
    each = [
        (
            occur,
            Query.boolean_query(
                [
                    (Occur.Should, Query.boost_query(Query.term_query(schema, "title", word), TITLE_BOOST)),
                    (Occur.Should, Query.term_query(schema, "body", word)),
                ]
            ),
        )
        for word in wanted
    ]
    either = [(Occur.Should, Query.boolean_query(each))]
    exact = {"index_no": text.strip()}
    try:
        exact["doc_number_exact"] = str(DocumentNumber.parse(text))
    except ValueError:
        pass
    either += [
        (Occur.Should, Query.boost_query(Query.term_query(schema, name, value), NUMBER_BOOST))
        for name, value in exact.items()
    ]
    return Query.boolean_query(either)


def _tantivy_document(document: Document) -> tantivy.Document:
    day = document.published_on
    return tantivy.Document(
        id=document.id,
        title=" ".join(words(document.title)),
        body=" ".join(words(f"{document.body} {document.doc_number} {document.unit_name}")),
        index_no=document.index_no,
        doc_number_exact=document.doc_number,
        unit=document.unit,
        column=document.column,
        year=str(day.year),
        published=day.toordinal(),
        shown=json.dumps(
            {
                "url": document.url,
                "title": document.title,
                "body": document.body[:4000],
                "day": f"{day:%Y-%m-%d}",
                "unit_name": document.unit_name,
                "column_name": document.column_name,
                "doc_number": document.doc_number,
            }
        ).encode(),
    )


def _hit(document: tantivy.Document, wanted: list[str]) -> Hit:
    shown: dict[str, str] = json.loads(bytes(document.get_first("shown")))  # type: ignore[arg-type]
    return Hit(
        url=shown["url"],
        title=highlight(shown["title"], wanted),
        snippet=highlight(_excerpt(shown["body"], wanted), wanted),
        published_on=shown["day"],
        unit_name=shown["unit_name"],
        column_name=shown["column_name"],
        doc_number=shown["doc_number"],
    )


def _excerpt(text: str, wanted: list[str]) -> str:
    lowered = text.lower()
    places = [place for word in sorted(wanted, key=len, reverse=True) if (place := lowered.find(word)) >= 0]
    start = max(0, (places[0] if places else 0) - SNIPPET_LEAD)
    cut = text[start : start + SNIPPET_LENGTH]
    return ("…" if start else "") + cut + ("…" if start + SNIPPET_LENGTH < len(text) else "")


def highlight(text: str, wanted: list[str]) -> str:
    """Return ``text`` as safe HTML with the wanted words marked."""
    longest_first = sorted(wanted, key=len, reverse=True)
    if not longest_first:
        return html.escape(text)
    pattern = re.compile("|".join(re.escape(word) for word in longest_first), re.IGNORECASE)
    parts, end = [], 0
    for match in pattern.finditer(text):
        parts += [html.escape(text[end : match.start()]), f"<mark>{html.escape(match[0])}</mark>"]
        end = match.end()
    return "".join([*parts, html.escape(text[end:])])
