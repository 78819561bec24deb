"""The limits of the hotline as pure functions: office hours, returns, extensions, the ladder, what follows a call."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.law import hotline, periods
from gongkai.law.calendar import WorkingCalendar
from gongkai.law.hotline import Rate, ReturnLimit, Satisfaction, Urging
from gongkai.law.refusal import Refusal

CALENDAR = WorkingCalendar.base()
ZONE = ZoneInfo("Asia/Shanghai")
moments = st.datetimes(datetime(2019, 1, 1), datetime(2026, 11, 1)).map(lambda at: at.replace(tzinfo=ZONE))
days = st.dates(date(2019, 1, 1), date(2026, 11, 1))


def at(text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2025-09-08 09:00", 4, "2025-09-08 15:30"), ("2025-09-08 08:30", 7, "2025-09-08 18:00"),
        ("2025-09-08 16:00", 4, "2025-09-09 10:30"), ("2025-09-08 12:30", 1, "2025-09-08 15:30"),
        ("2025-09-12 17:00", 4, "2025-09-15 11:30"), ("2025-09-30 17:30", 1, "2025-10-09 09:00"),
        ("2025-09-07 10:00", 1, "2025-09-08 09:30"), ("2025-09-08 05:00", 1, "2025-09-08 09:30"),
    ],
)  # fmt: skip
def test_office_hours_leave_out_midday_evenings_weekends_and_holidays(start, hours, end):
    assert hotline.after_office_hours(at(start), hours, CALENDAR) == at(end)


@given(moments, st.integers(1, 40))
def test_the_end_of_office_hours_lies_in_office_hours_and_grows(start, hours):
    end = hotline.after_office_hours(start, hours, CALENDAR)
    assert end > start
    assert CALENDAR.is_working(end.date())
    assert any(opens <= end.time() <= closes for opens, closes in hotline.OFFICE_HOURS)
    assert hotline.after_office_hours(start, hours + 1, CALENDAR) > end


@given(moments, st.integers(1, 100))
def test_a_return_in_hours_runs_through_the_night(given_at, hours):
    assert ReturnLimit(hours=hours).ends(given_at, CALENDAR) - given_at == timedelta(hours=hours)


@given(moments, st.integers(1, 10))
def test_a_return_in_working_days_ends_at_the_midnight_after_a_working_day(given_at, count):
    end = ReturnLimit(working_days=count).ends(given_at, CALENDAR)
    assert end.time() == time(0)
    last = end.date() - timedelta(days=1)
    assert CALENDAR.is_working(last)
    assert CALENDAR.working_days_between(given_at.date(), last) == count


@pytest.mark.parametrize(("hours", "working_days"), [(0, 0), (24, 2)])
def test_a_return_is_limited_in_one_way(hours, working_days):
    with pytest.raises(ValueError, match="只填一项"):
        ReturnLimit(hours, working_days)


@given(days, days, st.integers(0, 5))
def test_the_ladder_only_rises(limit, today, remind):
    reached = [level for level in Urging if limit <= hotline.urged_until(level, today, CALENDAR, remind)]
    assert reached == list(Urging)[: len(reached)]
    later = today + timedelta(days=1)
    again = [level for level in Urging if limit <= hotline.urged_until(level, later, CALENDAR, remind)]
    assert set(reached) <= set(again)


@given(days, days, st.integers(0, 5))
def test_each_level_is_reached_when_the_rule_says(limit, today, remind):
    def reached(level):
        return limit <= hotline.urged_until(level, today, CALENDAR, remind)

    assert reached(Urging.NOTICE) == (today > limit)
    assert reached(Urging.CRITICISM) == (today >= CALENDAR.add_working_days(limit, 5).day)
    if limit >= today:
        assert reached(Urging.REMINDER) == (CALENDAR.working_days_between(today, limit) <= remind)


@given(st.booleans(), st.integers(-3, 40), st.integers(0, 20), days, days)
def test_an_extension_is_once_in_time_and_bounded(already, asked, most, due_on, today):
    may = not already and 1 <= asked <= most and today <= due_on
    try:
        hotline.must_be_extendable(already=already, days=asked, most=most, due_on=due_on, today=today)
    except Refusal:
        assert not may
    else:
        assert may


@pytest.mark.parametrize(
    ("said", "rehandled", "supervised", "follows"),
    [
        (Satisfaction.SATISFIED, 0, False, "call_back"), (Satisfaction.DISSATISFIED, 0, False, "rehandle"),
        (Satisfaction.DISSATISFIED, 0, True, "call_back"), (Satisfaction.DISSATISFIED, 1, False, "supervise_again"),
        (Satisfaction.DISSATISFIED, 2, True, "call_back"), (Satisfaction.UNREACHED, 1, False, "call_back"),
    ],
)  # fmt: skip
def test_what_follows_a_call(said, rehandled, supervised, follows):
    assert hotline.after_call(said, rehandled=rehandled, is_supervised=supervised) == follows


def test_every_kind_has_limits_with_a_source_and_every_legal_way_a_channel():
    assert set(hotline.DEFAULTS) == set(hotline.Kind)
    assert all(limits.source == hotline.DESIGN for limits in (*hotline.DEFAULTS.values(), hotline.URGENT))
    assert [key for key, ground in hotline.GROUNDS.items() if not ground.channel] == [
        "secret",
        "settled",
        "known",
    ]


def test_the_same_day_is_written_and_read_as_a_period():
    assert periods.parse(str(hotline.URGENT.period)) == periods.AtOnce()
    for limits in hotline.DEFAULTS.values():
        assert periods.parse(str(limits.period)) == limits.period


def test_a_rate_of_nothing_is_no_rate():
    assert [Rate("", 1473, 1594, "").percent, Rate("", 0, 0, "").percent] == ["92.41%", "—"]
