"""What a search found: counted and ordered by the index, read from the database."""

from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from django.db.models import Model
from modelsearch.backends.base import BaseSearchResults, FilterFieldError
from tantivy import DocAddress, Order, Query

from gongkai.search.backend import columns
from gongkai.search.backend.index import Opened

# Keys asked for in one statement: some databases allow few hundred parameters only.
CHUNK = 500
# The most values Tantivy counts.
MOST_VALUES = 65000
# Stands for "no value" among texts: no database keeps it in one.
_NONE = "\x00"


class Results(BaseSearchResults):
    """Results are instances of the query set: what it no longer holds when they are read is left out.

    Counts and facets come from the index alone. They follow the filters, each by itself where several reach over the
    same relation to many objects.
    """

    supports_facet = True

    def _opened(self) -> Opened | None:
        opened: Opened | None = self.backend.get_index_for_model(self.model).opened()
        return opened

    def _do_search(self) -> Iterator[Model]:
        index = self._opened()
        if index is None or (self.stop is not None and self.stop <= self.start):
            return
        hits = [
            (str(index.searcher.doc(address).get_first(columns.ID)), score)
            for score, address in self._hits(index)
        ]
        for first in range(0, len(hits), CHUNK):
            yield from self._instances(hits[first : first + CHUNK])

    def _hits(self, index: Opened) -> list[tuple[float | None, DocAddress]]:
        query, ordering = self.query_compiler.query_of(index), self.query_compiler.ordering()
        if len(ordering) > 1:
            return [(None, address) for address in _sorted(index, query, ordering)[self.start : self.stop]]
        everything = max(index.searcher.num_docs, 1)
        limit = min(everything, self.stop - self.start) if self.stop is not None else everything
        if not ordering:
            return index.searcher.search(query, limit=limit, offset=self.start, count=False).hits
        ((column, order),) = ordering
        found = index.searcher.search(
            query, limit=limit, offset=self.start, count=False, order_by_field=column, order=order
        )
        return [(None, address) for _, address in found.hits]

    def _instances(self, hits: list[tuple[str, float | None]]) -> Iterator[Model]:
        keys = [key for key, _ in hits]
        found = {str(each.pk): each for each in self.query_compiler.queryset.filter(pk__in=keys)}
        for key, score in hits:
            instance = found.get(key)
            if instance is None:
                continue
            if self._score_field:
                setattr(instance, self._score_field, score)
            yield instance

    def _do_count(self) -> int:
        index = self._opened()
        if index is None:
            return 0
        found = index.searcher.search(self.query_compiler.query_of(index), limit=1, count=True)
        n: int = found.count  # type: ignore[attr-defined]
        stop = n if self.stop is None else min(n, self.stop)
        return max(stop - self.start, 0)

    def facet(self, field_name: str) -> OrderedDict[Any, int]:
        """Return how many results there are of each value of a filter field, the most frequent first.

        ``None`` stands for those without a value. Slicing does not change the counts.
        """
        asked = self.query_compiler.facet_column(field_name)
        if asked is None:
            raise FilterFieldError(
                f'Cannot facet search results with field "{field_name}". Please add '
                f"index.FilterField('{field_name}') to {self.model.__name__}.search_fields.",
                field_name=field_name,
            )
        index = self._opened()
        if index is None:
            return OrderedDict()
        column, kind = asked
        terms = {"field": column, "size": MOST_VALUES, "missing": _NONE}
        counted = index.searcher.aggregate(self.query_compiler.query_of(index), {"values": {"terms": terms}})
        return OrderedDict(
            (None if bucket["key"] == _NONE else kind.from_column(bucket["key"]), bucket["doc_count"])
            for bucket in counted["values"]["buckets"]
        )


def _sorted(index: Opened, query: Query, ordering: list[tuple[str, Order]]) -> list[DocAddress]:
    """Return all that the query finds, ordered by several columns: Tantivy orders by one, so their ranks are compared."""
    ranks: dict[tuple[int, int], list[int]] = {}
    addresses: list[DocAddress] = []
    for column, order in ordering:
        found = index.searcher.search(
            query, limit=max(index.searcher.num_docs, 1), count=False, order_by_field=column, order=order
        ).hits
        rank, last = 0, object()
        for value, address in found:
            rank, last = (rank if value == last else rank + 1), value
            ranks.setdefault((address.segment_ord, address.doc), []).append(rank)
        addresses = [address for _, address in found]
    return sorted(addresses, key=lambda address: ranks[address.segment_ord, address.doc])
