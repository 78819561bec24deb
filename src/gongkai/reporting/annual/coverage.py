"""Which units a district's figures rest on (汇总覆盖): a unit that has returned nothing is not a zero (D81)."""

from dataclasses import dataclass

from django.db.models import Count, Q

from gongkai.law.annual_report import Finding, Place
from gongkai.reporting.models import UnitReturn
from gongkai.reporting.scope import Scope
from gongkai.units.models import Unit

SHOWN = 5


@dataclass(frozen=True)
class Coverage:
    """How many units the year has, which returned nothing, and which have returns nobody signed."""

    units: int = 0
    missing: tuple[str, ...] = ()
    unsigned: tuple[str, ...] = ()

    @property
    def signed(self) -> int:
        return self.units - len(self.missing)


def coverage(scope: Scope) -> Coverage:
    """Return the coverage of the district's report; a unit's own report covers itself."""
    if scope.unit is not None:
        return Coverage()
    latest = UnitReturn.objects.filter(year=scope.year, superseded_by=None).order_by().values("unit")
    counts = {
        row["unit"]: (row["signed"], row["unsigned"])
        for row in latest.annotate(
            signed=Count("pk", filter=Q(signed_at__isnull=False)),
            unsigned=Count("pk", filter=Q(signed_at=None)),
        )
    }
    units = list(Unit.objects.on(scope.end).assessed().values_list("pk", "short_name"))
    return Coverage(
        len(units),
        tuple(name for pk, name in units if not counts.get(pk, (0, 0))[0]),
        tuple(name for pk, name in units if counts.get(pk, (0, 0))[1]),
    )


def findings(coverage: Coverage) -> list[Finding]:
    """Say who is missing: to be completed, or explained before the report is filed."""
    found = []
    if coverage.missing:
        found.append(
            Finding(
                "D81-COVER",
                "warning",
                Place("returns"),
                f"{coverage.units}个单位中有{len(coverage.missing)}个没有签字的报送数据：{_named(coverage.missing)}；"
                "未报送不等于零，请催报（没有数据的也应填0签字），或说明原因。",
                str(coverage.units),
                str(coverage.signed),
            )
        )
    if coverage.unsigned:
        found.append(
            Finding(
                "D81-SIGN",
                "warning",
                Place("returns"),
                f"{len(coverage.unsigned)}个单位有填报后未签字的数据，没有计入：{_named(coverage.unsigned)}。",
            )
        )
    return found


def _named(names: tuple[str, ...]) -> str:
    shown = "、".join(names[:SHOWN])
    return f"{shown}等{len(names)}个单位" if len(names) > SHOWN else shown
