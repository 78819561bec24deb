"""The register of entries: narrowed by conditions in the address, one order, one table to take along."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q

from gongkai.voice.knowledge.models import Entry, EntryQuerySet

HEADS = ("编号", "责任单位", "问题", "答案", "依据", "依据日期", "有效期至", "状态", "公开", "采用", "有用")
SOON = timedelta(days=30)


def narrowed(rows: EntryQuerySet, asked: dict[str, str], today: date) -> EntryQuerySet:
    """Return the entries that fit: ``state`` (or ``soon``), ``unit``, and a word of question or keywords."""
    state = asked.get("state", "")
    if state == "soon":
        rows = rows.filter(state=Entry.State.CURRENT, valid_until__lte=today + SOON)
    elif state in Entry.State.values:
        rows = rows.filter(state=state)
    if asked.get("unit"):
        rows = rows.filter(unit__code=asked["unit"])
    for word in asked.get("q", "").split()[:5]:
        rows = rows.filter(Q(question__icontains=word) | Q(keywords__icontains=word) | Q(number=word))
    return rows


def exported(rows: Iterable[Entry]) -> Iterable[Iterable[object]]:
    yield HEADS
    for row in rows:
        yield (
            row.number, row.unit.short_name, row.question, row.answer, row.source, row.source_on, row.valid_until,
            row.get_state_display(), "是" if row.is_public else "否", row.adopted, row.helpful,
        )  # fmt: skip
