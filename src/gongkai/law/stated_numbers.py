"""Numbers a text states: parts and wholes, percentages, “余”, and whether they agree with each other.

Used for annual reports and for every text before it is published.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from gongkai.law.annual_report import Finding, Place

_UNITS = (
    "亿元|万元|元|公里|平方米|亩|吨|人次|件次|户次|户|套|座|所|名|条|件|项|个|次|期|篇|份|人|家|宗|起|部|场"
)
_AMOUNT = re.compile(rf"(?P<number>\d[\d,]*(?:\.\d+)?)(?P<inexact>余|多)?(?P<unit>{_UNITS})(?P<after>余|多)?")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)%")
_SHARE = re.compile(r"((?:占比?|办结率|满意率|合格率)(?:达到?|为|约)?)(\d+(?:\.\d+)?)%")
_SENTENCE = re.compile(r"[^。;!?；！？]+")
# Before a number: it tells a change against another year, not a part of the whole.
_CHANGE = re.compile(r"(?:同比|环比|增加|增长|减少|下降|上升|提高|比?上年多|比?上年少)[^,、。;]{0,3}$")
_NEARLY_ALL = Decimal("0.05")
_HINT_SPAN = 12


@dataclass(frozen=True)
class Amount:
    """A number with its unit in the text, and whether “余/多” makes it inexact."""

    number: int | Decimal
    unit: str
    inexact: bool
    start: int
    end: int
    text: str


def check(text: str) -> Iterator[Finding]:
    """Yield what the numbers of ``text`` contradict in each other, sentence by sentence.

    ``text`` has no white space and narrow digits and brackets.
    """
    for match in _SENTENCE.finditer(text):
        yield from _check_parts(match[0])
        yield from _check_shares(match[0])
        yield from _check_percentages(match[0])


def amounts(sentence: str) -> list[Amount]:
    """Return the numbers with a unit in a sentence, in order."""
    return [
        Amount(
            _number(match["number"].replace(",", "")),
            match["unit"],
            bool(match["inexact"] or match["after"]),
            match.start(),
            match.end(),
            match[0],
        )
        for match in _AMOUNT.finditer(sentence)
        if not _CHANGE.search(sentence[: match.start()])
    ]


def _number(text: str) -> int | Decimal:
    return Decimal(text) if "." in text else int(text)


def _groups(sentence: str) -> Iterator[tuple[Amount, list[Amount]]]:
    """Yield each whole with the parts the sentence lists: after 其中, or in the brackets behind it."""
    found = amounts(sentence)
    for position, whole in enumerate(found[:-1]):
        following = sentence[whole.end :]
        bracket = re.match(r"\([^()]*\)", following)
        if bracket:
            inside = whole.end + bracket.end()
            parts = [part for part in found[position + 1 :] if part.end <= inside]
        else:
            between = sentence[whole.end : found[position + 1].start]
            if "其中" not in between and "包括" not in between:
                continue
            parts = found[position + 1 :]
            again = sentence.find("其中", found[position + 1].start)
            if again >= 0:
                parts = [part for part in parts if part.end <= again]
        same = [part for part in parts if part.unit == whole.unit]
        if same and same == parts:
            yield whole, parts


def _check_parts(sentence: str) -> Iterator[Finding]:
    for whole, parts in _groups(sentence):
        total = sum(part.number for part in parts)
        shown = "+".join(part.text for part in parts)
        if len(parts) > 1 and (whole.inexact or any(part.inexact for part in parts)):
            yield Finding(
                "N-INEXACT",
                "warning",
                Place("text"),
                f"“{whole.text}”与分项{shown}（至少{total}）含“余/多”，无法核对准确合计；应写明实数。",
                f"≥{total}",
                whole.text,
            )
        elif total > whole.number and not whole.inexact:
            # Parts may overlap (one item on several channels); one part alone can never exceed the whole.
            impossible = any(part.number > whole.number for part in parts)
            advice = "" if impossible else "如有重复计算（同一信息多渠道公开），应予写明。"
            yield Finding(
                "N-SUM",
                "error" if impossible else "warning",
                Place("text"),
                f"分项{shown}合计{total}，超过总数{whole.text}。{advice}",
                str(total),
                str(whole.number),
            )
        elif len(parts) > 1 and 0 < whole.number - total <= max(Decimal(1), whole.number * _NEARLY_ALL):
            yield Finding(
                "N-SUM",
                "warning",
                Place("text"),
                f"分项{shown}合计{total}，与总数{whole.text}不符。",
                str(total),
                str(whole.number),
            )


def _check_shares(sentence: str) -> Iterator[Finding]:
    """No part is more than all of its whole."""
    for match in _SHARE.finditer(sentence):
        if Decimal(match[2]) > 100:
            yield Finding("N-PCT", "error", Place("text"), f"“{match[0]}”大于100%。", "≤100%", f"{match[2]}%")


def _check_percentages(sentence: str) -> Iterator[Finding]:
    """Hold each percentage of a sentence against the part it belongs to: one to each, in the same order."""
    found = list(_groups(sentence))
    percents = [
        Decimal(match[1])
        for match in _PERCENT.finditer(sentence)
        if not _CHANGE.search(sentence[: match.start()])
    ]
    if len(found) != 1 or len(percents) != len(found[0][1]):
        return
    whole, parts = found[0]
    for part, stated in zip(parts, percents, strict=True):
        if not whole.inexact and not part.inexact:
            yield from check_share(part.number, whole.number, stated)


def check_share(part: int | Decimal, whole: int | Decimal, stated: Decimal) -> Iterator[Finding]:
    """Hold a ``stated`` percentage, with the places it is printed with, against the part and the whole it is of."""
    places = max(0, -int(stated.as_tuple().exponent))
    right = _percentage(part, whole, places)
    if not whole or right == stated:
        return
    # Cut off, or adjusted so that the shares add up to 100: careless, but no wrong count.
    rounded = abs(right - stated) == Decimal(1).scaleb(-places)
    advice = "末位应四舍五入。" if rounded else _hint(part, whole, stated, places)
    yield Finding(
        "N-PCT",
        "warning" if rounded else "error",
        Place("text"),
        f"{part}/{whole}={right}%，文中写作{stated}%。{advice}",
        f"{right}%",
        f"{stated}%",
    )


def _percentage(part: int | Decimal, whole: int | Decimal, places: int) -> Decimal:
    step = Decimal(1).scaleb(-places)
    return (Decimal(part) * 100 / Decimal(whole)).quantize(step, ROUND_HALF_UP) if whole else Decimal(0)


def _hint(part: int | Decimal, whole: int | Decimal, stated: Decimal, places: int) -> str:
    """Say which other whole or part would give the stated percentage."""
    near = sorted(range(-_HINT_SPAN, _HINT_SPAN + 1), key=abs)
    wholes = [whole + d for d in near if whole + d >= part and _percentage(part, whole + d, places) == stated]
    if wholes:
        return f"如总数为{wholes[0]}，则{part}/{wholes[0]}={stated}%。"
    parts = [
        part + d for d in near if 0 <= part + d <= whole and _percentage(part + d, whole, places) == stated
    ]
    return f"如分项为{parts[0]}，则{parts[0]}/{whole}={stated}%。" if parts else ""
