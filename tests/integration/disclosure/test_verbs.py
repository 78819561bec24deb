"""The verbs of a disclosure request, along the main path and at its edges."""

import io
from datetime import date

import pytest
from docx import Document
from pypdf import PdfReader

from gongkai.cases.actions import AlreadyDone
from gongkai.cases.models import Case, Letter
from gongkai.cases.worklist import work_of
from gongkai.disclosure import actions, alarms
from gongkai.disclosure.actions import Decision
from gongkai.disclosure.letters import file_of
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import ApplicantKind, Channel
from gongkai.ledger.models import Event
from tests.conftest import asked_of, at
from tests.integration.disclosure.conftest import application, approved

GRANT = Decision("O_GRANT", information="随信附2018年度部门决算表一份")


def answered(case, world, decision=GRANT, when="2025-05-06 09:00"):
    actions.draft_reply(case, decision, by=world.actor("张财"), at=at(when))
    approved(case, world, when)
    return actions.serve(case, manner="counter", by=world.actor("张财"), at=at(when))


def test_the_main_path_from_the_counter_to_the_archive(handling, world):
    answered(handling, world)
    actions.archive(handling, by=world.actor("张财"), at=at("2025-05-07 09:00"))
    assert (handling.stage, handling.outcome, handling.closed_on) == ("archived", "O_GRANT", date(2025, 5, 6))
    assert list(Letter.objects.values_list("template", flat=True)) == ["L03", "R02"]
    assert Event.objects.filter(subject=f"case/{handling.pk}").count() == handling.events_count


def test_the_letter_says_the_same_in_pdf_and_word(handling, world):
    answered(handling, world)
    letter = handling.letters.get(template="R02")
    word = "".join(paragraph.text for paragraph in Document(file_of(letter, "docx")).paragraphs)
    pdf = "".join(page.extract_text() for page in PdfReader(io.BytesIO(letter.pdf.read())).pages)
    for said in (letter.number, "2018年度部门决算", "第三十六条第（二）项", "60日内"):
        assert said in word.replace(" ", "")
        assert said in pdf.replace("\n", "").replace(" ", "")


def test_letter_numbers_have_no_gap_after_a_refused_approval(handling, world):
    actions.draft_reply(handling, GRANT, by=world.actor("张财"), at=at("2025-05-06 09:00"))
    actions.pass_review(handling, by=world.actor("陈密"), at=at("2025-05-06 09:00"))
    with pytest.raises(Refusal):
        actions.approve_reply(handling, by=world.actor("张财"), at=at("2025-05-06 09:00"))
    letter = approved(handling, world, "2025-05-06 10:00")
    assert letter.number.endswith("公复〔2025〕1号")


def test_a_form_sent_twice_is_one_application_with_one_code(world):
    first = actions.submit(application(), unit=world.finance, at=at("2025-04-21 09:00"), token="t1")
    second = actions.submit(application(), unit=world.finance, at=at("2025-04-21 09:00"), token="t1")
    assert (first.case, first.code) == (second.case, second.code)
    assert Case.objects.count() == 1


def test_an_online_application_has_no_deadline_before_it_is_confirmed(world):
    case = actions.submit(application(), unit=world.finance, at=at("2025-04-21 09:00"), token="t").case
    assert (case.stage, case.received_on, case.due_on) == ("unconfirmed", None, date(2025, 4, 21))
    actions.confirm(case, by=world.actor("张财"), at=at("2025-04-22 09:00"))
    assert (case.received_on, case.due_on) == (date(2025, 4, 22), date(2025, 5, 22))


def test_unopened_applications_raise_one_alarm_at_the_competent_office(world):
    actions.submit(application(), unit=world.finance, at=at("2025-04-21 09:00"), token="t")
    assert alarms.sweep(at("2025-04-21 18:00")) == 0
    assert alarms.sweep(at("2025-04-22 09:00")) == 1
    assert alarms.sweep(at("2025-04-22 09:01")) == 0
    todo = [item.todo for item in asked_of(world.people["郑公开"], date(2025, 4, 22))]
    assert "督促：申请无人查阅" in todo


def test_a_request_is_moved_to_another_unit_and_the_clock_runs_on(registered, world):
    actions.assign(registered, world.silong, by=world.actor("郑公开"), at=at("2025-04-22 09:00"))
    assert registered.due_on == date(2025, 5, 21)
    assert work_of(world.people["张财"], date(2025, 4, 22)) == []
    assert [item.todo for item in work_of(world.people["吴镇"], date(2025, 4, 22))] == ["受理或转办"]


def test_consultation_takes_its_time_out_of_the_period(handling, world):
    clerk = world.actor("张财")
    actions.consult(
        handling,
        kind="third_party",
        party="某公司",
        received_on=date(2025, 4, 25),
        by=clerk,
        at=at("2025-04-24 09:00"),
    )
    assert handling.due_on == date(2025, 5, 20)
    actions.close_consultation(
        handling,
        answer="objection",
        reasons="商业秘密",
        by=clerk,
        at=at("2025-05-09 09:00"),
    )
    assert handling.due_on == date(2025, 6, 4)


def test_silence_cannot_be_entered_before_the_party_had_its_time(handling, world):
    clerk = world.actor("张财")
    actions.consult(
        handling,
        kind="third_party",
        party="某公司",
        received_on=date(2025, 4, 25),
        by=clerk,
        at=at("2025-04-24 09:00"),
    )
    with pytest.raises(Refusal, match="尚未届满"):
        actions.close_consultation(
            handling, answer="silence", reasons="x", by=clerk, at=at("2025-05-20 09:00")
        )


def test_an_unanswered_correction_ends_the_case_only_after_its_period(registered, world):
    clerk = world.actor("张财")
    actions.ask_correction(registered, what="请写明年度", by=clerk, at=at("2025-04-22 09:00"))
    with pytest.raises(Refusal, match="尚未届满"):
        actions.abandon(registered, by=clerk, at=at("2025-05-14 09:00"))
    actions.abandon(registered, by=clerk, at=at("2025-05-16 09:00"))
    assert registered.outcome == "O_ABANDON_CORR"


def test_an_applicant_may_withdraw(handling, world):
    actions.withdraw(handling, reason="已取得", by=world.actor("张财"), at=at("2025-04-23 09:00"))
    assert (handling.stage, handling.outcome) == ("closed", "O_OTHER")


def test_the_second_officer_learns_what_the_first_did(registered, world):
    seen = registered.events_count
    actions.accept(registered, by=world.actor("张财"), at=at("2025-04-21 10:00"), seen=seen)
    with pytest.raises(AlreadyDone, match="张财已于 2025-04-21 10:00 办理“受理”"):
        actions.accept(registered, by=world.actor("刘核"), at=at("2025-04-21 10:05"), seen=seen)
    with pytest.raises(AlreadyDone, match=r"您已于 2025-04-21 10:00 办理“受理”.*不必再提交"):
        actions.accept(registered, by=world.actor("张财"), at=at("2025-04-21 10:05"), seen=seen)


def test_the_kind_of_applicant_changes_only_with_a_second_person(handling, world):
    at_nine = at("2025-04-22 09:00")
    actions.change_kind(
        handling, kind=ApplicantKind.BUSINESS, reason="登记有误", by=world.actor("张财"), at=at_nine
    )
    assert Case.objects.get().request.applicant_kind == "natural"
    actions.confirm_kind(handling, by=world.actor("刘核"), at=at_nine)
    assert Case.objects.get().request.applicant_kind == "org_business"


def test_personal_data_is_encrypted_in_the_database_and_its_reading_is_logged(registered, world):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number, phone FROM disclosure_request")
        assert not any("1101051949" in text or "13900000000" in text for text in cursor.fetchone())
    assert actions.read_personal(
        registered, by=world.actor("张财"), at=at("2025-04-22 09:00")
    ).id_number.endswith("002X")
    assert Event.objects.filter(verb="disclosure.read_personal").count() == 1
    with pytest.raises(Refusal):
        actions.read_personal(registered, by=world.actor("吴镇"), at=at("2025-04-22 09:00"))


@pytest.mark.parametrize("lacking", ["name", "id_number", "info_title"])
def test_an_incomplete_application_is_refused(world, lacking):
    with pytest.raises(Refusal, match="申请缺少"):
        actions.register(
            application(**{lacking: ""}), unit=world.finance, channel=Channel.IN_PERSON,
            by=world.actor("张财"), at=at("2025-04-21 09:00"),
        )  # fmt: skip


def test_a_post_by_courier_or_at_the_applicants_cost_is_refused(handling, world):
    actions.draft_reply(handling, GRANT, by=world.actor("张财"), at=at("2025-05-06 09:00"))
    approved(handling, world, "2025-05-06 09:00")
    by = world.actor("张财")
    with pytest.raises(Refusal, match="中国邮政"):
        actions.serve(handling, manner="post", carrier="顺丰", proof="SF1", by=by, at=at("2025-05-06 10:00"))
    with pytest.raises(Refusal, match="不得由申请人支付邮费"):
        actions.serve(
            handling,
            manner="post",
            carrier="中国邮政",
            proof="E1",
            collect=True,
            by=by,
            at=at("2025-05-06 10:00"),
        )
    actions.serve(
        handling,
        manner="post",
        carrier="中国邮政EMS",
        proof="E1",
        by=by,
        at=at("2025-05-07 10:00"),
        on=date(2025, 5, 6),
    )
    assert handling.closed_on == date(2025, 5, 6)


def test_a_case_answered_this_very_moment_keeps_no_other_from_being_told(world, monkeypatch):
    first, second = (
        actions.submit(application(), unit=world.finance, at=at("2025-04-21 09:00"), token=token).case
        for token in "ab"
    )
    whole = actions.raise_alarm

    def answered_meanwhile(case, *, at):
        if case == first:
            raise Refusal("已由张财确认。", article="", advice="")
        return whole(case, at=at)

    monkeypatch.setattr(actions, "raise_alarm", answered_meanwhile)
    assert alarms.sweep(at("2025-04-22 09:00")) == 1
    assert second.events.filter(action="alarm").exists()
