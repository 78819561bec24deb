"""Numbers in the text: parts and wholes, percentages, “余”, and whether they agree with the tables."""

import re
from collections.abc import Iterator

from gongkai.law import stated_numbers
from gongkai.law.annual_report import Finding, Place, ReportTables
from gongkai.reporting.published import headings, told
from gongkai.reporting.published.cells import compact

_SENTENCE = re.compile(r"[^。;!?]+")
_RECEIVED = re.compile(
    r"(?:共|新)?(?:收到|接收|受理|收)[^。;,]{0,24}?申请[^。;,]{0,12}?(?P<number>\d[\d,]*)件"
)
_NO_REQUEST = re.compile(r"复议|诉讼|许可")
_FEES = re.compile(r"收费|信息处理费|费用")
_CORRECTED = re.compile(r"纠正|复议|诉讼|败诉|撤销|确认违法")


def check(paragraphs: list[str], tables: ReportTables) -> Iterator[Finding]:
    """Yield what the numbers of the text contradict: each other, or the tables; and what it leaves out."""
    sentences = [match[0] for paragraph in paragraphs for match in _SENTENCE.finditer(compact(paragraph))]
    for sentence in sentences:
        yield from stated_numbers.check(sentence)
    yield from _check_received(sentences, tables)
    yield from told.check(sentences, tables)
    yield from _check_mentions(paragraphs, tables)


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
    said = {each.section.id: compact("".join(each.paragraphs)) for each in headings.sections(paragraphs)}
    if tables.get("requests", "other.no_payment", "total") and not _FEES.search(said.get("other", "收费")):
        yield Finding(
            "T3-F",
            "warning",
            Place("text", "other"),
            "表中有申请人逾期未缴费的申请，第六部分没有报告发出收费通知和收取信息处理费的情况。",
            "信息处理费",
        )
    corrected = sum(int(cells.get("corrected") or 0) for cells in tables.remedies.values())
    where = said.get("overview", "纠正") + said.get("problems", "纠正")
    if corrected and not _CORRECTED.search(where):
        yield Finding(
            "T4-3",
            "warning",
            Place("text", "problems"),
            f"行政复议、行政诉讼结果纠正{corrected}件，第一、第五部分都没有说明原因和改进。",
            "结果纠正",
        )
