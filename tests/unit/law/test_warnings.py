"""Colours, quiet hours and lengths of short messages, over any moment and text."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.law.warnings import Colour, QuietHours, colour_of, kind_of, may_disturb_at, sms_parts

SHANGHAI = ZoneInfo("Asia/Shanghai")
MOMENTS = st.datetimes(datetime(2019, 1, 1), datetime(2030, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=SHANGHAI)
)
HOURS = st.integers(0, 23)


@given(MOMENTS, HOURS, HOURS)
def test_people_are_told_outside_of_quiet_hours_and_within_a_day(moment, start, end):
    quiet = QuietHours(start, end)
    allowed = quiet.first_allowed(moment)
    assert moment <= allowed < moment + timedelta(days=1)
    assert not quiet.covers(allowed)


@given(MOMENTS, HOURS, HOURS, st.sampled_from([Colour.RED, Colour.ORANGE]))
def test_red_and_orange_wait_for_nobody(moment, start, end, colour):
    assert may_disturb_at(moment, QuietHours(start, end), colour) == moment


def test_the_night_of_the_default_lasts_until_seven():
    quiet, evening = QuietHours(22, 7), datetime(2026, 7, 15, 22, tzinfo=SHANGHAI)
    assert may_disturb_at(evening, quiet, Colour.YELLOW) == datetime(2026, 7, 16, 7, tzinfo=SHANGHAI)
    assert may_disturb_at(datetime(2026, 7, 15, 21, 59, tzinfo=SHANGHAI), quiet, None).minute == 59


@pytest.mark.parametrize(
    ("text", "parts"),
    [("", 1), ("雨" * 70, 1), ("雨" * 71, 2), ("雨" * 134, 2), ("雨" * 135, 3), ("😀" * 36, 2)],
)
def test_a_short_message_has_seventy_characters_and_a_part_sixty_seven(text, parts):
    assert sms_parts(text) == parts


@given(st.text(max_size=500))
def test_parts_hold_the_text_and_no_part_is_empty(text):
    units, parts = len(text.encode("utf-16-be", "surrogatepass")) // 2, sms_parts(text)
    assert parts == 1 if units <= 70 else (parts - 1) * 67 < units <= parts * 67


def test_colours_and_severities_mean_each_other():
    assert [colour_of(colour.severity) for colour in Colour] == list(Colour)
    assert colour_of("Unknown") is None


@pytest.mark.parametrize("event", ["暴雨", "暴雨预警", "暴雨橙色预警信号", "暴雨红色"])
def test_an_event_is_named_in_many_ways(event):
    assert kind_of(event) == "暴雨"
    assert kind_of("雨") is None
