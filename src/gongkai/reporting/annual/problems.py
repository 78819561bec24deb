"""Last year's problems (上年存在的主要问题), one by one, and what became of each."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from gongkai.law.annual_report import Finding, Place

STATES = {"solved": "已解决", "going_on": "持续推进", "unsolved": "未解决"}
# The second half of the section tells of measures: from its heading on nothing is a problem.
_NUMBER = r"\s*[（(]?[一二三四五六\d]{0,2}[)）、.．]?\s*"
_MEASURES = re.compile(
    rf"^{_NUMBER}(?:主要|工作)?(?:(?:改进|措施|整改)[^。；:：\n]{{0,10}}(?:[:：]|$)|下一步|今后)|(?<=[。；])(?:下一步|今后|针对(?:上述|以上))",
    re.MULTILINE,
)
_HEADING = re.compile(
    rf"^{_NUMBER}(?:目前)?(?:主要)?存在[^。；：:]{{0,6}}(?:问题|不足)[^。；：:]{{0,4}}(?:[:：]|$)"
)
_NUMBERED = re.compile(r"^\s*(?:[（(]?\d{1,2}[)）、.．]|[（(][一二三四五六七八九十]+[)）])\s*")
_LISTED = re.compile(r"(?:^|(?<=[。；，：]))(?=[一二三四五六七八九]是)")
LEAST = 4


@dataclass(frozen=True)
class Problem:
    """A problem of last year's report; ``key`` names it by its own words, so the answer stays with it."""

    key: str
    text: str
    state: str = ""
    answer: str = ""

    @property
    def answered(self) -> bool:
        return self.state in STATES and bool(self.answer.strip())

    @property
    def sentence(self) -> str:
        """Return the answer as a sentence of this year's report; empty while there is none."""
        if not self.answered:
            return ""
        return f"对上年报告提出的“{self.text.rstrip('。；')}”，{STATES[self.state]}：{self.answer.strip().rstrip('。')}"


def items(text: str) -> list[str]:
    """Split a section on problems into the problems it names: numbered lines, 一是…二是…, or parts between semicolons."""
    cut = _MEASURES.search(text)
    found: list[str] = []
    for line in text[: cut.start() if cut else len(text)].split("\n"):
        rest = _HEADING.sub("", line.strip())
        numbered = _NUMBERED.match(rest)
        listed = [part for part in _LISTED.split(rest) if part.strip()]
        if numbered:
            found.append(rest[numbered.end() :])
        elif len(listed) > 1:
            found += listed
        else:
            found += rest.split("；")
    return [part for each in found if len(part := each.strip(" \u3000；")) >= LEAST]


def problems(before: Mapping[str, str], answers: Mapping[str, Mapping[str, str]]) -> list[Problem]:
    """Return last year's problems with what this year's report answers to each."""
    return [
        Problem(
            key := hashlib.sha256(text.encode()).hexdigest()[:12],
            text,
            answers.get(key, {}).get("state", ""),
            answers.get(key, {}).get("answer", ""),
        )
        for text in dict.fromkeys(items(before.get("problems", "")))
    ]


def findings(found: list[Problem]) -> list[Finding]:
    """Name every problem nobody has answered."""
    return [
        Finding(
            "A50-P",
            "warning",
            Place("text", "problems", each.key),
            f"上年报告提出的问题“{each.text}”没有说明处理结果；请在“上年问题”中逐项答复（《条例》第五十条第（四）项：改进情况）。",
        )
        for each in found
        if not each.answered
    ]
