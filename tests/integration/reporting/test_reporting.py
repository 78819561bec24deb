"""Returns, the annual report out of records, and its filing."""

import hashlib
import io
import json
import time
from datetime import UTC, date

import pytest
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from gongkai.cases.files import CheckedFile
from gongkai.disclosure import actions as disclosure
from gongkai.law.annual_report import form_for_year
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import Channel
from gongkai.ledger.models import Event
from gongkai.publishing import columns
from gongkai.reporting import actions, figures, pages
from gongkai.reporting.annual import outputs
from gongkai.reporting.annual.beginnings import UNIT_SECTIONS_TO_BEGIN_WITH
from gongkai.reporting.annual.compile import compile_report
from gongkai.reporting.models import AnnualReport, UnitReturn
from gongkai.reporting.published import reader
from gongkai.reporting.scope import Scope
from tests.conftest import at
from tests.integration.disclosure.conftest import application
from tests.integration.reporting.conftest import NOW, answered, give, save, submitted


def test_every_cell_is_the_count_of_its_records(complete, world):
    compiled = compile_report(complete)
    for table, rows in (("requests", compiled.counted.requests), ("remedies", compiled.counted.remedies)):
        for row, cells in rows.items():
            for column, value in cells.items():
                records = figures.get(f"{table}.{row}.{column}").records(Scope(2019))
                assert value == len(list(records)), (row, column)
    assert compiled.tables.get("requests", "granted", "total") == 2


def test_a_count_for_the_year_is_the_same_whenever_it_is_asked(complete, world):
    before = compile_report(complete).tables
    answered(world, "2020-02-10", name="李四", id_number="11010519491231002X")
    assert compile_report(complete).tables == before


def test_open_requests_are_carried_over_and_the_columns_balance(world, report):
    disclosure.register(
        application(),
        unit=world.finance,
        channel=Channel.IN_PERSON,
        by=world.actor("张财"),
        at=at("2019-12-30 09:00"),
    )
    tables = compile_report(report).tables
    assert tables.get("requests", "carried_out", "natural") == 1
    next_year = AnnualReport(unit=world.district, year=2020, form="2019")
    assert compile_report(next_year).tables.get("requests", "carried_in", "natural") == 1


def test_a_return_counts_only_when_signed_and_a_new_one_takes_its_place(world):
    entry = actions.enter_return(world.finance, "trainings", 2019, "95", by=world.actor("张财"), at=NOW)
    assert figures.get("trainings").value(Scope(2019)) is None
    actions.sign_return(entry, by=world.actor("黄局长"), at=NOW)
    give(world, "trainings", "96")
    assert figures.get("trainings").value(Scope(2019)) == 96
    assert UnitReturn.objects.count() == 2


def test_returns_of_units_are_added(world):
    give(world, "licences.decisions", "6000")
    give(world, "licences.decisions", "473", unit=world.silong)
    assert figures.get("licences.decisions").value(Scope(2019)) == 6473


@pytest.mark.parametrize("value", ["约20", "-1", "3.5", "", "1e400"])
def test_what_is_no_count_is_refused(world, value):
    with pytest.raises(Refusal):
        actions.enter_return(world.finance, "trainings", 2019, value, by=world.actor("张财"), at=NOW)


def test_a_counted_figure_cannot_be_typed(world):
    with pytest.raises(Refusal, match="由平台统计"):
        actions.enter_return(world.finance, "publications.total", 2019, "5", by=world.actor("张财"), at=NOW)


def test_percentages_in_the_text_are_computed(complete):
    assert "网上可办率98.85%" in compile_report(complete).sections["overview"]


def test_missing_is_never_zero_and_blocks_filing(world, report):
    compiled = compile_report(report)
    assert compiled.tables.get("proactive", "art20_5.licences", "decisions") is None
    assert "（未报送）" in compiled.sections["overview"]
    with pytest.raises(actions.NotFileable):
        submitted(report, world)


def test_a_cell_typed_against_the_records_is_an_error_with_both_values(complete, world):
    saved = save(complete, world, entered={"requests/granted/natural": "5"})
    found = [f for f in compile_report(saved).findings if f.check == "T3-L"]
    assert [(f.expected, f.actual) for f in found] == [("1", "5")]
    with pytest.raises(actions.NotFileable):
        submitted(saved, world)


def test_a_newer_version_is_not_overwritten(complete, world):
    save(complete, world)
    with pytest.raises(Refusal, match="已被他人修改"):
        save(complete, world)


def test_filing_freezes_values_records_and_digest(filed):
    kept = filed.frozen["figures"]["requests.new.total"]
    assert kept["value"] == "2"
    assert len(kept["records"]) == 2
    event = Event.objects.get(verb="report.file")
    assert json.loads(event.leaf)["data"]["sha256"] == filed.frozen_sha256
    assert event.index == filed.ledger_index


def test_the_second_filing_is_told_who_was_first(filed, world):
    with pytest.raises(Refusal, match="赵签已将此报告归档"):
        actions.file_report(filed, expected_revision=filed.revision, by=world.actor("郑公开"), at=NOW)


def test_what_comes_late_is_a_visible_difference_and_changes_nothing_filed(filed, world):
    assert actions.changes_since_filing(filed) == []
    answered(world, "2019-08-05", name="王五", id_number="11010519491231002X")
    labels = [label for label, filed_value, now in actions.changes_since_filing(filed)]
    assert "一、本年新收政府信息公开申请数量 × 总计" in labels
    assert filed.frozen["figures"]["requests.new.total"]["value"] == "2"


def test_a_figure_of_a_filed_report_opens_into_what_it_counted_then(client, filed, world):
    answered(world, "2019-08-05", name="王五", id_number="11010519491231002X")
    client.force_login(world.people["郑公开"])
    address = reverse("reporting_filed_figure", args=[filed.pk, "requests.new.total"])
    assert address in client.get(reverse("reporting_report", args=[filed.pk])).content.decode()
    page = client.get(address).content.decode()
    assert "归档时统计的记录" in page
    assert page.count('data-label="编号"') == 2
    assert client.get(reverse("reporting_filed_figure", args=[filed.pk, "no.such"])).status_code == 404


def test_all_outputs_say_the_same(filed, tmp_path):
    filed.refresh_from_db()
    path = tmp_path / "report.json"
    path.write_bytes(outputs.data(filed))
    again = reader.read(path)
    assert list(again.tables.requests["new"].values()) == [1, 1, 0, 0, 0, 0, 2]
    page = tmp_path / "report.html"
    page.write_text(f"<html><body><p>{outputs.title(filed)}</p>{outputs.html(filed)}</body></html>")
    assert reader.read(page).tables == again.tables
    word = Document(io.BytesIO(outputs.docx(filed)))
    assert word.tables[1].cell(3, 3).text == "1"
    sheet = load_workbook(io.BytesIO(outputs.xlsx(filed))).worksheets[1]
    assert sheet["D6"].value == 1
    assert outputs.pdf(filed).startswith(b"%PDF")


def test_the_same_report_is_the_same_file_whenever_it_is_made(filed, monkeypatch):
    first = outputs.all_files(filed)
    moment = time.localtime(time.time() + 86400)
    monkeypatch.setattr(time, "localtime", lambda *_: moment)
    assert outputs.all_files(filed) == first


def test_a_filed_report_goes_through_the_usual_review_to_the_public(filed, world):
    from gongkai.publishing import actions as publishing

    columns.install()
    item = actions.prepare_publication(filed, by=world.actor("郑公开"), at=NOW)
    publishing.check(item, by=world.actor("李核"), at=NOW)
    publishing.pass_secrecy(item, by=world.actor("周密"), at=NOW)
    publishing.sign(item, by=world.actor("赵签"), at=NOW)
    assert (item.stage, item.column.code, item.files.count()) == ("published", "annual", 4)


def press(client, world, person, report, **given):
    """Send a form of the report's page as ``person`` and return the page that answers, as text."""
    client.force_login(world.people[person])
    report.refresh_from_db()
    address = reverse("reporting_act" if "act" in given else "reporting_report", args=[report.pk])
    return client.post(address, {"revision": str(report.revision), **given}, follow=True).content.decode()


def test_the_whole_report_can_be_finished_on_screen(client, complete, world):
    client.force_login(world.people["郑公开"])
    page = client.get(reverse("reporting_report", args=[complete.pk])).content.decode()
    assert "报送和公布的最后一日是2020-03-31" in page
    sections = {f"section.{name}": text for name, text in complete.sections.items()}
    wrong = client.post(
        reverse("reporting_check", args=[complete.pk]), {**sections, "cell.requests/new/natural": "7"}
    )
    assert "T3-C1" in wrong.content.decode()
    late = {"explain.D80-LATE/report//": "平台试运行", "explain.D80-UNITS/report/units/": "已督促"}
    assert "已提交审核" in press(client, world, "郑公开", complete, **sections, **late, submit="1")
    assert "没有填写退回意见" in press(client, world, "钱主任", complete, act="return")
    assert "总体情况太长" in press(client, world, "钱主任", complete, act="return", remark="总体情况太长")
    assert "总体情况太长" in press(client, world, "郑公开", complete, **sections, **late, submit="1")
    assert "不能由同一人审核" in press(client, world, "郑公开", complete, act="pass")
    assert "已审核通过" in press(client, world, "钱主任", complete, act="pass")
    assert "已归档" in press(client, world, "赵签", complete, act="file")
    complete.refresh_from_db()
    assert (complete.stage, complete.filed_by) == ("filed", "赵签")


def test_a_figure_opens_into_its_records(client, complete, world):
    client.force_login(world.people["郑公开"])
    address = reverse("reporting_figure", args=["requests.granted.total"])
    assert "2018年度部门决算" in client.get(address, {"year": 2019}).content.decode()
    assert "依申请公开〔2019〕1号" in client.get(address, {"year": 2019, "format": "csv"}).content.decode()


def test_a_unit_sees_only_its_own_returns(client, world):
    give(world, "trainings", "96")
    client.force_login(world.people["吴镇"])
    page = client.get(reverse("reporting_returns"), {"year": 2019})
    assert "四龙镇" in page.content.decode()
    assert client.get(reverse("reporting_returns"), {"unit": "czj"}).status_code == 404


def test_returns_are_entered_and_signed_on_screen(client, world):
    client.force_login(world.people["张财"])
    client.post(f"{reverse('reporting_returns')}?year=2019", {"trainings": "96", "enter": "1"})
    client.force_login(world.people["黄局长"])
    client.post(f"{reverse('reporting_returns')}?year=2019", {"sign": "1"})
    assert UnitReturn.objects.in_force().get().signed_by == "黄局长"


def test_all_that_is_wrong_with_returns_is_told_at_once_and_nothing_kept(client, world):
    client.force_login(world.people["张财"])
    first, second, third = figures.RETURNED[:3]
    typed = {first: "约20", second: "很多", third: "3", "enter": "1"}
    page = client.post(f"{reverse('reporting_returns')}?year=2019", typed, follow=True).content.decode()
    for name in (first, second):
        assert f"{figures.get(name).label}：" in page
    assert "约20" in page
    assert not UnitReturn.objects.exists()


@pytest.mark.parametrize("year", [2018, 2019, 2020])
@pytest.mark.parametrize("unit", [None, "finance", "silong"])
def test_figures_counted_together_equal_each_counted_alone(mixed_year, year, unit):
    scope = Scope(year, getattr(mixed_year, unit) if unit else None)
    together = figures.values(scope)
    for figure in figures.report_figures():
        assert together[figure.id] == figure.value(scope), figure.id


def test_figures_of_the_year_are_what_happened_in_it(mixed_year):
    values = figures.values(Scope(2019))
    counted = {
        "publications.total": 4,
        "publications.key_areas": 1,
        "interpretations.unit": 1,
        "normative.made": 1,
        "normative.public_total": 1,
        "requests.new.total": 3,
        "requests.carried_in.total": 1,
        "requests.result_total.total": 2,
        "requests.carried_out.total": 2,
        "requests.overdue": 1,
        "remedies.review.other": 1,
        "licences.decisions": 6473,
        "meetings.leading_group": None,
    }
    assert {name: values[name] for name in counted} == counted


def test_the_report_is_compiled_in_few_statements(report, mixed_year, django_assert_max_num_queries):
    with django_assert_max_num_queries(21):
        compile_report(report)


def test_requests_carried_over_past_their_period_are_named(report, mixed_year):
    finding = next(f for f in compile_report(report).findings if f.check == "T3-D")
    assert "1件" in finding.message


def test_money_is_reported_with_its_decimals_and_counts_whole(report, mixed_year):
    tables = compile_report(report).tables
    assert str(tables.get("proactive", "art20_9.gov_procurement", "amount")) == "16744.15"
    assert tables.get("proactive", "art20_5.licences", "decisions") == 6473


@pytest.mark.parametrize("year", [2019, 2021])
def test_no_cell_of_either_form_is_without_a_figure(world, year):
    report = AnnualReport(unit=world.district, year=year, form=form_for_year(year).id)
    values = figures.values(Scope(year))
    for table in ("proactive", "requests", "remedies"):
        for row, cells in compile_report(report).tables.table(table).items():
            for column in cells:
                name = figures.cell_figure(table, row, column)
                assert name in values or row == "art20_1.rules", (row, column)


def test_a_figure_that_does_not_exist_is_named_in_the_text(report, world):
    saved = save(report, world, sections={"overview": "共{{figure:nothing}}条"})
    compiled = compile_report(saved)
    assert "（没有指标nothing）" in compiled.sections["overview"]
    assert any("不存在的指标" in f.message for f in compiled.findings)


def test_a_cell_the_form_does_not_have_is_refused(report, world):
    with pytest.raises(Refusal, match="没有单元格"):
        save(report, world, entered={"requests/new/somebody": "1"})


def test_a_return_keeps_its_evidence(world, client):
    paper = CheckedFile("台账.pdf", b"%PDF-1.7 ledger", "application/pdf", ".pdf")
    entry = actions.enter_return(
        world.finance, "licences.decisions", 2019, "7", by=world.actor("张财"), at=NOW, evidence=paper
    )
    assert entry.evidence_sha256 == hashlib.sha256(paper.content).hexdigest()
    address = reverse("reporting_evidence", args=[entry.pk])
    client.force_login(world.people["张财"])
    assert b"".join(client.get(address).streaming_content) == paper.content
    client.force_login(world.people["吴镇"])
    assert client.get(address).status_code == 404


def test_the_districts_filed_report_locks_the_returns_of_all_units(filed, world):
    with pytest.raises(Refusal, match="已锁定"):
        give(world, "trainings", "3", unit=world.silong)


def test_a_filed_report_states_its_basis_period_and_contact(filed, world):
    text = outputs.html(filed)
    assert "国办公开办函〔2019〕60号" in text
    assert "2019年1月1日至12月31日" in text
    assert world.district.phone in text
    assert json.loads(outputs.data(filed))["preface"][0] in text


def test_a_units_own_report_counts_only_itself(mixed_year):
    report = actions.open_report(
        mixed_year.silong, 2019, by=mixed_year.actor("吴镇"), at=NOW, sections=UNIT_SECTIONS_TO_BEGIN_WITH
    )
    compiled = compile_report(report)
    assert compiled.tables.get("requests", "new", "total") == 1
    assert compiled.tables.get("proactive", "art20_5.licences", "decisions") == 473
    assert not [f for f in compiled.findings if f.check == "D81-COVER"]


def test_what_is_no_number_stays_in_its_cell_and_is_marked(client, complete, world):
    client.force_login(world.people["郑公开"])
    typed = {f"section.{name}": text for name, text in complete.sections.items()}
    response = client.post(
        reverse("reporting_report", args=[complete.pk]),
        {**typed, "cell.requests/new/natural": "约8件", "revision": "0"},
    )
    page = response.content.decode()
    assert 'value="约8件"' in page
    assert "不是数字" in page


def test_returns_are_entered_together_or_not_at_all(client, world):
    client.force_login(world.people["张财"])
    response = client.post(
        f"{reverse('reporting_returns')}?year=2019",
        {
            "licences.decisions": "5",
            "trainings": "约96",
            "trainings.note": "台账",
            "enter": "1",
        },
    )
    page = response.content.decode()
    assert UnitReturn.objects.count() == 0
    assert 'value="约96"' in page
    assert 'value="台账"' in page


@pytest.mark.parametrize("suffix", outputs.SUFFIXES)
def test_each_output_can_be_downloaded(client, filed, world, suffix):
    client.force_login(world.people["郑公开"])
    response = client.get(reverse("reporting_download", args=[filed.pk, suffix]))
    assert len(response.content) > 1000


def test_the_comparison_is_a_page_of_the_desk_and_of_the_public_site(client, filed, world):
    client.force_login(world.people["郑公开"])
    desk = client.get(reverse("reporting_compare", args=[filed.pk])).content.decode()
    (page,) = pages.public_pages()
    assert page.path == "compare/2019.html"
    for text in (desk, page.html()):
        assert "两列不可能同时正确" in text
        assert "517/523=98.85%" in text


def test_a_report_published_after_midnight_bears_the_day_of_beijing(filed, world):
    columns.install()
    after_midnight = at("2020-01-21 00:30").astimezone(UTC)
    assert actions.prepare_publication(filed, by=world.actor("郑公开"), at=after_midnight).created_on == date(
        2020, 1, 21
    )
