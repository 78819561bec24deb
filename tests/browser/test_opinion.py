"""An opinion in a browser: watched, screened, judged, assigned, handled, answered, evaluated, filed."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gongkai.portal import site
from gongkai.publishing import columns
from gongkai.voice.opinion import actions
from gongkai.voice.opinion.actions import Item
from gongkai.voice.opinion.models import Opinion
from tests.browser.test_main_path import press, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
TEXT = "公园路施工围挡把盲道全部占用，视障人士只能走机动车道，已经一个多星期了，没有任何提示和临时通道，希望尽快整改。"


@pytest.fixture
def watched(world):
    columns.install()
    site.install()
    now = timezone.now() - timedelta(hours=2, minutes=5)
    given = [
        Item(
            "施工围挡占用盲道",
            "新浪微博",
            excerpt=TEXT,
            sentiment="negative",
            reads=1800,
            author="网友",
            mark="1",
        ),
        Item(
            "转：施工围挡占用盲道",
            "百度贴吧",
            excerpt=f"转发：{TEXT}",
            sentiment="negative",
            reads=420,
            mark="2",
        ),
        Item("求推荐周末去处", "百度贴吧", excerpt="求推荐", sentiment="neutral", mark="3"),
    ]
    actions.take_in(given, unit=world.office, by=world.actor("王办", now.date()), at=now)
    return world


def tick(page: Page, title: str) -> None:
    page.get_by_label(f"选择《{title}》", exact=True).check()


def step(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def test_an_opinion_is_played_from_the_first_post_to_the_archive(page: Page, address, watched):
    sign_in(page, address, "zfb.officer")
    page.get_by_role("link", name="舆情线索3条待筛查").click()
    expect(page.get_by_text("与《施工围挡占用盲道》相似")).to_be_visible()
    tick(page, "求推荐周末去处")
    press(page, "不需处置")
    expect(page.get_by_text("没有填写不需处置的理由")).to_be_visible()
    expect(page.get_by_label("选择《求推荐周末去处》")).to_be_checked()
    page.get_by_label("不需处置的理由").fill("与政务无关")
    press(page, "不需处置")
    tick(page, "施工围挡占用盲道")
    tick(page, "转：施工围挡占用盲道")
    press(page, "立案")
    expect(page.get_by_text("线索 2 条")).to_be_visible()
    opinion = page.url

    sign_in(page, address, "zfb.competent")
    page.get_by_role("link", name="施工围挡占用盲道").first.click()
    step(page, "研判交办")
    page.get_by_label("等级").select_option("较大")
    page.get_by_label("牵头单位").select_option("财政局")
    page.locator("[name=offline]").locator("xpath=..").filter(has_text="四龙镇").locator("input").check()
    press(page, "研判交办")
    expect(page.locator(".gk-timers")).to_contain_text("还有45小时5")

    sign_in(page, address, "silong.officer")
    page.get_by_role("link", name="施工围挡占用盲道").first.click()
    step(page, "反馈处置情况")
    page.get_by_label("处置情况").fill("已恢复盲道，设置临时通道。")
    press(page, "反馈处置情况")

    sign_in(page, address, "czj.officer")
    expect(page.get_by_text("回应舆情：回应（")).to_be_visible()
    page.goto(opinion)
    step(page, "拟写回应")
    page.get_by_label("内容").fill("围挡已整改，盲道恢复。")
    press(page, "拟写回应")
    sign_in(page, address, "czj.approver")
    page.goto(opinion)
    step(page, "审核通过")
    press(page, "审核通过")
    sign_in(page, address, "czj.officer")
    page.goto(opinion)
    step(page, "转网站发布")
    press(page, "开始拟稿")
    expect(page.get_by_text("围挡已整改，盲道恢复。").first).to_be_visible()
    page.goto(opinion)
    expect(page.get_by_role("link", name="网站稿件")).to_be_visible()
    step(page, "登记发布")
    page.get_by_label("发布渠道").fill("白银发布微信公众号")
    press(page, "登记发布")
    expect(page.locator(".gk-timers")).to_contain_text("用时2小时")

    sign_in(page, address, "zfb.competent")
    page.goto(opinion)
    for act in ("办结", "评估", "归档"):
        step(page, act)
        if act == "评估":
            page.get_by_label("效果说明").fill("热度回落")
        press(page, act)
    expect(page.get_by_text("已归档").first).to_be_visible()
    assert Opinion.objects.get().case.stage == "archived"
    step(page, "政务舆情")
    expect(page.get_by_text("已按时")).to_be_visible()


def test_the_screens_of_opinion_fit_a_phone(page: Page, address, watched):
    sign_in(page, address, "zfb.competent")
    page.set_viewport_size({"width": 390, "height": 844})
    for place in (
        "",
        "items/",
        "items/new/",
        "items/import/",
        "board/",
        "briefs/",
        "sources/",
        "sources/new/",
        "new/",
    ):
        page.goto(f"{address}/workbench/voice/opinions/{place}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, place
