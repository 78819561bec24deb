"""The words of a page: what is kept or dropped as a whole, so that no half of a number stays behind."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gongkai.disclosure.redaction.paper import Character
from gongkai.disclosure.redaction.regions import Box

_JOINING = frozenset("-._@/:")


@dataclass(frozen=True)
class Token:
    """A word: one Chinese character, or letters and digits written together. ``first`` is its place in the page."""

    text: str
    box: Box
    first: int
    length: int


def tokens_of(characters: Sequence[Character]) -> Iterator[Token]:
    """Yield the words of a page in its order."""
    first = 0
    while first < len(characters):
        box = characters[first].box
        if box is None:
            first += 1
            continue
        end = first + 1
        while end < len(characters) and _is_one_word(characters[end - 1], characters[end]):
            box = box.around(characters[end].box)  # type: ignore[arg-type]
            end += 1
        yield Token("".join(each.text for each in characters[first:end]), box, first, end - first)
        first = end


def is_beside(one: Box, other: Box) -> bool:
    """Tell whether the second follows the first on one line, with less than a character between them."""
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    size = max(one.height, other.height)
    return shared * 2 >= min(one.height, other.height) and -size / 2 < other.left - one.right < size


def is_near(one: Box, other: Box) -> bool:
    """Tell whether two characters stand side by side, whichever way the page was turned."""
    turned = [Box(box.top, box.left, box.bottom, box.right) for box in (one, other)]
    return any(is_beside(*pair) for pair in ((one, other), (other, one), turned, turned[::-1]))


def _is_one_word(one: Character, other: Character) -> bool:
    if one.box is None or other.box is None or not (_is_part(one.text) and _is_part(other.text)):
        return False
    return is_near(one.box, other.box)


def _is_part(text: str) -> bool:
    wide = unicodedata.east_asian_width(text[0]) in "WF"
    return text in _JOINING or (text[0].isalnum() and not wide)
