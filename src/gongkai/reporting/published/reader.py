"""A file as a published report: told by its content, read in whatever encoding it is in."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from email import message_from_bytes
from pathlib import Path

from gongkai.law.annual_report import Finding, Place
from gongkai.reporting.published import grid, json_cells, text
from gongkai.reporting.published.cells import compact
from gongkai.reporting.published.report import Parts, PublishedReport, Unreadable

MOST_LOST = 20
_CLEARLY = 4
_BEGINNING = 2000
_WORDS, _LOST = "政府信息", "\ufffd"
# 政府 in UTF-8, read as GBK.
_GARBLED = "鏀垮簻"
MOST_BYTES = 50_000_000
MOST_UNPACKED = 200_000_000
_TITLE = re.compile(
    r"^(?P<issuer>.{2,40}?)(?P<year>20\d{2})年?度?(?:政府信息公开|政务公开).{0,6}(?:年度)?报告"
)
_HTML = re.compile(r"<(?:html|table|!doctype|body|div)\b", re.IGNORECASE)


def read(path: Path) -> PublishedReport:
    """Return the report in ``path``.

    Raises:
        Unreadable: the file is missing, empty, of a kind not read, in no known encoding, or has no tables.
    """
    try:
        if path.is_file() and path.stat().st_size > MOST_BYTES:
            raise Unreadable(f"文件超过{MOST_BYTES // 1_000_000} MB，不是年度报告。请只提供报告本身。")
        content = path.read_bytes()
    except IsADirectoryError as error:
        raise Unreadable("这是文件夹，不是文件。请选择其中的报告。") from error
    except OSError as error:
        raise Unreadable(f"打不开文件：{error.strerror}。") from error
    return read_bytes(content)


def read_bytes(content: bytes) -> PublishedReport:
    """Return the report in ``content``; see :func:`read`."""
    if not content.strip():
        raise Unreadable("文件是空的。请选择年度报告的正文文件。")
    split = _split_of(content)
    if split is not None:
        parts = _taken_apart(content, split)
    else:
        page = decode(_saved_page(content) or content)
        if page.lstrip().startswith(("{", "[")):
            return json_cells.read(_parsed(page))
        parts = _html(page) if _HTML.search(page) else text.split(page)
    issuer, year = _title(parts.paragraphs)
    found = grid.read_tables(parts.rows, year)
    odd = [*found.odd, *_recognised(parts.scanned)]
    return PublishedReport(
        found.tables.form, found.tables, issuer, year, parts.paragraphs, odd, found.sources
    )


def _recognised(pages: Sequence[str]) -> list[Finding]:
    """Say which pages were read by character recognition: a person should compare them."""
    if not pages:
        return []
    what = f"{'、'.join(pages)}是扫描图，数字和文字由计算机识别，请与原件对照。"
    return [Finding("OCR", "format", Place("text"), what)]


def _saved_page(content: bytes) -> bytes:
    """Return the page in a web archive (.mht, .mhtml), nothing for any other file."""
    beginning = content[:_BEGINNING].lower()
    if b"mime-version:" not in beginning or b"content-type:" not in beginning:
        return b""
    for part in message_from_bytes(content).walk():
        page = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(page, bytes):
            return page
    raise Unreadable("这份网页存档（MHTML）里没有网页。请另存网页全文后核对。")


def decode(content: bytes) -> str:
    """Return the text of ``content`` in UTF-8, UTF-16 or GB18030, whichever it is in.

    Text that was read in the wrong code page and saved again is mended where nothing was lost.

    Raises:
        Unreadable: none of them, or characters were lost.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    for encoding in (_utf_16(content) or "utf-8-sig", "gb18030"):
        try:
            page = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in page:
            return _mended(page)
    raise Unreadable("文件不是文本：编码既不是 UTF-8、UTF-16，也不是 GB18030。请另存为文本文件。")


def _utf_16(content: bytes) -> str:
    """Tell UTF-16 without its mark by the zeros that digits and line ends have in it, all on one side."""
    low, high = content[::2].count(0), content[1::2].count(0)
    # 一 (4E00) has one too, on the other side.
    if len(content) % 2 or max(low, high) < _CLEARLY * (min(low, high) + 1):
        return ""
    return "utf-16-be" if low > high else "utf-16-le"


def _mended(page: str) -> str:
    if _WORDS in page:
        return page
    try:
        again = page.encode("gb18030").decode("utf-8")
    except UnicodeError:
        again = page
    if _WORDS in again:
        return again
    if page.count(_LOST) > MOST_LOST or _GARBLED in page:
        raise Unreadable("文字已成乱码（存盘时编码有误，字已丢失）。请从原网站重新保存后核对。")
    return page


def _parsed(page: str) -> object:
    try:
        return json.loads(page)
    except json.JSONDecodeError as error:
        raise Unreadable(f"JSON 格式有误（第{error.lineno}行）。") from error
    except RecursionError as error:
        raise Unreadable("JSON 嵌套过深，不是年度报告的数据。") from error


def _html(page: str) -> Parts:
    from gongkai.reporting.published import html

    return html.split(page)


def _split_of(content: bytes) -> Callable[[bytes], Parts] | None:
    """Return what takes a binary file apart, ``None`` for text. The readers are loaded when first needed."""
    if content.startswith(b"%PDF-"):
        from gongkai.reporting.published import pdf

        return pdf.split
    if content.startswith(b"PK\x03\x04"):
        return _split_of_package(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            "这是旧版 Word/Excel 文件（.doc、.xls）或者加了密码的文件。请去掉密码，另存为 .docx、.xlsx 或网页后核对。"
        )
    if content.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")):
        from gongkai.reporting.published import pdf

        return pdf.split_picture
    return None


def _taken_apart(content: bytes, split: Callable[[bytes], Parts]) -> Parts:
    try:
        return split(content)
    except Unreadable:
        raise
    except Exception as error:
        # The libraries raise whatever a damaged file makes them trip over.
        raise Unreadable("打不开这份文件：内容已损坏或者已加密。请另存一份后核对。") from error


def _split_of_package(content: bytes) -> Callable[[bytes], Parts]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names, unpacked = set(package.namelist()), sum(part.file_size for part in package.infolist())
    except zipfile.BadZipFile as error:
        raise Unreadable("文件已损坏，打不开。请重新下载或者另存一份。") from error
    if unpacked > MOST_UNPACKED:
        raise Unreadable("文件解压后过大，不是年度报告。")
    if "word/document.xml" in names:
        from gongkai.reporting.published import word

        return word.split
    if "xl/workbook.xml" in names:
        from gongkai.reporting.published import sheet

        return sheet.split
    raise Unreadable("这是压缩文件，不是 Word 或 Excel 文件。请解压后选择其中的报告。")


def _title(paragraphs: list[str]) -> tuple[str, int | None]:
    for paragraph in paragraphs[:30]:
        match = _TITLE.match(compact(paragraph))
        if match:
            return match["issuer"], int(match["year"])
    return "", None
