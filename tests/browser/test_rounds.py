"""A whole round in a browser: the office opens, a unit fills, its head signs, the office returns, accepts, adds up."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gongkai.portal import site
from gongkai.publishing import columns
from gongkai.reporting.rounds import actions
from gongkai.reporting.rounds.models import FormReturn
from tests.browser.test_main_path import press, sign_in
from tests.integration.reporting.rounds import FORM

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def version(world):
    columns.install()
    site.install()
    by = world.actor("郑公开", timezone.localdate())
    draft = actions.create_form("zwgk-quarterly", FORM, by=by, at=timezone.now())
    return actions.publish_form(draft, expected_revision=0, by=by, at=timezone.now())


def cell(page: Page, name: str):
    return page.locator(f'[name="cell.{name}"]')


def test_a_whole_round_is_played_by_office_and_unit(page: Page, address, world, version):
    sign_in(page, address, "zfb.competent")
    page.goto(f"{address}/workbench/reports/rounds/")
    page.get_by_role("link", name="开展报送").click()
    page.fill("[name=title]", "第四季度统计")
    for unit in ("政府办", "四龙镇"):
        page.get_by_label(unit).uncheck()
    press(page, "开展报送")
    expect(page.get_by_role("heading", name="第四季度统计")).to_be_visible()
    expect(page.get_by_text("未开始 1")).to_be_visible()

    row = FormReturn.objects.get()
    sign_in(page, address, "czj.officer")
    page.get_by_role("link", name="第四季度统计").first.click()
    cell(page, "T1.R2C1").fill("约30")
    cell(page, "T1.R3C1").fill("12")
    expect(page.locator("#msg-T1-R2C1")).to_contain_text("约数")
    for name, text in (("T1.R2C1", "30"), ("T1.R2C2", "10"), ("T1.R3C2", "0"), ("T2.R1C1", "1.5")):
        cell(page, name).fill(text)
    cell(page, "T2.R2C1").fill("张三")
    cell(page, "T2.R2C1").blur()
    expect(page.locator("#out-T1-R4C1")).to_have_text("42")
    expect(page.locator("#checked")).to_contain_text("没有发现问题")
    row.refresh_from_db()
    assert row.stage == "not_started"
    press(page, "提交签字")
    expect(page.get_by_text("请负责人核对并签字报送")).to_be_visible()

    head_signs(page, address)
    office_opens(page, address, "审核")
    page.locator('[name="remark.T1.R2C1"]').fill("与台账不符")
    press(page, "退回修改")
    expect(page.get_by_text("已退回财政局")).to_be_visible()

    sign_in(page, address, "czj.officer")
    page.get_by_role("link", name="第四季度统计").first.click()
    expect(page.get_by_text("退回意见：与台账不符")).to_be_visible()
    cell(page, "T1.R2C1").fill("31")
    press(page, "提交签字")
    head_signs(page, address)

    office_opens(page, address, "审核")
    page.get_by_role("link", name="各次报送的差异").click()
    expect(page.locator("strong", has_text="31")).to_be_visible()
    page.go_back()
    press(page, "审核通过")
    expect(page.get_by_text("计入汇总").first).to_be_visible()
    page.goto(f"{address}/workbench/reports/rounds/{row.round_id}/total/")
    expect(page.get_by_text("1个单位中1个审核通过")).to_be_visible()
    page.get_by_role("link", name="31", exact=True).click()
    page.get_by_role("link", name="财政局").click()
    expect(page.get_by_role("cell", name="黄局长").first).to_be_visible()
    expect(page.get_by_text("意见：与台账不符")).to_be_visible()


def head_signs(page: Page, address) -> None:
    sign_in(page, address, "czj.head")
    page.get_by_role("link", name="第四季度统计").first.click()
    press(page, "签字报送")
    expect(page.get_by_text("已签字报送")).to_be_visible()


def office_opens(page: Page, address, todo: str) -> None:
    sign_in(page, address, "zfb.competent")
    page.get_by_role("link", name="第四季度统计").first.click()
    page.get_by_role("link", name="白银区财政局").click()
