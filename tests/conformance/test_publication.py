"""Proactive disclosure: obligations D34, D35, D37, D39, D45, and the publishing half of D51–D53."""

import json
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from wagtail.permissions import page_permission_policy
from wagtail.snippets.models import get_snippet_models

from gongkai.cases.actions import AlreadyDone
from gongkai.law.identifiers import IndexNumber
from gongkai.law.refusal import Refusal
from gongkai.ledger.models import Event
from gongkai.publishing import actions, columns
from gongkai.publishing.models import Column, Mode, Publication, Stage
from gongkai.units.models import Post, Role, Unit
from tests.conftest import PDF, at
from tests.integration.publishing.conftest import Desk


@pytest.fixture
def desk(world):
    columns.install()
    return Desk(world, {column.code: column for column in Column.objects.all()})


def test_d34_every_item_carries_a_mode_and_openness_is_the_default(desk):
    assert desk.draft().mode == Mode.PROACTIVE


@pytest.mark.parametrize("mode", [Mode.ON_REQUEST, Mode.WITHHELD])
def test_d34_another_mode_needs_a_reason_and_is_never_published(desk, mode):
    with pytest.raises(Refusal, match="没有写明理由"):
        desk.draft(mode=mode)
    draft = desk.draft(mode=mode, mode_reason="《条例》第十六条：内部事务信息")
    actions.submit(draft, by=desk.officer, at=at("2019-06-03 09:10"))
    actions.check(draft, by=desk.checker, at=at("2019-06-03 09:20"))
    actions.pass_secrecy(draft, by=desk.secrecy, at=at("2019-06-03 09:30"))
    with pytest.raises(Refusal, match="不上网发布"):
        actions.sign(draft, by=desk.approver, at=at("2019-06-03 09:40"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(pk=draft.pk).update(mode_reason="")


@pytest.mark.parametrize("so_far", ["draft", "submitted", "checked"])
def test_d35_nothing_is_signed_before_checking_and_secrecy_review(desk, so_far):
    text = getattr(desk, so_far)()
    with pytest.raises(AlreadyDone):
        actions.sign(text, by=desk.approver, at=at("2019-06-03 15:00"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(pk=text.pk).update(stage=Stage.PUBLISHED)


def test_d35_a_public_item_shows_drafter_checker_secrecy_reviewer_and_approver(desk):
    published = desk.published()
    acts = {act.act: act.by_name for act in published.acts.all()}
    assert acts == {
        "draft": "张财",
        "submit": "张财",
        "check": "刘核",
        "pass_secrecy": "陈密",
        "sign": "杨签",
    }


@pytest.mark.parametrize(
    ("so_far", "role", "verb"),
    [
        ("submitted", Role.CHECKER, actions.check),
        ("checked", Role.SECRECY, actions.pass_secrecy),
        ("cleared", Role.APPROVER, actions.sign),
    ],
)
def test_d35_the_drafter_reviews_nothing_whatever_posts_she_holds(desk, world, so_far, role, verb):
    Post.objects.create(user=world.people["张财"], unit=world.finance, role=role, since=date(2015, 1, 1))
    with pytest.raises(Refusal, match="是本信息的拟稿人"):
        verb(getattr(desk, so_far)(), by=world.actor("张财"), at=at("2019-06-03 15:00"))


def test_d35_the_database_holds_drafter_and_approver_apart(desk):
    cleared = desk.cleared()
    with pytest.raises(IntegrityError, match="approver_is_not_drafter"), transaction.atomic():
        Publication.objects.filter(pk=cleared.pk).update(approver=cleared.drafter)


def test_d35_no_side_door_of_the_content_system_publishes(desk, world):
    assert Publication not in get_snippet_models()
    for user in world.people.values():
        assert not page_permission_policy.user_has_any_permission(
            user, ["add", "change", "publish", "delete"]
        )


def test_d35_signing_through_the_address_of_an_earlier_stage_changes_nothing(desk, world, client):
    submitted = desk.submitted()
    for user in world.people.values():
        client.force_login(user)
        client.post(reverse("publishing_act", args=[submitted.pk, "sign"]), {"seen": submitted.revision})
    submitted.refresh_from_db()
    assert (submitted.stage, submitted.published_at) == (Stage.CHECKING, None)


@pytest.mark.parametrize(
    ("formed", "due"),
    [
        (date(2019, 12, 2), date(2019, 12, 30)),
        (date(2019, 12, 20), date(2020, 1, 19)),
        (date(2025, 12, 31), date(2026, 1, 29)),
    ],
)
def test_d37_due_twenty_working_days_after_the_information_was_formed(desk, formed, due):
    assert desk.draft(created_on=formed).due_on == due


def test_d37_a_special_period_prevails(desk):
    assert desk.draft(created_on=date(2019, 6, 3), special_period="SP_BUDGET").due_on == date(2019, 6, 24)


def test_d37_a_late_item_is_flagged_with_its_days(desk, client):
    desk.published(created_on=date(2019, 4, 30))
    client.force_login(desk.world.people["张财"])
    assert "迟 2 个工作日" in client.get(reverse("publishing_list"), {"stage": "published"}).content.decode()


def test_d39_the_server_sets_the_time_of_publication_and_nothing_changes_it(desk):
    published = desk.published()
    assert published.published_at == at("2019-06-03 15:00")
    with pytest.raises(TypeError):
        actions.revise(
            published, by=desk.officer, at=at("2019-06-04 09:00"), expected_revision=5, published_at=None
        )
    for change in ({"published_at": at("2019-01-02 09:00")}, {"title": "改"}, {"body": "改"}):
        with pytest.raises(DatabaseError, match="is public"), transaction.atomic():
            Publication.objects.filter(pk=published.pk).update(**change)


def test_d39_no_form_has_a_field_for_the_time_of_publication(desk, client):
    client.force_login(desk.world.people["张财"])
    page = client.get(reverse("publishing_edit", args=[desk.draft().pk])).content.decode()
    assert "published_at" not in page


def test_d45_one_step_takes_an_item_down_and_everything_is_preserved(desk, world):
    draft = desk.draft()
    actions.attach(draft, by=desk.officer, at=at("2019-06-03 09:05"), name="附件.pdf", content=PDF)
    actions.submit(draft, by=desk.officer, at=at("2019-06-03 09:10"))
    actions.check(draft, by=desk.checker, at=at("2019-06-03 10:00"))
    actions.pass_secrecy(draft, by=desk.secrecy, at=at("2019-06-03 11:00"))
    published = actions.sign(draft, by=desk.approver, at=at("2019-06-03 15:00"))
    body = published.body
    actions.withdraw(published, by=world.actor("郑公开"), at=at("2019-06-03 22:00"), reason="涉及个人隐私")
    published.refresh_from_db()
    assert not Publication.objects.public().exists()
    assert (published.body, published.files.count(), published.acts.count()) == (body, 1, 7)
    assert json.loads(Event.objects.get(index=published.public_change).leaf)["verb"] == "publishing.withdraw"


def test_d51_a_unit_without_a_valid_code_publishes_nothing(desk, world):
    cleared = desk.cleared()
    Unit.objects.filter(pk=world.finance.pk).update(uscc="234234234234444444")
    fresh = Publication.objects.get(pk=cleared.pk)
    with pytest.raises(Refusal, match="末位应为D"):
        actions.sign(fresh, by=desk.approver, at=at("2019-06-03 15:00"))


def test_d52_index_numbers_are_unique_by_unit_and_year_and_never_given_twice(desk, world):
    numbers = [IndexNumber.parse(desk.published().index_no) for _ in range(3)]
    assert [number.serial for number in numbers] == [1, 2, 3]
    assert {(number.uscc, number.year) for number in numbers} == {(world.finance.uscc, 2019)}
    with pytest.raises(IntegrityError), transaction.atomic():
        other = desk.cleared()
        Publication.objects.filter(pk=other.pk).update(index_no=str(numbers[0]))


def test_d53_a_document_number_is_normalised_and_used_once(desk):
    assert desk.draft(doc_number="白区财发[2019]第007号").doc_number == "白区财发〔2019〕7号"
    with pytest.raises(Refusal, match="已用于"):
        desk.draft(doc_number="白区财发 (2019) 7号")
