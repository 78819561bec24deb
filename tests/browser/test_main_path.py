"""The main path of each role, in a browser, as the people would walk it."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gongkai.portal import site
from gongkai.publishing import columns

PASSWORD = "gongkai-2019"
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def district(world):
    columns.install()
    site.install()
    return world


def sign_in(page: Page, address: str, username: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{address}/workbench/login/")
    page.fill("#id_username", username)
    page.fill("#id_password", PASSWORD)
    page.click("button[type=submit]")
    expect(page.get_by_role("heading", name="待办")).to_be_visible()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_clerk_publishes_an_item_and_a_citizen_reads_it(page: Page, address, district):
    sign_in(page, address, "czj.officer")
    page.goto(f"{address}/workbench/publishing/new/")
    page.fill("[name=title]", "2018年度部门决算公开")
    page.fill("[name=summary]", "财政局2018年度部门决算")
    text = page.frame_locator("iframe.tox-edit-area__iframe").locator("body")
    text.fill("现将2018年度部门决算予以公开。")
    page.select_option(
        "[name=column]",
        label=next(o for o in page.locator("[name=column] option").all_inner_texts() if "财政预决算" in o),
    )
    page.select_option("[name=genre]", "announcement")
    page.fill("[name=created_on]", timezone.localdate().isoformat())
    page.locator("form button[type=submit]").filter(has_text=re.compile("保存")).first.click()
    expect(page.get_by_text("2018年度部门决算公开").first).to_be_visible()
    address_of_item = page.url.removesuffix("edit/")
    page.goto(address_of_item)
    page.get_by_role("button", name=re.compile("提交核稿")).click()
    for username, button in (
        ("czj.checker", "核稿通过"),
        ("czj.secrecy", "保密审查通过"),
        ("czj.approver", "签发公开"),
    ):
        sign_in(page, address, username)
        page.get_by_role("link", name="2018年度部门决算公开").click()
        page.get_by_role("button", name=re.compile(button)).click()
    site.sweep(timezone.now())
    page.goto(f"{address}/search/?q=部门决算")
    page.get_by_role("link", name="2018年度部门决算公开").click()
    expect(page.get_by_role("heading", name="2018年度部门决算公开")).to_be_visible()
    expect(page.get_by_text("现将2018年度部门决算予以公开。")).to_be_visible()


def test_a_citizen_applies_the_unit_answers_and_the_citizen_follows(page: Page, address, district):
    page.goto(f"{address}/apply/?unit=czj")
    page.fill("#id_info_title", "城区供热补贴标准")
    page.fill("#id_name", "张三")
    page.fill("#id_id_number", "11010519491231002X")
    page.fill("#id_phone", "13900000000")
    page.select_option("#id_delivery_channel", "counter")
    press(page, "下一步：查找是否已经公开")
    press(page, "确认提交申请")
    number = page.locator("dt:has-text('申请编号') + dd").inner_text()
    code = page.locator(".code").inner_text()
    expect(page.locator(".qr svg")).to_be_visible()

    sign_in(page, address, "czj.officer")
    page.get_by_role("link", name="城区供热补贴标准").click()
    for act in ("双方确认", "受理"):
        page.get_by_role("link", name=act, exact=True).click()
        press(page, act)
    page.get_by_role("link", name="拟写答复").click()
    page.select_option("#id_outcome", "O_GRANT")
    page.fill("#id_information", "随信附供热补贴标准一份")
    press(page, "拟写答复")
    sign_in(page, address, "czj.secrecy")
    page.get_by_role("link", name="城区供热补贴标准").click()
    page.get_by_role("link", name="通过保密审查").click()
    press(page, "通过保密审查")
    sign_in(page, address, "czj.approver")
    page.get_by_role("link", name="城区供热补贴标准").click()
    page.get_by_role("link", name="审批答复").click()
    press(page, "审批答复")
    sign_in(page, address, "czj.officer")
    page.get_by_role("link", name="城区供热补贴标准").click()
    page.get_by_role("link", name="送达答复").click()
    page.select_option("#id_manner", "counter")
    press(page, "送达答复")
    page.get_by_role("link", name="归档").click()
    press(page, "归档")

    page.goto(f"{address}/track/")
    page.fill("#number", number)
    page.fill("#code", code.lower())
    press(page, "查询")
    expect(page.get_by_text("已答复并归档：予以公开")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").last.click()
    assert download.value.suggested_filename.endswith(".pdf")


@pytest.mark.parametrize("width", [1440, 390])
def test_public_pages_fit_the_screen_and_work_without_scripts(browser, address, district, width):
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    for path in (
        "/",
        "/apply/",
        "/track/",
        "/search/?q=决算",
        "/unit/czj/",
        "/column/statutory/",
        "/statistics/",
        "/ledger/",
    ):
        assert page.goto(f"{address}{path}").status == 200
        expect(page.locator("h1").first).to_be_attached()
        assert page.locator("html").bounding_box()["width"] <= width
    context.close()
