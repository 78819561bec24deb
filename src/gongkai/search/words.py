"""Words of Chinese text as they are indexed and looked for: cut by jieba with the district's own names; synonyms."""

import os
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import rjieba

SYNONYMS = Path(__file__).parent / "data" / "synonyms.txt"
_HAS_LETTER = re.compile(r"\w").search
_PARTS = frozenset("。；！？;!?\n")
BREAK = "。"
# Function words: they stand in nearly every text and tell none apart.
_EMPTY = frozenset("的了和与及或在是为对将从由等之其")
_known: set[str] = set()


def learn(names: Iterable[str]) -> None:
    """Add words jieba does not know: units, places, projects of the district."""
    for name in names:
        if name not in _known and len(name) > 1:
            _known.add(name)
            # No frequency, no part of speech: jieba works out what makes the name stay whole.
            rjieba.add_word(name, None, None)


def words(text: str) -> list[str]:
    """Cut text into the words that are indexed; single punctuation is no word."""
    return [word for word in rjieba.cut_for_search(text.lower()) if _HAS_LETTER(word)]


def placed_words(text: str) -> list[tuple[str, int]]:
    """Cut text into words, each with its place: the number of characters before it.

    Words overlap: 农村公路 is found as 农村, 公路 and 农村公路. By their places they still stand together or not.
    """
    return [(word, start) for word, start, _ in rjieba.tokenize(text.lower(), "search") if _HAS_LETTER(word)]


def running_words(text: str) -> tuple[list[str], list[str]]:
    """Cut text into the words that follow one another, and the words that overlap them.

    农村公路养护 runs 农村, 公路, 养护, and 农村公路 overlaps: so a phrase is found inside longer words too. A mark between
    two parts of a text keeps a phrase from running across it.
    """
    running, overlapping, reached = [], [], 0
    for word, start, end in rjieba.tokenize(text.lower(), "search"):
        if word in _PARTS or _HAS_LETTER(word):
            if start >= reached:
                running.append(BREAK if word in _PARTS else word)
                reached = end
            else:
                overlapping.append(word)
    return running, overlapping


def asked_words(text: str, most: int) -> list[str]:
    """Return the words to look for, each once and without function words unless there are no others."""
    found = list(dict.fromkeys(words(text)))
    telling = [word for word in found if word not in _EMPTY]
    return (telling or found)[:most]


def synonyms_of(word: str) -> tuple[str, ...]:
    """Return other words for the same thing."""
    return _groups(os.environ.get("GONGKAI_SYNONYMS_FILE", "")).get(word, ())


@lru_cache(maxsize=4)
def _groups(own_file: str) -> dict[str, tuple[str, ...]]:
    lines = SYNONYMS.read_text("utf-8").splitlines()
    if own_file:
        lines += Path(own_file).read_text("utf-8").splitlines()
    found: dict[str, tuple[str, ...]] = {}
    for line in lines:
        group = line.split("#")[0].split()
        for word in group:
            others = tuple(other for other in group if other != word)
            found[word] = (*found.get(word, ()), *others)
    return found
