"""The official layout of the tables, merged headers and all, as plain data: one source for every output."""

from dataclasses import dataclass, field
from decimal import Decimal

from gongkai.law.annual_report import (
    REMEDY_COLUMNS,
    REMEDY_GROUPS,
    REQUEST_COLUMNS,
    RESULTS_LABEL,
    ReportTables,
    Value,
)

BALANCE_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
ORGANISATIONS = "法人或其他组织"


@dataclass(frozen=True)
class Cell:
    """One cell of a printed table. ``place`` is (table, row, column) of a value, empty for labels."""

    text: str
    across: int = 1
    down: int = 1
    header: bool = True
    place: tuple[str, str, str] | None = None


@dataclass
class Grid:
    """A printed table: its section's id, the number of columns, rows of cells (spanned places left out)."""

    section: str
    width: int
    rows: list[list[Cell]] = field(default_factory=list)


def grids(tables: ReportTables) -> list[Grid]:
    """Return the three tables as they are printed."""
    return [_proactive(tables), _requests(tables), _remedies(tables)]


def shown(value: Value, unit: str = "") -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}{unit}"
    return f"{value}{unit}"


def _value(tables: ReportTables, table: str, row: str, column: str, across: int = 1) -> Cell:
    text = cell_text(tables.get(table, row, column), column)
    return Cell(text, across=across, header=False, place=(table, row, column))


def cell_text(value: Value, column: str) -> str:
    """Return a value as the form prints it: a change with its sign, an amount with its unit."""
    if column == "delta" and isinstance(value, int) and value:
        return f"{value:+d}"
    return shown(value, "万元" if column == "amount" else "")


def _proactive(tables: ReportTables) -> Grid:
    grid = Grid("proactive", 4)
    for block in tables.form.proactive:
        spans = _spread(len(block.columns), 3)
        grid.rows.append([Cell(block.label, across=4)])
        headers = [Cell(column.label, across=span) for column, span in zip(block.columns, spans, strict=True)]
        grid.rows.append([Cell("信息内容"), *headers])
        for row in block.rows:
            row_id = f"{block.id}.{row.id}"
            cells = [
                _value(tables, "proactive", row_id, column.id, span)
                for column, span in zip(block.columns, spans, strict=True)
            ]
            grid.rows.append([Cell(row.label), *cells])
    return grid


def _spread(count: int, width: int) -> list[int]:
    spans = [1] * count
    spans[-1] += width - count
    return spans


def _requests(tables: ReportTables) -> Grid:
    grid = Grid("requests", 10)
    kinds = REQUEST_COLUMNS[1:-1]
    grid.rows.append([Cell(BALANCE_NOTE, across=3, down=3), Cell("申请人情况", across=7)])
    grid.rows.append([Cell("自然人", down=2), Cell(ORGANISATIONS, across=len(kinds)), Cell("总计", down=2)])
    grid.rows.append([Cell(column.label) for column in kinds])
    outside = {"new", "carried_in", "carried_out"}
    results = [row for row in tables.form.request_rows if row.id not in outside]
    for row in tables.form.request_rows:
        values = [_value(tables, "requests", row.id, column.id) for column in REQUEST_COLUMNS]
        if row.id in outside:
            grid.rows.append([Cell(row.label, across=3), *values])
            continue
        labels = [Cell(RESULTS_LABEL, down=len(results))] if row is results[0] else []
        if row.group:
            group = [each for each in results if each.group == row.group]
            if row is group[0]:
                labels.append(Cell(row.group, down=len(group)))
            labels.append(Cell(row.label))
        else:
            labels.append(Cell(row.label, across=2))
        grid.rows.append([*labels, *values])
    return grid


def _remedies(tables: ReportTables) -> Grid:
    grid = Grid("remedies", 15)
    review, direct, after = REMEDY_GROUPS
    grid.rows.append([Cell(review.label, across=5), Cell(direct.group, across=10)])
    first = [Cell(column.label, down=2) for column in REMEDY_COLUMNS]
    grid.rows.append([*first, Cell(direct.label, across=5), Cell(after.label, across=5)])
    grid.rows.append([Cell(column.label) for _ in (direct, after) for column in REMEDY_COLUMNS])
    grid.rows.append(
        [
            _value(tables, "remedies", group.id, column.id)
            for group in REMEDY_GROUPS
            for column in REMEDY_COLUMNS
        ]
    )
    return grid
