"""The plan of the demo year: the published totals, decided once."""

from collections import Counter
from datetime import date
from random import Random

import pytest

from gongkai.demo import year2019
from gongkai.demo.district import profiles
from gongkai.law.calendar import WorkingCalendar
from gongkai.law.regulation import COUNTY_ITEMS, PROACTIVE_ITEMS, TOWNSHIP_ITEMS

TOWNS = {unit.code for unit in profiles() if unit.kind == "township"}
DISCLOSED = {*PROACTIVE_ITEMS, *COUNTY_ITEMS, *TOWNSHIP_ITEMS, "gfxwj", "qtzcwj"}


@pytest.fixture(scope="module")
def by_day():
    return year2019.plan(Random(2019))


@pytest.fixture(scope="module")
def items(by_day):
    return [item for day in by_day.values() for item in day]


def test_the_year_has_the_published_number_of_items(items):
    assert Counter(item.unit in TOWNS for item in items) == {True: 10222, False: 9536}


def test_the_disclosure_column_and_the_key_areas_have_their_share(items):
    disclosed = [item for item in items if item.column in DISCLOSED]
    assert len(disclosed) == 5263
    assert (
        sum(bool(item.key_area) for item in disclosed) == sum(bool(item.key_area) for item in items) == 3019
    )


def test_interpretations_are_those_of_the_report(items):
    kinds = Counter(item.kind for item in items)
    assert (kinds["leader"], kinds["unit"], kinds["reposted"], kinds["normative"]) == (147, 30, 620, 5)
    leaders = Counter(item.unit for item in items if item.kind == "leader")
    assert set(leaders.values()) == {3}


def test_an_interpretation_stands_right_after_the_document_of_its_unit(by_day):
    for items in by_day.values():
        for before, item in zip([None, *items], items, strict=False):
            if item.kind == "unit":
                assert (before.unit, before.kind in year2019.DOCUMENTS) == (item.unit, True)


def test_townships_fill_the_columns_of_townships_and_departments_those_of_a_county(items):
    for item in items:
        if item.column in TOWNSHIP_ITEMS:
            assert item.unit in TOWNS


def test_most_is_published_on_working_days_and_some_on_days_off(by_day):
    calendar = WorkingCalendar.base()
    off = sum(len(items) for day, items in by_day.items() if not calendar.is_working(day))
    assert 0 < off < 0.05 * 19758
    assert all(day.year == 2019 for day in by_day)


def test_the_same_seed_gives_the_same_year(by_day):
    assert year2019.plan(Random(2019)) == by_day


def test_document_numbers_of_a_unit_run_without_gaps(by_day):
    serials = {}
    for day in sorted(by_day):
        for item in by_day[day]:
            if item.serial:
                serials.setdefault(item.unit, []).append(item.serial)
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in serials.values())


def test_the_split_of_a_total_adds_up():
    from decimal import Decimal

    from gongkai.demo.returns2019 import split

    assert split(Decimal("16744.15"), 2) == [Decimal("8372.08"), Decimal("8372.07")]
    assert sum(split(Decimal(6473), 10)) == 6473


def test_every_request_is_handed_in_on_a_working_day():
    from gongkai.demo.requests2019 import ASKS

    assert [asked.day for asked in ASKS if not WorkingCalendar.base().is_working(asked.day)] == []
    assert [asked.day for asked in ASKS] == sorted(asked.day for asked in ASKS)
    assert ASKS[0].day >= date(2019, 5, 15)
