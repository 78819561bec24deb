"""Tables handed in as CSV, XLSX or JSON, read into rows of texts by their headings."""

import csv
import json
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

from openpyxl import load_workbook

from gongkai.law.refusal import Refusal

RULE = "表格导入"
LARGEST = 10 * 1024 * 1024
LONGEST = 5000
ENCODINGS = ("utf-8-sig", "gb18030")
Line = tuple[int, dict[str, str]]


def read(name: str, content: bytes, needed: Sequence[str], *, most: int) -> list[Line]:
    """Return each row with the number of its line; empty rows are left out.

    Raises:
        Refusal: too large, no table, headings missing, too many rows.
    """
    if len(content) > LARGEST:
        raise _refused(f"文件“{name}”超过10 MB", "请分成几个文件导入")
    try:
        rows = list(_rows(content))
    except (ValueError, KeyError, TypeError, csv.Error, zipfile.BadZipFile, RecursionError) as error:
        raise _refused(f"文件“{name}”不是能读的表格", "请另存为CSV、XLSX，或者JSON数组") from error
    if not rows:
        raise _refused(f"文件“{name}”里没有一行数据", "请检查文件")
    missing = [heading for heading in needed if heading not in rows[0][1]]
    if missing:
        raise _refused(f"缺少列：{'、'.join(missing)}", "请使用规定的表头，顺序不限")
    if len(rows) > most:
        raise _refused(f"共{len(rows)}行，一次最多{most}行", "请分成几个文件导入")
    return rows


def _rows(content: bytes) -> Iterator[Line]:
    if content.startswith(b"PK\x03\x04"):
        yield from _of_cells(_cells_of_workbook(content))
        return
    text = _decoded(content)
    if text.lstrip().startswith("["):
        for number, row in enumerate(json.loads(text), start=1):
            if not isinstance(row, dict):
                raise TypeError("A row is no object.")
            yield number, {str(key).strip(): _text(value) for key, value in row.items()}
        return
    if "\x00" in text:
        raise ValueError("No text.")
    yield from _of_cells(csv.reader(StringIO(text, newline="")))


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("Neither UTF-8 nor GB18030.")


def _cells_of_workbook(content: bytes) -> Iterator[Sequence[Any]]:
    book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    sheet = book.worksheets[0]
    yield from sheet.iter_rows(values_only=True)


def _of_cells(lines: Iterator[Sequence[Any]] | Any) -> Iterator[Line]:
    headings: list[str] = []
    for number, cells in enumerate(lines, start=1):
        texts = [_text(cell) for cell in cells]
        if not any(texts):
            continue
        if not headings:
            headings = texts
            continue
        yield number, dict(zip(headings, texts + [""] * len(headings), strict=False))


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return f"{value:%Y-%m-%d %H:%M:%S}"
        case float() if value.is_integer():
            return str(int(value))
        case str() | int() | float() | date():
            text = str(value).replace("\x00", "").strip()
            # What a spreadsheet was told to take as text.
            return text.removeprefix("'")[:LONGEST]
        case _:
            raise ValueError("A cell holds no text.")


def day_of(text: str) -> date | None:
    """Read a day as it is written: 2019-06-03, 2019/6/3, 20190603, with or without a time; ``None`` for anything else."""
    moment = moment_of(text)
    return moment.date() if moment else None


def moment_of(text: str) -> datetime | None:
    """Read a moment without zone; a day alone is its midnight."""
    text = text.strip().replace("/", "-").replace("T", " ")[:19]
    for form in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y%m%d"):
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 -- the zone is the caller's
        except ValueError:
            continue
    return None


def _refused(what: str, advice: str) -> Refusal:
    return Refusal(f"{what}。", article=RULE, advice=f"{advice}。")
