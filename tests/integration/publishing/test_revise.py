import pytest

from gongkai.cases.actions import AlreadyDone
from gongkai.law.refusal import Refusal
from gongkai.publishing import actions
from tests.conftest import at


def test_a_draft_changes_and_counts_its_revision(desk):
    draft = desk.draft()
    actions.revise(draft, by=desk.officer, at=at("2019-06-03 10:00"), expected_revision=1, title="新标题")
    assert (draft.title, draft.revision) == ("新标题", 2)


def test_an_old_page_does_not_overwrite_a_newer_text(desk):
    draft = desk.draft()
    actions.revise(draft, by=desk.officer, at=at("2019-06-03 10:00"), expected_revision=1, title="先到的")
    with pytest.raises(AlreadyDone, match="已由张财于2019-06-03 10:00“修改”"):
        actions.revise(draft, by=desk.officer, at=at("2019-06-03 10:01"), expected_revision=1, title="后到的")
    draft.refresh_from_db()
    assert draft.title == "先到的"


def test_a_text_under_review_is_not_changed(desk):
    with pytest.raises(AlreadyDone, match="核稿"):
        actions.revise(
            desk.submitted(), by=desk.officer, at=at("2019-06-03 10:00"), expected_revision=2, title="x"
        )


def test_stage_and_time_of_publication_are_no_fields_one_can_give(desk):
    with pytest.raises(TypeError):
        actions.revise(
            desk.draft(), by=desk.officer, at=at("2019-06-03 10:00"), expected_revision=1,
            published_at=at("2018-01-01 00:00"),
        )  # fmt: skip


def test_another_unit_may_not_revise(desk, world):
    with pytest.raises(Refusal, match="不是财政局的经办人"):
        actions.revise(
            desk.draft(), by=world.actor("吴镇"), at=at("2019-06-03 10:00"), expected_revision=1, title="x"
        )
