"""Reports as PDF: ruled tables give the rows, the lines outside them the paragraphs; scanned pages are recognised."""

import io
import logging
import re
from collections.abc import Iterable, Iterator, Sequence

import pdfplumber
import pypdfium2
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.table import Table
from pdfplumber.utils.exceptions import PdfminerException
from PIL import Image, ImageOps

from gongkai.law.characters import unified
from gongkai.reporting.published.cells import compact
from gongkai.reporting.published.labels import is_row_label, labels_and_values
from gongkai.reporting.published.report import Parts, Unreadable

_PAGE_NUMBER = re.compile(r"^[-—–\s]*\d{1,3}[-—–\s]*$")
_ENDS = "。；！？：.;!?:"
# A line that ends before this part of the page's text width ends its paragraph.
_FULL = 0.9
# Scanned pages may carry a page number or a stamp as text.
_FEWEST_CHARACTERS = 100
# Of the page, by its picture.
_COVERED = 0.5
_MOST_SCANNED = 12
# Word and others set Chinese characters and figures a quarter of a character apart: that is no space.
_GAP = 0.4
_FEWEST_DOTS_AN_INCH = 140
# 200 dots an inch.
_SCALE = 200 / 72


def split(content: bytes) -> Parts:
    """Return the rows of all ruled tables and the paragraphs outside them.

    Raises:
        Unreadable: a password is needed, figures are broken at the end of a page, or a scanned page cannot be
            read for certain.
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
        scanned = [page.page_number for page in document.pages if _is_scanned(page)]
        if len(scanned) > _MOST_SCANNED:
            raise Unreadable(
                f"有{len(scanned)}页是扫描图，一次最多识别{_MOST_SCANNED}页。请只提供年度报告本身，或者 Word、网页版本。"
            )
        coarse = [
            page.page_number for page in document.pages if page.page_number in scanned and _is_coarse(page)
        ]
        if coarse:
            raise Unreadable(
                f"第{coarse[0]}页是扫描图，分辨率太低，为避免误读不予核对。请用200 dpi 以上重新扫描，或者提供 Word、网页版本。"
            )
        pictures = _pictures(content, scanned)
        parts = [
            _read(pictures[page.page_number], f"第{page.page_number}页")
            if page.page_number in pictures
            else _parts(page)
            for page in document.pages
        ]
    rows = [[unified(text) for text in row] for row in _joined(found for found, _ in parts)]
    paragraphs = [unified(paragraph) for _, found in parts for paragraph in found]
    if not rows and not "".join(paragraphs):
        raise Unreadable("这份 PDF 里没有文字。请提供年度报告的 Word、网页版本。")
    return Parts(rows, paragraphs, [f"第{number}页" for number in scanned])


def split_picture(content: bytes) -> Parts:
    """Return the rows and paragraphs of a page that was photographed or scanned as a picture.

    Raises:
        Unreadable: something cannot be read for certain.
    """
    rows, paragraphs = _read(ImageOps.exif_transpose(Image.open(io.BytesIO(content))), "图片")
    return Parts(rows, paragraphs, ["图片"])


def _is_scanned(page: Page) -> bool:
    """Tell whether a page is a picture, or its characters were turned into shapes: with hardly any text on it."""
    covered = max(
        (float(image["width"]) * float(image["height"]) for image in page.images), default=0.0
    ) / float(page.width * page.height)
    return len(page.chars) < _FEWEST_CHARACTERS and (
        covered > _COVERED or len(page.curves) > _FEWEST_CHARACTERS
    )


def _is_coarse(page: Page) -> bool:
    """Tell whether the picture of a page has too few dots an inch, however large it is shown."""
    dots = [
        72 * float(image["srcsize"][0]) / float(image["width"]) for image in page.images if image["width"]
    ]
    return bool(dots) and max(dots) < _FEWEST_DOTS_AN_INCH


def _pictures(content: bytes, numbers: Sequence[int]) -> dict[int, Image.Image]:
    if not numbers:
        return {}
    with pypdfium2.PdfDocument(content) as document:
        return {
            number: document[number - 1].render(scale=_SCALE, grayscale=True).to_pil() for number in numbers
        }


def _read(picture: Image.Image, name: str) -> tuple[list[list[str]], list[str]]:
    try:
        from gongkai.reporting.published.scan import read_page
    except ImportError as error:
        raise Unreadable(
            f"{name}是扫描图，没有可读的文字，而本系统没有安装文字识别（gongkai[ocr]）。请先识别文字，或者提供 Word、网页版本。"
        ) from error
    rows, lines = read_page(picture, name)
    ordered = sorted(lines, key=lambda line: line.box.top)
    return rows, list(_put_together([(line.box.left, line.box.right, line.text) for line in ordered]))


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
    lines = outside.extract_text_lines(return_chars=False, x_tolerance_ratio=_GAP)
    yield from _put_together([(line["x0"], line["x1"], line["text"]) for line in lines])


def _put_together(lines: list[tuple[float, float, str]]) -> Iterator[str]:
    """Yield the paragraphs of lines, each with its left and right end: a short line ends its paragraph."""
    lines = [line for line in lines if not _PAGE_NUMBER.match(line[2])]
    if not lines:
        return
    left = min(begins for begins, _, _ in lines)
    right = max(ends for _, ends, _ in lines)
    said = ""
    for _, end, text in lines:
        said += text.strip()
        if end < left + (right - left) * _FULL or said.endswith(tuple(_ENDS)):
            yield said
            said = ""
    if said:
        yield said
