"""Lookups of a query set as queries of the index."""

from collections.abc import Callable, Iterable
from itertools import takewhile
from operator import ge, gt, le, lt
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Expression, Subquery
from django.db.models.sql import Query as SqlQuery
from django.db.models.sql.constants import MULTI
from tantivy import FieldType, Occur, Query

from gongkai.search.backend.columns import Kind
from gongkai.search.backend.index import Opened

_ORDER: dict[str, Callable[[Any, Any], bool]] = {"gt": gt, "gte": ge, "lt": lt, "lte": le}


def lookup_query(
    index: Opened, column: str, kind: Kind, lookup: str, value: Any, using: str | None
) -> Query | None:
    """Return what a lookup (``number_of_pages__gt=500``) finds in the index, or ``None`` for a lookup it cannot do.

    ``using`` names the database that subqueries are asked in. Of a field with several values one must fit.
    """
    if isinstance(value, Expression) and not isinstance(value, Subquery):
        return None
    if lookup == "isnull":
        given = Query.exists_query(column)
        return nothing_of(given) if value else given
    if lookup in ("exact", "in"):
        return _any_of(index, column, kind, _values(value, lookup == "in", using))
    if lookup in ("startswith", "prefix") and kind.type is FieldType.Text:
        return _texts(index, column, value, lambda text: text.startswith(value))
    if lookup == "range":
        lower, upper = (kind.to_column(each) for each in value)
        return _between(index, column, kind, {"gte": lower, "lte": upper})
    if lookup in _ORDER:
        return _between(index, column, kind, {lookup: kind.to_column(value)})
    return None


def nothing_of(query: Query) -> Query:
    """Return a query for everything that ``query`` does not find."""
    return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, query)])


def _values(value: Any, many: bool, using: str | None) -> Iterable[Any]:
    if isinstance(value, Subquery):
        value = value.query
    if isinstance(value, SqlQuery):
        rows = value.get_compiler(using or DEFAULT_DB_ALIAS).execute_sql(result_type=MULTI) or []
        return [row[0] for chunk in rows for row in chunk]
    return value if many else [value]


def _any_of(index: Opened, column: str, kind: Kind, values: Iterable[Any]) -> Query:
    kept = [kind.to_column(each) for each in values if each is not None]
    return Query.term_set_query(index.schema, column, kept) if kept else Query.empty_query()


def _between(index: Opened, column: str, kind: Kind, bounds: dict[str, Any]) -> Query:
    if kind.type is FieldType.Text:
        lead = _shared_beginning(*bounds.values()) if len(bounds) > 1 else ""
        return _texts(
            index, column, lead, lambda text: all(_ORDER[name](text, end) for name, end in bounds.items())
        )
    return Query.range_query(
        index.schema,
        column,
        kind.type,
        bounds.get("gt", bounds.get("gte")),
        bounds.get("lt", bounds.get("lte")),
        include_lower="gt" not in bounds,
        include_upper="lt" not in bounds,
    )


def _texts(index: Opened, column: str, lead: str, fits: Callable[[str], bool]) -> Query:
    """Return a query for the texts that fit, all of which begin with ``lead``: Tantivy has no ranges of texts."""
    found = [text for text, _ in index.searcher.terms_with_prefix(column, lead) if fits(text)]
    return Query.term_set_query(index.schema, column, found) if found else Query.empty_query()


def _shared_beginning(a: str, b: str) -> str:
    same = takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False))
    return "".join(letter for letter, _ in same)
