"""Which characters the fonts of printed letters have (字库): a missing one is told, never printed as a box."""

import unicodedata
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn

FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent
BODY_FONT = "NotoSerifSC-Regular.otf"
# Variation selectors choose a shape; a font without that shape prints the usual one.
_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


def printable(text: str) -> str:
    """Return ``text`` without characters that control something: they are no words, and Word refuses some.

    Directions of writing are among them: they would let a line read differently from what it says.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "  ")
    return "".join(
        c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )


def missing_in(text: str) -> tuple[str, ...]:
    """Return the characters of ``text`` the font of the body cannot print, each once, in their order."""
    return tuple(dict.fromkeys(c for c in text if not c.isspace() and ord(c) not in _known()))


def marked(text: str) -> str:
    """Return ``text`` with the code point in place of each character the font lacks: 〔U+20BB7〕."""
    lacking = missing_in(text)
    return text.translate({ord(c): f"〔U+{ord(c):04X}〕" for c in lacking}) if lacking else text


@cache
def _known() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    points = TTFont(FONTS / BODY_FONT, lazy=True).getBestCmap() or {}
    return frozenset(points).union(*_SELECTORS)
