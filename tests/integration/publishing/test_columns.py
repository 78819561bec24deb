from datetime import date

import pytest
from django.urls import reverse
from wagtail.models import Page

from gongkai.law.refusal import Refusal
from gongkai.law.regulation import COUNTY_ITEMS, PROACTIVE_ITEMS, TOWNSHIP_ITEMS
from gongkai.publishing import actions, batch, columns, duties
from gongkai.publishing.models import Column
from gongkai.publishing.work import afterwards
from tests.conftest import at
from tests.integration.publishing.test_import import table


def test_the_five_parts_stand_below_the_disclosure_column(site_columns):
    parts = site_columns["xxgk"].get_children().specific()
    assert [part.code for part in parts] == ["guide", "rules", "statutory", "annual", "apply"]
    assert site_columns["xxgk"].title == "政府信息公开"


def test_every_statutory_item_has_its_node(site_columns):
    nodes = {node.code for node in site_columns["statutory"].get_children().specific()}
    assert nodes == {*PROACTIVE_ITEMS, *COUNTY_ITEMS, *TOWNSHIP_ITEMS}


def test_installing_again_changes_nothing(site_columns):
    columns.install()
    assert Column.objects.count() == len(site_columns)
    assert not any(Page.find_problems())


def test_no_two_columns_read_alike_in_lists(site_columns):
    names = columns.names()
    assert len(set(names.values())) == len(names)
    assert names[site_columns["C04"].pk] == "法定主动公开内容 › 土地征收（县级）"
    assert names[site_columns["T05"].pk] == "法定主动公开内容 › 土地征收（乡镇）"


def test_a_table_that_names_a_column_two_could_be_is_told_which(desk):
    row = ["第一件", "概述", "正文。", "土地征收", "通知", "2019-06-03"]
    rows, _ = batch.read(table(row), None, desk.world.finance, date(2019, 6, 3))
    assert "栏目“土地征收”有2个，请写明：法定主动公开内容 › 土地征收（县级）；" in rows[0].errors[0]
    row[3] = "土地征收（县级）"
    rows, _ = batch.read(table(row), None, desk.world.finance, date(2019, 6, 3))
    assert rows[0].errors == []
    assert rows[0].fields["column"].code == "C04"


def act(desk, **given):
    return {
        "by": desk.world.actor("郑公开"),
        "at": at("2019-06-03 09:00"),
        "source": "区政务公开办〔2019〕3号",
    } | given


def test_the_competent_office_adds_renames_and_ends_a_column_and_its_history_stays(desk):
    made = actions.add_column(
        desk.columns["P11"], **act(desk, code="wbl", title="稳岗补贴", since=date(2019, 6, 3))
    )
    assert made.get_parent().specific.code == "P11"
    actions.rename_column(made, **act(desk, title="就业补贴", since=date(2019, 7, 1)))
    actions.end_column(made, **act(desk, on=date(2019, 8, 1)))
    made.refresh_from_db()
    assert (made.title, made.until, made.takes_items) == ("就业补贴", date(2019, 8, 1), False)
    assert [each.title for each in made.names.all()] == ["稳岗补贴", "就业补贴"]
    with pytest.raises(Refusal, match="只是目录"):
        desk.draft(column=made)
    assert not any(Page.find_problems())


def test_nobody_else_changes_a_column(desk):
    with pytest.raises(Refusal, match="不是政务公开办"):
        actions.end_column(
            desk.columns["P11"], by=desk.officer, at=at("2019-06-03 09:00"), source="无", on=date(2019, 6, 3)
        )


def test_a_column_is_added_at_the_screen(desk, client):
    client.force_login(desk.world.people["郑公开"])
    sent = {"do": "add", "code": "wbl", "title": "稳岗补贴", "since": "2019-06-03", "source": "文件"}
    client.post(reverse("publishing_column", args=["P11"]), sent)
    assert "稳岗补贴" in client.get(reverse("publishing_columns")).content.decode()


def test_units_have_the_duties_of_their_kind_and_function(desk):
    duties.install(date(2019, 1, 1))

    def of(unit):
        return set(unit.duties.values_list("column__code", flat=True))

    assert {"P07", "P08", "P09"} <= of(desk.world.finance)
    assert {f"T0{number}" for number in range(1, 9)} <= of(desk.world.silong)
    assert "P08" not in of(desk.world.silong)
    # 人民政府 holds the letters of 民政.
    assert "C07" not in of(desk.world.silong) | of(desk.world.district)
    assert "P03" in of(desk.world.district)


def test_empty_columns_are_one_line_on_the_work_list_that_leads_to_drafting(desk, client):
    duties.install(date(2019, 1, 1))
    items = [
        each
        for each in afterwards(desk.world.people["张财"], date(2019, 6, 3))
        if each.todo == "补齐空白栏目"
    ]
    assert len(items) == 1
    client.force_login(desk.world.people["张财"])
    page = client.get(items[0].url).content.decode()
    unit, column = desk.world.finance.pk, desk.columns["P08"].pk
    assert f"?column={column}&amp;unit={unit}" in page
    form = client.get(f"{reverse('publishing_new')}?column={column}&unit={unit}").content.decode()
    assert f'<option value="{column}" selected>' in form
