"""The content of a publication: what HTML its body may hold, and the digest that proves it unchanged."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString
from wagtail.whitelist import (
    DEFAULT_ELEMENT_RULES,
    Whitelister,
    allow_without_attributes,
    attribute_rule,
    check_url,
)

from gongkai.law.refusal import Refusal
from gongkai.ledger.canonical import canonical
from gongkai.publishing.models import Publication

# What a class may say of a block: how the printed document sets it.
CLASSES = frozenset({"gk-title", "gk-center", "gk-right", "gk-indent", "gk-footnotes"})
_DROPPED = ("script", "style", "template", "iframe", "object", "title", "xml")
_NOTE = r"gk-note-(?:ref-)?[1-9][0-9]{0,3}"
# Where a picture of the text stands: its own file, wherever the reader may fetch that.
PICTURES = "/files/~/"
_DESK_PICTURES = re.compile(r"(?:https?://[^/\"]+)?/workbench/publishing/\d+/pictures/")
_PLACEHOLDER = re.compile(r"picture:[1-9][0-9]{0,3}")


def _own_address(address: str) -> str | None:
    """Keep only pictures of this site: no page may send its readers' browsers to another host."""
    return address if address.startswith("/") and not address.startswith(("//", "/\\")) else None


def _matching(pattern: str) -> Callable[[str], str | None]:
    return lambda value: value if re.fullmatch(pattern, value) else None


def _link(address: str) -> str | None:
    """Keep a link to an address, and within the page only one between a note and its place."""
    if address.startswith("#"):
        return address if re.fullmatch("#" + _NOTE, address) else None
    kept: str | None = check_url(address)
    return kept


def _classes(names: str | list[str]) -> str | None:
    given = names.split() if isinstance(names, str) else names
    return " ".join(name for name in dict.fromkeys(given) if name in CLASSES) or None


_NUMBER = _matching(r"[1-9][0-9]{0,3}")
_BLOCK = {"class": _classes}
_CELL = attribute_rule(
    {
        "class": _classes,
        "colspan": _NUMBER,
        "rowspan": _NUMBER,
        "scope": _matching(r"row|col|rowgroup|colgroup"),
    }
)


class _BodyWhitelister(Whitelister):
    """Wagtail's whitelist with tables and notes, without scripts, and with pictures of this site only."""

    element_rules = {
        **{name: rule for name, rule in DEFAULT_ELEMENT_RULES.items() if name != "h1"},
        **dict.fromkeys(
            ("p", "h2", "h3", "h4", "h5", "h6", "div", "figure", "figcaption"), attribute_rule(_BLOCK)
        ),
        **dict.fromkeys(
            ("table", "thead", "tbody", "tfoot", "tr", "caption", "blockquote", "u", "s"),
            allow_without_attributes,
        ),
        "a": attribute_rule({"href": _link, "id": _matching(_NOTE)}),
        "li": attribute_rule({"id": _matching(_NOTE)}),
        "ol": attribute_rule({"start": _NUMBER, "type": _matching(r"[1aAiI]"), **_BLOCK}),
        "img": attribute_rule({"src": _own_address, "width": True, "height": True, "alt": True}),
        "td": _CELL,
        "th": _CELL,
    }

    def keeps_picture(self, address: str) -> bool:
        return _own_address(address) is not None

    def clean_string_node(self, doc: BeautifulSoup, node: NavigableString) -> None:
        """Drop every kind of markup that is no text.

        A browser ends ``<![CDATA[`` and ``<!DOCTYPE`` at the first ``>``: what follows would come alive.
        """
        if isinstance(node, PreformattedString):
            node.extract()

    def clean_tag_node(self, doc: BeautifulSoup, tag: Tag) -> None:
        if tag.name in _DROPPED or (tag.name == "img" and not self.keeps_picture(str(tag.get("src", "")))):
            tag.decompose()
            return
        super().clean_tag_node(doc, tag)


class _ImportWhitelister(_BodyWhitelister):
    """The same for a text just imported, whose pictures have no address yet."""

    element_rules = {
        **_BodyWhitelister.element_rules,
        "img": attribute_rule({"src": True, "alt": True}),
    }

    def keeps_picture(self, address: str) -> bool:
        return _PLACEHOLDER.fullmatch(address) is not None or super().keeps_picture(address)


def clean(html: str) -> str:
    """Return ``html`` reduced to the allowed elements and attributes."""
    return _twice(_BodyWhitelister(), html)


def clean_imported(html: str) -> str:
    """Return what :func:`clean` does, with pictures still to be stored as ``src="picture:1"``."""
    return _twice(_ImportWhitelister(), html)


def nested_too_deep() -> Refusal:
    """Return the refusal of markup no reader of HTML can follow."""
    return Refusal("正文的格式嵌套过深，无法处理。", article="", advice="请粘贴为纯文字后重新排版。")


def _twice(whitelister: Whitelister, html: str) -> str:
    """Clean what cleaning left too: dropping an element lets spaces meet, which reading anew makes one."""
    try:
        for _ in range(2):
            before, html = html, str(whitelister.clean(html)).strip()
            if html == before:
                break
    except RecursionError as error:
        raise nested_too_deep() from error
    return html


def with_lasting_pictures(html: str) -> str:
    """Return ``html`` with the pictures shown at the desk under the address they keep in the text."""
    return _DESK_PICTURES.sub(PICTURES, html)


def with_pictures_at(html: str, folder: str) -> str:
    """Return ``html`` with the pictures of the text at ``folder``, where its reader may fetch them."""
    return html.replace(f'src="{PICTURES}', f'src="{folder}')


def public_content(publication: Publication, files: Iterable[Mapping[str, str]]) -> dict[str, Any]:
    """Return what signing fixes: the text, its metadata and the digests of its files.

    Anyone can form the same object from the page and compare its SHA-256 with the one in the ledger.
    """
    asked = {"questions": publication.questions} if publication.questions else {}
    return asked | {
        "index_no": publication.index_no,
        "title": publication.title,
        "summary": publication.summary,
        "body": publication.body,
        "created_on": publication.created_on.isoformat(),
        "doc_number": publication.doc_number,
        "publisher": publication.unit.name,
        "files": [{"name": file["name"], "sha256": file["sha256"]} for file in files],
    }


def digest(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of ``content`` in canonical JSON."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()
