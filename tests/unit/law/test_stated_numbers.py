"""What the numbers of a sentence contradict in each other, money and other measures too."""

import pytest

from gongkai.law.stated_numbers import check


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("下达资金1000万元,其中中央800万元、省级700万元。", "合计1500，超过总数1000万元"),
        ("共120所,其中小学100所、中学90所。", "合计190，超过总数120所"),
        ("投资12.5亿元(城区8.5亿元、乡镇9亿元)。", "合计17.5，超过总数12.5亿元"),
        ("下达资金1000.5万元,其中中央600万元、省级400万元。", "合计1000，与总数1000.5万元不符"),
        ("线上办理占比为120%。", "“占比为120%”大于100%"),
    ],
)
def test_what_does_not_add_up_is_found(text, said):
    assert any(said in finding.message for finding in check(text)), [f.message for f in check(text)]


@pytest.mark.parametrize(
    "text",
    [
        "下达资金1000万元,其中中央600万元、省级400万元。",
        "补贴每户1.2万元,其中每人300元。",
        "比上年增长120%。",
        "全年任务完成率120%。",
        "新建公路12.5公里,其中硬化8公里。",
    ],
)
def test_what_is_right_is_left_alone(text):
    assert list(check(text)) == []
