"""Record corrections on the portal and in the workbench: who sees what, what is kept, what is refused."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongkai.cases.models import Attachment, Case, CaseEvent
from gongkai.disclosure import actions
from gongkai.disclosure.models import RecordCorrection
from gongkai.law.refusal import Refusal
from gongkai.ledger.models import Event
from gongkai.ledger.verify import verify
from tests.conformance.test_requests_record_correction import asked
from tests.conftest import PDF, at

FORM = {
    "token": "t-1", "unit": "czj", "record": "2024年救助名单", "wrong": "人口2人", "right": "人口3人", "evidence": "户口簿",
    "name": "李建国", "id_type": "other", "id_number": "演示1", "phone": "13911112222",
}  # fmt: skip


def sent(client, **changes):
    evidence = SimpleUploadedFile("户口簿.pdf", PDF, "application/pdf")
    return client.post("/apply/record/", {**FORM, "files": [evidence], **changes})


def test_sent_twice_it_is_one_case_and_its_code_finds_it(client, world):
    first, second = sent(client), sent(client)
    case = Case.objects.get(procedure="record_correction")
    assert (first.status_code, second.status_code) == (302, 302)
    page = client.get(first.url).content.decode()
    code = re.search(r'class="code">(\w+)<', page)[1]
    tracked = client.post("/track/", {"number": case.number, "code": code}, follow=True).content.decode()
    assert "更正申请没有法定期限" in tracked
    assert "李建国" not in tracked
    assert Attachment.objects.get().kind == "更正证据"


def test_what_was_typed_stays_when_something_is_missing(client, world):
    answer = client.post("/apply/record/", {**FORM, "right": ""})
    assert answer.status_code == 422
    assert "人口2人" in answer.content.decode()
    assert not Case.objects.exists()


def test_the_applicant_is_encrypted_masked_and_read_by_handlers_with_a_log(client, world):
    case = asked(world)
    row = RecordCorrection.objects.raw("SELECT case_id, wrong AS raw FROM disclosure_recordcorrection")[0]
    assert "家庭人口" not in row.raw
    assert CaseEvent.objects.get().actor_name == "申请人"
    client.force_login(world.people["郑公开"])
    for address in ("/workbench/requests/corrections/", f"/workbench/requests/corrections/{case.pk}/"):
        page = client.get(address).content.decode()
        assert case.title in page
        for private in ("李建国", "13911112222", "家庭人口写成2人"):
            assert private not in page
    assert "13911112222" not in client.post(f"/workbench/requests/corrections/{case.pk}/").content.decode()
    client.force_login(world.people["张财"])
    assert "13911112222" in client.post(f"/workbench/requests/corrections/{case.pk}/").content.decode()
    assert Event.objects.filter(verb="disclosure.read_personal").count() == 1
    client.force_login(world.people["吴镇"])
    assert client.get(f"/workbench/requests/corrections/{case.pk}/").status_code == 404


def test_the_drafter_does_not_approve_and_what_is_sent_back_says_why(world):
    from gongkai.units.models import Post, Role

    case, clerk = asked(world), world.actor("张财")
    Post.objects.create(
        user=world.people["张财"], unit=world.finance, role=Role.APPROVER, since=at("2015-01-01 00:00").date()
    )
    actions.accept_correction(case, by=clerk, at=at("2025-04-21 10:00"))
    actions.verify_record(case, found="属实", by=clerk, at=at("2025-04-22 09:00"))
    actions.propose_correction(case, result="corrected", wording="3人", by=clerk, at=at("2025-04-22 10:00"))
    with pytest.raises(Refusal, match="不能审批自己"):
        actions.approve_correction(case, by=world.actor("张财"), at=at("2025-04-22 11:00"))
    with pytest.raises(Refusal, match="修改意见"):
        actions.send_back_correction(case, note=" ", by=world.actor("杨签"), at=at("2025-04-22 11:00"))
    actions.send_back_correction(case, note="写明页码", by=world.actor("杨签"), at=at("2025-04-22 11:00"))
    assert case.stage == "verifying"
    assert verify().ok


def test_a_withdrawn_request_is_closed_without_a_letter(world):
    case = asked(world)
    actions.withdraw_correction(case, reason="已自行解决", by=world.actor("张财"), at=at("2025-04-22 09:00"))
    assert (case.stage, case.outcome, case.letters.count()) == ("closed", "withdrawn", 0)


def test_it_is_registered_at_the_counter_with_its_code_shown_once(client, world):
    client.force_login(world.people["张财"])
    form = {key: value for key, value in FORM.items() if key not in ("token", "unit")}
    files = [SimpleUploadedFile("户口簿.pdf", PDF, "application/pdf")]
    answer = client.post(
        "/workbench/requests/corrections/new/",
        {**form, "channel": "in_person", "received_on": "2025-04-21", "files": files},
        follow=True,
    )
    assert "查询码" in answer.content.decode()
    assert Case.objects.get().channel == "in_person"
