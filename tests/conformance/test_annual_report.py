"""The annual report's forms and relations: obligations D72–D79, held against real reports."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from gongkai.law.annual_report import (
    FORM_2019,
    FORM_2021,
    KIND_COLUMNS,
    REQUEST_COLUMNS,
    ReportTables,
    form_for_year,
)
from gongkai.law.relations import check
from gongkai.reporting.published import narrative, reader
from gongkai.reporting.published.checker import check_report
from tests.report_files import written

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture(scope="module")
def seed():
    return reader.read(DATA / "baiyin-2019.txt")


@pytest.fixture(scope="module")
def findings(seed):
    return check_report(seed)


def errors(findings, table):
    return [(f.check, f.where.column) for f in findings if f.severity == "error" and f.where.table == table]


@pytest.mark.parametrize(
    ("year", "form"), [(2019, FORM_2019), (2020, FORM_2019), (2021, FORM_2021), (2025, FORM_2021)]
)
def test_d72_the_form_follows_the_report_year(year, form):
    assert form_for_year(year) is form


def test_d72_both_forms_have_all_their_rows_and_columns():
    assert (len(FORM_2019.request_rows), len(FORM_2019.result_leaves)) == (23, 19)
    assert (len(FORM_2021.request_rows), len(FORM_2021.result_leaves)) == (25, 21)
    assert [column.label for column in REQUEST_COLUMNS] == [
        "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计",
    ]  # fmt: skip
    assert [block.label for block in FORM_2019.proactive] == [f"第二十条第（{n}）项" for n in "一五六八九"]
    assert [block.label for block in FORM_2021.proactive] == [f"第二十条第（{n}）项" for n in "一五六八"]


def test_d73_the_seed_has_exactly_two_errors_in_the_request_table(findings):
    assert errors(findings, "requests") == [("T3-C1", "natural"), ("T3-C1", "org_business")]


def test_d73_the_errors_show_their_arithmetic_and_the_likely_cause(findings):
    natural = next(f for f in findings if f.where.column == "natural")
    assert "新收8+上年结转0≠办理结果总计9+结转下年0" in natural.message
    assert "登记时记为商业企业、办结时记成了自然人" in natural.message


@pytest.mark.parametrize("wrong", ["natural", "org_law", "total"])
def test_d73_every_column_is_checked_not_only_the_total(wrong):
    tables = complete_tables()
    tables.requests["new"][wrong] += 1
    assert ("T3-C1", wrong) in errors(check(tables), "requests")


def test_d73_every_row_and_every_result_is_checked():
    tables = complete_tables()
    tables.requests["granted"]["natural"] += 1
    assert set(errors(check(tables), "requests")) == {("T3-C2", "natural"), ("T3-R1", "total")}


def complete_tables(form=FORM_2019, new=3):
    tables = ReportTables.blank(form)
    for cells in [*tables.proactive.values(), *tables.requests.values(), *tables.remedies.values()]:
        cells.update(dict.fromkeys(cells, 0))
    for row in ("new", "granted", "result_total"):
        tables.requests[row].update(dict.fromkeys(KIND_COLUMNS, new), total=new * len(KIND_COLUMNS))
    return tables


def test_a_consistent_report_has_no_finding():
    assert check(complete_tables()) == []
    assert check(complete_tables(FORM_2021)) == []


def test_a_large_real_report_passes():
    """Figures of a capital city for 2025: every relation holds."""
    tables = complete_tables(FORM_2021, new=0)
    rows = {
        "new": (13612, 252, 0, 45, 128, 32, 14069),
        "carried_in": (535, 6, 0, 1, 18, 0, 560),
        "granted": (13364, 252, 0, 44, 121, 29, 13810),
        "result_total": (13364, 252, 0, 44, 121, 29, 13810),
        "carried_out": (783, 6, 0, 2, 25, 3, 819),
    }
    for row, values in rows.items():
        tables.requests[row] = dict(zip([c.id for c in REQUEST_COLUMNS], values, strict=True))
    for group, values in (("review", (376, 97, 196, 121, 790)), ("litigation_direct", (16, 1, 12, 27, 56))):
        tables.remedies[group] = dict(zip(tables.remedies[group], values, strict=True))
    assert check(tables) == []


def test_d74_blanks_are_format_findings_and_not_zero(seed, findings):
    assert seed.tables.get("requests", "new", "org_research") is None
    assert seed.tables.get("requests", "granted", "org_research") == 0
    blank = [f for f in findings if f.check == "T3-N"]
    assert {f.severity for f in blank} == {"format"}
    assert any("本年新收" in f.message and "3格空白" in f.message for f in blank)
    assert len(blank) == 17


def test_d75_carried_in_must_be_last_years_carried_out():
    last, now = complete_tables(), complete_tables()
    last.requests["carried_out"]["natural"] = last.requests["carried_out"]["total"] = 2
    found = check(now, previous=last)
    assert {(f.check, f.where.column) for f in found} == {("T3-Y", "natural"), ("T3-Y", "total")}


def test_d75_licences_of_the_seed_carry_forward_to_170(seed):
    following = complete_tables()
    following.proactive["art20_5.licences"]["items_prev_year"] = 166
    found = check(following, previous=seed.tables)
    assert ("170", "166") in [(f.expected, f.actual) for f in found if f.check == "T2-4"]


def test_d75_documents_in_force_carry_forward():
    last, now = complete_tables(FORM_2021), complete_tables(FORM_2021)
    last.proactive["art20_1.normative_docs"]["in_force"] = 597
    now.proactive["art20_1.normative_docs"].update(issued=50, repealed=227, in_force=420)
    assert check(now, previous=last) == []
    now.proactive["art20_1.normative_docs"]["in_force"] = 421
    assert [f.check for f in check(now, previous=last)] == ["T2-2"]


def test_d75_documents_public_cannot_exceed_last_years_and_this_years(seed):
    now = complete_tables()
    now.proactive["art20_1.normative_docs"].update(made=3, published=3, public_total=16)
    found = [f for f in check(now, previous=seed.tables) if f.check == "T2-3"]
    assert [(f.expected, f.actual) for f in found] == [("≤15", "16")]


def test_d75_remedy_totals_are_sums():
    report = reader.read(DATA / "reports" / "hongze-2023.json")
    found = [(f.where.row, f.expected, f.actual) for f in check_report(report) if f.check == "T4-1"]
    assert found == [("review", "11", "0"), ("litigation_after_review", "5", "0")]


def said(text):
    return [(f.check, f.severity, f.message) for f in narrative.check([text], complete_tables())]


def test_d77_a_wrong_percentage_is_shown_with_the_right_one_and_a_hint(findings):
    (wrong,) = [f for f in findings if f.check == "N-PCT"]
    assert (wrong.expected, wrong.actual) == ("98.85%", "97.73%")
    assert "517/529=97.73%" in wrong.message


@pytest.mark.parametrize(
    "text",
    [
        "2019年，主动公开信息19758条，其中乡镇街道主动公开10222条，区直部门主动公开9536条。",
        "办理市长热线1594件（办结1473件，正在办理中121件）。",
        "重点考核的单位共49个，其中区直部门和区属部门39个，乡镇街道10个。",
        "全年公开62条，其中网站31条，公开网31条。",
        "公开信息5263条，其中重点领域信息3019条。",
        "办结1473件，占1594件的92.41%。",
    ],
)
def test_d77_sums_that_hold_give_no_finding(text):
    assert said(text) == []


def test_d77_parts_that_do_not_add_up_are_flagged():
    ((check_id, _, message),) = said(
        "在政务公开网站发布32条，其中概况3条，政策3条，解读5条，公告8条，动态12条。"
    )
    assert check_id == "N-SUM"
    assert "合计31" in message


def test_d78_parts_with_more_or_less_cannot_be_checked(findings):
    (inexact,) = [f for f in findings if f.check == "N-INEXACT"]
    assert "800余条" in inexact.message
    assert "至少797" in inexact.message


def test_d79_deviating_headings_are_named(findings):
    wording = {f.where.row: f.expected for f in findings if f.check == "H-WORDING"}
    assert wording == {"overview": "一、总体情况", "problems": "五、存在的主要问题及改进情况"}


def test_d79_a_government_must_report_assessment_appraisal_and_accountability(findings):
    assert [f.expected for f in findings if f.check == "A50-4"] == ["工作考核", "社会评议", "责任追究"]


def test_d84_the_seed_is_read_to_its_values(seed):
    cells = seed.tables
    assert cells.proactive["art20_1.normative_docs"] == {"made": 7, "published": 5, "public_total": 12}
    assert cells.proactive["art20_5.licences"] == {"items_prev_year": 166, "delta": 4, "decisions": 6473}
    assert cells.proactive["art20_5.other_services"]["decisions"] == 298596
    assert cells.proactive["art20_9.gov_procurement"] == {"projects": 35, "amount": Decimal("16744.15")}
    assert list(cells.requests["result_total"].values()) == [9, 1, 0, 0, 1, 0, 11]
    assert list(cells.remedies["review"].values()) == [0, 0, 1, 0, 1]


@pytest.mark.parametrize("kind", ["html", "docx", "xlsx", "pdf"])
def test_d84_an_own_export_is_read_again_without_loss(seed, kind):
    again = reader.read_bytes(written(seed, kind))
    for table in ("proactive", "requests", "remedies"):
        assert again.tables.table(table) == seed.tables.table(table)


@pytest.mark.parametrize("path", sorted((DATA / "reports").glob("*.json")), ids=lambda path: path.stem)
def test_real_reports_are_found_wrong_exactly_where_a_recount_says_so(path):
    """A recount that knows only positions, against the checks that know labels."""
    data = json.loads(path.read_text())
    rows = {row["code"]: row["values"] for row in data["table_requests"]["rows"]}
    leaves = [code for code in rows if code.startswith("3.") and code != "3.7"]
    expected = set()
    for column in range(7):
        values = {code: row[column] for code, row in rows.items()}
        if values["3.7"] is not None:
            if (values["1"] or 0) + (values["2"] or 0) != values["3.7"] + (values["4"] or 0):
                expected.add(("T3-C1", column))
            filled = [values[code] for code in leaves if values[code] is not None]
            if filled and sum(filled) != values["3.7"]:
                expected.add(("T3-C2", column))
    ids = [column.id for column in REQUEST_COLUMNS]
    found = {
        (f.check, ids.index(f.where.column))
        for f in check_report(reader.read(path))
        if f.check in ("T3-C1", "T3-C2")
    }
    assert found == expected
