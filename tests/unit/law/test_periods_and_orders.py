"""Periods as they are written, months, and the period a decision orders in place of the procedure's own."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.law import clock
from gongkai.law.calendar import WorkingCalendar
from gongkai.law.periods import CalendarDays, Months, WorkingDays, due, parse
from gongkai.law.refusal import Refusal
from gongkai.law.remedies import last_days

CALENDAR = WorkingCalendar.base()
DAYS = st.dates(date(2019, 1, 1), date(2025, 12, 31))
PERIODS = st.builds(WorkingDays, st.integers(1, 90)) | st.builds(CalendarDays, st.integers(1, 200)) | st.builds(
    Months, st.integers(1, 12)
)  # fmt: skip


@given(PERIODS)
def test_a_period_is_read_as_it_is_written(period):
    assert parse(str(period)) == period


@pytest.mark.parametrize("text", ["", "尽快", "0日", "十日", "15 天", "-3日"])
def test_what_is_no_period_is_refused(text):
    with pytest.raises(ValueError, match="不是期限"):
        parse(text)


@given(DAYS, PERIODS)
def test_a_period_ends_after_its_day_and_on_a_working_day(day, period):
    end = due(period, day, CALENDAR).day
    assert end > day
    assert CALENDAR.is_working(end)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2025, 8, 29), 6, date(2026, 2, 28)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2025, 4, 1), 6, date(2025, 10, 9)),
        (date(2025, 6, 3), 6, date(2025, 12, 3)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month_and_roll_over(start, months, end):
    assert due(Months(months), start, CALENDAR).day == end


@given(DAYS, st.integers(1, 90), PERIODS)
def test_an_ordered_period_replaces_the_procedures_own(day, later, ordered):
    again = day + timedelta(days=later)
    events = [clock.started(day), clock.ended(day), clock.restarted(again, reason="判决", period=ordered)]
    state = clock.fold(events, WorkingDays(20), CALENDAR)
    assert state.deadline == due(ordered, again, CALENDAR)
    assert state.ended_on is None
    with pytest.raises(Refusal, match="不能自行延长"):
        clock.must_be_extendable(state, 5, again)


@given(DAYS, st.integers(1, 60))
def test_in_calendar_days_every_day_counts_but_the_first(day, length):
    notes = clock.fold([clock.started(day)], CalendarDays(length), CALENDAR).days()
    assert [note.counts for note in notes] == [False] + [True] * (len(notes) - 1)
    assert notes[-1].day == due(CalendarDays(length), day, CALENDAR).day


def test_who_is_refused_since_2024_may_not_sue_at_once():
    assert last_days("O_GRANT", date(2025, 5, 6), CALENDAR).sue.day == date(2025, 11, 6)
    assert last_days("O_REFUSE_SECRET", date(2025, 5, 6), CALENDAR).sue is None
    assert last_days("O_REFUSE_SECRET", date(2019, 6, 3), CALENDAR).sue.day == date(2019, 12, 3)
