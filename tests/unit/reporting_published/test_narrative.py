"""What the text of a report says, held against itself and against the tables."""

import pytest

from gongkai.law.annual_report import FORM_2021, ReportTables
from gongkai.reporting.published import narrative


def tables(**cells):
    """Return the 2021 form with ``row=total`` set in the total column of the request table."""
    blank = ReportTables.blank(FORM_2021)
    for row, total in {"new": 713, "carried_in": 36, **cells}.items():
        blank.requests[row]["total"] = total
    return blank


def found(text, **cells):
    return [(f.check, f.severity) for f in narrative.check([text], tables(**cells))]


@pytest.mark.parametrize(
    "text",
    [
        "全年收到政府信息公开申请713件。",
        "全年共受理政府信息公开申请749件，含上年结转36件。",
        "全年收到政府信息公开申请713件。通过信函收到政府信息公开申请171件。",
        "因政府信息公开收到行政复议申请61件。",
        "在公开大厅受理行政许可申请1200件。",
    ],
)
def test_the_number_of_requests_may_include_those_carried_in_and_name_parts(text):
    assert found(text) == []


@pytest.mark.parametrize("number", ["712", "1,713"])
def test_another_number_of_requests_contradicts_the_table(number):
    assert found(f"全年收到政府信息公开申请{number}件。") == [("T3-T", "error")]


@pytest.mark.parametrize(
    "text",
    [
        "收到申请1046件，其中网站862件，占82.4%，信函171件，占16.3%，当面13件，占1.2%。",
        "公开信息200条，其中重点领域50条，同比增长15.3%。",
        "收到留言100件，其中咨询类60件，投诉类40件，同比增加30件。",
        "公开信息12条，其中指南1条，占8%。",
    ],
)
def test_shares_that_hold_and_changes_against_last_year_give_no_finding(text):
    assert found(text) == []


def test_each_share_of_a_list_is_checked():
    assert found("收到信件1046件，其中网站862件，占82.4%，信函171件，占17.3%，当面13件，占1.2%。") == [
        ("N-PCT", "error")
    ]


@pytest.mark.parametrize(
    "text",
    ["公开信息12条，其中公文5条，占41%。", "收到信件1046件，其中当面13件，占1.3%。"],
)
def test_a_share_off_by_one_in_its_last_digit_is_a_warning(text):
    assert found(text) == [("N-PCT", "warning")]


def test_parts_that_may_overlap_are_a_warning_and_a_part_above_the_whole_an_error():
    assert found("公开信息100条，其中网站80条，公众号60条。") == [("N-SUM", "warning")]
    assert found("公开信息100条，其中网站180条，公众号60条。") == [("N-SUM", "error")]


@pytest.mark.parametrize(
    ("last", "checks"),
    [("没有其他需要报告的事项。", [("T3-F", "warning")]), ("发出收费通知3件，收取信息处理费2230元。", [])],
)
def test_d79_unpaid_fees_in_the_table_must_be_spoken_of_in_the_last_section(last, checks):
    paragraphs = ["一、总体情况", "六、其他需要报告的事项", last]
    report = tables(**{"other.no_payment": 1})
    assert [(f.check, f.severity) for f in narrative.check(paragraphs, report)] == checks


@pytest.mark.parametrize(
    ("told", "checks"), [("信息更新不及时。", ["T4-3"]), ("行政复议被纠正1件，已整改。", [])]
)
def test_a_corrected_decision_must_be_spoken_of(told, checks):
    report = tables()
    report.remedies["review"].update(corrected=1, total=1)
    paragraphs = ["一、总体情况", "五、存在的主要问题及改进情况", told]
    assert [f.check for f in narrative.check(paragraphs, report)] == checks


def told(text, **cells):
    blank = tables(result_total=11, carried_out=0, carried_in=0, granted=7, partial=1, **cells)
    for row, total in (("refused.secret", 0), ("refused.process", 1), ("unable.not_held", 1)):
        blank.requests[row]["total"] = total
    blank.requests["new"]["natural"] = blank.requests["result_total"]["natural"] = 8
    blank.remedies["review"]["total"] = 1
    blank.remedies["litigation_direct"]["total"], blank.remedies["litigation_after_review"]["total"] = 1, 2
    blank.proactive["art20_5.licences"]["decisions"] = 6473
    blank.proactive["art20_1.normative_docs"] |= {"issued": 7, "in_force": 12}
    return [f.actual for f in narrative.check([text], blank) if f.check == "N-TABLE"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("全年收到依申请公开申请11件，办结3件，结转下年度2件。", ["办结3件", "结转下年度2件"]),
        ("依申请公开中自然人三件，予以公开6件。", ["自然人三件", "予以公开6件"][::-1]),
        ("因信息公开引发行政复议3件。", ["行政复议3件"]),
        ("全年作出行政许可决定6573件。", ["行政许可决定6573件"]),
        ("制发规范性文件9件，现行有效20件。", ["制发规范性文件9件", "现行有效20件"]),
    ],
)
def test_a_number_that_tells_of_a_cell_must_be_the_one_in_the_cell(text, said):
    assert sorted(told(text)) == sorted(said)


@pytest.mark.parametrize(
    "text",
    [
        "全年收到依申请公开申请11件，办结11件，无结转；予以公开7件，部分公开1件，自然人8件。",
        "办理12345热线1594件，办结1473件。",
        "去年依申请公开办结5件，今年办结11件。",
        "依申请公开办结11件，其中财政局办结3件。",
        "受理行政复议案件61件。",
        "因信息公开引发行政诉讼3件。",
        "制发规范性文件7件，现行有效12件。",
    ],
)
def test_other_years_parts_and_other_matters_contradict_no_cell(text):
    assert told(text) == []
