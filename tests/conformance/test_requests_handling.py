"""Handling a request: obligations D4, D6–D8, D16, D18, D24, D25, D27, D28 in the verbs of the desk."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from gongkai.cases.worklist import work_of
from gongkai.disclosure import actions, related
from gongkai.disclosure.actions import Decision
from gongkai.disclosure.models import Consultation, Fee
from gongkai.law.calendar import DayKind
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import Channel
from gongkai.reporting.figures import get
from gongkai.reporting.scope import Scope
from gongkai.workbench.upkeep import correct_calendar
from tests.conftest import at
from tests.integration.disclosure.conftest import application, approved, handling, registered  # noqa: F401

CONTRACT = Decision("O_GRANT", information="随信附合同一份")


def arrived(world, when, **changes):
    case = actions.register(
        application(**changes),
        unit=world.finance,
        channel=Channel.IN_PERSON,
        by=world.actor("张财"),
        at=at(f"{when} 09:00"),
    ).case
    actions.accept(case, by=world.actor("张财"), at=at(f"{when} 10:00"))
    return case


def test_d4_a_corrected_calendar_moves_open_deadlines_and_logs_old_new_and_reason(world):
    """2020-01-31 became a holiday and the make-up day 2020-02-01 lapsed after the arrangement was published."""
    before = {date(2020, 1, 31): DayKind.WORKDAY, date(2020, 2, 1): DayKind.MAKE_UP}
    office = {"by": world.actor("郑公开"), "at": at("2020-01-19 09:00")}
    correct_calendar(before, [], "原放假安排", **office)
    case, closed = arrived(world, "2020-01-20"), arrived(world, "2020-01-13", name="李四")
    actions.withdraw(closed, reason="已取得", by=world.actor("张财"), at=at("2020-01-20 15:00"))
    old, ended = case.due_on, closed.due_on
    after = {date(2020, 1, 31): DayKind.HOLIDAY, date(2020, 2, 1): DayKind.WEEKEND}
    moved = correct_calendar(
        after, [], "国办发明电〔2020〕1号", by=world.actor("郑公开"), at=at("2020-01-27 09:00")
    )
    case.refresh_from_db()
    closed.refresh_from_db()
    event = case.events.get(action="recalculate")
    assert (old, case.due_on, moved) == (date(2020, 2, 21), date(2020, 2, 25), 1)
    assert closed.due_on == ended, "what is closed stays as it was"
    assert event.data == {"from": "2020-02-21", "to": "2020-02-25", "source": "国办发明电〔2020〕1号"}
    work = [
        item
        for item in work_of(world.people["张财"], date(2020, 1, 28))
        if item.number == case.number and item.todo != "送达登记回执"
    ]
    assert [(item.due_on, "2020-02-25" in item.todo) for item in work] == [(date(2020, 2, 25), True)]


def test_d4_only_the_competent_office_corrects_the_calendar(client, world):
    client.force_login(world.people["张财"])
    page = client.post(
        reverse("workbench_calendar"), {"rests": "2026-12-31", "source": "试", "confirm": "1"}
    ).content.decode()
    assert "不能修改" in page


def test_d4_what_a_correction_moves_is_shown_before_it_is_made(client, world):
    from django.utils import timezone

    from gongkai.units.models import CalendarVersion

    case = actions.register(
        application(),
        unit=world.finance,
        channel=Channel.IN_PERSON,
        by=world.actor("张财"),
        at=timezone.now(),
    ).case
    client.force_login(world.people["郑公开"])
    typed = {"rests": f"{case.due_on}", "source": "国办发明电〔2026〕9号"}
    page = client.post(reverse("workbench_calendar"), typed).content.decode()
    assert "将重新计算 1 件在办案件" in page
    assert case.number in page
    assert not CalendarVersion.objects.exists()
    client.post(reverse("workbench_calendar"), {**typed, "confirm": "1"})
    before = case.due_on
    case.refresh_from_db()
    assert case.due_on > before


def test_d6_two_consultations_at_a_time_exclude_each_day_once(handling, world):  # noqa: F811
    by = world.actor("张财")
    for party, sent in (("甲公司", "2025-04-24"), ("乙公司", "2025-04-28")):
        actions.consult(
            handling, kind="third_party", party=party, received_on=date.fromisoformat(sent), by=by,
            at=at(f"{sent} 09:00"),
        )  # fmt: skip
    first, second = Consultation.objects.order_by("pk")
    answered = {"answer": "consent", "reasons": "", "by": by}
    actions.close_consultation(handling, consultation=second, at=at("2025-05-07 09:00"), **answered)
    assert handling.stage == "consulting", "the other one is still asked"
    actions.close_consultation(handling, consultation=first, at=at("2025-05-09 09:00"), **answered)
    assert (handling.stage, handling.due_on) == ("handling", date(2025, 6, 4))


def test_d6_a_consultation_is_not_received_before_it_was_sent_nor_asked_twice(handling, world):  # noqa: F811
    asked = {
        "kind": "third_party",
        "party": "甲公司",
        "by": world.actor("张财"),
        "at": at("2025-04-24 09:00"),
    }
    with pytest.raises(Refusal, match="收到日期2025-04-23早于发出日期2025-04-24"):
        actions.consult(handling, **asked, received_on=date(2025, 4, 23))
    assert handling.stage == "handling"
    actions.consult(handling, **asked)
    with pytest.raises(Refusal, match="正在征求甲公司的意见"):
        actions.consult(handling, **asked)


def test_d6_a_receipt_typed_wrong_is_corrected_with_its_reason_and_moves_the_others_period(handling, world):  # noqa: F811
    by = world.actor("张财")
    asked = actions.consult(handling, kind="third_party", party="甲公司", by=by, at=at("2025-04-24 09:00"))
    typed = {"consultation": asked, "by": by, "at": at("2025-04-30 09:00")}
    with pytest.raises(Refusal, match="还没有登记对方收到的日期"):
        actions.correct_receipt(handling, on=date(2025, 4, 25), reason="回执", **typed)
    with pytest.raises(Refusal, match="晚于今天"):
        actions.note_receipt(handling, on=date(2025, 5, 25), **typed)
    actions.note_receipt(handling, on=date(2025, 4, 29), **typed)
    with pytest.raises(Refusal, match="对方收到的日期已经登记"):
        actions.note_receipt(handling, on=date(2025, 4, 25), **typed)
    with pytest.raises(Refusal, match="早于发出日期2025-04-24"):
        actions.correct_receipt(handling, on=date(2025, 4, 23), reason="回执", **typed)
    with pytest.raises(Refusal, match="没有填写更正的理由"):
        actions.correct_receipt(handling, on=date(2025, 4, 25), reason=" ", **typed)
    actions.correct_receipt(handling, on=date(2025, 4, 25), reason="回执XA1载明4月25日签收", **typed)
    asked.refresh_from_db()
    assert (asked.received_on, asked.due_on, handling.due_on) == (
        date(2025, 4, 25),
        date(2025, 5, 20),
        date(2025, 5, 20),
    )
    assert "由2025-04-29更正为2025-04-25" in handling.events.last().note
    actions.close_consultation(handling, answer="consent", reasons="", by=by, at=at("2025-05-07 09:00"))
    assert handling.stage == "handling"


def test_d7_the_period_begins_anew_the_day_after_the_fee_is_paid(charged, world):
    by = world.actor("张财")
    actions.note_fee_receipt(charged, on=date(2025, 8, 4), by=by, at=at("2025-08-04 09:00"))
    assert charged.due_on == date(2025, 9, 1), "payable within 20 working days"
    actions.pay_fee(charged, receipt="甘A001", on=date(2025, 8, 6), by=by, at=at("2025-08-07 09:00"))
    assert charged.due_on == date(2025, 9, 3)


def test_d8_after_a_restart_there_is_no_second_extension(registered, world):  # noqa: F811
    head, clerk = world.actor("黄局长"), world.actor("张财")
    actions.extend(registered, days=10, reasons="需要检索", by=head, at=at("2025-04-22 09:00"))
    actions.ask_correction(registered, what="写明年度", by=clerk, at=at("2025-04-23 09:00"))
    actions.receive_correction(registered, text="2018年", by=clerk, at=at("2025-04-25 09:00"))
    with pytest.raises(Refusal, match="延期过一次"):
        actions.extend(registered, days=10, reasons="再延", by=head, at=at("2025-04-27 09:00"))


def test_d16_still_unclear_only_after_a_correction(handling, world):  # noqa: F811
    by = world.actor("张财")
    unclear = Decision("O_UNCLEAR", reasons="未写明年度")
    with pytest.raises(Refusal, match="补正的记录"):
        actions.draft_reply(handling, unclear, by=by, at=at("2025-04-22 09:00"))
    actions.ask_correction(handling, what="写明年度", by=by, at=at("2025-04-22 09:00"))
    actions.receive_correction(handling, text="不详", by=by, at=at("2025-04-24 09:00"))
    assert actions.draft_reply(handling, unclear, by=by, at=at("2025-04-25 09:00")).outcome == "O_UNCLEAR"


def objected(case, world):
    by = world.actor("张财")
    actions.consult(
        case,
        kind="third_party",
        party="某公司",
        received_on=date(2025, 4, 24),
        by=by,
        at=at("2025-04-24 09:00"),
    )
    actions.close_consultation(case, answer="objection", reasons="商业秘密", by=by, at=at("2025-05-06 09:00"))


def test_d18_no_release_against_an_objection_before_the_third_party_was_told(handling, world):  # noqa: F811
    by = world.actor("张财")
    objected(handling, world)
    with pytest.raises(Refusal, match="某公司不同意公开"):
        actions.draft_reply(handling, CONTRACT, by=by, at=at("2025-05-07 09:00"))
    told = {"party": "某公司", "what": "合同金额", "by": by, "at": at("2025-05-07 10:00")}
    with pytest.raises(Refusal, match="公共利益"):
        actions.tell_third_party(handling, reasons=" ", **told)
    letter = actions.tell_third_party(handling, reasons="涉及饮水安全", **told)
    assert letter.template == "L11"
    assert "涉及饮水安全" in "".join(letter.content["paragraphs"])
    actions.draft_reply(handling, CONTRACT, by=by, at=at("2025-05-07 11:00"))


def test_d18_what_the_third_party_objects_to_may_be_left_out_without_telling(handling, world):  # noqa: F811
    objected(handling, world)
    partial = Decision(
        "O_PARTIAL",
        ground="EX_THIRD",
        information="合同主体部分",
        reasons="单价属商业秘密",
        separation="提供合同主体部分，不含单价",
    )
    drafted = actions.draft_reply(handling, partial, by=world.actor("张财"), at=at("2025-05-07 09:00"))
    assert drafted.outcome == "O_PARTIAL"


def test_d24_requests_are_counted_by_applicant_organ_and_month(world):
    for day in range(2, 14):
        case = arrived(world, f"2025-07-{day:02}", info_title=f"第{day}项")
    other_month = arrived(world, "2025-08-01")
    other_organ = actions.register(
        application(),
        unit=world.silong,
        channel=Channel.IN_PERSON,
        by=world.actor("吴镇"),
        at=at("2025-07-15 09:00"),
    ).case
    assert related.requests_in_month(case) == 12
    assert related.requests_in_month(other_month) == 1
    assert related.requests_in_month(other_organ) == 1


def test_d24_from_the_eleventh_on_the_fee_is_proposed_and_never_charged_by_itself(client, world):
    cases = [arrived(world, f"2025-07-{day:02}", info_title=f"第{day}项") for day in range(1, 12)]
    client.force_login(world.people["张财"])
    tenth, eleventh = (
        client.get(reverse("disclosure_case", args=[case.pk])).content.decode() for case in cases[-2:]
    )
    assert "可以依法收取信息处理费" in eleventh
    assert "本月第 11 件" in tenth, "the count is of the month, whichever request is open"
    assert not Fee.objects.exists()


@pytest.fixture
def charged(world):
    """68 pages asked for on 2025-08-01: 380 元."""
    case = arrived(world, "2025-08-01")
    actions.charge_fee(
        case,
        scale="pages",
        quantity=68,
        way="区财政非税账户",
        by=world.actor("张财"),
        at=at("2025-08-01 15:00"),
    )
    return case


def test_d25_one_scale_a_request_by_the_bands_of_the_rules(charged, world):
    assert Fee.objects.get().amount == Decimal(380)
    assert actions.amount_of(charged, "items", 1) == 0
    with pytest.raises(Refusal, match="待缴费"):
        actions.charge_fee(
            charged, scale="items", quantity=11, way="x", by=world.actor("张财"), at=at("2025-08-02 09:00")
        )
    letter = charged.letters.get(template="L14")
    text = "".join(letter.content["paragraphs"])
    for said in ("380", "按量", "20个工作日", "区财政非税账户", "109号"):
        assert said in text


def test_d25_by_item_the_earlier_requests_of_the_month_count(world):
    for day in range(1, 13):
        case = arrived(world, f"2025-07-{day:02}", info_title=f"第{day}项")
    assert actions.amount_of(case, "items", 1) == 100
    assert actions.amount_of(case, "items", 20) == 19 * 100 + 200


def test_d25_the_notice_is_issued_within_the_reply_period_only(world):
    case = arrived(world, "2025-07-01")
    with pytest.raises(Refusal, match="期限2025-07-29已过"):
        actions.charge_fee(
            case, scale="pages", quantity=68, way="x", by=world.actor("张财"), at=at("2025-07-30 09:00")
        )


def test_d25_unpaid_after_twenty_working_days_the_request_is_closed(charged, world):
    by = world.actor("张财")
    with pytest.raises(Refusal, match="已发收费通知"):
        actions.abandon_fee(charged, by=by, at=at("2025-09-05 09:00"))
    actions.note_fee_receipt(charged, on=date(2025, 8, 4), by=by, at=at("2025-08-04 16:00"))
    with pytest.raises(Refusal, match="2025-09-01为止"):
        actions.abandon_fee(charged, by=by, at=at("2025-09-01 17:00"))
    actions.abandon_fee(charged, by=by, at=at("2025-09-02 09:00"))
    assert charged.outcome == "O_ABANDON_FEE"
    assert get("requests.other.no_payment.natural").value(Scope(2025)) == 1


def test_d25_no_fee_before_the_rules_were_in_force(world):
    case = arrived(world, "2020-07-01")
    with pytest.raises(Refusal, match="2021-01-01前不收取"):
        actions.charge_fee(
            case, scale="pages", quantity=68, way="x", by=world.actor("张财"), at=at("2020-07-02 09:00")
        )


def test_d27_a_wrong_registration_is_annulled_keeps_its_number_and_counts_nowhere(registered, world):  # noqa: F811
    with pytest.raises(Refusal, match="不是"):
        actions.annul(registered, reason="重复登记", by=world.actor("张财"), at=at("2025-04-22 09:00"))
    actions.annul(registered, reason="重复登记", by=world.actor("郑公开"), at=at("2025-04-22 09:00"))
    assert registered.stage == "annulled"
    assert get("requests.new.natural").value(Scope(2025)) == 0
    assert get("requests.result_total.total").value(Scope(2025)) == 0
    assert arrived(world, "2025-04-23").number.endswith("2号"), "the number is not given again"


def test_d28_what_several_asked_for_is_offered_and_made_public_with_a_link_back(client, handling, world):  # noqa: F811
    from gongkai.publishing import columns
    from gongkai.publishing.models import Column, Publication

    columns.install()
    by = world.actor("张财")
    other = arrived(world, "2025-04-28", name="李四", id_number="110101194912310038")
    actions.draft_reply(handling, CONTRACT, by=by, at=at("2025-05-06 09:00"))
    approved(handling, world, "2025-05-06 10:00")
    actions.serve(handling, manner="counter", by=by, at=at("2025-05-06 11:00"))
    client.force_login(world.people["张财"])
    page = client.get(reverse("disclosure_case", args=[handling.pk])).content.decode()
    assert "转为主动公开" in page
    assert other.number in page
    typed = {
        "title": "2018年度部门决算",
        "column": Column.objects.get(code="P07").pk,
        "genre": "other",
        "created_on": "2025-05-06",
    }
    address = reverse("workbench_convert", args=[handling.pk])
    client.post(address, typed)
    again = client.post(address, typed).content.decode()
    assert "已经转为主动公开" in again, "a second click makes no second item"
    item = Publication.objects.get()
    assert item.origin_case == handling.number
    assert handling.events.filter(action="convert").exists()
    assert "张三" not in item.title + item.body
