"""Recognition (识别): the measured quality of the first cues, the screens, the cues as data of the office."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from gongkai.cases.models import Case
from gongkai.disclosure import actions, recognition
from gongkai.disclosure.models import Cue
from gongkai.law.refusal import Refusal
from gongkai.ledger.models import Event
from tests.conftest import at
from tests.integration.disclosure.conftest import application
from tests.integration.disclosure.test_desk import FORM

SAMPLES = json.loads((Path(__file__).parents[2] / "data" / "recognised.json").read_text("utf-8"))
FIRST_CUES = [Cue(**row) for row in json.loads(recognition.BEGINNING.read_text("utf-8"))]
PETITION = {**FORM, "info_title": "", "feature_description": "举报某饭店油烟扰民，要求查处"}


@pytest.fixture
def clerk(client, world):
    recognition.install(date(2019, 1, 1))
    client.force_login(world.people["张财"])
    return client


def test_the_first_cues_are_right_and_find_what_there_is():
    assert len(SAMPLES) >= 60
    right = wrong = missed = 0
    for sample in SAMPLES:
        kinds = {each.kind.value for each in recognition.recognise(sample["text"], FIRST_CUES)}
        right += sample["is"] in kinds
        wrong += len(kinds - {sample["is"]})
        missed += sample["is"] != "none" and sample["is"] not in kinds
    assert right / (right + wrong) >= 0.95, "precision"
    assert right / (right + missed) >= 0.95, "recall"


@pytest.mark.parametrize("kind", list(Cue.Kind))
def test_each_kind_is_recognised(kind):
    samples = [sample["text"] for sample in SAMPLES if sample["is"] == kind]
    found = [text for text in samples if kind in {s.kind for s in recognition.recognise(text, FIRST_CUES)}]
    assert len(samples) >= 8
    assert len(found) >= 0.9 * len(samples)


def test_a_gap_reaches_not_further_than_a_sentence():
    cue = Cue(kind="petition", phrase="要求……查处")
    assert recognition.recognise("要求依法严肃查处", [cue])
    assert not recognition.recognise("我有一个要求。请提供查处的记录", [cue])


def test_a_word_beside_it_speaks_against_a_cue_only_in_the_same_sentence():
    cue = Cue(kind="petition", phrase="举报", unless="处理结果")
    assert not recognition.recognise("申请我举报的处理结果", [cue])
    assert recognition.recognise("我要举报某厂。处理结果请告知", [cue])


def test_every_first_cue_names_its_source():
    assert all(cue.source for cue in FIRST_CUES)


def test_registration_shows_the_hint_and_goes_on_with_one_click(clerk):
    page = clerk.post(reverse("disclosure_new"), PETITION).content.decode()
    assert "信访、投诉、举报" in page
    assert "举报某饭店油烟扰民" in page, "what was typed stays"
    assert not Case.objects.exists()
    clerk.post(reverse("disclosure_new"), {**PETITION, "go_on": "1"})
    assert Case.objects.count() == 1


def test_a_plain_request_is_registered_without_a_further_step(clerk):
    clerk.post(reverse("disclosure_new"), FORM)
    assert Case.objects.count() == 1


def test_registration_tells_of_the_same_request_by_the_same_and_by_other_applicants(clerk):
    clerk.post(reverse("disclosure_new"), FORM)
    first = Case.objects.get()
    page = clerk.post(reverse("disclosure_new"), FORM).content.decode()
    assert f"同一申请人申请过相同内容：{first.number}" in page
    page = clerk.post(reverse("disclosure_new"), {**FORM, "name": "李四"}).content.decode()
    assert "其他申请人提出过 1 件相同内容的申请" in page
    assert "张三" not in page
    assert Case.objects.count() == 1


def test_an_online_petition_is_pointed_out_on_its_page_with_the_letter_that_fits(clerk, world):
    case = actions.submit(
        application(feature_description="举报某饭店油烟扰民，要求查处"), unit=world.finance, at=at("2025-04-21 09:00"), token="t"
    ).case  # fmt: skip
    actions.confirm(case, by=world.actor("张财"), at=at("2025-04-21 10:00"))
    actions.accept(case, by=world.actor("张财"), at=at("2025-04-21 10:00"))
    page = clerk.get(reverse("disclosure_case", args=[case.pk])).content.decode()
    draft = f"{reverse('disclosure_act', args=[case.pk, 'draft_reply'])}?outcome=O_PETITION"
    assert draft in page
    assert '<option value="O_PETITION" selected>' in clerk.get(draft).content.decode()


def test_the_portal_says_it_before_sending_and_takes_the_application_all_the_same(clerk, world):
    form = {
        "unit": "czj", "token": "t1", "applicant_kind": "natural", "name": "张三", "id_type": "other", "id_number": "1",
        "phone": "13900000000", "feature_description": "请问残疾证怎么办理", "form_required": "paper",
        "delivery_channel": "counter",
    }  # fmt: skip
    page = clerk.post("/apply/", {**form, "check": "1"}).content.decode()
    assert "可能属于<strong>咨询</strong>" in page
    assert clerk.post("/apply/", {**form, "send": "1"}).status_code == 302
    page = clerk.post("/apply/", {**form, "token": "t2", "check": "1"}).content.decode()
    assert "您以前申请过相同的内容" in page


CORRECTION = {
    "feature_description": "我的低保信息登记有误，要求更正家庭人口",
    "name": "马兰",
    "phone": "13900000001",
}


def test_what_turns_out_to_be_a_record_correction_goes_on_there_with_what_was_typed(clerk):
    hint = clerk.post(reverse("disclosure_new"), {**FORM, **CORRECTION}).content.decode()
    assert f'formaction="{reverse("correction_new")}"' in hint
    page = clerk.post(reverse("correction_new"), {**FORM, **CORRECTION, "carry": "record"}).content.decode()
    for typed in ("家庭人口", "马兰", "13900000001"):
        assert typed in page
    assert "error" not in page.split("<form", 1)[1].split("</form>")[0]
    assert not Case.objects.exists()


def test_a_record_correction_begun_afresh_keeps_the_days_of_its_form(clerk):
    page = clerk.get(reverse("correction_new")).content.decode()
    assert f'name="received_on" value="{timezone.localdate()}"' in page


def test_a_registered_request_goes_on_as_a_record_correction_with_the_applicant_read_and_logged(clerk, world):
    asked = application(feature_description=CORRECTION["feature_description"])
    case = actions.submit(asked, unit=world.finance, at=at("2025-04-21 09:00"), token="t").case
    actions.confirm(case, by=world.actor("张财"), at=at("2025-04-21 10:00"))
    actions.accept(case, by=world.actor("张财"), at=at("2025-04-21 10:00"))
    address = f"{reverse('correction_new')}?of={case.pk}"
    assert address in clerk.get(reverse("disclosure_case", args=[case.pk])).content.decode()
    page = clerk.get(address).content.decode()
    assert asked.name in page
    assert "家庭人口" in page
    assert Event.objects.filter(subject=f"case/{case.pk}", verb="disclosure.read_personal").count() == 1


@pytest.mark.parametrize(
    ("said", "address"),
    [
        (CORRECTION["feature_description"], "/apply/record/"),
        ("请问残疾证怎么办理", "/voice/new/"),
        ("举报某饭店油烟扰民，要求查处", "/voice/new/"),
    ],
)
def test_the_portal_carries_what_was_typed_to_the_form_that_fits(clerk, world, said, address):
    form = {
        "unit": "czj", "token": "t1", "applicant_kind": "natural", "name": "马兰", "id_type": "other", "id_number": "1",
        "phone": "13900000001", "info_title": "", "feature_description": said, "form_required": "paper",
        "delivery_channel": "counter",
    }  # fmt: skip
    hint = clerk.post("/apply/", {**form, "check": "1"}).content.decode()
    assert f'formaction="{address}"' in hint
    carried = hint.split(f'formaction="{address}"')[1].split('value="', 1)[1].split('"')[0]
    answer = clerk.post(address, {**form, "carry": carried})
    page = answer.content.decode()
    assert answer.status_code == 200
    for typed in (said, "马兰", "13900000001"):
        assert typed in page
    assert not Case.objects.exists()


def test_cues_are_kept_by_the_competent_office_alone(world):
    given = {
        "kind": "petition",
        "phrase": "讨薪",
        "source": "信访条例",
        "at": at("2025-04-21 09:00"),
        "on": date(2025, 4, 21),
    }
    with pytest.raises(Refusal, match="不能修改识别词"):
        actions.add_cue(by=world.actor("张财"), **given)
    cue = actions.add_cue(by=world.actor("郑公开"), **given)
    with pytest.raises(Refusal, match="已有识别词"):
        actions.add_cue(by=world.actor("郑公开"), **given)
    with pytest.raises(Refusal, match="来源"):
        actions.add_cue(by=world.actor("郑公开"), **{**given, "phrase": "欠薪", "source": " "})
    actions.end_cue(cue, by=world.actor("郑公开"), at=at("2025-05-06 09:00"), on=date(2025, 5, 6))
    assert recognition.in_force(date(2025, 5, 5)) == [cue]
    assert recognition.in_force(date(2025, 5, 6)) == []
    assert Event.objects.filter(verb__in=("disclosure.add_cue", "disclosure.end_cue")).count() == 2


def test_cues_are_tried_added_and_ended_on_screen(client, world):
    recognition.install(date(2019, 1, 1))
    address = reverse("disclosure_cues")
    client.force_login(world.people["张财"])
    page = client.get(address, {"text": "举报某厂排污"}).content.decode()
    assert "可能是<strong>信访、投诉、举报</strong>" in page
    assert "识别词由政务公开办维护" in page
    client.force_login(world.people["郑公开"])
    typed = {"do": "add", "kind": "petition", "phrase": "讨薪", "unless": "", "source": "信访条例"}
    assert "已加入" in client.post(address, typed, follow=True).content.decode()
    cue = Cue.objects.get(phrase="讨薪")
    assert "已停用" in client.post(address, {"do": "end", "cue": cue.pk}, follow=True).content.decode()
    recognition.install(date(2026, 1, 1))
    assert Cue.objects.filter(phrase="讨薪", until=None).count() == 0, "an ended cue does not come back"
