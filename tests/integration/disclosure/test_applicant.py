"""What an applicant does herself: correct, withdraw, confirm, rate, agree to be told."""

from datetime import date

import pytest

from gongkai.cases.models import Case
from gongkai.cases.worklist import work_of
from gongkai.disclosure import actions
from gongkai.disclosure.models import NoticeChoice, Satisfaction
from gongkai.law.refusal import Refusal
from gongkai.ledger.models import Event
from tests.conftest import PDF, at
from tests.integration.disclosure.conftest import application, approved
from tests.integration.disclosure.test_verbs import GRANT


@pytest.fixture
def correcting(handling, world):
    actions.ask_correction(handling, what="请写明年度", by=world.actor("张财"), at=at("2025-04-22 09:00"))
    return handling


@pytest.fixture
def answered_online(handling, world):
    actions.draft_reply(handling, GRANT, by=world.actor("张财"), at=at("2025-05-06 09:00"))
    approved(handling, world, "2025-05-06 10:00")
    actions.serve(
        handling, manner="online", proof="系统记录", by=world.actor("张财"), at=at("2025-05-06 11:00")
    )
    return handling


def correct(case, text="2018年度", when="2025-04-28 20:00", **changes):
    return actions.correct_online(case, text=text, token="t1", at=at(when), **changes)


def test_an_online_correction_begins_the_period_anew_and_is_work_for_the_officer(correcting, world):
    event = correct(correcting)
    assert (correcting.stage, correcting.due_on) == ("handling", date(2025, 5, 29))
    assert (event.actor, event.actor_name, event.actor_post) == (None, "张三", "申请人")
    assert "[补正]2018年度" in Case.objects.get().request.feature_description
    assert "办理并拟写答复" in [item.todo for item in work_of(world.people["张财"], date(2025, 4, 29))]


def test_its_files_stand_with_the_case(correcting):
    from gongkai.cases.files import checked_content

    correct(correcting, text="", files=[checked_content("说明.pdf", PDF)])
    assert [file.kind for file in correcting.attachments.all()] == ["补正材料"]


def test_the_same_form_sent_twice_is_one_correction(correcting):
    assert correct(correcting) == correct(correcting, when="2025-04-28 20:01")
    assert correcting.events.filter(action="correct_online").count() == 1


def test_nothing_is_no_correction(correcting):
    with pytest.raises(Refusal, match="没有填写补正的内容"):
        correct(correcting, text="  ")


def test_a_correction_nobody_asked_for_is_refused_and_leaves_nothing_behind(handling):
    with pytest.raises(Refusal, match="不能“网上补正”"):
        correct(handling)
    assert "[补正]" not in Case.objects.get().request.feature_description


def test_the_applicant_withdraws_and_a_record_is_made(handling):
    actions.withdraw_online(handling, reason="已经找到", token="w", at=at("2025-04-23 09:00"))
    assert (handling.stage, handling.outcome, handling.closed_on) == ("closed", "O_OTHER", date(2025, 4, 23))
    assert "申请人在网上撤回申请：已经找到。" in "".join(
        handling.letters.get(template="R22").content["paragraphs"]
    )
    again = actions.withdraw_online(handling, reason="已经找到", token="w", at=at("2025-04-23 09:01"))
    assert again.action == "withdraw_online"


def test_an_application_not_yet_confirmed_can_be_withdrawn_though_no_period_runs(world):
    case = actions.submit(application(), unit=world.finance, at=at("2025-04-21 09:00"), token="t").case
    actions.withdraw_online(case, reason="", token="w", at=at("2025-04-21 10:00"))
    assert (case.stage, case.outcome) == ("closed", "O_OTHER")
    assert "2025年4月21日收到" in case.letters.get().content["paragraphs"][0]


def test_an_answered_request_is_not_withdrawn(answered_online):
    with pytest.raises(Refusal, match="不能“网上撤回”"):
        actions.withdraw_online(answered_online, reason="", token="w", at=at("2025-05-07 09:00"))


def test_confirming_an_online_reply_is_the_proof_of_its_service(answered_online):
    actions.confirm_receipt(answered_online, token="c", at=at("2025-05-07 09:00"))
    actions.confirm_receipt(answered_online, token="d", at=at("2025-05-08 09:00"))
    assert answered_online.letters.get(template="R02").proof == "系统记录；申请人于2025-05-07在网上确认收到"
    assert answered_online.events.filter(action="confirm_receipt").count() == 1


def test_a_reply_on_paper_is_not_confirmed_online(handling, world):
    actions.draft_reply(handling, GRANT, by=world.actor("张财"), at=at("2025-05-06 09:00"))
    approved(handling, world, "2025-05-06 10:00")
    actions.serve(handling, manner="counter", by=world.actor("张财"), at=at("2025-05-06 11:00"))
    with pytest.raises(Refusal, match="没有在网上送达的答复"):
        actions.confirm_receipt(handling, token="c", at=at("2025-05-07 09:00"))


def test_a_request_is_rated_once_and_only_after_its_end(answered_online, world):
    actions.rate(answered_online, score=4, text="很快", token="r", at=at("2025-05-07 09:00"))
    actions.rate(answered_online, score=4, text="很快", token="r", at=at("2025-05-07 09:00"))
    assert Satisfaction.objects.get().score == 4
    with pytest.raises(Refusal, match="已经评价过"):
        actions.rate(answered_online, score=1, token="other", at=at("2025-05-08 09:00"))


def test_an_open_request_is_not_rated(handling):
    with pytest.raises(Refusal, match="不能“评价”"):
        actions.rate(handling, score=5, token="r", at=at("2025-05-07 09:00"))
    assert not Satisfaction.objects.exists()


@pytest.mark.parametrize("score", [0, 6])
def test_a_rating_is_one_to_five(answered_online, score):
    with pytest.raises(Refusal, match="1至5分"):
        actions.rate(answered_online, score=score, token="r", at=at("2025-05-07 09:00"))


def choose(case, token="n", **changes):
    chosen = {"by_email": True, "email": "zhang@example.com", "by_sms": False, "phone": ""} | changes
    return actions.choose_notices(case, token=token, at=at("2025-04-22 09:00"), **chosen)


def test_consent_to_notices_is_kept_encrypted_and_can_be_taken_back(handling):
    from django.db import connection

    choose(handling)
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM disclosure_noticechoice")
        assert "example" not in cursor.fetchone()[0]
    choose(handling, token="m", by_email=False)
    assert (NoticeChoice.objects.get().by_email, NoticeChoice.objects.get().email) == (False, "")
    assert "example" not in "".join(Event.objects.values_list("leaf", flat=True))


@pytest.mark.parametrize(
    ("changes", "said"), [({"email": ""}, "没有填写电子邮箱"), ({"by_sms": True, "phone": "123"}, "应为11位")]
)
def test_consent_needs_an_address(handling, changes, said):
    with pytest.raises(Refusal, match=said):
        choose(handling, **changes)


def test_every_act_of_the_applicant_is_one_event_the_ledger_proves(answered_online):
    before = Event.objects.count()
    actions.confirm_receipt(answered_online, token="c", at=at("2025-05-07 09:00"))
    actions.rate(answered_online, score=5, token="r", at=at("2025-05-07 09:01"))
    assert Event.objects.count() == before + 2
