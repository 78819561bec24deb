"""Levels, limits and numerals of emergencies, for all figures."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.law.emergencies import (
    BOUNDS,
    DEFAULT_LIMITS,
    EventKind,
    Level,
    Toll,
    follow_up,
    in_words,
    must_be_rereported,
    report_at_once,
    rereport_until,
    suggested_level,
)
from tests.conftest import at

# The figures are cheap; a busy machine must not be taken for an expensive test.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
KINDS = st.sampled_from(EventKind)
TOLLS = st.builds(
    Toll,
    deaths=st.integers(0, 60),
    missing=st.integers(0, 60),
    serious=st.integers(0, 200),
    minor=st.integers(0, 500),
    loss=st.integers(0, 20000),
)


@PATIENT
@given(KINDS, TOLLS, st.integers(0, 40), st.integers(0, 40), st.integers(0, 9000))
def test_more_dead_injured_or_lost_never_lowers_the_level(kind, toll, deaths, serious, loss):
    graver = Toll(toll.deaths + deaths, toll.missing, toll.serious + serious, toll.minor, toll.loss + loss)
    assert suggested_level(kind, graver).level.rank <= suggested_level(kind, toll).level.rank


@PATIENT
@given(KINDS, TOLLS)
def test_the_level_is_the_gravest_that_any_single_figure_reaches(kind, toll):
    alone = (Toll(deaths=toll.deaths), Toll(serious=toll.serious), Toll(loss=toll.loss))
    assert suggested_level(kind, toll).level.rank == min(
        suggested_level(kind, each).level.rank for each in alone
    )


@pytest.mark.parametrize("bound", BOUNDS)
@pytest.mark.parametrize("figure", ["deaths", "serious", "loss"])
def test_a_bound_belongs_to_the_graver_level(bound, figure):
    least = getattr(bound, figure)
    assert suggested_level(EventKind.FIRE, Toll(**{figure: least})).level is bound.level
    assert suggested_level(EventKind.FIRE, Toll(**{figure: least - 1})).level.rank == bound.level.rank + 1


@PATIENT
@given(TOLLS)
def test_missing_and_lightly_injured_do_not_decide(toll):
    without = Toll(toll.deaths, 0, toll.serious, 0, toll.loss)
    assert suggested_level(EventKind.FIRE, toll).level is suggested_level(EventKind.FIRE, without).level


def test_a_level_of_another_kind_is_said_to_be_a_hint():
    assert "参照" in suggested_level(EventKind.PUBLIC_HEALTH, Toll(deaths=3)).article
    assert suggested_level(EventKind.WORK_SAFETY, Toll(deaths=3)).article.endswith("第三条")


@PATIENT
@given(KINDS, st.dates(date(2010, 1, 1), date(2040, 1, 1)), st.integers(0, 60))
def test_the_last_day_for_changed_figures_counts(kind, occurred, days):
    last = 7 if kind in (EventKind.ROAD_TRAFFIC, EventKind.FIRE) else 30
    assert must_be_rereported(kind, occurred, occurred + timedelta(days=days)) is (days <= last)
    assert rereport_until(kind, occurred) - occurred == timedelta(days=last)


@pytest.mark.parametrize("kind", EventKind)
def test_every_kind_has_limits_with_a_source_and_the_call_comes_first(kind):
    limit = DEFAULT_LIMITS[kind]
    assert limit.phone <= limit.written
    assert limit.source
    assert limit.phone_by(at("2019-06-03 23:50")) > at("2019-06-03 23:50")
    assert f"{limit.written}分钟内书面报告" in report_at_once(Level.LARGER, limit)


def test_numerals_of_follow_ups():
    said = {1: "一", 2: "二", 9: "九", 10: "十", 11: "十一", 20: "二十", 21: "二十一", 99: "九十九"}
    assert {number: in_words(number) for number in said} == said
    assert follow_up(3) == "续报三"
    assert follow_up(100) == "续报100"
    for number in (0, 100):
        with pytest.raises(ValueError, match="is not between"):
            in_words(number)


@PATIENT
@given(st.integers(1, 99), st.integers(1, 99))
def test_no_two_follow_ups_are_called_the_same(one, other):
    assert (in_words(one) == in_words(other)) is (one == other)
