"""Events are appended inside their act's transaction, one after the other, and never changed."""

import hashlib
import json
import threading
from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction

from gongkai.ledger.actions import record_act, record_fact
from gongkai.ledger.models import Event
from gongkai.ledger.publish import publish_checkpoint
from tests.conftest import at
from tests.integration.ledger.conftest import NINE, append


def test_an_event_says_what_happened_in_canonical_json(db):
    record_fact(
        "case/17", "disclosure.accept", at=NINE, by="王办", unit="zfb", data={"number": "2019-1", "件": 1}
    )
    event = Event.objects.get()
    content = json.loads(event.leaf)
    assert event.leaf.startswith('{"actor":"')
    assert event.leaf.endswith(
        '"at":"2019-06-03T09:00:00+08:00","data":{"number":"2019-1","件":1},"state":"","subject":"case/17",'
        '"unit":"zfb","v":1,"verb":"disclosure.accept"}'
    )
    assert len(content["actor"]) == 16
    assert bytes(event.leaf_hash) == hashlib.sha256(b"\x00" + event.leaf.encode()).digest()
    assert (event.subject, event.verb, event.unit) == ("case/17", "disclosure.accept", "zfb")
    assert event.at == "2019-06-03T09:00:00+08:00"


def test_no_name_stands_in_an_event(calendar):
    leaf = Event.objects.get().leaf
    assert "郑公开" not in leaf
    assert calendar.source not in leaf


def test_indices_run_on_without_gaps(db):
    assert append(3) + append(2) == [0, 1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="inside the transaction"):
        record_fact("case/17", "disclosure.accept", at=NINE, by="王办")


def test_a_time_without_zone_is_refused(db):
    with pytest.raises(ValueError, match="no time zone"):
        record_fact("case/17", "disclosure.accept", at=datetime(2019, 6, 3), by="王办")


def test_a_record_nobody_registered_is_refused(world):
    with pytest.raises(LookupError, match="Unit is not under the ledger's proof"):
        record_act(world.office, "units.rename", at=NINE, by="王办")


def test_an_event_too_long_for_a_bundle_is_refused(db):
    with pytest.raises(ValueError, match="65535 bytes"):
        record_fact("case/17", "disclosure.accept", at=NINE, by="王办", data={"text": "公" * 22000})


@pytest.mark.parametrize("table", ["ledger_event", "ledger_checkpoint"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_database_refuses_to_change_the_ledger(published, table, statement):
    column = "leaf" if table == "ledger_event" else "note"
    with pytest.raises(DatabaseError, match=f"{table} is append-only"), transaction.atomic():
        connection.cursor().execute(statement.format(table, column, column))


def test_whoever_inserts_appends(published):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_event (index, leaf, leaf_hash) VALUES (7, '{}', 'x') RETURNING index"
        )
        assert cursor.fetchone() == (300,)


@pytest.mark.django_db(transaction=True)
def test_two_connections_append_without_gaps():
    def work():
        try:
            for _ in range(20):
                append(2)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert list(Event.objects.values_list("index", flat=True)) == list(range(80))


def test_an_undone_act_leaves_no_event(db):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record_fact("case/17", "disclosure.accept", at=at("2019-06-03 09:00"), by="王办")
        _ = 1 / 0
    assert not Event.objects.exists()
    assert publish_checkpoint(NINE) is None
