"""Table 3 and Table 4 as of any day: the same whenever asked, per unit and district, each cell into its cases."""

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from gongkai.disclosure import actions
from gongkai.law.regulation import Channel
from gongkai.reporting.request_tables import compile_tables
from gongkai.reporting.scope import Scope
from tests.conftest import at
from tests.integration.disclosure.conftest import application
from tests.integration.disclosure.remedy_world import refused


def filed(world, day, unit="finance", by="张财", **changes):
    return actions.register(
        application(**changes), unit=getattr(world, unit), channel=Channel.IN_PERSON, by=world.actor(by),
        at=at(f"{day} 09:00"),
    ).case  # fmt: skip


def handled(case, world, day):
    actions.accept(case, by=world.actor("张财"), at=at(f"{day} 09:00"))
    return refused(case, world, when=day)


def cells(until, unit=None):
    return compile_tables(Scope(until.year, unit, until)).tables.requests


def row(until, unit=None):
    found = cells(until, unit)
    return [found[name]["total"] for name in ("new", "carried_in", "result_total", "carried_out")]


def test_counts_of_the_30th_of_june_are_the_same_whenever_asked(world):
    handled(filed(world, "2024-12-20"), world, "2025-01-10")
    handled(filed(world, "2025-06-03"), world, "2025-06-30")
    late = filed(world, "2025-06-20")
    until = date(2025, 6, 30)
    as_asked_then = cells(until)
    assert row(until) == [2, 1, 2, 1]
    handled(late, world, "2025-07-15")
    filed(world, "2025-07-01")
    assert cells(until) == as_asked_then
    assert row(date(2025, 6, 29)) == [2, 1, 1, 2]
    assert row(date(2025, 12, 31)) == [3, 1, 3, 1]


def test_a_request_given_away_later_still_counts_where_it_was(world):
    case = filed(world, "2025-06-20", unit="office", by="王办")
    actions.assign(case, world.finance, by=world.actor("郑公开"), at=at("2025-07-02 09:00"))
    assert row(date(2025, 6, 30), world.office) == [1, 0, 0, 1]
    assert row(date(2025, 6, 30), world.finance) == [0, 0, 0, 0]
    assert row(date(2025, 7, 2), world.office) == [0, 0, 0, 0]
    assert row(date(2025, 7, 2), world.finance) == [1, 0, 0, 1]


def test_the_units_add_up_to_the_district_and_the_relations_hold(world):
    handled(filed(world, "2025-06-03"), world, "2025-06-30")
    filed(world, "2025-06-04", unit="silong", by="吴镇", applicant_kind="org_law")
    until = date(2025, 9, 30)
    whole = compile_tables(Scope(2025, None, until))
    assert whole.findings == ()
    parts = [cells(until, unit) for unit in (world.district, world.office, world.finance, world.silong)]
    for name, columns in whole.tables.requests.items():
        for column, value in columns.items():
            assert value == sum(part[name][column] for part in parts), (name, column)


@pytest.mark.parametrize(("form", "printed"), [("2019", "other"), ("2021", "other.no_payment")])
def test_both_forms_are_printed_for_any_year(world, form, printed):
    assert printed in compile_tables(Scope(2025), form).tables.requests


def test_each_cell_opens_into_its_cases(client, world):
    case = handled(filed(world, "2025-06-03"), world, "2025-06-30")
    filed(world, "2025-06-20")
    client.force_login(world.people["郑公开"])
    page = client.get("/workbench/reports/tables/?until=2025-06-30&unit=czj").content.decode()
    assert "勾稽相符" in page
    address = "/workbench/reports/figures/requests.refused.internal.natural/?until=2025-06-30&amp;unit=czj"
    assert f'<a href="{address}">1</a>' in page
    records = client.get(address.replace("&amp;", "&")).content.decode()
    assert case.number in records
    assert "至 2025-06-30" in records


def test_a_unit_sees_its_own_tables_and_no_other(client, world):
    filed(world, "2025-06-04", unit="silong", by="吴镇")
    client.force_login(world.people["张财"])
    page = client.get("/workbench/reports/tables/?until=2025-06-30").content.decode()
    assert "白银区财政局 ·" in page
    assert client.get("/workbench/reports/tables/?unit=silong").status_code == 404


@pytest.mark.parametrize("text", ["昨天", "2025-13-01", "1066-10-14"])
def test_what_is_no_date_is_said_and_today_is_counted(client, world, text):
    client.force_login(world.people["郑公开"])
    assert "已按今天统计" in client.get("/workbench/reports/tables/", {"until": text}).content.decode()


def test_the_exports_hold_what_the_page_shows(client, world):
    handled(filed(world, "2025-06-03"), world, "2025-06-30")
    client.force_login(world.people["郑公开"])
    address = "/workbench/reports/tables/?until=2025-06-30"
    lines = list(csv.reader(io.StringIO(client.get(f"{address}&format=csv").content.decode("utf-8-sig"))))
    assert ["（三）不予公开5.属于三类内部事务信息", "1", "0", "0", "0", "0", "0", "1"] in lines
    book = load_workbook(io.BytesIO(client.get(f"{address}&format=xlsx").content))
    shown = [cell.value for line in book.worksheets[0].iter_rows() for cell in line]
    assert "5.属于三类内部事务信息" in shown
    assert len(book.worksheets) == 2
