"""Writing and reviewing a text in a browser: what is typed is kept, words of the text become remarks."""

import re

import pytest
from playwright.sync_api import Page, expect

from gongkai.publishing import columns
from tests.browser.test_main_path import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def district(world):
    columns.install()
    return world


def editor(page: Page):
    return page.frame_locator("iframe.tox-edit-area__iframe").locator("body")


def test_what_is_typed_is_kept_though_the_page_is_closed_without_saving(page: Page, address, district):
    sign_in(page, address, "czj.officer")
    page.goto(f"{address}/workbench/publishing/new/")
    page.fill("[name=title]", "城区供热补贴办法")
    editor(page).press_sequentially("补贴按建筑面积计发。")
    expect(page.locator("#autosaved")).to_contain_text("已自动保存", timeout=10_000)
    page.goto("about:blank")
    page.goto(f"{address}/workbench/publishing/new/")
    expect(page.locator("[name=title]")).to_have_value("城区供热补贴办法")
    expect(editor(page)).to_contain_text("补贴按建筑面积计发。")


def test_words_chosen_in_the_text_become_the_quote_of_a_remark(page: Page, address, district):
    sign_in(page, address, "czj.officer")
    page.goto(f"{address}/workbench/publishing/new/")
    page.fill("[name=title]", "城区供热补贴办法")
    page.fill("[name=summary]", "城区供热补贴的标准")
    editor(page).fill("补贴按建筑面积计发。")
    page.select_option("[name=column]", index=2)
    page.select_option("[name=genre]", "announcement")
    page.locator("#text").get_by_role("button", name=re.compile("保存")).first.click()
    page.goto(page.url.removesuffix("edit/"))
    page.get_by_role("button", name=re.compile("提交核稿")).click()
    sign_in(page, address, "czj.checker")
    page.get_by_role("link", name="城区供热补贴办法").click()
    page.locator(".pb-body p").first.click(click_count=3)
    page.get_by_role("button", name="加批注").click()
    expect(page.locator("[name=quote]").first).to_have_value("补贴按建筑面积计发。")
