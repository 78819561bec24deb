"""The rules of the calculator, over any day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.law.calendar import WorkingCalendar
from gongkai.law.deadline_rules import REPLY, RULES, Consultation, Question, reckon
from gongkai.law.periods import CalendarDays, WorkingDays
from gongkai.law.refusal import Refusal

CALENDAR = WorkingCalendar.base()
DAYS = st.dates(date(2005, 1, 1), date(2026, 6, 30))


@given(DAYS, st.sampled_from([rule for rule in RULES.values() if isinstance(rule.period, WorkingDays)]))
def test_the_days_that_count_are_as_many_as_the_period_has_and_end_it(start, rule):
    answer = reckon(Question(rule, start), CALENDAR)
    counted = [each.day for each in answer.days if each.number]
    assert len(counted) == rule.period.days
    assert counted[-1] == answer.deadline.day
    assert all(CALENDAR.is_working(day) for day in counted)


@given(DAYS, st.sampled_from([rule for rule in RULES.values() if isinstance(rule.period, CalendarDays)]))
def test_a_period_in_calendar_days_ends_on_a_working_day_not_before_its_last_day(start, rule):
    answer = reckon(Question(rule, start), CALENDAR)
    last = start + timedelta(days=rule.period.days)
    assert answer.deadline.day >= last
    assert CALENDAR.is_working(answer.deadline.day)
    assert [each.number for each in answer.days if each.number] == list(range(1, rule.period.days + 1))


@given(DAYS, st.integers(0, 10), st.integers(0, 10), st.integers(0, 40) | st.none())
def test_a_consultation_lengthens_the_reply_period_by_exactly_its_working_days(start, sent, way, answered):
    sent_on = start + timedelta(days=sent)
    answered_on = None if answered is None else sent_on + timedelta(days=answered)
    asked = Consultation(sent_on, sent_on + timedelta(days=way), answered_on)
    limit = CALENDAR.add_working_days(asked.reached_on, 15).day
    excluded = CALENDAR.working_days_between(sent_on, min(answered_on or limit, limit))
    answer = reckon(Question(REPLY, start, consultations=(asked,)), CALENDAR)
    assert CALENDAR.working_days_between(start, answer.deadline.day) == 20 + excluded


DAY = date(2025, 4, 21)
BEFORE, AFTER = date(2025, 4, 18), date(2025, 8, 1)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (Question(RULES["fee"], DAY, extension=5), "只影响答复申请"),
        (Question(REPLY, DAY, corrected_on=BEFORE), "早于收到申请之日"),
        (Question(REPLY, DAY, consultations=(Consultation(BEFORE, DAY),)), "与2025-04-21起算的期限不符"),
        (Question(REPLY, DAY, consultations=(Consultation(DAY, DAY, BEFORE),)), "早于发出之日"),
        (Question(REPLY, DAY, consultations=(Consultation(AFTER, AFTER),)), "期限已于2025-05-21届满"),
        (Question(REPLY, DAY, extension=21), "超出允许范围"),
    ],
)
def test_what_contradicts_itself_is_refused_in_a_sentence(question, said):
    with pytest.raises(Refusal, match=said):
        reckon(question, CALENDAR)


def test_every_rule_names_its_basis():
    assert all(rule.article.strip() and rule.starts.endswith("之日") for rule in RULES.values())
