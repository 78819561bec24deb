"""How the demo year is played: quickly, and so that every process knows.

What is overdue in it then is history, and nobody is to be alarmed.
"""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

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


@contextmanager
def quickly(number: int = 0) -> Iterator[None]:
    """Play many acts one after another in this process at the least cost, each whole or not at all.

    ``number`` says which of several processes this is, where a year is shared out.

    A failure anywhere takes back the whole outer transaction, so the verbs need no savepoints.
    """
    _prepare_statements()
    _keep_to_one_core(number)
    # A replay makes no cycles worth looking for, and looking takes a quarter of its time.
    gc.disable()
    connection.features.uses_savepoints = False
    try:
        yield
    finally:
        connection.features.uses_savepoints = True
        gc.enable()


def _prepare_statements() -> None:
    """Let the server plan the few statements of the replay once.

    Elsewhere each is planned for its values: one plan for all of them can be thousands of times too slow.
    """
    if connection.in_atomic_block:
        return
    connection.close()
    connection.settings_dict["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 3}


def _keep_to_one_core(number: int) -> None:
    """Keep this process and its own database process on one core.

    The two take turns, thousands of times a second; waking another core each time costs a third of the replay.
    A database that runs elsewhere, or under a user this one may not touch, is left as it is.
    """
    if sys.platform != "linux":
        return
    cores = sorted(os.sched_getaffinity(0))
    core = {cores[-1 - number % len(cores)]}
    with connection.cursor() as cursor, suppress(OSError):
        cursor.execute("SELECT pg_backend_pid() WHERE inet_server_addr() IS NULL")
        for (backend,) in cursor.fetchall():
            os.sched_setaffinity(backend, core)
            os.sched_setaffinity(0, core)
