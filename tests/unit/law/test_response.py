"""Response to public opinion: what must be said within which hours, and by whom."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.law.response import Concerned, Grade, dues, limits, must_answer, next_due

FOUND = st.datetimes(datetime(2016, 11, 11), datetime(2035, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("day", "emergency", "other"),
    [
        (date(2016, 7, 29), [], []),
        (date(2016, 7, 30), ["press"], ["respond"]),
        (date(2016, 11, 9), ["press"], ["respond"]),
        (date(2016, 11, 10), ["first_info", "press"], ["respond"]),
    ],
)
def test_the_limits_are_those_of_the_document_in_force(day, emergency, other):
    for grade in Grade:
        assert [limit.id for limit in limits(grade, day)] == (emergency if grade.is_emergency else other)


def test_the_day_of_finding_is_the_districts_not_greenwichs():
    late_on_the_ninth = datetime(2016, 11, 9, 17, tzinfo=UTC)
    assert len(dues(Grade.MAJOR, late_on_the_ninth, {})) == 2


@given(FOUND, st.sampled_from(Grade), st.timedeltas(timedelta(), timedelta(days=4)))
def test_a_limit_is_late_only_beyond_its_hours(found, grade, taken):
    for due in dues(grade, found, dict.fromkeys(("first_info", "press", "respond"), found + taken)):
        assert due.late is (taken > timedelta(hours=due.limit.hours.hours))
        assert due.missed(found + taken) is due.late


@given(FOUND, st.sampled_from(Grade))
def test_what_runs_out_first_is_next_until_all_is_said(found, grade):
    done, order = {}, []
    while (waiting := next_due(dues(grade, found, done))) is not None:
        order.append(waiting.by)
        done[waiting.limit.id] = found
    assert order == sorted(order)
    assert len(order) == len(dues(grade, found, {}))


def test_the_lead_answers_and_for_a_vertically_led_department_its_superior():
    concerned = (Concerned("czj"), Concerned("swj", "白银市税务局"))
    assert must_answer(concerned, "czj") == "czj"
    assert must_answer(concerned, "swj") == "白银市税务局"
    with pytest.raises(ValueError, match="lead"):
        must_answer(concerned, "jyj")
