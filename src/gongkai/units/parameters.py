"""Values the law leaves to the office: what each means, its default and where that comes from (D98)."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gongkai.law.periods import WorkingDays
from gongkai.units.models import Parameter


@dataclass(frozen=True)
class Meaning:
    """What a value is for, in which unit, and between which bounds it may lie."""

    label: str
    default: Decimal
    unit: str
    least: Decimal
    most: Decimal
    source: str


_meanings: dict[str, Meaning] = {}


def register(meanings: Mapping[str, Meaning]) -> None:
    """Make a module's values known, so that the office finds them on one screen."""
    _meanings.update(meanings)


def meaning(key: str) -> Meaning:
    return _meanings[key]


def all_meanings() -> Mapping[str, Meaning]:
    return _meanings


def value(key: str, on: date) -> Decimal:
    """Return the value in force on a day: the newest entered for it, else the default."""
    entered = Parameter.objects.on(on).filter(key=key).last()
    return entered.value if entered else _meanings[key].default


def months_later(day: date, key: str) -> date:
    """Return ``day`` plus the months the parameter ``key`` says; in a shorter month its last day."""
    years, month = divmod(day.month - 1 + int(value(key, day)), 12)
    last = monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def working_days(key: str, on: date) -> WorkingDays:
    """Return the parameter ``key`` as a period in working days."""
    return WorkingDays(int(value(key, on)))
