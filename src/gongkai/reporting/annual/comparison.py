"""对照: the report counted from records beside the one that was published, cell by cell."""

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from gongkai.law.annual_report import Place as CellPlace
from gongkai.law.annual_report import ReportTables, cell_label
from gongkai.reporting.annual.compile import as_it_stands
from gongkai.reporting.annual.layout import Cell, grids
from gongkai.reporting.figures import Values
from gongkai.reporting.models import AnnualReport
from gongkai.reporting.published import json_cells
from gongkai.reporting.published.report import PublishedReport

DATA = Path(__file__).parent.parent / "data"
DIFFERENT = "与平台记录不同。"


@dataclass(frozen=True)
class Difference:
    """A place where the two reports differ, with the published value, ours and the reason."""

    place: str
    published: str
    counted: str
    reason: str
    key: tuple[str, str, str] | None = None


@dataclass(frozen=True)
class Comparison:
    """Both reports in one layout: pairs of our cell and the published one, and whether they differ."""

    source: str
    differences: list[Difference]
    tables: list[list[list[tuple[Cell, Cell, bool]]]]


def years() -> list[int]:
    """Return the years whose published report the platform holds."""
    return sorted(int(path.stem.removeprefix("published-")) for path in DATA.glob("published-*.json"))


def compare(report: AnnualReport) -> Comparison | None:
    """Put the district's report beside the published one; ``None`` when the platform holds none for it."""
    if not report.is_district or report.year not in years():
        return None
    data = json.loads((DATA / f"published-{report.year}.json").read_text("utf-8"))
    theirs = json_cells.read(data)
    tables, values = as_it_stands(report)
    found = differences(tables, values, theirs, data)
    differing = {difference.key for difference in found if difference.key}
    return Comparison(
        data["source"],
        found,
        [
            [
                [(a, b, a.place in differing) for a, b in zip(row_a, row_b, strict=True)]
                for row_a, row_b in zip(ours.rows, published.rows, strict=True)
            ]
            for ours, published in zip(grids(tables), grids(theirs.tables), strict=True)
        ],
    )


def differences(
    tables: ReportTables, values: Values, theirs: PublishedReport, data: dict[str, Any]
) -> list[Difference]:
    """Return exactly the cells and stated figures in which the computed report differs from the published one.

    A blank of the published table counts as 0 here: that it was blank is a format finding of its own.
    """
    found = _cells(tables, theirs.tables, data["reasons"])
    for stated in data["stated"]:
        ours = _stated(stated["figure"], values)
        if ours != stated["published"]:
            found.append(
                Difference(stated["label"], stated["published"], ours, stated["reason"] or DIFFERENT)
            )
    return found


def _cells(ours: ReportTables, theirs: ReportTables, reasons: dict[str, str]) -> list[Difference]:
    found: list[Difference] = []
    for name in ("proactive", "requests", "remedies"):
        for row, cells in theirs.table(name).items():
            for column, value in cells.items():
                counted = ours.get(name, row, column)
                if (value or 0) != (counted if counted is not None else -1):
                    label = cell_label(ours.form, CellPlace(name, row, column))
                    reason = reasons.get(
                        f"{name}/{row}/{column}", reasons.get(f"{name}/*/{column}", DIFFERENT)
                    )
                    shown = "未报送" if counted is None else str(counted)
                    found.append(
                        Difference(
                            label, "空白" if value is None else str(value), shown, reason, (name, row, column)
                        )
                    )
    return found


def _stated(expression: str, values: Values) -> str:
    part, _, whole = expression.partition("/")
    value = values[part]
    if value is None:
        return "未报送"
    if not whole:
        return str(int(value))
    of = values[whole]
    return f"{(Decimal(value) * 100 / Decimal(of)).quantize(Decimal('0.01'))}%" if of else "未报送"
