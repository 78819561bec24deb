"""Keeping the catalogue of standard matters, and saying which matter an item belongs to (D87, D89)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from gongkai.ledger.actions import record_fact
from gongkai.publishing import procedure
from gongkai.publishing.actions.recording import bring_up_to_date, open_row, public_facts, record
from gongkai.publishing.models import Publication, StandardField, StandardItem
from gongkai.units.posts import Actor, must_be_competent

# Where a matter came from that the office put in.
TABLE = "政务公开办导入的标准目录表"


@dataclass(frozen=True)
class Loaded:
    """What loading a table changed: matters that are new, changed, ended, and as before."""

    new: int
    changed: int
    ended: int
    same: int


def load_standards(
    area: StandardField, rows: Sequence[dict[str, Any]], *, by: Actor, at: datetime, on: date
) -> Loaded:
    """Put ``rows`` in the place of a field's matters from ``on``; what they replace stays on file.

    What the office loads it answers for: nothing of it is 待核定 any more. A matter is known by its 一级 and 二级事项: with other attributes it keeps its code and its items.
    """
    must_be_competent(by)
    with transaction.atomic():
        StandardField.objects.select_for_update(no_key=True).get(pk=area.pk)
        present = {(item.level1, item.level2): item for item in area.standard_items.filter(until=None)}
        fresh = _next_number(area)
        same = changed = new = 0
        for row in rows:
            former = present.pop((row["level1"], row["level2"]), None)
            if former is not None and _says_the_same(former, row):
                same += 1
                # Its place in the list is no attribute of a matter.
                former.number, former.to_be_confirmed = row["number"], False
                former.save(update_fields=["number", "to_be_confirmed"])
                continue
            code = former.code if former else f"{area.code}-{fresh}"
            if former:
                _end(former, on)
                changed += 1
            else:
                fresh, new = fresh + 1, new + 1
            StandardItem.objects.create(field=area, code=code, since=on, source=TABLE, **row)
        for gone in present.values():
            _end(gone, on)
        loaded = Loaded(new, changed, len(present), same)
        data = {"field": area.code, "new": new, "changed": changed, "ended": loaded.ended}
        record_fact(f"standard_field/{area.code}", "publishing.load_standards", at=at, by=by.name, data=data)
    return loaded


def _next_number(area: StandardField) -> int:
    codes = area.standard_items.values_list("code", flat=True)
    return 1 + max((int(code.rpartition("-")[2]) for code in codes), default=0)


def _says_the_same(former: StandardItem, row: dict[str, Any]) -> bool:
    return all(getattr(former, name) == value for name, value in row.items() if name != "number")


def _end(item: StandardItem, on: date) -> None:
    item.until = on
    item.save(update_fields=["until"])


def match_standard(
    publication: Publication, item: StandardItem | None, *, by: Actor, at: datetime, seen: int | None = None
) -> Publication:
    """Say which standard matter a public item belongs to (对应标准事项), or that it belongs to none."""
    with transaction.atomic():
        row = open_row(publication, procedure.MATCH, by, seen)
        row.standard = item
        facts = public_facts(row) | {"standard": item.code if item else None}
        note = str(item) if item else "不对应标准事项"
        record(row, procedure.MATCH, by=by, at=at, changed=["standard"], note=note, public=facts)
    return bring_up_to_date(publication, row)
