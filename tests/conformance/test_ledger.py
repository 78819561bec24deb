"""D90: the log is append-only."""

import pytest
from django.db import DatabaseError, connection, transaction

from gongkai.ledger.actions import record_fact
from gongkai.ledger.publish import publish_checkpoint
from gongkai.ledger.verify import verify
from tests.conftest import at

MORNING = at("2019-06-03 09:00")


@pytest.fixture
def log(db):
    with transaction.atomic():
        for number in range(10):
            record_fact(f"case/{number}", "disclosure.accept", at=MORNING, by="王办", unit="zfb")
    publish_checkpoint(MORNING)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_event SET leaf = '{}' WHERE index = 4",
        "DELETE FROM ledger_event WHERE index = 4",
        "TRUNCATE ledger_event",
    ],
)
def test_d90_the_database_refuses_to_change_or_remove_an_entry_of_the_log(log, statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert verify().ok


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_event SET leaf = replace(leaf, 'accept', 'refuse') WHERE index = 4",
        "DELETE FROM ledger_event WHERE index = 4",
    ],
)
def test_d90_an_entry_changed_past_the_protection_is_named(log, statement):
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET session_replication_role = DEFAULT")
    assert [finding.index for finding in verify().findings] == [4]
