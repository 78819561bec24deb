"""The content of a publication: what HTML its body may hold, and the digest that proves it unchanged."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bs4 import BeautifulSoup, Tag
from wagtail.whitelist import (
    DEFAULT_ELEMENT_RULES,
    Whitelister,
    allow_without_attributes,
    attribute_rule,
    check_url,
)

from gongkai.ledger.canonical import canonical
from gongkai.publishing.models import Publication

_DROPPED = ("script", "style", "template", "iframe", "object", "title")


def _own_address(address: str) -> str | None:
    """Keep only pictures of this site: no page may send its readers' browsers to another host."""
    return address if address.startswith("/") and not address.startswith("//") else None


def _keep(*names: str) -> Callable[[Tag], None]:
    """Return a rule that keeps the named attributes, spans that are numbers, and the alignments of this site."""

    def rule(tag: Tag) -> None:
        for name, value in list(tag.attrs.items()):
            kept = name in names or (name in ("colspan", "rowspan", "start") and str(value).isdigit())
            if name == "class":
                chosen = [each for each in tag.get_attribute_list("class") if each in CLASSES]
                if chosen:
                    tag["class"] = " ".join(chosen)
                    continue
            if not kept:
                del tag[name]

    return rule


# How a paragraph or a cell stands: all that a text may say of its looks.
CLASSES = frozenset({"gk-center", "gk-right"})
PICTURES = "/files/~/"
_DESK_PICTURES = re.compile(r"(?:https?://[^/\"]+)?/workbench/publishing/\d+/pictures/")


class _BodyWhitelister(Whitelister):
    """Wagtail's whitelist with tables, without scripts, and with pictures of this site only."""

    element_rules = {
        **{name: rule for name, rule in DEFAULT_ELEMENT_RULES.items() if name != "h1"},
        "a": attribute_rule({"href": check_url}),
        "img": attribute_rule({"src": _own_address, "width": True, "height": True, "alt": True}),
        **dict.fromkeys(
            (
                "table",
                "thead",
                "tbody",
                "tfoot",
                "tr",
                "caption",
                "blockquote",
                "sup",
                "sub",
                "u",
                "s",
                "figure",
                "figcaption",
            ),
            allow_without_attributes,
        ),
        **dict.fromkeys(("p", "h2", "h3", "h4", "td", "ol"), _keep()),
        "th": _keep("scope"),
    }

    def clean_tag_node(self, doc: BeautifulSoup, tag: Tag) -> None:
        if tag.name in _DROPPED or (tag.name == "img" and not _own_address(str(tag.get("src", "")))):
            tag.decompose()
            return
        super().clean_tag_node(doc, tag)


def clean(html: str) -> str:
    """Return ``html`` reduced to the allowed elements and attributes."""
    return str(_BodyWhitelister().clean(html)).strip()


def with_lasting_pictures(html: str) -> str:
    """Return ``html`` with the pictures shown at the desk under the address they keep in the text."""
    return _DESK_PICTURES.sub(PICTURES, html)


def with_pictures_at(html: str, folder: str) -> str:
    """Return ``html`` with the pictures of the text at ``folder``, where its reader may fetch them."""
    return html.replace(f'src="{PICTURES}', f'src="{folder}')


def plain_text(html: str) -> str:
    """Return the words of ``html``, one block a line."""
    return BeautifulSoup(html, "html.parser").get_text("\n")


def public_content(publication: Publication, files: Iterable[Mapping[str, str]]) -> dict[str, Any]:
    """Return what signing fixes: the text, its metadata and the digests of its files.

    Anyone can form the same object from the page and compare its SHA-256 with the one in the ledger.
    """
    return {
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
