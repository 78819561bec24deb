"""Requests carried over by name, what became of last year's problems, and why a column is off."""

from datetime import date

import pytest
from django.urls import reverse

from gongkai.cases.models import Case
from gongkai.disclosure import actions as disclosure
from gongkai.law.regulation import ApplicantKind
from gongkai.publishing import columns
from gongkai.reporting import actions
from gongkai.reporting.annual import carried
from gongkai.reporting.annual.compile import compile_report, key_of
from gongkai.reporting.models import AnnualReport
from tests.conftest import at
from tests.integration.reporting.conftest import NOW, ask, file_through, published, save


@pytest.fixture
def carried_out(complete, world):
    """The district's report for 2019, filed with one request carried into 2020; and the report for 2020."""
    case = ask(world, "2019-12-30", name="孙六")
    file_through(save(complete, world, explanations={}), world)
    report = actions.open_report(world.district, 2020, by=world.actor("郑公开"), at=NOW)
    return case, report


def named(report):
    return [f for f in compile_report(report).findings if f.check == "T3-YN"]


def test_the_opening_list_is_last_years_closing_list_case_by_case(client, carried_out, world):
    case, report = carried_out
    assert not named(report)
    client.force_login(world.people["郑公开"])
    page = client.get(reverse("reporting_carried", args=[report.pk])).content.decode()
    assert case.number in page
    assert "逐件一致" in page
    editor = client.get(reverse("reporting_report", args=[report.pk])).content.decode()
    assert f"{reverse('reporting_carried', args=[report.pk])}?kind=natural" in editor


def test_a_request_that_is_in_one_list_only_is_named(carried_out, world):
    _, report = carried_out
    late = ask(world, "2019-12-27", name="周七")
    (finding,) = named(report)
    assert f"{late.number}：本年记录中有，上年归档的结转名单中没有" in finding.message
    assert (finding.expected, finding.actual) == ("1", "2")


def test_a_request_whose_applicant_was_relabelled_since_is_named(carried_out, world):
    case, report = carried_out
    case.refresh_from_db()
    disclosure.change_kind(
        case, kind=ApplicantKind("org_other"), reason="提交人系代理", by=world.actor("张财"), at=at("2020-01-21 09:00")
    )  # fmt: skip
    disclosure.confirm_kind(Case.objects.get(pk=case.pk), by=world.actor("黄局长"), at=at("2020-01-21 10:00"))
    (finding,) = named(report)
    assert f"{case.number}：申请人类别上年为自然人，现为其他" in finding.message


def test_without_a_report_of_last_year_the_records_are_shown(complete, world):
    row = AnnualReport(unit=world.district, year=2019, form="2019")
    ask(world, "2018-12-30", name="孙六")
    assert not named(row)
    (one,) = carried.carried(compile_scope(row), None)
    assert one.now == "natural"


def compile_scope(row):
    from gongkai.reporting.annual.compile import scope_of

    return scope_of(row)


def test_a_column_off_by_one_names_the_request_that_may_have_been_relabelled(complete, world):
    row = save(
        complete,
        world,
        entered={
            "requests/result_total/natural": "2", "requests/result_total/org_business": "0",
            "requests/granted/natural": "2", "requests/granted/org_business": "0",
        },
    )  # fmt: skip
    company = Case.objects.get(request__applicant_kind="org_business")
    person = Case.objects.get(request__applicant_kind="natural", received_on=date(2019, 6, 3))
    off = [
        f
        for f in compile_report(row).findings
        if f.where.column == "natural" and f.check in ("T3-C1", "T3-L")
    ]
    assert off
    for finding in off:
        assert "在记录中为商业企业，表中记成了自然人" in finding.message
        assert company.number in finding.message
        assert person.number not in finding.message


def test_last_years_problems_are_answered_one_by_one(carried_out, world):
    _, report = carried_out
    compiled = compile_report(report)
    assert [each.text[:9] for each in compiled.problems] == ["部分单位基础设施不", "部分专网系统尚未与"]
    open_ones = [f for f in compiled.findings if f.check == "A50-P"]
    assert len(open_ones) == len({key_of(f) for f in open_ones}) == 2
    first = compiled.problems[0]
    saved = actions.save_report(
        report, sections=report.sections, entered={}, explanations={},
        answers={first.key: {"state": "solved", "answer": "增配专职人员12名"}},
        expected_revision=report.revision, by=world.actor("郑公开"), at=NOW,
    )  # fmt: skip
    after = compile_report(saved)
    assert len([f for f in after.findings if f.check == "A50-P"]) == 1
    assert "已解决：增配专职人员12名" in after.problems[0].sentence


def test_problems_of_a_report_that_was_only_published_are_read_from_its_page(world):
    columns.install()
    body = "<p>五、存在的主要问题及改进情况</p><p>（一）存在的问题：窗口人员不足；解读形式单一。</p><p>（二）改进措施：增配人员。</p>"
    title = "白银区财政局2018年政府信息公开工作年度报告"
    published(world, title, "2019-01-10", column="annual", genre="annual_report", body=body)
    row = AnnualReport(unit=world.finance, year=2019, form="2019")
    assert [each.text for each in compile_report(row).problems] == ["窗口人员不足", "解读形式单一。"]
