"""Duty: obligations S66–S69."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from gongkai.cases.worklist import warnings_for, work_of
from gongkai.law.emergencies import EventKind, Level, Toll, contradictions, suggested_level
from gongkai.law.leave import LeaveKind, Span
from gongkai.law.refusal import Refusal
from gongkai.units.calendars import calendar_in_force
from gongkai.units.leave import actions as leave
from gongkai.units.leave.actions import Wish
from gongkai.units.leave.people import posts_of
from gongkai.voice.duty import actions, alarms, figures
from gongkai.voice.duty import roster as rosters
from gongkai.voice.duty.models import DutyAlarm, DutyEvent, HandOver, Report
from tests.conftest import at
from tests.integration.voice.duty.duty_world import (
    approved,
    crew,
    drafted,
    person,
    received,
    reported,
    roster,
    sent,
)


def todo(world, name, day):
    return [item.todo for item in work_of(world.people[name], date.fromisoformat(day))]


def test_s66_the_platform_stamps_the_receipt_and_the_limits_run_from_it(world):
    received(world, kind=EventKind.SOCIAL_SECURITY)
    event = DutyEvent.objects.get()
    assert event.received_at == at("2019-06-03 14:25"), "not the time of the event, 14:05"
    assert (event.phone_by, event.written_by) == (at("2019-06-03 14:55"), at("2019-06-03 15:25"))


def test_s66_limits_follow_the_kind_through_nights_and_holidays(world):
    for kind, phone, written in (
        (EventKind.WORK_SAFETY, "2019-10-02 00:30", "2019-10-02 01:30"),
        (EventKind.PUBLIC_HEALTH, "2019-10-02 00:00", "2019-10-02 01:30"),
        (EventKind.NATURAL_DISASTER, "2019-10-02 00:00", "2019-10-02 00:30"),
    ):
        case = received(world, "2019-10-01 23:30", kind=kind, title=kind.label)
        assert (case.duty_event.phone_by, case.duty_event.written_by) == (at(phone), at(written)), kind


def test_s66_the_office_changes_a_limit_from_a_day_on_and_its_source_is_kept(world):
    office = {"by": world.actor("郑公开"), "at": at("2019-06-01 09:00")}
    actions.set_limit(
        EventKind.ROAD_TRAFFIC, phone=20, written=40, since=date(2019, 6, 3), source="某县值班规定", **office
    )
    before = received(world, "2019-06-02 14:00").duty_event
    after = received(world, "2019-06-03 14:00").duty_event
    assert before.phone_by == at("2019-06-02 15:00")
    assert (after.phone_by, after.written_by) == (at("2019-06-03 14:20"), at("2019-06-03 14:40"))
    assert after.limit_source == "某县值班规定"


def test_s66_the_duty_screen_counts_down_to_the_minute_without_a_script(world, client, monkeypatch):
    received(world, kind=EventKind.SOCIAL_SECURITY)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("2019-06-03 14:37"))
    client.force_login(world.people["王办"])
    page = client.get(reverse("duty_desk")).content.decode()
    assert "还剩18分钟" in page
    assert "还剩48分钟" in page
    assert "电话报告最迟 06-03 14:55" in page


def test_s66_the_alarm_comes_before_the_limit_and_once_more_when_it_has_passed(world):
    case = received(world, kind=EventKind.SOCIAL_SECURITY)
    told = {
        "14:44": 0,  # eleven minutes before the call is due
        "14:45": 1,  # ten minutes before
        "14:50": 0,
        "14:56": 1,  # the call is late
        "15:15": 1,  # the written report is due in ten minutes
        "15:26": 1,
        "16:00": 0,
    }
    assert {minute: alarms.sweep(at(f"2019-06-03 {minute}")) for minute in told} == told
    assert [event.note for event in case.events.filter(action="alarm")] == [
        "电话报告即将到时", "电话报告已超过时限", "书面报告即将到时", "书面报告已超过时限",
    ]  # fmt: skip
    assert "时限14:55" in warnings_for(world.people["王办"], date(2019, 6, 3))[0].text
    assert warnings_for(world.people["张财"], date(2019, 6, 3)) == []


def test_s66_what_was_told_in_time_raises_no_alarm_and_what_was_late_stays_late(world):
    case = received(world, kind=EventKind.SOCIAL_SECURITY)
    clerk = world.actor("王办")
    actions.phone(
        case, to="市政府总值班室 刘某", done_at=at("2019-06-03 14:40"), by=clerk, at=at("2019-06-03 14:41")
    )
    assert alarms.sweep(at("2019-06-03 15:14")) == 0
    drafted(world, case, "2019-06-03 15:00")
    approved(world, case, "2019-06-03 15:20")
    event = sent(world, case, "2019-06-03 15:26")
    assert "超过时限" in event.note
    assert Report.objects.get().is_late
    assert alarms.sweep(at("2019-06-03 16:00")) == 0


@pytest.mark.parametrize(
    ("toll", "level"),
    [
        (Toll(deaths=2, serious=9, loss=999), Level.ORDINARY),
        (Toll(deaths=3), Level.LARGER),
        (Toll(deaths=9), Level.LARGER),
        (Toll(deaths=10), Level.MAJOR),
        (Toll(deaths=29), Level.MAJOR),
        (Toll(deaths=30), Level.SPECIAL),
        (Toll(serious=10), Level.LARGER),
        (Toll(serious=50), Level.MAJOR),
        (Toll(serious=100), Level.SPECIAL),
        (Toll(loss=1000), Level.LARGER),
        (Toll(loss=5000), Level.MAJOR),
        (Toll(loss=10000), Level.SPECIAL),
    ],
)
def test_s67_the_level_by_figures_includes_the_lower_bound_and_excludes_the_upper(toll, level):
    assert suggested_level(EventKind.WORK_SAFETY, toll).level is level


def test_s67_another_level_than_the_suggested_needs_a_reason_and_more_dead_raise_it(world):
    with pytest.raises(Refusal, match="按数字应为“一般”"):
        received(world, level=Level.LARGER)
    case = received(world, level=Level.LARGER, level_reason="学生乘车，社会关注")
    assert (case.duty_event.suggested, case.duty_event.level) == ("ordinary", "larger")
    other = received(world, "2019-06-03 15:00")
    actions.note_casualties(
        other, Toll(deaths=3, serious=1), source="区医院", by=world.actor("王办"), at=at("2019-06-03 16:00")
    )
    event = DutyEvent.objects.get(case=other)
    assert (event.suggested, event.level) == ("larger", "larger")


def test_s68_first_follow_ups_and_final_are_numbered_and_the_issues_of_a_year_have_no_gap(world):
    case, other = received(world), received(world, "2019-06-03 14:30", title="另一起事故")
    names = [
        reported(world, case, "2019-06-03 15:00").name,
        reported(world, other, "2019-06-03 15:10", is_final=True).name,
        reported(world, case, "2019-06-03 16:00").name,
        reported(world, case, "2019-06-03 17:00").name,
        reported(world, case, "2019-06-03 18:00", is_final=True).name,
    ]
    assert names == ["首报", "首报（兼终报）", "续报一", "续报二", "终报"]
    assert list(Report.objects.order_by("sent_at").values_list("year", "issue")) == [
        (2019, 1), (2019, 2), (2019, 3), (2019, 4), (2019, 5),
    ]  # fmt: skip
    case.refresh_from_db()
    assert (case.stage, case.closed_on) == ("closed", date(2019, 6, 3))
    assert reported(world, received(world, "2020-01-01 08:00"), "2020-01-01 08:20").issue == 1


def test_s68_a_report_sent_back_keeps_its_place_and_costs_no_number(world):
    case = received(world)
    drafted(world, case, "2019-06-03 14:40")
    actions.send_back(case, note="核实重伤人数", by=world.actor("赵签"), at=at("2019-06-03 14:45"))
    assert "修改值班信息" in todo(world, "王办", "2019-06-03")
    assert reported(world, case, "2019-06-03 14:50").issue == 1
    assert Report.objects.count() == 1


def test_s68_a_follow_up_does_not_repeat_the_start(world):
    case = received(world)
    reported(world, case, "2019-06-03 15:00")
    with pytest.raises(Refusal, match="不重复首报写过的内容：事件经过"):
        drafted(world, case, "2019-06-03 16:00", nature="一辆货车与面包车相撞。")
    with pytest.raises(Refusal, match="没有写发展趋势"):
        drafted(world, case, "2019-06-03 16:00", measures="")


def test_s68_who_writes_does_not_approve_and_another_leader_says_how_the_one_on_duty_agreed(world):
    (first, _), officers, _ = crew(world)
    roster(world, "2019-06-03", 1, leader=first, officer=officers[0])
    case = received(world)
    drafted(world, case, "2019-06-03 14:40")
    other = world.actor("钱主任")
    with pytest.raises(Refusal, match="现在的带班领导是赵签"):
        actions.approve(case, by=other, at=at("2019-06-03 14:45"))
    actions.approve(case, leader_note="电话请示赵签，同意", by=other, at=at("2019-06-03 14:46"))
    assert Report.objects.get().leader_note == "电话请示赵签，同意"
    case2 = received(world, "2019-06-03 15:00", title="另一起")
    actions.draft(
        case2,
        actions.Draft(situation="无", sent_to="市政府"),
        by=world.actor("赵签"),
        at=at("2019-06-03 15:05"),
    )
    with pytest.raises(Refusal, match="拟稿人不能审定"):
        approved(world, case2, "2019-06-03 15:06")


@pytest.mark.parametrize(
    ("kind", "changed", "stage"),
    [
        (EventKind.WORK_SAFETY, "2019-07-03 09:00", "rereporting"),  # the thirtieth day
        (EventKind.WORK_SAFETY, "2019-07-04 09:00", "closed"),
        (EventKind.ROAD_TRAFFIC, "2019-06-10 09:00", "rereporting"),  # the seventh day
        (EventKind.ROAD_TRAFFIC, "2019-06-11 09:00", "closed"),
        (EventKind.FIRE, "2019-06-11 09:00", "closed"),
    ],
)
def test_s68_casualties_changed_within_thirty_or_seven_days_call_for_another_report(
    world, kind, changed, stage
):
    case = received(world, kind=kind)
    reported(world, case, "2019-06-03 15:00", is_final=True)
    actions.note_casualties(
        case, Toll(deaths=2, serious=1), source="区医院", by=world.actor("王办"), at=at(changed)
    )
    case.refresh_from_db()
    assert case.stage == stage
    assert ("补报伤亡变化" in todo(world, "王办", changed[:10])) is (stage == "rereporting")
    if stage == "rereporting":
        report = reported(world, case, changed, situation="死亡2人，重伤1人")
        assert (report.name, report.is_late, report.toll) == ("补报", False, [2, 0, 1, 0, 0])
        case.refresh_from_db()
        assert case.stage == "closed"


def test_s68_casualties_changed_while_it_is_open_are_asked_for_until_they_are_reported(world):
    case = received(world)
    reported(world, case, "2019-06-03 15:00")
    actions.note_casualties(
        case, Toll(deaths=2, serious=1), source="区医院", by=world.actor("王办"), at=at("2019-06-03 16:00")
    )
    assert "补报伤亡变化" in todo(world, "王办", "2019-06-03")
    reported(world, case, "2019-06-03 16:30")
    assert "补报伤亡变化" not in todo(world, "王办", "2019-06-03")


def test_s68_a_long_event_is_reported_on_every_day(world):
    case = received(world)
    reported(world, case, "2019-06-03 15:00")
    assert "写日报（续报）" not in todo(world, "王办", "2019-06-03")
    assert "写日报（续报）" in todo(world, "王办", "2019-06-04")
    assert reported(world, case, "2019-06-04 09:00").name == "续报一（日报）"
    assert "写日报（续报）" not in todo(world, "王办", "2019-06-04")


def test_s68_the_figure_of_the_year_counts_what_was_sent_in_it(world):
    case = received(world, "2019-12-31 23:30")
    reported(world, case, "2019-12-31 23:50")
    reported(world, case, "2020-01-01 00:10", is_final=True)
    drafted(world, received(world, "2019-12-31 23:00", title="没有签发"), "2019-12-31 23:10")
    found = figures.reports(date(2019, 1, 1), date(2019, 12, 31))
    assert [report.name for report in found] == ["首报"]
    assert figures.reports(date(2020, 1, 1), date(2020, 12, 31)).count() == 1


def test_s68_instructions_are_followed_up_to_the_reply_of_the_unit(world):
    case = received(world)
    actions.instruct(
        case, leader="区长", text="全力救治伤员。", given_at=at("2019-06-03 15:00"), units=[world.finance],
        due_at=at("2019-06-03 20:00"), by=world.actor("王办"), at=at("2019-06-03 15:05"),
    )  # fmt: skip
    assert todo(world, "张财", "2019-06-03") == ["反馈批示落实情况"]
    task = case.duty_instructions.get().tasks.get()
    with pytest.raises(Refusal, match="不是财政局的"):
        actions.reply(task, text="已办", by=world.actor("吴镇"), at=at("2019-06-03 16:00"))
    event = actions.reply(task, text="拨付救治资金10万元", by=world.actor("张财"), at=at("2019-06-03 20:01"))
    assert "超过时限" in event.note
    assert todo(world, "张财", "2019-06-03") == []


def test_s69_a_gap_of_the_roster_raises_an_alarm_until_it_is_filled(world):
    (leader, _), officers, _ = crew(world)
    roster(world, "2019-06-03", 3, leader=leader, officer=officers[0])
    now = at("2019-06-03 09:00")
    # Today and the three days ahead: only the sixth has nobody.
    assert alarms.sweep(now) == 1
    assert alarms.sweep(now + timedelta(minutes=1)) == 0
    assert DutyAlarm.objects.get().text == "06月06日没有排班"
    assert "补排值班人员" in todo(world, "王办", "2019-06-03")
    assert "没有排班" in warnings_for(world.people["赵签"], date(2019, 6, 3))[0].text
    roster(world, "2019-06-06", 1, leader=leader, officer=officers[1], when=at("2019-06-03 10:00"))
    assert "补排值班人员" not in todo(world, "王办", "2019-06-03")
    assert warnings_for(world.people["赵签"], date(2019, 6, 3)) == []


def test_s68_a_draft_changes_no_figures_of_the_event_before_it_is_signed(world):
    case = received(world)
    before = DutyEvent.objects.get().toll
    drafted(world, case, "2019-06-03 14:30", toll=Toll(deaths=5))
    actions.send_back(case, note="核实死亡人数", by=world.actor("赵签"), at=at("2019-06-03 14:35"))
    assert DutyEvent.objects.get().toll == before
    drafted(world, case, "2019-06-03 14:40", toll=Toll(deaths=2, serious=1))
    assert DutyEvent.objects.get().toll == before
    approved(world, case, "2019-06-03 14:45")
    assert DutyEvent.objects.get().toll == Toll(deaths=2, serious=1)
    assert f"由“{before}”改为“{Toll(deaths=2, serious=1)}”" in case.events.last().note


def test_s69_a_turn_without_leader_or_officer_and_a_missing_night_are_gaps(world):
    (leader, _), officers, _ = crew(world)
    clerk = {"by": world.actor("王办"), "at": at("2019-06-03 08:00")}
    turns = [
        actions.Turn(date(2019, 6, 3), "whole", None, (officers[0],)),
        actions.Turn(date(2019, 6, 4), "day", leader, (officers[0],)),
        actions.Turn(date(2019, 6, 5), "day", leader, ()),
        actions.Turn(date(2019, 6, 5), "night", leader, (officers[1],)),
        actions.Turn(date(2019, 6, 6), "day", leader, (officers[0],)),
        actions.Turn(date(2019, 6, 6), "night", leader, (officers[1],)),
    ]
    actions.build(world.office, turns, source="test", **clerk)
    alarms.sweep(at("2019-06-03 09:00"))
    assert list(DutyAlarm.objects.order_by("day").values_list("text", flat=True)) == [
        "06月03日全天没有带班领导", "06月04日17:30以后没有排班", "06月05日白班没有值班员",
    ]  # fmt: skip


def test_s69_a_turn_of_somebody_on_leave_is_a_gap_and_the_rotation_passes_her_over(world):
    leader = person(world, "赵签", "leader")
    clerk, other = person(world, "王办", account="王办"), person(world, "李核", account="李核", sort=1)
    roster(world, "2019-06-10", 2, leader=leader, officer=clerk)
    away = Wish(
        LeaveKind.ANNUAL, Span(date(2019, 6, 11), date(2019, 6, 13)), "",
        {(post.unit.code, post.role): world.people["李核"] for post in posts_of(world.people["王办"], Span(date(2019, 6, 11), date(2019, 6, 13)))},
    )  # fmt: skip
    row = leave.ask(away, by=world.actor("王办"), at=at("2019-06-05 09:00"), token="t")
    leave.accept(row, by=world.actor("李核"), at=at("2019-06-05 10:00"))
    assert [gap.day.day for gap in rosters.gaps(world.office, date(2019, 6, 10), 2)] == [], "not yet approved"
    leave.approve(row, by=world.actor("赵签"), at=at("2019-06-05 11:00"))
    assert rosters.gaps(world.office, date(2019, 6, 10), 2) == [
        rosters.Gap(date(2019, 6, 11), "值班员王办请假")
    ]
    plan = rosters.proposed(
        world.office, date(2019, 6, 1), calendar_in_force(), since=date(2019, 6, 12), pattern="whole", officers_each=1
    )  # fmt: skip
    assert [each.officers for each in plan[:3]] == [(other.pk,), (other.pk,), (clerk.pk,)]


def test_s69_a_hand_over_not_written_or_not_acknowledged_raises_an_alarm(world):
    (leader, _), officers, _ = crew(world)
    shifts = roster(world, "2019-06-03", 8, leader=leader, officer=officers[0])
    clerk, comer = world.actor("王办"), world.actor("李核")
    first = shifts[0]
    assert alarms.sweep(at("2019-06-04 08:59")) == 0, "half an hour to write it"
    assert alarms.sweep(at("2019-06-04 09:00")) == 1
    assert "补写交接班记录" in todo(world, "王办", "2019-06-04")
    row = actions.hand_over(first, matters="正常", by=clerk, at=at("2019-06-04 09:10"))
    assert "补写交接班记录" not in todo(world, "王办", "2019-06-04")
    assert alarms.sweep(at("2019-06-04 09:11")) == 1
    assert "交接班没有签收" in warnings_for(world.people["李核"], date(2019, 6, 4))[0].text
    with pytest.raises(Refusal, match="交班人不能自己接班"):
        actions.acknowledge(row, by=clerk, at=at("2019-06-04 09:12"))
    actions.acknowledge(row, by=comer, at=at("2019-06-04 09:15"))
    assert warnings_for(world.people["李核"], date(2019, 6, 4)) == []
    assert HandOver.objects.get().acknowledged_by == "李核"
    assert alarms.sweep(at("2019-06-04 09:16")) == 0


def test_s69_with_accounts_only_those_of_the_shift_hand_over_and_take_over(world):
    leader = person(world, "带班", "leader")
    first = person(world, "王办", account="王办")
    second = person(world, "李核", account="李核")
    shift, *_ = roster(world, "2019-06-03", 1, leader=leader, officer=first)
    roster(world, "2019-06-04", 1, leader=leader, officer=second)
    with pytest.raises(Refusal, match="不是06月03日全天的值班人员"):
        actions.hand_over(shift, matters="正常", by=world.actor("周密"), at=at("2019-06-04 08:20"))
    row = actions.hand_over(shift, matters="正常", by=world.actor("王办"), at=at("2019-06-04 08:20"))
    with pytest.raises(Refusal, match="不是06月04日全天的值班人员"):
        actions.acknowledge(row, by=world.actor("周密"), at=at("2019-06-04 08:30"))
    actions.acknowledge(row, by=world.actor("李核"), at=at("2019-06-04 08:30"))


def test_s69_a_post_found_empty_explains(world):
    found = actions.Checked("phone", at("2019-06-03 22:00"), is_manned=False, found="连续拨打三次无人接听")
    with pytest.raises(Refusal, match="不是政府办的工作人员"):
        actions.check(world.silong, found, by=world.actor("张财"), at=at("2019-06-03 22:05"))
    row = actions.check(world.silong, found, by=world.actor("王办"), at=at("2019-06-03 22:05"))
    assert todo(world, "吴镇", "2019-06-04") == ["说明情况"]
    actions.explain(row, text="值班电话故障，已修复", by=world.actor("吴镇"), at=at("2019-06-04 08:30"))
    assert todo(world, "吴镇", "2019-06-04") == []


@pytest.mark.parametrize(
    ("text", "toll", "against"),
    [
        ("事故造成３人死亡，重伤2人", Toll(deaths=1, serious=2), ["死亡3人"]),
        ("首报死亡1人，现死亡2人", Toll(deaths=2), []),
        ("伤者中1人经抢救无效死亡，失联2名", Toll(deaths=1), ["失踪2人"]),
        ("暂无人员伤亡", Toll(deaths=1), []),
    ],
)
def test_s68_a_text_that_tells_of_other_casualties_than_the_figures_is_found(text, toll, against):
    assert contradictions(text, toll) == against


def test_s68_a_report_whose_text_contradicts_its_figures_is_refused(world):
    case = received(world)
    with pytest.raises(Refusal, match="文字写“死亡3人”，填报的数字是“死亡1人，重伤2人”"):
        drafted(world, case, "2019-06-03 14:40", situation="已死亡3人", toll=Toll(deaths=1, serious=2))
