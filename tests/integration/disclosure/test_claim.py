"""Claiming (认领): who handles a case, and what the second of two at once is told."""

import threading

import pytest
from django.db import connection
from django.urls import reverse

from gongkai.cases.worklist import work_of
from gongkai.disclosure import actions
from gongkai.law.refusal import Refusal
from gongkai.ledger.models import Event
from gongkai.units.models import Post, Role
from tests.conftest import at
from tests.integration.disclosure.conftest import application


def test_an_officer_of_the_unit_claims_an_unclaimed_case(registered, world):
    assert registered.handler is None
    actions.claim(registered, by=world.actor("张财"), at=at("2025-04-21 10:00"))
    registered.refresh_from_db()
    assert registered.handler == world.people["张财"]
    assert registered.stage == "registered", "claiming moves nothing"
    assert Event.objects.filter(verb="disclosure.claim").count() == 1


def test_an_officer_of_another_unit_cannot_claim_it(registered, world):
    with pytest.raises(Refusal, match="不是财政局的经办人"):
        actions.claim(registered, by=world.actor("吴镇"), at=at("2025-04-21 10:00"))


def test_the_second_is_told_who_has_it(registered, world):
    Post.objects.create(user=world.people["刘核"], unit=world.finance, role=Role.OFFICER, since="2015-01-01")
    actions.claim(registered, by=world.actor("张财"), at=at("2025-04-21 10:00"))
    with pytest.raises(Refusal, match="已由张财承办"):
        actions.claim(registered, by=world.actor("刘核"), at=at("2025-04-21 10:01"))


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_has_it_and_the_other_learns_of_it(world):
    Post.objects.create(user=world.people["刘核"], unit=world.finance, role=Role.OFFICER, since="2015-01-01")
    case = actions.submit(application(), unit=world.finance, at=at("2025-04-21 09:00"), token="t").case
    both, refusals = threading.Barrier(2), []

    def claim(name):
        actor = world.actor(name)
        both.wait()
        try:
            actions.claim(case, by=actor, at=at("2025-04-21 10:00"))
        except Refusal as refusal:
            refusals.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=claim, args=(name,)) for name in ("张财", "刘核")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    case.refresh_from_db()
    assert len(refusals) == 1
    assert f"已由{case.handler}承办" in refusals[0]
    assert case.events.filter(action="claim").count() == 1


def test_accepting_leaves_a_claimed_case_with_who_claimed_it(registered, world):
    Post.objects.create(user=world.people["刘核"], unit=world.finance, role=Role.OFFICER, since="2015-01-01")
    actions.claim(registered, by=world.actor("张财"), at=at("2025-04-21 10:00"))
    actions.accept(registered, by=world.actor("刘核"), at=at("2025-04-21 10:30"))
    registered.refresh_from_db()
    assert registered.handler == world.people["张财"]


def test_unclaimed_cases_are_visible_as_such(client, registered, world):
    client.force_login(world.people["张财"])
    assert "无人认领" in client.get(reverse("disclosure_case", args=[registered.pk])).content.decode()
    assert [item.handler for item in work_of(world.people["张财"], registered.received_on)] == ["无人认领"]
    client.post(reverse("disclosure_act", args=[registered.pk, "claim"]), {"seen": registered.events_count})
    page = client.get(reverse("disclosure_case", args=[registered.pk])).content.decode()
    assert "承办人：张财" in page
    assert "认领</a>" not in page


def test_a_stale_page_of_the_second_names_the_handler(client, registered, world):
    Post.objects.create(user=world.people["刘核"], unit=world.finance, role=Role.OFFICER, since="2015-01-01")
    seen = registered.events_count
    actions.claim(registered, by=world.actor("张财"), at=at("2025-04-21 10:00"))
    client.force_login(world.people["刘核"])
    page = client.post(
        reverse("disclosure_act", args=[registered.pk, "claim"]), {"seen": seen}
    ).content.decode()
    assert "此件已由张财承办" in page
