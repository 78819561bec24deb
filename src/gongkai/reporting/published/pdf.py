"""Reports as PDF with a text layer: ruled tables give the rows, the lines outside them the paragraphs."""

import io
import logging
import re
from collections.abc import Iterator

import pdfplumber
from pdfplumber.page import Page
from pdfplumber.table import Table

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
    rows = [row for found, _ in parts for row in found]
    paragraphs = [paragraph for _, found in parts for paragraph in found]
    if not rows and not paragraphs:
        raise Unreadable("这份 PDF 是扫描件，没有可读的文字。请先识别文字（OCR），或者提供 Word、网页版本。")
    return rows, paragraphs


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
