"""Returns, the annual report out of records, and its filing."""

import io
import json
from datetime import date

import pytest
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from gongkai.disclosure import actions as disclosure
from gongkai.disclosure.actions import Decision
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import Channel
from gongkai.ledger.models import Event
from gongkai.publishing import columns
from gongkai.reporting import actions, figures, outputs
from gongkai.reporting.beginnings import SECTIONS_TO_BEGIN_WITH
from gongkai.reporting.compile import compile_report
from gongkai.reporting.figures import Scope
from gongkai.reporting.models import AnnualReport, UnitReturn
from gongkai.reporting.published import reader
from gongkai.units.models import Post, Role
from tests.conftest import at
from tests.integration.disclosure.conftest import application
from tests.integration.portal.conftest import columns_installed, publish  # noqa: F401

NOW = at("2020-01-20 09:00")


def answered(world, when, **changes):
    """A request handed in and granted within two days."""
    case = disclosure.register(
        application(**changes),
        unit=world.finance,
        channel=Channel.IN_PERSON,
        by=world.actor("张财"),
        at=at(f"{when} 09:00"),
    ).case
    disclosure.accept(case, by=world.actor("张财"), at=at(f"{when} 10:00"))
    disclosure.draft_reply(
        case, Decision("O_GRANT", information="附表"), by=world.actor("张财"), at=at(f"{when} 10:30")
    )
    disclosure.approve_reply(case, by=world.actor("杨签"), at=at(f"{when} 11:00"))
    disclosure.serve(case, manner="counter", by=world.actor("张财"), at=at(f"{when} 15:00"))
    return case


def give(world, name, value, unit=None):
    unit = unit or world.finance
    clerk, head = {"czj": ("张财", "黄局长"), "silong": ("吴镇", "朱镇长")}[unit.code]
    entry = actions.enter_return(unit, name, 2019, value, by=world.actor(clerk), at=NOW)
    return actions.sign_return(entry, by=world.actor(head), at=NOW)


@pytest.fixture
def report(world):
    for name in ("王办", "李核", "周密", "赵签", "郑公开"):
        for role in {
            "王办": [Role.OFFICER],
            "李核": [Role.CHECKER],
            "周密": [Role.SECRECY],
            "赵签": [Role.APPROVER],
            "郑公开": [Role.OFFICER],
        }[name]:
            Post.objects.create(
                user=world.people[name], unit=world.district, role=role, since=date(2015, 1, 1)
            )
    return actions.open_report(
        world.district, 2019, by=world.actor("郑公开", NOW.date()), at=NOW, sections=SECTIONS_TO_BEGIN_WITH
    )


@pytest.fixture
def complete(world, report):
    """Everything the report needs: two requests answered in the year, all returns signed."""
    answered(world, "2019-06-03")
    answered(
        world,
        "2019-07-03",
        applicant_kind="org_business",
        id_type="uscc",
        id_number=world.finance.uscc,
        name="某公司",
    )
    for name in figures.RETURNED:
        give(
            world,
            name,
            {
                "services.online": "517",
                "services.items": "523",
                "hotline.received": "3",
                "hotline.closed": "2",
                "hotline.open": "1",
            }.get(name, "0"),
        )
    return report


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
    entry = actions.enter_return(
        world.finance, "messages.received", 2019, "95", by=world.actor("张财"), at=NOW
    )
    assert figures.get("messages.received").value(Scope(2019)) is None
    actions.sign_return(entry, by=world.actor("黄局长"), at=NOW)
    give(world, "messages.received", "96")
    assert figures.get("messages.received").value(Scope(2019)) == 96
    assert UnitReturn.objects.count() == 2


def test_returns_of_units_are_added(world):
    give(world, "licences.decisions", "6000")
    give(world, "licences.decisions", "473", unit=world.silong)
    assert figures.get("licences.decisions").value(Scope(2019)) == 6473


@pytest.mark.parametrize("value", ["约20", "-1", "3.5", "", "1e400"])
def test_what_is_no_count_is_refused(world, value):
    with pytest.raises(Refusal):
        actions.enter_return(world.finance, "messages.received", 2019, value, by=world.actor("张财"), at=NOW)


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
        actions.file_report(report, expected_revision=0, by=world.actor("郑公开"), at=NOW)


def test_a_cell_typed_against_the_records_is_an_error_with_both_values(complete, world):
    saved = save(complete, world, entered={"requests/granted/natural": "5"})
    found = [f for f in compile_report(saved).findings if f.check == "T3-L"]
    assert [(f.expected, f.actual) for f in found] == [("1", "5")]
    with pytest.raises(actions.NotFileable):
        actions.file_report(saved, expected_revision=saved.revision, by=world.actor("郑公开"), at=NOW)


def save(report, world, **changes):
    given = {
        "sections": report.sections,
        "entered": report.entered,
        "explanations": report.explanations,
        **changes,
    }
    return actions.save_report(
        report, **given, expected_revision=report.revision, by=world.actor("郑公开"), at=NOW
    )


def test_a_newer_version_is_not_overwritten(complete, world):
    save(complete, world)
    with pytest.raises(Refusal, match="已被他人修改"):
        save(complete, world)


@pytest.fixture
def filed(complete, world):
    return actions.file_report(
        complete, expected_revision=complete.revision, by=world.actor("郑公开"), at=NOW
    )


def test_filing_freezes_values_records_and_digest(filed):
    kept = filed.frozen["figures"]["requests.new.total"]
    assert kept["value"] == "2"
    assert len(kept["records"]) == 2
    event = Event.objects.get(verb="report.file")
    assert json.loads(event.leaf)["data"]["sha256"] == filed.frozen_sha256
    assert event.index == filed.ledger_index


def test_the_second_filing_is_told_who_was_first(filed, world):
    with pytest.raises(Refusal, match="郑公开已将此报告归档"):
        actions.file_report(filed, expected_revision=filed.revision, by=world.actor("郑公开"), at=NOW)


def test_what_comes_late_is_a_visible_difference_and_changes_nothing_filed(filed, world):
    assert actions.changes_since_filing(filed) == []
    answered(world, "2019-08-05", name="王五", id_number="11010519491231002X")
    labels = [label for label, filed_value, now in actions.changes_since_filing(filed)]
    assert "申请情况 new × total" in labels
    assert filed.frozen["figures"]["requests.new.total"]["value"] == "2"


def test_all_outputs_say_the_same(filed, tmp_path):
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


def test_a_filed_report_goes_through_the_usual_review_to_the_public(filed, world):
    from gongkai.publishing import actions as publishing

    columns.install()
    item = actions.prepare_publication(filed, by=world.actor("郑公开"), at=NOW)
    publishing.check(item, by=world.actor("李核"), at=NOW)
    publishing.pass_secrecy(item, by=world.actor("周密"), at=NOW)
    publishing.sign(item, by=world.actor("赵签"), at=NOW)
    assert (item.stage, item.column.code, item.files.count()) == ("published", "annual", 4)


def test_the_whole_report_can_be_finished_on_screen(client, complete, world):
    client.force_login(world.people["郑公开"])
    page = client.get(reverse("reporting_report", args=[complete.pk])).content.decode()
    assert "没有发现问题" in page
    sections = {f"section.{name}": text for name, text in complete.sections.items()}
    wrong = client.post(
        reverse("reporting_check", args=[complete.pk]), {**sections, "cell.requests/new/natural": "7"}
    )
    assert "T3-C1" in wrong.content.decode()
    response = client.post(
        reverse("reporting_report", args=[complete.pk]),
        {**sections, "revision": "0", "file": "1"},
        follow=True,
    )
    assert "已归档" in response.content.decode()


def test_a_figure_opens_into_its_records(client, complete, world):
    client.force_login(world.people["郑公开"])
    address = reverse("reporting_figure", args=["requests.granted.total"])
    assert "2018年度部门决算" in client.get(address, {"year": 2019}).content.decode()
    assert "依申请公开〔2019〕1号" in client.get(address, {"year": 2019, "format": "csv"}).content.decode()


def test_a_unit_sees_only_its_own_returns(client, world):
    give(world, "messages.received", "96")
    client.force_login(world.people["吴镇"])
    page = client.get(reverse("reporting_returns"), {"year": 2019})
    assert "四龙镇" in page.content.decode()
    assert client.get(reverse("reporting_returns"), {"unit": "czj"}).status_code == 404


def test_returns_are_entered_and_signed_on_screen(client, world):
    client.force_login(world.people["张财"])
    client.post(f"{reverse('reporting_returns')}?year=2019", {"messages.received": "96", "enter": "1"})
    client.force_login(world.people["黄局长"])
    client.post(f"{reverse('reporting_returns')}?year=2019", {"sign": "1"})
    assert UnitReturn.objects.in_force().get().signed_by == "黄局长"
