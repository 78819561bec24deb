"""A form read from an XLSX as offices keep them (报表导入): titles, merged headings, numbers of rows, formulas.

What is read is a proposal to be looked at: each cell that could not be understood is named, and nothing is saved.
"""

import re
from dataclasses import dataclass, field, replace

from openpyxl.formula import Tokenizer
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from gongkai.law.refusal import Refusal
from gongkai.publishing import workbooks
from gongkai.reporting.published.cells import compact
from gongkai.reporting.rounds.expressions import BadExpression, parse
from gongkai.reporting.rounds.forms import CLOSED, MOST_COLUMNS, MOST_ROWS, CellType, Column, Form, Row, Table

RULE = "报表导入"
ADVICE = "请使用有表头和项目名称的XLSX表格。"
_CODES = re.compile(r"行次|序号|编号|代码|行号")
_MEASURE = re.compile(r"计量单位|单位")
_CODE_ROW = re.compile(r"[甲乙丙丁戊]|\(?\d{1,2}\)?|栏次")
# What stands in the head of a paper form above the table.
_PAPER = re.compile(
    r"(?:填报|填表|制表|报送|制定|单位|计量|时间|日期|负责人|表号|文号|有效期)[^：:]{0,8}[：:]"
)
_NOTE = re.compile(r"^(?:注|说明|填表|填报|备注|单位负责人|制表|审核人|联系)")
_CLOSED = {"×", "x", "X", "—", "-", "/", "\\"}
_TYPES = (
    (re.compile(r"率|比例|占比|百分|%"), CellType.PERCENT),
    (re.compile(r"金额|万元|收入|支出"), CellType.AMOUNT),
    (re.compile(r"日期|时间"), CellType.DATE),
    (re.compile(r"备注|说明|名称|内容|情况"), CellType.TEXT),
)


@dataclass
class Proposal:
    """A form as read, and what in the sheet was not understood: place and sentence."""

    form: Form
    problems: list[tuple[str, str]] = field(default_factory=list)


def read(content: bytes, name: str) -> Proposal:
    """Propose a form from every sheet that holds a table.

    Raises:
        Refusal: no XLSX, or no table in it.
    """
    book = workbooks.opened(content, rule=RULE, advice=ADVICE)
    proposal = Proposal(Form(name))
    tables: list[Table] = []
    notes: list[str] = []
    titles: list[str] = []
    for sheet in book.worksheets:
        reader = _Reader(sheet, proposal.problems, len(tables) + 1)
        table = reader.table()
        if table is None:
            continue
        tables.append(table)
        titles.append(table.title)
        notes += reader.notes
    if not tables:
        raise Refusal("表格里没有找到表：要有表头行和项目名称列。", article=RULE, advice=ADVICE)
    proposal.form = Form(titles[0] or name, tuple(tables), "\n".join(notes))
    return proposal


class _Reader:
    """Reads one sheet: title, heading rows, columns of labels, rows."""

    def __init__(self, sheet: Worksheet, problems: list[tuple[str, str]], code: int) -> None:
        self.sheet, self.problems, self.code = sheet, problems, code
        self.notes: list[str] = []
        self.height = min(sheet.max_row or 0, MOST_ROWS + 40)
        self.width = min(sheet.max_column or 0, MOST_COLUMNS + 5)
        self.texts = [
            [_text(sheet.cell(line, at).value) for at in range(1, self.width + 1)]
            for line in range(1, self.height + 1)
        ]
        self.spread = [list(row) for row in self.texts]
        self.whole: set[int] = set()
        for area in sheet.merged_cells.ranges:
            self._spread(area.min_row, area.max_row, area.min_col, area.max_col)

    def _spread(self, top: int, bottom: int, left: int, right: int) -> None:
        if top > self.height or left > self.width:
            return
        text = self.texts[top - 1][left - 1]
        for line in range(top, min(bottom, self.height) + 1):
            for at in range(left, min(right, self.width) + 1):
                self.spread[line - 1][at - 1] = text
        if text and right - left + 1 >= self.width and top == bottom:
            self.whole.add(top)

    def table(self) -> Table | None:
        title, first = self._title()
        head = self._head(first)
        if head is None:
            return None
        start, end = head
        labels = self._label_columns(start, end)
        columns, places = self._columns(start, end, labels)
        rows, lines = self._rows(end, labels, start, places)
        if not rows or not columns:
            return None
        table = Table(self.code, title or self.sheet.title, tuple(rows), tuple(columns))
        return replace(table, rules=self._rules(places, lines))

    def _title(self) -> tuple[str, int]:
        """Return the title and the first line after it."""
        for line in range(1, self.height + 1):
            said = [text for text in self.texts[line - 1] if text]
            if said:
                return (said[0], line + 1) if len(said) == 1 else ("", line)
        return "", 1

    def _head(self, first: int) -> tuple[int, int] | None:
        """Return the first line of the heading and the line after its last."""
        start = next((line for line in range(first, self.height + 1) if self._is_heading(line)), None)
        if start is None:
            return None
        end = start + 1
        while end <= self.height and self._goes_on(start, end):
            end += 1
        return start, end

    def _goes_on(self, start: int, line: int) -> bool:
        """Tell whether a line still belongs to the heading: its first cell reaches down from above, or it reads so."""
        merged = bool(self.spread[start - 1][0]) and self.spread[line - 1][0] == self.spread[start - 1][0]
        return merged or self._is_heading(line) or self._is_code_row(line)

    def _is_heading(self, line: int) -> bool:
        """Tell whether a line is one of headings: words in several columns, and no head of a paper form."""
        said = self.spread[line - 1]
        words = any(text and not _is_value(text) for text in said[1:])
        several = len({text for text in said if text}) >= 2
        paper = any(_PAPER.match(text) for text in said)
        return words and several and not paper and not self._is_row(line)

    def _is_row(self, line: int) -> bool:
        """Tell whether a line is one of figures to be filled: a label in front, no words in the last column."""
        said = self.spread[line - 1]
        return bool(said[0]) and (not said[-1] or _is_value(said[-1])) and not self._is_code_row(line)

    def _is_code_row(self, line: int) -> bool:
        said = [text for text in self.spread[line - 1] if text]
        return len(said) >= 2 and all(_CODE_ROW.fullmatch(compact(text)) for text in said)

    def _label_columns(self, start: int, end: int) -> int:
        """Return how many columns in front hold the names of rows."""
        count = 1
        for at in range(1, self.width):
            heads = {self.spread[line - 1][at] for line in range(start, end)}
            filled = [self.spread[line - 1][at] for line in range(end, self.height + 1)]
            words = [text for text in filled if text and not _is_value(text)]
            named = any(_CODES.fullmatch(head) or _MEASURE.fullmatch(head) for head in heads)
            if not named and len(words) * 2 <= len(
                [line for line in range(end, self.height + 1) if self.spread[line - 1][0]]
            ):
                break
            count = at + 1
        return count

    def _columns(self, start: int, end: int, labels: int) -> tuple[list[Column], list[int]]:
        columns: list[Column] = []
        places: list[int] = []
        for at in range(labels, self.width):
            said: list[str] = []
            for line in range(start, end):
                text = self.spread[line - 1][at]
                if text and text not in said and not self._is_code_row(line):
                    said.append(text)
            if not said:
                continue
            code = len(columns) + 1
            columns.append(Column(code, said[-1], "".join(said[:-1]), _type(" ".join(said))))
            places.append(at + 1)
        return columns, places

    def _rows(self, end: int, labels: int, start: int, places: list[int]) -> tuple[list[Row], list[int]]:
        rows: list[Row] = []
        lines: list[int] = []
        heads = ["".join(self.spread[line - 1][at] for line in range(start, end)) for at in range(labels)]
        for line in range(end, self.height + 1):
            said = self.spread[line - 1]
            words = [
                text
                for text, head in zip(said[:labels], heads, strict=False)
                if text and not _CODES.search(head) and not _MEASURE.search(head)
            ]
            if line in self.whole or _NOTE.match(said[0]):
                self.notes += [said[0]] if said[0] else []
                continue
            if not words:
                self._note_stray(line, places)
                continue
            named = list(dict.fromkeys(words))
            measure = next(
                (text for text, head in zip(said[:labels], heads, strict=False) if _MEASURE.search(head)), ""
            )
            rows.append(Row(len(rows) + 1, named[-1], "".join(named[:-1]), _row_type(measure)))
            lines.append(line)
        return rows, lines

    def _note_stray(self, line: int, places: list[int]) -> None:
        if any(self.texts[line - 1][at - 1] for at in places):
            self._problem(line, places[0], "这一行有内容，却没有项目名称，没有导入")

    def _rules(self, places: list[int], lines: list[int]) -> dict[str, str]:
        rules = {}
        rows = {line: code for code, line in enumerate(lines, start=1)}
        columns = {at: code for code, at in enumerate(places, start=1)}
        for line, row in rows.items():
            for at, column in columns.items():
                rule = self._rule(line, at, rows, columns)
                if rule:
                    rules[f"R{row}C{column}"] = rule
        return rules

    def _rule(self, line: int, at: int, rows: dict[int, int], columns: dict[int, int]) -> str:
        cell = self.sheet.cell(line, at)
        if cell.data_type == "f":
            try:
                return _translated(str(cell.value), rows, columns)
            except (BadExpression, ValueError, KeyError):
                self._problem(line, at, f"公式{str(cell.value)[:60]}不能转换，作为单位填报的格")
                return ""
        text = self.texts[line - 1][at - 1]
        if text in _CLOSED:
            return CLOSED
        if text:
            self._problem(line, at, f"格内有内容“{text[:20]}”，没有导入")
        return ""

    def _problem(self, line: int, at: int, message: str) -> None:
        self.problems.append((f"{self.sheet.title}!{self.sheet.cell(line, at).coordinate}", message))


def _text(value: object) -> str:
    return re.sub(r"\s+", "", str(value)) if value is not None else ""


def _is_value(text: str) -> bool:
    return text in _CLOSED or text.startswith("=") or re.fullmatch(r"[\d.,%\-]+", text) is not None


def _type(heading: str) -> CellType:
    return next((type_ for pattern, type_ in _TYPES if pattern.search(heading)), CellType.COUNT)


def _row_type(measure: str) -> str:
    if "元" in measure:
        return CellType.AMOUNT
    if "%" in measure or "百分" in measure:
        return CellType.PERCENT
    return CellType.COUNT if measure else ""


def _translated(formula: str, rows: dict[int, int], columns: dict[int, int]) -> str:
    """Return a sheet's formula of sums and the four operations as a rule of the form.

    Raises:
        BadExpression: another function. KeyError: a cell outside of the table.
    """
    said: list[str] = []
    sums = 0
    for token in Tokenizer(formula).items:
        if token.type == "FUNC" and token.subtype == "OPEN":
            if token.value.upper() != "SUM(":
                raise BadExpression(token.value)
            sums += 1
            said.append("(")
        elif token.type == "FUNC":
            sums -= 1
            said.append(")")
        elif token.type == "SEP" and sums:
            said.append("+")
        elif token.type == "OPERAND" and token.subtype == "RANGE":
            cells = _range(token.value, rows, columns)
            if len(cells) > 1 and not sums:
                raise BadExpression(token.value)
            said.append("+".join(cells))
        elif token.type in ("OPERAND", "OPERATOR-INFIX", "OPERATOR-PREFIX", "PAREN"):
            said.append(token.value)
        elif token.type != "WHITE-SPACE":
            raise BadExpression(token.value)
    text = "".join(said)
    text = text[1:-1] if re.fullmatch(r"\([^()]*\)", text) else text
    parse(text)
    return f"={text}"


def _range(text: str, rows: dict[int, int], columns: dict[int, int]) -> list[str]:
    left, top, right, bottom = range_boundaries(text.replace("$", ""))
    if left is None or top is None or right is None or bottom is None or "!" in text:
        raise BadExpression(text)
    return [
        f"R{rows[line]}C{columns[at]}" for line in range(top, bottom + 1) for at in range(left, right + 1)
    ]
