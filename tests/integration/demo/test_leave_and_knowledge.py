"""The demo's leave and knowledge, played by themselves: who is away, what waits, what may be offered."""

from datetime import date

import pytest
from django.utils import timezone

from gongkai.cases.worklist import warnings_for, work_of
from gongkai.demo import district, knowledge, leave
from gongkai.demo.cast import Cast
from gongkai.units.leave.models import Leave
from gongkai.units.models import Role, User
from gongkai.voice.knowledge.models import Entry
from tests.conftest import at, plant_the_page_tree

NOW = at("2026-03-04 17:00")


@pytest.fixture
def cast(db):
    plant_the_page_tree()
    district.install()
    return Cast.load(date(2019, 1, 1))


def play(acts):
    for act in sorted(acts, key=lambda act: act.at):
        act.play()


def test_two_units_have_a_second_officer_and_the_others_keep_their_names(cast):
    officers = cast.units["czj"].posts.filter(role=Role.OFFICER).values_list("user__username", flat=True)
    assert set(officers) == {"czj.officer", "czj.officer2"}


def test_the_leave_of_2019_is_over_and_decided(cast):
    play(leave.acts_2019(cast))
    states = list(Leave.objects.values_list("state", flat=True))
    assert sorted(states) == ["approved"] * 6 + ["refused"]
    assert Leave.objects.get(back_on__isnull=False).days == 2


def test_somebody_is_away_these_days_and_one_request_waits(cast):
    play(leave.acts(cast, NOW))
    today = timezone.localdate(NOW)
    running, waiting = Leave.objects.get(state="approved"), Leave.objects.get(state="waiting")
    assert running.runs_on(today) and running.first < today
    assert "您正在代理" in warnings_for(User.objects.get(username="jyj.officer2"), today)[0].text
    todo = [
        item.todo for item in work_of(User.objects.get(username="czj.head"), today) if item.kind == "请假代理"
    ]
    assert todo == ["批准请假"] and waiting.first > today


def test_forty_entries_are_in_use_one_ends_soon_one_is_doubted_one_proposed(cast):
    play(knowledge.acts(cast, NOW))
    today = timezone.localdate(NOW)
    assert (Entry.objects.usable(today).count(), Entry.objects.filter(state="new").count()) == (41, 1)
    todos = {
        username: {
            item.todo for item in work_of(User.objects.get(username=username), today) if item.kind == "知识库"
        }
        for username in ("czj.officer", "czj.checker", "zwzx.officer", "jyj.officer")
    }
    assert todos == {
        "czj.officer": {"即将到期，确认续期、更新或者停用"},
        "czj.checker": {"审核知识条目"},
        "zwzx.officer": {"核对：有人反映“已过时”"},
        "jyj.officer": set(),
    }
