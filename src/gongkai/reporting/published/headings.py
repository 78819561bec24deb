"""The six sections: are they there, in order, worded as the form says; and what art. 50 asks for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from gongkai.law.annual_report import GOVERNMENT_CONTENTS, SECTIONS, Finding, Place, Section
from gongkai.reporting.published.cells import compact
from gongkai.reporting.published.labels import normalise, request_row_id

NUMBERED = re.compile(r"^([一二三四五六])[、.](.{2,40})$")
_RESULT_WORDS = re.compile(r"结果|优秀|良好|合格|等次|得分|排名|名次|位列|通报")
_KEYWORDS = {
    "overview": "总体情况",
    "proactive": "主动公开",
    "applications": "申请情况",
    "remedies": "行政复议",
    "problems": "问题",
    "other": "其他需要报告",
}


@dataclass
class SectionText:
    """A section as found: its heading as printed and its paragraphs."""

    section: Section
    heading: str
    paragraphs: list[str] = field(default_factory=list)


def sections(paragraphs: list[str]) -> list[SectionText]:
    """Return the sections found, in the order of the text."""
    found: list[SectionText] = []
    for paragraph in paragraphs:
        match = NUMBERED.match(compact(paragraph))
        section = _section(match[2]) if match and request_row_id(match[2]) is None else None
        if section is not None and section not in [each.section for each in found]:
            found.append(SectionText(section, paragraph.strip()))
        elif found:
            found[-1].paragraphs.append(paragraph)
    return found


def _section(heading: str) -> Section | None:
    plain = normalise(heading)
    return next((section for section in SECTIONS if _KEYWORDS[section.id] in plain), None)


def check(paragraphs: list[str], issuer: str) -> Iterator[Finding]:
    """Yield what is wrong with the headings, and what a government's report does not contain."""
    found = sections(paragraphs)
    by_id = {each.section.id: each for each in found}
    for section in SECTIONS:
        expected = f"{section.number}、{section.heading}"
        if section.id not in by_id:
            yield Finding(
                "H-MISSING", "warning", Place("text", section.id), f"没有找到标题“{expected}”。", expected
            )
        elif normalise(by_id[section.id].heading) != normalise(expected):
            actual = by_id[section.id].heading
            yield Finding(
                "H-WORDING",
                "format",
                Place("text", section.id),
                f"标题“{actual}”与格式规定的“{expected}”不一致。",
                expected,
                actual,
            )
    order = [each.section for each in found]
    if order != sorted(order, key=SECTIONS.index):
        shown = "、".join(section.number for section in order)
        yield Finding("H-ORDER", "format", Place("text"), f"六个部分的顺序为{shown}，应为一至六。")
    if issuer.endswith("人民政府"):
        yield from _required_contents(found)


def _required_contents(found: list[SectionText]) -> Iterator[Finding]:
    """Art. 50(4): a government reports the results of assessment, public appraisal and accountability.

    Plans for next year, in the section on problems, are no results.
    """
    told = [
        sentence
        for each in found
        if each.section.id != "problems"
        for paragraph in each.paragraphs
        for sentence in re.split(r"[。;]", compact(paragraph))
    ]
    for content, words in GOVERNMENT_CONTENTS.items():
        needs_result = content == "工作考核"
        if not any(
            any(word in sentence for word in words) and (not needs_result or _RESULT_WORDS.search(sentence))
            for sentence in told
        ):
            yield Finding(
                "A50-4",
                "warning",
                Place("text", "overview"),
                f"没有{content}结果；政府的年度报告应当包括工作考核、社会评议和责任追究结果情况（《条例》第五十条第（四）项）。",
                content,
            )
