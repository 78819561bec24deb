"""How much of a report's text stands in another one (雷同): the share, and the very passages (D82).

Numbers, the unit's own names and punctuation are left out, so that a copied text with new figures and another name is
found all the same. What counts as copied is every run of ``RUN`` letters or more that stands in the other text.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

ARTICLE = "《条例》第四十七条（报告雷同的追究责任）"
# Shorter runs are the names of laws and columns, which all reports share.
RUN = 12
# A section of fewer letters is a prescribed sentence, and nobody's to copy.
LEAST = 40
_NUMBER = r"\{\{[^}]*\}\}|\d+(?:[,.，]\d+)*%?"


@dataclass(frozen=True)
class Text:
    """A text made ready to be compared: its letters, and for each the place in the original where it stands."""

    original: str
    letters: str
    places: tuple[int, ...]
    runs: frozenset[str] = field(repr=False)


@dataclass(frozen=True)
class Likeness:
    """Which share of a text (0 to 1) stands in another, and the passages of it that do, the longest first."""

    share: float
    passages: tuple[str, ...]


def prepared(text: str, names: Iterable[str] = ()) -> Text:
    """Make a text ready, its numbers, bound figures and ``names`` masked."""
    known = sorted((re.escape(name) for name in names if name), key=len, reverse=True)
    mask = re.compile(f"(?P<number>{_NUMBER})|(?P<name>{'|'.join(known) or '(?!)'})|(?P<letter>[^\\W_])")
    letters, places = [], []
    for match in mask.finditer(text):
        letters.append({"number": "#", "name": "@"}.get(match.lastgroup or "", match[0]))
        places.append(match.start())
    joined = "".join(letters)
    runs = frozenset(joined[at : at + RUN] for at in range(len(joined) - RUN + 1))
    return Text(text, joined, tuple(places), runs)


def likeness(text: Text, other: Text) -> Likeness:
    """Return how much of ``text`` stands in ``other``; nothing for a text too short to be anybody's own."""
    if len(text.letters) < LEAST or text.runs.isdisjoint(other.runs):
        return Likeness(0.0, ())
    stretches: list[tuple[int, int]] = []
    for at in range(len(text.letters) - RUN + 1):
        if text.letters[at : at + RUN] not in other.runs:
            continue
        if stretches and at <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], at + RUN)
        else:
            stretches.append((at, at + RUN))
    covered = sum(end - start for start, end in stretches)
    stretches.sort(key=lambda stretch: stretch[0] - stretch[1])
    return Likeness(covered / len(text.letters), tuple(_passage(text, *stretch) for stretch in stretches))


def _passage(text: Text, start: int, end: int) -> str:
    last = text.places[end] if end < len(text.places) else len(text.original)
    return text.original[text.places[start] : last].strip()
