"""Batch hand-over when an officer leaves (离岗移交)."""

from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from gongkai.cases.models import Case
from gongkai.disclosure import actions
from gongkai.disclosure.models import HandOver
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import Channel
from gongkai.ledger.models import Event
from gongkai.units.models import Post, Role
from tests.conftest import at
from tests.integration.disclosure.conftest import application


@pytest.fixture
def three(world):
    """Three cases in the hands of 张财; 刘核 has become officer of 财政局 too."""
    Post.objects.create(user=world.people["刘核"], unit=world.finance, role=Role.OFFICER, since="2025-01-01")
    cases = []
    for number in range(3):
        case = actions.register(
            application(info_title=f"第{number}项"), unit=world.finance, channel=Channel.IN_PERSON,
            by=world.actor("张财"), at=at("2025-04-21 09:00"),
        ).case  # fmt: skip
        actions.accept(case, by=world.actor("张财"), at=at("2025-04-21 10:00"))
        cases.append(case)
    return cases


def handed(cases, world, receiver="刘核", by="黄局长", **changes):
    given = {"giver": world.people["张财"], "receiver": world.people[receiver], "reason": "调离", **changes}
    return actions.hand_over(cases, by=world.actor(by), at=at("2025-04-25 09:00"), **given)


def test_every_case_chosen_has_the_new_handler_and_its_own_ledger_event(three, world):
    made = handed(three[:2], world)
    assert [case.handler for case in Case.objects.order_by("pk")] == [
        world.people["刘核"], world.people["刘核"], world.people["张财"],
    ]  # fmt: skip
    assert Event.objects.filter(verb="disclosure.hand_over").count() == 2
    assert (made.number, made.cases.count()) == ("离岗移交〔2025〕1号", 2)
    assert "由张财移交刘核" in three[0].events.last().note


def test_a_receiver_without_the_post_is_refused(three, world):
    with pytest.raises(Refusal, match="吴镇现在不是财政局的经办人"):
        handed(three, world, receiver="吴镇")
    assert not HandOver.objects.exists()


def test_one_case_no_longer_hers_and_none_is_handed_over(three, world):
    Case.objects.filter(pk=three[2].pk).update(handler=world.people["刘核"])
    with pytest.raises(Refusal, match="没有办理任何一件"):
        handed(three, world)
    assert Case.objects.filter(handler=world.people["张财"]).count() == 2
    assert not HandOver.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": ""}, "写明原因"),
        ({"receiver": "张财"}, "同一人"),
        ({"by": "杨签"}, "财政局的工作机构负责人"),
    ],
)
def test_what_is_missing_or_not_allowed_is_said(three, world, changes, said):
    with pytest.raises(Refusal, match=said):
        handed(three, world, **changes)


def test_nothing_chosen_is_refused(three, world):
    with pytest.raises(Refusal, match="没有选择"):
        handed([], world)


def test_the_leaver_herself_may_hand_over(three, world):
    assert handed(three, world, by="张财").cases.count() == 3


def test_choose_preview_hand_over_and_take_the_sheet(client, three, world):
    client.force_login(world.people["黄局长"])
    chosen = {"giver": world.people["张财"].pk, "receiver": world.people["刘核"].pk}
    preview = client.get(reverse("disclosure_hand_over"), chosen).content.decode()
    assert "张财名下 3 件，移交给 刘核" in preview
    assert not HandOver.objects.exists(), "looking changes nothing"
    page = client.post(
        reverse("disclosure_hand_over"),
        {**chosen, "case": [three[0].pk, three[1].pk], "reason": "退休"},
        follow=True,
    ).content.decode()
    assert three[0].number in page
    assert three[2].number not in page
    word = client.get(reverse("disclosure_hand_over_docx", args=[HandOver.objects.get().pk]))
    cells = [cell.text for row in Document(BytesIO(word.content)).tables[0].rows for cell in row.cells]
    assert three[1].number in cells


def test_what_was_chosen_stays_when_it_is_refused(client, three, world):
    client.force_login(world.people["黄局长"])
    chosen = {"giver": world.people["张财"].pk, "receiver": world.people["刘核"].pk}
    page = client.post(
        reverse("disclosure_hand_over"), {**chosen, "case": [three[1].pk], "reason": ""}
    ).content.decode()
    assert "移交需要写明原因" in page
    assert f'value="{three[1].pk}" aria-label="移交 {three[1].number}" checked' in page
    assert f'value="{three[0].pk}" aria-label="移交 {three[0].number}" checked' not in page


def test_a_sheet_of_another_unit_is_not_found(client, three, world):
    made = handed(three, world)
    client.force_login(world.people["吴镇"])
    assert client.get(reverse("disclosure_hand_over_sheet", args=[made.pk])).status_code == 404
