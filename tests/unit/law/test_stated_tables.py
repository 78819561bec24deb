"""Totals a table states are added up again."""

import pytest

from gongkai.law.stated_tables import check

HEAD = ["项目", "金额", "占比%"]


def said(*rows):
    return [finding.message for finding in check([list(row) for row in rows])]


def test_a_total_that_adds_up_is_right():
    assert said(HEAD, ["甲", "1,200", "60"], ["乙", "800", "40"], ["合计", "2,000", "99"]) == []


def test_a_total_that_does_not_is_named_with_the_sum():
    assert said(HEAD, ["甲", "1200", "60"], ["乙", "800", "40"], ["合计", "2100", "100"]) == [
        "表格中“金额”的合计写作2100，各项相加为2000。"
    ]


def test_subtotals_are_sums_of_their_own_rows_and_no_part_of_the_total():
    rows = [
        ["甲", "1", ""],
        ["乙", "2", ""],
        ["小计", "3", ""],
        ["丙", "4", ""],
        ["丁", "5", ""],
        ["小计", "9", ""],
    ]
    assert said(HEAD, *rows, ["总计", "12", ""]) == []
    assert said(HEAD, *rows[:2], ["小计", "4", ""], *rows[3:], ["总计", "12", ""]) == [
        "表格中“金额”的小计写作4，各项相加为3。"
    ]


def test_a_total_above_its_parts_is_added_up_too():
    assert said(HEAD, ["总计", "5", ""], ["甲", "1", ""], ["乙", "3", ""]) == [
        "表格中“金额”的总计写作5，各项相加为4。"
    ]


def test_rounded_decimals_may_differ_by_their_last_place():
    assert said(HEAD, ["甲", "0.33", ""], ["乙", "0.33", ""], ["丙", "0.33", ""], ["合计", "1.00", ""]) == []


def test_numbers_in_a_list_and_shares_are_never_added():
    head = ["序号", "名称", "增长率", "金额"]
    assert said(head, ["1", "甲", "3", "5"], ["2", "乙", "4", "6"], ["", "合计", "9", "11"]) == []


def test_a_column_of_totals_is_checked_where_the_other_rows_show_that_it_is_one():
    head = ["单位", "公开", "不公开", "合计"]
    rows = [["甲局", "1", "2", "3"], ["乙局", "2", "2", "4"], ["丙局", "3", "3", "7"]]
    assert said(head, *rows) == ["表格中“丙局”一行的合计写作7，各项相加为6。"]
    assert said(head, ["甲局", "1", "2", "9"], ["乙局", "2", "2", "9"]) == []


@pytest.mark.parametrize("rows", [[], [["甲"]], [["合计"]], [["1"]], [["合计", "1"]]])
def test_what_is_no_table_of_amounts_says_nothing(rows):
    assert said(*rows) == []
