"""Petitions that reach another organ: the days of telling and objecting, over every day of the calendar."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gongkai.law import petitions
from gongkai.law.calendar import WorkingCalendar

CALENDAR = WorkingCalendar.base()
DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 1))


@given(DAYS)
def test_who_wrote_is_told_on_a_working_day_no_earlier_than_the_fifteenth_day(day):
    told_by = petitions.told_by(day, CALENDAR).day
    assert CALENDAR.is_working(told_by)
    assert told_by - day >= timedelta(days=15)
    assert not any(CALENDAR.is_working(day + timedelta(days=n)) for n in range(15, (told_by - day).days)), (
        "the first working day from the fifteenth day on"
    )


@given(DAYS)
def test_five_working_days_are_left_to_object(day):
    assert CALENDAR.working_days_between(day, petitions.objection_until(day, CALENDAR).day) == 5


def test_the_rule_is_that_of_its_time():
    assert petitions.source(date(2022, 4, 30)) == "《信访条例》第二十一条、第二十二条"
    assert petitions.source(date(2022, 5, 1)) == "《信访工作条例》第二十二条、第二十三条"
