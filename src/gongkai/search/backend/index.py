"""The stored indexes of the backend: writing to the live one, rebuilding beside it, opening it for a search."""

import json
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import tantivy
from django.apps import apps
from django.db.models import Model
from modelsearch.backends.base import BaseIndex
from modelsearch.index import class_is_indexed

from gongkai.search import generations
from gongkai.search.backend import columns
from gongkai.search.backend.columns import Words

if TYPE_CHECKING:
    from gongkai.search.backend import SearchBackend

_CHANGED = "changed-meanwhile.jsonl"


class IndexOutOfDate(Exception):
    """The search fields of the models are no longer those the index was built for."""

    def __init__(self, index: "Index") -> None:
        super().__init__(
            f"The search index {index.folder} was built for other search_fields than {index.root._meta.label} "
            "and its children have now. Run the command rebuild_modelsearch_index (with Wagtail: update_index)."
        )


@dataclass(frozen=True)
class Opened:
    """The live index as it was when it was opened, and how its texts are cut into words."""

    searcher: tantivy.Searcher
    schema: tantivy.Schema
    words: Words


class Index(BaseIndex):
    """The index of a root model and its children. Made at the first write; a search before finds nothing."""

    def __init__(self, backend: "SearchBackend", root: type[Model]) -> None:
        super().__init__(backend)
        self.root = root
        self.words = backend.words
        self.schema = columns.schema(root)
        self.folder: Path = backend.folder / root._meta.label_lower.replace(".", "_")

    def __str__(self) -> str:
        return self.folder.name

    def get_key(self) -> str:
        return self.folder.name

    def opened(self) -> Opened | None:
        """Return the live index, or ``None`` before there is one. Raises ``IndexOutOfDate``."""
        if generations.is_missing(self.folder):
            return None
        return Opened(self._live().searcher(), self.schema, self.words)

    def reset(self) -> None:
        with generations.rebuilding(self.folder), generations.locked(self.folder):
            generation = generations.new(self.folder, self.schema)
            generations.go_live(generation)
            generations.remove_all_but(generation)

    def add_items(self, model: type[Model], items: Iterable[Model]) -> None:
        if class_is_indexed(model):
            self._change(list(items), put=True)

    def delete_item(self, item: Model) -> None:
        if class_is_indexed(type(item)):
            self._change([item], put=False)

    def _change(self, items: list[Model], *, put: bool) -> None:
        if not items:
            return
        with generations.locked(self.folder):
            if generations.is_rebuilding(self.folder):
                self._note(items)
            if generations.is_missing(self.folder):
                generations.go_live(generations.new(self.folder, self.schema))
            with generations.writing(self._live()) as writer:
                replace(writer, [str(item.pk) for item in items], items if put else [], self.words)

    def _live(self) -> tantivy.Index:
        index = generations.opened(self.folder)
        if index.schema != self.schema:
            raise IndexOutOfDate(self)
        return index

    def _note(self, items: list[Model]) -> None:
        """Note what is changed while a rebuild may have read it already."""
        with (self.folder / _CHANGED).open("a", encoding="utf-8") as file:
            file.writelines(json.dumps([item._meta.label, str(item.pk)]) + "\n" for item in items)

    def forget_changes(self) -> None:
        """Forget what was noted for a rebuild."""
        (self.folder / _CHANGED).unlink(missing_ok=True)

    def changes(self) -> dict[type[Model], list[str]]:
        """Return the keys of what was changed while a rebuild was under way."""
        found: dict[type[Model], list[str]] = {}
        path = self.folder / _CHANGED
        for line in path.read_text("utf-8").splitlines() if path.exists() else []:
            label, key = json.loads(line)
            found.setdefault(apps.get_model(label), []).append(key)
        return found


def replace(
    writer: tantivy.IndexWriter,
    keys: Iterable[str],
    items: Iterable[Model],
    words: Words,
) -> None:
    """Take out what is kept under ``keys`` and put ``items`` in."""
    for key in keys:
        writer.delete_documents_by_term(columns.ID, key)
    for item in items:
        writer.add_document(columns.document(item, words))


class Rebuilder:
    """Builds an index beside the live one. What is saved meanwhile is read again before the new one goes live."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._alone = ExitStack()
        self._written = ExitStack()

    def start(self) -> "Unfinished":
        self._alone.enter_context(generations.rebuilding(self.index.folder))
        with generations.locked(self.index.folder):
            self.index.forget_changes()
        self._generation = generations.new(self.index.folder, self.index.schema)
        writer = self._written.enter_context(
            generations.writing(
                generations.index_of(self._generation),
                generations.REBUILD_HEAP_BYTES,
                generations.REBUILD_THREADS,
            )
        )
        return Unfinished(self.index, writer)

    def finish(self) -> None:
        with self._alone:
            self._written.close()
            with generations.locked(self.index.folder):
                self._catch_up()
                generations.go_live(self._generation)
                generations.remove_all_but(self._generation)

    def _catch_up(self) -> None:
        changes = self.index.changes()
        if not changes:
            return
        with generations.writing(generations.index_of(self._generation)) as writer:
            for model, keys in changes.items():
                found = model.get_indexed_objects().filter(pk__in=keys)  # type: ignore[attr-defined]
                replace(writer, keys, found, self.index.words)
        self.index.forget_changes()


class Unfinished(BaseIndex):
    """An index under construction: it takes items and is not searched."""

    def __init__(self, index: Index, writer: tantivy.IndexWriter) -> None:
        super().__init__(index.backend)
        self._writer = writer
        self._words = index.words

    def add_items(self, model: type[Model], items: Iterable[Model]) -> None:
        # A child comes a second time, as an instance of its parent or its own: the last one counts.
        items = list(items)
        replace(self._writer, [str(item.pk) for item in items], items, self._words)
