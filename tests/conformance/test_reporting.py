"""The annual report made of the district's own records: obligations D72–D81 as far as they are fulfilled."""

import re

import pytest
from django.urls import reverse

from gongkai.cases.models import Case
from gongkai.law.annual_report import KIND_COLUMNS
from gongkai.publishing import columns
from gongkai.reporting import actions, figures
from gongkai.reporting.annual.compile import compile_report, tables_of
from gongkai.reporting.models import AnnualReport
from gongkai.reporting.scope import Scope
from gongkai.units.models import Unit
from tests.conftest import plan
from tests.integration.reporting.conftest import (  # noqa: F401
    NOW,
    ask,
    complete,
    file_through,
    filed,
    give,
    mixed_year,
    published,
    report,
    save,
    submitted,
)


def checks(compiled):
    return {(f.check, f.where.column) for f in compiled.findings}


@pytest.mark.parametrize(
    ("year", "form", "row"), [(2020, "2019", "other"), (2021, "2021", "other.no_payment")]
)
def test_d72_a_report_opened_for_a_year_has_the_form_of_that_year(world, year, form, row):
    opened = actions.open_report(world.finance, year, by=world.actor("张财"), at=NOW)
    assert opened.form == form
    assert row in compile_report(opened).tables.requests


def test_d73_the_relations_are_checked_for_each_unit_and_for_the_sum(mixed_year):  # noqa: F811
    for unit in (mixed_year.district, mixed_year.finance, mixed_year.silong):
        row = AnnualReport(unit=unit, year=2019, form="2019")
        assert not {check for check, _ in checks(compile_report(row))} & {"T3-C1", "T3-C2", "T3-R1"}
        row.entered = {"requests/new/natural": "9"}
        assert {("T3-C1", "natural"), ("T3-R1", "total")} <= checks(compile_report(row))


def test_d74_a_blank_cell_forbids_filing(report, world):  # noqa: F811
    with pytest.raises(actions.NotFileable) as refused:
        submitted(report, world)
    blank = [f for f in refused.value.findings if f.check == "T2-N"]
    assert {"art20_5.licences", "art20_9.gov_procurement"} <= {f.where.row for f in blank}


def test_d75_what_was_carried_over_must_agree_with_the_report_filed_last_year(filed, world):  # noqa: F811
    next_year = AnnualReport(unit=world.district, year=2020, form="2019")
    assert ("T3-Y", "natural") not in checks(compile_report(next_year))
    ask(world, "2019-12-30", name="李晚")
    assert ("T3-Y", "natural") in checks(compile_report(next_year))


def test_d76_the_request_table_is_filled_from_the_register(report, mixed_year):  # noqa: F811
    tables = compile_report(report).tables
    cases = Case.objects.filter(procedure="disclosure", received_on__year=2019).select_related("request")
    for kind in KIND_COLUMNS:
        assert tables.get("requests", "new", kind) == sum(c.request.applicant_kind == kind for c in cases)
    assert tables.get("requests", "new", "total") == len(cases) == 3


def test_d76_a_cell_typed_by_hand_is_shown_beside_the_counted_value(client, report, mixed_year):  # noqa: F811
    save(report, mixed_year, entered={"requests/new/natural": "9"})
    client.force_login(mixed_year.people["郑公开"])
    page = client.get(reverse("reporting_report", args=[report.pk])).content.decode()
    cell = re.search(r"<td[^>]*>(?:(?!</td>).)*cell-requests/new/natural.*?</td>", page, re.DOTALL)[0]
    assert ">2</a>" in cell
    assert 'value="9"' in cell
    assert "T3-L" in cell


def test_d76_every_cell_opens_into_its_cases(client, report, mixed_year):  # noqa: F811
    client.force_login(mixed_year.people["郑公开"])
    page = client.get(reverse("reporting_report", args=[report.pk])).content.decode()
    cells = re.findall(
        r'href="([^"]*/figures/requests\.[^"]*)"[^>]*>(\d+)</a>', page.partition("正文引用的指标")[0]
    )
    tables = compile_report(report).tables
    assert len(cells) == sum(len(row) for name, row in tables.requests.items() if name != "carried_in")
    carried = re.findall(r'href="([^"]*/carried/\?kind=[^"]*)"[^>]*>(\d+)</a>', page)
    assert [int(shown) for _, shown in carried] == list(tables.requests["carried_in"].values())
    for address, shown in carried:
        assert client.get(address).content.decode().count('data-label="编号"') == int(shown), address
    for address, shown in cells:
        if shown != "0":
            listed = client.get(f"{address}&format=csv").content.decode().splitlines()[1:]
            assert len(listed) == int(shown), address


def test_d77_a_number_in_the_text_is_the_figure_itself(report, mixed_year):  # noqa: F811
    saved = save(report, mixed_year, sections={"overview": "公开信息{{figure:publications.total}}条。"})
    assert compile_report(saved).sections["overview"] == "公开信息4条。"
    published(mixed_year, "又一条公告", "2019-06-05")
    assert compile_report(saved).sections["overview"] == "公开信息5条。"


def test_d77_a_number_typed_into_the_text_must_be_explained(report, world):  # noqa: F811
    saved = save(report, world, sections={"overview": "公开信息19758条。"})
    finding = next(f for f in compile_report(saved).findings if f.check == "N-UNBOUND")
    assert "19758条" in finding.message


def test_d77_a_percentage_typed_wrongly_is_an_error(report, world):  # noqa: F811
    text = "政务服务事项523项，其中517项已开通在线申报办理，网上可办率97.73%。"
    saved = save(report, world, sections={"overview": text})
    finding = next(f for f in compile_report(saved).findings if f.check == "N-PCT")
    assert finding.severity == "error"
    assert "98.85%" in finding.message
    assert "529" in finding.message


def test_d81_every_figure_of_the_district_is_the_sum_over_its_units(mixed_year):  # noqa: F811
    district = tables_of(figures.values(Scope(2019)), "2019")
    units = [tables_of(figures.values(Scope(2019, unit)), "2019") for unit in Unit.objects.all()]
    for name in ("proactive", "requests", "remedies"):
        for row, cells in district.table(name).items():
            for column, value in cells.items():
                parts = [unit.get(name, row, column) for unit in units]
                given = [part for part in parts if part is not None]
                assert value == (sum(given) if given else None), (row, column)


def test_d81_a_unit_that_returned_nothing_is_named_and_blocks_filing_until_explained(complete, world):  # noqa: F811
    world.silong.returns.all().delete()
    compiled = compile_report(complete)
    (missing,) = [f for f in compiled.findings if f.check == "D81-COVER"]
    assert "3个单位中有1个没有签字的报送数据：四龙镇" in missing.message
    with pytest.raises(actions.NotFileable, match="四龙镇"):
        submitted(complete, world)
    explained = save(complete, world, explanations={"D81-COVER/returns//": "该镇本年无平台外数据"})
    done = file_through(explained, world)
    assert done.frozen["coverage"]["missing"] == ["四龙镇"]


def test_d81_an_unsigned_return_is_not_counted_and_named(complete, world):  # noqa: F811
    actions.enter_return(world.silong, "licences.decisions", 2019, "50", by=world.actor("吴镇"), at=NOW)
    compiled = compile_report(complete)
    assert compiled.tables.get("proactive", "art20_5.licences", "decisions") == 0
    assert [f.check for f in compiled.findings] == ["D81-SIGN"]


def test_d81_a_joint_document_counts_once_at_the_lead_unit(world):
    columns.install()
    planned = plan("2019-04-01")
    published(world, "联合印发的办法", "2019-04-01", genre="normative", owner_unit=world.silong, **planned)
    assert figures.values(Scope(2019))["normative.published"] == 1
    assert figures.values(Scope(2019, world.silong))["normative.published"] == 0
