"""Reports as plain text: one cell a line behind a tab, or rows with bars, tabs or spaces, or bare lines.

A line of figures belongs to the words above it. A blank cell that left no trace is never made up for: the row then
has too few values and is refused by who reads it.
"""

import re
from dataclasses import dataclass, field

from gongkai.law.annual_report import REMEDY_COLUMNS, REMEDY_GROUPS, REQUEST_COLUMNS
from gongkai.reporting.published.cells import compact, looks_like_value
from gongkai.reporting.published.labels import (
    begun_row_id,
    is_listed,
    is_row_label,
    labels_and_values,
    normalise,
    request_row_id,
)
from gongkai.reporting.published.report import Parts, Unreadable

_PAGE_NUMBER = re.compile(r"^\s*(?:[-—–]+\s*\d{1,3}\s*[-—–]+|第\s*\d{1,3}\s*页.*)\s*$")
_BLANK_CELL = re.compile(r"^[\u00a0\u3000 \t]*[\u00a0\u3000][\u00a0\u3000 \t]*$")
_ROW = len(REQUEST_COLUMNS)
_REMEDIES = tuple(len(REMEDY_COLUMNS) * number for number in range(1, len(REMEDY_GROUPS) + 1))
_MOST_LINES_OF_A_LABEL = 8


def split(text: str) -> Parts:
    """Return the rows of cells found in ``text`` and the paragraphs outside them.

    Raises:
        Unreadable: blank cells seem to have lost their places between the others.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    if any(line.startswith("\t") for line in lines) and all(line.count("\t") < _ROW for line in lines):
        return _tabbed(lines)
    return _plain(lines)


def _tabbed(lines: list[str]) -> Parts:
    """A line behind a tab is a cell, an empty line ends the row, a line without tab goes on with the cell."""
    rows: list[list[str]] = []
    paragraphs: list[str] = []
    row: list[str] = []
    for line in [*lines, ""]:
        if line.startswith("\t"):
            row += line[1:].split("\t")
        elif row and line.strip():
            row[-1] += line
        else:
            if row:
                rows.append(row)
                row = []
            if line.strip():
                paragraphs.append(line.strip())
    return Parts(rows, paragraphs)


def _plain(lines: list[str]) -> Parts:
    reading = _Reading()
    for line in _whole_rows(lines):
        if _PAGE_NUMBER.match(line):
            continue
        if line.count("|") >= 2:
            reading.add_row(_without_bars(line))
        elif line.strip() and "\t" in line:
            reading.add_row(line.split("\t"))
        elif _BLANK_CELL.match(line):
            reading.add_value("")
        elif line.strip():
            reading.add_line(line.strip())
    reading.end_row()
    _must_keep_places(reading.separated)
    return Parts(reading.rows, reading.paragraphs)


def _must_keep_places(rows: list[list[str]]) -> None:
    """Refuse rows whose filled cells all stand at the front: “184 | 184 | | | | |” may be the first and the last.

    Where one row has a blank cell before a filled one, separators kept their places.
    """
    filled = [
        [bool(compact(value)) for value in values]
        for labels, values in map(labels_and_values, rows)
        if labels and request_row_id(labels[-1]) is not None and len(values) >= _ROW
    ]
    pushed = [
        each for each in filled if any(each) and not all(each[:_ROW]) and each == sorted(each, reverse=True)
    ]
    if pushed and not any(each != sorted(each, reverse=True) for each in filled):
        raise Unreadable(
            "申请情况表的空白格都在行末，可能在转成文本时丢失了位置，不能判断数字属于哪一列。请提供网页、Word 或 Excel 文件。"
        )


def _whole_rows(lines: list[str]) -> list[str]:
    """Join the lines of a row between bars whose cells were broken."""
    whole: list[str] = []
    for line in lines:
        is_open = bool(whole) and whole[-1].startswith("|") and not whole[-1].rstrip().endswith("|")
        if is_open and "|" in line and not line.startswith("|"):
            whole[-1] += line
        else:
            whole.append(line)
    return whole


def _without_bars(line: str) -> list[str]:
    line = line.strip()
    return line.removeprefix("|").removesuffix("|").split("|")


@dataclass
class _Reading:
    """What was read so far: words that may be the label of the figures below them, and those figures."""

    rows: list[list[str]] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    separated: list[list[str]] = field(default_factory=list)
    in_remedies: bool = False

    def add_row(self, row: list[str]) -> None:
        """Keep a row whose cells are separated by signs."""
        self.end_row()
        self.rows.append(row)
        self.separated.append(row)

    def add_line(self, line: str) -> None:
        words, values = _words_and_values(line)
        if words:
            self.end_row()
            self.words.append(words)
            self.paragraphs.append(words if values else line)
            if "结果维持" in normalise(words) and not self.in_remedies:
                self.in_remedies = True
                self.rows.append([words])
        for value in values:
            self.add_value(value)

    def add_value(self, value: str) -> None:
        self.values.append(value)

    def end_row(self) -> None:
        """Keep the figures read so far as a row, with the nearest words above them that name one."""
        values, self.values = self.values, []
        if not any(map(compact, values)) and len(values) != _ROW:
            return
        if self.in_remedies and len(values) in _REMEDIES:
            self.rows.append(values)
            return
        label, used = self._label()
        if used:
            del self.words[-used:]
            del self.paragraphs[-used:]
        self.words = []
        self.rows += _cut(label, values)

    def _label(self) -> tuple[str, int]:
        for used in range(1, min(len(self.words), _MOST_LINES_OF_A_LABEL) + 1):
            label = "".join(self.words[-used:])
            if is_row_label(label) or begun_row_id(label):
                return label, used
        return (self.words[-1], 0) if self.words else ("", 0)


def _cut(label: str, values: list[str]) -> list[list[str]]:
    """Return one row, or several where rows without labels of their own follow the first."""
    if len(values) > _ROW and len(values) % _ROW == 0:
        rows = [values[at : at + _ROW] for at in range(0, len(values), _ROW)]
        return [[label, *rows[0]], *rows[1:]]
    return [[label, *values]]


def _words_and_values(line: str) -> tuple[str, list[str]]:
    """Part the figures at the end of a line from the words before them, where they are figures of a row."""
    parts = line.split()
    at = len(parts)
    while at > 0 and looks_like_value(parts[at - 1]):
        at -= 1
    words, values = " ".join(parts[:at]), parts[at:]
    if not words or len(values) >= _ROW or (is_row_label(words) and (len(values) > 1 or is_listed(words))):
        return words, values
    return line, []
