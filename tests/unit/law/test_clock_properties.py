"""What must hold of every clock, whatever the days."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gongkai.law import clock
from gongkai.law.calendar import WorkingCalendar
from gongkai.law.periods import WorkingDays

CALENDAR = WorkingCalendar.base()
days = st.dates(date(2018, 1, 1), date(2026, 6, 1))
lengths = st.integers(0, 60)


@given(days, lengths, lengths)
def test_a_longer_period_never_ends_earlier(start, short, more):
    assert CALENDAR.add_working_days(start, short).day <= CALENDAR.add_working_days(start, short + more).day


@given(days, st.integers(0, 40), lengths)
def test_a_later_start_never_ends_earlier(start, delay, length):
    later = start + timedelta(days=delay)
    assert CALENDAR.add_working_days(start, length).day <= CALENDAR.add_working_days(later, length).day


@given(days, st.integers(1, 60))
def test_days_added_are_the_days_counted(start, length):
    end = CALENDAR.add_working_days(start, length).day
    assert CALENDAR.working_days_between(start, end) == length
    assert CALENDAR.is_working(end)


@given(days, st.lists(st.tuples(st.integers(0, 15), st.integers(0, 30)), max_size=4))
def test_suspending_never_shortens(start, spans):
    events = [clock.started(start)]
    for sent, took in spans:
        events.append(clock.suspended(start + timedelta(days=sent), ground="征求意见", article=""))
        events.append(clock.resumed(start + timedelta(days=sent + took)))
    state = clock.fold(events, WorkingDays(20), CALENDAR)
    assert state.deadline.day >= state.base_deadline.day
    assert state.excluded_days() <= sum(took for _, took in spans)


@given(days, st.integers(0, 90))
def test_used_and_left_days_never_contradict_the_deadline(start, later):
    state = clock.fold([clock.started(start)], WorkingDays(20), CALENDAR)
    today = start + timedelta(days=later)
    if today <= state.deadline.day:
        assert state.used_days(today) + state.left_days(today) == 20
    else:
        assert state.left_days(today) < 0
