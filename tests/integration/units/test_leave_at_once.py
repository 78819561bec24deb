"""Two who name each other as substitutes at the same moment: one request goes through, the other is told why."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from gongkai.law.leave import LeaveKind, Span
from gongkai.law.refusal import Refusal
from gongkai.units.actions import end_substitution
from gongkai.units.leave import actions
from gongkai.units.leave.actions import Wish
from gongkai.units.leave.models import Leave
from gongkai.units.models import Post
from tests.conftest import at

DAYS = Span(date(2019, 6, 10), date(2019, 6, 11))


def ask(world, who, role, substitute):
    wish = Wish(LeaveKind.ANNUAL, DAYS, "", {("czj", role): world.people[substitute]})
    return actions.ask(wish, by=world.actor(who), at=at("2019-06-05 09:00"), token=who)


@pytest.mark.django_db(transaction=True)
def test_two_who_name_each_other_at_once_do_not_both_go(world):
    outcome = []

    def second():
        try:
            ask(world, "刘核", "checker", "张财")
        except Refusal as refusal:
            outcome.append(str(refusal))
        finally:
            connection.close()

    with transaction.atomic():
        ask(world, "张财", "officer", "刘核")
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(1)
        assert thread.is_alive(), "the second waits for the people of the first"
    thread.join(20)
    assert Leave.objects.count() == 1 and "代理成环：刘核→张财→刘核" in outcome[0]


def test_what_stands_in_by_leave_is_not_ended_beside_it(world):
    row = actions.accept(
        ask(world, "张财", "officer", "刘核"), by=world.actor("刘核"), at=at("2019-06-05 10:00")
    )
    actions.approve(row, by=world.actor("杨签"), at=at("2019-06-05 11:00"))
    with pytest.raises(Refusal, match="这是张财请假期间的代理"):
        end_substitution(
            Post.objects.get(stands_in_for=world.people["张财"]), by=world.actor("黄局长"),
            at=at("2019-06-06 09:00"), on=date(2019, 6, 10),
        )  # fmt: skip
