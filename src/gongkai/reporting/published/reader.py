"""A file as a published report: told by its content, read in whatever encoding it is in."""

import json
import re
from pathlib import Path

from gongkai.reporting.published import grid, json_cells, text
from gongkai.reporting.published.cells import compact
from gongkai.reporting.published.report import PublishedReport, Unreadable

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
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"打不开文件：{error.strerror}。") from error
    return read_bytes(content)


def read_bytes(content: bytes) -> PublishedReport:
    """Return the report in ``content``; see :func:`read`."""
    if not content.strip():
        raise Unreadable("文件是空的。请选择年度报告的正文文件。")
    _refuse_other_kinds(content)
    page = decode(content)
    if page.lstrip().startswith(("{", "[")):
        return json_cells.read(_parsed(page))
    if _HTML.search(page):
        from gongkai.reporting.published import html

        rows, paragraphs = html.split(page)
    else:
        rows, paragraphs = text.split(page)
    issuer, year = _title(paragraphs)
    tables, odd, present = grid.read_tables(rows, year)
    return PublishedReport(tables.form, tables, issuer, year, paragraphs, odd, present)


def decode(content: bytes) -> str:
    """Return the text of ``content`` in UTF-8, UTF-16 or GB18030, whichever it is in.

    Raises:
        Unreadable: none of them.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            page = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in page:
            return page
    raise Unreadable("文件不是文本：编码既不是 UTF-8、UTF-16，也不是 GB18030。请另存为文本文件。")


def _parsed(page: str) -> object:
    try:
        return json.loads(page)
    except json.JSONDecodeError as error:
        raise Unreadable(f"JSON 格式有误（第{error.lineno}行）。") from error
    except RecursionError as error:
        raise Unreadable("JSON 嵌套过深，不是年度报告的数据。") from error


def _refuse_other_kinds(content: bytes) -> None:
    if content.startswith(b"%PDF-"):
        raise Unreadable(
            "这是 PDF 文件，目前读取文本、HTML 和 JSON。请从网页或文档另存为文本后核对；扫描件需先识别文字。"
        )
    if content.startswith(b"PK\x03\x04"):
        raise Unreadable(
            "这是 Word、Excel 或压缩文件，目前读取文本、HTML 和 JSON。请另存为纯文本或网页后核对。"
        )
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("这是旧版 Word/Excel 文件，目前读取文本、HTML 和 JSON。请另存为纯文本或网页后核对。")
    if content.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        raise Unreadable("这是图片，不含可核对的文字。请提供文本。")


def _title(paragraphs: list[str]) -> tuple[str, int | None]:
    for paragraph in paragraphs[:30]:
        match = _TITLE.match(compact(paragraph))
        if match:
            return match["issuer"], int(match["year"])
    return "", None
