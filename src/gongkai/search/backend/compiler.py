"""Search queries and the filters and order of a query set, put as queries of the index."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.db.models.expressions import Col
from django.db.models.lookups import Lookup
from modelsearch.backends.base import BaseSearchQueryCompiler, FilterError
from modelsearch.index import AutocompleteField, BaseField, RelatedFields, SearchField
from modelsearch.query import And, Boost, Fuzzy, MatchAll, Not, Or, Phrase, PlainText, SearchQuery
from tantivy import Occur, Order, Query

from gongkai.search.backend import columns
from gongkai.search.backend.filters import lookup_query, nothing_of
from gongkai.search.backend.index import Opened

# A word may differ by this many characters from the one that is looked for, as in Elasticsearch.
_SHORTEST_WITH_ONE_SLIP = 3
_SHORTEST_WITH_TWO_SLIPS = 6


class Compiler(BaseSearchQueryCompiler):
    """A search for whole words. All of them must be there unless the caller says ``or``, each in any of the fields."""

    DEFAULT_OPERATOR = "and"
    searched: type[BaseField] = SearchField
    _index: Opened

    def query_of(self, index: Opened) -> Query:
        """Return the whole query: what is looked for, among the instances of the model that pass the filters."""
        self._index = index
        model = Query.term_query(index.schema, columns.MODEL, self.queryset.model._meta.label)
        parts = [(Occur.Must, self._compiled(self.query)), (Occur.Must, _unscored(model))]
        filters = self._get_filters_from_queryset()
        if filters is not None:
            parts.append((Occur.Must, _unscored(filters)))
        return Query.boolean_query(parts)

    def ordering(self) -> list[tuple[str, Order]]:
        """Return the columns to order by, none for relevance; a query set without order comes newest key first."""
        if self.order_by_relevance:
            return []
        model = self.queryset.model
        asked = [
            (columns.column((), field, model), Order.Desc if reverse else Order.Asc)
            for reverse, field in self._get_order_by()
        ]
        return asked or [(columns.key_column(model)[0], Order.Desc)]

    def facet_column(self, field_name: str) -> tuple[str, columns.Kind] | None:
        """Return the column of a filter field and its kind, or ``None`` if the model has no such filter field."""
        field = self._get_filterable_field(field_name) or next(
            (
                each
                for each in self.queryset.model.get_filterable_search_fields()
                if each.field_name == field_name
            ),
            None,
        )
        model = self.queryset.model
        return (columns.column((), field, model), columns.kind_of(field, model)) if field else None

    def _get_filters_from_where_node(self, where_node: Any, check_only: bool = False) -> Query | None:
        # A child's own key has the name of a pointer, which the base class would pass over: it is in every index.
        if not self._is_own_key(where_node):
            return super()._get_filters_from_where_node(where_node, check_only=check_only)
        if check_only:
            return None
        column, kind = columns.key_column(self.queryset.model)
        return self._looked_up(column, kind, where_node.lookup_name, where_node.rhs)

    def _is_own_key(self, node: Any) -> bool:
        return (
            isinstance(node, Lookup)
            and isinstance(node.lhs, Col)
            and node.lhs.alias == self.queryset.query.base_table
            and node.lhs.target == self.queryset.model._meta.pk
            and node.lhs.target.attname.endswith("_ptr_id")
        )

    def _process_lookup(self, field_path: Sequence[BaseField], lookup: str, value: Any) -> Query | None:
        model = self.queryset.model
        for related in field_path[:-1]:
            model = related.get_field(model).related_model
        path, field = [each.field_name for each in field_path[:-1]], field_path[-1]
        return self._looked_up(
            columns.column(path, field, model), columns.kind_of(field, model), lookup, value
        )

    def _looked_up(self, column: str, kind: columns.Kind, lookup: str, value: Any) -> Query | None:
        return lookup_query(self._index, column, kind, lookup, value, self.queryset._db)

    def _process_match_none(self) -> Query:
        return Query.empty_query()

    def _connect_filters(self, filters: Sequence[Query], connector: str, negated: bool) -> Query | None:
        if connector not in ("AND", "OR"):
            raise FilterError(
                f"Could not apply filter on search results: filters cannot be joined by {connector}."
            )
        if not filters:
            return None
        occur = Occur.Must if connector == "AND" else Occur.Should
        joined = Query.boolean_query([(occur, each) for each in filters])
        return nothing_of(joined) if negated else joined

    def _compiled(self, query: SearchQuery) -> Query:
        if isinstance(query, MatchAll):
            return Query.all_query()
        if isinstance(query, And | Or):
            occur = Occur.Must if isinstance(query, And) else Occur.Should
            return Query.boolean_query([(occur, self._compiled(each)) for each in query.subqueries])
        if isinstance(query, Not):
            return nothing_of(self._compiled(query.subquery))
        if isinstance(query, Boost):
            return Query.boost_query(self._compiled(query.subquery), query.boost)
        if isinstance(query, PlainText):
            return Query.boost_query(self._joined(query, self._word), query.boost)
        return self._compiled_exactly(query)

    def _compiled_exactly(self, query: SearchQuery) -> Query:
        if isinstance(query, Phrase):
            return self._phrase(self._index.words(query.query_string))
        if isinstance(query, Fuzzy):
            return self._joined(query, self._similar)
        raise NotImplementedError(f"`{type(query).__name__}` is not supported by the Tantivy search backend.")

    def _joined(self, query: PlainText | Fuzzy, one: Callable[[str, str], Query]) -> Query:
        """Return a query for all or any of the words, each in any of the fields."""
        occur = Occur.Must if query.operator == "and" else Occur.Should
        words = dict.fromkeys(word for word, _ in self._index.words(query.query_string))
        return Query.boolean_query([(occur, self._anywhere(partial(one, word))) for word in words])

    def _anywhere(self, one: Callable[[str], Query]) -> Query:
        return Query.boolean_query(
            [
                (Occur.Should, Query.boost_query(one(column), boost))
                for column, boost in self._columns().items()
            ]
        )

    def _word(self, word: str, column: str) -> Query:
        return Query.term_query(self._index.schema, column, word)

    def _similar(self, word: str, column: str) -> Query:
        if len(word) < _SHORTEST_WITH_ONE_SLIP:
            return self._word(word, column)
        slips = 1 if len(word) < _SHORTEST_WITH_TWO_SLIPS else 2
        return Query.fuzzy_term_query(self._index.schema, column, word, slips)

    def _phrase(self, words: list[tuple[str, int]]) -> Query:
        words = _smallest(words)
        if not words:
            return Query.empty_query()
        if len(words) == 1:
            return self._anywhere(partial(self._word, words[0][0]))
        placed: list[str | tuple[int, str]] = [(place, word) for word, place in words]
        return self._anywhere(lambda column: Query.phrase_query(self._index.schema, column, placed))

    def _columns(self) -> dict[str, float]:
        """Return the columns that are searched and their boosts: those named in ``fields``, or all of all children."""
        model, found = self.queryset.model, dict[str, float]()
        for each in [model] if self.fields else columns.family(model):
            for column, field, _ in columns.columns(self._fields_of(each), each):
                if isinstance(field, self.searched):
                    found.setdefault(column, float(getattr(field, "boost", None) or 1))
        return found

    def _fields_of(self, model: Any) -> list[BaseField | RelatedFields]:
        fields = model.get_search_fields()
        return [each for each in fields if each.field_name in self.fields] if self.fields else fields


class AutocompleteCompiler(Compiler):
    """A search for beginnings of words, in the autocomplete fields."""

    searched = AutocompleteField

    def _word(self, word: str, column: str) -> Query:
        return super()._word(word[: columns.LONGEST_PREFIX], column)

    def _compiled_exactly(self, query: SearchQuery) -> Query:
        raise NotImplementedError(f"`{type(query).__name__}` is not supported for autocomplete queries.")


def _unscored(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)


def _smallest(words: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Leave out words made of shorter ones, to look for a phrase: in a longer text the same letters may be part of another
    long word.
    """
    return [
        (word, place)
        for word, place in words
        if not set(range(place, place + len(word))) <= _covered_by_shorter(word, words)
    ]


def _covered_by_shorter(word: str, words: list[tuple[str, int]]) -> set[int]:
    shorter = ((other, place) for other, place in words if len(other) < len(word))
    return {at for other, place in shorter for at in range(place, place + len(other))}
