"""One cell of a table as people write it: digits of any width, signs, units, blanks, strokes."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from gongkai.law.annual_report import CellType, Value

NOT_APPLICABLE = frozenset("/／-－—–\\无")
# A non-breaking space that went through a wrong code page is left as a question mark.
BLANK = frozenset(("", "?", "??"))
_NUMBER = re.compile(r"[+\-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_DECREASE = re.compile(r"^(?:减少?|下降)\s*(\d+)")
_INCREASE = re.compile(r"^(?:增加?|上升)\s*(\d+)")
_AFTER_NUMBER = re.compile(r"^(?:个|件|项|条|宗|次|起|份|元|万元|亿元)?(?:\(.*\))?$")
_WAN_PER_UNIT = {"亿元": Decimal(10000), "万元": Decimal(1), "元": Decimal("0.0001")}


@dataclass(frozen=True)
class Cell:
    """The value of a cell and what is odd about how it was written (empty when nothing is)."""

    value: Value
    oddity: str = ""
    readable: bool = True
    is_stroke: bool = False


def compact(text: str) -> str:
    """Return ``text`` with full-width letters and digits narrowed and all white space removed."""
    return re.sub(r"[\s\u200b\ufeff]+", "", unicodedata.normalize("NFKC", text))


def looks_like_value(text: str) -> bool:
    """Tell whether a cell holds a value or nothing, rather than a label."""
    plain = compact(text)
    if plain in BLANK or plain in NOT_APPLICABLE or _signed_word(plain) is not None:
        return True
    match = _NUMBER.match(plain)
    return match is not None and bool(_AFTER_NUMBER.match(plain[match.end() :]))


def read_cell(text: str, type_: CellType = CellType.COUNT, unit: str = "") -> Cell:
    """Read one cell. Blank and “/” have no value; what is no number is not guessed at.

    ``unit`` is the unit the column's heading states, for an amount written without one.
    """
    plain = compact(text)
    if plain in BLANK:
        return Cell(None)
    if plain in NOT_APPLICABLE:
        return Cell(None, f"填写为“{plain}”，没有的应填0", is_stroke=True)
    if (word := _signed_word(plain)) is not None:
        return Cell(word, f"填写为“{plain}”，应写作{word:+d}")
    return _read_number(plain, type_, unit)


def _read_number(plain: str, type_: CellType, unit: str) -> Cell:
    match = _NUMBER.match(plain)
    rest = plain[match.end() :] if match else plain
    if match is None or not _AFTER_NUMBER.match(rest):
        return Cell(None, f"“{plain}”不能读作数字", readable=False)
    number = Decimal(match[0].replace(",", "").replace("−", "-"))
    if type_ is CellType.MONEY_WAN:
        return _money(number, rest or unit)
    if number != number.to_integral_value() or "元" in rest:
        return Cell(None, f"“{plain}”不是件数", readable=False)
    oddity = f"数字后有说明“{rest}”" if rest.startswith("(") else ""
    return Cell(int(number), oddity)


def _signed_word(plain: str) -> int | None:
    if match := _DECREASE.match(plain):
        return -int(match[1])
    if match := _INCREASE.match(plain):
        return int(match[1])
    return None


def _money(number: Decimal, rest: str) -> Cell:
    for unit, factor in _WAN_PER_UNIT.items():
        if rest.startswith(unit):
            return Cell(number * factor)
    if not number and not rest:
        return Cell(number)
    return Cell(number, "金额没有写明单位" if not rest else f"金额单位“{rest}”不明")
