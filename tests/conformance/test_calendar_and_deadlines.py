"""Calendar and deadlines: obligations D1–D9 of the disclosure rules, with every vector of the facts."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from gongkai.law import clock
from gongkai.law.calendar import DayKind, WorkingCalendar
from gongkai.law.clock import Light
from gongkai.law.periods import AtOnce, CalendarDays, Hours, WorkingDays, due
from gongkai.law.refusal import Refusal

CALENDAR = WorkingCalendar.base()

VECTORS = [
    ("2019-06-03", 7, "2019-06-13"),
    ("2019-06-03", 20, "2019-07-02"),
    ("2019-06-03", 40, "2019-07-30"),
    ("2019-09-25", 20, "2019-10-28"),
    ("2019-12-31", 20, "2020-02-05"),
    ("2020-01-20", 7, "2020-02-06"),
    ("2020-01-20", 20, "2020-02-25"),
    ("2025-01-20", 20, "2025-02-21"),
    ("2025-04-21", 7, "2025-04-29"),
    ("2025-07-01", 20, "2025-07-29"),
    ("2025-07-01", 40, "2025-08-26"),
    ("2025-09-24", 15, "2025-10-21"),
    ("2025-09-24", 20, "2025-10-28"),
    ("2025-10-04", 20, "2025-11-04"),
    ("2025-11-01", 20, "2025-11-28"),
    ("2025-12-25", 20, "2026-01-23"),
    ("2026-02-06", 20, "2026-03-12"),
    ("2026-09-14", 20, "2026-10-16"),
    # Publication dates of art. 26 and of interpretations.
    ("2019-12-02", 20, "2019-12-30"),
    ("2019-12-20", 20, "2020-01-19"),
    ("2025-12-31", 20, "2026-01-29"),
    ("2025-09-29", 3, "2025-10-10"),
    ("2025-09-30", 3, "2025-10-11"),
]


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(("year", "days"), [(2019, 250), (2020, 249), (2025, 248), (2026, 248)])
def test_d1_a_year_has_the_working_days_of_its_notice(year, days):
    assert CALENDAR.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == days


def test_d1_every_version_names_its_source_and_leaves_the_older_one_as_it_was():
    moved = CALENDAR.corrected("1", {day("2026-11-27"): DayKind.HOLIDAY}, "国办发明电〔2026〕9号")
    assert moved.source == "国办发明电〔2026〕9号"
    assert not moved.is_working(day("2026-11-27"))
    assert CALENDAR.is_working(day("2026-11-27"))


@pytest.mark.parametrize(("received", "days", "expected"), VECTORS)
def test_d2_the_day_of_receipt_is_not_counted(received, days, expected):
    assert CALENDAR.add_working_days(day(received), days).day == day(expected)


@pytest.mark.parametrize("sunday", ["2020-01-19", "2025-04-27", "2026-01-04"])
def test_d2_a_make_up_sunday_is_a_working_day(sunday):
    assert day(sunday).weekday() == 6
    assert CALENDAR.is_working(day(sunday))


def test_d3_a_deadline_beyond_the_last_known_year_is_provisional():
    assert CALENDAR.add_working_days(day("2026-12-20"), 20).provisional
    assert not CALENDAR.add_working_days(day("2026-09-14"), 20).provisional


def test_d3_a_year_without_its_arrangement_keeps_the_holidays_whose_date_the_law_fixes():
    year = max(CALENDAR.known_years) + 1
    for month, number in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)):
        assert not CALENDAR.is_working(date(year, month, number))
    assert CALENDAR.describe(date(year, 1, 1)) == "元旦"
    assert CALENDAR.add_working_days(date(year - 1, 12, 31), 1).provisional


def test_d3_it_becomes_firm_when_the_year_is_announced():
    announced = CALENDAR.corrected(
        "1", {day("2027-01-01"): DayKind.HOLIDAY}, "国办发明电", known_years=[2027]
    )
    assert not announced.add_working_days(day("2026-12-20"), 20).provisional


def test_d5_working_days_end_on_a_working_day():
    assert due(WorkingDays(20), day("2019-12-20"), CALENDAR).day == day("2020-01-19")


def test_d5_calendar_days_roll_over_to_the_next_working_day():
    assert due(CalendarDays(60), day("2019-08-02"), CALENDAR).day == day("2019-10-08")
    assert due(CalendarDays(20), day("2019-06-03"), CALENDAR).day == day("2019-06-24")


def test_d5_hours_run_through_nights_and_holidays():
    start = datetime(2019, 10, 1, 22, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert Hours(48).ends(start) == start + timedelta(days=2)


def test_d5_at_once_is_the_same_day():
    assert due(AtOnce(), day("2019-10-01"), CALENDAR).day == day("2019-10-01")


def received(text, *later):
    return clock.fold([clock.started(day(text)), *later], WorkingDays(20), CALENDAR)


def consulted(sent, closed):
    return (
        clock.suspended(day(sent), ground="征求第三方意见", article="《条例》第三十三条"),
        clock.resumed(day(closed)),
    )


@pytest.mark.parametrize(
    ("closed", "excluded", "deadline"), [("2025-05-09", 9, "2025-06-04"), ("2025-05-20", 16, "2025-06-13")]
)
def test_d6_the_time_of_a_consultation_is_not_counted(closed, excluded, deadline):
    state = received("2025-04-21", *consulted("2025-04-24", closed))
    assert state.excluded_days() == excluded
    assert state.deadline.day == day(deadline)


def test_d6_overlapping_consultations_are_excluded_once():
    state = received(
        "2025-04-21",
        clock.suspended(day("2025-04-24"), ground="征求第三方意见", article="第三十二条"),
        clock.suspended(day("2025-04-28"), ground="征求共同制作机关意见", article="第三十四条"),
        clock.resumed(day("2025-05-07")),
        clock.resumed(day("2025-05-09")),
    )
    assert state.excluded_days() == 9


def test_d7_a_corrected_application_begins_the_period_anew():
    state = received("2025-06-03", clock.restarted(day("2025-06-20"), reason="收到补正"))
    assert state.deadline.day == day("2025-07-18")
    assert CALENDAR.add_working_days(day("2025-06-03"), 7).day == day("2025-06-12")


def test_d7_a_restart_forgets_extension_and_exclusions():
    state = received(
        "2025-06-03",
        *consulted("2025-06-05", "2025-06-10"),
        clock.extended(5, approved_by="黄局长", on=day("2025-06-11")),
        clock.restarted(day("2025-06-20"), reason="收到补正"),
    )
    assert (state.extension_days, state.excluded_days()) == (0, 0)


def test_d7_a_fee_is_payable_for_twenty_working_days():
    assert due(WorkingDays(20), day("2025-08-04"), CALENDAR).day == day("2025-09-01")


def extended(days, on):
    return clock.extended(days, approved_by="黄局长", on=day(on))


def test_d8_one_extension_of_up_to_twenty_working_days():
    assert received("2025-07-01", extended(20, "2025-07-29")).deadline.day == day("2025-08-26")


@pytest.mark.parametrize("days", [0, 21])
def test_d8_an_extension_of_another_length_is_refused(days):
    with pytest.raises(Refusal, match="超出允许范围"):
        received("2025-07-01", extended(days, "2025-07-02"))


def test_d8_a_second_extension_is_refused():
    with pytest.raises(Refusal, match="已经延期过一次"):
        received("2025-07-01", extended(5, "2025-07-02"), extended(5, "2025-07-03"))


def test_d8_an_extension_one_day_late_is_refused():
    with pytest.raises(Refusal, match="原期限2025-07-29已过"):
        received("2025-07-01", extended(20, "2025-07-30"))


@pytest.mark.parametrize(
    ("today", "light", "left"),
    [
        ("2025-07-01", Light.GREEN, 20),
        ("2025-07-22", Light.YELLOW, 5),
        ("2025-07-25", Light.ORANGE, 2),
        ("2025-07-29", Light.RED, 0),
        ("2025-07-30", Light.OVERDUE, -1),
    ],
)
def test_d9_the_light_follows_the_days_left(today, light, left):
    state = received("2025-07-01")
    assert state.light(day(today)) is light
    assert state.left_days(day(today)) == left


def test_d9_used_excluded_and_left_days_add_up():
    state = received("2025-04-21", *consulted("2025-04-24", "2025-05-09"))
    today = day("2025-05-20")
    assert state.used_days(today) + state.left_days(today) == 20
    assert state.explain().endswith("应于2025-06-04前答复。")
