"""Which tables hold rows of a case, asked in one question: of a dozen, an ordinary case has rows in two."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import connection

from gongkai.cases.models import Case
from gongkai.cases.procedure import Rows


def rows_of(case: Case, *relations: str) -> Rows:
    """Return what reads the rows of one of ``relations`` (``"searches"``, ``"fee"``) without asking empty tables."""
    with connection.cursor() as cursor:
        cursor.execute(_question(relations), {"case": case.pk})
        held = {name for (name,) in cursor.fetchall()}

    def rows(relation: str) -> Iterable[Any]:
        if relation not in held:
            return ()
        key = _key(relation)
        found: Iterable[Any] = (
            key.model._default_manager.filter(**{key.name: case})
            if key.one_to_one
            else getattr(case, relation).all()
        )
        return found

    return rows


def _key(relation: str) -> Any:
    """Return the foreign key on the other table that the name of a reverse relation stands for."""
    return Case._meta.get_field(relation).remote_field


@cache
def _question(relations: tuple[str, ...]) -> str:
    quoted = connection.ops.quote_name
    asked = []
    for relation in relations:
        key = _key(relation)
        table, column = quoted(key.model._meta.db_table), quoted(key.column)
        # Names of our own tables; no value is put into the text.
        asked.append(f"SELECT '{relation}' WHERE EXISTS (SELECT 1 FROM {table} WHERE {column} = %(case)s)")  # noqa: S608
    return " UNION ALL ".join(asked)
