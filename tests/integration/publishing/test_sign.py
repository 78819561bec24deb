import json
from datetime import date

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError
from django.test.utils import CaptureQueriesContext

from gongkai.cases.actions import AlreadyDone
from gongkai.law.refusal import Refusal
from gongkai.ledger.models import Event
from gongkai.publishing import actions, content
from gongkai.publishing.models import Publication
from gongkai.units.models import Post, Role
from tests.conftest import at


def test_signing_publishes_at_the_moment_of_the_act(desk):
    published = desk.published()
    published.refresh_from_db()
    assert (published.stage, published.published_at) == ("published", at("2019-06-03 15:00"))
    assert list(Publication.objects.public()) == [published]


def test_index_numbers_run_by_unit_and_year_of_creation(desk, world):
    numbers = [
        desk.published(created_on=day).index_no
        for day in (date(2018, 12, 29), date(2019, 5, 6), date(2019, 5, 7))
    ]
    code = world.finance.uscc
    assert numbers == [f"{code}/2018-000001", f"{code}/2019-000001", f"{code}/2019-000002"]


def test_the_public_event_states_number_title_column_unit_and_digest(desk):
    published = desk.published()
    event = Event.objects.get(index=published.public_change)
    assert json.loads(event.leaf)["data"] == {
        "index_no": published.index_no,
        "title": published.title,
        "content_sha256": content.digest(content.public_content(published, [])),
        "column": "tongzhi",
        "unit": "czj",
    }


def test_the_drafter_does_not_sign(desk, world):
    Post.objects.create(
        user=world.people["张财"], unit=world.finance, role=Role.APPROVER, since=date(2015, 1, 1)
    )
    with pytest.raises(Refusal, match="是本信息的拟稿人"):
        actions.sign(desk.cleared(), by=world.actor("张财"), at=at("2019-06-03 15:00"))


def test_whoever_revised_the_text_does_not_sign_it_either(desk, world):
    for role in (Role.OFFICER, Role.APPROVER):
        Post.objects.create(
            user=world.people["黄局长"], unit=world.finance, role=role, since=date(2015, 1, 1)
        )
    head = world.actor("黄局长")
    draft = desk.draft()
    actions.revise(draft, by=head, at=at("2019-06-03 09:02"), expected_revision=1, title="局长改过的标题")
    actions.submit(draft, by=desk.officer, at=at("2019-06-03 09:10"))
    actions.check(draft, by=desk.checker, at=at("2019-06-03 10:00"))
    actions.pass_secrecy(draft, by=desk.secrecy, at=at("2019-06-03 11:00"))
    with pytest.raises(Refusal, match="是本信息的拟稿人"):
        actions.sign(draft, by=head, at=at("2019-06-03 15:00"))


def test_nothing_is_signed_before_its_review(desk):
    with pytest.raises(AlreadyDone):
        actions.sign(desk.checked(), by=desk.approver, at=at("2019-06-03 15:00"))


def test_a_second_signature_takes_no_second_number(desk):
    published = desk.published()
    with pytest.raises(AlreadyDone, match="已由杨签于2019-06-03 15:00“签发公开”"):
        actions.sign(published, by=desk.approver, at=at("2019-06-03 15:01"))
    assert desk.published(created_on=date(2019, 5, 6)).index_no.endswith("-000002")


@pytest.mark.parametrize("fields", [{"stage": "published"}, {"checker": "drafter"}, {"approver": "drafter"}])
def test_the_database_refuses_what_no_verb_does(desk, fields):
    draft = desk.draft()
    values = {name: draft.drafter if value == "drafter" else value for name, value in fields.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(pk=draft.pk).update(**values)


@pytest.mark.parametrize(
    "fields", [{"published_at": at("2019-01-01 00:00")}, {"title": "另一个"}, {"index_no": "1"}]
)
def test_what_is_public_keeps_time_number_and_text(desk, fields):
    published = desk.published()
    with pytest.raises(DatabaseError, match="is public"), transaction.atomic():
        Publication.objects.filter(pk=published.pk).update(**fields)


def test_review_acts_are_never_rewritten(desk):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        desk.published().acts.update(note="x")


def test_each_verb_costs_at_most_five_statements_and_one_more_to_ask_the_word_list_or_tell_of_a_public_change(
    desk,
):
    draft = desk.draft()
    for verb, by in (
        (actions.submit, desk.officer), (actions.check, desk.checker),
        (actions.pass_secrecy, desk.secrecy), (actions.sign, desk.approver),
    ):  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            verb(draft, by=by, at=at("2019-06-03 16:00"))
        statements = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
        most = {actions.submit: 6, actions.sign: 7}.get(verb, 5)
        assert len(statements) <= most, statements
