"""Reports as PDF with a text layer: ruled tables give the rows, the lines outside them the paragraphs."""

import io
import logging
import re
from collections.abc import Iterator

import pdfplumber
from pdfplumber.page import Page
from pdfplumber.table import Table

from gongkai.law.annual_report import REQUEST_COLUMNS
from gongkai.reporting.published.cells import compact, looks_like_value
from gongkai.reporting.published.labels import is_row_label, labels_and_values
from gongkai.reporting.published.report import Unreadable

_PAGE_NUMBER = re.compile(r"^[-—–\s]*\d{1,3}[-—–\s]*$")
_ENDS = "。；！？：.;!?:"
# A line that ends before this part of the page's text width ends its paragraph.
_FULL = 0.9


def split(content: bytes) -> tuple[list[list[str]], list[str]]:
    """Return the rows of all ruled tables and the paragraphs outside them.

    Raises:
        Unreadable: without a text layer.
    """
    # The library warns of each oddity of a font; nothing follows from it here.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    with pdfplumber.open(io.BytesIO(content)) as document:
        parts = [_parts(page) for page in document.pages]
    rows: list[list[str]] = []
    for found, _ in parts:
        if rows and found and (whole := _broken_at_page_end(rows[-1], found[0])) is not None:
            rows[-1:] = [whole]
            rows += found[1:]
        else:
            rows += found
    paragraphs = [paragraph for _, found in parts for paragraph in found]
    if not rows and not paragraphs:
        raise Unreadable("这份 PDF 是扫描件，没有可读的文字。请先识别文字（OCR），或者提供 Word、网页版本。")
    return rows, paragraphs


def _broken_at_page_end(last: list[str], first: list[str]) -> list[str] | None:
    """Return the row of which ``last`` is one part and ``first``, on the next page, the other; ``None`` for two rows.

    No cell may be filled in both: what is printed in parts is not put together.
    """
    count = len(REQUEST_COLUMNS)
    (labels, values), (rest, more) = labels_and_values(last[:-count]), labels_and_values(first[:-count])
    above, below = last[-count:], first[-count:]
    is_rest = not any(map(is_row_label, rest)) and not any(map(compact, values + more))
    is_apart = all(map(looks_like_value, above + below)) and not any(
        compact(one) and compact(other) for one, other in zip(above, below, strict=False)
    )
    if not (labels and is_row_label(labels[-1]) and is_rest and is_apart and len(below) == count):
        return None
    label = labels[-1] + "".join(rest)
    return [*labels[:-1], label, *(one or other for one, other in zip(above, below, strict=True))]


def _parts(page: Page) -> tuple[list[list[str]], list[str]]:
    tables = page.find_tables()
    rows = [row for table in tables for row in _rows(table)]
    paragraphs = list(_paragraphs(page, tables))
    page.close()
    return rows, paragraphs


def _rows(table: Table) -> Iterator[list[str]]:
    """Yield each row with one text for each cell that begins in it: what another cell covers is none."""
    for row in table.extract():
        yield [text for text in row if text is not None]


def _paragraphs(page: Page, tables: list[Table]) -> Iterator[str]:
    outside = page
    for table in tables:
        outside = outside.outside_bbox(table.bbox)
    lines = [
        line
        for line in outside.extract_text_lines(return_chars=False)
        if not _PAGE_NUMBER.match(line["text"])
    ]
    if not lines:
        return
    right = max(line["x1"] for line in lines)
    left = min(line["x0"] for line in lines)
    said = ""
    for line in lines:
        text = line["text"].strip()
        said += text
        if line["x1"] < left + (right - left) * _FULL or text.endswith(tuple(_ENDS)):
            yield said
            said = ""
    if said:
        yield said
