"""Two people edit one draft; reviewers see what a revision changes."""

from datetime import date

import pytest
from django.urls import reverse

from gongkai.publishing import actions
from gongkai.publishing.models import Autosave
from gongkai.units import posts
from tests.conftest import at
from tests.integration.publishing.test_desk import sign_in, typed  # noqa: F401


@pytest.fixture
def overtaken(desk, sign_in):  # noqa: F811
    """She opened the draft; meanwhile a colleague saved it."""
    draft = desk.draft(body="<p>原来的段落</p>")
    seen = draft.revision
    actions.revise(
        draft, by=desk.officer, at=at("2019-06-03 09:30"), expected_revision=seen, body="<p>同事的段落</p>"
    )
    return sign_in("张财"), draft, typed(desk, seen=seen, body="<p>我的段落</p>")


def test_both_texts_are_shown_with_their_difference_and_two_ways_on(overtaken):
    client, draft, mine = overtaken
    page = client.post(reverse("publishing_edit", args=[draft.pk]), mine)
    shown = page.content.decode()
    assert page.status_code == 409
    assert "<del>同事</del><ins>我</ins>的段落" in shown
    assert "以我的内容为准，保存" in shown
    assert "放弃我的内容，用新版本" in shown
    assert f'name="seen" value="{draft.revision}"' in shown
    assert "《条例》" not in shown.split('role="alert"')[1].split("</div>")[0]


def test_taking_mine_saves_it_on_top_of_the_newer_version(overtaken):
    client, draft, mine = overtaken
    address = reverse("publishing_edit", args=[draft.pk])
    client.post(address, mine)
    assert Autosave.objects.get(key=str(draft.pk)).typed["body"] == "<p>我的段落</p>"
    client.post(address, mine | {"seen": draft.revision})
    draft.refresh_from_db()
    assert draft.body == "<p>我的段落</p>"


def test_dropping_mine_shows_the_newer_version(overtaken):
    client, draft, mine = overtaken
    address = reverse("publishing_edit", args=[draft.pk])
    client.post(address, mine)
    assert "同事的段落" in client.get(address + "?drop").content.decode()


def test_what_was_typed_is_kept_when_the_draft_went_on_meanwhile(overtaken):
    client, draft, mine = overtaken
    actions.submit(draft, by=officer_of(draft), at=at("2019-06-03 09:40"))
    page = client.post(reverse("publishing_edit", args=[draft.pk]), mine, follow=True)
    assert "已经自动保存" in page.content.decode()
    assert Autosave.objects.get(key=str(draft.pk)).typed["body"] == "<p>我的段落</p>"


def officer_of(draft):
    return posts.actor(draft.drafter, date(2019, 6, 3))


@pytest.mark.parametrize("name", ["刘核", "陈密", "杨签"])
def test_reviewers_see_what_a_revision_changes(desk, sign_in, name):  # noqa: F811
    public = desk.published(body="<p>办公时间八点半</p>")
    fresh = actions.amend(
        public, by=desk.officer, at=at("2019-06-04 09:00"), changed_on=date(2019, 6, 4), change_note="改时间"
    )
    actions.revise(
        fresh,
        by=desk.officer,
        at=at("2019-06-04 09:05"),
        expected_revision=fresh.revision,
        body="<p>办公时间九点</p>",
        title="关于调整办公时间的通知",
    )
    actions.submit(fresh, by=desk.officer, at=at("2019-06-04 09:10"))
    shown = sign_in(name).get(reverse("publishing_detail", args=[fresh.pk])).content.decode()
    assert "与现行公开版本的不同" in shown
    assert "<ins>九</ins>" in shown
    assert "<ins>关于调整办公时间的通知</ins>" in shown
