"""Fifty registrations at once, each on its own connection, give fifty numbers without a gap."""

import threading

import pytest
from django.db import connection

from gongkai.cases.models import Case, Letter
from gongkai.disclosure import actions
from gongkai.law.regulation import Channel
from gongkai.ledger.models import Event
from tests.conftest import at
from tests.integration.disclosure.conftest import application

AT_ONCE = 50


@pytest.mark.django_db(transaction=True)
def test_fifty_registrations_at_once_give_fifty_gapless_numbers(world):
    clerk, start, errors = world.actor("张财"), threading.Barrier(AT_ONCE), []

    def register(number):
        start.wait()
        try:
            actions.register(
                application(info_title=f"第{number}项信息", id_number=f"{number}", id_type="other"),
                unit=world.finance,
                channel=Channel.IN_PERSON,
                by=clerk,
                at=at("2025-04-21 09:00"),
            )
        except Exception as error:  # noqa: BLE001 -- a thread's error must reach the test
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=register, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    numbers = sorted(Case.objects.values_list("number", flat=True), key=lambda n: int(n[11:-1]))
    assert numbers == [f"依申请公开〔2025〕{serial}号" for serial in range(1, AT_ONCE + 1)]
    receipts = Letter.objects.filter(template="L03").values_list("number", flat=True)
    assert len(set(receipts)) == AT_ONCE
    indexes = list(Event.objects.order_by("index").values_list("index", flat=True))
    assert indexes == list(range(indexes[0], indexes[0] + AT_ONCE))
