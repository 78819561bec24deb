"""The catalogue of standard matters: which matter a text belongs to, and what is covered (D87, D89)."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.db import transaction
from django.db.models import Count, QuerySet

from gongkai.publishing.models import Publication, StandardField, StandardItem
from gongkai.search.words import words
from gongkai.units.models import Unit, UnitKind

BEGINNING = Path(__file__).parent / "data" / "standards.json"
# How many matters are proposed for a text, and how well they must fit.
PROPOSED = 3
LEAST_SHARED = 2


def install(on: date) -> None:
    """Put the 26 fields and their first matters in place. An office that has a catalogue keeps its own."""
    if StandardField.objects.exists():
        return
    data = json.loads(BEGINNING.read_text("utf-8"))
    with transaction.atomic():
        for sort, given in enumerate(data["fields"]):
            area = StandardField.objects.create(
                code=given["code"], name=given["name"], source=data["source"], sort=sort
            )
            StandardItem.objects.bulk_create(
                StandardItem(field=area, code=f"{area.code}-{number}", number=number, since=on, **each)
                for number, each in enumerate(given["items"], start=1)
            )


def current() -> QuerySet[StandardItem]:
    """Return the matters in force, in the order of the catalogue."""
    return StandardItem.objects.filter(until=None).select_related("field")


def proposed(title: str, unit: Unit) -> list[StandardItem]:
    """Return the matters that fit a title best, those the unit answers for first."""
    asked = set(words(title))
    scored = []
    for item in current():
        shared = len(asked & _words_of(f"{item.field.name}{item.level1}{item.level2}{item.content}"))
        own = answers_for(item, unit)
        if shared >= LEAST_SHARED:
            scored.append((shared + 2 * own, item))
    scored.sort(key=lambda pair: -pair[0])
    return [item for _, item in scored[:PROPOSED]]


@lru_cache(maxsize=2000)
def _words_of(matter: str) -> frozenset[str]:
    return frozenset(words(matter))


def answers_for(item: StandardItem, unit: Unit) -> bool:
    """Tell whether 公开主体 names the unit, by name or as one of its kind."""
    if unit.kind == UnitKind.TOWNSHIP:
        town = "街道" if unit.short_name.endswith("街道") else "乡镇"
        return unit.short_name in item.subject or town in item.subject
    if "各部门" in item.subject:
        return unit.kind != UnitKind.GOVERNMENT
    return any(part and part == unit.short_name for part in re.split(r"[、，；\s]", item.subject))


@dataclass(frozen=True)
class Covered:
    """A matter, the units that answer for it, and how many public items each has."""

    item: StandardItem
    units: tuple[tuple[Unit, int], ...]
    total: int

    @property
    def missing(self) -> tuple[Unit, ...]:
        return tuple(unit for unit, n in self.units if not n)


def coverage(units: Iterable[Unit], items: Sequence[StandardItem] | None = None) -> list[Covered]:
    """Return for each matter in force what ``units`` have made public of it (D89)."""
    among = list(units)
    counted = Publication.objects.public().filter(unit__in=among, standard__isnull=False).order_by()
    numbers: dict[tuple[str, int], int] = {
        (row["standard__code"], row["unit"]): row["n"]
        for row in counted.values("standard__code", "unit").annotate(n=Count("pk"))
    }
    found = []
    for item in current() if items is None else items:
        own = [(unit, numbers.get((item.code, unit.pk), 0)) for unit in among if answers_for(item, unit)]
        total = sum(numbers.get((item.code, unit.pk), 0) for unit in among)
        found.append(Covered(item, tuple(own), total))
    return found
