"""A call in a browser, from the operator's page to the call-back: told beside, given out, answered, checked, called."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gongkai.portal import site
from gongkai.publishing import columns
from gongkai.voice.hotline import actions, directory
from gongkai.voice.hotline.actions import Call
from gongkai.voice.hotline.models import Ticket
from tests.browser.test_main_path import press, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
HOTLINE = "/workbench/voice/hotline/"


@pytest.fixture
def centre(world):
    columns.install()
    site.install()
    now = timezone.now()
    by = world.actor("郑公开", timezone.localdate())
    for matter, words, unit in (
        ("物业收费", "物业费 公摊 收费", world.finance), ("路灯", "路灯 不亮", None), ("停水", "停水 水管", world.finance),
    ):  # fmt: skip
        row = directory.Matter("城乡建设", "物业", matter, directory.words_of(words), unit, "权责清单第3项")
        directory.enter(row, since=timezone.localdate(), by=by, at=now)
    directory.set_places(world.silong, ["双合村", "永兴村"], by=by, at=now)
    earlier = Call(
        kind="complaint", title="双合村停水两天", text="双合村停水两天无人处理", phone="13912345678", name="李四",
        town=world.silong, place="双合村",
    )  # fmt: skip
    actions.take_and_dispatch(earlier, world.finance, by=by, at=now, token="earlier")
    return world


def test_a_call_goes_from_the_operator_to_the_unit_and_back_to_the_caller(page: Page, address, centre):
    sign_in(page, address, "zfb.competent")
    page.goto(f"{address}{HOTLINE}new/")
    page.fill("[name=phone]", "139 1234 5678")
    expect(page.get_by_role("link", name="双合村停水两天")).to_be_visible()
    page.get_by_label("求助").check()
    page.fill("[name=title]", "双合村停水三天")
    page.fill("[name=text]", "双合村自来水停水三天，打电话无人处理。")
    page.get_by_label("乡镇街道").select_option(label="四龙镇")
    expect(page.locator("#places option")).to_have_count(2)
    page.fill("[name=place]", "双合村")
    expect(page.get_by_text("同一来电号码、同一地点")).to_be_visible()
    expect(page.get_by_text("个工作小时")).to_be_visible()
    expect(page.get_by_text("因为提到：停水")).to_be_visible()
    page.keyboard.press("Alt+1")
    expect(page.locator("[name=unit]")).to_have_value(str(centre.finance.pk))
    page.check("[name=is_confidential]")
    press(page, "登记并派单")
    expect(page.get_by_text("已登记 热线")).to_be_visible()
    expect(page.get_by_text("李四")).to_have_count(0)

    sign_in(page, address, "czj.officer")
    page.get_by_role("link", name="双合村停水三天").click()
    expect(page.get_by_text("来电人要求保密").first).to_be_visible()
    expect(page.get_by_role("button", name="查看完整信息（留痕）")).to_have_count(0)
    for link, button in (("签收", "签收"), ("联系来电人", "联系来电人")):
        page.get_by_role("link", name=link, exact=True).click()
        if link == "联系来电人":
            page.fill("[name=text]", "由热线中心转达，已约定上门时间")
        press(page, button)
    page.get_by_role("link", name="答复", exact=True).click()
    page.select_option("[name=result]", label="已解决")
    page.fill("[name=reply]", "已抢修，恢复供水。")
    press(page, "答复")
    expect(page.get_by_text("待审核").first).to_be_visible()

    sign_in(page, address, "zfb.competent")
    page.get_by_role("link", name="双合村停水三天").first.click()
    page.get_by_role("link", name="审核通过").click()
    press(page, "审核通过")
    page.get_by_role("link", name="回访", exact=True).click()
    page.get_by_label("不满意").check()
    press(page, "回访")
    expect(page.get_by_text("没有填写来电人不满意的原因")).to_be_visible()
    page.fill("[name=note]", "只来了半天水")
    press(page, "回访")
    expect(page.get_by_text("重新办理")).to_be_visible()
    page.goto(f"{address}{HOTLINE}dashboard/")
    expect(page.get_by_role("heading", name="受理和办结")).to_be_visible()
    page.get_by_role("link", name="2", exact=True).first.click()
    expect(page.get_by_text("双合村停水两天")).to_be_visible()
    assert Ticket.objects.latest("pk").rehandled == 1


def test_screens_of_the_hotline_fit_a_telephone(page: Page, address, centre):
    sign_in(page, address, "zfb.competent")
    page.set_viewport_size({"width": 390, "height": 844})
    pk = Ticket.objects.get().pk
    for path in ("", "new/", "board/", "dashboard/", "directory/", "limits/", "addresses/", "calls/", "city/", f"{pk}/", f"{pk}/do/recall/"):  # fmt: skip
        page.goto(f"{address}{HOTLINE}{path}")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, (path, wide)
