"""Rows of cells, wherever they came from, recognised as the tables of the national forms.

Rows are found by their normalised labels, never by position. A row with too few or too many values is
refused: a wrong number is worse than none.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gongkai.law.annual_report import (
    FORM_2019,
    FORM_2021,
    REMEDY_COLUMNS,
    REMEDY_GROUPS,
    REQUEST_COLUMNS,
    CellType,
    Column,
    Finding,
    Form,
    Place,
    ReportTables,
    TableId,
    cell_label,
)
from gongkai.reporting.published import request_rows
from gongkai.reporting.published.cells import compact, read_cell
from gongkai.reporting.published.labels import PROACTIVE_LABELS, labels_and_values, normalise, request_row_id
from gongkai.reporting.published.report import Unreadable

Rows = Sequence[Sequence[str]]

_REMEDY_LABEL = re.compile(r"行政复议|直接起诉|复议后起诉")
_MARKS_OF_2021 = ("制发件数", "废止件数", "逾期不补正", "收费金额")
_MARKS_OF_2019 = ("上一年项目数量", "新制作", "对外公开总数", "采购总金额")


def recognise_form(rows: Rows, year: int | None) -> Form:
    """Tell the form by its labels, and by the year when the labels do not say."""
    text = "".join(normalise(cell) for row in rows for cell in row)
    if any(mark in text for mark in _MARKS_OF_2021):
        return FORM_2021
    if any(mark in text for mark in _MARKS_OF_2019) or (year is not None and year < 2021):
        return FORM_2019
    return FORM_2021


@dataclass(frozen=True)
class Found:
    """The tables found in rows of cells, findings about how cells are written, from which rows each was read."""

    tables: ReportTables
    odd: list[Finding]
    sources: dict[tuple[str, str], tuple[str, ...]]


def read_tables(rows: Rows, year: int | None, *, form: Form | None = None, partial: bool = False) -> Found:
    """Return the tables found in ``rows``, in ``form`` where it is known.

    Rows of a report known in part (``partial``) may be missing: their cells are unknown, not blank.

    Raises:
        Unreadable: no request table, or a row whose values cannot be counted off.
    """
    form = form or recognise_form(rows, year)
    if form is FORM_2021 and _has_single_other_row(rows):
        form = with_single_other_row()
    found = Found(ReportTables.nothing_known(form), [], {})
    for row_id, values, row in request_rows.read(rows, form, partial=partial):
        _take(found, "requests", row_id, REQUEST_COLUMNS, values, row)
    for row_id, values, row in _proactive_rows(rows, form):
        columns = next(block.columns for block in form.proactive if row_id.startswith(f"{block.id}."))
        _take(found, "proactive", row_id, columns, values, row)
    for group, (values, row) in zip(REMEDY_GROUPS, _remedy_rows(rows), strict=False):
        _take(found, "remedies", group.id, REMEDY_COLUMNS, values, row)
    return found


def _take(
    found: Found,
    table: TableId,
    row_id: str,
    columns: Iterable[Column],
    texts: Sequence[str],
    row: Sequence[str],
) -> None:
    fill(found.tables, table, row_id, columns, texts, odd=found.odd)
    found.sources[table, row_id] = tuple(row)


def with_single_other_row() -> Form:
    """The 2021 form as some organs still fill it: （六）其他处理 as one row."""
    rows = tuple(row for row in FORM_2021.request_rows if not row.id.startswith("other."))
    at = next(position for position, row in enumerate(rows) if row.id == "result_total")
    other = next(row for row in FORM_2019.request_rows if row.id == "other")
    return Form(FORM_2021.id, FORM_2021.basis, FORM_2021.proactive, (*rows[:at], other, *rows[at:]))


def _has_single_other_row(rows: Rows) -> bool:
    labels = [labels_and_values(row) for row in rows]
    return any(
        found and values and request_row_id(found[-1]) == "other" for found, values in labels
    ) and not any("逾期不补正" in normalise(cell) for row in rows for cell in row)


def _proactive_rows(rows: Rows, form: Form) -> Iterator[tuple[str, list[str], Sequence[str]]]:
    """Yield the rows of Table 2 once each.

    Raises:
        Unreadable: only rows of a wrong number of values were found for a label.
    """
    ids = {row.id: (f"{block.id}.{row.id}", block.columns) for block in form.proactive for row in block.rows}
    seen: set[str] = set()
    unfit: dict[str, str] = {}
    for row in rows:
        labels, values = labels_and_values(row)
        name = PROACTIVE_LABELS.get(normalise(labels[-1])) if labels else None
        if name not in ids or not values or ids[name][0] in seen:
            continue
        row_id, columns = ids[name]
        fitting = _without_empty_tail(values, len(columns))
        if fitting is None:
            # Texts have tables of their own with these words; what fits may still come.
            unfit[row_id] = f"“{compact(labels[-1])}”行有{len(values)}格，应为{len(columns)}格"
            continue
        seen.add(row_id)
        yield row_id, fitting, row
    for row_id, what in unfit.items():
        if row_id not in seen:
            raise Unreadable(f"{what}，不能判断哪一格缺失。请补齐空格后再核对。")


def _without_empty_tail(values: list[str], count: int) -> list[str] | None:
    """Return ``count`` values, without the empty cells a merged one left behind it; ``None`` if that is a guess."""
    filled = sum(bool(compact(value)) for value in values)
    if len(values) == count or (len(values) > count and filled == 0):
        return values[:count]
    is_tail = len(values) > count and filled == count and all(map(compact, values[:count]))
    return values[:count] if is_tail else None


def _without_empty_ends(values: list[str]) -> list[str]:
    filled = [at for at, value in enumerate(values) if compact(value)]
    return values[filled[0] : filled[-1] + 1] if filled else values


def _remedy_rows(rows: Rows) -> list[tuple[list[str], Sequence[str]]]:
    """Return five values for each of the three groups of Table 4 with the row they stand in.

    They stand in one row of fifteen below a header that names 结果维持, or in a row of five for each group.
    """
    below = False
    blank: list[tuple[list[str], Sequence[str]]] = []
    parts: list[tuple[list[str], Sequence[str]]] = []
    size = len(REMEDY_COLUMNS)
    for row in rows:
        below = below or "结果维持" in "".join(normalise(cell) for cell in row)
        labels, values = labels_and_values(row)
        if not below or (labels and not _REMEDY_LABEL.search(normalise(labels[-1]))):
            continue
        if len(values) > len(REMEDY_GROUPS) * size:
            values = _without_empty_ends(values)
        if len(values) not in (size, 2 * size, 3 * size):
            continue
        cut = [(values[at : at + size], row) for at in range(0, len(values), size)]
        if not any(map(compact, values)):
            blank = blank or (cut if len(cut) == len(REMEDY_GROUPS) else [])
            continue
        parts += cut
        if len(parts) >= len(REMEDY_GROUPS):
            break
    return parts if len(parts) == len(REMEDY_GROUPS) else [] if parts else blank


def fill(
    tables: ReportTables,
    table: TableId,
    row: str,
    columns: Iterable[Column],
    texts: Sequence[str],
    *,
    odd: list[Finding],
) -> None:
    """Read the values of one row into ``tables`` and add to ``odd`` how they are written."""
    for column, text in zip(columns, texts, strict=True):
        cell = read_cell(text, column.type, "万元" if "万元" in column.label else "")
        key = (table, row, column.id)
        tables.table(table)[row][column.id] = cell.value
        tables.unknown.discard(key)
        if not cell.readable:
            tables.unknown.add(key)
        if cell.is_stroke:
            tables.not_applicable.add(key)
        if not cell.oddity:
            continue
        place = Place(table, row, column.id)
        money = column.type is CellType.MONEY_WAN and cell.readable
        odd.append(
            Finding(
                "T2-5" if money else {"requests": "T3-N", "proactive": "T2-N", "remedies": "T4-N"}[table],
                "format" if cell.readable else "error",
                place,
                f"{cell_label(tables.form, place)}：{cell.oddity}。",
                actual=compact(text),
            )
        )
