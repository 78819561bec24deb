"""The index of entries in use: a by-product that follows the entries; no list and no page depends on it."""

from datetime import datetime

from django.db.models import F

from gongkai.cases.actions import local_day
from gongkai.search import index
from gongkai.search.index import Document
from gongkai.voice.knowledge.models import Entry

WHICH = "knowledge"
AT_ONCE = 1000


def sweep(now: datetime) -> int:
    """Put into the index what came into use and take out what left it; return how many entries were followed."""
    if index.is_missing(WHICH):
        Entry.objects.exclude(change=-1).update(indexed=-1)
    rows = Entry.objects.filter(change__gt=F("indexed")).select_related("unit").order_by("change")[:AT_ONCE]
    changed = list(rows)
    if not changed:
        return 0
    today = local_day(now)
    used = [entry for entry in changed if entry.state == Entry.State.CURRENT and entry.valid_until >= today]
    gone = [str(entry.pk) for entry in changed if entry not in used]
    index.update([_document(entry) for entry in used], gone, which=WHICH)
    for entry in changed:
        Entry.objects.filter(pk=entry.pk).update(indexed=entry.change)
    return len(changed)


def _document(entry: Entry) -> Document:
    return Document(
        id=str(entry.pk),
        url=str(entry.pk),
        title=f"{entry.question} {entry.keywords}",
        body=f"{entry.answer} {entry.materials}",
        published_on=entry.reviewed_on or entry.source_on,
        unit=entry.unit.code,
        unit_name=entry.unit.name,
        column="",
        column_name="",
    )
