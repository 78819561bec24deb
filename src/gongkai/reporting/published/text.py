"""Reports as plain text: one cell a line behind a tab, or rows with bars, tabs or spaces, or bare lines."""

import re

from gongkai.reporting.published.cells import compact, looks_like_value
from gongkai.reporting.published.grid import request_row_id

_INLINE = re.compile(
    r"^(?P<label>\s*\S.*?[^\d\s+\-/.,])\s+(?P<values>[\d+\-/.,]+(?:\s+[\d+\-/.,]+){1,14})\s*$"
)


def split(text: str) -> tuple[list[list[str]], list[str]]:
    """Return the rows of cells found in ``text`` and the paragraphs outside them."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if any(line.startswith("\t") for line in lines):
        return _tabbed(lines)
    return _plain(lines)


def _tabbed(lines: list[str]) -> tuple[list[list[str]], list[str]]:
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
    return rows, paragraphs


def _plain(lines: list[str]) -> tuple[list[list[str]], list[str]]:
    rows: list[list[str]] = []
    paragraphs: list[str] = []
    position = 0
    while position < len(lines):
        line = lines[position]
        position += 1
        if line.count("|") >= 2:
            rows.append(line.strip().strip("|").split("|"))
        elif "\t" in line:
            rows.append(line.split("\t"))
        elif (inline := _INLINE.match(line)) is not None:
            rows.append([inline["label"], *inline["values"].split()])
        elif _is_label(line):
            values = _values_below(lines, position)
            position += len(values)
            rows.append([line, *values]) if values else paragraphs.append(line.strip())
        elif line.strip():
            values = _values_below(lines, position - 1)
            if len(values) == 15:
                rows.append(values)
                position += len(values) - 1
            else:
                paragraphs.append(line.strip())
                if "结果维持" in line:
                    rows.append([line])
    return rows, paragraphs


def _is_label(line: str) -> bool:
    return bool(line.strip()) and len(compact(line)) < 60 and request_row_id(line) is not None


def _values_below(lines: list[str], position: int) -> list[str]:
    values: list[str] = []
    while position < len(lines) and lines[position].strip() and looks_like_value(lines[position]):
        values.append(lines[position])
        position += 1
    return values
