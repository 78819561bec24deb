"""Numbers of the text that tell of a cell of the tables, and whether they are the ones that stand there (D77).

A text also tells of other years, of parts and of other matters. A number contradicts a table where the sentence is
about what the cell counts and no sentence gives the cell's number, or where it is larger than what was counted.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gongkai.law.annual_report import Finding, Place, ReportTables, Value, cell_label

_N = r"(?:共|共计|计|有|为)?(?P<number>\d[\d,]*(?:\.\d+)?|[一二三四五六七八九十]{1,3})"
_REQUESTS = re.compile(r"信息公开|依申请|公开申请")
_ELSEWHERE = re.compile(r"热线|留言|信访|工单|政务服务|提案|议案|审批")
_OTHER_YEARS = re.compile(r"去年|上年同期|上一?年度?(?!结转)|同比|历年|累计|近[一二三四五两0-9]+年|以来")
_DECIDED = re.compile(r"作出|处理决定|实施|全年")
_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", start=1)}


@dataclass(frozen=True)
class _Told:
    """Words that tell of a cell, in sentences about what; the numbers that agree with the tables."""

    place: Place
    words: re.Pattern[str]
    right: Callable[[ReportTables], Sequence[Value]]
    about: re.Pattern[str] = _REQUESTS


def _cell(table: str, row: str, column: str = "total") -> Callable[[ReportTables], Sequence[Value]]:
    return lambda tables: [tables.get(table, row, column)]


def _granted(tables: ReportTables) -> Sequence[Value]:
    alone, partial = (tables.get("requests", row, "total") for row in ("granted", "partial"))
    return [alone, None if alone is None else alone + (partial or 0)]


def _together(group: str) -> Callable[[ReportTables], Sequence[Value]]:
    """The rows of （三）不予公开, （四）无法提供 or （五）不予处理, added up."""

    def total(tables: ReportTables) -> Sequence[Value]:
        known = [cells.get("total") for row, cells in tables.requests.items() if row.startswith(f"{group}.")]
        return [None if not known or None in known else sum(int(value or 0) for value in known)]

    return total


def _of_people(tables: ReportTables) -> Sequence[Value]:
    new, before, done = (
        tables.get("requests", row, "natural") for row in ("new", "carried_in", "result_total")
    )
    return [new, done, None if new is None else new + (before or 0)]


def _lawsuits(tables: ReportTables) -> Sequence[Value]:
    direct, after = (
        tables.get("remedies", row, "total") for row in ("litigation_direct", "litigation_after_review")
    )
    return [direct, after, None if direct is None else direct + (after or 0)]


def _normative(*columns: str) -> Callable[[ReportTables], Sequence[Value]]:
    return lambda tables: [tables.get("proactive", "art20_1.normative_docs", column) for column in columns]


_TOLD = (
    _Told(
        Place("requests", "result_total", "total"),
        re.compile(rf"(?<!按时)(?<!按期)(?<!限时)(?<!提前)办结(?:政府信息公开)?(?:申请|事项)?{_N}件"),
        _cell("requests", "result_total"),
    ),
    _Told(
        Place("requests", "carried_out", "total"),
        re.compile(rf"结转(?:至|到)?(?:下|次)一?年度?(?:继续)?(?:办理)?(?:的)?(?:申请)?{_N}件"),
        _cell("requests", "carried_out"),
    ),
    _Told(
        Place("requests", "carried_in", "total"),
        re.compile(rf"上一?年度?结转(?:的)?(?:政府信息公开)?(?:申请)?{_N}件"),
        _cell("requests", "carried_in"),
    ),
    _Told(
        Place("requests", "granted", "total"), re.compile(rf"(?<!不)予以公开(?:的|申请)?{_N}件"), _granted
    ),
    _Told(
        Place("requests", "partial", "total"), re.compile(rf"部分公开(?:的|申请)?{_N}件"), _cell("requests", "partial")
    ),
    *(
        _Told(Place("requests", "", ""), re.compile(rf"{words}(?:的|申请)?{_N}件"), _together(group))
        for words, group in (("不予公开", "refused"), ("无法提供", "unable"), ("不予处理", "not_processed"))
    ),
    _Told(
        Place("requests", "new", "natural"), re.compile(rf"自然人(?:提出|申请|提交)?(?:的)?{_N}件"), _of_people
    ),
    _Told(
        Place("remedies", "review", "total"),
        re.compile(rf"行政复议(?:案件)?{_N}件"),
        _cell("remedies", "review"),
    ),
    _Told(
        Place("remedies", "litigation_direct", "total"), re.compile(rf"行政诉讼(?:案件)?{_N}件"), _lawsuits
    ),
    *(
        _Told(
            Place("proactive", row, "decisions"),
            re.compile(rf"{words}(?:决定)?{_N}件"),
            _cell("proactive", row, "decisions"),
            _DECIDED,
        )
        for words, row in (
            ("行政许可", "art20_5.licences"),
            ("行政处罚", "art20_6.penalties"),
            ("行政强制", "art20_6.coercion"),
        )
    ),
    _Told(
        Place("proactive", "art20_1.normative_docs", ""),
        re.compile(rf"(?:制发|制定|出台)(?:行政)?规范性文件{_N}件"),
        _normative("made", "published", "issued"),
        re.compile("规范性文件"),
    ),
    _Told(
        Place("proactive", "art20_1.normative_docs", ""),
        re.compile(rf"现行有效(?:的)?(?:行政)?(?:规范性文件)?{_N}件"),
        _normative("public_total", "in_force"),
        re.compile("规范性文件"),
    ),
    _Told(
        Place("proactive", "art20_9.gov_procurement", "projects"),
        re.compile(rf"政府(?:集中)?采购(?:项目)?{_N}[项个件]"),
        _cell("proactive", "art20_9.gov_procurement", "projects"),
        re.compile("采购"),
    ),
    _Told(
        Place("proactive", "art20_9.gov_procurement", "amount"),
        re.compile(rf"采购[^,、]{{0,8}}金额{_N}万元"),
        _cell("proactive", "art20_9.gov_procurement", "amount"),
        re.compile("采购"),
    ),
)  # fmt: skip


def check(sentences: Sequence[str], tables: ReportTables) -> Iterator[Finding]:
    """Yield where the text tells another number than the tables; ``sentences`` have no white space."""
    for told in _TOLD:
        right = {Decimal(value) for value in told.right(tables) if value is not None}
        if not right:
            continue
        stated = [
            (_number(match["number"]), match[0])
            for sentence in sentences
            if told.about.search(sentence)
            and not _ELSEWHERE.search(sentence)
            and not _OTHER_YEARS.search(sentence)
            for match in told.words.finditer(sentence)
        ]
        agrees = any(number in right for number, _ in stated)
        wrong = [(n, said) for n, said in stated if n not in right and (not agrees or n > max(right))]
        for _, said in wrong[:1]:
            numbers = "或".join(f"{value:f}" for value in sorted(right))
            where = cell_label(tables.form, told.place) if told.place.row else "表中相应各行合计"
            yield Finding(
                "N-TABLE", "warning", told.place, f"正文称“{said}”，{where}为{numbers}。", numbers, said
            )


def _number(text: str) -> Decimal:
    if text[0].isdigit():
        return Decimal(text.replace(",", ""))
    tens, ten, ones = text.partition("十")
    if not ten:
        return Decimal(_DIGITS.get(text, 0))
    return Decimal(10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0))
