"""The periods and the mapping to Table 4 in force on a day: the office's own entry, else the default of the law."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gongkai.disclosure.models import OfficeDecision, OfficePeriod
from gongkai.law import periods
from gongkai.law.periods import Period
from gongkai.law.remedy_rules import DECISIONS, PERIOD_LABELS, PERIODS, DecisionRule


@dataclass(frozen=True)
class InForce:
    """A period in force, with its source."""

    key: str
    period: Period
    source: str

    @property
    def label(self) -> str:
        return PERIOD_LABELS[self.key]


def period(key: str, on: date) -> InForce:
    """Return the period ``key`` in force on a day; a default not yet in force then gives way to the oldest."""
    entered = OfficePeriod.objects.filter(key=key, since__lte=on).last()
    if entered is not None:
        return InForce(key, periods.parse(entered.period), entered.source)
    defaults = [rule for rule in PERIODS if rule.key == key]
    rule = next((rule for rule in reversed(defaults) if rule.since <= on), defaults[0])
    return InForce(key, rule.period, rule.source)


def all_periods(on: date) -> Iterator[InForce]:
    return (period(key, on) for key in PERIOD_LABELS)


def decisions(procedure: str, on: date) -> dict[str, DecisionRule]:
    """Return what each kind of decision counts as on a day, by its name."""
    found = {rule.decision: rule for rule in DECISIONS if rule.procedure == procedure}
    for entered in OfficeDecision.objects.filter(procedure=procedure, since__lte=on):
        found[entered.decision] = DecisionRule(
            procedure, entered.decision, entered.column, entered.since, entered.source
        )
    return found
