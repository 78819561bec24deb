"""Leave and knowledge in a browser: asked, accepted, approved, worked for the absent; an answer taken from the base."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gongkai.disclosure import actions as disclosure
from gongkai.law.regulation import Channel
from gongkai.portal import knowledge_in_step, site
from gongkai.publishing import columns
from gongkai.units.calendars import calendar_in_force
from gongkai.units.leave.models import Leave
from gongkai.voice.knowledge import indexing
from gongkai.voice.knowledge.models import Entry
from tests.browser.test_main_path import press, sign_in
from tests.integration.disclosure.conftest import application

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def district(world):
    columns.install()
    site.install()
    return world


def test_leave_is_played_from_the_request_to_the_first_page_of_the_substitute(page: Page, address, district):
    now, today = timezone.now(), timezone.localdate()
    clerk = district.actor("张财", today)
    case = disclosure.register(
        application(), unit=district.finance, channel=Channel.IN_PERSON, by=clerk, at=now
    ).case
    until = calendar_in_force().next_working_day(today).day
    sign_in(page, address, "czj.officer")
    page.get_by_role("link", name="请假与代理").click()
    page.get_by_role("link", name="请假", exact=True).click()
    page.fill("[name=first]", today.isoformat())
    page.fill("[name=last]", until.isoformat())
    page.select_option("[name=everything]", label="刘核")
    expect(page.locator("#leave-said")).to_contain_text("由工作机构负责人批准")
    expect(page.locator("#leave-said")).to_contain_text("不能再由刘核核稿")
    press(page, "提交")
    expect(page.get_by_text("待代理人答复").first).to_be_visible()

    sign_in(page, address, "czj.checker")
    page.get_by_role("link", name="张财请假").first.click()
    press(page, "同意代理")
    expect(page.get_by_text("待批准").first).to_be_visible()

    sign_in(page, address, "czj.head")
    page.get_by_role("link", name="张财请假").first.click()
    press(page, "批准")
    expect(page.get_by_text("已批准").first).to_be_visible()

    sign_in(page, address, "czj.checker")
    expect(page.get_by_text("您正在代理张财")).to_be_visible()
    row = page.get_by_role("row").filter(has_text=case.number).filter(has_text="代张财").first
    row.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(f"{address}/workbench/leave/calendar/")
    expect(page.get_by_role("row").filter(has_text="张财")).to_be_visible()
    assert Leave.objects.get().decided_by == "黄局长"
    for path in ("", "new/", "calendar/", "statistics/", f"{Leave.objects.get().pk}/"):
        stays_within_a_phone(page, f"{address}/workbench/leave/{path}")


def test_an_answer_is_taken_from_the_knowledge_base(page: Page, address, district):
    today = timezone.localdate()
    sign_in(page, address, "czj.officer")
    page.goto(f"{address}/workbench/voice/knowledge/new/")
    page.fill("[name=question]", "惠农补贴没有到账怎么查？")
    page.fill("[name=answer]", "持一卡通到镇财政所查询发放批次。")
    page.fill("[name=source]", "一卡通管理办法")
    page.fill("[name=valid_until]", (today + timedelta(days=300)).isoformat())
    press(page, "提交审核")
    expect(page.get_by_text("待审核").first).to_be_visible()
    sign_in(page, address, "czj.checker")
    page.get_by_role("link", name="惠农补贴没有到账怎么查？").click()
    press(page, "审核通过，启用")
    expect(page.get_by_text("正在使用（第1版）")).to_be_visible()
    indexing.sweep(timezone.now())
    knowledge_in_step.sweep(timezone.now())
    entry = Entry.objects.get()

    # The fragment stands beside any form with a field for the answer.
    page.goto(f"{address}/workbench/voice/knowledge/new/")
    page.evaluate(
        """async () => {
          const form = document.querySelector("form textarea").form;
          form.insertAdjacentHTML("beforeend", '<textarea name="reply"></textarea><input type="hidden" name="knowledge">');
          const html = await (await fetch("/workbench/voice/knowledge/beside/?q=" + encodeURIComponent("补贴没到账"))).text();
          form.insertAdjacentHTML("afterend", html);
          const script = document.createElement("script");
          script.src = document.querySelector(".kb-found ~ script").src;
          await new Promise((done) => { script.onload = done; document.body.append(script); });
        }"""
    )
    page.keyboard.press("Alt+Shift+Digit1")
    expect(page.locator("[name=reply]")).to_have_value("持一卡通到镇财政所查询发放批次。")
    assert page.locator("[name=knowledge]").get_attribute("value") == str(entry.pk)
    expect(page.get_by_text("已采用")).to_be_visible()
    entry.refresh_from_db()
    assert entry.adopted == 1

    stays_within_a_phone(page, f"{address}/workbench/voice/knowledge/{entry.pk}/")
    stays_within_a_phone(page, f"{address}/workbench/voice/knowledge/")
    stays_within_a_phone(page, f"{address}/knowledge/{entry.pk}.html")
    stays_within_a_phone(page, f"{address}/knowledge/")
    page.get_by_role("link", name="惠农补贴没有到账怎么查？").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("惠农补贴没有到账怎么查？")


def stays_within_a_phone(page: Page, address: str) -> None:
    """Assert that nothing scrolls sideways at 390 px."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1440, "height": 900})
