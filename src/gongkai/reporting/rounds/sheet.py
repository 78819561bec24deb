"""A return as XLSX: written for the unit to fill, read back strictly, each fault told by its cell.

Rows and columns are found by their numbers (行次、栏次), never by where they happen to stand.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from gongkai.law.refusal import Refusal
from gongkai.publishing import workbooks
from gongkai.reporting.rounds import cells
from gongkai.reporting.rounds.cells import Value
from gongkai.reporting.rounds.expressions import key
from gongkai.reporting.rounds.filled import Filled, fill
from gongkai.reporting.rounds.forms import Cell, CellType, Form, Table
from gongkai.reporting.rounds.models import FormReturn

RULE = "表格填报要求"
ADVICE = "请用本页“下载表格”得到的表格填写，另存为XLSX后上传。"
HEAD, ROW_NUMBER = "甲", "乙"
_MARK = re.compile(r"报表：(\S+) 第(\d+)版 表(\d+) 单位：(\S+)")
FIRST = 3
SHOWN_FAULTS = 5
GREY = PatternFill("solid", fgColor="E8ECF1")


class BadSheet(Refusal):
    """A sheet that cannot be taken; ``faults`` names every cell at fault. Nothing of it was taken."""

    def __init__(self, faults: list[str]) -> None:
        shown = "；".join(faults[:SHOWN_FAULTS])
        more = f"等{len(faults)}处" if len(faults) > SHOWN_FAULTS else ""
        super().__init__(f"表格没有导入：{shown}{more}。", article=RULE, advice="请在表格中改正后重新上传。")
        self.faults = faults


@dataclass
class Taken:
    """What a sheet said: texts by cell, where it had another value for a computed one, and notices how it was read."""

    cells: dict[str, str] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    computed: dict[str, tuple[str, Value]] = field(default_factory=dict)


def write(filled: Filled) -> bytes:
    """Return the return as XLSX: counted and computed cells are grey, the others hold what is saved."""
    book = Workbook()
    book.remove(book.worksheets[0])
    row = filled.row
    for table in filled.form.tables:
        lines = (
            f"报表：{row.round.version.form.key} 第{row.round.version.number}版 表{table.code} 单位：{row.unit.code}",
            f"{row.unit.name}　{row.round.title}　{row.round.since}至{row.round.until}",
        )
        made = book.create_sheet(f"表{table.code}")
        write_table(made, table, filled.form, lines, lambda place, cell: _write_cell(place, cell, filled))
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def write_table(
    sheet: Worksheet, table: Table, form: Form, lines: tuple[str, str], put: Callable[[Any, Cell], None]
) -> None:
    """Write a table of a form below its title and two lines; ``put`` writes what stands in a cell."""
    width = len(table.columns) + 2
    sheet.append([table.title or form.title])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=width)
    sheet["A1"].font, sheet["A1"].alignment = Font(size=14, bold=True), Alignment(horizontal="center")
    for line in lines:
        sheet.append([line])
    sheet.append(["项目", "行次", *(column.group or column.label for column in table.columns)])
    sheet.append(["", "", *(column.label for column in table.columns)])
    sheet.append([HEAD, ROW_NUMBER, *(column.code for column in table.columns)])
    for row in table.rows:
        sheet.append([f"{row.group}　{row.label}".strip("　"), row.code])
        for number, column in enumerate(table.columns, start=FIRST):
            place = sheet.cell(sheet.max_row, number)
            cell = form.cells[key(table.code, row.code, column.code)]
            if cell.source.kind == "closed":
                place.value, place.fill = "×", GREY
            else:
                put(place, cell)
    _merge_head(sheet, table)
    _dress(sheet, width)


def _write_cell(place: Any, cell: Cell, filled: Filled) -> None:
    if cell.source.kind != "entered":
        place.fill = GREY
        write_value(place, filled.values.get(cell.key), cell)
        return
    typed = filled.typed.get(cell.key, "")
    read = cells.read(typed, cell)
    # What is no value yet is written as it was typed.
    write_value(place, typed if read.fault else read.value, cell)


def write_value(place: Any, value: Value, cell: Cell) -> None:
    """Write a value as sheets keep it: a percentage as a share, a text as no formula."""
    if isinstance(value, Decimal) and cell.type is CellType.PERCENT:
        place.value, place.number_format = value / 100, "0.00%"
        return
    place.value = value
    if isinstance(place.value, str):
        place.data_type = "s"


def _merge_head(sheet: Worksheet, table: Table) -> None:
    for column in (1, 2):
        sheet.merge_cells(start_row=4, end_row=5, start_column=column, end_column=column)
    at = FIRST
    while at < FIRST + len(table.columns):
        group = table.columns[at - FIRST].group
        last = at
        while (
            group and last + 1 - FIRST < len(table.columns) and table.columns[last + 1 - FIRST].group == group
        ):
            last += 1
        if not group:
            sheet.merge_cells(start_row=4, end_row=5, start_column=at, end_column=at)
        elif last > at:
            sheet.merge_cells(start_row=4, end_row=4, start_column=at, end_column=last)
        at = last + 1


def _dress(sheet: Worksheet, width: int) -> None:
    edge = Side(style="thin")
    for row in sheet.iter_rows(min_row=4, max_col=width):
        for cell in row:
            cell.border = Border(edge, edge, edge, edge)
            cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    sheet.column_dimensions["A"].width = 36
    for column in range(FIRST, width + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 14


def read(content: bytes, filled: Filled) -> Taken:
    """Read a filled table.

    Raises:
        BadSheet: of another form, version or unit; formulas without a stored result, hidden rows with values, dates
            where numbers belong, missing or unknown rows. Every place is named, and nothing is taken.
    """
    written = workbooks.opened(content, rule=RULE, advice=ADVICE)
    shown = workbooks.opened(content, rule=RULE, advice=ADVICE, data_only=True)
    row, form, taken = filled.row, filled.form, Taken()
    found: set[int] = set()
    for sheet in written.worksheets:
        table = _table_of(sheet, row, form, taken)
        if table is None:
            continue
        if table.code in found:
            taken.faults.append(f"“{sheet.title}”与前面的工作表是同一张表")
        found.add(table.code)
        _read_table(sheet, shown[sheet.title], table, form, taken)
    taken.faults += [f"缺少表{table.code}“{table.title}”" for table in form.tables if table.code not in found]
    if taken.faults:
        raise BadSheet(taken.faults)
    # A counted value that came back as it went out is nobody's own count.
    for cell in form.of_kind("figure"):
        if cells.read(taken.cells.get(cell.key, ""), cell).value == filled.values.get(cell.key):
            taken.cells.pop(cell.key, None)
    _notice_changed_sums(taken, filled)
    return taken


def _notice_changed_sums(taken: Taken, filled: Filled) -> None:
    """Say where a person put another number in the place of a computed one: the platform's own stands."""
    if not taken.computed:
        return
    again = fill(filled.row, {**filled.typed, **taken.cells})
    for name, (where, value) in taken.computed.items():
        # As it went out it may be out of date by now, which is nobody's doing.
        if value not in (again.values.get(name), filled.values.get(name)):
            taken.notices.append(
                f"{where}由平台计算，表中的{cells.shown(value)}没有采用，按公式为{cells.shown(again.values.get(name))}"
            )


def _table_of(sheet: Worksheet, row: FormReturn, form: Form, taken: Taken) -> Table | None:
    """Return the table a sheet holds; sheets of people's own are left alone."""
    mark = next(
        (
            found
            for line in range(1, 6)
            if (found := _MARK.fullmatch(str(sheet.cell(line, 1).value or "").strip()))
        ),
        None,
    )
    if mark is None:
        return None
    said, number, code, unit = mark.groups()
    version = row.round.version
    if said != version.form.key or int(number) != version.number:
        taken.faults.append(
            f"“{sheet.title}”是{said}第{number}版，本轮次用{version.form.key}第{version.number}版"
        )
        return None
    if unit != row.unit.code:
        taken.faults.append(f"“{sheet.title}”是别的单位的表（{unit}），不是{row.unit.short_name}的")
        return None
    if sheet.sheet_state != "visible":
        taken.faults.append(f"工作表“{sheet.title}”是隐藏的，请取消隐藏后再导入")
    return next((table for table in form.tables if table.code == int(code)), None)


def _read_table(sheet: Worksheet, shown: Worksheet, table: Table, form: Form, taken: Taken) -> None:
    head = next((line for line in range(1, 20) if sheet.cell(line, 2).value == ROW_NUMBER), None)
    if head is None:
        taken.faults.append(f"“{sheet.title}”没有栏次行（甲、乙、1、2……），不能判断各列是什么")
        return
    columns = {
        code: at
        for at in range(FIRST, sheet.max_column + 1)
        if (code := _code(sheet.cell(head, at).value)) is not None
    }
    lines: dict[int, int] = {}
    for line in range(head + 1, sheet.max_row + 1):
        code = _code(sheet.cell(line, 2).value)
        values = [sheet.cell(line, at).value for at in columns.values()]
        if code is None and any(value is not None for value in values):
            taken.faults.append(f"“{sheet.title}”第{line}行有数据，却没有行次")
        elif code is not None:
            if code in lines:
                taken.faults.append(f"“{sheet.title}”第{line}行的行次{code}重复")
            lines[code] = line
    for what, codes, there in (
        ("行次", {row.code for row in table.rows}, set(lines)),
        ("栏次", {column.code for column in table.columns}, set(columns)),
    ):
        taken.faults += [f"“{sheet.title}”缺少{what}{code}" for code in sorted(codes - there)]
        taken.faults += [f"“{sheet.title}”的{what}{code}不在报表中" for code in sorted(there - codes)]
    _read_cells(sheet, shown, table, form, taken, lines, columns)


def _read_cells(
    sheet: Worksheet, shown: Worksheet, table: Table, form: Form, taken: Taken,
    lines: Mapping[int, int], columns: Mapping[int, int],
) -> None:  # fmt: skip
    for row in table.rows:
        for column in table.columns:
            cell = form.cells[key(table.code, row.code, column.code)]
            if row.code not in lines or column.code not in columns:
                continue
            line, at = lines[row.code], columns[column.code]
            if cell.source.kind in ("entered", "figure"):
                _read_cell(sheet, shown, cell, line, at, taken)
            elif cell.source.kind == "formula" and shown.cell(line, at).value is not None:
                where = f"{sheet.title}!{sheet.cell(line, at).coordinate}"
                place = sheet.cell(line, at)
                taken.computed[cell.key] = (where, _number(shown.cell(line, at).value, place))


def _code(value: object) -> int | None:
    text = str(value if value is not None else "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else None


def _read_cell(sheet: Worksheet, shown: Worksheet, cell: Cell, line: int, at: int, taken: Taken) -> None:
    place = sheet.cell(line, at)
    where = f"{sheet.title}!{place.coordinate}"
    value = shown.cell(line, at).value
    if place.data_type == "f":
        if value is None:
            taken.faults.append(
                f"{where}是公式，文件里没有它的计算结果，请在Excel或WPS中打开并保存一次，或者改填数字"
            )
            return
        taken.notices.append(f"{where}是公式，按它的计算结果{value}导入")
    if value is None:
        return
    hidden = [what for what, there in _hidden(sheet, line, at) if there]
    if hidden:
        taken.faults.append(f"{where}在隐藏的{'、'.join(hidden)}里却有数据，请取消隐藏并核对")
        return
    text = _text(value, cell, place)
    if text is None:
        taken.faults.append(f"{where}是{_kind(value)}，这里应填{cell.type.label}")
        return
    taken.cells[cell.key] = text


def _hidden(sheet: Worksheet, line: int, at: int) -> Iterator[tuple[str, bool]]:
    yield "行", bool(sheet.row_dimensions[line].hidden)
    yield "列", bool(sheet.column_dimensions[get_column_letter(at)].hidden)


def _kind(value: object) -> str:
    if isinstance(value, date):
        return f"日期（{value:%Y-%m-%d}）"
    return "是/否值" if isinstance(value, bool) else f"“{str(value)[:20]}”"


def _text(value: object, cell: Cell, place: Any) -> str | None:
    """Return the text a person would have typed; ``None`` when the cell holds another kind of thing."""
    if isinstance(value, bool):
        return None
    if isinstance(value, datetime | date):
        return f"{value:%Y-%m-%d}" if not cell.type.is_number else None
    if isinstance(value, int | float):
        share = _is_share(place) and cell.type not in (CellType.COUNT, CellType.AMOUNT)
        return f"{cells.shown(_number(value, place))}{'%' if share else ''}"
    return str(value)


def _number(value: object, place: Any) -> Value:
    """Return the number a sheet shows: it keeps 12.5 % as 0.125, and 3 as 3.0."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return cells.plain_number(Decimal(f"{value * 100 if _is_share(place) else value:.15g}"))


def _is_share(place: Any) -> bool:
    return "%" in str(place.number_format)
