"""Reports as web pages: the innermost tables give the rows, everything else the paragraphs."""

import re

from lxml import etree
from lxml import html as parser
from lxml.html import HtmlElement

from gongkai.reporting.published.report import Parts, Unreadable

_BLOCKS = {"p", "div", "br", "li", "h1", "h2", "h3", "h4", "title", "tr", "section", "article"}
# The parser takes decoded text neither with a declaration of its encoding nor with control characters.
_UNPARSABLE = re.compile(r"^\s*<\?xml[^>]*\?>|[\x00-\x08\x0b\x0c\x0e-\x1f]")


def split(page: str) -> Parts:
    """Return the rows of all innermost tables and the paragraphs outside them.

    Raises:
        Unreadable: there is nothing in the page.
    """
    try:
        tree: HtmlElement = parser.fromstring(_UNPARSABLE.sub("", page))
    except etree.ParserError as error:
        raise Unreadable("网页里没有内容。请另存网页全文后核对。") from error
    for element in list(tree.iter("script", "style", "noscript")):
        element.drop_tree()
    rows: list[list[str]] = []
    for table in [each for each in tree.iter("table") if each.find(".//table") is None]:
        found = [[_text(cell) for cell in row.iterchildren("td", "th")] for row in table.iter("tr")]
        # A page that is laid out in a table of one column holds text, not figures.
        if any(len(row) > 2 for row in found):
            rows += [row for row in found if row]
            table.drop_tree()
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag in _BLOCKS:
            element.tail = "\n" + (element.tail or "")
            element.text = "\n" + (element.text or "")
    lines = "".join(tree.itertext(with_tail=False)).split("\n")
    return Parts(rows, [line.strip() for line in lines if line.strip()])


def _text(cell: HtmlElement) -> str:
    return "".join(cell.itertext()).strip()
