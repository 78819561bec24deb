"""What an attached file says, for the checks and for the search, and what it carries unseen."""

import logging
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import islice

from lxml import etree
from openpyxl import load_workbook
from pypdf import PdfReader

from gongkai.law.characters import unified

# Enough to find a name list and to be found by; a book need not be read to its end.
MOST_PAGES = 100
MOST_CHARACTERS = 50_000
MOST_ROWS = 5_000
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml", "word/header", "word/footer")
log = logging.getLogger("gongkai.publishing")
UNREAD = "读不出文字，检查和检索都看不到其中的内容；扫描件请同时提供文字版"


@dataclass(frozen=True)
class Attached:
    """The words of a file, at most ``MOST_CHARACTERS``, and ``traces``: what its reader is not meant to get, as sentences."""

    text: str
    traces: tuple[str, ...] = ()


def read_attached(content: bytes, suffix: str) -> Attached:
    """Read a file that passed the guard. A file whose words cannot be read says so among its traces."""
    reader = _READERS.get(suffix)
    if reader is None:
        return Attached("")
    traces: list[str] = []
    try:
        text = _cut(reader(content, traces))
    # Whatever is wrong inside a file people can open, it must not keep them from handing it in.
    except Exception:
        log.info("附件（%s）读不出文字", suffix, exc_info=True)
        return Attached("", (UNREAD,))
    return Attached(text, tuple(traces) if text.strip() else (*traces, UNREAD))


def _cut(lines: Iterable[str]) -> str:
    kept, length = [], 0
    for line in lines:
        kept.append(line[: MOST_CHARACTERS - length])
        length += len(kept[-1]) + 1
        if length >= MOST_CHARACTERS:
            break
    return "\n".join(kept).replace("\x00", "")


def _pdf(content: bytes, traces: list[str]) -> Iterator[str]:
    for page in islice(PdfReader(BytesIO(content)).pages, MOST_PAGES):
        yield unified(page.extract_text())


def _docx(content: bytes, traces: list[str]) -> Iterator[str]:
    zipped = zipfile.ZipFile(BytesIO(content))
    if "word/comments.xml" in zipped.namelist() and b"<w:comment " in zipped.read("word/comments.xml"):
        traces.append("有批注，公众下载后可以看到")
    for name in zipped.namelist():
        if name.startswith(_PARTS) and name.endswith(".xml"):
            root = etree.fromstring(zipped.read(name), etree.XMLParser(resolve_entities=False))
            if "有修订痕迹" not in "".join(traces) and root.find(f".//{_WORD}del") is not None:
                traces.append("有修订痕迹，公众下载后可以看到删去的文字")
            for paragraph in root.iter(f"{_WORD}p"):
                words = paragraph.iter(f"{_WORD}t", f"{_WORD}delText")
                yield "".join(word.text or "" for word in words)


def _xlsx(content: bytes, traces: list[str]) -> Iterator[str]:
    for sheet in load_workbook(BytesIO(content), data_only=True, read_only=True).worksheets:
        if sheet.sheet_state != "visible":
            traces.append(f"有隐藏的工作表“{sheet.title}”，公众下载后可以打开")
        yield sheet.title
        for row in sheet.iter_rows(values_only=True, max_row=MOST_ROWS):
            cells = [str(cell) for cell in row if cell is not None]
            if cells:
                yield " ".join(cells)


def _ofd(content: bytes, traces: list[str]) -> Iterator[str]:
    zipped = zipfile.ZipFile(BytesIO(content))
    pages = [name for name in zipped.namelist() if name.endswith(".xml") and "/Pages/" in name]
    for name in islice(pages, MOST_PAGES):
        root = etree.fromstring(zipped.read(name), etree.XMLParser(resolve_entities=False))
        yield "".join(element.text or "" for element in root.iter("{*}TextCode"))


_READERS: dict[str, Callable[[bytes, list[str]], Iterator[str]]] = {
    ".pdf": _pdf,
    ".docx": _docx,
    ".xlsx": _xlsx,
    ".ofd": _ofd,
}
