"""Numbers in the text: parts and wholes, percentages, “余”, and whether they agree with the tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from gongkai.law.annual_report import Finding, Place, ReportTables
from gongkai.reporting.published.cells import compact

_UNITS = "条|件|项|个|次|期|篇|份|人|家|宗|起|部|场"
_AMOUNT = re.compile(rf"(?P<number>\d[\d,]*)(?P<inexact>余|多)?(?P<unit>{_UNITS})(?P<after>余|多)?")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)%")
_SENTENCE = re.compile(r"[^。;;!!??]+")
_RECEIVED = re.compile(
    r"(?:共|新)?(?:收到|接收|受理|收)[^。;;,,]{0,24}?申请[^。;;,,]{0,12}?(?P<number>\d+)件"
)
_NEARLY_ALL = Decimal("0.05")
_HINT_SPAN = 12


@dataclass(frozen=True)
class Amount:
    """A number with its unit in the text, and whether “余/多” makes it inexact."""

    number: int
    unit: str
    inexact: bool
    start: int
    end: int
    text: str


def check(paragraphs: list[str], tables: ReportTables) -> Iterator[Finding]:
    """Yield what the numbers of the text contradict: each other, or the request table."""
    for paragraph in paragraphs:
        for match in _SENTENCE.finditer(compact(paragraph)):
            sentence = match[0]
            yield from _check_parts(sentence)
            yield from _check_percentage(sentence)
            yield from _check_received(sentence, tables)


def amounts(sentence: str) -> list[Amount]:
    """Return the numbers with a unit in a sentence, in order."""
    return [
        Amount(
            int(match["number"].replace(",", "")),
            match["unit"],
            bool(match["inexact"] or match["after"]),
            match.start(),
            match.end(),
            match[0],
        )
        for match in _AMOUNT.finditer(sentence)
    ]


def _groups(sentence: str) -> Iterator[tuple[Amount, list[Amount]]]:
    """Yield each whole with the parts the sentence lists: after 其中, or in the brackets behind it."""
    found = amounts(sentence)
    for position, whole in enumerate(found[:-1]):
        following = sentence[whole.end :]
        bracket = re.match(r"[((]([^()()]*)[))]", following)
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
            least = f"至少{total}" if not whole.inexact or total <= whole.number else f"{total}"
            yield Finding(
                "N-INEXACT",
                "warning",
                Place("text"),
                f"“{whole.text}”与分项{shown}({least})含“余/多”，无法核对准确合计；应写明实数。",
                f"≥{total}",
                whole.text,
            )
        elif total > whole.number and not whole.inexact:
            yield Finding(
                "N-SUM",
                "error",
                Place("text"),
                f"分项{shown}合计{total}，超过总数{whole.text}。",
                str(total),
                str(whole.number),
            )
        elif len(parts) > 1 and 0 < whole.number - total <= max(1, whole.number * _NEARLY_ALL):
            yield Finding(
                "N-SUM",
                "warning",
                Place("text"),
                f"分项{shown}合计{total}，与总数{whole.text}不符。",
                str(total),
                str(whole.number),
            )


def _check_percentage(sentence: str) -> Iterator[Finding]:
    percents = _PERCENT.findall(sentence)
    groups = list(_groups(sentence))
    if len(percents) != 1 or len(groups) != 1 or len(groups[0][1]) != 1:
        return
    whole, (part,) = groups[0]
    stated = Decimal(percents[0])
    places = -stated.as_tuple().exponent if isinstance(stated.as_tuple().exponent, int) else 0
    right = _percentage(part.number, whole.number, places)
    if whole.number and not whole.inexact and not part.inexact and right != stated:
        yield Finding(
            "N-PCT",
            "error",
            Place("text"),
            f"{part.number}/{whole.number}={right}%，文中写作{stated}%。{_hint(part.number, whole.number, stated, places)}",
            f"{right}%",
            f"{stated}%",
        )


def _percentage(part: int, whole: int, places: int) -> Decimal:
    step = Decimal(1).scaleb(-places)
    return (Decimal(part) * 100 / Decimal(whole)).quantize(step, ROUND_HALF_UP) if whole else Decimal(0)


def _hint(part: int, whole: int, stated: Decimal, places: int) -> str:
    """Say which other whole or part would give the stated percentage."""
    near = sorted(range(-_HINT_SPAN, _HINT_SPAN + 1), key=abs)
    wholes = [whole + d for d in near if whole + d >= part and _percentage(part, whole + d, places) == stated]
    if wholes:
        return f"如总数为{wholes[0]}，则{part}/{wholes[0]}={stated}%。"
    parts = [
        part + d for d in near if 0 <= part + d <= whole and _percentage(part + d, whole, places) == stated
    ]
    return f"如分项为{parts[0]}，则{parts[0]}/{whole}={stated}%。" if parts else ""


def _check_received(sentence: str, tables: ReportTables) -> Iterator[Finding]:
    """T3-T: the number of requests in the text is the number in the table."""
    match = _RECEIVED.search(sentence)
    counted = tables.get("requests", "new", "total")
    if match is None or counted is None or "公开" not in sentence:
        return
    if int(match["number"]) != counted:
        yield Finding(
            "T3-T",
            "error",
            Place("requests", "new", "total"),
            f"正文称收到申请{match['number']}件，表中本年新收总计为{counted}。",
            str(counted),
            match["number"],
        )
