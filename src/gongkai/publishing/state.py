"""What the ledger proves of a publication: every field with a meaning, its files and its whole review."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import models

from gongkai.publishing.models import Publication

# public_change is the index of the very event that carries the digest and cannot be part of it.
_LEFT_OUT = frozenset({"public_change", "draft_key"})
_FIELDS = tuple(field.attname for field in Publication._meta.concrete_fields if field.name not in _LEFT_OUT)
BATCH = 500


def state_of(publication: Publication) -> Mapping[str, Any]:
    """Return everything about ``publication`` whose silent change a verification must notice.

    A field that holds nothing is left out: one that a later release adds does not change what was recorded before.
    """
    if not hasattr(publication, "act_parts"):
        publication = Publication.objects.with_parts_after(publication.pk - 1, 1)[0]
    return {
        **{
            name: _exact(value)
            for name in _FIELDS
            if (value := getattr(publication, name)) not in (None, "", [], False)
        },
        "files": publication.file_parts,
        "acts": publication.act_parts,
    }


_LATER = {"version": frozenset({"withheld_because"}), "comment": frozenset({"form_token", "sender"})}


def state_of_record(record: models.Model) -> Mapping[str, Any]:
    """Return every field of a former version, an opinion or a hand-over list.

    What came to the platform after records of the kind were written counts where it says something.
    """
    later = _LATER.get(record._meta.model_name or "", frozenset())
    return {
        field.attname: _exact(value)
        for field in record._meta.concrete_fields
        if (value := getattr(record, field.attname)) or field.attname not in later
    }


def all_publications() -> Iterable[Publication]:
    """Read every publication with its parts, for the verification of the whole table."""
    rows = Publication.objects.with_parts_after(0, BATCH)
    while rows:
        yield from rows
        rows = Publication.objects.with_parts_after(rows[-1].pk, BATCH)


def micros(at: datetime) -> int:
    """Return a moment as whole microseconds, as the database gives it too."""
    return round(at.timestamp() * 1_000_000)


def _exact(value: object) -> object:
    if isinstance(value, datetime):
        return micros(value)
    return value.isoformat() if isinstance(value, date) else value
