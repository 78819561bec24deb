"""Rows first, the ledger last: acts that meet on a unit or an item wait for each other and never for ever."""

import threading
import time
from datetime import date

import pytest
from django.db import connection, transaction

from gongkai.publishing import actions
from gongkai.publishing.models import Publication
from gongkai.units.actions import appoint_substitute, change_facts
from tests.conftest import at

pytestmark = pytest.mark.django_db(transaction=True)


def meanwhile(act):
    """Begin ``act`` on a connection of its own; return how to wait for its outcome."""
    outcome = []

    def run():
        try:
            outcome.append(act())
        except Exception as error:  # noqa: BLE001 -- whatever went wrong is the outcome
            outcome.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()

    def wait():
        thread.join(20)
        return outcome[0]

    return wait


def until_somebody_waits():
    for _ in range(100):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    pytest.fail("Nobody waits for the ledger.")


def test_a_substitute_is_appointed_while_an_item_of_the_unit_is_drafted(desk):
    head, today = desk.world.actor("黄局长"), date(2019, 6, 3)
    with transaction.atomic():
        desk.draft()
        appointed = meanwhile(
            lambda: appoint_substitute(
                desk.world.people["吴镇"],
                unit=desk.world.finance,
                role="checker",
                since=today,
                until=today,
                by=head,
                at=at("2019-06-03 09:00"),
            )
        )
        until_somebody_waits()
    assert appointed().role == "checker"


def test_the_facts_of_a_unit_change_while_an_item_of_it_is_drafted(desk):
    head = desk.world.actor("黄局长")
    with transaction.atomic():
        desk.draft()
        changed = meanwhile(
            lambda: change_facts(desk.world.finance, by=head, at=at("2019-06-03 09:00"), phone="0943-1111111")
        )
        until_somebody_waits()
    assert changed().phone == "0943-1111111"


def test_a_document_is_signed_while_its_interpretation_is_drafted(desk):
    document = desk.cleared()
    with transaction.atomic():
        desk.draft(title="解读", interprets=document)
        signed = meanwhile(
            lambda: actions.sign(
                Publication.objects.get(pk=document.pk), by=desk.approver, at=at("2019-06-03 15:00")
            )
        )
        until_somebody_waits()
    assert signed().stage == "published"
