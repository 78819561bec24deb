"""The words of a text within its markup: read, found, marked and replaced across whatever sets them bold.

A number of which one part is bold is still one number: only blocks, cells and line breaks part words.
"""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PageElement

PARTING = frozenset(
    {
        "address", "article", "aside", "blockquote", "br", "caption", "dd", "div", "dl", "dt", "figcaption", "figure",
        "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "img", "li", "main", "nav", "ol", "p", "pre", "section",
        "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
# Signs no reader sees: soft hyphen, zero-width spaces and joiners, byte order mark.
_UNSEEN = {0xAD: None, 0x200B: None, 0x200C: None, 0x200D: None, 0x2060: None, 0xFEFF: None}
_SPACE = re.compile(r"[ \t\r\n\f]")


class _Reader(HTMLParser):
    """Gathers the words; a break for everything that parts them."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in PARTING:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.handle_starttag(tag, ())

    def handle_data(self, data: str) -> None:
        self.parts.append(_SPACE.sub(" ", data.translate(_UNSEEN)))


def plain_text(html: str) -> str:
    """Return the words of ``html``, one block a line, as a reader sees them."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "\n".join(line for each in "".join(reader.parts).split("\n") if (line := each.strip()))


class Passages:
    """A text whose words can be pointed at, whatever markup runs through them.

    ``same`` says how a letter reads, one for one: full-width digits as plain ones.
    """

    def __init__(self, html: str, same: Callable[[str], str] = str) -> None:
        self.tree = BeautifulSoup(html, "html.parser")
        self._same = same

    def __str__(self) -> str:
        return str(self.tree)

    def _letters(self) -> tuple[str, list[tuple[NavigableString, int]]]:
        """Return the words, and for every letter the piece of text it stands in and its place there."""
        read, places = [], []
        for node, parted in _pieces(self.tree):
            if parted:
                read.append("\n")
                places.append((node, 0))
            for at, letter in enumerate(node):
                if ord(letter) not in _UNSEEN:
                    read.append(_SPACE.sub(" ", self._same(letter)))
                    places.append((node, at))
        return "".join(read), places

    def _found(self, words: str, after: int) -> tuple[int, list[tuple[NavigableString, int, int]]]:
        """Return where ``words`` stand next, and the stretches of text that hold them."""
        text, places = self._letters()
        at = text.find(words, after)
        stretches: list[tuple[NavigableString, int, int]] = []
        for node, place in places[at : at + len(words)] if at >= 0 and words else ():
            if stretches and stretches[-1][0] is node:
                stretches[-1] = (node, stretches[-1][1], place + 1)
            else:
                stretches.append((node, place, place + 1))
        return at, stretches

    def start_of_row(self, table: int, row: int) -> int:
        """Return the letter at which a row of a table begins, both counted from 0."""
        line = self.tree.find_all("table")[table].find_all("tr")[row]
        _, places = self._letters()
        return next(
            (at for at, (node, _) in enumerate(places) if any(parent is line for parent in node.parents)),
            0,
        )

    def mark(self, words: str, anchor: str, message: str, after: int = 0) -> int:
        """Mark ``words`` where they stand first from letter ``after`` on; return the letter behind them, or -1."""
        at, stretches = self._found(words, after)
        for number, (node, start, end) in enumerate(stretches):
            mark = self.tree.new_tag("mark", title=message)
            if number == 0:
                mark["id"] = anchor
            mark.string = str(node)[start:end]
            _put(node, start, mark, end)
        return at + len(words) if at >= 0 else -1

    def replace(self, words: str, by: str) -> None:
        """Put ``by`` in the place of ``words`` wherever they stand; the markup around stays."""
        at = 0
        while True:
            at, stretches = self._found(words, at)
            if not stretches:
                return
            for number, (node, start, end) in enumerate(stretches):
                _put(node, start, NavigableString(by if number == 0 else ""), end)
            at += len(by)


def _pieces(tree: Tag) -> Iterator[tuple[NavigableString, bool]]:
    """Yield each piece of text and whether something parts it from the one before."""
    parted, last = False, None
    for element in tree.descendants:
        if isinstance(element, Tag):
            parted = parted or element.name in PARTING
        elif type(element) is NavigableString:
            yield element, parted or (last is not None and _block_of(last) is not _block_of(element))
            parted, last = False, element


def _block_of(element: PageElement) -> Tag | None:
    return next((each for each in element.parents if each.name in PARTING), None)


def _put(node: NavigableString, start: int, new: PageElement, end: int) -> None:
    text = str(node)
    around = [NavigableString(text[:start]), new, NavigableString(text[end:])]
    node.replace_with(*[each for each in around if isinstance(each, Tag) or str(each)] or [new])
