"""The digest an act writes is the one a later verification reads back from the tables."""

import json

import pytest
from django.db import connection

from gongkai.ledger.models import Event
from gongkai.ledger.subjects import kind_of
from gongkai.publishing import actions
from gongkai.publishing.state import all_publications
from tests.conftest import PDF, at


def last_digest(publication):
    event = Event.objects.filter(subject=f"publication/{publication.pk}").latest("index")
    return json.loads(event.leaf)["state"]


def digests():
    return [kind_of(row).digest(row) for row in all_publications()]


@pytest.fixture
def withdrawn(desk):
    draft = desk.draft(doc_number="白区财发〔2019〕1号")
    actions.attach(draft, by=desk.officer, at=at("2019-06-03 09:05"), name="附件.pdf", content=PDF)
    actions.submit(draft, by=desk.officer, at=at("2019-06-03 09:10"))
    actions.check(draft, by=desk.checker, at=at("2019-06-03 10:00"), note="核过")
    actions.pass_secrecy(draft, by=desk.secrecy, at=at("2019-06-03 11:00").replace(microsecond=123457))
    actions.sign(draft, by=desk.approver, at=at("2019-06-03 15:00"))
    return actions.withdraw(draft, by=desk.approver, at=at("2019-06-04 09:00"), reason="有误")


def test_the_tables_read_back_give_the_digest_of_the_last_act(withdrawn):
    assert digests() == [last_digest(withdrawn)]


def test_a_record_read_without_its_parts_gives_the_same_digest(withdrawn):
    fresh = type(withdrawn).objects.get(pk=withdrawn.pk)
    assert kind_of(fresh).digest(fresh) == last_digest(withdrawn)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE publishing_publication SET summary = '别的'",
        "UPDATE publishing_publication SET due_on = due_on + 1",
        "UPDATE publishing_publicationfile SET sha256 = repeat('0', 64)",
        "DELETE FROM publishing_publicationfile",
        "ALTER TABLE publishing_reviewact DISABLE TRIGGER ALL; UPDATE publishing_reviewact SET note = '' WHERE note = '核过'",
    ],
)
def test_a_change_behind_the_verbs_changes_the_digest(withdrawn, tampering):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(tampering)
    assert digests() != [last_digest(withdrawn)]
