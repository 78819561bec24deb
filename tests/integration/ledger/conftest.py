"""A ledger of a few hundred acts, published, and a hand that gets past the database's protection."""

from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from gongkai.ledger.actions import record_act, record_fact
from gongkai.ledger.publish import publish_checkpoint
from gongkai.ledger.subjects import _kinds, register
from gongkai.units.calendars import CalendarVersion
from tests.conftest import at

NINE = at("2019-06-03 09:00")


def append(count, verb="case.read"):
    """Append ``count`` facts about nothing in particular and return their indices."""
    with transaction.atomic():
        return [
            record_fact(f"page/{n}", verb, at=NINE, by="王办", unit="zfb", data={"n": n})
            for n in range(count)
        ]


@contextmanager
def protection_off():
    """Do what only the owner of the database can: silence the triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET session_replication_role = replica")
        yield cursor
        cursor.execute("SET session_replication_role = DEFAULT")


@pytest.fixture
def published(db):
    """Three hundred events under two checkpoints, two hundred and three hundred long."""
    append(200)
    publish_checkpoint(NINE)
    append(100, "case.reply")
    publish_checkpoint(NINE)


@pytest.fixture
def calendars():
    """The calendar version, under the ledger's proof for the length of a test."""
    kept = dict(_kinds)
    _kinds.clear()
    register(
        "calendar", CalendarVersion, lambda version: {"number": version.number, "source": version.source}
    )
    yield
    _kinds.clear()
    _kinds.update(kept)


@pytest.fixture
def calendar(db, calendars):
    with transaction.atomic():
        version = CalendarVersion.objects.create(
            number=900, changes={}, source="国办发明电〔2018〕15号", entered_at=NINE, entered_by="郑公开"
        )
        record_act(version, "calendar.enter", at=NINE, by="郑公开")
    return version
