"""Table 3 and Table 4 (申请、复议诉讼情况) for any unit and any last day of the period, with their relations checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gongkai.law import relations
from gongkai.law.annual_report import FORMS, Finding, ReportTables, form_for_year
from gongkai.reporting import figures
from gongkai.reporting.annual.layout import Grid, grids
from gongkai.reporting.scope import Scope

TABLES = ("requests", "remedies")
HEADINGS = {
    "requests": "三、收到和处理政府信息公开申请情况",
    "remedies": "四、政府信息公开行政复议、行政诉讼情况",
}


@dataclass(frozen=True)
class RequestTables:
    """The two tables as counted, and what their relations say."""

    scope: Scope
    tables: ReportTables
    values: Mapping[str, Any]
    findings: tuple[Finding, ...]

    @property
    def grids(self) -> list[tuple[str, Grid]]:
        return [(HEADINGS[grid.section], grid) for grid in grids(self.tables) if grid.section in TABLES]


def compile_tables(scope: Scope, form_id: str = "") -> RequestTables:
    """Count the tables in the form of their year, or in the one asked for; figures nobody types."""
    values = figures.request_values(scope)
    tables = ReportTables.blank(FORMS[form_id] if form_id in FORMS else form_for_year(scope.year))
    for table in TABLES:
        for row, cells in tables.table(table).items():
            for column in cells:
                cells[column] = values[figures.cell_figure(table, row, column)]
    found = tuple(f for f in relations.check(tables) if f.where.table in TABLES)
    return RequestTables(scope, tables, values, found)
