"""Number series without gaps: a number is taken inside the transaction of the act that uses it."""

import unicodedata
from collections.abc import Iterable

from django.db import connection

_BRACKETS = str.maketrans("[(【{", "〔〔〔〔") | str.maketrans("])】}", "〕〕〕〕")


def as_printed(typed: str) -> str:
    """Return a case number as it is printed, from what people type: other brackets, full-width digits, spaces."""
    return "".join(unicodedata.normalize("NFKC", typed).translate(_BRACKETS).split())


def hold(keys: Iterable[str]) -> None:
    """Lock several series, always in the same order: for acts that take numbers one after another."""
    with connection.cursor() as cursor:
        for key in sorted(set(keys)):
            cursor.execute(
                "INSERT INTO cases_series (key, last) VALUES (%s, 0)"
                " ON CONFLICT (key) DO UPDATE SET last = cases_series.last",
                [key],
            )


def take(key: str) -> int:
    """Return the next number of the series ``key``, starting at 1.

    The row stays locked until the transaction ends, so numbers follow the order of the acts; a number taken
    by an act that fails is given to the next one.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A number is taken only inside the transaction of the act that uses it.")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_series (key, last) VALUES (%s, 1)"
            " ON CONFLICT (key) DO UPDATE SET last = cases_series.last + 1 RETURNING last",
            [key],
        )
        return int(cursor.fetchone()[0])
