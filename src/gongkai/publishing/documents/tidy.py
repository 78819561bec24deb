"""Steps that make imported HTML clean, whatever it came from. :mod:`gongkai.publishing.content` judges last."""

import re

from bs4 import BeautifulSoup, NavigableString, PageElement, Tag
from bs4.element import PreformattedString

BLOCKS = frozenset(
    {
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "div", "li", "td", "th", "caption", "figcaption",
        "blockquote", "ul", "ol", "table", "thead", "tbody", "tfoot", "tr", "figure", "hr",
    }
)  # fmt: skip
# Blocks that hold words, not other blocks only.
_TEXT_BLOCKS = (
    "p",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "div",
    "li",
    "td",
    "th",
    "caption",
    "figcaption",
    "blockquote",
)
_INLINE = ("strong", "em", "b", "i", "u", "s", "sup", "sub", "a")
_REMOVED_WHEN_EMPTY = (
    "p",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "div",
    "li",
    "ul",
    "ol",
    "blockquote",
    "figure",
    "figcaption",
)
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_SPACES = re.compile(r"[ \t\r\n\f\v\u00a0\u3000\u2000-\u200a\u202f\u205f]+")


def soup_of(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def drop_markup(soup: BeautifulSoup) -> None:
    """Drop comments, declarations and conditional sections."""
    for node in soup.find_all(string=lambda text: isinstance(text, PreformattedString)):
        node.extract()


def collapse_spaces(soup: BeautifulSoup) -> None:
    """Make every run of spaces one, and none at the edges of a block: they were indentation.

    A wide space stays one when it stands between words, as in 局长　张三.
    """
    for text in soup.find_all(string=True):
        text.replace_with(NavigableString(_SPACES.sub(_one_space, _INVISIBLE.sub("", text))))
    soup.smooth()
    for block in soup.find_all(_TEXT_BLOCKS):
        _trim(block, forward=True)
        _trim(block, forward=False)
    _join_space_neighbours(soup)


def _one_space(match: re.Match[str]) -> str:
    return "\u3000" if "\u3000" in match[0] else " "


def _trim(block: Tag, *, forward: bool) -> None:
    """Strip spaces and line breaks at one edge of a block."""
    while (edge := _edge(block, forward=forward)) is not None:
        if isinstance(edge, Tag):
            edge.decompose()
            continue
        stripped = edge.lstrip() if forward else edge.rstrip()
        if stripped:
            if stripped != edge:
                edge.replace_with(NavigableString(stripped))
            return
        edge.extract()


def _edge(block: Tag, *, forward: bool) -> Tag | NavigableString | None:
    """Return the first (last) text or line break of a block, ``None`` when another block or a picture is there."""
    node: PageElement = block
    while isinstance(node, Tag):
        if node is not block and node.name in BLOCKS | {"img"}:
            return None
        if node.name == "br":
            return node
        children = [child for child in node.contents if isinstance(child, Tag) or str(child)]
        if not children:
            return node if node is not block and node.name in _INLINE and not node.get("id") else None
        node = children[0] if forward else children[-1]
    return node if isinstance(node, NavigableString) else None


def _join_space_neighbours(soup: BeautifulSoup) -> None:
    """Drop spaces between blocks."""
    for text in soup.find_all(string=True):
        if str(text).strip() or not text:
            continue
        neighbours = (text.previous_sibling, text.next_sibling)
        if any(isinstance(near, Tag) and near.name in BLOCKS for near in neighbours):
            text.extract()


def drop_empty(soup: BeautifulSoup) -> None:
    """Drop marks and blocks without words or pictures; a cell of a table stays."""
    for tag in reversed(soup.find_all(True)):
        if tag.find(["img", "hr", "br", "table"]) or tag.name in ("img", "br", "hr"):
            continue
        if tag.get_text().strip():
            continue
        if tag.name in _INLINE:
            tag.unwrap()
        elif tag.name in _REMOVED_WHEN_EMPTY:
            tag.decompose()


def join_marks(soup: BeautifulSoup) -> None:
    """Make neighbouring equal marks one: <strong>甲</strong><strong>乙</strong>."""
    for tag in soup.find_all(["strong", "em", "u", "s", "b", "i", "sup", "sub"]):
        following = tag.next_sibling
        while isinstance(following, Tag) and following.name == tag.name and not following.find("a"):
            if tag.find("a"):
                break
            for child in list(following.contents):
                tag.append(child)
            following.decompose()
            following = tag.next_sibling
    soup.smooth()


def single_paragraph_cells(soup: BeautifulSoup) -> None:
    """A cell with one paragraph needs no paragraph."""
    for cell in soup.find_all(["td", "th"]):
        children = [child for child in cell.contents if isinstance(child, Tag) or str(child).strip()]
        if len(children) == 1 and isinstance(children[0], Tag) and children[0].name in ("p", "div"):
            children[0].unwrap()


def head_scopes(soup: BeautifulSoup) -> None:
    """Say of every head cell what it heads (WCAG 1.3.1); that it is bold goes without saying."""
    for cell in soup.find_all("th"):
        for mark in cell.find_all(["strong", "b"]):
            mark.unwrap()
        if not cell.get("scope"):
            wide = str(cell.get("colspan", "1")) != "1"
            in_head = cell.find_parent("thead") is not None
            cell["scope"] = ("colgroup" if wide else "col") if in_head else "row"


def captions(soup: BeautifulSoup) -> None:
    """Bind a printed “表1 …” to the table under it and a “图1 …” to the picture above it."""
    for paragraph in soup.find_all("p"):
        text = paragraph.get_text().strip()
        styled = "gk-caption" in (paragraph.get("class") or [])
        centred = styled or "gk-center" in (paragraph.get("class") or [])
        following, previous = _neighbour(paragraph, forward=True), _neighbour(paragraph, forward=False)
        if centred and (styled or re.match(r"表\s*\d", text)) and _is(following, "table"):
            paragraph.name, paragraph.attrs = "caption", {}
            following.insert(0, paragraph.extract())  # type: ignore[union-attr]
        elif centred and (styled or re.match(r"图\s*\d", text)) and _is_picture(previous):
            previous.name, previous.attrs = "figure", {}  # type: ignore[union-attr]
            paragraph.name, paragraph.attrs = "figcaption", {}
            previous.append(paragraph.extract())  # type: ignore[union-attr]


def _neighbour(tag: Tag, *, forward: bool) -> Tag | None:
    near = tag.find_next_sibling() if forward else tag.find_previous_sibling()
    return near if isinstance(near, Tag) else None


def _is(tag: Tag | None, name: str) -> bool:
    return tag is not None and tag.name == name and tag.find("caption") is None


def _is_picture(tag: Tag | None) -> bool:
    return tag is not None and tag.name == "p" and tag.find("img") is not None and not tag.get_text().strip()


def tidy(soup: BeautifulSoup) -> None:
    """Run the steps every imported text needs, in their order, until nothing is left to do."""
    drop_markup(soup)
    single_paragraph_cells(soup)
    for _ in range(4):
        before = str(soup)
        join_marks(soup)
        collapse_spaces(soup)
        drop_empty(soup)
        if str(soup) == before:
            return
