"""Two versions of a text side by side: what went, what came, and what stayed folded away (修订对照)."""

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from bs4 import BeautifulSoup, Tag
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from gongkai.publishing.models import Publication
from gongkai.publishing.passages import plain_text
from gongkai.publishing.table_grid import grid

_WORDS = re.compile(r"[\u4e00-\u9fa5]|\w+|\s+|[^\w\s]")
# A paragraph as a tuple of one; a row of a table as its cells and a sign that it is one.
Block = tuple[str, ...]
# Whether it is a row, and its HTML.
Piece = tuple[bool, str]
ROW = "\0row"
# Unchanged blocks shown beside a change; longer runs are folded.
BESIDE = 1
LEAST_FOLDED = 2
# Less alike than this, two paragraphs are no change of one another.
ALIKE = 0.3
# How far ahead the changed form of a passage is looked for.
NEAR = 12
COMPARED = (
    "title", "summary", "doc_number", "created_on", "genre", "keywords", "source", "key_area", "effective_on",
    "owner_unit", "standard", "interprets", "interpretation_kind", "interpreter",
)  # fmt: skip


def metadata(old: Publication, new: Publication) -> list[tuple[str, str, str]]:
    """Return each field of the metadata that differs: its name, its old and its new value."""
    return [
        (str(Publication._meta.get_field(name).verbose_name), was, now)  # type: ignore[union-attr]
        for name in COMPARED
        if (was := _shown(old, name)) != (now := _shown(new, name))
    ]


def _shown(publication: Publication, name: str) -> str:
    display = getattr(publication, f"get_{name}_display", None)
    value = display() if display else getattr(publication, name)
    return "" if value is None else str(value)


def texts(old: str, new: str) -> SafeString:
    """Return the HTML ``old`` turned into ``new``: what went as ``<del>``, what came as ``<ins>``, tables as tables.

    Empty where no word differs.
    """
    before, after = _blocks(old), _blocks(new)
    if before == after:
        return mark_safe("")
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    pieces: list[Piece] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            pieces += _unchanged(before[a:b], first=a == 0, last=b == len(before))
        else:
            pieces += _changed(before[a:b], after[c:d])
    return mark_safe(_joined(pieces))


def _joined(pieces: Iterable[Piece]) -> str:
    """Rows that stand together are one table."""
    parts = []
    for are_rows, together in groupby(pieces, key=itemgetter(0)):
        html = "".join(piece for _, piece in together)
        parts.append(f"<table><tbody>{html}</tbody></table>" if are_rows else html)
    return "".join(parts)


def _blocks(html: str) -> list[Block]:
    tree = BeautifulSoup(html, "html.parser")
    for picture in tree.find_all("img"):
        picture.replace_with(f"〔图片：{picture.get('alt', '')}〕")
    # A mark in a paragraph of its own holds the place of each table while the passages are read.
    tables = {}
    for number, table in enumerate(tree.find_all("table")):
        tables[f"\0{number}"] = [(ROW, *row) for row in grid(table, _words_of)]
        place = tree.new_tag("p")
        place.string = f"\0{number}"
        table.replace_with(place)
    found: list[Block] = []
    for line in plain_text(str(tree)).split("\n"):
        found += tables.get(line, [(line,)] if line else [])
    return found


def _words_of(cell: Tag) -> str:
    return plain_text(cell.decode_contents()).replace("\n", " ")


def _unchanged(blocks: Sequence[Block], *, first: bool, last: bool) -> Iterator[Piece]:
    """Yield blocks that stayed: those beside a change in full, the others folded."""
    head, tail = 0 if first else BESIDE, 0 if last else BESIDE
    end = max(head, len(blocks) - tail)
    if end - head < LEAST_FOLDED:
        yield from map(_whole, blocks)
        return
    yield from map(_whole, blocks[:head])
    folded = _joined(map(_whole, blocks[head:end]))
    yield False, f"<details><summary>未变动的{end - head}段</summary>{folded}</details>"
    yield from map(_whole, blocks[end:])


def _changed(before: Sequence[Block], after: Sequence[Block]) -> Iterator[Piece]:
    """Yield what changed: each old block beside the next new one that is a change of it, the others gone or come."""
    done = 0
    for old in before:
        near = range(done, min(done + NEAR, len(after)))
        found = next((at for at in near if _comparable(old, after[at])), None)
        if found is None:
            yield _whole(old, "del")
            continue
        for new in after[done:found]:
            yield _whole(new, "ins")
        yield _compared(old, after[found])
        done = found + 1
    for new in after[done:]:
        yield _whole(new, "ins")


def _comparable(old: Block, new: Block) -> bool:
    """Tell whether one is a change of the other: rows of as many cells, or passages that share enough words."""
    if _is_row(old) or _is_row(new):
        return _is_row(old) and _is_row(new) and len(old) == len(new)
    return difflib.SequenceMatcher(None, old[0], new[0], autojunk=False).ratio() >= ALIKE


def _compared(old: Block, new: Block) -> Piece:
    if not _is_row(old):
        return False, f"<p>{words(old[0], new[0])}</p>"
    cells = (words(was, now) for was, now in zip(old[1:], new[1:], strict=True))
    return True, "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _is_row(block: Block) -> bool:
    return block[0] == ROW


def _whole(block: Block, tag: str = "") -> Piece:
    opened, closed = (f"<{tag}>", f"</{tag}>") if tag else ("", "")
    if not _is_row(block):
        return False, f"<p>{opened}{escape(block[0])}{closed}</p>"
    cells = (f"<td>{opened}{escape(cell)}{closed}</td>" for cell in block[1:])
    return True, f"<tr>{''.join(cells)}</tr>"


def words(old: str, new: str) -> str:
    """Return one passage turned into another, word by word, as safe HTML."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    parts: list[str] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = "".join(before[a:b]), "".join(after[c:d])
        if kind == "equal":
            parts.append(escape(gone))
            continue
        parts += [f"<del>{escape(gone)}</del>"] if gone else []
        parts += [f"<ins>{escape(come)}</ins>"] if come else []
    return "".join(parts)
