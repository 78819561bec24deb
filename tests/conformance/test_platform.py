"""The column 政府信息公开 of the district and of every unit: obligations D47–D50."""

import json
import re
from datetime import date

import pytest
from django.conf import settings

from gongkai.cases.worklist import work_of
from gongkai.law.platform import PARTS
from gongkai.law.regulation import COUNTY_ITEMS, PROACTIVE_ITEMS, TOWNSHIP_ITEMS
from gongkai.portal import site
from gongkai.publishing import actions, columns, duties
from gongkai.publishing.models import Column, Publication
from gongkai.search import find
from gongkai.units.actions import change_facts
from gongkai.units.models import Unit
from tests.conftest import at
from tests.integration.portal.conftest import columns_installed, publish  # noqa: F401
from tests.integration.publishing.conftest import Desk

NOW = at("2019-06-03 18:00")


def read(path):
    return (settings.SITE_ROOT / path).read_text()


@pytest.fixture
def desk(world):
    columns.install()
    duties.install(date(2019, 1, 1))
    return Desk(world, {column.code: column for column in Column.objects.all()})


def test_d47_every_public_item_is_found_read_and_downloaded_at_a_lasting_address(publish):  # noqa: F811
    item = publish(title="2018年度决算", body="<p>本年支出合计壹佰万元。</p>", files=[("决算表.json", b"{}")])
    site.install()
    site.sweep(NOW)
    for words in ("2018年度决算", "支出合计", item.index_no):
        assert [hit.url for hit in find.query(words).hits] == [item.public_url], words
    page = read(item.public_url.lstrip("/"))
    assert "本年支出合计壹佰万元" in page
    assert 'href="/files/' in page
    assert (settings.SITE_ROOT / f"files/{item.slug}/决算表.json").read_bytes() == b"{}"
    address = item.public_url
    site.rebuild_search()
    site.sweep(at("2019-06-04 18:00"))
    item.refresh_from_db()
    assert item.public_url == address


def test_d48_the_district_has_one_column_with_four_parts_and_requests(publish):  # noqa: F811
    publish()
    site.install()
    page = read("column/xxgk/index.html")
    assert "<h1>政府信息公开</h1>" in page
    assert all(label in page for label in PARTS.values())


def test_d48_every_unit_has_the_four_parts_and_requests_under_the_same_site(desk):
    desk.published(column=desk.columns["P07"])
    site.install()
    site.sweep(NOW)
    for unit in Unit.objects.all():
        page = read(f"unit/{unit.code}/index.html")
        tree = page[page.index('class="tree"') : page.index("</nav>", page.index('class="tree"'))]
        assert all(label in tree for label in PARTS.values()), unit
        assert f'href="/apply/?unit={unit.code}"' in tree
    assert "财政预决算 <small>1</small>" in read("unit/czj/index.html")
    assert "关于做好2019年减税降费工作的通知" in read("unit/czj/P07/index.html")


def test_d48_the_links_of_a_unit_page_lead_somewhere(desk):
    desk.published(column=desk.columns["P07"])
    site.install()
    site.sweep(NOW)
    for address in re.findall(r'href="(/(?:unit|column|policy|item)/[^"#?]*)', read("unit/czj/index.html")):
        path = address.lstrip("/") + ("index.html" if address.endswith("/") else "")
        assert (settings.SITE_ROOT / path).exists(), address


def test_d49_the_statutory_tree_is_held_as_data(desk):
    codes = set(Column.objects.values_list("code", flat=True))
    assert codes >= {*PROACTIVE_ITEMS, *COUNTY_ITEMS, *TOWNSHIP_ITEMS}


def test_d49_each_unit_has_a_duty_list_and_an_empty_duty_is_a_finding(desk):
    empty = {
        (row.duty.unit.code, row.duty.column.code)
        for row in duties.filled(_units(), NOW.date())
        if not row.items
    }
    assert ("czj", "P07") in empty
    assert ("silong", "T08") in empty
    assert ("czj", "T08") not in empty
    desk.published(column=desk.columns["P07"])
    left = {
        (row.duty.unit.code, row.duty.column.code)
        for row in duties.filled(_units(), NOW.date())
        if not row.items
    }
    assert empty - left == {("czj", "P07")}


def test_d49_a_duty_is_assigned_with_its_source_and_ended_not_deleted(desk):
    by = desk.world.actor("郑公开")
    duty = actions.assign_duty(
        desk.world.finance, desk.columns["P12"], by=by, at=NOW, since=NOW.date(), source="区政务公开办通知"
    )
    actions.end_duty(duty, by=by, at=NOW, on=NOW.date())
    assert duty.until == NOW.date()


def publish_draft(desk, draft):
    actions.submit(draft, by=desk.officer, at=at("2019-06-03 09:10"))
    actions.check(draft, by=desk.checker, at=at("2019-06-03 10:00"))
    actions.pass_secrecy(draft, by=desk.secrecy, at=at("2019-06-03 11:00"))
    actions.sign(draft, by=desk.approver, at=at("2019-06-03 15:00"))


def test_d50_a_guide_older_than_its_facts_is_a_finding(desk, world):
    assert world.finance in [unit for unit, _ in duties.stale_guides(_units())]
    publish_draft(desk, actions.write_guide(world.finance, by=desk.officer, at=at("2019-06-03 09:00")))
    assert world.finance not in [unit for unit, _ in duties.stale_guides(_units())]
    change_facts(world.finance, by=world.actor("黄局长"), at=at("2019-06-04 09:00"), phone="0943-8221234")
    assert world.finance in [unit for unit, _ in duties.stale_guides(_units())]
    todo = [item.todo for item in work_of(world.people["张财"], date(2019, 6, 4))]
    assert todo == ["机构信息已变更，更新财政局公开指南", "补齐空白栏目"]
    publish_draft(desk, actions.write_guide(world.finance, by=desk.officer, at=at("2019-06-04 10:00")))
    guide = Publication.objects.public().get(column__code="guide")
    assert (guide.version, "0943-8221234" in guide.body) == (2, True)
    assert world.finance not in [unit for unit, _ in duties.stale_guides(_units())]


def test_d50_the_guide_says_all_that_art_12_asks_for(world):
    text = str(duties.guide_text(world.finance))
    for fact in ("office_name", "address", "hours", "phone"):
        assert getattr(world.finance, fact) in text
    for part in ("分类", "编排体系", "获取方式", "工作机构"):
        assert part in text


def test_d50_the_catalogue_states_index_title_summary_and_date_of_every_item(desk):
    item = desk.published(column=desk.columns["P07"])
    site.install()
    site.sweep(NOW)
    page = read("unit/czj/index.html")
    for stated in (item.index_no, item.title, item.summary, "生成日期 2019-06-03"):
        assert stated in page
    (row,) = json.loads(read("unit/czj/index.json"))["items"]
    assert all(row[name] for name in ("index_no", "title", "summary", "created_on"))


def _units():
    return list(Unit.objects.values_list("pk", flat=True))
