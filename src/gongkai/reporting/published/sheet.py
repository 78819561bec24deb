"""Reports as spreadsheets: every sheet, row by row, merged cells once."""

import io
from collections.abc import Iterator

from openpyxl import load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from gongkai.reporting.published.cells import compact, looks_like_value
from gongkai.reporting.published.report import Parts, Unreadable

# What stands in the heading of a table. As wide as that row is the table; what is right of it belongs to nothing.
_HEADINGS = ("申请人情况", "自然人", "信息内容", "行政复议", "结果维持")


def split(content: bytes) -> Parts:
    """Return the rows of all sheets and, as paragraphs, the rows that hold one text.

    Raises:
        Unreadable: a formula whose result is not stored with it.
    """
    shown = load_workbook(io.BytesIO(content), data_only=True)
    written = load_workbook(io.BytesIO(content))
    rows: list[list[str]] = []
    paragraphs: list[str] = []
    for sheet in written.worksheets:
        _must_be_calculated(sheet, shown[sheet.title])
        for row in _rows(shown[sheet.title]):
            said = [text for text in row if text.strip()]
            if said:
                rows.append(row)
            # One text alone is a heading, a paragraph, or the label of a row left blank: it is kept as both.
            if len(said) == 1 and not looks_like_value(said[0]):
                paragraphs += [line.strip() for line in said[0].split("\n") if line.strip()]
    return Parts(rows, paragraphs)


def _must_be_calculated(written: Worksheet, shown: Worksheet) -> None:
    for row in written.iter_rows():
        for cell in row:
            if cell.data_type == "f" and shown[cell.coordinate].value is None:
                raise Unreadable(
                    f"工作表“{written.title}”的 {cell.coordinate} 是公式，文件里没有它的计算结果。请在 Excel 或 WPS 中打开并保存一次，或者改填数字。"
                )


def _rows(sheet: Worksheet) -> Iterator[list[str]]:
    ends = {(area.min_row, area.min_col): area.max_col for area in sheet.merged_cells.ranges}
    width = 0 if ends else _columns_without_gap(sheet)
    for row in sheet.iter_rows():
        if ends and any(mark in compact(_text(cell)) for cell in row for mark in _HEADINGS):
            width = _last_column(row, ends)
        within = row[:width] if width else row
        yield [_text(cell) for cell in within if not isinstance(cell, MergedCell)]


def _columns_without_gap(sheet: Worksheet) -> int:
    """Return how many columns there are up to one left empty: what is behind it is a note, or nothing."""
    filled = [any(_text(cell).strip() for cell in column) for column in sheet.iter_cols()]
    first = next((at for at, is_filled in enumerate(filled) if is_filled), 0)
    return next((at for at in range(first, len(filled)) if not filled[at]), len(filled))


def _last_column(row: tuple[Cell | MergedCell, ...], ends: dict[tuple[int, int], int]) -> int:
    """Return the column where the heading that begins a row ends, merged cells included; a note beside it is apart."""
    last = 0
    for cell in row:
        if last and (cell.column or 0) > last and cell.value is None:
            break
        if cell.value is not None:
            last = ends.get((cell.row, cell.column), cell.column)
    return last


def _text(cell: Cell | MergedCell) -> str:
    value = cell.value
    if value is None:
        return ""
    # Spreadsheets keep 3 as 3.0.
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
