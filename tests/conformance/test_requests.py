"""Disclosure requests: obligations D10–D33 as far as they are fulfilled."""

from datetime import date

import pytest
from django.db import transaction
from django.db.models import ProtectedError
from django.db.utils import IntegrityError

from gongkai.cases.models import Case, CaseEvent
from gongkai.disclosure import actions, alarms, related
from gongkai.disclosure.actions import Application, Decision
from gongkai.disclosure.forms.application import ApplicationForm
from gongkai.disclosure.models import Consultation
from gongkai.disclosure.procedure import DISCLOSURE
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import OUTCOMES, ApplicantKind, Channel
from gongkai.law.remedies import ReviewBodies, remedy_paragraph
from tests.conftest import asked_of, at
from tests.integration.disclosure.conftest import application, approved, handling, registered  # noqa: F401


def arrived(world, channel, when="2025-04-21 09:00", **changes):
    if channel is Channel.ONLINE:
        return actions.submit(application(**changes), unit=world.finance, at=at(when), token=when).case
    return actions.register(
        application(**changes), unit=world.finance, channel=channel, by=world.actor("张财"), at=at(when)
    ).case


@pytest.mark.parametrize(
    "channel", [Channel.ONLINE, Channel.FAX, Channel.EMAIL, Channel.POST_ORDINARY, Channel.POST_MISDIRECTED]
)
def test_d10_no_period_runs_before_both_sides_confirmed(world, channel):
    case = arrived(world, channel)
    assert (case.stage, case.received_on) == ("unconfirmed", None)
    with pytest.raises(Refusal, match="待确认"):
        actions.accept(case, by=world.actor("张财"), at=at("2025-04-21 10:00"))
    actions.confirm(case, by=world.actor("张财"), at=at("2025-04-23 09:00"))
    assert (case.arrived_at.date(), case.received_on, case.due_on) == (
        date(2025, 4, 21), date(2025, 4, 23), date(2025, 5, 23),
    )  # fmt: skip


def test_d10_an_alarm_is_raised_at_the_end_of_the_arrival_working_day(world):
    case = arrived(world, Channel.ONLINE, when="2025-04-26 20:00")
    assert alarms.sweep(at("2025-04-27 09:00")) == 0, "Saturday evening: Sunday 2025-04-27 is the working day"
    assert alarms.sweep(at("2025-04-28 09:00")) == 1
    assert case.events.filter(action="alarm").exists()


def test_d9_an_overdue_request_is_told_to_the_competent_office_once(handling, world):  # noqa: F811
    assert alarms.sweep(at("2025-05-21 18:00")) == 0
    assert alarms.sweep(at("2025-05-22 09:00")) == 1
    assert alarms.sweep(at("2025-05-23 09:00")) == 0
    assert [item.todo for item in asked_of(world.people["郑公开"], date(2025, 5, 22))] == [
        "督促：申请逾期未答复"
    ]
    assert handling.events.filter(action="escalate").count() == 1


@pytest.mark.parametrize("channel", list(Channel))
def test_d11_every_channel_leads_to_a_registered_case(world, channel):
    assert arrived(world, channel).channel == channel.value


def test_d11_counter_and_post_cannot_be_switched_off():
    assert [channel for channel in Channel if not channel.can_be_closed] == [
        Channel.IN_PERSON, Channel.POST_SIGNED, Channel.POST_ORDINARY, Channel.POST_MISDIRECTED,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ({"name": ""}, "姓名"),
        ({"id_number": ""}, "身份证明"),
        ({"phone": "", "postal_address": ""}, "联系方式"),
        ({"info_title": ""}, "特征"),
    ],
)
def test_d12_name_identity_contact_and_feature_are_required(world, lacking, said):
    with pytest.raises(Refusal, match=said):
        arrived(world, Channel.IN_PERSON, **lacking)


def test_d12_no_purpose_is_asked():
    assert "purpose" not in ApplicationForm.base_fields
    assert "purpose" not in Application.__dataclass_fields__


def test_d13_a_case_has_one_applicant_kind_of_six(world):
    assert len(ApplicantKind) == 6
    assert arrived(world, Channel.IN_PERSON, applicant_kind="org_law").request.applicant_kind == "org_law"


def test_d13_changing_the_kind_needs_a_reason_and_a_second_person(handling, world):  # noqa: F811
    from gongkai.reporting.figures import get
    from gongkai.reporting.scope import Scope

    at_nine = at("2025-04-22 09:00")
    change = {"kind": ApplicantKind.BUSINESS, "by": world.actor("张财"), "at": at_nine}
    with pytest.raises(Refusal, match="理由"):
        actions.change_kind(handling, reason="", **change)
    actions.change_kind(handling, reason="有误", **change)
    assert get("requests.new.natural").value(Scope(2025)) == 1, "nothing changes before the second person"
    with pytest.raises(Refusal):
        actions.confirm_kind(handling, by=world.actor("张财"), at=at_nine)
    actions.confirm_kind(handling, by=world.actor("刘核"), at=at_nine)
    assert get("requests.new.org_business").value(Scope(2025)) == 1
    assert get("requests.new.natural").value(Scope(2025)) == 0


def test_d14_every_outcome_feeds_exactly_one_row_of_each_form():
    from gongkai.law.annual_report import FORM_2019, FORM_2021

    for outcome in OUTCOMES.values():
        assert outcome.row_2019 in FORM_2019.result_leaves
        assert outcome.row_2021 in FORM_2021.result_leaves


def test_d14_a_case_cannot_be_closed_without_its_one_outcome(handling):  # noqa: F811
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=handling.pk).update(closed_on=date(2025, 5, 6))


def test_d15_a_correction_is_asked_for_once(handling, world):  # noqa: F811
    clerk = world.actor("张财")
    actions.ask_correction(handling, what="写明年度", by=clerk, at=at("2025-04-22 09:00"))
    actions.receive_correction(handling, text="2018年", by=clerk, at=at("2025-04-24 09:00"))
    with pytest.raises(Refusal, match="告知过一次"):
        actions.ask_correction(handling, what="再写明", by=clerk, at=at("2025-04-25 09:00"))


def test_d15_not_later_than_seven_working_days_from_receipt(handling, world):  # noqa: F811
    with pytest.raises(Refusal, match="2025-04-29"):
        actions.ask_correction(handling, what="写明年度", by=world.actor("张财"), at=at("2025-04-30 09:00"))


def test_d16_after_a_correction_notice_there_are_three_ends(handling, world):  # noqa: F811
    actions.ask_correction(handling, what="写明年度", by=world.actor("张财"), at=at("2025-04-22 09:00"))
    possible = {action.id for action in DISCLOSURE.actions_from("correcting")}
    assert {"receive_correction", "abandon"} <= possible
    assert "draft_reply" not in possible
    assert OUTCOMES["O_UNCLEAR"].row_2021 == "unable.unclear"
    assert OUTCOMES["O_ABANDON_CORR"].row_2021 == "other.no_correction"


def asked(case, world, kind):
    actions.consult(
        case,
        kind=kind,
        party="对方",
        received_on=date(2025, 4, 25),
        by=world.actor("张财"),
        at=at("2025-04-24 09:00"),
    )


def test_d17_a_third_partys_silence_leaves_the_decision_to_the_organ(handling, world):  # noqa: F811
    asked(handling, world, "third_party")
    silent = {"answer": "silence", "by": world.actor("张财"), "at": at("2025-05-21 09:00")}
    with pytest.raises(Refusal, match="由本机关决定"):
        actions.close_consultation(handling, reasons="", **silent)
    actions.close_consultation(handling, reasons="不涉及商业秘密，决定公开", **silent)
    assert handling.due_on == date(2025, 6, 13)


def test_d17_a_joint_makers_silence_is_consent(handling, world):  # noqa: F811
    asked(handling, world, "joint_maker")
    event = actions.close_consultation(
        handling,
        answer="silence",
        reasons="",
        by=world.actor("张财"),
        at=at("2025-05-21 09:00"),
    )
    assert "视为同意公开" in event.note
    assert Consultation.objects.get().closed_on == date(2025, 5, 20)


def draft(case, world, decision):
    return actions.draft_reply(case, decision, by=world.actor("张财"), at=at("2025-05-06 09:00"))


def test_d19_information_does_not_exist_only_after_a_search(handling, world):  # noqa: F811
    with pytest.raises(Refusal, match="检索记录"):
        draft(handling, world, Decision("O_NOTEXIST"))
    actions.record_search(
        handling, place="档案室", keywords="决算", period="2018年", result="未查到", by=world.actor("张财"),
        at=at("2025-05-05 09:00"),
    )  # fmt: skip
    assert draft(handling, world, Decision("O_NOTEXIST")).outcome == "O_NOTEXIST"


def letter_text(case, world, decision):
    draft(case, world, decision)
    letter = approved(case, world, "2025-05-06 10:00")
    return "".join(letter.content["paragraphs"])


def test_d20_not_ours_needs_reasons_and_names_the_organ_responsible(handling, world):  # noqa: F811
    with pytest.raises(Refusal, match="理由"):
        draft(handling, world, Decision("O_NOTOURS"))
    text = letter_text(
        handling,
        world,
        Decision("O_NOTOURS", reasons="由教育局制作", referral="请向白银区教育局（0943-0000001）提出"),
    )
    assert "由教育局制作" in text
    assert "0943-0000001" in text


@pytest.mark.parametrize("outcome", [o.id for o in OUTCOMES.values() if o.id.startswith("O_REFUSE_")])
def test_d21_every_refusal_prints_ground_article_and_reasons(handling, world, outcome):  # noqa: F811
    if outcome == "O_REFUSE_THIRD":
        asked(handling, world, "third_party")
        said = {"answer": "objection", "reasons": "商业秘密"}
        actions.close_consultation(handling, **said, by=world.actor("张财"), at=at("2025-05-05 09:00"))
    evidence = "秘密级，期限10年；《某法》第二条；会引发踩踏"
    with pytest.raises(Refusal, match="理由"):
        draft(handling, world, Decision(outcome, evidence=evidence))
    text = letter_text(handling, world, Decision(outcome, reasons="公开会造成损害", evidence=evidence))
    assert OUTCOMES[outcome].article in text
    assert "公开会造成损害" in text
    assert "应当自收到本答复之日起60日内先向白银区人民政府申请行政复议" in text


BODIES = ReviewBodies(government="白银区人民政府", superior_department="白银市财政局")


def test_d21_before_2024_the_applicant_might_choose_and_sue_at_once():
    text = remedy_paragraph("O_REFUSE_SECRET", date(2019, 6, 3), BODIES)
    assert "白银区人民政府或者白银市财政局" in text
    assert "6个月内" in text
    assert "先向" not in text


def test_d21_since_2024_only_refusals_go_to_reconsideration_first():
    assert "先向" in remedy_paragraph("O_PARTIAL", date(2024, 1, 1), BODIES)
    assert "先向" not in remedy_paragraph("O_NOTEXIST", date(2024, 1, 1), BODIES)


@pytest.mark.parametrize(
    ("bodies", "named"),
    [
        (ReviewBodies(government="白银区人民政府"), "向白银区人民政府"),
        (ReviewBodies(government="白银市人民政府"), "向白银市人民政府"),
        (ReviewBodies(government="白银区人民政府", superior_department="国家税务总局白银市税务局", vertical=True), "向国家税务总局白银市税务局"),
    ],
)  # fmt: skip
def test_d22_the_right_reconsideration_body_is_named(bodies, named):
    assert named in remedy_paragraph("O_GRANT", date(2025, 5, 6), bodies)


def test_d23_an_answered_request_for_the_same_is_proposed_as_earlier_reply(handling, world):  # noqa: F811
    letter_text(handling, world, Decision("O_GRANT", information="附表"))
    actions.serve(handling, manner="counter", by=world.actor("张财"), at=at("2025-05-06 11:00"))
    again = arrived(world, Channel.IN_PERSON, when="2025-06-03 09:00")
    actions.accept(again, by=world.actor("张财"), at=at("2025-06-03 10:00"))
    assert list(related.earlier_answers(again)) == [handling]
    draft_ = actions.draft_reply(
        again,
        Decision("O_DUPLICATE", earlier_case=handling),
        by=world.actor("张财"),
        at=at("2025-06-04 09:00"),
    )
    letter = approved(again, world, "2025-06-04 10:00")
    number = handling.letters.get(template="R02").number
    assert draft_.earlier_case == handling
    assert f"本机关已于2025年5月6日以{number}作出答复" in "".join(letter.content["paragraphs"])


def test_d26_the_day_of_posting_is_the_day_of_reply(handling, world):  # noqa: F811
    letter_text(handling, world, Decision("O_GRANT", information="附表"))
    by = world.actor("张财")
    for wrong in ({"carrier": "顺丰速运"}, {"carrier": "中国邮政EMS", "collect": True}):
        with pytest.raises(Refusal):
            actions.serve(handling, manner="post", proof="1", by=by, at=at("2025-05-07 09:00"), **wrong)
    actions.serve(
        handling,
        manner="post",
        carrier="中国邮政EMS",
        proof="1234",
        on=date(2025, 5, 6),
        by=by,
        at=at("2025-05-08 09:00"),
    )
    assert handling.closed_on == date(2025, 5, 6)


def test_d27_the_five_stages_are_kept_with_time_and_person(handling, world):  # noqa: F811
    letter_text(handling, world, Decision("O_GRANT", information="附表"))
    actions.serve(handling, manner="counter", by=world.actor("张财"), at=at("2025-05-06 11:00"))
    actions.archive(handling, by=world.actor("张财"), at=at("2025-05-07 09:00"))
    events = list(CaseEvent.objects.filter(case=handling).values_list("action", "actor_name"))
    assert events == [
        ("register", "张财"), ("accept", "张财"), ("draft_disclosing_reply", "张财"), ("pass_review", "陈密"),
        ("approve_reply", "杨签"), ("serve", "张财"), ("archive", "张财"),
    ]  # fmt: skip


def test_d27_nothing_is_deleted(handling):  # noqa: F811
    with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
        handling.delete()


def test_d31_the_applicant_sees_stage_deadline_and_pause_but_no_personal_data(client, handling, world):  # noqa: F811
    asked(handling, world, "third_party")
    handling.lookup_hash = __import__("hashlib").sha256(b"ABCDE").hexdigest()
    handling.save(update_fields=["lookup_hash"])
    page = client.post("/track/", {"number": handling.number, "code": "abcde"}, follow=True).content.decode()
    assert "正在征求第三方或其他机关意见" in page
    assert "停止计算" in page
    for private in ("张三", "13900000000", "对方", "公园路1号"):
        assert private not in page
    assert client.post("/track/", {"number": handling.number, "code": "wrong"}).status_code == 422


def test_d32_identity_is_encrypted_masked_and_read_only_by_handlers_with_a_log(client, registered, world):  # noqa: F811
    from gongkai.ledger.models import Event

    client.force_login(world.people["郑公开"])
    for address in ("/workbench/requests/", f"/workbench/requests/{registered.pk}/"):
        page = client.get(address).content.decode()
        assert "张三" not in page
        assert "13900000000" not in page
    refused = client.post(f"/workbench/requests/{registered.pk}/").content.decode()
    assert "13900000000" not in refused
    client.force_login(world.people["张财"])
    assert "13900000000" in client.post(f"/workbench/requests/{registered.pk}/").content.decode()
    assert Event.objects.filter(verb="disclosure.read_personal").count() == 1


def test_d33_help_given_to_the_applicant_is_recorded(world):
    case = arrived(world, Channel.ORAL, needs_assistance=True)
    actions.assist(case, measure="由工作人员宣读并代填", by=world.actor("张财"), at=at("2025-04-21 10:00"))
    assert Case.objects.get().request.assistance_given == "由工作人员宣读并代填"


def test_d30_a_request_cannot_be_given_to_a_unit_that_no_longer_exists(registered, world):  # noqa: F811
    world.office.valid_to, world.office.successor = date(2020, 1, 1), world.silong
    world.office.save()
    with pytest.raises(Refusal, match="职能已由四龙镇承接"):
        actions.assign(registered, world.office, by=world.actor("郑公开"), at=at("2025-04-22 09:00"))
