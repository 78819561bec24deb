"""Events on the screen: intake, acts, refusals that lose nothing, who sees what, the briefs, register and statistics."""

import io

import pytest
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from gongkai.cases.models import Case
from gongkai.law.emergencies import EventKind, Level, Toll
from gongkai.law.refusal import Refusal
from gongkai.ledger.models import Event
from gongkai.voice.duty import actions
from gongkai.voice.duty.models import DutyEvent, DutyLogEntry, Report
from tests.conftest import at
from tests.integration.voice.duty.duty_world import drafted, received, reported, sent

NOW = at("2019-06-03 14:25")
TYPED = {
    "kind": "fire", "title": "王岘镇仓库火灾", "occurred_at": "2019-06-03T14:00", "place": "王岘镇", "source": "119",
    "nature": "仓库起火。", "deaths": "", "serious": "1", "reporter_name": "马某", "reporter_phone": "13912345678",
    "token": "t1",
}  # fmt: skip


@pytest.fixture
def officer(world, client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    client.force_login(world.people["王办"])
    return client


def test_an_event_is_received_on_the_screen_and_stands_in_the_log(officer):
    answer = officer.post(reverse("duty_receive"), TYPED)
    event = DutyEvent.objects.get()
    assert answer.url == reverse("duty_event", args=[event.pk])
    assert (event.received_at, event.level) == (NOW, "ordinary")
    assert DutyLogEntry.objects.get().case_id == event.pk
    assert officer.post(reverse("duty_receive"), TYPED).status_code == 302, "a double click"
    assert DutyEvent.objects.count() == 1
    page = officer.get(answer.url).content.decode()
    assert "139****5678" in page
    assert "13912345678" not in page
    assert "13912345678" in officer.post(answer.url).content.decode()
    assert Event.objects.filter(verb="duty.read_reporter").exists()


def test_the_time_of_receipt_cannot_be_typed(officer):
    officer.post(reverse("duty_receive"), {**TYPED, "received_at": "2019-06-03T10:00"})
    assert DutyEvent.objects.get().received_at == NOW


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"occurred_at": "2019-06-04T00:00"}, "发生时间晚于现在"),
        ({"deaths": "-1"}, "大于或等于"),
        ({"deaths": "许多"}, "整数"),
        ({"level": "special"}, "请写明理由"),
        ({"kind": "alien"}, "alien"),
        ({"nature": "长" * 4001}, "4000"),
        ({"place": ""}, "必需字段"),
    ],
)
def test_bad_input_is_said_and_nothing_typed_is_lost(officer, changes, said):
    page = officer.post(reverse("duty_receive"), {**TYPED, **changes}).content.decode()
    assert said in page
    assert "王岘镇仓库火灾" in page
    assert 'value="t1"' in page
    assert not DutyEvent.objects.exists()


def test_the_level_is_suggested_as_the_figures_are_typed(officer):
    part = officer.post(reverse("duty_level"), {"kind": "work_safety", "deaths": "10"}).content.decode()
    assert "建议等级：重大" in part
    assert "最迟60分钟内电话报告、120分钟内书面报告" in part
    assert officer.post(reverse("duty_level"), {"kind": "x", "deaths": "y"}).status_code == 200
    assert officer.get(reverse("duty_level")).status_code == 405


def test_an_event_is_seen_by_its_unit_and_the_district_wide_roles_alone(officer, world):
    case = received(world)
    officer.force_login(world.people["张财"])
    for name, args in (("duty_event", [case.pk]), ("duty_act", [case.pk, "draft"])):
        assert officer.get(reverse(name, args=args)).status_code == 404
    assert case.title not in officer.get(reverse("duty_events")).content.decode()
    officer.force_login(world.people["何审计"])
    page = officer.get(reverse("duty_event", args=[case.pk])).content.decode()
    assert "现在没有需要您办理的步骤" in page
    assert officer.get(reverse("duty_receive")).status_code == 404


def test_a_refused_draft_keeps_what_was_typed_and_a_stale_page_is_told(officer, world):
    case = received(world)
    address = reverse("duty_act", args=[case.pk, "draft"])
    typed = {
        "situation": "死亡1人",
        "sent_to": "市政府总值班室",
        "measures": "写好的措施",
        "deaths": "1",
        "seen": "0",
    }
    page = officer.post(address, typed).content.decode()
    assert "您打开的页面不是最新的" in page
    assert "写好的措施" in page
    assert officer.post(address, {**typed, "seen": "1"}).status_code == 302
    assert Report.objects.get().measures == "写好的措施"
    again = officer.get(address, follow=True).content.decode()
    assert "现处于“待审定”环节" in again


def test_garbage_in_the_address_is_not_found_or_said(officer, world):
    case = received(world)
    answer = officer.get(reverse("duty_act", args=[case.pk, "nonsense"]), follow=True)
    assert "不能办理此事" in answer.content.decode()
    for address in (
        reverse("duty_event", args=[999]), reverse("duty_task", args=[999]), reverse("duty_shift", args=[999]),
        reverse("duty_hand_over", args=[999]), "/workbench/voice/duty/reports/999/brief.pdf",
    ):  # fmt: skip
        assert officer.get(address).status_code == 404, address


def test_every_act_has_its_form_on_the_screen(officer, world):
    case = received(world)
    for action in ("draft", "phone", "level", "casualties", "instruct"):
        page = officer.get(reverse("duty_act", args=[case.pk, action])).content.decode()
        assert "<form" in page, action
        assert 'name="seen" value="1"' in page
    drafted(world, case, "2019-06-03 14:25")
    officer.force_login(world.people["赵签"])
    for action in ("approve", "send_back"):
        assert "伤亡损失" in officer.get(reverse("duty_act", args=[case.pk, action])).content.decode()


def test_a_call_before_the_receipt_or_in_the_future_is_refused_and_one_is_enough(world):
    case, by = received(world), world.actor("王办")
    for moment in ("2019-06-03 14:24", "2019-06-03 14:41"):
        with pytest.raises(Refusal, match="时间早于接报时间，或者晚于现在"):
            actions.phone(case, to="市政府", done_at=at(moment), by=by, at=at("2019-06-03 14:40"))
    actions.phone(case, to="市政府", done_at=at("2019-06-03 14:25"), by=by, at=at("2019-06-03 14:40"))
    with pytest.raises(Refusal, match="已经登记过"):
        actions.phone(case, to="市政府", done_at=at("2019-06-03 14:30"), by=by, at=at("2019-06-03 14:40"))


def test_a_report_sent_before_it_was_approved_is_refused(world):
    case = received(world)
    drafted(world, case, "2019-06-03 14:40")
    actions.approve(case, by=world.actor("赵签"), at=at("2019-06-03 14:50"))
    with pytest.raises(Refusal, match="时间早于签发时间"):
        sent(world, case, "2019-06-03 15:00", sent_at=at("2019-06-03 14:49"))


def test_a_false_alarm_is_set_aside_by_a_leader_and_not_after_a_report(world):
    case = received(world)
    with pytest.raises(Refusal, match="不是政府办的审签人"):
        actions.set_aside(case, reason="误报", by=world.actor("王办"), at=at("2019-06-03 14:40"))
    actions.set_aside(case, reason="误报", by=world.actor("赵签"), at=at("2019-06-03 14:40"))
    assert (case.stage, case.outcome) == ("closed", "VOID")


def test_the_level_is_changed_with_a_reason(world):
    case, by = received(world), world.actor("王办")
    with pytest.raises(Refusal, match="没有填写理由"):
        actions.set_level(case, Level.LARGER, reason="", by=by, at=at("2019-06-03 14:40"))
    event = actions.set_level(case, Level.LARGER, reason="涉及学生", by=by, at=at("2019-06-03 14:40"))
    assert event.note == "由一般调整为较大：涉及学生"
    with pytest.raises(Refusal, match="数字没有变化"):
        actions.note_casualties(
            case, Toll(deaths=1, serious=2), source="医院", by=by, at=at("2019-06-03 14:50")
        )


def test_the_brief_says_the_named_fields_as_pdf_and_word(officer, world):
    case = received(world)
    first = reported(world, case, "2019-06-03 14:25", trend="伤情稳定", leaders="副区长")
    second = reported(world, case, "2019-06-03 14:25", measures="恢复通行")
    text = PdfReader(io.BytesIO(first.pdf.read())).pages[0].extract_text().replace("\n", "")
    for said in (
        "白银区值班信息", "第1期", "2019年6月3日", "接报时间：2019年06月03日14时25分", "信息来源：四龙镇政府电话",
        "事件等级：一般", "发展趋势：伤情稳定", "到场领导：副区长", "报：市政府总值班室", "签发：赵签",
    ):  # fmt: skip
        assert said in text, said
    text = PdfReader(io.BytesIO(second.pdf.read())).pages[0].extract_text().replace("\n", "")
    assert "接续：2019年第1期（首报）" in text
    assert "一辆货车与面包车相撞" not in text
    answer = officer.get(reverse("duty_brief", args=[first.pk, "docx"]))
    words = [line.text for line in Document(io.BytesIO(b"".join(answer))).paragraphs]
    assert words[0] == "白银区值班信息"
    assert "接报时间：2019年06月03日14时25分" in words
    assert officer.get(reverse("duty_brief", args=[first.pk, "pdf"]))["Content-Type"] == "application/pdf"
    assert officer.get(reverse("duty_brief", args=[first.pk, "exe"])).status_code == 404
    officer.force_login(world.people["张财"])
    assert officer.get(reverse("duty_brief", args=[first.pk, "pdf"])).status_code == 404


def test_the_register_filters_exports_and_agrees_with_the_statistics(officer, world):
    reported(world, received(world, "2019-05-31 23:00"), "2019-05-31 23:20", is_final=True)
    reported(
        world, received(world, "2019-06-01 08:00", kind=EventKind.FIRE, title="=1+1"), "2019-06-01 11:00"
    )
    long = received(world, "2019-06-02 08:00", toll=Toll(deaths=3))
    for when in ("2019-06-02 08:20", "2019-06-02 10:00"):
        reported(world, long, when)
    address = reverse("duty_reports")

    def count(**wanted):
        page = officer.get(address, wanted).content.decode()
        return page.count('class="gk-whole">2019年第')

    assert count() == 4
    assert count(since="2019-06-01") == 3
    assert count(until="2019-05-31") == 1
    assert count(kind="fire") == count(late="yes") == count(report="final") == 1
    assert (count(level="larger"), count(report="first"), count(q="双合村")) == (2, 3, 3)
    assert count(since="garbage", unit="nowhere", level="x") == 4, "what cannot be understood narrows nothing"
    page = officer.get(reverse("duty_statistics"), {"year": "2019"}).content.decode()
    assert "<strong>4</strong> 期" in page
    assert "及时率 <strong>66.7%</strong>" in page
    assert 'since=2019-06-01&amp;until=2019-06-30">3</a>' in page
    assert 'level=larger">2</a>' in page
    assert "还没有上报值班信息" in officer.get(reverse("duty_statistics"), {"year": "2018"}).content.decode()
    assert "2019年值班信息统计" in officer.get(reverse("duty_statistics"), {"year": "abc"}).content.decode()
    table = officer.get(address, {"format": "csv", "kind": "fire"}).content.decode()
    assert "2019,2,白银区人民政府办公室" in table
    assert "关于=1+1的情况报告" in table


def test_a_unit_that_is_asked_replies_on_its_page_without_seeing_the_event(officer, world):
    case = received(world)
    actions.instruct(
        case, leader="区长", text="全力救治。", given_at=NOW, units=[world.finance], due_at=at("2019-06-03 20:00"),
        by=world.actor("王办"), at=NOW,
    )  # fmt: skip
    task = case.duty_instructions.get().tasks.get()
    address = reverse("duty_task", args=[task.pk])
    assert officer.get(address).status_code == 404, "the office sees it on the event"
    officer.force_login(world.people["张财"])
    assert "全力救治。" in officer.get(address).content.decode()
    assert "必需字段" in officer.post(address, {"text": ""}).content.decode()
    assert officer.post(address, {"text": "已拨付"}, follow=True).status_code == 200
    assert "已拨付" in officer.get(address).content.decode()
    with pytest.raises(Refusal, match="张财已于"):
        actions.reply(task, text="再报", by=world.actor("张财"), at=NOW)


def test_limits_and_checks_on_the_screen(officer, world):
    limit = {"kind": "fire", "phone": "90", "written": "60", "since": "2019-06-01", "source": "某通知"}
    assert "不是政务公开办" in officer.post(reverse("duty_limits"), limit).content.decode()
    officer.force_login(world.people["郑公开"])
    assert "时限不成立" in officer.post(reverse("duty_limits"), limit).content.decode()
    assert officer.post(reverse("duty_limits"), {**limit, "phone": "15"}).status_code == 302
    assert "15分钟" in officer.get(reverse("duty_limits")).content.decode()
    check = {
        "unit": world.silong.pk, "way": "phone", "checked_at": "2019-06-03T14:00", "is_manned": "no", "found": "无人接听",
    }  # fmt: skip
    assert officer.post(reverse("duty_checks"), check).status_code == 302
    assert "不必重复登记" in officer.post(reverse("duty_checks"), check).content.decode()
    officer.force_login(world.people["吴镇"])
    assert "无人接听" in officer.get(reverse("duty_checks")).content.decode()
    row = world.silong.duty_checks.get()
    assert officer.post(reverse("duty_explain", args=[row.pk]), {"text": "外出巡查"}).status_code == 302
    assert "外出巡查" in officer.get(reverse("duty_checks")).content.decode()
    officer.force_login(world.people["张财"])
    assert "无人接听" not in officer.get(reverse("duty_checks")).content.decode()


def test_a_list_asks_the_database_a_fixed_number_of_times(officer, world, django_assert_max_num_queries):
    for number in range(12):
        reported(world, received(world, title=f"第{number}起"), "2019-06-03 14:25")
    officer.get(reverse("duty_reports"))
    for name in ("duty_reports", "duty_events", "duty_desk"):
        with django_assert_max_num_queries(45):
            assert officer.get(reverse(name)).status_code == 200
    assert Case.objects.count() == 12
