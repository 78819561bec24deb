"""Returning a case to the competent office (退回转办单位) and giving it to another unit (转办)."""

from datetime import date

import pytest
from django.urls import reverse

from gongkai.cases.worklist import work_of
from gongkai.disclosure import actions, alarms, related
from gongkai.law.refusal import Refusal
from gongkai.ledger.models import Event
from tests.conftest import asked_of, at


def returned(case, world, **changes):
    given = {"reason": "不是本单位职责", "believed": world.silong, **changes}
    return actions.return_case(case, by=world.actor("张财"), at=at("2025-04-22 09:00"), **given)


def test_a_wrongly_given_case_waits_for_the_competent_office(handling, world):
    returned(handling, world)
    handling.refresh_from_db()
    assert (handling.stage, handling.handler, handling.due_on) == ("returned", None, date(2025, 5, 21))
    assert [item.todo for item in asked_of(world.people["郑公开"], date(2025, 4, 22))] == [
        "确定承办单位（单位退回）"
    ]
    assert work_of(world.people["张财"], date(2025, 4, 22)) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": " "}, "写明理由"),
        ({"believed": None}, "没有写明应当由哪个单位办理"),
    ],
)
def test_reason_and_competent_unit_are_asked_for(handling, world, changes, said):
    with pytest.raises(Refusal, match=said):
        returned(handling, world, **changes)
    assert handling.stage == "handling"


def test_it_cannot_be_returned_to_itself(handling, world):
    with pytest.raises(Refusal, match="不能退回后仍由财政局办理"):
        returned(handling, world, believed=world.finance)


def test_who_does_not_know_the_competent_unit_says_why(handling, world):
    event = returned(handling, world, believed=None, unknown="职能划转文件未下发")
    assert "职能划转文件未下发" in event.note


def test_a_dissolved_unit_cannot_be_believed_competent(handling, world):
    world.silong.valid_to, world.silong.successor = date(2020, 1, 1), world.office
    world.silong.save()
    with pytest.raises(Refusal, match="职能已由政府办承接"):
        returned(handling, world)


def test_only_the_competent_office_decides(handling, world):
    returned(handling, world)
    with pytest.raises(Refusal, match="政务公开办"):
        actions.assign(handling, world.silong, by=world.actor("张财"), at=at("2025-04-22 10:00"))
    actions.assign(handling, world.silong, by=world.actor("郑公开"), at=at("2025-04-22 10:00"))
    handling.refresh_from_db()
    assert (handling.unit, handling.stage) == (world.silong, "registered")


def test_the_history_names_the_units_and_the_ledger_has_each_step(handling, world):
    returned(handling, world)
    actions.assign(handling, world.silong, by=world.actor("郑公开"), at=at("2025-04-22 10:00"))
    notes = list(handling.events.order_by("seq").values_list("note", flat=True))
    assert notes[-2:] == ["财政局退回：不是本单位职责。应由四龙镇办理", "由财政局转四龙镇。"]
    assert Event.objects.filter(verb="disclosure.return_case").count() == 1


def test_a_case_is_given_back_to_who_returned_it_only_with_a_reason(handling, world):
    returned(handling, world)
    with pytest.raises(Refusal, match="曾退回此件"):
        actions.assign(handling, world.finance, by=world.actor("郑公开"), at=at("2025-04-22 10:00"))
    actions.assign(
        handling,
        world.finance,
        note="经研究由财政局办理",
        by=world.actor("郑公开"),
        at=at("2025-04-22 10:00"),
    )
    assert handling.stage == "registered"


def test_the_office_is_offered_the_unit_believed_competent(client, handling, world):
    returned(handling, world)
    client.force_login(world.people["郑公开"])
    page = client.get(reverse("disclosure_act", args=[handling.pk, "assign"])).content.decode()
    assert f'<option value="{world.silong.pk}" selected>' in page


def test_the_successor_is_proposed_when_the_unit_was_dissolved(handling, world):
    world.finance.valid_to, world.finance.successor = date(2025, 4, 30), world.office
    world.finance.save()
    handling.refresh_from_db()
    assert related.proposed_unit(handling, date(2025, 4, 30)) is None
    assert related.proposed_unit(handling, date(2025, 5, 1)) == world.office


def test_a_returned_case_is_escalated_when_its_period_runs_out(handling, world):
    returned(handling, world)
    assert alarms.sweep(at("2025-05-22 09:00")) == 1


def test_the_applicant_reads_that_the_unit_is_being_determined(client, handling, world):
    returned(handling, world)
    client.force_login(world.people["张财"])
    page = client.get(reverse("disclosure_case", args=[handling.pk])).content.decode()
    assert "待改派" in page
    assert "现在没有需要您办理的步骤" not in page, "the head and the officer still see what they may do"
