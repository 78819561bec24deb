"""Turns of duty go round evenly, rest days by themselves."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.law.calendar import WorkingCalendar
from gongkai.voice.duty.rotation import Slot, Turns, Wheel, plan

CALENDAR = WorkingCalendar.base()


def turns(leaders, officers):
    return Turns(Wheel(range(leaders)), Wheel(range(officers)), Wheel(()))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(1, 8), st.integers(1, 12), st.integers(1, 3), st.integers(1, 90),
    st.dates(date(2019, 1, 1), date(2025, 12, 31)),
)  # fmt: skip
def test_everybody_has_as_many_rest_days_as_everybody_else_give_or_take_one(
    leaders, officers, each, days, first
):
    slots = [Slot(first + timedelta(days=n), "whole") for n in range(days)]
    assigned = plan(
        slots,
        CALENDAR,
        working=turns(leaders, officers),
        resting=turns(leaders, officers),
        officers_each=each,
    )
    assert [one.slot for one in assigned] == slots
    for works in (True, False):
        counted = Counter(dict.fromkeys(range(officers), 0))
        for one in assigned:
            if CALENDAR.is_working(one.slot.day) is works:
                counted.update(one.officers)
                assert len(set(one.officers)) == len(one.officers) == min(each, officers)
        assert max(counted.values()) - min(counted.values()) <= 1


def test_who_is_on_leave_is_passed_over_and_the_wheel_goes_on_behind_who_stood_in():
    wheel = Wheel.after((7, 8, 9), 7)
    assert wheel.turn(1, {8}) == (9,)
    assert wheel.turn(2, {7, 9}) == (8,), "nobody else is there"
    assert wheel.turn(1) == (9,)
    monday = date(2019, 6, 3)
    slots = [Slot(monday, "whole"), Slot(monday + timedelta(days=1), "whole")]
    made = plan(
        slots, CALENDAR, working=turns(1, 3), resting=turns(1, 3), officers_each=1, away={monday: {0}}
    )
    assert [(each.leader, each.officers) for each in made] == [(None, (1,)), (0, (2,))]


def test_the_wheel_goes_on_behind_who_stood_last_and_from_the_top_when_that_one_has_left():
    assert Wheel.after((7, 8, 9), 8).turn(2) == (9, 7)
    assert Wheel.after((7, 8, 9), 5).turn(1) == (7,)
    assert Wheel.after((), None).turn(1) == ()
