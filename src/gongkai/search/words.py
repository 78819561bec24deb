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
# What a name of a place ends with, and people leave out.
_PLACE_ENDINGS = ("镇", "乡", "街道", "村", "社区", "区", "县")


class Cutter:
    """Cuts texts into words, with names jieba does not know: units, places, projects of the district.

    An index and what is asked of it are cut by the same names, so they are kept with the index (``generations``).
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._jieba = rjieba.Jieba()
        for name in sorted(with_short_forms(names)):
            # No frequency, no part of speech: jieba works out what makes the name stay whole.
            self._jieba.add_word(name, None, None)

    def words(self, text: str) -> list[str]:
        """Cut text into the words that are indexed; single punctuation is no word."""
        return [word for word in self._jieba.cut_for_search(text.lower()) if _HAS_LETTER(word)]

    def placed_words(self, text: str) -> list[tuple[str, int]]:
        """Cut text into words, each with its place: the number of characters before it.

        Words overlap: 农村公路 is found as 农村, 公路 and 农村公路. By their places they still stand together or not.
        """
        return [(word, start) for word, start, _ in self._tokens(text) if _HAS_LETTER(word)]

    def running_words(self, text: str) -> tuple[list[str], list[str]]:
        """Cut text into the words that follow one another, and the words that overlap them.

        农村公路养护 runs 农村, 公路, 养护, and 农村公路 overlaps: so a phrase is found inside longer words too. A mark
        between two parts of a text keeps a phrase from running across it.
        """
        running, overlapping, reached = [], [], 0
        for word, start, end in self._tokens(text):
            if word in _PARTS or _HAS_LETTER(word):
                if start >= reached:
                    running.append(BREAK if word in _PARTS else word)
                    reached = end
                else:
                    overlapping.append(word)
        return running, overlapping

    def asked_words(self, text: str, most: int) -> list[str]:
        """Return the words to look for, each once and without function words unless there are no others."""
        found = list(dict.fromkeys(self.words(text)))
        telling = [word for word in found if word not in _EMPTY]
        return (telling or found)[:most]

    def _tokens(self, text: str) -> list[tuple[str, int, int]]:
        return self._jieba.tokenize(text.lower(), "search")


def with_short_forms(names: Iterable[str]) -> set[str]:
    """Return names as they are cut, and those of places without what people leave out: 王岘镇 and 王岘."""
    found = {name.strip().lower() for name in names}
    for name in list(found):
        ending = next((each for each in _PLACE_ENDINGS if name.endswith(each)), "")
        if ending and len(name) - len(ending) > 1:
            found.add(name.removesuffix(ending))
    return {name for name in found if len(name) > 1}


@lru_cache(maxsize=1)
def plain() -> Cutter:
    """Return the cutter that knows no names of the district."""
    return Cutter()


def words(text: str) -> list[str]:
    """Cut text into words, without names of the district."""
    return plain().words(text)


def placed_words(text: str) -> list[tuple[str, int]]:
    """Cut text into words with their places, without names of the district."""
    return plain().placed_words(text)


def synonyms_of(word: str) -> tuple[str, ...]:
    """Return other words for the same thing."""
    return _groups(os.environ.get("GONGKAI_SYNONYMS_FILE", "")).get(word, ())


def said_otherwise(text: str) -> list[str]:
    """Return ``text`` with each term of several words in it replaced by the other words for the same thing."""
    groups = _groups(os.environ.get("GONGKAI_SYNONYMS_FILE", ""))
    terms = sorted((term for term in groups if term in text and len(words(term)) > 1), key=len, reverse=True)
    return [text.replace(terms[0], other) for other in groups[terms[0]]] if terms else []


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
