"""Forms for the file, written from the history of the request."""

import pytest

from gongkai.disclosure import actions
from gongkai.disclosure.actions import Decision
from gongkai.law.refusal import Refusal
from tests.conftest import at
from tests.integration.disclosure.conftest import approved


def test_the_review_form_names_who_drafted_reviewed_and_approved(handling, world):
    clerk = world.actor("张财")
    with pytest.raises(Refusal, match="拟写答复"):
        actions.make_form(handling, "L15", by=clerk, at=at("2025-05-06 08:00"))
    actions.draft_reply(
        handling, Decision("O_GRANT", information="附表"), by=clerk, at=at("2025-05-06 09:00")
    )
    approved(handling, world, "2025-05-06 10:00")
    form = actions.make_form(handling, "L15", by=clerk, at=at("2025-05-06 11:00"))
    said = str(form.content)
    for part in (
        "张财 2025年5月6日 拟稿",
        "陈密 2025年5月6日 保密审查",
        "杨签 2025年5月6日 审批",
        "予以公开",
    ):
        assert part in said


def test_the_register_form_holds_the_stages_with_day_and_person(handling, world):
    form = actions.make_form(handling, "L02", by=world.actor("张财"), at=at("2025-04-22 09:00"))
    assert "登记申请（张财）" in str(form.content)
    assert "受理（张财）" in str(form.content)
