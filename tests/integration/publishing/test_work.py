"""What waits for whom."""

from datetime import date

import pytest

from gongkai.publishing.deadlines import stage_due
from gongkai.publishing.work import waiting_publications
from gongkai.units.models import Post, Role

DAY = date(2019, 6, 3)


@pytest.mark.parametrize(
    ("so_far", "who"), [("draft", "张财"), ("submitted", "刘核"), ("checked", "陈密"), ("cleared", "杨签")]
)
def test_a_text_waits_for_exactly_the_post_of_its_stage(desk, world, so_far, who):
    text = getattr(desk, so_far)()
    waiting_for = [name for name, user in world.people.items() if list(waiting_publications(user, DAY))]
    assert waiting_for == [who]
    item = next(iter(waiting_publications(world.people[who], DAY)))
    assert (item.title, item.due_on) == (text.title, stage_due(text) or text.due_on)


def test_it_does_not_wait_for_its_own_drafter(desk, world):
    Post.objects.create(user=world.people["张财"], unit=world.finance, role=Role.CHECKER, since=DAY)
    desk.submitted()
    assert not list(waiting_publications(world.people["张财"], DAY))


def test_what_is_public_waits_for_nobody(desk, world):
    desk.published()
    assert not any(list(waiting_publications(user, DAY)) for user in world.people.values())
