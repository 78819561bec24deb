"""Decisions: what they count as, what they order, when they take effect, what is learnt from them."""

from datetime import date

import pytest

from gongkai.cases.worklist import work_of
from gongkai.disclosure import actions
from gongkai.disclosure.actions import Decision, Ruling
from gongkai.law.refusal import Refusal
from gongkai.ledger.verify import verify
from gongkai.reporting.figures import get
from gongkai.reporting.scope import Scope
from tests.conftest import at
from tests.integration.disclosure.conftest import approved
from tests.integration.disclosure.remedy_world import entered, refused

GRANT = Decision("O_GRANT", information="随信附2018年度部门决算表一份")


@pytest.fixture
def closed(handling, world):
    return refused(handling, world)


@pytest.fixture
def review(closed, world):
    return entered(closed, world)


@pytest.fixture
def lawsuit(closed, world):
    return entered(closed, world, kind="litigation_direct")


def decided(case, world, decision="维持", when="2025-08-01", **given):
    ruling = Ruling(decision, date.fromisoformat(when), **given)
    return actions.decide_remedy(case, ruling, by=world.actor("张财"), at=at(f"{when} 15:00"))


def judged(case, world, decision="驳回诉讼请求", when="2025-09-01", **given):
    ruling = Ruling(decision, date.fromisoformat(when), **given)
    actions.judge(case, ruling, by=world.actor("张财"), at=at(f"{when} 15:00"))


def cells(group, until, unit=None):
    scope = Scope(until.year, unit, until)
    return {
        column: get(f"remedies.{group}.{column}").value(scope)
        for column in ("upheld", "corrected", "other", "pending", "total")
    }


@pytest.mark.parametrize(
    ("decision", "column"),
    [
        ("维持", "upheld"),
        ("撤销", "corrected"),
        ("变更", "corrected"),
        ("确认违法", "corrected"),
        ("责令履行", "corrected"),
        ("撤回", "other"),
        ("终止", "other"),
        ("驳回复议申请", "other"),
        ("调解", "other"),
    ],
)
def test_each_decision_counts_in_its_column(review, world, decision, column):
    decided(review, world, decision)
    assert review.remedy.__class__.objects.get().result == column
    assert cells("review", date(2025, 12, 31))[column] == 1


def test_a_decision_no_rule_knows_is_refused_until_the_office_names_its_column(review, world):
    with pytest.raises(Refusal, match="表四的哪一栏"):
        decided(review, world, "部分维持")
    rule = {"since": date(2025, 1, 1), "source": "政务公开办会议", "at": at("2025-08-01 09:00")}
    with pytest.raises(Refusal, match="不是主管部门"):
        actions.set_decision("review", "部分维持", "corrected", by=world.actor("张财"), **rule)
    actions.set_decision("review", "部分维持", "corrected", by=world.actor("郑公开"), **rule)
    decided(review, world, "部分维持")
    assert cells("review", date(2025, 12, 31))["corrected"] == 1


def test_a_rule_changed_later_leaves_decided_cases_as_they_are(review, world):
    decided(review, world, "调解")
    actions.set_decision(
        "review", "调解", "corrected", since=date(2025, 9, 1), source="省厅答复", by=world.actor("郑公开"),
        at=at("2025-09-01 09:00"),
    )  # fmt: skip
    assert cells("review", date(2025, 12, 31))["other"] == 1


def test_a_period_the_office_sets_holds_from_its_day(closed, world):
    actions.set_period(
        "review_answer", "7个工作日", since=date(2025, 6, 5), source="区政府复议办通知", by=world.actor("郑公开"),
        at=at("2025-06-05 08:00"),
    )  # fmt: skip
    assert entered(closed, world).due_on == date(2025, 6, 16)
    with pytest.raises(Refusal, match="不是期限"):
        actions.set_period(
            "review_answer", "尽快", since=date(2025, 6, 5), source="通知", by=world.actor("郑公开"),
            at=at("2025-06-05 08:00"),
        )  # fmt: skip


def test_it_is_decided_once(review, world):
    decided(review, world)
    with pytest.raises(Refusal, match="已登记为"):
        decided(review, world, "撤销")


def test_a_first_judgement_is_pending_until_nobody_can_appeal(lawsuit, world):
    judged(lawsuit, world)
    assert lawsuit.due_on == date(2025, 9, 16)
    assert cells("litigation_direct", date(2025, 9, 30))["pending"] == 1
    effect = {"by": world.actor("张财"), "at": at("2025-09-20 09:00")}
    with pytest.raises(Refusal, match="尚未届满"):
        actions.take_effect(lawsuit, on=date(2025, 9, 16), **effect)
    actions.take_effect(lawsuit, on=date(2025, 9, 17), **effect)
    assert cells("litigation_direct", date(2025, 9, 30)) == {
        "upheld": 1, "corrected": 0, "other": 0, "pending": 0, "total": 1,
    }  # fmt: skip
    assert cells("litigation_direct", date(2025, 9, 16))["pending"] == 1, "as of the day before, as ever"


def test_a_first_judgement_is_not_entered_as_the_end(lawsuit, world):
    with pytest.raises(Refusal, match="还没有生效"):
        decided(lawsuit, world, "撤销")
    decided(lawsuit, world, "撤诉")
    assert lawsuit.outcome == "other"


def test_an_appeal_begins_the_second_instance_with_its_own_period(lawsuit, world):
    judged(lawsuit, world)
    actions.answer_appeal(
        lawsuit, body="白银市中级人民法院", number="（2025）甘04行终2号", notified_on=date(2025, 9, 15),
        by=world.actor("张财"), at=at("2025-09-15 09:00"),
    )  # fmt: skip
    assert (lawsuit.stage, lawsuit.due_on) == ("notified", date(2025, 9, 25))
    decided(lawsuit, world, "维持", when="2025-12-01")
    assert lawsuit.remedy.__class__.objects.get().instance == "second"
    assert cells("litigation_direct", date(2025, 12, 31))["upheld"] == 1
    assert verify().ok


def test_the_organ_appeals_within_the_period_and_with_reasons(lawsuit, world):
    judged(lawsuit, world, "撤销")
    given = {"body": "白银市中级人民法院", "by": world.actor("张财"), "at": at("2025-09-20 09:00")}
    with pytest.raises(Refusal, match="上诉理由"):
        actions.appeal(lawsuit, reasons=" ", on=date(2025, 9, 10), **given)
    with pytest.raises(Refusal, match="已经届满"):
        actions.appeal(lawsuit, reasons="适用法律错误", on=date(2025, 9, 17), **given)
    actions.appeal(lawsuit, reasons="适用法律错误", on=date(2025, 9, 16), **given)
    assert lawsuit.stage == "awaiting"


def test_an_order_reopens_the_request_with_the_period_ordered(review, closed, world):
    decided(review, world, "撤销", reply_within="15日")
    closed.refresh_from_db()
    assert (closed.stage, closed.closed_on, closed.outcome) == ("reopened", None, "")
    assert closed.due_on == date(2025, 8, 18), "fifteen days from 2025-08-01 end on a Saturday"
    actions.accept(closed, by=world.actor("张财"), at=at("2025-08-04 09:00"))
    with pytest.raises(Refusal, match="本机关不能自行延长"):
        actions.extend(closed, days=5, reasons="忙", by=world.actor("黄局长"), at=at("2025-08-04 10:00"))


def test_a_reply_made_anew_is_not_counted_again(review, closed, world):
    before = {until: table_3(until) for until in (date(2025, 5, 5), date(2025, 6, 30), date(2025, 8, 4))}
    decided(review, world, "撤销", reply_within="20个工作日")
    closed.refresh_from_db()
    assert {until: table_3(until) for until in before} == before
    actions.accept(closed, by=world.actor("张财"), at=at("2025-08-04 09:00"))
    actions.draft_reply(closed, GRANT, by=world.actor("张财"), at=at("2025-08-20 09:00"))
    approved(closed, world, "2025-08-20 10:00")
    actions.serve(closed, manner="counter", by=world.actor("张财"), at=at("2025-08-20 11:00"))
    assert {until: table_3(until) for until in before} == before
    assert table_3(date(2025, 12, 31)) == {
        "new": 1, "granted": 0, "refused.internal": 1, "result_total": 1, "carried_out": 0,
    }  # fmt: skip
    assert closed.outcome == "O_GRANT", "the case itself says how it stands now"
    assert verify().ok


def table_3(until):
    rows = ("new", "granted", "refused.internal", "result_total", "carried_out")
    return {row: get(f"requests.{row}.total").value(Scope(until.year, None, until)) for row in rows}


def test_only_what_corrects_can_order_a_new_reply(review, world):
    with pytest.raises(Refusal, match="不会责令重新答复"):
        decided(review, world, "维持", reply_within="15日")


@pytest.mark.parametrize(
    ("decision", "within", "said"), [("撤销", "尽快", "不是期限"), ("驳回诉讼请求", "15日", "不会责令")]
)
def test_an_order_that_cannot_be_is_refused_with_the_first_judgement(lawsuit, world, decision, within, said):
    with pytest.raises(Refusal, match=said):
        judged(lawsuit, world, decision, reply_within=within)
    assert lawsuit.events.count() == 1


def test_an_order_of_the_first_judgement_reopens_the_request_when_it_takes_effect(lawsuit, closed, world):
    judged(lawsuit, world, "撤销", reply_within="20个工作日")
    closed.refresh_from_db()
    assert closed.stage == "closed"
    actions.take_effect(lawsuit, on=date(2025, 9, 17), by=world.actor("张财"), at=at("2025-09-20 09:00"))
    closed.refresh_from_db()
    assert (closed.stage, closed.due_on) == ("reopened", date(2025, 10, 21))


def test_a_lost_case_is_closed_after_the_order_is_carried_out_and_a_lesson_entered(review, closed, world):
    clerk = world.actor("张财")
    decided(review, world, "撤销", reply_within="20个工作日")
    with pytest.raises(Refusal, match="还没有登记履行"):
        actions.close_remedy(review, by=clerk, at=at("2025-08-21 09:00"))
    done = {"on": date(2025, 8, 20), "how": "已重新答复", "by": clerk, "at": at("2025-08-21 09:00")}
    with pytest.raises(Refusal, match="还没有办结"):
        actions.implement(review, **done)
    closed.refresh_from_db()
    actions.accept(closed, by=clerk, at=at("2025-08-04 09:00"))
    actions.draft_reply(closed, GRANT, by=clerk, at=at("2025-08-20 09:00"))
    approved(closed, world, "2025-08-20 10:00")
    actions.serve(closed, manner="counter", by=clerk, at=at("2025-08-20 11:00"))
    actions.implement(review, **done)
    with pytest.raises(Refusal, match="应当登记案后整改"):
        actions.close_remedy(review, by=clerk, at=at("2025-08-21 10:00"))
    actions.learn(
        review, wrong="没有区分处理", change="不予公开前由法规科复核", due_on=date(2025, 9, 30), by=clerk,
        at=at("2025-08-21 11:00"),
    )  # fmt: skip
    actions.close_remedy(review, by=clerk, at=at("2025-08-21 12:00"))
    assert (review.stage, review.closed_on) == ("closed", date(2025, 8, 21))


def test_a_lesson_is_on_the_units_work_list_until_done(review, world):
    clerk = world.actor("张财")
    decided(review, world)
    lesson = actions.learn(
        review, wrong="说理不足", change="修改答复模板", due_on=date(2025, 9, 30), by=clerk, at=at("2025-08-04 09:00")
    )  # fmt: skip
    listed = [
        (item.title, item.due_on)
        for name in ("张财", "黄局长", "吴镇")
        for item in work_of(world.people[name], date(2025, 8, 4))
        if item.kind == "案后整改"
    ]
    assert listed == [("修改答复模板", date(2025, 9, 30))] * 2
    actions.finish_lesson(lesson, done="模板已更新", by=clerk, at=at("2025-09-01 09:00"))
    assert not [item for item in work_of(world.people["张财"], date(2025, 9, 1)) if item.kind == "案后整改"]
    with pytest.raises(Refusal, match="已于2025-09-01完成"):
        actions.finish_lesson(lesson, done="再次", by=clerk, at=at("2025-09-02 09:00"))
    assert verify().ok
