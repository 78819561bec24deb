"""How much of a report's text stands in another one (雷同): the share, and the very passages (D82).

Numbers, the unit's own names and punctuation are left out, so that a copied text with new figures and another name is
found all the same. What counts as copied is every run of ``RUN`` letters or more that stands in the other text.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

# 国办公开办函〔2021〕30号: copied reports are pursued under it.
ARTICLE = "《条例》第四十七条"
# Shorter runs are the names of laws and columns, which all reports share.
RUN = 12
HALF = RUN // 2
# A section of fewer letters is a prescribed sentence, and nobody's to copy.
LEAST = 40
OPENING = ("（", "(", "《", "“")
# A figure nobody has returned yet stands as words where its number will be.
_NUMBER = r"\{\{[^}]*\}\}|（未报送）|\d+(?:[,.，]\d+)*%?"
_NUMBERS = re.compile(_NUMBER)


# What stands for a number and for a name: letters no report uses.
NUMBER, NAME = "\u03bd", "\u03c9"
_SILENT = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Text:
    """A text whose likeness is asked: its letters, and for each the place in the original where it stands.

    ``halves`` counts its runs of half the length, by which a text with nothing in common is told at a glance.
    """

    original: str
    letters: str
    places: tuple[int, ...]
    halves: Counter[str] = field(repr=False)


@dataclass(frozen=True)
class Likeness:
    """Which share of a text (0 to 1) stands in another, and the passages of it that do, the longest first."""

    share: float
    passages: tuple[str, ...]


NONE = Likeness(0.0, ())


def letters_of(text: str, names: Iterable[str] = ()) -> str:
    """Return the letters of a text that are compared: its numbers, bound figures and ``names`` masked."""
    for name in _longest_first(names):
        text = text.replace(name, NAME)
    return _SILENT.sub("", _NUMBERS.sub(NUMBER, text))


def prepared(text: str, names: Iterable[str] = ()) -> Text:
    """Make a text ready to be compared with many others."""
    known = "|".join(map(re.escape, _longest_first(names))) or "(?!)"
    mask = re.compile(f"(?P<name>{known})|(?P<number>{_NUMBER})|(?P<letter>[^\\W_])")
    found = list(mask.finditer(text))
    letters = "".join({"number": NUMBER, "name": NAME}.get(each.lastgroup or "", each[0]) for each in found)
    halves = Counter(letters[at : at + HALF] for at in range(len(letters) - HALF + 1))
    return Text(text, letters, tuple(each.start() for each in found), halves)


def _longest_first(names: Iterable[str]) -> list[str]:
    return sorted((name for name in names if name), key=len, reverse=True)


def likeness(text: Text, other: str, least: float = 0.0) -> Likeness:
    """Return how much of ``text`` stands in ``other``, given by :func:`letters_of`.

    Nothing for a text too short to be anybody's own, nor where the share cannot reach ``least``.
    """
    if len(text.letters) < LEAST:
        return NONE
    # Every run the two share holds one of these halves; together they bound what can be covered.
    shared = sum(text.halves.get(other[at : at + HALF], 0) for at in range(0, len(other) - HALF + 1, HALF))
    if not shared or 2 * RUN * shared < least * len(text.letters):
        return NONE
    runs = {other[at : at + RUN] for at in range(len(other) - RUN + 1)}
    stretches: list[tuple[int, int]] = []
    for at in range(len(text.letters) - RUN + 1):
        if text.letters[at : at + RUN] not in runs:
            continue
        if stretches and at <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], at + RUN)
        else:
            stretches.append((at, at + RUN))
    covered = sum(end - start for start, end in stretches)
    stretches.sort(key=lambda stretch: stretch[0] - stretch[1])
    return Likeness(covered / len(text.letters), tuple(_passage(text, *stretch) for stretch in stretches))


def _passage(text: Text, start: int, end: int) -> str:
    first = text.places[start]
    last = text.places[end] if end < len(text.places) else len(text.original)
    if text.original[first - 1 : first] in OPENING:
        first -= 1
    return text.original[first:last].strip()
