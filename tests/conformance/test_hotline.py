"""The mayor's hotline: obligations S52–S62, and the ticket part of S64."""

import json
import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gongkai.cases.actions import AlreadyDone
from gongkai.cases.models import Case, Notice
from gongkai.cases.worklist import work_of
from gongkai.law import hotline as law
from gongkai.law.refusal import Refusal
from gongkai.ledger.models import Event
from gongkai.units.posts import PLATFORM
from gongkai.voice.hotline import (
    actions,
    callers,
    calls,
    city,
    directory,
    figures,
    limits,
    similar,
    statistics,
    urging,
)
from gongkai.voice.hotline.actions import Call
from gongkai.voice.hotline.models import CallDay, CityFile, DirectoryEntry, JointHandling, Limit, Ticket
from tests.conftest import at

NAME, PHONE = "慕容雪", "13912345678"
MONDAY = "2025-09-08 09:00"


class Desk:
    """The centre, the finance bureau and the town of Silong at their tickets."""

    def __init__(self, world):
        self.world = world
        self.n = 0

    def who(self, name):
        return self.world.actor(name, date(2025, 9, 8))

    def call(self, **changes):
        given = {
            "kind": "complaint", "title": "小区物业收费不透明", "text": "银光小区物业多收公摊电费，没有公示明细。",
            "name": NAME, "phone": PHONE, **changes,
        }  # fmt: skip
        return Call(**given)

    def take(self, when=MONDAY, **changes):
        self.n += 1
        call = self.call(**{"text": f"银光小区物业多收公摊电费，没有公示明细，第{self.n}次反映。", **changes})
        return actions.register(call, by=self.who("郑公开"), at=at(when), token=f"t{self.n}").case

    def given(self, when=MONDAY, unit=None, **changes):
        case = self.take(when, **changes)
        actions.dispatch(case, unit or self.world.finance, by=self.who("郑公开"), at=at(when))
        return case

    def signed(self, when=MONDAY, **changes):
        case = self.given(when, **changes)
        actions.sign(case, by=self.who("张财"), at=at(when) + timedelta(minutes=30))
        return case

    def answered(self, when=MONDAY, **changes):
        case = self.signed(when, **changes)
        self.reply(case, at(when) + timedelta(days=1))
        return case

    def reply(self, case, when, result="solved"):
        actions.reply(case, text="已责令公示并退费。", result=result, by=self.who("张财"), at=when)
        actions.pass_check(case, by=self.who("郑公开"), at=when + timedelta(hours=1))

    def called(self, case, when, satisfaction="satisfied", note=""):
        actions.call_back(case, satisfaction=satisfaction, note=note, by=self.who("郑公开"), at=at(when))


@pytest.fixture
def desk(world):
    return Desk(world)


# S52


@pytest.mark.parametrize("kind", ["consultation", "help", "complaint", "report", "suggestion"])
def test_s52_a_ticket_has_one_of_five_types_a_channel_a_time_and_a_matter(desk, kind):
    case = desk.take(kind=kind)
    ticket = case.ticket
    assert (ticket.kind, case.channel, case.arrived_at, case.title) == (
        kind,
        "phone",
        at(MONDAY),
        "小区物业收费不透明",
    )


@pytest.mark.parametrize(
    ("left_out", "said"), [({"kind": "praise"}, "类型"), ({"title": " "}, "事由"), ({"text": ""}, "诉求内容")]
)
def test_s52_without_type_or_matter_there_is_no_ticket(desk, left_out, said):
    with pytest.raises(Refusal, match=said):
        desk.take(**left_out)
    assert not Ticket.objects.exists()


def test_s52_a_caller_who_insists_on_secrecy_is_hidden_from_unit_export_search_history_and_ledger(
    client, desk
):
    case = desk.signed(is_confidential=True)
    world = desk.world
    client.force_login(world.people["张财"])
    register = reverse("hotline_register")
    for page in (
        client.get(reverse("hotline_ticket", args=[case.pk])),
        client.get(register),
        client.get(register, {"format": "csv"}),
        client.post(reverse("hotline_caller", args=[case.pk])),
    ):
        text = page.content.decode()
        assert page.status_code == 200
        assert not any(part in text for part in (NAME, PHONE, "慕容", "慕**", "139****", "5678"))
    assert case.number not in client.get(register, {"q": PHONE}).content.decode()
    with pytest.raises(Refusal, match="保密"):
        callers.read(case, by=desk.who("张财"), at=at(MONDAY))
    assert callers.read(case, by=desk.who("郑公开"), at=at(MONDAY)).phone == PHONE
    client.force_login(world.people["郑公开"])
    exported = client.get(register, {"format": "csv"}).content.decode()
    assert "来电人要求保密" in exported
    assert not any(part in exported for part in (NAME, PHONE, "139****5678"))
    events = " ".join(case.events.values_list("note", flat=True)) + json.dumps(
        list(case.events.values_list("data", flat=True))
    )
    leaves = " ".join(Event.objects.values_list("leaf", flat=True))
    assert not any(part in events + leaves for part in (NAME, PHONE, "5678"))
    assert not Notice.objects.exists(), "no message whose recipient the unit could read"
    assert Event.objects.filter(leaf__contains="hotline.read_caller").count() == 1


@pytest.mark.parametrize("text", [f"来电人{NAME}反映", "请回电139 1234 5678", "请回电１３９１２３４５６７８"])
def test_s52_a_text_that_names_a_secret_caller_is_refused(desk, text):
    with pytest.raises(Refusal, match="要求保密"):
        desk.take(is_confidential=True, text=text)
    case = desk.signed(is_confidential=True)
    with pytest.raises(Refusal, match="要求保密"):
        actions.reply(case, text=text, result="solved", by=desk.who("张财"), at=at("2025-09-09 09:00"))


def test_s52_an_open_caller_is_masked_and_shown_to_the_handling_unit_with_a_log(client, desk):
    case = desk.signed()
    client.force_login(desk.world.people["张财"])
    page = client.get(reverse("hotline_ticket", args=[case.pk])).content.decode()
    assert "慕**" in page
    assert PHONE not in page
    assert PHONE in client.post(reverse("hotline_caller", args=[case.pk])).content.decode()
    assert Event.objects.filter(leaf__contains="hotline.read_caller").count() == 1
    client.force_login(desk.world.people["吴镇"])
    assert client.get(reverse("hotline_ticket", args=[case.pk])).status_code == 404


# S53


def test_s53_not_accepted_needs_a_reason_of_the_list_and_for_legal_ways_the_channel_told(desk):
    office = {"by": desk.who("郑公开"), "at": at(MONDAY)}
    case = desk.take()
    with pytest.raises(Refusal, match="理由"):
        actions.refuse(case, ground="busy", **office)
    for ground, row in law.GROUNDS.items():
        if row.channel:
            with pytest.raises(Refusal, match="通过什么渠道"):
                actions.refuse(case, ground=ground, channel=" ", **office)
    actions.refuse(case, ground="review", channel="区人民政府行政复议机构", **office)
    assert (case.stage, case.outcome) == ("closed", "REFUSED")
    assert "区人民政府行政复议机构" in case.events.last().note
    other = desk.take(title="同一事项")
    actions.refuse(other, ground="settled", **office)
    assert other.outcome == "REFUSED", "no other way, no channel"


# S54


@pytest.mark.parametrize(
    ("kind", "due"),
    [
        ("consultation", date(2025, 9, 10)), ("help", date(2025, 9, 15)), ("suggestion", date(2025, 9, 15)),
        ("complaint", date(2025, 9, 22)), ("report", date(2025, 9, 22)),
    ],
)  # fmt: skip
def test_s54_the_deadline_follows_type_in_working_days(desk, kind, due):
    assert desk.take(kind=kind).due_on == due


def test_s54_working_days_pass_over_the_national_holiday_and_urgent_is_the_same_day(desk):
    assert desk.take("2025-09-29 10:00", kind="help").due_on == date(2025, 10, 13), (
        "28 September and 11 October work"
    )
    assert desk.take(is_urgent=True).due_on == date(2025, 9, 8)


def test_s54_rows_of_the_office_go_before_the_default_by_origin_and_day_and_leave_old_tickets_alone(desk):
    old = desk.take("2025-09-05 09:00", kind="help")
    row = Limit(
        kind="help", origin="city", sign_hours=2, handling_days=3, extension_days=1, return_days=2,
        since=date(2025, 9, 8), source="市政办发〔2025〕1号",
    )  # fmt: skip
    with pytest.raises(Refusal, match="主管部门"):
        limits.enter(row, by=desk.who("张财"), at=at(MONDAY))
    limits.enter(row, by=desk.who("郑公开"), at=at(MONDAY))
    assert desk.take(kind="help", origin="city").due_on == date(2025, 9, 11)
    assert desk.take(kind="help").due_on == date(2025, 9, 15), "the district's own keep the default"
    old.refresh_from_db()
    assert old.due_on == date(2025, 9, 12)
    before = limits.limits_for(law.Kind.HELP, "city", is_urgent=False, on=date(2025, 9, 7))
    assert before.source == law.DESIGN


def test_s54_the_deadline_stands_on_the_ticket_and_in_the_message_to_the_unit(client, desk):
    office = desk.who("郑公开")
    actions.set_contact(desk.world.finance, "13800000001", by=office, at=at(MONDAY))
    case = desk.given()
    message = Notice.objects.get(purpose="派单", key__startswith="hotline/")
    assert "09月08日15:30前签收" in message.text, "four office hours from nine, the midday break left out"
    assert "09月22日前答复" in message.text
    assert message.recipient == "13800000001"
    client.force_login(desk.world.people["张财"])
    page = client.get(reverse("hotline_ticket", args=[case.pk])).content.decode()
    assert "2025-09-22" in page
    assert "设计默认值" in page, "the source of the limits is on the screen"


# S55


def test_s55_a_ticket_is_returned_within_a_day_with_a_reason_and_not_after(desk):
    case, clerk = desk.given(), desk.who("张财")
    with pytest.raises(Refusal, match="退单的理由"):
        actions.return_ticket(case, reason=" ", by=clerk, at=at(MONDAY))
    actions.return_ticket(case, reason="物业由住建局主管", by=clerk, at=at("2025-09-09 09:00"))
    assert (case.stage, case.unit) == ("received", desk.world.office)
    late = desk.given()
    with pytest.raises(Refusal, match="退单时限已于2025-09-09 09:00届满"):
        actions.return_ticket(late, reason="不归我们管", by=clerk, at=at("2025-09-09 09:01"))


def test_s55_with_two_working_days_the_last_day_counts_to_midnight(desk):
    limits.enter(
        Limit(sign_hours=4, handling_days=5, extension_days=5, return_days=2, since=date(2025, 1, 1), source="鲁政办发"),
        by=desk.who("郑公开"), at=at(MONDAY),
    )  # fmt: skip
    case = desk.given("2025-09-12 09:00")
    actions.return_ticket(case, reason="不属本单位", by=desk.who("张财"), at=at("2025-09-16 23:59"))
    assert case.stage == "received"


def test_s55_a_designated_ticket_is_never_returned_and_the_second_return_is_reviewed(desk):
    case, clerk, office = desk.given(), desk.who("张财"), desk.who("郑公开")
    actions.return_ticket(case, reason="物业由住建局主管", by=clerk, at=at("2025-09-08 10:00"))
    actions.dispatch(case, desk.world.finance, by=office, at=at("2025-09-08 11:00"))
    actions.return_ticket(case, reason="确实不归本单位", by=clerk, at=at("2025-09-08 15:00"))
    assert (case.stage, case.unit) == ("returning", desk.world.finance)
    assert "复核退单" in [item.todo for item in work_of(desk.world.people["郑公开"], date(2025, 9, 8))]
    actions.deny_return(case, reason="三定规定第三条", by=office, at=at("2025-09-08 16:00"))
    assert case.stage == "handling"
    with pytest.raises(Refusal, match="指定承办"):
        actions.return_ticket(case, reason="还是不归", by=clerk, at=at("2025-09-08 16:30"))
    accepted = desk.given()
    actions.return_ticket(accepted, reason="不归", by=clerk, at=at("2025-09-08 10:00"))
    actions.dispatch(accepted, desk.world.finance, by=office, at=at("2025-09-08 11:00"))
    actions.return_ticket(accepted, reason="不归", by=clerk, at=at("2025-09-08 15:00"))
    actions.accept_return(accepted, by=office, at=at("2025-09-08 16:00"))
    assert (accepted.stage, accepted.unit) == ("received", desk.world.office)


# S56


def test_s56_one_extension_before_expiry_with_reason_and_approver_and_the_caller_is_told(desk):
    case, clerk, approver = desk.signed(kind="help"), desk.who("张财"), desk.who("杨签")
    now = at("2025-09-15 09:00")
    with pytest.raises(Refusal, match="延期的理由"):
        actions.ask_extension(case, days=3, reason="", by=clerk, at=now)
    with pytest.raises(Refusal, match="超出允许范围"):
        actions.ask_extension(case, days=6, reason="需要检测", by=clerk, at=now)
    actions.ask_extension(case, days=3, reason="需要检测", by=clerk, at=now)
    assert case.due_on == date(2025, 9, 15), "nothing moves before the approval"
    assert "审批延期3个工作日" in [
        item.todo for item in work_of(desk.world.people["杨签"], date(2025, 9, 15))
    ]
    with pytest.raises(Refusal, match="不是财政局的审签人"):
        actions.extend(case, by=desk.who("吴镇"), at=now)
    actions.extend(case, by=approver, at=now)
    assert case.due_on == date(2025, 9, 18)
    assert "办理期限已经批准延长" in Notice.objects.get(purpose="同意延期").text
    with pytest.raises(Refusal, match="已经申请过一次"):
        actions.ask_extension(case, days=1, reason="还要检测", by=clerk, at=now)
    late = desk.signed(kind="help")
    with pytest.raises(Refusal, match="已过，不能再延期"):
        actions.ask_extension(late, days=1, reason="忘了", by=clerk, at=at("2025-09-16 09:00"))


def test_s56_without_a_mobile_number_the_way_the_caller_was_told_is_written_down(desk):
    case = desk.signed(kind="help", phone="0943-8221234")
    actions.ask_extension(case, days=2, reason="需要检测", by=desk.who("张财"), at=at("2025-09-10 09:00"))
    with pytest.raises(Refusal, match="怎样告知"):
        actions.extend(case, by=desk.who("杨签"), at=at("2025-09-10 10:00"))
    actions.extend(case, told="9月10日电话告知", by=desk.who("杨签"), at=at("2025-09-10 10:00"))
    assert "电话告知" in case.events.last().note


# S57


def test_s57_a_ticket_waits_for_the_leading_unit_alone_and_the_helpers_lateness_is_shown_apart(client, desk):
    world, clerk = desk.world, desk.who("张财")
    case = desk.take()
    actions.dispatch(case, world.finance, helpers=[world.silong], by=desk.who("郑公开"), at=at(MONDAY))
    actions.sign(case, by=clerk, at=at("2025-09-08 10:00"))
    row = JointHandling.objects.get()
    assert row.due_on == date(2025, 9, 11), "three working days"
    assert [item.todo for item in work_of(world.people["吴镇"], date(2025, 9, 8))][:1] == ["提交协办意见"]
    client.force_login(world.people["吴镇"])
    assert client.get(reverse("hotline_ticket", args=[case.pk])).status_code == 200
    with pytest.raises(Refusal, match="不是四龙镇的经办人"):
        actions.give_help(row, text="已核实", by=clerk, at=at("2025-09-09 09:00"))
    actions.give_help(row, text="已核实", by=desk.who("吴镇"), at=at("2025-09-12 09:00"))
    assert case.events.last().note == "四龙镇（逾期）：已核实"
    case.refresh_from_db()
    assert case.stage == "handling", "a helper closes nothing"
    desk.reply(case, at("2025-09-15 09:00"))
    desk.called(case, "2025-09-16 09:00")
    assert (case.stage, Ticket.objects.get().was_late) == ("closed", False)


# S58


def test_s58_duplicates_are_proposed_by_caller_place_and_words(desk):
    silong = desk.world.silong
    by_caller = desk.take(title="暖气不热", text="家里暖气不热")
    by_place = desk.take(
        title="路灯坏了", text="夜里路灯不亮", phone="13911111111", town=silong, place="双合村"
    )
    by_words = desk.take(
        title="自来水停水三天", text="金鱼公园附近自来水停水三天无人处理", phone="13922222222"
    )
    desk.take(title="公交改线", text="建议公交改线", phone="13933333333", kind="suggestion")

    def found(text, phone="", town=None, place=""):
        return [
            (each.case.pk, each.reasons)
            for each in similar.duplicates(
                text,
                "",
                caller_key=callers.phone_key(phone),
                place_key=callers.place_key(town, place),
                on=date(2025, 9, 20),
            )
        ]

    assert found("问个事", phone="+86 139-1234-5678") == [(by_caller.pk, ("同一来电号码",))]
    assert found("路灯不亮", town=silong, place="双合 村")[0][0] == by_place.pk
    (pk, reasons), *others = found("金鱼公园自来水停水三天了")
    assert (pk, others) == (by_words.pk, [])
    assert reasons[0].startswith("文字相近")


def test_s58_who_tells_much_is_found_by_the_subject(desk):
    first = desk.take(title="西区花园停水", text="西区花园从昨天开始停水，没有人管")
    told = "西区花园三号楼从昨天早上起停水，老人取水困难，幼儿园食堂也做不了饭，物业推给供水公司，希望尽快恢复供水。"
    found = similar.duplicates("西区花园又停水了", told, caller_key="", place_key="", on=date(2025, 9, 20))
    assert [each.case.pk for each in found] == [first.pk]


def test_s58_the_same_words_of_the_same_caller_within_the_hour_are_no_second_call(desk):
    first = desk.take(text="暖气不热")
    with pytest.raises(AlreadyDone, match=f"内容完全相同的工单{first.number}"):
        desk.take(text="暖气不热")
    assert desk.take(text="已经报修三次，还是不热").pk != first.pk


def test_s58_a_merge_keeps_both_numbers_each_leading_to_the_other(client, desk):
    main, twin = desk.signed(), desk.take(phone="13911111111")
    actions.merge(twin, main, by=desk.who("郑公开"), at=at("2025-09-09 09:00"))
    assert (twin.stage, twin.outcome, twin.parent) == ("closed", "MERGED", main)
    assert main.number in twin.events.last().note
    assert twin.number in main.events.last().note
    client.force_login(desk.world.people["郑公开"])
    for one, other in ((main, twin), (twin, main)):
        page = client.get(reverse("hotline_ticket", args=[one.pk])).content.decode()
        assert other.number in page
    with pytest.raises(Refusal, match="不能并入自己"):
        actions.merge(main, main, by=desk.who("郑公开"), at=at("2025-09-09 09:00"))
    with pytest.raises(Refusal, match="已办结"):
        actions.merge(desk.take(), twin, by=desk.who("郑公开"), at=at("2025-09-09 09:00"))


# S59


def test_s59_reply_check_call_back_and_a_contented_caller_closes_the_ticket(desk):
    case = desk.signed()
    actions.reply(case, text="已办", result="solved", by=desk.who("张财"), at=at("2025-09-09 09:00"))
    assert case.stage == "checking"
    actions.send_back(case, note="没有写明退费金额", by=desk.who("郑公开"), at=at("2025-09-09 10:00"))
    assert case.stage == "handling"
    desk.reply(case, at("2025-09-10 09:00"))
    assert case.stage == "calling_back"
    desk.called(case, "2025-09-11 09:00")
    assert (case.stage, case.outcome, case.closed_on) == ("closed", "ANSWERED", date(2025, 9, 11))


def test_s59_not_content_is_handled_again_once_then_under_supervision_then_closed_as_said(desk):
    case = desk.answered()
    with pytest.raises(Refusal, match="不满意的原因"):
        desk.called(case, "2025-09-10 09:00", "dissatisfied")
    desk.called(case, "2025-09-10 09:00", "dissatisfied", "没有退费")
    assert (case.stage, case.due_on) == ("handling", date(2025, 9, 24)), "ten working days anew"
    desk.reply(case, at("2025-09-11 09:00"))
    desk.called(case, "2025-09-12 09:00", "dissatisfied", "只退了一半")
    ticket = Ticket.objects.get()
    assert (case.stage, ticket.rehandled, ticket.supervised_at) == ("handling", 2, at("2025-09-12 09:00"))
    assert "督办工单，督促办理" in [
        item.todo for item in work_of(desk.world.people["黄局长"], date(2025, 9, 12))
    ]
    desk.reply(case, at("2025-09-15 09:00"))
    desk.called(case, "2025-09-16 09:00", "dissatisfied", "仍不满意")
    assert (case.stage, Ticket.objects.get().satisfaction) == ("closed", "dissatisfied")


def test_s59_who_does_not_answer_is_called_three_times_before_the_ticket_closes(desk):
    case, office = desk.answered(), desk.who("郑公开")
    for times in range(3):
        with pytest.raises(Refusal, match=f"现为{times}次"):
            desk.called(case, "2025-09-10 09:00", "unreached")
        actions.miss_call(case, by=office, at=at("2025-09-10 09:00"))
    desk.called(case, "2025-09-10 10:00", "unreached")
    assert case.stage == "closed"


# S60


def test_s60_reminder_before_notice_on_the_day_after_and_the_list_on_the_fifth_working_day(client, desk):
    case = desk.signed(kind="help")
    assert case.due_on == date(2025, 9, 15)
    for day, level in (
        ("2025-09-11", None), ("2025-09-12", "reminder"), ("2025-09-15", None), ("2025-09-16", "notice"),
        ("2025-09-19", None), ("2025-09-22", "criticism"), ("2025-10-09", None),
    ):  # fmt: skip
        assert urging.sweep(at(f"{day} 09:00")) == (level is not None), day
        assert urging.sweep(at(f"{day} 10:00")) == 0, "each level once"
        if level:
            assert case.events.filter(action="urge").last().data == {"level": level, "due": "2025-09-15"}
    assert "通报批评：工单逾期未答复" in [
        item.todo for item in work_of(desk.world.people["郑公开"], date(2025, 9, 22))
    ]
    client.force_login(desk.world.people["郑公开"])
    assert case.number in client.get(reverse("hotline_register"), {"urged": "criticism"}).content.decode()


def test_s60_a_ticket_answered_in_time_is_not_urged(desk):
    desk.answered(kind="help")
    assert urging.sweep(at("2025-10-30 09:00")) == 0


# S61


def test_s61_received_is_done_open_and_terminated_for_any_period(desk):
    office = desk.who("郑公开")
    for day in range(1, 29):
        case = desk.take(f"2025-02-{day:02} 09:00")
        later = at(f"2025-02-{day:02} 10:00") + timedelta(days=day % 5)
        match day % 4:
            case 0:
                actions.answer_directly(case, reply="请到一楼办理", by=office, at=later)
            case 1:
                actions.end(case, reason="来电人撤回", by=office, at=later)
            case 2:
                actions.refuse(case, ground="known", by=office, at=later)
    days = [date(2025, 1, 30) + timedelta(days=n) for n in range(35)]
    for start in days[::3]:
        for end in (day for day in days if day >= start):
            parts = [
                part(start, end).count() for part in (figures.closed, figures.open_at, figures.terminated)
            ]
            assert figures.received(start, end).count() == sum(parts), (start, end)


def test_s61_of_1594_received_1473_done_are_92_41_percent():
    rate = law.Rate("办结率", 1473, 1594, "")
    assert (rate.percent, rate.whole - rate.part) == ("92.41%", 121)


def page_of(client, page, measure):
    """The list behind a number of the dashboard."""
    address = re.search(rf'href="([^"]*measure={re.escape(measure)}[^"]*)"', page)[1]
    return client.get(address.replace("&amp;", "&")).content.decode()


def test_s61_a_ticket_given_back_and_merged_counts_as_given_back(desk):
    case, other = desk.given(), desk.signed(phone="13911111111")
    actions.return_ticket(case, reason="不属于本单位职责", by=desk.who("张财"), at=at("2025-09-08 16:00"))
    actions.merge(case, other, by=desk.who("郑公开"), at=at("2025-09-08 17:00"))
    rate = statistics.rates(date(2025, 9, 1), date(2025, 9, 30))["returned"]
    assert (rate.part, rate.whole) == (1, 2)


def test_s61_every_rate_says_what_it_was_made_of_and_until_when(client, desk):
    desk.called(desk.answered(), "2025-09-10 09:00")
    desk.signed()
    since, until = date(2025, 9, 1), date(2025, 9, 30)
    rates = {rate.label: (rate.part, rate.whole) for rate in statistics.rates(since, until).values()}
    assert (rates["办结率"], rates["满意率"], rates["签收率"]) == ((1, 2), (1, 1), (2, 2))
    client.force_login(desk.world.people["郑公开"])
    page = client.get(reverse("hotline_dashboard"), {"since": since, "until": until}).content.decode()
    assert "50.00%" in page
    register = page_of(client, page, "done.part.2025-09-30")
    assert "办结率的分子，截至2025-09-30" in register
    assert "共 1 件" in register
    assert "截至 2025-09-30" in page


# S62


CALLS = "日期,呼入,接通,15秒内接通,其他媒体来话,3分钟内响应\n2025-09-01,200,194,170,10,9\n2025-09-02,100,96,88,0,0\n"


def test_s62_call_metrics_are_imported_with_their_source_and_make_three_rates(desk):
    rows = calls.read("话务.csv", CALLS.encode("gb18030"), date(2025, 9, 3))
    office = desk.who("郑公开")
    assert calls.take(rows, source="话务系统2025-09-03导出", by=office, at=at("2025-09-03 09:00")) == 2
    assert calls.take(rows, source="再次导出", by=office, at=at("2025-09-03 10:00")) == 2
    assert CallDay.objects.count() == 2, "the same day again replaces it"
    rates = calls.rates(date(2025, 9, 1), date(2025, 9, 30))
    assert [(rate.label, rate.part, rate.whole, rate.percent) for rate in rates] == [
        ("接通率", 290, 300, "96.67%"), ("15秒接通率", 258, 300, "86.00%"), ("其他媒体3分钟响应率", 9, 10, "90.00%"),
    ]  # fmt: skip


def test_s62_a_faulty_row_is_named_and_nothing_is_kept(desk):
    rows = calls.read("话务.csv", CALLS.replace("194", "204").encode(), date(2025, 9, 3))
    with pytest.raises(Refusal, match="第2行：接通多于呼入"):
        calls.take(rows, source="话务系统", by=desk.who("郑公开"), at=at("2025-09-03 09:00"))
    assert not CallDay.objects.exists()


# S64


def test_s64_a_petition_is_told_within_fifteen_days_and_may_come_back_within_five_working_days(client, desk):
    office = desk.who("郑公开")
    case = desk.take("2025-09-05 09:00")
    actions.transfer_petition(case, note="涉及历史征地补偿", by=office, at=at(MONDAY))
    ticket = Ticket.objects.get()
    assert (case.stage, case.due_on) == ("petition", date(2025, 9, 22)), "fifteen days end on a Saturday"
    assert ticket.petition_objection_by == date(2025, 9, 15)
    client.force_login(desk.world.people["郑公开"])
    page = client.get(reverse("hotline_ticket", args=[case.pk])).content.decode()
    assert "2025-09-15" in page
    assert "信访工作条例" in page
    actions.tell_petition(case, manner="挂号信告知", by=office, at=at("2025-09-10 09:00"))
    assert (case.outcome, case.closed_on) == ("PETITION", date(2025, 9, 10))
    back = desk.take("2025-09-05 09:00")
    actions.transfer_petition(back, note="涉及历史征地补偿", by=office, at=at(MONDAY))
    with pytest.raises(Refusal, match="期限2025-09-15已过"):
        actions.object_petition(back, reason="不属信访事项", by=office, at=at("2025-09-16 09:00"))
    actions.object_petition(back, reason="不属信访事项", by=office, at=at("2025-09-15 09:00"))
    assert (back.stage, back.due_on) == ("received", date(2025, 9, 28)), "ten working days from the return"


def test_s64_a_disclosure_request_is_refused_with_its_channel_and_the_number_it_got_there(desk):
    case = desk.take(title="要看征地批文")
    actions.refuse(
        case, ground="disclosure", channel="区政府门户网站“依申请公开”", note="已代为登记：依申请公开〔2025〕7号",
        by=desk.who("郑公开"), at=at(MONDAY),
    )  # fmt: skip
    assert "依申请公开〔2025〕7号" in case.events.last().note


def test_s64_a_ticket_that_is_a_disclosure_request_becomes_one_with_a_trace_on_both_sides(client, desk):
    case = desk.take(
        title="要看2024年决算", text="请提供区财政局2024年部门决算", name="李四", phone="13912345678"
    )
    address = reverse("workbench_ticket_to_request", args=[case.pk])
    client.force_login(desk.world.people["郑公开"])
    page = client.get(address).content.decode()
    assert all(said in page for said in ("请提供区财政局2024年部门决算", "13912345678", "李四"))
    assert Event.objects.filter(subject=f"case/{case.pk}", verb="hotline.read_caller").exists()
    typed = {
        "channel": "oral", "applicant_kind": "natural", "name": "李四", "id_type": "other", "id_number": "军官证1号",
        "phone": "13912345678", "postal_address": "公园路1号", "info_title": "2024年部门决算", "form_required": "paper",
        "feature_description": f"（由热线工单 {case.number} 转来）", "delivery_channel": "post", "seen": case.events_count,
    }  # fmt: skip
    done = client.post(address, typed, follow=True).content.decode()
    assert "已登记" in done
    request = Case.objects.get(procedure="disclosure")
    case.refresh_from_db()
    assert (case.stage, case.outcome) == ("closed", "REDIRECTED")
    assert request.number in client.get(reverse("hotline_ticket", args=[case.pk])).content.decode()
    assert request.number in case.events.last().note
    assert case.number in request.request.feature_description
    traces = Event.objects.filter(subject=f"case/{request.pk}", verb="hotline.became")
    assert f'"from":"{case.number}"' in traces.get().leaf
    assert client.post(address, typed).status_code == 404, "a second click registers nothing"


# the city's hotline


CITY = (
    "工单编号,类型,事由,内容,来电时间,姓名,电话,保密,乡镇街道,地址\n"
    "BY20250908001,投诉,噪音扰民,夜间施工噪音,2025-09-08 08:10,李四,13911112222,是,四龙镇,双合村\n"
    "BY20250908002,咨询,社保补缴,怎样补缴社保,2025-09-08 08:20,,,否,,\n"
)


def test_the_citys_tickets_come_by_file_once_each_after_a_dry_run(desk):
    office, now = desk.who("郑公开"), at(MONDAY)
    file = city.keep_file("市热线.csv", CITY.encode("utf-8-sig"), by=office, at=now)
    assert not Ticket.objects.exists(), "the dry run writes no ticket"
    assert city.take_file(file, by=office, at=now) == 2
    assert city.take_file(file, by=office, at=now) == 0
    longer = CITY + "BY20250908003,求助,停水,停水一天,2025-09-08,,,,,\n"
    assert (
        city.take_file(city.keep_file("再传.csv", longer.encode(), by=office, at=now), by=office, at=now) == 1
    )
    first = Ticket.objects.get(city_number="BY20250908001")
    assert (first.is_confidential, first.origin, first.town) == (True, "city", desk.world.silong)
    assert Case.objects.get(pk=first.pk).received_on == date(2025, 9, 8)
    faulty = CITY.replace("投诉", "表扬").replace("BY20250908", "X")
    bad = city.keep_file("错.csv", faulty.encode(), by=office, at=now)
    with pytest.raises(Refusal, match="第2行：类型“表扬”"):
        city.take_file(bad, by=office, at=now)
    assert Ticket.objects.count() == 3, "one faulty row, and none is taken"


def test_the_citys_tickets_come_by_a_signed_interface_and_a_replay_is_refused(client, desk):
    secret = "0123456789abcdef0123"
    rows = [{"工单编号": "BY1", "类型": "求助", "事由": "路灯不亮", "内容": "公园路路灯不亮"}]
    body = json.dumps(rows, ensure_ascii=False).encode()
    now = timezone.now()

    def send(body=body, nonce="nonce-0001", stamp=None, key=secret):
        stamp = stamp or str(int(now.timestamp()))
        return client.post(
            "/api/hotline/city/", body, content_type="application/json",
            headers={"X-Timestamp": stamp, "X-Nonce": nonce, "X-Signature": city.signature(key, stamp, nonce, body)},
        )  # fmt: skip

    assert send().status_code == 403, "closed while there is no key"
    city.set_key(secret, by=desk.who("郑公开"), at=now)
    first = send()
    assert (first.status_code, first.json()["made"]) == (200, 1)
    assert first.json()["tickets"] == [{"city": "BY1", "number": Ticket.objects.get().case.number}]
    assert send().status_code == 409, "a replay"
    assert send(nonce="nonce-0002").json()["made"] == 0, "the same ticket again is no new one"
    assert send(nonce="nonce-0003", key="another-key-0123456").status_code == 403
    assert send(nonce="nonce-0004", stamp=str(int(now.timestamp()) - 301)).status_code == 403
    assert send(nonce="nonce-0005", stamp="nan").status_code == 403
    assert send(body=b'[{"x": 1}]', nonce="nonce-0006").status_code == 422
    assert Ticket.objects.count() == 1
    assert CityFile.objects.filter(way="interface").first().received_by == PLATFORM.name


def test_results_go_back_to_the_city_without_anything_about_the_caller(desk):
    office = desk.who("郑公开")
    file = city.keep_file("市热线.csv", CITY.encode(), by=office, at=at(MONDAY))
    city.take_file(file, by=office, at=at(MONDAY))
    case = Ticket.objects.get(city_number="BY20250908001").case
    actions.answer_directly(case, reply="已责令停工", by=office, at=at("2025-09-08 10:00"))
    rows = list(city.results(date(2025, 9, 1), date(2025, 9, 30)))
    assert rows[0][:2] == ("BY20250908001", case.number)
    assert "已责令停工" in rows[0]
    assert not any("李四" in str(value) or "1391111" in str(value) for row in rows for value in row)


# the caller


def test_the_caller_follows_the_ticket_by_number_and_code(client, desk):
    call = desk.call(is_confidential=True)
    opened = actions.register(call, by=desk.who("郑公开"), at=at(MONDAY), token="followed")
    asked = {"number": opened.case.number, "code": opened.code}
    page = client.post(reverse("track"), asked, follow=True).content.decode()
    assert "2025年9月22日" in page
    actions.answer_directly(opened.case, reply="请到政务大厅二楼", by=desk.who("郑公开"), at=at(MONDAY))
    page = client.post(reverse("track"), asked, follow=True).content.decode()
    assert "请到政务大厅二楼" in page
    assert not any(part in page for part in (NAME, PHONE, "没有法定期限"))


def followed(client, opened):
    asked = {"number": opened.case.number, "code": opened.code}
    return client.post(reverse("track"), asked, follow=True).content.decode()


def test_a_caller_whose_ticket_was_joined_to_another_follows_that_one(client, desk):
    main = desk.signed()
    twin = actions.register(
        desk.call(phone="13911111111"), by=desk.who("郑公开"), at=at(MONDAY), token="twin"
    )
    actions.merge(twin.case, main, by=desk.who("郑公开"), at=at("2025-09-09 09:00"))
    assert f"{twin.case.number}并入本单" in main.events.last().note
    assert f"与{main.number}合并办理，该工单正在办理" in followed(client, twin)
    actions.reply(
        main, text="已公示收费明细", result="solved", by=desk.who("张财"), at=at("2025-09-10 09:00")
    )
    assert "已公示收费明细" not in followed(client, twin), "not before it is closed"
    actions.pass_check(main, by=desk.who("郑公开"), at=at("2025-09-10 10:00"))
    actions.call_back(main, satisfaction="satisfied", by=desk.who("郑公开"), at=at("2025-09-10 11:00"))
    assert "已公示收费明细" in followed(client, twin)


def test_a_refused_caller_reads_the_reason_and_the_lawful_way(client, desk):
    opened = actions.register(desk.call(), by=desk.who("郑公开"), at=at(MONDAY), token="refused")
    actions.refuse(
        opened.case, ground="lawsuit", channel="白银区人民法院", by=desk.who("郑公开"), at=at(MONDAY)
    )
    page = followed(client, opened)
    assert "应当通过诉讼解决" in page
    assert "请通过以下渠道解决：白银区人民法院" in page


# the directory


def test_the_unit_is_proposed_from_the_words_of_the_caller(desk):
    office, finance = desk.who("郑公开"), desk.world.finance

    def entry(matter, words, unit):
        row = directory.Matter("城乡建设", "物业", matter, directory.words_of(words), unit, "权责清单第3项")
        return directory.enter(row, since=date(2025, 1, 1), by=office, at=at(MONDAY))

    fees = entry("物业收费", "物业费 公摊、电费", finance)
    entry("环境卫生", "垃圾，清扫", None)
    first, *_ = directory.suggest("物业多收公摊电费", None, date(2025, 9, 8))
    assert (first.entry, first.unit, first.words) == (fees, finance, ("公摊", "电费"))
    local = directory.suggest("楼下垃圾没人清扫", desk.world.silong, date(2025, 9, 8))[0]
    assert local.unit == desk.world.silong, "what belongs to the town of the place"
    assert directory.suggest("说不清的事", None, date(2025, 9, 8)) == []
    directory.end(fees, on=date(2025, 9, 1), by=office, at=at(MONDAY))
    assert directory.suggest("物业多收公摊电费", None, date(2025, 9, 8)) == []
    assert DirectoryEntry.objects.count() == 2, "what no longer holds stays for the tickets filed by it"
