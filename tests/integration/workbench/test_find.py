"""The search of the workbench: every case and publication, for those who may see its unit."""

import pytest
from django.urls import reverse
from django.utils import timezone

from gongkai.cases import actions as case_actions
from gongkai.cases import procedure as procedures
from gongkai.publishing import actions
from gongkai.search import index
from gongkai.units import posts
from gongkai.workbench import desk as searched
from tests.conftest import at
from tests.integration.cases.test_engine import TRIAL
from tests.integration.publishing.conftest import desk, site_columns  # noqa: F401 -- fixtures


@pytest.fixture
def case(world):
    procedures.register(TRIAL)
    return case_actions.open_case(
        TRIAL, "receive", unit=world.finance, title="申请公开减税降费台账", channel="in_person",
        by=posts.applicant("张三"), at=at("2019-06-04 09:00"),
    ).case  # fmt: skip


@pytest.fixture
def find(world, client):
    def find(name, text="", **narrowed):
        searched.sweep(timezone.now())
        client.force_login(world.people[name])
        return client.get(reverse("workbench_find"), {"q": text, **narrowed}).content.decode()

    return find


def test_drafts_public_items_and_cases_are_found_together(desk, case, find):  # noqa: F811
    desk.draft(title="减税降费政策问答", body="<p>草稿正文里的小微企业。</p>")
    desk.published()
    page = find("张财", "减税降费")
    assert "找到 3 条" in page
    assert all(f'<td data-label="环节" class="gk-whole">{stage}</td>' in page for stage in ("拟稿", "已公开"))
    assert case.number in page
    assert "小微企业" in find("张财", "小微企业")


def test_what_is_found_is_narrowed_by_kind_stage_unit_and_year(desk, find):  # noqa: F811
    desk.draft(title="减税降费政策问答")
    desk.published()
    page = find("张财", "减税降费", validity="拟稿")
    assert "找到 1 条" in page
    assert '<option value="拟稿" selected>拟稿（1）</option>' in page
    assert '<option value="已公开">已公开（1）</option>' in page
    assert "没有找到" in find("张财", "减税降费", year="2018")


def test_a_number_finds_its_record(desk, case, find):  # noqa: F811
    item = desk.published()
    assert "找到 1 条" in find("张财", case.number)
    assert item.title in find("张财", item.index_no)


@pytest.mark.parametrize("name", ["吴镇", "王办"])
def test_records_of_another_unit_are_not_found(desk, case, find, name):  # noqa: F811
    desk.draft()
    assert "没有找到" in find(name, "减税降费")
    assert "没有找到" in find(name, case.number)
    assert "减税" not in find(name, "减说降费")


def test_those_who_watch_over_the_district_find_every_unit(desk, find):  # noqa: F811
    desk.draft()
    assert "财政局" in find("郑公开", "减税降费")


def test_without_a_post_nothing_is_found(desk, world, find):  # noqa: F811
    desk.draft()
    world.people["张财"].posts.all().delete()
    assert "没有找到" in find("张财", "减税降费")


def test_each_act_is_found_at_the_next_sweep(desk, find):  # noqa: F811
    item = desk.draft()
    assert "拟稿" in find("张财", "减税降费")
    actions.submit(item, by=desk.officer, at=at("2019-06-03 09:10"))
    assert "核稿" in find("张财", "减税降费")
    assert searched.sweep(timezone.now()) == 0


def test_an_index_thrown_away_is_built_again(desk, find):  # noqa: F811
    desk.draft()
    find("张财", "减税降费")
    index.clear()
    assert "找到 1 条" in find("张财", "减税降费")


@pytest.mark.parametrize("typed", ["😀", "%' OR 1=1", "“", "a" * 5000, "<script>alert(1)</script>"])
def test_whatever_is_typed_is_answered(desk, find, typed):  # noqa: F811
    desk.draft()
    page = find("张财", typed)
    assert "没有找到" in page
    assert "<script>alert" not in page
