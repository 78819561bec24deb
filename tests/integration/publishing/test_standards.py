"""The pages of the standard catalogue in the workbench."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from gongkai.publishing import actions, standard_table, standards
from gongkai.publishing.models import StandardField, StandardItem
from tests.conftest import at


@pytest.fixture
def catalogue(db):
    standards.install(date(2019, 1, 1))
    return {item.code: item for item in standards.current()}


def test_the_fields_show_what_is_covered_and_what_belongs_to_no_matter(desk, catalogue, client, world):
    desk.published(standard=catalogue["budget-1"])
    loose = desk.published(title="还没有对应的", column=desk.columns["P07"])
    client.force_login(world.people["郑公开"])
    page = client.get(reverse("publishing_standards")).content.decode()
    assert "财政预决算" in page
    assert "1 条<" in page
    assert loose.title in page
    town = client.get(reverse("publishing_standards"), {"level": "乡级"}).content.decode()
    assert "0 条<" in town
    assert "1 条<" not in town


def test_the_officer_says_which_matter_a_public_item_belongs_to(desk, catalogue, client, world):
    item = desk.published()
    client.force_login(world.people["张财"])
    page = client.get(reverse("publishing_detail", args=[item.pk])).content.decode()
    assert "对应标准事项" in page
    address = reverse("publishing_act", args=[item.pk, "match"])
    answer = client.post(address, {"item": catalogue["budget-3"].pk, "seen": item.revision})
    assert answer.status_code == 302
    item.refresh_from_db()
    assert item.standard == catalogue["budget-3"]
    assert client.post(address, {"item": "no matter", "seen": item.revision}).status_code == 200


def test_a_table_goes_out_is_changed_and_comes_back(catalogue, client, world):
    client.force_login(world.people["郑公开"])
    content = client.get(reverse("publishing_standard_table", args=["food"])).content
    book = load_workbook(BytesIO(content))
    assert book.active["A1"].value == "食品药品监管领域基层政务公开标准目录"
    assert {str(merged) for merged in book.active.merged_cells.ranges} >= {"A1:N1", "B2:C2", "A2:A3", "I2:J2"}
    book.active["F4"] = "5个工作日内"
    changed = BytesIO()
    book.save(changed)
    address = reverse("publishing_standard", args=["food"])
    answer = client.post(address, {"table": SimpleUploadedFile("目录.xlsx", changed.getvalue())}, follow=True)
    assert "修改1项" in answer.content.decode()
    assert "按“5个工作日内公开”计" in answer.content.decode()
    assert StandardItem.objects.get(code="food-1", until=None).limit.within.days == 5


def test_a_file_that_is_no_table_changes_nothing_and_says_why(catalogue, client, world):
    client.force_login(world.people["郑公开"])
    address = reverse("publishing_standard", args=["food"])
    answer = client.post(address, {"table": SimpleUploadedFile("目录.xlsx", b"MZ")})
    assert "不是可以打开的XLSX表格" in answer.content.decode()
    client.force_login(world.people["张财"])
    assert 'type="file"' not in client.get(address).content.decode()
    assert StandardItem.objects.count() == len(catalogue)
    assert StandardField.objects.count() == 26


def test_the_catalogue_begins_with_two_hundred_matters_each_with_its_source_and_to_be_confirmed(desk):
    standards.install(date(2019, 1, 1))
    matters = list(standards.current())
    assert len(matters) >= 200
    assert all(each.source and each.to_be_confirmed and each.limit.understood for each in matters)


def test_what_the_office_loads_is_confirmed(desk):
    standards.install(date(2019, 1, 1))
    area = StandardField.objects.get(code="budget")
    rows = standard_table.read(standard_table.write(area.name, area.standard_items.filter(until=None)))
    loaded = actions.load_standards(
        area, rows, by=desk.world.actor("郑公开"), at=at("2019-06-03 09:00"), on=date(2019, 6, 3)
    )
    assert loaded.same > 0
    assert not area.standard_items.filter(until=None, to_be_confirmed=True).exists()
