"""What might have to be blacked out (遮盖建议): words an officer names, and numbers that give a person away.

Nothing is blacked out here; a proposal becomes a region when an officer accepts it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from gongkai.disclosure.redaction import paper
from gongkai.disclosure.redaction.paper import Character
from gongkai.disclosure.redaction.regions import Box, Region, Size, region_of
from gongkai.disclosure.redaction.tokens import is_near
from gongkai.law.personal_data import personal_data_in

# Enough to cover the edge of the ink, too little to reach the next character.
_MARGIN_X, _MARGIN_Y = 0.25, 1.0


@dataclass(frozen=True)
class Proposal:
    """A place that could be blacked out: the word or the kind of number, as shown, and its regions."""

    page: int
    what: str
    shown: str
    regions: tuple[Region, ...]


def proposals(content: bytes, words: Sequence[str], today: date) -> list[Proposal]:
    """Return every occurrence of the words, and every number that is an id, phone, card or home address."""
    with paper.opened(content) as document:
        found: list[Proposal] = []
        for number in range(1, len(document) + 1):
            with paper.page_of(document, number) as page:
                characters, size = paper.characters_of(page), page.get_size()
            found += _on_page(number, characters, size, words, today)
    return found


def _on_page(
    number: int, characters: Sequence[Character], size: Size, words: Sequence[str], today: date
) -> Iterator[Proposal]:
    shown = [character for character in characters if character.box is not None]
    together = _Text(shown)
    for word in words:
        for start, end in together.occurrences("".join(word.split())):
            yield Proposal(number, f"“{word}”", word, _regions(number, shown[start:end], size))
    # As written, and with line ends left out: a number may run on in the next line.
    written = _Text(characters)
    places = {}
    for text, listed in ((written, characters), (together, shown)):
        for found in personal_data_in(text.text, today):
            start, end = text.places(found.match.start(), found.match.end())
            boxes = [character for character in listed[start:end] if character.box is not None]
            regions = _regions(number, boxes, size)
            places[regions] = Proposal(number, found.what, found.masked, regions)
    yield from places.values()


class _Text:
    """A text and the place of the character behind each of its letters."""

    def __init__(self, characters: Sequence[Character]) -> None:
        self.text = "".join(character.text for character in characters)
        self._place = [
            place for place, character in enumerate(characters) for _ in range(len(character.text))
        ]

    def places(self, start: int, end: int) -> tuple[int, int]:
        return self._place[start], self._place[end - 1] + 1

    def occurrences(self, word: str) -> Iterator[tuple[int, int]]:
        at = self.text.find(word) if word else -1
        while at >= 0:
            yield self.places(at, at + len(word))
            at = self.text.find(word, at + len(word))


def _regions(page: int, characters: Sequence[Character], size: Size) -> tuple[Region, ...]:
    """Return one region for each line the characters stand on."""
    lines: list[Box] = []
    before: Box | None = None
    for character in characters:
        box = character.box
        assert box is not None
        if before is not None and is_near(before, box):
            lines[-1] = lines[-1].around(box)
        else:
            lines.append(box)
        before = box
    return tuple(region_of(page, line.wider(_MARGIN_X, _MARGIN_Y), size) for line in lines)
