"""对照: the report counted from records beside the one that was published, cell by cell."""

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from gongkai.law.annual_report import FORMS, ReportTables, cell_label
from gongkai.law.annual_report import Place as CellPlace
from gongkai.reporting.compile import Compiled
from gongkai.reporting.published import json_cells
from gongkai.reporting.published.report import PublishedReport

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Difference:
    """A place where the two reports differ, with the published value, ours and the reason."""

    place: str
    published: str
    counted: str
    reason: str
    key: tuple[str, str, str] | None = None


def published(year: int) -> PublishedReport | None:
    """Return the published report of ``year``, if the platform holds one."""
    path = DATA / f"published-{year}.json"
    return json_cells.read(json.loads(path.read_text("utf-8"))) if path.exists() else None


def differences(compiled: Compiled) -> list[Difference]:
    """Return exactly the cells and stated figures in which the computed report differs from the published one.

    A blank of the published table counts as 0 here: that it was blank is a format finding of its own.
    """
    report = published(compiled.report.year)
    if report is None:
        return []
    source = json.loads((DATA / f"published-{compiled.report.year}.json").read_text("utf-8"))
    found = [*_cells(compiled.tables, report.tables, source["reasons"])]
    for stated in source["stated"]:
        ours = _stated(stated["figure"], compiled)
        if ours != stated["published"]:
            found.append(Difference(stated["label"], stated["published"], ours, stated["reason"]))
    return found


def _cells(ours: ReportTables, theirs: ReportTables, reasons: dict[str, str]) -> list[Difference]:
    found = []
    for name in ("proactive", "requests", "remedies"):
        for row, cells in theirs.table(name).items():
            for column, value in cells.items():
                counted = ours.get(name, row, column)
                if (value or 0) != (counted if counted is not None else -1):
                    label = cell_label(FORMS[ours.form.id], CellPlace(name, row, column))
                    reason = reasons.get(
                        f"{name}/{row}/{column}", reasons.get(f"{name}/*/{column}", "与平台记录不同。")
                    )
                    shown = "未报送" if counted is None else str(counted)
                    found.append(
                        Difference(
                            label, "空白" if value is None else str(value), shown, reason, (name, row, column)
                        )
                    )
    return found


def _stated(expression: str, compiled: Compiled) -> str:
    part, _, whole = expression.partition("/")
    value = compiled.values[part]
    if value is None:
        return "未报送"
    if not whole:
        return str(int(value))
    of = compiled.values[whole]
    return f"{(Decimal(value) * 100 / Decimal(of)).quantize(Decimal('0.01'))}%" if of else "未报送"
