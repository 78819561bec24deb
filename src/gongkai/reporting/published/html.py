"""Reports as web pages: the innermost tables give the rows, everything else the paragraphs."""

from lxml import html as parser
from lxml.html import HtmlElement

_BLOCKS = {"p", "div", "br", "li", "h1", "h2", "h3", "h4", "title", "tr", "section", "article"}


def split(page: str) -> tuple[list[list[str]], list[str]]:
    """Return the rows of all innermost tables and the paragraphs outside them."""
    tree = parser.fromstring(page)
    for element in tree.xpath("//script|//style|//noscript"):
        element.drop_tree()
    rows: list[list[str]] = []
    tables: list[HtmlElement] = tree.xpath("//table[not(.//table)]")
    for table in tables:
        found = [[_text(cell) for cell in row.xpath("./td|./th")] for row in table.iter("tr")]
        # A page that is laid out in a table of one column holds text, not figures.
        if any(len(row) > 2 for row in found):
            rows += [row for row in found if row]
            table.drop_tree()
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag in _BLOCKS:
            element.tail = "\n" + (element.tail or "")
            element.text = "\n" + (element.text or "")
    text = tree.text_content()
    return rows, [line.strip() for line in text.split("\n") if line.strip()]


def _text(cell: HtmlElement) -> str:
    return "".join(cell.itertext()).strip()
