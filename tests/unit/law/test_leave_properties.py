"""Leave as a matter of days and people: halves, meeting and following spans, the ladder, chains and circles."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.law.calendar import WorkingCalendar
from gongkai.law.leave import (
    HALF,
    Absence,
    Level,
    Span,
    both_sides,
    days_together,
    level_of,
    must_be_compatible,
    must_be_present,
)
from gongkai.law.refusal import Refusal

CALENDAR = WorkingCalendar.base()
FIRST = date(2019, 1, 1)


@st.composite
def spans(draw):
    first = FIRST + timedelta(days=draw(st.integers(0, 360)))
    last = first + timedelta(days=draw(st.integers(0, 40)))
    return Span(first, last, draw(st.booleans()), draw(st.booleans()) and last > first)


@given(spans())
def test_days_are_counted_one_by_one_in_halves(span):
    counted = Decimal()
    for n in range((span.last - span.first).days + 1):
        day = span.first + timedelta(days=n)
        if CALENDAR.is_working(day):
            counted += (
                1
                - HALF * (day == span.first and span.from_noon)
                - HALF * (day == span.last and span.until_noon)
            )
    assert span.days(CALENDAR) == counted


@given(spans(), spans())
def test_spans_meet_exactly_when_they_share_half_a_day(one, other):
    def halves(span):
        every = [(span.first + timedelta(days=n), half) for n in range((span.last - span.first).days + 1)
                 for half in (0, 1)]  # fmt: skip
        return set(every[span.from_noon : len(every) - span.until_noon])

    assert one.meets(other) == other.meets(one) == bool(halves(one) & halves(other))


@given(spans(), st.integers(1, 40))
def test_leave_cut_into_pieces_counts_as_a_whole(span, cut):
    whole = Span(span.first, span.last)
    middle = whole.first + timedelta(days=cut)
    if middle > whole.last:
        return
    pieces = [Span(whole.first, middle - timedelta(days=1)), Span(middle, whole.last)]
    assert days_together(pieces[0], pieces[1:], CALENDAR) == whole.days(CALENDAR)
    assert days_together(pieces[1], pieces[:1], CALENDAR) == whole.days(CALENDAR)


def test_over_a_weekend_leave_follows_leave():
    friday, monday = Span(date(2019, 6, 14), date(2019, 6, 14)), Span(date(2019, 6, 17), date(2019, 6, 17))
    assert monday.follows(friday, CALENDAR)
    assert not Span(date(2019, 6, 18), date(2019, 6, 18)).follows(friday, CALENDAR)
    assert not monday.follows(Span(date(2019, 6, 14), date(2019, 6, 14), until_noon=True), CALENDAR)


@pytest.mark.parametrize(
    ("days", "level"),
    [("0.5", Level.UNIT_HEAD), ("1", Level.UNIT_HEAD), ("1.5", Level.UNIT_LEADER), ("3", Level.UNIT_LEADER),
     ("3.5", Level.DISTRICT_LEADER), ("90", Level.DISTRICT_LEADER)],
)  # fmt: skip
def test_one_day_three_days_more(days, level):
    assert level_of(Decimal(days), head_up_to=Decimal(1), leader_up_to=Decimal(3)) is level


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (Span(date(2019, 6, 12), date(2019, 6, 10)), "止期早于起期"),
        (Span(date(2019, 6, 12), date(2019, 6, 12), from_noon=True, until_noon=True), "止期早于起期"),
        (Span(date(2019, 6, 15), date(2019, 6, 16)), "没有工作日"),
        (Span(date(2019, 1, 1), date(2019, 12, 31)), "不超过半年"),
    ],
)
def test_days_that_are_no_leave(span, said):
    with pytest.raises(Refusal, match=said):
        span.must_be_sound(CALENDAR)


WEEK = Span(date(2019, 6, 10), date(2019, 6, 14))


def absence(absent, substitute, span=WEEK):
    return Absence(ord(absent), absent, substitute and ord(substitute), substitute or "尚无代理人", span)


def test_a_chain_is_followed_to_its_end_and_a_circle_is_named():
    must_be_present(absence("甲", "乙"), [absence("丙", "丁")])
    with pytest.raises(Refusal, match=r"乙在.*本人请假（甲→乙→丙→丁），不能代理") as chain:
        must_be_present(absence("甲", "乙"), [absence("乙", "丙"), absence("丙", "丁")])
    assert "在岗的丁" in chain.value.advice
    with pytest.raises(Refusal, match="代理成环：甲→乙→丙→甲"):
        must_be_present(absence("甲", "乙"), [absence("乙", "丙"), absence("丙", "甲")])
    with pytest.raises(Refusal, match="不能代理自己"):
        must_be_present(absence("甲", "甲"), [])
    with pytest.raises(Refusal, match="甲→乙→尚无代理人") as nobody:
        must_be_present(absence("甲", "乙"), [absence("乙", None)])
    assert "在岗的" not in nobody.value.advice


@given(st.lists(st.tuples(st.sampled_from("甲乙丙丁戊"), st.sampled_from("甲乙丙丁戊")), max_size=12))
def test_whatever_is_let_through_leaves_everybody_a_substitute_who_is_present(wishes):
    standing = []
    for absent, substitute in wishes:
        try:
            must_be_present(absence(absent, substitute), standing)
        except Refusal:
            continue
        standing.append(absence(absent, substitute))
    away = {each.absent for each in standing}
    assert not any(each.substitute in away for each in standing)


def test_who_looks_on_does_not_handle_and_both_sides_are_told():
    with pytest.raises(Refusal, match="不相容"):
        must_be_compatible({"auditor"}, "officer", ("乙", "甲"))
    with pytest.raises(Refusal, match="不相容"):
        must_be_compatible({"officer"}, "auditor", ("乙", "甲"))
    must_be_compatible({"competent"}, "auditor", ("乙", "甲"))
    assert "不能再由乙核稿" in both_sides({"checker"}, "officer", ("乙", "甲"))
    assert "不能代甲审签" in both_sides({"officer"}, "approver", ("乙", "甲"))
    assert both_sides({"head"}, "officer", ("乙", "甲")) == ""
