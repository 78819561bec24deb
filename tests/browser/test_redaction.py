"""An officer draws a black place on a page with the mouse, and the file that comes out is without what was there."""

import io

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from gongkai.cases.files import checked_content
from gongkai.disclosure import actions
from gongkai.disclosure.models import Region
from gongkai.law.regulation import Channel
from gongkai.publishing import columns
from tests.browser.test_main_path import press, sign_in
from tests.integration.disclosure.conftest import application
from tests.unit.disclosure.redaction.papers import ID_NUMBER, LIST, region_over, typeset

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def redaction(world):
    columns.install()
    clerk, now = world.actor("张财"), timezone.now()
    case = actions.register(
        application(), unit=world.finance, channel=Channel.IN_PERSON, by=clerk, at=now
    ).case
    actions.accept(case, by=clerk, at=now)
    return actions.add_source(case, checked_content("名单.pdf", typeset(LIST)), by=clerk, at=now)


def test_an_officer_draws_a_region_and_downloads_the_file_without_it(page: Page, address, redaction):
    sign_in(page, address, "czj.officer")
    page.goto(f"{address}/workbench/requests/{redaction.case_id}/")
    press(page, "打开（将记入日志）")
    page.select_option("#id_ground", "EX_THIRD")
    sheet = page.locator(".rd-sheet svg")
    sheet.scroll_into_view_if_needed()
    shown = sheet.bounding_box()
    (over,) = region_over(typeset(LIST), ID_NUMBER)

    def at(x, y):
        page.mouse.move(shown["x"] + shown["width"] * x / 10_000, shown["y"] + shown["height"] * y / 10_000)

    at(over.left - 60, over.top - 60)
    page.mouse.down()
    at(over.right - 500, over.bottom)
    at(over.right + 20, over.bottom + 60)
    page.mouse.up()
    expect(page.get_by_text("划定了 1 处，尚未提交")).to_be_visible()
    press(page, "遮盖")
    expect(page.get_by_text("已遮盖 1 处")).to_be_visible()
    assert Region.objects.get().drawn_by == "张财"
    page.get_by_role("link", name="预览供申请人的文件").click()
    press(page, "生成区分处理件和遮盖清单")
    with page.expect_download() as download:
        page.locator("#redaction").get_by_role("link", name="区分处理件1.pdf").click()
    with open(download.value.path(), "rb") as file:
        text = "".join(PdfReader(io.BytesIO(file.read())).pages[0].extract_text().split())
    assert ID_NUMBER not in text
    assert "收款人张三丰" in text
