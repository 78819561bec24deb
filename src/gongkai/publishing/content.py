"""The content of a publication: what HTML its body may hold, and the digest that proves it unchanged."""

import hashlib
from collections.abc import Iterable, Mapping
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


def _cell(tag: Tag) -> None:
    for name, value in list(tag.attrs.items()):
        if not (name in ("colspan", "rowspan") and str(value).isdigit()) and name != "scope":
            del tag[name]


class _BodyWhitelister(Whitelister):
    """Wagtail's whitelist with tables, without scripts, and with pictures of this site only."""

    element_rules = {
        **{name: rule for name, rule in DEFAULT_ELEMENT_RULES.items() if name != "h1"},
        "a": attribute_rule({"href": check_url}),
        "img": attribute_rule({"src": _own_address, "width": True, "height": True, "alt": True}),
        **dict.fromkeys(
            ("table", "thead", "tbody", "tfoot", "tr", "caption", "blockquote"), allow_without_attributes
        ),
        "td": _cell,
        "th": _cell,
    }

    def clean_tag_node(self, doc: BeautifulSoup, tag: Tag) -> None:
        if tag.name in _DROPPED or (tag.name == "img" and not _own_address(str(tag.get("src", "")))):
            tag.decompose()
            return
        super().clean_tag_node(doc, tag)


def clean(html: str) -> str:
    """Return ``html`` reduced to the allowed elements and attributes."""
    return str(_BodyWhitelister().clean(html)).strip()


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
