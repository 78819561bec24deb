"""Reports as PDF with a text layer: ruled tables give the rows, the lines outside them the paragraphs."""

import io
import logging
import re
from collections.abc import Iterable, Iterator

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.table import Table
from pdfplumber.utils.exceptions import PdfminerException

from gongkai.reporting.published.cells import compact
from gongkai.reporting.published.labels import is_row_label, labels_and_values
from gongkai.reporting.published.report import Unreadable

_PAGE_NUMBER = re.compile(r"^[-—–\s]*\d{1,3}[-—–\s]*$")
_ENDS = "。；！？：.;!?:"
# A line that ends before this part of the page's text width ends its paragraph.
_FULL = 0.9
# Scanned pages may carry a page number or a stamp as text.
_FEWEST_CHARACTERS = 100


def split(content: bytes) -> tuple[list[list[str]], list[str]]:
    """Return the rows of all ruled tables and the paragraphs outside them.

    Raises:
        Unreadable: without a text layer, a password is needed, or figures are broken at the end of a page.
    """
    # The library warns of each oddity of a font; nothing follows from it here.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        document = pdfplumber.open(io.BytesIO(content))
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            raise Unreadable("这份 PDF 已加密，需要密码才能打开。请去掉密码，另存一份后核对。") from error
        raise
    with document:
        parts = [_parts(page) for page in document.pages]
    rows = _joined(found for found, _ in parts)
    paragraphs = [paragraph for _, found in parts for paragraph in found]
    if not rows and sum(map(len, paragraphs)) < _FEWEST_CHARACTERS:
        raise Unreadable("这份 PDF 是扫描件，没有可读的文字。请先识别文字（OCR），或者提供 Word、网页版本。")
    return rows, paragraphs


def _joined(pages: Iterable[list[list[str]]]) -> list[list[str]]:
    """Return the rows of all pages, a row broken at the end of a page put together.

    Raises:
        Unreadable: figures themselves were broken.
    """
    rows: list[list[str]] = []
    for found in pages:
        if rows and found and _is_rest(rows[-1], found[0]):
            rows[-1] = _whole(rows[-1], found[0])
            rows += found[1:]
        else:
            rows += found
    return rows


def _is_rest(last: list[str], first: list[str]) -> bool:
    """Tell whether ``first``, on top of a page, goes on with ``last``: figures follow on figures without a label."""
    (labels, values), (rest, more) = labels_and_values(last), labels_and_values(first)
    is_row = bool(values) and (not labels or any(map(is_row_label, labels)))
    return is_row and len(more) >= len(values) and not any(map(is_row_label, rest)) and any(first)


def _whole(last: list[str], first: list[str]) -> list[str]:
    (labels, above), (rest, more) = labels_and_values(last), labels_and_values(first)
    below = more[len(more) - len(above) :]
    spare = [*more[: len(more) - len(above)], *(a and b for a, b in zip(above, below, strict=True))]
    if any(map(compact, spare)):
        raise Unreadable(
            f"“{compact(''.join(labels)) or compact('、'.join(above))}”行的数字被分页拆开，为避免误读不予核对。请提供 Word 或网页版本。"
        )
    label = [*labels[:-1], labels[-1] + "".join(rest)] if labels else []
    return [*label, *(a or b for a, b in zip(above, below, strict=True))]


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
