"""HTML pasted from Word, WPS or a page of the web, reduced to what a body may hold."""

import re

from bs4 import BeautifulSoup, PageElement, Tag

from gongkai.publishing.content import CLASSES, clean, nested_too_deep
from gongkai.publishing.documents import tidy

_ACTIVE = ("script", "iframe", "object", "embed", "applet", "template")
_DROPPED = (*_ACTIVE, "style", "xml", "title", "meta", "link", "base", "noscript")
_DIVIDED = (*tidy.BLOCKS, "img")
_ALIGNED = {"center": "gk-center", "right": "gk-right", "end": "gk-right"}
_MARKS = (
    ("strong", re.compile(r"font-weight\s*:\s*(?:bold(?:er)?|[6-9]00)", re.IGNORECASE)),
    ("em", re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)),
    ("u", re.compile(r"text-decoration[a-z-]*\s*:[^;]*underline", re.IGNORECASE)),
    ("s", re.compile(r"text-decoration[a-z-]*\s*:[^;]*line-through", re.IGNORECASE)),
    ("sup", re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)),
    ("sub", re.compile(r"vertical-align\s*:\s*sub(?!\w|-)", re.IGNORECASE)),
)
_RENAMED = {"b": "strong", "i": "em", "strike": "s", "center": "div", "h1": "h2"}
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden", re.IGNORECASE)


def clean_pasted(html: str) -> tuple[str, list[str]]:
    """Return the HTML that may stand in a body, and sentences about what was left out.

    Cleaning what is clean already changes nothing.
    """
    soup = tidy.soup_of(html)
    notes = _notes(soup)
    try:
        return _settled(_reduced(soup)), notes
    except RecursionError as error:
        raise nested_too_deep() from error


def _reduced(soup: BeautifulSoup) -> str:
    tidy.drop_markup(soup)
    _drop_active(soup)
    _read_styles(soup)
    _rename(soup)
    _drop_attributes(soup)
    _make_paragraphs(soup)
    tidy.tidy(soup)
    tidy.head_scopes(soup)
    return str(soup)


def _settled(html: str) -> str:
    """Clean and tidy until nothing moves: the gate may unwrap what tidying then joins."""
    for _ in range(5):
        before = html
        soup = tidy.soup_of(clean(html))
        _make_paragraphs(soup)
        tidy.tidy(soup)
        html = clean(str(soup))
        if html == before:
            break
    return html


def _notes(soup: BeautifulSoup) -> list[str]:
    sources = [str(image.get("src", "")).strip() for image in soup.find_all("img")]
    sources += [str(image.get("src", "")).strip() for image in soup.find_all("v:imagedata")]
    embedded = sum(source.lower().startswith("data:") for source in sources)
    local = sum(source.lower().startswith(("file:", "blob:", "cid:")) for source in sources)
    remote = sum(re.match(r"(?:https?:)?//", source, re.IGNORECASE) is not None for source in sources)
    active = len(soup.find_all(_ACTIVE)) + sum(
        name.lower().startswith("on") for tag in soup.find_all(True) for name in tag.attrs
    )
    links = sum(
        re.match(r"[\x00-\x20]*(?:javascript|vbscript|data)\s*:", str(link.get("href", "")), re.IGNORECASE)
        is not None
        for link in soup.find_all("a")
    )
    hidden = sum(len(tag.get_text().strip()) > 0 for tag in _hidden(soup))
    counted = (
        (embedded + local, "有 {} 幅随文粘贴的图片没有保留，请作为图片文件插入，并填写替代文字。"),
        (remote, "有 {} 幅其他网站的图片没有保留，请确认可以使用后作为图片文件插入。"),
        (active, "已删去 {} 处脚本、事件或者嵌入内容。"),
        (links, "已删去 {} 个会运行程序的链接。"),
        (hidden, "有 {} 处隐藏文字没有保留。"),
    )
    return [sentence.format(number) for number, sentence in counted if number]


def _hidden(soup: BeautifulSoup) -> list[Tag]:
    return [tag for tag in soup.find_all(style=_HIDDEN) if not tag.find_parent(style=_HIDDEN)]


def _drop_active(soup: BeautifulSoup) -> None:
    for tag in soup.find_all(_DROPPED):
        # These two hold nothing; what a careless page leaves open after them is text.
        if tag.name in ("meta", "link", "base", "embed", "noscript"):
            tag.unwrap()
        else:
            tag.decompose()
    for tag in _hidden(soup):
        tag.decompose()


def _read_styles(soup: BeautifulSoup) -> None:
    """Keep what a style says of the words, as elements; and where a block stands, as a class."""
    for tag in soup.find_all(True):
        style = str(tag.get("style", ""))
        if tag.name in ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "center"):
            aligned = re.search(r"text-align\s*:\s*([a-z]+)", style, re.IGNORECASE)
            where = aligned[1] if aligned else str(tag.get("align", "center" if tag.name == "center" else ""))
            own = [name for name in tag.get("class") or [] if name in CLASSES]
            placed = _ALIGNED.get(where.lower())
            tag["class"] = " ".join(own or ([placed] if placed else []))
        elif tag.name in ("span", "font"):
            for mark, pattern in _MARKS:
                if pattern.search(style):
                    _wrap_contents(soup, tag, mark)


def _wrap_contents(soup: BeautifulSoup, tag: Tag, name: str) -> None:
    if tag.find(_DIVIDED):
        return
    inner = soup.new_tag(name)
    inner.extend(list(tag.contents))
    tag.append(inner)


def _rename(soup: BeautifulSoup) -> None:
    for tag in soup.find_all(list(_RENAMED)):
        tag.name = _RENAMED[tag.name]


def _drop_attributes(soup: BeautifulSoup) -> None:
    """Drop a link's address unless it leads to a page, a mailbox or a note."""
    for link in soup.find_all("a"):
        href = str(link.get("href", ""))
        if not re.match(r"(?:https?://|mailto:|#gk-note-|/(?![/\\]))", href, re.IGNORECASE):
            link.attrs.pop("href", None)
        if not link.get("href") and not str(link.get("id", "")).startswith("gk-note-"):
            link.unwrap()
    for tag in soup.find_all(["span", "font", "o:p", "html", "head", "body"]):
        tag.unwrap()


def _make_paragraphs(soup: BeautifulSoup) -> None:
    """Make paragraphs of loose words and of boxes (<div>) that hold words only."""
    for box in reversed(soup.find_all("div")):
        if box.find(list(tidy.BLOCKS)):
            box.unwrap()
        else:
            box.name = "p"
    loose: list[PageElement] = []
    for node in [*soup.contents, None]:
        if node is not None and not _is_block(node):
            loose.append(node)
            continue
        if any(isinstance(near, Tag) or str(near).strip() for near in loose):
            paragraph = soup.new_tag("p")
            loose[0].insert_before(paragraph)
            paragraph.extend(loose)
        loose = []


def _is_block(node: PageElement) -> bool:
    blocks = list(tidy.BLOCKS)
    return isinstance(node, Tag) and (node.name in blocks or node.find(blocks) is not None)
