"""Turning the bytes of a message into words, whatever its makers thought of charsets."""

import re
from email.header import decode_header
from email.message import EmailMessage

from lxml import etree, html

LONGEST_TEXT = 200_000
# What mail programs in China write, and what they mean by it.
_SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "us-ascii": "ascii",
}
_BLOCKS = ("p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote")
_SILENT = ("script", "style", "head", "title")


def decoded(content: bytes, charset: str | None) -> tuple[str, str]:
    """Return the words of ``content``, and what was wrong with the charset it names (empty when nothing was)."""
    named = _SUPERSETS.get((charset or "").lower(), (charset or "").lower())
    fault = "" if charset else "邮件没有注明文字编码"
    for attempt in (named, "utf-8", "gb18030"):
        if attempt in ("", "ascii", "unknown-8bit") and not content.isascii():
            continue
        try:
            return cleaned(content.decode(attempt or "ascii")), fault if not content.isascii() else ""
        except (UnicodeDecodeError, LookupError):
            fault = f"邮件注明的文字编码“{charset}”不符" if charset else fault
    return cleaned(content.decode("gb18030", errors="replace")), f"{fault}，有的字无法辨认"


def header(message: EmailMessage, name: str) -> str:
    """Return a header in words, folded lines joined; raw bytes of an old mail program are understood too."""
    raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    return _header_words(str(raw))


def headers(message: EmailMessage, name: str) -> list[str]:
    return [_header_words(str(value)) for key, value in message.raw_items() if key.lower() == name.lower()]


def _header_words(raw: str) -> str:
    line = re.sub(r"\r?\n[ \t]+", " ", raw)
    try:
        pieces = decode_header(line.encode("ascii", "surrogateescape").decode("utf-8"))
    except UnicodeDecodeError:
        pieces = [(line.encode("ascii", "surrogateescape"), None)]
    except (UnicodeEncodeError, ValueError):
        pieces = [(line, None)]
    words = [piece if isinstance(piece, str) else decoded(piece, charset)[0] for piece, charset in pieces]
    return " ".join(cleaned("".join(words)).split())


def text_of_html(source: str) -> str:
    """Return what a person reads in an HTML mail; nothing in it is fetched or run."""
    try:
        root = html.document_fromstring(source)
    except (etree.ParserError, ValueError):
        return ""
    etree.strip_elements(root, *_SILENT, etree.Comment, with_tail=False)
    for element in root.iter(*_BLOCKS):
        element.tail = "\n" + (element.tail or "")
    lines = (" ".join(line.split()) for line in "".join(map(str, root.itertext())).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def cleaned(text: str) -> str:
    """Return ``text`` as a database keeps it: no zero characters, no half characters, not without end."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")[:LONGEST_TEXT]
