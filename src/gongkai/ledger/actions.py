"""Writing to the ledger: one event for every act, inside the act's own transaction."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, models

from gongkai.ledger.canonical import canonical
from gongkai.ledger.subjects import kind_of

LEAF_VERSION = 1
MAX_LEAF_BYTES = 65535
SHANGHAI = ZoneInfo("Asia/Shanghai")


def record_act(
    record: models.Model,
    verb: str,
    *,
    at: datetime,
    by: str,
    unit: str = "",
    data: Mapping[str, object] | None = None,
) -> int:
    """Append the event of an act on ``record`` and return its index.

    ``data`` holds public facts only. The event also carries a keyed digest of the state the act leaves behind,
    so the record must have been saved, with all its parts, before.

    Raises:
        RuntimeError: outside a transaction; an act and its event stand or fall together.
    """
    kind = kind_of(record)
    return record_fact(
        kind.subject(record), verb, at=at, by=by, unit=unit, data=data, state=kind.digest(record)
    )


def record_fact(
    subject: str,
    verb: str,
    *,
    at: datetime,
    by: str,
    unit: str = "",
    data: Mapping[str, object] | None = None,
    state: str = "",
) -> int:
    """Append an event about something that is no row of a registered table, such as a reading of personal data."""
    if not connection.in_atomic_block:
        raise RuntimeError("A ledger event is written inside the transaction of its act.")
    if at.tzinfo is None:
        raise ValueError(f"The time of {verb} says no time zone; give an aware datetime.")
    leaf = canonical(
        {
            "v": LEAF_VERSION,
            "at": at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
            "verb": verb,
            "subject": subject,
            "actor": _keyed(by),
            "unit": unit,
            "state": state,
            "data": data or {},
        }
    )
    if len(leaf.encode()) > MAX_LEAF_BYTES:
        raise ValueError(f"A ledger event holds at most {MAX_LEAF_BYTES} bytes; {verb} has more.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_append(%s)", [leaf])
        return int(cursor.fetchone()[0])


def _keyed(name: str) -> str:
    return hmac.new(settings.LEDGER_KEY.encode(), name.encode(), hashlib.sha256).hexdigest()[:16]
