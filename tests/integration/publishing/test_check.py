"""Checking and secrecy review."""

import pytest

from gongkai.cases.actions import AlreadyDone
from gongkai.law.refusal import Refusal
from gongkai.publishing import actions
from gongkai.units.models import Post, Role
from tests.conftest import at


def test_checked_text_goes_to_the_secrecy_reviewer(desk):
    checked = desk.checked()
    assert (checked.stage, checked.checker) == ("secrecy", desk.checker.user)


def test_cleared_text_waits_for_the_approver(desk):
    cleared = desk.cleared()
    assert (cleared.stage, cleared.secrecy_reviewer) == ("signing", desk.secrecy.user)


def test_a_second_officer_is_told_who_was_first(desk, world):
    from datetime import date

    Post.objects.create(
        user=world.people["黄局长"], unit=world.finance, role=Role.CHECKER, since=date(2019, 1, 1)
    )
    checked = desk.checked()
    with pytest.raises(AlreadyDone, match="已由刘核于2019-06-03 10:00“核稿通过”"):
        actions.check(checked, by=world.actor("黄局长"), at=at("2019-06-03 10:01"))


def test_who_saw_an_older_text_does_not_pass_the_newer_one(desk):
    submitted = desk.submitted()
    seen = submitted.revision
    actions.send_back(submitted, by=desk.checker, at=at("2019-06-03 09:20"), note="请改标题")
    actions.revise(
        submitted, by=desk.officer, at=at("2019-06-03 09:30"), expected_revision=3, title="改过的标题"
    )
    actions.submit(submitted, by=desk.officer, at=at("2019-06-03 09:31"))
    with pytest.raises(AlreadyDone, match="您的“核稿通过”没有执行"):
        actions.check(submitted, by=desk.checker, at=at("2019-06-03 09:32"), seen=seen)


def test_secrecy_review_is_not_the_checkers(desk):
    with pytest.raises(Refusal, match="不是财政局的保密审查员"):
        actions.pass_secrecy(desk.checked(), by=desk.checker, at=at("2019-06-03 11:00"))


@pytest.mark.parametrize(("so_far", "role"), [("submitted", Role.CHECKER), ("checked", Role.SECRECY)])
def test_the_drafter_does_not_review_her_own_text(desk, world, so_far, role):
    from datetime import date

    Post.objects.create(user=world.people["张财"], unit=world.finance, role=role, since=date(2015, 1, 1))
    verb = {Role.CHECKER: actions.check, Role.SECRECY: actions.pass_secrecy}[role]
    with pytest.raises(Refusal, match="是本信息的拟稿人"):
        verb(getattr(desk, so_far)(), by=world.actor("张财"), at=at("2019-06-03 12:00"))
