"""The duty officer's hour at an accident, in a browser: roster, intake, call, first report, follow-up, final, hand-over."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gongkai.portal import site
from gongkai.publishing import columns
from gongkai.voice.duty import actions
from gongkai.voice.duty.models import DutyEvent, DutyPerson, Report, Shift
from tests.browser.test_main_path import press, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
MOMENT = "%Y-%m-%dT%H:%M"


@pytest.fixture
def crew(world):
    columns.install()
    site.install()
    by, now = world.actor("王办", timezone.localdate()), timezone.now()
    for part, name, account in (
        ("leader", "赵签", "赵签"), ("officer", "王办", "王办"), ("officer", "李核", "李核"), ("driver", "马师傅", ""),
    ):  # fmt: skip
        user = world.people[account] if account else None
        actions.save_person(world.office, part=part, name=name, user=user, phone="13800001111", by=by, at=now)
    return world


def minute(**ago) -> str:
    return f"{timezone.localtime() - timedelta(**ago):{MOMENT}}"


def test_the_hour_of_an_accident(page: Page, address, crew):
    desk = f"{address}/workbench/voice/duty/"
    sign_in(page, address, "zfb.officer")
    page.goto(desk)
    expect(page.get_by_text("现在没有排班")).to_be_visible()
    page.get_by_role("link", name="排班", exact=True).first.click()
    press(page, "预览")
    expect(page.get_by_text("还没有保存")).to_be_visible()
    press(page, "确认排班")
    expect(page.get_by_text(re.compile("已排[0-9]+个班次"))).to_be_visible()
    # Rest days go round by themselves: on the eve of one the same person may stand twice.
    for shift, name in zip(Shift.objects.order_by("starts_at")[:2], ("王办", "李核"), strict=False):
        shift.officers.set(DutyPerson.objects.filter(name=name))

    page.goto(desk)
    page.get_by_role("link", name="接报突发事件").click()
    page.select_option("[name=kind]", "road_traffic")
    page.fill("[name=title]", "四龙镇双合村道路交通事故")
    page.fill("[name=occurred_at]", minute(minutes=20))
    page.fill("[name=place]", "四龙镇双合村路口")
    page.fill("[name=source]", "四龙镇政府电话")
    page.fill("[name=nature]", "一辆货车与面包车相撞，伤者已送医。")
    page.fill("[name=deaths]", "3")
    page.locator("[name=deaths]").blur()
    expect(page.locator("#level")).to_contain_text("建议等级：较大")
    expect(page.locator("#level")).to_contain_text("最迟60分钟内电话报告")
    page.fill("[name=reporter_phone]", "13912345678")
    press(page, "提交，开始计时")
    expect(page.get_by_role("heading", name="四龙镇双合村道路交通事故")).to_be_visible()
    expect(page.get_by_text("较大事件，立即上报")).to_be_visible()
    expect(page.get_by_text("139****5678")).to_be_visible()

    page.get_by_role("link", name="登记电话报告").click()
    page.fill("[name=to]", "市政府总值班室 刘某")
    press(page, "登记电话报告")
    expect(page.get_by_text("已按时报告").first).to_be_visible()

    report(page, address, "拟写首报", "第1期", {"trend": "伤情稳定"})
    expect(page.get_by_text("首报", exact=True)).to_be_visible()
    report(page, address, "拟写续报一", "第2期", {"measures": "现场已清理，恢复通行"})
    sign_in(page, address, "zfb.officer")
    page.goto(f"{desk}events/{DutyEvent.objects.get().pk}/")
    page.get_by_role("link", name="登记领导批示").click()
    page.fill("[name=leader]", "区长")
    page.fill("[name=text]", "全力救治伤员，查明原因。")
    page.get_by_label("财政局").check()
    page.fill("[name=due_at]", f"{timezone.localtime() + timedelta(hours=3):{MOMENT}}")
    press(page, "登记领导批示")
    expect(page.get_by_text("待反馈")).to_be_visible()

    sign_in(page, address, "czj.officer")
    page.get_by_role("link", name=re.compile("区长批示")).click()
    page.fill("[name=text]", "已拨付救治资金。")
    press(page, "反馈")
    expect(page.get_by_text("已反馈落实情况")).to_be_visible()

    report(page, address, "拟写续报二", "第3期", {"measures": "善后工作完成"}, final=True)
    expect(page.get_by_text("已办结")).to_be_visible()
    assert [each.name for each in Report.objects.order_by("issue")] == ["首报", "续报一", "终报"]
    page.goto(f"{desk}reports/statistics/")
    page.locator(".duty-sums").get_by_role("link", name="3 期").click()
    expect(page.get_by_role("cell", name="终报")).to_be_visible()

    page.goto(desk)
    page.get_by_role("link", name="写本班交接班记录").click()
    press(page, "交班")
    expect(page.get_by_text("待签收")).to_be_visible()
    # The turn ends soon: before its last hour nobody takes it over.
    first = Shift.objects.order_by("starts_at").first()
    Shift.objects.filter(pk=first.pk).update(ends_at=timezone.now() + timedelta(minutes=30))
    sign_in(page, address, "zfb.checker")
    page.goto(desk)
    page.locator("aside").get_by_role("link", name=re.compile("全天")).first.click()
    press(page, "接班签收")
    expect(page.get_by_text("已接班")).to_be_visible()


def report(page: Page, address, name: str, issue: str, said: dict, *, final: bool = False) -> None:
    """Write a report, let the leader approve it, send it upward."""
    event = f"{address}/workbench/voice/duty/events/{DutyEvent.objects.get().pk}/"
    sign_in(page, address, "zfb.officer")
    page.goto(event)
    page.get_by_role("link", name="拟写值班信息").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    for field, text in said.items():
        page.fill(f"[name={field}]", text)
    if final:
        page.get_by_label("处置完毕").check()
    press(page, "送审")
    sign_in(page, address, "zfb.approver")
    page.get_by_role("link", name="四龙镇双合村道路交通事故").first.click()
    page.get_by_role("link", name="审定签发").click()
    press(page, "审定签发")
    sign_in(page, address, "zfb.officer")
    page.goto(event)
    page.get_by_role("link", name="登记上报", exact=True).click()
    page.fill("[name=receiver]", "刘某")
    page.fill("[name=sent_at]", minute())
    press(page, "登记上报")
    expect(page.get_by_text(issue).first).to_be_visible()
