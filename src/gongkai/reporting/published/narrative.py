"""Numbers in the text: parts and wholes, percentages, “余”, and whether they agree with the tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from gongkai.law.annual_report import Finding, Place, ReportTables
from gongkai.reporting.published import headings
from gongkai.reporting.published.cells import compact

_UNITS = "条|件|项|个|次|期|篇|份|人|家|宗|起|部|场"
_AMOUNT = re.compile(rf"(?P<number>\d[\d,]*)(?P<inexact>余|多)?(?P<unit>{_UNITS})(?P<after>余|多)?")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)%")
_SENTENCE = re.compile(r"[^。;!?]+")
_RECEIVED = re.compile(
    r"(?:共|新)?(?:收到|接收|受理|收)[^。;,]{0,24}?申请[^。;,]{0,12}?(?P<number>\d[\d,]*)件"
)
_NO_REQUEST = re.compile(r"复议|诉讼|许可")
# Before a number: it tells a change against another year, not a part of the whole.
_CHANGE = re.compile(r"(?:同比|环比|增加|增长|减少|下降|上升|提高|比?上年多|比?上年少)[^,、。;]{0,3}$")
_FEES = re.compile(r"收费|信息处理费|费用")
_CORRECTED = re.compile(r"纠正|复议|诉讼|败诉|撤销|确认违法")
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
    """Yield what the numbers of the text contradict: each other, or the tables; and what it leaves out."""
    sentences = [match[0] for paragraph in paragraphs for match in _SENTENCE.finditer(compact(paragraph))]
    for sentence in sentences:
        yield from _check_parts(sentence)
        yield from _check_percentages(sentence)
    yield from _check_received(sentences, tables)
    yield from _check_mentions(paragraphs, tables)


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
        if not _CHANGE.search(sentence[: match.start()])
    ]


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
        places = len(str(stated).partition(".")[2])
        right = _percentage(part.number, whole.number, places)
        if not whole.number or whole.inexact or part.inexact or right == stated:
            continue
        # Cut off, or adjusted so that the shares add up to 100: careless, but no wrong count.
        rounded = abs(right - stated) == Decimal(1).scaleb(-places)
        advice = "末位应四舍五入。" if rounded else _hint(part.number, whole.number, stated, places)
        yield Finding(
            "N-PCT",
            "warning" if rounded else "error",
            Place("text"),
            f"{part.number}/{whole.number}={right}%，文中写作{stated}%。{advice}",
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


def _check_received(sentences: list[str], tables: ReportTables) -> Iterator[Finding]:
    """T3-T: the number of requests in the text is the number in the table.

    The text may count those carried in as well, and may go on to name parts (通过信函收到…3件): once one sentence
    agrees with the table, only a larger number contradicts it.
    """
    new, carried_in = (tables.get("requests", row, "total") for row in ("new", "carried_in"))
    if new is None:
        return
    right = {int(new), int(new + (carried_in or 0))}
    stated = [
        int(match["number"].replace(",", ""))
        for sentence in sentences
        if (match := _RECEIVED.search(sentence)) is not None
        and "公开" in match[0]
        and not _NO_REQUEST.search(match[0])
    ]
    wrong = [number for number in stated if number not in right]
    if right & set(stated):
        wrong = [number for number in wrong if number > max(right)]
    for number in wrong[:1]:
        yield Finding(
            "T3-T",
            "error",
            Place("requests", "new", "total"),
            f"正文称收到申请{number}件，表中本年新收总计为{new}。",
            str(new),
            str(number),
        )


def _check_mentions(paragraphs: list[str], tables: ReportTables) -> Iterator[Finding]:
    """T3-F and T4-3: what the tables count must be spoken of in the sections that are there."""
    told = {each.section.id: compact("".join(each.paragraphs)) for each in headings.sections(paragraphs)}
    if tables.get("requests", "other.no_payment", "total") and not _FEES.search(told.get("other", "收费")):
        yield Finding(
            "T3-F",
            "warning",
            Place("text", "other"),
            "表中有申请人逾期未缴费的申请，第六部分没有报告发出收费通知和收取信息处理费的情况。",
            "信息处理费",
        )
    corrected = sum(int(cells.get("corrected") or 0) for cells in tables.remedies.values())
    where = told.get("overview", "纠正") + told.get("problems", "纠正")
    if corrected and not _CORRECTED.search(where):
        yield Finding(
            "T4-3",
            "warning",
            Place("text", "problems"),
            f"行政复议、行政诉讼结果纠正{corrected}件，第一、第五部分都没有说明原因和改进。",
            "结果纠正",
        )
