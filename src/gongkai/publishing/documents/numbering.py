"""Automatic numbering: what Word prints before a paragraph (一、（一）1. ①)."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from gongkai.publishing.documents.package import NS, is_on, val, w

_DIGITS = "〇一二三四五六七八九"
_LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def counted(number: int) -> str:
    """Return 1 as 一, 12 as 十二, 20 as 二十, 105 as 一百零五."""
    text = _by_places(number, _DIGITS, ("", "十", "百", "千"), "零")
    return text[1:] if text.startswith("一十") else text


def _legal(number: int) -> str:
    return _by_places(number, _LEGAL_DIGITS, ("", "拾", "佰", "仟"), "零")


def _by_places(number: int, digits: str, places: tuple[str, ...], zero: str) -> str:
    if not 0 < number < 10000:
        return str(number)
    text = ""
    for place, digit in enumerate(reversed(str(number))):
        text = (digits[int(digit)] + places[place] if digit != "0" else zero) + text
    return re.sub(f"{zero}+", zero, text).strip(zero)


def _digits(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _full_width(number: int) -> str:
    return "".join(chr(0xFF10 + int(digit)) for digit in str(number))


def _from_row(first: int, size: int) -> Callable[[int], str]:
    """Return the characters that Unicode holds in a row, such as ① to ⑳."""
    return lambda number: chr(first + number - 1) if 1 <= number <= size else f"({number})"


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)]


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        text += sign * (number // value)
        number %= value
    return text


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": "{:02d}".format,
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "chineseCounting": counted,
    "chineseCountingThousand": counted,
    "japaneseCounting": counted,
    "taiwaneseCounting": counted,
    "taiwaneseCountingThousand": counted,
    "koreanCounting": counted,
    "ideographDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "taiwaneseDigital": _digits,
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal,
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "decimalEnclosedCircle": _from_row(0x2460, 20),
    "decimalEnclosedCircleChinese": _from_row(0x2460, 20),
    "decimalEnclosedParen": _from_row(0x2474, 20),
    "decimalEnclosedFullstop": _from_row(0x2488, 20),
    "ideographEnclosedCircle": _from_row(0x3220, 10),
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "none": lambda number: "",
}
# What HTML counts itself: the value of ``type`` on <ol>.
_HTML_TYPES = {"decimal": "1", "lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}


@dataclass(frozen=True)
class Level:
    """How one level of a list is counted and written, such as chineseCounting and ``%1、``."""

    form: str
    text: str
    start: int
    legal: bool = False


@dataclass(frozen=True)
class Label:
    """What stands before a paragraph, and whether HTML can write it itself as a list item."""

    text: str
    level: int
    number: int
    html_type: str

    @property
    def is_bullet(self) -> bool:
        return self.html_type == "bullet"


@dataclass
class Numbering:
    """Counts through a document; ask it for every numbered paragraph in order."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    abstract: dict[str, str] = field(default_factory=dict)
    overrides: dict[str, dict[int, int]] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def label(self, num_id: str, level: int) -> Label | None:
        """Count one on and return what Word prints, ``None`` for a paragraph without number."""
        levels = self.levels.get(num_id, {})
        if level not in levels:
            return None
        own = levels[level]
        if own.form == "bullet":
            return Label("•", level, 0, "bullet")
        counts = self._counts.setdefault(self.abstract.get(num_id, num_id), {})
        counts[level] = self._next(counts, num_id, level, own)
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        text = self._written(levels, counts, own)
        if not text:
            return None
        plain = own.text == f"%{level + 1}." and not own.legal
        return Label(text, level, counts[level], _HTML_TYPES.get(own.form, "") if plain else "")

    def _next(self, counts: dict[int, int], num_id: str, level: int, own: Level) -> int:
        override = self.overrides.get(num_id, {}).get(level)
        if override is not None and (num_id, level) not in self._begun:
            self._begun.add((num_id, level))
            return override
        return counts[level] + 1 if level in counts else own.start

    @staticmethod
    def _written(levels: dict[int, Level], counts: dict[int, int], own: Level) -> str:
        def number(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            referred = levels.get(index, own)
            form = "decimal" if own.legal else referred.form
            return _FORMATS.get(form, str)(max(counts.get(index, referred.start), 1))

        return re.sub(r"%([1-9])", number, own.text).strip()


def read(root: etree._Element | None, styles: etree._Element | None) -> Numbering:
    """Read numbering.xml."""
    if root is None:
        return Numbering()
    abstracts = {
        element.get(w("abstractNumId"), ""): element for element in root.iterfind("w:abstractNum", NS)
    }
    numbering = Numbering()
    for num in root.iterfind("w:num", NS):
        num_id = num.get(w("numId"), "")
        abstract_id = val(num.find("w:abstractNumId", NS), "") or ""
        element = _linked(abstracts, root, styles, abstracts.get(abstract_id))
        if element is None:
            continue
        levels = _levels(element)
        for override in num.iterfind("w:lvlOverride", NS):
            index = _number(override.get(w("ilvl")), 0)
            start = override.find("w:startOverride", NS)
            if start is not None:
                numbering.overrides.setdefault(num_id, {})[index] = _number(val(start), 1)
            levels.update(_levels(override))
        numbering.levels[num_id] = levels
        numbering.abstract[num_id] = element.get(w("abstractNumId"), abstract_id)
    return numbering


def _linked(
    abstracts: dict[str, etree._Element],
    root: etree._Element,
    styles: etree._Element | None,
    element: etree._Element | None,
) -> etree._Element | None:
    """Follow one link to a numbering style: the levels stand with the list that defines the style."""
    link = None if element is None else val(element.find("w:numStyleLink", NS))
    if link is None:
        return element
    return next(
        (other for other in abstracts.values() if val(other.find("w:styleLink", NS)) == link), element
    )


def _levels(parent: etree._Element) -> dict[int, Level]:
    return {_number(level.get(w("ilvl")), 0): _level(level) for level in parent.iterfind("w:lvl", NS)}


def _level(element: etree._Element) -> Level:
    form = element.find("w:numFmt", NS)
    if form is None:
        form = element.find("mc:AlternateContent/mc:Fallback/w:numFmt", NS)
    return Level(
        form=val(form, "decimal") or "decimal",
        text=val(element.find("w:lvlText", NS), "") or "",
        start=_number(val(element.find("w:start", NS)), 1),
        legal=bool(is_on(element.find("w:isLgl", NS))),
    )


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else otherwise
