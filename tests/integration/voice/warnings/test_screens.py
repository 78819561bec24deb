"""The screens of warnings: an orange signal from the file to the last confirmation, and what is refused on the way."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from gongkai.exchange import broadcasting
from gongkai.exchange.actions import set_channel
from gongkai.law.refusal import Refusal
from gongkai.portal import pages, warnings_in_step
from gongkai.publishing import columns
from gongkai.voice.warnings.actions import alerts, broadcasts, calls
from gongkai.voice.warnings.actions.people import HEADINGS, Entry
from gongkai.voice.warnings.figures import broadcasts as counted
from gongkai.voice.warnings.models import Alert, Audience, Broadcast, Call, Delivery, Person, Recipient
from tests.conftest import at
from tests.integration.voice.warnings.weather import (
    NOW,
    approved,
    cap,
    following,
    responsible,
    station,
    taken_in,
)

FIRST = "62040041600000_20260715160000"


@pytest.fixture
def desk(client, world):
    def sit(name):
        client.force_login(world.people[name])
        return client

    return sit


@pytest.fixture
def site(world):
    pages.assets.cache_clear()
    columns.install()


def soon(days=1):
    return (timezone.localtime() + timedelta(days=days)).isoformat(timespec="seconds")


def read(path):
    return (settings.SITE_ROOT / path).read_text()


def test_an_orange_warning_from_the_file_to_the_last_confirmation(desk, world, site):
    station(world)
    group = responsible(world, [Entry("吴村长", "", "13900000001"), Entry("郑组长", "", "13900000002")])
    file = SimpleUploadedFile("a.xml", cap(expires=soon()))
    page = desk("王办").post(reverse("warnings_import"), {"file": file, "proof": "电话核实"}, follow=True)
    assert "信号原文（只读）" in page.content.decode()
    alert = Alert.objects.get()
    form = {"audiences": [group.pk], "plan": ["sms"], "token": "t", "do": "draft"}
    page = (
        desk("王办")
        .post(f"{reverse('warnings_compose')}?alert={alert.pk}", form, follow=True)
        .content.decode()
    )
    assert "等待另一位负责人审批" in page
    job = Broadcast.objects.get()
    assert job.to_confirm
    desk("赵签").post(reverse("warnings_act", args=[job.pk]), {"do": "approve"})
    set_channel("sms", simulated_faults=50, by=world.actor("郑公开"), at=timezone.now())
    for minute in range(20):
        moment = timezone.now() + timedelta(minutes=minute)
        broadcasting._asked.clear()
        broadcasting.work("sms", lambda moment=moment: moment)
    broadcasts.finish_those_done(timezone.now())
    page = desk("王办").get(reverse("warnings_broadcast", args=[job.pk])).content.decode()
    assert "已送达 <strong>2</strong>" in page
    first, second = Recipient.objects.order_by("pk")
    address = f"/confirm/{first.token}"
    assert "确认收到" in desk("王办").get(address).content.decode()
    first.refresh_from_db()
    assert first.confirmed_at is None, "opening the page alone confirms nothing"
    for _ in range(2):
        assert "已确认收到" in desk("王办").post(address).content.decode()
    assert calls.sweep(timezone.now() + timedelta(minutes=16)) == 1
    address = reverse("warnings_calls", args=[job.pk])
    assert "13900000002" not in desk("王办").get(address).content.decode()
    assert "13900000002" in desk("王办").post(address, {"do": "show"}).content.decode()
    desk("王办").post(address, {"call": Call.objects.get().pk, "outcome": "reached"})
    second.refresh_from_db()
    assert (second.state, second.confirmed_how) == ("confirmed", "电话叫应")


def test_the_banner_stands_on_every_page_while_the_signal_does(desk, world, site):
    station(world)
    warnings_in_step.sweep(NOW)
    assert "content" not in read("warnings/banner.css")
    alert = taken_in()
    alerts.write_advice(alert, "远离河道。", unit=world.office, by=world.actor("王办"), at=NOW)
    warnings_in_step.sweep(NOW)
    assert "气象台" in read("warnings/banner.css")
    assert "f08300" in read("warnings/banner.css")
    assert "远离河道" in read("warnings/index.html")
    assert "07-15 15:50" in read(f"warnings/{alert.pk}/index.html")
    lifted = taken_in(following(FIRST, "Cancel", headline="解除"), NOW + timedelta(hours=1))
    warnings_in_step.sweep(NOW + timedelta(hours=1))
    assert "content" not in read("warnings/banner.css")
    assert "已结束" in read(f"warnings/{alert.pk}/index.html")
    assert "解除" in read(f"warnings/{lifted.pk}/index.html")


def test_the_banner_goes_when_the_signal_ends_by_itself(world, site):
    station(world)
    taken_in()
    warnings_in_step.sweep(NOW)
    warnings_in_step.sweep(at("2026-07-16 15:59"))
    assert "content" in read("warnings/banner.css")
    warnings_in_step.sweep(at("2026-07-16 16:00"))
    assert "content" not in read("warnings/banner.css")


def test_what_a_station_writes_breaks_out_of_no_style_sheet(world, site):
    from gongkai.portal.pages.warnings import quoted

    evil = quoted('"}body{display:none}/*\\')
    assert not set("{}/*:") & set(evil)
    assert evil.count('"') == 2


def test_a_page_of_the_application_has_the_signals_in_its_text(client, world, site):
    station(world)
    alerts.take_in(cap(expires=soon()), by="王办", at=timezone.now(), proof="电话")
    page = client.get("/voice/new/").content.decode()
    assert "发布暴雨橙色预警信号" in page
    assert "banner.css" not in page


def test_a_file_that_is_no_message_is_refused_on_the_screen_and_listed(desk, world):
    station(world)
    page = (
        desk("王办")
        .post(reverse("warnings_import"), {"file": SimpleUploadedFile("a.xml", b"<html/>"), "proof": "x"})
        .content.decode()
    )
    assert page.count("不是 CAP 1.2 报文") == 2


def test_a_drafter_does_not_approve_her_own_and_a_stranger_sees_nothing(desk, world):
    group = responsible(world)
    from gongkai.voice.warnings.actions.broadcasts import Draft

    by = world.actor("王办")
    job = broadcasts.draft(
        Draft("停水", "明日停水", [group], ["sms"]), unit=world.office, by=by, at=NOW, token="t"
    )
    assert desk("张财").get(reverse("warnings_broadcast", args=[job.pk])).status_code == 404
    broadcasts.cancel(job, by=by, at=NOW)
    with pytest.raises(Refusal, match="已取消"):
        broadcasts.approve(job, by=world.actor("赵签"), at=NOW)
    again = broadcasts.draft(
        Draft("停水", "明日停水", [group], ["sms"]), unit=world.office, by=by, at=NOW, token="u"
    )
    again.drafter = world.people["赵签"]
    again.save()
    with pytest.raises(Refusal, match="不能审批自己"):
        broadcasts.approve(again, by=world.actor("赵签"), at=NOW)


def test_a_job_may_be_cancelled_until_something_was_sent(world):
    group = responsible(world)
    job = approved(world, group, when=at("2026-07-15 23:00"))
    assert job.starts_at == at("2026-07-16 07:00"), "quiet hours"
    broadcasting.work("sms", lambda: at("2026-07-16 06:59"))
    broadcasts.cancel(job, by=world.actor("王办"), at=at("2026-07-16 06:59"))
    assert broadcasting.work("sms", lambda: at("2026-07-16 07:01")) == 0
    sent = approved(world, group, token="t2")
    broadcasting.work("sms", lambda: NOW)
    with pytest.raises(Refusal, match="已经开始发送"):
        broadcasts.cancel(sent, by=world.actor("王办"), at=NOW)


def test_a_signal_that_was_lifted_meanwhile_is_not_sent(world):
    station(world)
    alert = taken_in()
    group = responsible(world)
    taken_in(following(FIRST, "Cancel", headline="解除"))
    with pytest.raises(Refusal, match="已经变更、解除或者失效"):
        approved(world, group, alert=alert)


def test_a_notice_is_previewed_tried_and_kept_when_refused(desk, world):
    group = responsible(world, [Entry("吴村长", "", "13900000001")])
    form = {
        "kind": "notice",
        "title": "停水",
        "text": "雨" * 80,
        "audiences": [group.pk],
        "plan": ["sms", "oa"],
        "token": "t",
    }
    page = desk("王办").post(reverse("warnings_compose"), {**form, "do": "preview"}).content.decode()
    assert "1 人（去重后）" in page
    assert "2 条（超过70字后每条67字）" in page
    assert "办公平台 → 短信" in page
    desk("王办").post(reverse("warnings_compose"), {**form, "do": "try"})
    broadcasting.work("oa", timezone.now)
    assert "【试发】停水" in desk("王办").get(reverse("warnings_inbox")).content.decode()
    forecast = {**form, "kind": "forecast", "do": "draft"}
    page = desk("王办").post(reverse("warnings_compose"), forecast).content.decode()
    assert "没有写明气象台站和发布时间" in page
    assert "雨" * 80 in page


def test_the_inbox_keeps_a_receipt_of_reading_and_confirming(desk, world):
    group = responsible(world, [Entry("朱镇长", "", "13900000001", user=world.people["朱镇长"])])
    approved(world, group, plan=("oa", "sms"), to_confirm=True)
    broadcasting._asked.clear()
    broadcasting.work("oa", lambda: NOW)
    row = Delivery.objects.get()
    assert desk("张财").get(reverse("warnings_message", args=[row.pk])).status_code == 404
    desk("朱镇长").get(reverse("warnings_message", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == "read"
    desk("朱镇长").post(reverse("warnings_message", args=[row.pk]))
    assert Recipient.objects.get().confirmed_how == "办公平台"


def sheet(*rows):
    book, content = Workbook(), BytesIO()
    book.active.append(list(HEADINGS))
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


def test_a_sheet_of_people_is_taken_row_by_row_with_the_faults_named(desk, world):
    group = responsible(world, [Entry("李镇长", "", "13900000009")])
    content = sheet(
        ["吴村长", "双合村", 13900000001, "", "", "", "", "", "13900000009"],
        ["郑组长", "", "12345"], ["", "", "13900000003"], ["钱某", ""], ["李镇长", "镇长", "139 0000 0009"],
        ["孙某", "", "", "没有的帐号"], ["周某", "", "13900000004", "", "", "", "", "", "13911111111"],
    )  # fmt: skip
    page = (
        desk("王办")
        .post(
            reverse("warnings_audience", args=[group.pk]),
            {"do": "sheet", "file": SimpleUploadedFile("a.xlsx", content)},
        )
        .content.decode()
    )
    assert "新增 2 人，更新 1 人，5 处有问题" in page
    assert "第3行：手机号码“12345”不对。" in page
    assert Person.objects.get(name="吴村长").superior.duty == "镇长"
    assert "13900000001" not in page, "numbers are masked"
    bad = SimpleUploadedFile("a.xlsx", b"PK\x03\x04nonsense")
    page = (
        desk("王办")
        .post(reverse("warnings_audience", args=[group.pk]), {"do": "sheet", "file": bad})
        .content.decode()
    )
    assert "gk-refusal" in page


def test_those_not_reached_are_told_again_and_the_export_masks_them(desk, world):
    group = responsible(world, [Entry("吴村长", "", "13900000001")])
    job = approved(world, group)
    Delivery.objects.update(state="failed", next_at=None)
    Recipient.objects.update(state="failed")
    desk("王办").post(reverse("warnings_act", args=[job.pk]), {"do": "again"})
    broadcasting._asked.clear()
    broadcasting.work("sms", timezone.now)
    assert Recipient.objects.get().state == "delivered"
    table = desk("王办").get(reverse("warnings_export", args=[job.pk])).content.decode()
    assert "139****0001" in table
    assert "13900000001" not in table


def test_jobs_are_counted_by_the_day_of_approval_whatever_the_number_of_messages(world):
    station(world)
    group = responsible(world)
    approved(world, group, alert=taken_in())
    approved(world, group, token="n")
    day = timezone.localtime(NOW).date()
    assert counted(day, day).count() == 1, "a notice is no warning and no forecast"
    assert counted(day - timedelta(days=1), day - timedelta(days=1)).count() == 0


def test_a_wording_must_name_station_and_time_and_its_version_is_kept(desk, world):
    address = reverse("warnings_wordings")
    page = desk("郑公开").post(address, {"kind": "signal", "text": "{种类}来了"}).content.decode()
    assert "模板没有写台站、发布时间" in page
    assert "{种类}来了" in page
    desk("郑公开").post(address, {"kind": "signal", "text": "{台站}{发布时间}：{种类}{颜色}。{警示事项}"})
    station(world)
    job = approved(world, responsible(world), alert=taken_in())
    assert job.wording == "signal/1"
    assert job.text.startswith("白银市气象台7月15日15时50分：暴雨橙色。")


@pytest.mark.parametrize(
    "name", ["signals", "import", "stations", "jobs", "compose", "audiences", "wordings", "inbox"]
)
def test_every_screen_says_what_to_do_while_it_is_empty(desk, world, name):
    assert desk("王办").get(reverse(f"warnings_{name}")).status_code == 200
    assert not Audience.objects.exists()


def test_the_channels_are_set_on_one_screen(desk, world):
    page = (
        desk("郑公开")
        .post(
            reverse("exchange_channels"),
            {
                "do": "channel-wechat",
                "wechat-address": "ftp://x",
                "wechat-rate": "0",
                "wechat-simulated_faults": "0",
            },
        )
        .content.decode()
    )
    assert "接口地址应以" in page
    page = (
        desk("郑公开")
        .post(
            reverse("exchange_channels"),
            {
                "do": "channel-wechat",
                "wechat-address": "",
                "wechat-secret": "geheim",
                "wechat-rate": "0",
                "wechat-simulated_faults": "50",
            },
            follow=True,
        )
        .content.decode()
    )
    assert "模拟故障率 50%" in page
    assert "geheim" not in page
    assert desk("郑公开").get(reverse("exchange_simulated")).status_code == 200
