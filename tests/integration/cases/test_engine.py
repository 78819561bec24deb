"""The case engine, tried with a procedure of its own."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from gongkai.cases import actions, numbers
from gongkai.cases import procedure as procedures
from gongkai.cases.models import Case, CaseEvent, Step
from gongkai.cases.procedure import Action, ClockEffect, Procedure, Stage
from gongkai.cases.worklist import work_of
from gongkai.law.periods import WorkingDays
from gongkai.law.refusal import Refusal
from gongkai.ledger.models import Event
from gongkai.units import posts
from gongkai.units.models import Role
from tests.conftest import at

TRIAL = Procedure(
    key="trial", label="试验", version="1", period=WorkingDays(20), number_pattern="试〔{year}〕{serial}号",
    stages=(
        Stage("open", "办理中", "正在办理", waits_for=(Role.OFFICER,), todo="办理"),
        Stage("waiting", "征求意见中", "征求第三方意见"),
        Stage("done", "已办结", "已办结", terminal=True),
    ),
    actions=(
        Action("receive", "收件", (), "open", (), "《条例》第三十一条", ClockEffect.START),
        Action("consult", "征求意见", ("open",), "waiting", (Role.OFFICER,), "《条例》第三十二条", ClockEffect.SUSPEND),
        Action("opinion", "收到意见", ("waiting",), "open", (Role.OFFICER,), "《条例》第三十二条", ClockEffect.RESUME),
        Action("extend", "延期", ("open",), None, (Role.HEAD,), "《条例》第三十三条", ClockEffect.EXTEND),
        Action("close", "办结", ("open",), "done", (Role.OFFICER,), "《条例》第四十五条", ClockEffect.END),
    ),
    detail_state=lambda case, rows: {}, url_name="wagtailusers_users:edit", valid_from=date(2019, 5, 15),
)  # fmt: skip


@pytest.fixture
def case(world):
    procedures.register(TRIAL)
    opened = actions.open_case(
        TRIAL, "receive", unit=world.finance, title="试验事项", channel="in_person",
        by=posts.applicant("张三"), at=at("2025-04-21 09:00"),
    )  # fmt: skip
    return opened.case


def test_a_new_case_has_number_deadline_and_somebody_who_must_act(case, world):
    assert case.number == "试〔2025〕1号"
    assert case.due_on == date(2025, 5, 21)
    assert [item.todo for item in work_of(world.people["张财"], date(2025, 4, 22))] == ["办理"]


def test_work_of_another_unit_is_not_on_the_list(case, world):
    assert work_of(world.people["吴镇"], date(2025, 4, 22)) == []


def test_consultation_moves_the_deadline_by_the_days_it_took(case, world):
    clerk = world.actor("张财")
    actions.act(case, "consult", by=clerk, at=at("2025-04-24 10:00"), ground="《条例》第三十三条")
    actions.act(case, "opinion", by=clerk, at=at("2025-05-09 10:00"))
    assert case.due_on == date(2025, 6, 4)
    assert Step.objects.get(case=case, done_at=None).due_on == date(2025, 6, 4)


def test_an_act_out_of_its_stage_is_refused_and_says_what_is_possible(case, world):
    with pytest.raises(Refusal, match="征求意见、延期、办结"):
        actions.act(case, "opinion", by=world.actor("张财"), at=at("2025-04-24 10:00"))


def test_a_person_without_the_post_is_refused(case, world):
    with pytest.raises(Refusal, match="吴镇不是财政局的经办人"):
        actions.act(case, "consult", by=world.actor("吴镇"), at=at("2025-04-24 10:00"))


def test_the_second_officer_is_told_what_the_first_did(case, world):
    seen = case.events_count
    actions.act(case, "consult", by=world.actor("张财"), at=at("2025-04-24 10:00"), seen=seen)
    with pytest.raises(actions.AlreadyDone, match="张财已于 2025-04-24 10:00 办理“征求意见”"):
        actions.act(case, "consult", by=world.actor("刘核"), at=at("2025-04-24 10:01"), seen=seen)
    assert case.events.count() == 2


def test_an_extension_is_given_once_by_the_head(case, world):
    head = world.actor("黄局长")
    actions.act(case, "extend", by=head, at=at("2025-05-06 10:00"), data={"days": 5})
    with pytest.raises(Refusal, match="已经延期过一次"):
        actions.act(case, "extend", by=head, at=at("2025-05-07 10:00"), data={"days": 5})
    assert case.due_on == date(2025, 5, 28)
    assert Case.objects.get(pk=case.pk).events_count == 2


def test_a_day_in_the_future_is_refused(case, world):
    with pytest.raises(Refusal, match="晚于今天"):
        actions.act(
            case, "consult", by=world.actor("张财"), at=at("2025-04-24 10:00"), happened_on=date(2025, 4, 25)
        )


def test_a_closed_case_without_an_outcome_is_impossible(case, world):
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(closed_on=date(2025, 5, 1))


def test_the_history_cannot_be_rewritten(case):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        CaseEvent.objects.filter(case=case).update(note="别的")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        CaseEvent.objects.filter(case=case).delete()


def test_every_act_leaves_one_ledger_event(case, world):
    actions.act(case, "consult", by=world.actor("张财"), at=at("2025-04-24 10:00"))
    verbs = Event.objects.filter(subject=f"case/{case.pk}").values_list("verb", flat=True)
    assert list(verbs) == ["trial.receive", "trial.consult"]


def test_a_refused_act_leaves_nothing(case, world):
    before = Event.objects.count()
    with pytest.raises(Refusal):
        actions.act(case, "opinion", by=world.actor("张财"), at=at("2025-04-24 10:00"))
    assert Event.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_fifty_numbers_taken_at_once_have_no_gap():
    taken: list[int] = []

    def take_ten():
        try:
            for _ in range(10):
                with transaction.atomic():
                    taken.append(numbers.take("trial/2019"))
        finally:
            connection.close()

    threads = [threading.Thread(target=take_ten) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(1, 51))


@pytest.mark.django_db(transaction=True)
def test_a_number_taken_by_a_failed_act_is_given_to_the_next():
    with pytest.raises(RuntimeError), transaction.atomic():
        numbers.take("trial/2020")
        raise RuntimeError
    with transaction.atomic():
        assert numbers.take("trial/2020") == 1
