"""Entries that may answer a text: for the operator's and the answering officer's screen."""

from collections.abc import Collection
from datetime import date

from gongkai.search import find
from gongkai.voice.knowledge.indexing import WHICH
from gongkai.voice.knowledge.models import Entry

# Beyond so many characters a text says nothing new about what is asked.
READ = 200


def suggest(text: str, limit: int = 5, *, on: date, units: Collection[str] = ()) -> list[Entry]:
    """Return the entries in use that fit ``text`` best, the best first; none when nothing fits.

    ``units`` narrows to their codes. What expired today is never offered, however the index stands.
    """
    if not text.strip():
        return []
    found = find.best(text[:READ], which=WHICH, limit=limit * 2, units=units)
    entries = Entry.objects.usable(on).select_related("unit").in_bulk([int(id_) for id_ in found])
    return [entries[int(id_)] for id_ in found if int(id_) in entries][:limit]
