"""Splitting a section on problems into the problems it names."""

from pathlib import Path

import pytest

from gongkai.reporting.annual.problems import items, problems
from gongkai.reporting.published import headings

SEED = Path(__file__).parents[2] / "data" / "baiyin-2019.txt"


def test_the_seed_names_two_problems():
    found = headings.sections(SEED.read_text().split("\n"))
    (section,) = [each for each in found if each.section.id == "problems"]
    first, second = items("\n".join(section.paragraphs))
    assert first.startswith("乡镇（街道）、各部门单位政府信息公开工作机制不畅")
    assert second.endswith("政府信息公开数据报送系统没有按时完成。")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("（一）存在的问题：人员不足；平台尚未对接。\n（二）改进措施：健全机制。", ["人员不足", "平台尚未对接。"]),
        ("一是公开不及时。二是解读单一，质量不高；三是人员不足。下一步，将改进。", ["一是公开不及时。", "二是解读单一，质量不高", "三是人员不足。"]),
        ("1.措施落实不到位。\n2.改进不够。\n（二）改进情况\n加强培训。", ["措施落实不到位。", "改进不够。"]),
        ("（一）存在的问题：\n（二）改进措施：", []),
        ("", []),
    ],
)  # fmt: skip
def test_problems_are_lines_enumerations_and_clauses_and_measures_are_none(text, expected):
    assert items(text) == expected


def test_an_answer_needs_a_state_and_words():
    before = {"problems": "（一）存在的问题：人员不足。"}
    (open_problem,) = problems(before, {})
    half = problems(before, {open_problem.key: {"state": "solved", "answer": " "}})
    done = problems(before, {open_problem.key: {"state": "solved", "answer": "增配两人。"}})
    assert [each.answered for each in (open_problem, *half, *done)] == [False, False, True]
    assert done[0].sentence == "对上年报告提出的“人员不足”，已解决：增配两人"
