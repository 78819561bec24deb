"""Leave and substitution (S49, S50): nobody leaves a post empty, nothing is due later for it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.cases.models import Case
from gongkai.cases.worklist import work_of
from gongkai.disclosure import actions as disclosure
from gongkai.disclosure.actions import Decision
from gongkai.law.leave import LeaveKind, Span
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import Channel
from gongkai.ledger import subjects
from gongkai.ledger.models import Event
from gongkai.reporting import actions as reporting
from gongkai.units import posts
from gongkai.units.actions import set_parameter
from gongkai.units.leave import actions as leave
from gongkai.units.leave import people
from gongkai.units.leave.actions import Wish
from gongkai.units.leave.models import Leave
from gongkai.units.models import Post, Role
from tests.conftest import at
from tests.integration.disclosure.conftest import application

MONDAY, WEDNESDAY = date(2019, 6, 10), date(2019, 6, 12)
BEFORE, DURING, AFTER = date(2019, 6, 5), date(2019, 6, 11), date(2019, 6, 13)


def wish(world, substitute="刘核", first=MONDAY, last=WEDNESDAY, role="officer", unit="czj", **more):
    return Wish(LeaveKind.ANNUAL, Span(first, last), "", {(unit, role): world.people[substitute]}, **more)


def ask(world, person="张财", token="t1", when="2019-06-05 09:00", **more):
    by = world.actor(person, at(when).date())
    return leave.ask(wish(world, **more), by=by, at=at(when), token=token)


def accepted(world, person="张财", substitute="刘核", **more):
    row = ask(world, person, substitute=substitute, **more)
    return leave.accept(row, by=world.actor(substitute), at=at("2019-06-05 10:00"))


def approved(world, decider="杨签", **more):
    row = accepted(world, **more)
    return leave.approve(row, by=world.actor(decider), at=at("2019-06-05 11:00"))


def received(world, day="2019-06-03"):
    by = world.actor("张财")
    case = disclosure.register(
        application(), unit=world.finance, channel=Channel.IN_PERSON, by=by, at=at(f"{day} 09:00")
    ).case
    disclosure.accept(case, by=by, at=at(f"{day} 10:00"))
    return case


def step_of(world, name, day, case):
    """Return what the work list says of the open step of a case."""
    return next(
        item for item in work_of(world.people[name], day) if item.number == case.number and item.handler
    )


# S49


def test_s49_leave_without_an_accepted_substitute_is_not_approved(world):
    row = ask(world)
    with pytest.raises(Refusal, match="代理人没有同意代理，不能批准（财政局经办人由刘核代理：待答复）"):
        leave.approve(row, by=world.actor("杨签"), at=at("2019-06-05 11:00"))
    leave.decline(row, note="同期下乡", by=world.actor("刘核"), at=at("2019-06-05 10:00"))
    with pytest.raises(Refusal, match="刘核代理：不能代理"):
        leave.approve(row, by=world.actor("杨签"), at=at("2019-06-05 11:00"))
    assert not Post.objects.filter(stands_in_for__isnull=False).exists()


def test_s49_a_post_without_a_substitute_is_refused_when_asked(world):
    Post.objects.create(
        user=world.people["张财"], unit=world.district, role=Role.OFFICER, since=date(2015, 1, 1)
    )
    with pytest.raises(Refusal, match="区政府经办人没有选择代理人"):
        ask(world)


@pytest.mark.parametrize(
    ("last", "days", "level", "decider", "too_low"),
    [
        (date(2019, 6, 10), "1.0", "工作机构负责人", "黄局长", "刘核"),
        (date(2019, 6, 12), "3.0", "单位分管负责人（审签人）", "杨签", "黄局长"),
        (date(2019, 6, 13), "4.0", "区政府分管领导（区政府审签人）", "赵签", "杨签"),
    ],
)
def test_s49_the_ladder_of_one_three_and_more_days(world, last, days, level, decider, too_low):
    row = accepted(world, substitute="陈密", last=last)
    assert (row.days, row.get_level_display()) == (Decimal(days), level)
    with pytest.raises(Refusal, match=f"{too_low}不能决定张财的请假"):
        leave.approve(row, by=world.actor(too_low), at=at("2019-06-05 11:00"))
    assert leave.approve(row, by=world.actor(decider), at=at("2019-06-05 11:00")).state == "approved"


def test_s49_the_ladder_is_the_offices_to_change(world):
    set_parameter(
        "leave_head_days", Decimal(3), by=world.actor("郑公开"), at=at("2019-06-01 09:00"),
        since=date(2019, 6, 1), source="区委组织部通知",
    )  # fmt: skip
    assert accepted(world).level == "unit_head"


def test_s49_leave_in_pieces_is_decided_as_a_whole(world):
    approved(world)
    longer = accepted(world, first=AFTER, last=AFTER, token="t2")
    assert (longer.days, longer.level) == (Decimal(1), "district_leader")


def test_s49_nobody_decides_on_her_own_leave_or_on_one_she_stands_in_for(world):
    own = accepted(world, "黄局长", last=MONDAY, role="head")
    with pytest.raises(Refusal, match="黄局长不能决定黄局长的请假"):
        leave.approve(own, by=world.actor("黄局长"), at=at("2019-06-05 11:00"))
    assert people.deciders(own, MONDAY).users == (world.people["杨签"],)
    covered = accepted(world, "陈密", substitute="黄局长", last=date(2019, 6, 17), first=date(2019, 6, 17),
                       role="secrecy", token="t2")  # fmt: skip
    assert people.deciders(covered, MONDAY).users == (world.people["杨签"],)


def test_s49_during_leave_new_and_open_tasks_reach_the_substitute_and_after_it_new_ones_return(world):
    old = received(world)
    approved(world)
    new = received(world, "2019-06-05")
    both = {old.number, new.number}

    def seen(name, day):
        return {item.number: item.standing_in_for for item in work_of(world.people[name], day) if item.number}

    assert both.isdisjoint(seen("刘核", BEFORE))
    assert seen("刘核", DURING) == dict.fromkeys(both, "张财")
    assert both <= set(seen("张财", DURING)) and not any(seen("张财", DURING).values())
    assert both.isdisjoint(seen("刘核", AFTER)) and both <= set(seen("张财", AFTER))


def test_s49_a_case_the_substitute_takes_on_is_in_the_hands_of_the_absent_and_so_returns(world):
    approved(world)
    case = disclosure.register(
        application(), unit=world.finance, channel=Channel.IN_PERSON, by=world.actor("刘核", DURING),
        at=at("2019-06-11 09:00"),
    ).case  # fmt: skip
    disclosure.accept(case, by=world.actor("刘核", DURING), at=at("2019-06-11 10:00"))
    assert Case.objects.get().handler == world.people["张财"]
    assert case.number in {item.number for item in work_of(world.people["张财"], AFTER)}


def test_s49_work_claimed_by_the_absent_reaches_a_colleague_of_the_same_post(world):
    Post.objects.create(user=world.people["刘核"], unit=world.finance, role=Role.OFFICER, since="2019-01-01")
    case = received(world)
    approved(world)
    item = step_of(world, "刘核", DURING, case)
    assert (item.handler, item.standing_in_for) == ("张财", "张财")


def test_s49_the_log_shows_both_names_and_letters_the_true_signer(world):
    case = received(world)
    approved(world)
    by = world.actor("刘核", DURING)
    disclosure.draft_reply(
        case, Decision("O_GRANT", information="明细一份"), by=by, at=at("2019-06-11 09:00")
    )
    event = case.events.last()
    assert (event.actor_name, event.actor) == ("刘核（代张财）", world.people["刘核"])
    assert "财政局经办人（代张财）" in event.actor_post
    assert case.replies.get().drafted_by == "刘核"


def test_s49_the_reviewer_of_an_item_is_another_even_when_she_stands_in(world):
    row = accepted(world, "杨签", substitute="张财", role="approver")
    leave.approve(row, by=world.actor("赵签"), at=at("2019-06-05 11:00"))
    case = received(world)
    officer = world.actor("张财", DURING)
    disclosure.draft_reply(
        case, Decision("O_GRANT", information="一份"), by=officer, at=at("2019-06-11 09:00")
    )
    disclosure.pass_review(case, by=world.actor("陈密", DURING), at=at("2019-06-11 10:00"))
    with pytest.raises(Refusal, match="拟稿、保密审查、审批应当由不同的人办理"):
        disclosure.approve_reply(case, by=officer, at=at("2019-06-11 11:00"))


def test_s49_who_will_hold_both_sides_is_told_so_before_she_accepts(world):
    row = ask(world)
    chosen = {("czj", "officer"): world.people["刘核"]}
    (said,) = people.both_sides(row.person, row.span, chosen)
    assert said == "刘核本人负责核稿：代张财拟稿、经办的事项，不能再由刘核核稿，须由另一人办理。"
    leave.accept(row, by=world.actor("刘核"), at=at("2019-06-05 10:00"))
    assert row.events.last().note == said


def test_s49_a_circle_is_refused_with_its_names(world):
    approved(world)
    with pytest.raises(Refusal, match="代理成环：刘核→张财→刘核，这段时间没有人在岗"):
        ask(world, "刘核", substitute="张财", role="checker", token="t2")


def test_s49_who_stands_in_does_not_go_on_leave_before_another_does(world):
    row = approved(world)
    with pytest.raises(Refusal, match="刘核在2019-06-10至2019-06-12代理张财，这段时间不能同时请假"):
        ask(world, "刘核", substitute="陈密", role="checker", token="t2")
    leave.replace(row.covers.get(), world.people["黄局长"], note="刘核另有任务", by=world.actor("黄局长"),
                  at=at("2019-06-06 08:30"))  # fmt: skip
    assert ask(world, "刘核", substitute="陈密", role="checker", token="t2").state == "asked"


def test_s49_a_substitute_on_leave_herself_is_refused_and_the_one_present_is_named(world):
    approved(world, decider="杨签", person="刘核", substitute="陈密", role="checker")
    said = "刘核在2019-06-10至2019-06-12本人请假（张财→刘核→陈密），不能代理"
    with pytest.raises(Refusal, match=said) as refused:
        ask(world, token="t2")
    assert "请选择在岗的陈密" in refused.value.advice


def test_s49_leave_that_does_not_meet_is_no_circle(world):
    approved(world)
    later = ask(world, "刘核", substitute="张财", role="checker", token="t2",
                first=date(2019, 6, 17), last=date(2019, 6, 17))  # fmt: skip
    assert later.state == "asked"


def test_s49_an_auditor_does_not_stand_in_for_a_handler(world):
    with pytest.raises(Refusal, match="何审计不能代理王办：审计岗位与经办、审核岗位不相容"):
        ask(world, "王办", substitute="何审计", unit="zfb")


def test_s49_back_early_the_tasks_return_the_same_day(world):
    case, row = received(world), approved(world)
    leave.come_back(row, on=WEDNESDAY, by=world.actor("张财"), at=at("2019-06-11 15:00"))
    row.refresh_from_db()
    assert (row.days, row.last) == (Decimal(2), DURING)
    assert case.number in {item.number for item in work_of(world.people["刘核"], DURING)}
    assert case.number not in {item.number for item in work_of(world.people["刘核"], WEDNESDAY)}


def test_s49_a_withdrawn_leave_gives_nobody_a_post(world):
    row = approved(world)
    leave.withdraw(row, by=world.actor("张财"), at=at("2019-06-06 09:00"))
    assert not Post.objects.on(DURING).filter(stands_in_for=world.people["张财"]).exists()


def test_s49_the_head_orders_a_substitute_when_the_absent_cannot_ask(world):
    given = Wish(LeaveKind.SICK, Span(MONDAY, DURING), "突发疾病住院", wish(world).chosen)
    with pytest.raises(Refusal, match="杨签不是财政局的工作机构负责人"):
        leave.order(world.people["张财"], given, by=world.actor("杨签"), at=at("2019-06-10 08:30"), token="o")
    row = leave.order(
        world.people["张财"], given, by=world.actor("黄局长"), at=at("2019-06-10 08:30"), token="o"
    )
    assert (row.state, row.decided_by) == ("approved", "黄局长")
    assert posts.actor(world.people["刘核"], DURING).holds(Role.OFFICER, "czj")
    long = Wish(LeaveKind.SICK, Span(AFTER, date(2019, 6, 20)), "仍住院", wish(world).chosen)
    with pytest.raises(Refusal, match="紧急指定代理不超过3个工作日"):
        leave.order(
            world.people["张财"], long, by=world.actor("黄局长"), at=at("2019-06-12 09:00"), token="p"
        )


def test_s49_a_substitute_who_falls_out_is_replaced_from_that_day(world):
    row = approved(world)
    cover = row.covers.get()
    leave.replace(
        cover, world.people["陈密"], note="临时出差", by=world.actor("黄局长"), at=at("2019-06-11 08:30")
    )
    assert not posts.actor(world.people["刘核"], DURING).holds(Role.OFFICER, "czj")
    assert posts.actor(world.people["陈密"], DURING).signature((Role.OFFICER,), "czj") == "陈密（代张财）"


# S50


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(0, 60), length=st.integers(0, 20))
def test_s50_a_case_is_due_on_the_same_day_with_and_without_leave(world, start, length):
    first = date(2019, 6, 3) + timedelta(days=start)
    span = Span(first, first + timedelta(days=length))
    case = received(world)
    due = case.due_on
    with transaction.atomic():
        try:
            row = leave.ask(
                Wish(LeaveKind.ANNUAL, span, "", wish(world).chosen), by=world.actor("张财"),
                at=at("2019-06-03 11:00"), token=f"{start}/{length}",
            )  # fmt: skip
        except Refusal as refusal:
            assert "没有工作日" in str(refusal)
            return
        leave.accept(row, by=world.actor("刘核"), at=at("2019-06-03 12:00"))
        leave.approve(row, by=world.actor("赵签"), at=at("2019-06-03 13:00"))
        again = received(world)
        case.refresh_from_db()
        assert case.due_on == again.due_on == due
        assert {step.due_on for step in case.steps.filter(done_at=None)} == {due}
        transaction.set_rollback(True)


def test_s50_the_substitute_sees_the_same_due_date(world):
    case = received(world)
    before = step_of(world, "张财", BEFORE, case)
    approved(world)
    assert before.due_on == step_of(world, "刘核", DURING, case).due_on == case.due_on


def test_a_figure_signed_for_an_absent_head_names_both(world):
    approved(world, person="黄局长", substitute="刘核", role="head")
    entry = reporting.enter_return(
        world.finance,
        "licences.decisions",
        2018,
        "7",
        by=world.actor("张财", DURING),
        at=at("2019-06-11 09:00"),
    )
    signed = reporting.sign_return(entry, by=world.actor("刘核", DURING), at=at("2019-06-11 10:00"))
    assert signed.signed_by == "刘核（代黄局长）"


def test_the_ledger_proves_a_leave_and_names_nobody(world):
    row = approved(world)
    leaves = list(Event.objects.filter(subject=f"leave/{row.pk}").values_list("verb", "leaf"))
    assert [verb for verb, _ in leaves] == ["leave.ask", "leave.accept", "leave.approve"]
    assert not any(name in leaf for _, leaf in leaves for name in ("张财", "刘核", "2019-06-10"))
    before = subjects.kind_of(row).digest(Leave.objects.get())
    Leave.objects.update(last=date(2019, 6, 20))
    assert subjects.kind_of(row).digest(Leave.objects.get()) != before
