"""Comparisons of a figure, the open data of all figures, and their definitions."""

import csv
import io
import json
import re
from datetime import date

import pytest
from django.urls import reverse

from gongkai.portal import files, pages
from gongkai.reporting import compared, definitions, figures
from gongkai.reporting.scope import Scope
from gongkai.units.models import Unit
from tests.integration.reporting.conftest import give

YEAR = Scope(2019)


def shown(client, world, figure, **query):
    client.force_login(world.people["郑公开"])
    return client.get(reverse("reporting_compare_figure", args=[figure]), query).content.decode()


def test_by_unit_the_parts_add_up_to_the_figure(mixed_year):
    divided = [each for each in figures.all_figures() if each.set != "units"]
    values = compared.unit_values(YEAR, divided)
    for figure in divided:
        assert sum(values[figure.id].values()) == (figure.value(YEAR) or 0), figure.id
        for code, value in values[figure.id].items():
            assert value == figure.value(Scope(2019, Unit.objects.get(code=code))), (figure.id, code)


@pytest.mark.parametrize("name", ["publications.total", "requests.new.total", "requests.result_total.total"])
def test_by_category_the_parts_add_up_and_open_into_their_records(client, mixed_year, name):
    figure = figures.get(name)
    client.force_login(mixed_year.people["郑公开"])
    for category in compared.categories(figure):
        points = compared.by_category(figure, YEAR, category)
        assert sum(point.value for point in points) == figure.value(YEAR), category.id
        for point in points:
            listed = client.get(
                reverse("reporting_figure", args=[name]), {"year": 2019, "format": "csv", **point.query}
            )
            assert len(listed.content.decode().splitlines()) - 1 == point.value


def test_the_page_shows_chart_and_table_with_the_same_numbers_each_a_link(client, mixed_year):
    page = shown(client, mixed_year, "requests.new.total", by="unit", year=2019)
    chart = re.search(r'<figure class="chart lying">.*?</figure>', page, re.DOTALL)[0]
    assert re.findall(r'class="end">([^<]*)<.*?class="start">([^<]*)', chart, re.DOTALL)[:2] == [
        ("财政局", "2"), ("四龙镇", "1"),
    ]  # fmt: skip
    address = re.search(r'href="([^"]*unit=silong[^"]*)"', page)[1].replace("&amp;", "&")
    records = client.get(address).content.decode()
    assert "四龙镇" in records
    assert records.count('data-label="编号"') == 1


def test_a_return_a_unit_did_not_give_is_missing_in_the_comparison(client, mixed_year):
    page = shown(client, mixed_year, "licences.decisions", by="unit", year=2019)
    assert "未报送" in page
    export = shown(client, mixed_year, "licences.decisions", by="unit", year=2019, format="csv")
    rows = {row[0]: row[1] for row in csv.reader(io.StringIO(export.lstrip("\ufeff")))}
    assert (rows["财政局"], rows["四龙镇"], rows["政府办"]) == ("6000", "473", "未报送")


def test_an_officer_compares_her_own_unit_only(client, mixed_year):
    client.force_login(mixed_year.people["吴镇"])
    address = reverse("reporting_compare_figure", args=["requests.new.total"])
    page = client.get(address, {"by": "unit", "year": 2019}).content.decode()
    assert "四龙镇" in page
    assert "财政局" not in page
    assert client.get(address, {"by": "unit", "year": 2019, "unit": "czj"}).status_code == 404


def test_every_figure_is_defined_in_sentences(db):
    for figure in figures.all_figures():
        explained = definitions.definition(figure)
        assert explained.counts.endswith("。"), figure.id
        assert explained.as_of.endswith("。"), figure.id
    with pytest.raises(KeyError):
        figures.get("no.such.figure")


def test_every_public_figure_has_an_address_that_exists(mixed_year):
    pages.write_figures_pages(date(2020, 1, 20))
    for figure in definitions.public_figures():
        path, _, anchor = definitions.address(figure).partition("#")
        page = (files.root() / path.strip("/") / "index.html").read_text()
        assert not anchor or f'id="{anchor}"' in page, figure.id
        assert figure.id in page


def test_open_data_gives_every_value_by_unit_and_never_a_zero_for_a_missing_one(mixed_year):
    give(mixed_year, "other_matters", "0")
    pages.write_figures_pages(date(2020, 1, 20))
    data = json.loads((files.root() / "figures/2019.json").read_text())
    values = {(row["figure"], row["unit"]): row["value"] for row in data["items"]}
    assert values["publications.total", ""] == values["publications.total", "czj"] == 4
    assert values["licences.decisions", ""] == 6473
    assert values["licences.decisions", "zfb"] is None
    assert values["trainings", ""] is None
    assert values["requests.new.org_law", "silong"] == 0
    assert not any(figure == "other_matters" for figure, _ in values), "declared to the office alone"
    schema = json.loads((files.root() / "figures/schema.json").read_text())
    described = schema["properties"]["items"]["items"]["anyOf"][0]["properties"]
    assert set(data["items"][0]) == set(described)
    lines = (files.root() / "figures/2019.csv").read_text().lstrip("\ufeff")
    assert len(list(csv.DictReader(io.StringIO(lines)))) == len(values)


def test_open_data_names_no_applicant_and_no_member_of_staff(mixed_year):
    pages.write_figures_pages(date(2020, 1, 20))
    written = "".join(
        path.read_text()
        for path in (files.root() / "figures").rglob("*.*")
        if path.suffix in (".html", ".json", ".csv")
    )
    for name in ("赵一", "孙六", "某律师事务所", "张财", "黄局长"):
        assert name not in written


def test_a_year_that_still_runs_is_not_published(mixed_year):
    pages.write_figures_pages(date(2019, 12, 31))
    assert not (files.root() / "figures/2019.json").exists()
    assert "还没有结束的统计年度" in (files.root() / "figures/index.html").read_text()
