"""Similar earlier requests with their answers, and who else asks for the same."""

import pytest
from django.urls import reverse

from gongkai.disclosure import actions, similar
from gongkai.disclosure.actions import Decision
from gongkai.law.regulation import Channel
from tests.conftest import at
from tests.integration.disclosure.conftest import application, approved


def answered(world, title, unit="finance", clerk="张财", decision=None, **changes):
    clerk = world.actor(clerk)
    case = actions.register(
        application(info_title=title, **changes), unit=getattr(world, unit), channel=Channel.IN_PERSON, by=clerk,
        at=at("2025-04-01 09:00"),
    ).case  # fmt: skip
    actions.accept(case, by=clerk, at=at("2025-04-01 10:00"))
    decision = decision or Decision("O_GRANT", information="随信附表，联系人张三 13900000000")
    actions.draft_reply(case, decision, by=clerk, at=at("2025-04-02 09:00"))
    approved(case, world, "2025-04-02 10:00")
    actions.serve(case, manner="counter", by=clerk, at=at("2025-04-03 09:00"))
    return case


@pytest.fixture
def asked(world):
    case = actions.register(
        application(info_title="公园路片区房屋征收补偿方案", name="王五"), unit=world.finance, channel=Channel.IN_PERSON,
        by=world.actor("张财"), at=at("2025-04-21 09:00"),
    ).case  # fmt: skip
    actions.accept(case, by=world.actor("张财"), at=at("2025-04-21 10:00"))
    return case


def test_the_most_alike_answered_request_of_any_unit_comes_first(asked, world):
    other = answered(world, "公园路片区房屋征收补偿标准", unit="silong", clerk="吴镇")
    less = answered(world, "房屋征收补偿评估机构名单")
    answered(world, "义务教育招生划片范围")
    assert [each.case for each in similar.around(asked).answered] == [other, less]


def test_an_open_request_has_no_answer_to_show(asked, world):
    actions.submit(
        application(info_title="公园路片区房屋征收补偿方案"),
        unit=world.finance,
        at=at("2025-04-21 09:00"),
        token="t",
    )
    assert similar.around(asked).answered == []


def test_nothing_of_the_other_applicant_is_shown(client, asked, world):
    answered(world, "张三户公园路房屋征收补偿协议", unit="silong", clerk="吴镇")
    client.force_login(world.people["张财"])
    page = client.get(reverse("disclosure_case", args=[asked.pk])).content.decode()
    assert "随信附表" in page
    assert "张三" not in page
    assert "13900000000" not in page


def test_the_number_of_an_office_stays_in_the_answer():
    text = "请与教育局（0943-8221234）联系，不要打13900000000，证件11010519491231002X"
    assert (
        similar.without_personal(text, ["张三"])
        == f"请与教育局（0943-8221234）联系，不要打{similar.MASK}，证件{similar.MASK}"
    )


def test_an_answer_is_used_as_a_draft(client, asked, world):
    earlier = answered(
        world, "公园路片区房屋征收补偿方案", decision=Decision("O_REFUSE_PROCESS", reasons="方案尚在讨论")
    )
    client.force_login(world.people["张财"])
    address = reverse("disclosure_act", args=[asked.pk, "draft_reply"])
    page = client.get(address, {"like": earlier.pk}).content.decode()
    assert '<option value="O_REFUSE_PROCESS" selected>' in page
    assert "方案尚在讨论" in page
    assert asked.replies.count() == 0, "a draft is only shown"


def test_only_what_is_shown_as_similar_becomes_a_draft(asked, world):
    other = answered(world, "义务教育招生划片范围", unit="silong", clerk="吴镇")
    assert similar.draft_from(asked, other.pk) is None


def test_same_subject_tells_ones_own_requests_from_those_of_others(asked, world):
    own = similar.same_subject("申请公开公园路片区房屋征收补偿方案", "王五", "11010519491231002X")
    assert (own.own, own.others) == ((asked,), ())
    other = similar.same_subject("公园路片区的房屋征收补偿方案", "赵六", "11010519491231002X")
    assert (other.own, other.others) == ((), (asked,))
    assert similar.same_subject("公园路片区绿化方案", "王五", "11010519491231002X").own == ()


def test_what_a_correction_adds_is_found_too(asked, world):
    clerk = world.actor("张财")
    actions.ask_correction(asked, what="写明年度", by=clerk, at=at("2025-04-22 09:00"))
    actions.receive_correction(asked, text="加装电梯补助", by=clerk, at=at("2025-04-24 09:00"))
    asked.terms.refresh_from_db()
    assert "电梯" in asked.terms.words
