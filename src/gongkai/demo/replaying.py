"""Whether the demo year is being played: what is overdue in it then is history, and nobody is to be alarmed."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

LOCK = 7730


@contextmanager
def replaying() -> Iterator[None]:
    """Say to every other process, as long as this one lives, that the demo year is being played."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def is_replaying() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            [LOCK],
        )
        return bool(cursor.fetchone()[0])
