"""Figures for the public: items published per year (D85), the annual statement of the website (D86)."""

import io
import json
import re
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from gongkai.law.refusal import Refusal
from gongkai.portal import files, pages
from gongkai.publishing import actions as publishing
from gongkai.publishing.models import Column
from gongkai.reporting import actions, figures, items_by_year
from gongkai.reporting.scope import Scope
from gongkai.reporting.website import actions as website
from gongkai.reporting.website.form import forms, publish_by
from gongkai.reporting.website.models import WebsiteStatement
from gongkai.reporting.website.statement import items, lateness
from tests.conftest import at
from tests.integration.reporting.conftest import mixed_year, published  # noqa: F401

NOW = at("2020-01-20 09:00")
TODAY = date(2020, 1, 20)


def returned(world, year, value, source="2015年度政府信息公开年度报告"):
    entry = items_by_year.enter(year, value, source=source, by=world.actor("王办"), at=NOW)
    return actions.sign_return(entry, by=world.actor("钱主任"), at=NOW)


def page_of_the_chart():
    pages.write_figures_pages(TODAY)
    return (files.root() / "figures/publications.total/index.html").read_text()


def test_d85_the_chart_from_2008_to_2019_stands_beside_its_data_table(mixed_year):  # noqa: F811
    returned(mixed_year, 2015, "12345")
    page = page_of_the_chart()
    assert "2008年—2019年政府信息公开数（单位：条）" in page
    chart = re.search(r'<figure class="chart">.*?</figure>', page, re.DOTALL)[0]
    table = dict(re.findall(r'<tr id="y(\d+)"><th scope="row">\d+年</th><td>(?:<a[^>]*>)?([^<]*)', page))
    assert list(table) == [str(year) for year in range(2008, 2020)]
    drawn = dict(re.findall(r"<title>(\d+) ([^<]*)</title>", chart))
    assert drawn == table


def test_d85_the_year_of_the_platform_is_counted_from_its_records(mixed_year):  # noqa: F811
    counted = figures.get("publications.total").value(Scope(2019))
    assert counted == 4
    assert items_by_year.published_by_year(TODAY)[-1] == items_by_year.YearNumber(2019, counted, "counted")


def test_d85_a_year_nobody_has_returned_is_missing_and_not_zero(mixed_year):  # noqa: F811
    entry = items_by_year.enter(
        2014, "0", source="2014年度报告写明未公开", by=mixed_year.actor("王办"), at=NOW
    )
    missing = {each.year: each.value for each in items_by_year.published_by_year(TODAY)}
    assert missing[2014] is None, "entered, but nobody has signed"
    actions.sign_return(entry, by=mixed_year.actor("钱主任"), at=NOW)
    known = {each.year: each.value for each in items_by_year.published_by_year(TODAY)}
    assert (known[2013], known[2014]) == (None, 0)
    page = page_of_the_chart()
    assert re.search(r'id="y2013".*?<td>未报送</td>', page)
    assert re.search(r'id="y2014".*?<td>0</td>', page)


def test_d85_an_earlier_year_needs_its_source_and_the_signature_of_the_head(world):
    with pytest.raises(Refusal, match="没有写明出处"):
        items_by_year.enter(2015, "100", source=" ", by=world.actor("王办"), at=NOW)
    with pytest.raises(Refusal, match="平台自2019年度起按记录统计"):
        items_by_year.enter(2019, "100", source="2019年度报告", by=world.actor("王办"), at=NOW)
    with pytest.raises(Refusal, match="不是政府办的"):
        items_by_year.enter(2015, "100", source="2015年度报告", by=world.actor("张财"), at=NOW)
    returned(world, 2015, "100")
    number = next(each for each in items_by_year.published_by_year(TODAY) if each.year == 2015)
    assert (number.value, number.kind) == (100, "returned")
    assert number.source == "2015年度政府信息公开年度报告（政府办填报，负责人签字）"


def test_d85_the_office_enters_and_signs_the_earlier_years_in_the_browser(client, world):
    client.force_login(world.people["王办"])
    address = reverse("reporting_earlier")
    refused = client.post(address, {"enter": "1", "y2010": "5,000", "s2010": "", "y2011": "6000"})
    page = refused.content.decode()
    assert "没有写明出处" in page
    assert 'value="5,000"' in page
    assert items_by_year.returned() == {}
    client.post(address, {"enter": "1", "y2010": "5,000", "s2010": "2010年度报告"})
    client.force_login(world.people["钱主任"])
    client.post(address, {"sign": "1"})
    assert items_by_year.returned()[2010].signed_by == "钱主任"
    assert ">5000</a>" in client.get(address).content.decode()


@pytest.fixture
def statement(mixed_year):  # noqa: F811
    return website.open_statement(2019, by=mixed_year.actor("郑公开"), at=NOW)


def filled(world, statement, **changes):
    """Fill whatever the platform cannot count: 0, 无 and 是 for the rest."""
    typed = {}
    for _, rows in items(statement):
        for item in rows:
            if not item.counted:
                blank = {"count": "0", "decimal": "0", "yesno": "是", "choice": "政府门户网站", "text": "无"}
                typed[item.field.id] = (blank[item.field.type], "")
    return website.enter(
        statement,
        {**typed, **changes},
        expected_revision=statement.revision,
        by=world.actor("郑公开"),
        at=NOW,
    )


def signed(world, statement):
    row = filled(world, statement)
    return website.sign(row, expected_revision=row.revision, by=world.actor("钱主任"), at=NOW)


def test_d86_the_statement_has_the_sections_of_the_form_and_says_where_it_is_from(statement):
    form = forms()[statement.form]
    assert [section.label for section in form.sections] == [
        "网站信息", "信息发布", "专栏专题", "解读回应", "办事服务", "互动交流", "安全防护", "移动新媒体", "创新发展",
    ]  # fmt: skip
    assert "国办函〔2018〕12号" in form.source


def test_d86_every_number_the_platform_can_count_is_a_figure_that_opens_into_its_records(
    client, world, statement
):
    publishing_values = {item.field.id: item for _, rows in items(statement) for item in rows}
    assert publishing_values["release.total"].counted == "4"
    assert publishing_values["response.total"].counted == "1"
    client.force_login(world.people["郑公开"])
    page = client.get(reverse("website_statement", args=[2019])).content.decode()
    opened = 0
    for item in publishing_values.values():
        total = 0
        for name in item.opens:
            address = f"{reverse('reporting_figure', args=[name])}?year=2019"
            assert address in page
            listed = client.get(f"{address}&format=csv").content.decode().splitlines()[1:]
            total += len(listed)
        if item.opens and figures.get(item.opens[0]).kind == "counted" and not item.field.measure:
            assert item.counted == str(total), item.field.name
            opened += 1
    assert opened >= 10


def test_d86_a_number_that_differs_from_what_is_counted_needs_its_reason(world, statement):
    with pytest.raises(Refusal, match="平台统计为0，没有写明原因"):
        filled(world, statement, **{"exchange.received": ("96", "")})
    row = filled(world, statement, **{"exchange.received": ("96", "原信箱系统的数")})
    item = next(i for _, rows in items(row) for i in rows if i.field.id == "exchange.received")
    assert (item.counted, item.shown, item.differs) == ("0", "96", True)
    assert item.origin == "郑公开填报 2020-01-20，原信箱系统的数"


def test_d86_a_blank_forbids_the_signature_and_the_maker_does_not_sign(world, statement):
    with pytest.raises(Refusal, match="没有填"):
        website.sign(statement, expected_revision=0, by=world.actor("钱主任"), at=NOW)
    row = filled(world, statement)
    with pytest.raises(Refusal, match="负责人"):
        website.sign(row, expected_revision=row.revision, by=world.actor("郑公开"), at=NOW)
    done = website.sign(row, expected_revision=row.revision, by=world.actor("钱主任"), at=NOW)
    assert done.frozen["figures"]["website.items"]["value"] == "4"
    assert len(done.frozen["figures"]["website.items"]["records_sha256"]) == 64
    with pytest.raises(Refusal, match="已签字"):
        filled(world, done)


def test_d86_a_signed_statement_does_not_move_with_its_records(mixed_year, statement):  # noqa: F811
    done = signed(mixed_year, statement)
    published(mixed_year, "后来补登的公告", "2019-06-05")
    again = WebsiteStatement.objects.get(pk=done.pk)
    assert again.frozen["figures"]["website.items"]["value"] == "4"
    assert figures.get("website.items").value(Scope(2019)) == 5


def test_d86_it_is_published_in_the_annual_column_with_its_files(mixed_year, statement):  # noqa: F811
    world, row = mixed_year, signed(mixed_year, statement)
    item = website.prepare_publication(row, by=world.actor("王办"), at=NOW)
    publishing.check(item, by=world.actor("李核"), at=at("2020-01-20 10:00"))
    publishing.pass_secrecy(item, by=world.actor("周密"), at=at("2020-01-20 11:00"))
    item = publishing.sign(item, by=world.actor("赵签"), at=at("2020-01-20 15:00"))
    assert item.column == Column.objects.get(code="annual")
    assert item.due_on == date(2020, 1, 31)
    assert "信息公开目录信息更新量" in item.body
    kept = {part.name.rpartition(".")[2]: part.file.read() for part in item.files.all()}
    assert set(kept) == {"pdf", "xlsx", "json"}
    assert "独立用户访问总量" in "".join(
        page.extract_text() for page in PdfReader(io.BytesIO(kept["pdf"])).pages
    )
    sheet = load_workbook(io.BytesIO(kept["xlsx"])).active
    told = {line[1]: line[2] for line in sheet.iter_rows(values_only=True)}
    assert told["总数（单位：条）"] == 4
    assert json.loads(kept["json"])["sha256"] == row.frozen_sha256
    row.refresh_from_db()
    assert lateness(row, date(2020, 3, 1)) == "", "published on 20 January"


def test_d86_after_31_january_it_is_visibly_late(client, world, statement):
    assert publish_by(2019) == date(2020, 1, 31)
    assert lateness(statement, date(2020, 1, 31)) == ""
    assert lateness(statement, date(2020, 2, 3)) == "已逾期3日，尚未公布"
    client.force_login(world.people["郑公开"])
    assert "尚未公布" in client.get(reverse("website_statement_list")).content.decode()


def test_d86_what_was_typed_is_not_lost_when_it_is_refused(client, world, statement):
    client.force_login(world.people["郑公开"])
    address = reverse("website_statement", args=[2019])
    answer = client.post(
        address, {"revision": "0", "site.visits": "约20万", "site.visitors": "3000", "enter": "1"}
    )
    page = answer.content.decode()
    assert "不能填“约20万”" in page
    assert 'value="约20万"' in page
    assert 'value="3000"' in page
    statement.refresh_from_db()
    assert statement.entered == {}


def test_d86_two_people_at_once_do_not_overwrite_each_other(world, statement):
    filled(world, statement)
    with pytest.raises(Refusal, match="已被他人修改"):
        website.enter(
            statement, {"site.visits": ("5", "")}, expected_revision=0, by=world.actor("王办"), at=NOW
        )
