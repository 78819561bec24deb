"""The figures a form draws on (平台统计的指标), counted for a unit and a period.

A publication issued by several units together counts once for each of them, and once for the district: the ids of
such records are kept beside the value, so that the sum can leave the repetitions out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from gongkai.publishing.models import Publication
from gongkai.reporting import figures
from gongkai.reporting.figures import Figure
from gongkai.reporting.rounds.cells import plain_number
from gongkai.reporting.rounds.models import Round
from gongkai.reporting.scope import Scope
from gongkai.units.models import Unit

BETWEEN = "、"
ISSUED = ("published", "documents")


@dataclass(frozen=True)
class Drawn:
    """The value of a figure, and those of its records that other units count as well."""

    value: Decimal | None
    joint: tuple[int, ...] = ()


def scope_of(row: Round, unit: Unit | None) -> Scope:
    return Scope(row.until.year, unit, row.until, row.since)


def draw(names: Iterable[str], row: Round, unit: Unit) -> dict[str, Drawn]:
    """Count each figure for a unit and the period of a round; a returned figure nobody signed for has no value."""
    return {name: _drawn(figures.get(name), row, unit) for name in names}


def _drawn(figure: Figure, row: Round, unit: Unit) -> Drawn:
    value = figure.value(scope_of(row, unit))
    if value is None:
        return Drawn(None)
    joint = _joint(figure, row, unit) if figure.set in ISSUED else []
    others = sum(owner != unit.pk for _, owner in joint)
    return Drawn(plain_number(Decimal(value)) + others, tuple(pk for pk, _ in joint))


def _joint(figure: Figure, row: Round, unit: Unit) -> list[tuple[int, int]]:
    """Return the records several units issued together, this one among them: key and the unit that published it."""
    together = figure.records(scope_of(row, None)).filter(issuing_body__contains=BETWEEN).order_by("pk")
    return [
        (pk, owner)
        for pk, owner, bodies in together.values_list("pk", "unit", "issuing_body")
        if owner == unit.pk or {unit.name, unit.short_name} & {body.strip() for body in bodies.split(BETWEEN)}
    ]


def record_ids(drawn: Drawn, name: str, row: Round, unit: Unit) -> list[int]:
    """Return the keys of the records a unit's figure counts: its own, and those others published that it issued too."""
    own = figures.get(name).records(scope_of(row, unit)).values_list("pk", flat=True)
    return sorted({*own, *drawn.joint})


def joint_records(ids: Iterable[int]) -> QuerySet[Any]:
    return Publication.objects.filter(pk__in=ids).select_related("unit").order_by("pk")
