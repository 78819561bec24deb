"""An orange warning in a browser: taken in, drafted, approved by another, sent by a bad gateway, confirmed, called, lifted."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gongkai.exchange import broadcasting
from gongkai.exchange.actions import set_channel
from gongkai.portal import site, warnings_in_step
from gongkai.publishing import columns
from gongkai.voice.warnings.actions import broadcasts, calls
from gongkai.voice.warnings.actions.people import Entry
from gongkai.voice.warnings.models import Alert, Recipient
from tests.browser.test_main_path import press, sign_in
from tests.integration.voice.warnings.weather import cap, following, responsible, station

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
FIRST = "62040041600000_20260715160000"


@pytest.fixture
def township(world):
    columns.install()
    site.install()
    station(world)
    set_channel("sms", simulated_faults=50, by=world.actor("郑公开"), at=timezone.now())
    entries = [Entry("吴村长", "双合村村主任", "13900000001"), Entry("郑组长", "民勤村组长", "13900000002")]
    return responsible(world, entries)


def soon():
    return (timezone.localtime() + timedelta(days=1)).isoformat(timespec="seconds")


def takes_in(page: Page, address, content: bytes) -> None:
    page.goto(f"{address}/workbench/voice/warnings/import/")
    page.set_input_files("[name=file]", {"name": "signal.xml", "mimeType": "text/xml", "buffer": content})
    page.fill("[name=proof]", "电话向市气象台核实")
    press(page, "接收")


def send_until_told() -> None:
    for minute in range(20):
        moment = timezone.now() + timedelta(minutes=minute)
        broadcasting._asked.clear()
        broadcasting.work("sms", lambda moment=moment: moment)
    broadcasts.finish_those_done(timezone.now())


def test_an_orange_warning_is_played_from_import_to_the_last_confirmation(
    page: Page, address, world, township
):
    sign_in(page, address, "zfb.officer")
    takes_in(page, address, cap(expires=soon()))
    expect(page.get_by_role("heading", name="暴雨橙色预警信号")).to_be_visible()
    page.fill("[name=text]", "双合村沿河住户请立即转移。")
    press(page, "保存提示")
    page.get_by_role("link", name="向责任人发布").click()
    expect(page.get_by_text("本地提示：双合村沿河住户请立即转移。")).to_be_visible()
    page.get_by_label("四龙镇防汛责任人").check()
    page.get_by_label("短信（HTTP）").check()
    press(page, "预览")
    expect(page.get_by_text("2 人（去重后）")).to_be_visible()
    press(page, "送审批")
    expect(page.get_by_text("等待另一位负责人审批")).to_be_visible()

    warnings_in_step.sweep(timezone.now())
    page.goto(f"{address}/")
    expect(page.get_by_role("link", name="发布暴雨橙色预警信号")).to_be_visible()
    # A page nobody has written again says so too, by its style sheet.
    page.goto(f"{address}/map/")
    expect(page.locator(".alert-line")).to_be_visible()

    sign_in(page, address, "zfb.approver")
    page.get_by_role("link", name="暴雨橙色预警信号").first.click()
    press(page, "审批发送")
    send_until_told()
    page.reload()
    expect(page.get_by_role("link", name="已送达 2")).to_be_visible()

    first = Recipient.objects.order_by("pk").first()
    page.goto(f"{address}/confirm/{first.token}")
    press(page, "确认收到")
    expect(page.get_by_text("已确认收到。")).to_be_visible()

    calls.sweep(timezone.now() + timedelta(minutes=16))
    sign_in(page, address, "zfb.officer")
    expect(page.get_by_text("电话叫应1人")).to_be_visible()
    page.locator("table").get_by_role("link", name="暴雨橙色预警信号").click()
    press(page, "显示号码（将记入日志）")
    expect(page.get_by_role("link", name="13900000002")).to_be_visible()
    press(page, "已接通，知悉")
    expect(page.get_by_text("没有等待叫应的责任人")).to_be_visible()
    assert set(Recipient.objects.values_list("state", flat=True)) == {"confirmed"}

    takes_in(page, address, following(FIRST, "Cancel", headline="解除暴雨橙色预警", expires=soon()))
    expect(page.get_by_text("解除").first).to_be_visible()
    assert not Alert.objects.in_force(timezone.now()).exists()
    warnings_in_step.sweep(timezone.now())
    page.goto(f"{address}/map/")
    expect(page.locator(".alert-line")).to_be_hidden()
