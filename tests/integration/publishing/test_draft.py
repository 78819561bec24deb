from datetime import date

import pytest

from gongkai.law.identifiers import USCC_ALPHABET
from gongkai.law.refusal import Refusal
from gongkai.ledger.models import Event
from gongkai.publishing import actions
from gongkai.publishing.models import Mode, Publication
from gongkai.units.models import Unit
from tests.conftest import at


def test_a_draft_is_proactive_and_due_after_twenty_working_days(desk):
    draft = desk.draft(created_on=date(2019, 12, 2))
    assert (draft.mode, draft.due_on, draft.stage) == (Mode.PROACTIVE, date(2019, 12, 30), "draft")


def test_a_special_period_goes_before_the_general_one(desk):
    assert desk.draft(special_period="SP_CONTRACT").due_on == date(2019, 6, 5)


def test_the_document_number_is_brought_into_its_normal_form(desk):
    assert desk.draft(doc_number="白区财发 [2019] 012 号").doc_number == "白区财发〔2019〕12号"


def test_a_document_number_in_use_is_refused_by_name(desk):
    desk.draft(doc_number="白区财发〔2019〕12号", title="第一份")
    with pytest.raises(Refusal, match="已用于财政局的《第一份》"):
        desk.draft(doc_number="白区财发（2019）12号")


def test_only_an_officer_of_the_unit_drafts(desk, world):
    with pytest.raises(Refusal, match="四龙镇的经办人"):
        actions.draft(
            world.silong, by=desk.officer, at=at("2019-06-03 09:00"), title="x", body="x",
            column=desk.columns["tongzhi"], genre="notice", created_on=date(2019, 6, 3),
        )  # fmt: skip


def test_another_mode_needs_a_reason(desk):
    with pytest.raises(Refusal, match="没有写明理由"):
        desk.draft(mode=Mode.ON_REQUEST)


def test_a_folder_column_takes_no_items(desk):
    with pytest.raises(Refusal, match="只是目录"):
        desk.draft(column=desk.columns["statutory"])


def test_scripts_and_foreign_pictures_do_not_survive(desk):
    body = '<p onclick="x()">文<script>alert(1)</script><img src="https://else.example/a.png"></p><a href="javascript:x">链</a>'
    assert desk.draft(body=body).body == "<p>文</p><a>链</a>"


def test_a_unit_with_a_wrong_code_cannot_begin(desk, world):
    code = world.finance.uscc
    wrong = code[:-1] + next(character for character in USCC_ALPHABET if character != code[-1])
    Unit.objects.filter(pk=world.finance.pk).update(uscc=wrong)
    world.finance.refresh_from_db()
    with pytest.raises(Refusal, match="统一社会信用代码"):
        desk.draft()


def test_the_act_leaves_one_event_and_one_review_act(desk):
    before = Event.objects.count()
    draft = desk.draft()
    assert Event.objects.count() == before + 1
    assert Event.objects.get(subject=f"publication/{draft.pk}").verb == "publishing.draft"
    assert [act.act for act in draft.acts.all()] == ["draft"]


def test_the_same_form_sent_twice_makes_one_draft(desk):
    from django.db import IntegrityError, transaction

    desk.draft(draft_key="a-form")
    with pytest.raises(IntegrityError), transaction.atomic():
        desk.draft(draft_key="a-form")
    assert Publication.objects.count() == 1
