"""The board and the statistics: what they count is what the register shows."""

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from gongkai.disclosure import actions
from gongkai.disclosure import statistics as counting
from gongkai.disclosure.register import Viewer
from gongkai.units.calendars import calendar_in_force
from tests.conftest import at
from tests.integration.disclosure.test_register import several  # noqa: F401

LINK = re.compile(r'href="(/workbench/requests/\?[^"]+)"[^>]*>(?:[^<]*?)(\d+)(?: 件)?<')


def shown_count(client, address):
    page = client.get(unescape(address)).content.decode()
    found = re.search(r"申请，共 (\d+) 件", page)
    return int(found[1]) if found else 0


def links_of(client, name, query):
    page = client.get(reverse(name), query).content.decode()
    links = LINK.findall(page)
    assert links
    return links


@pytest.mark.parametrize("part", ["received", "closed"])
@pytest.mark.parametrize("person", ["张财", "郑公开"])
def test_every_number_of_the_statistics_opens_as_many_requests(client, several, world, person, part):  # noqa: F811
    client.force_login(world.people[person])
    links = links_of(
        client, "disclosure_statistics", {"part": part, "since": "2025-04-01", "until": "2025-05-31"}
    )
    assert len(links) >= 7
    for address, count in links:
        assert shown_count(client, address) == int(count), address


def test_every_number_of_the_board_opens_as_many_requests(client, several, world):  # noqa: F811
    client.force_login(world.people["郑公开"])
    for address, count in links_of(client, "disclosure_board", {"unit": world.finance.pk}):
        assert shown_count(client, address) == int(count), address


def test_the_board_shows_what_is_due_first_on_top_and_only_ones_own_units(client, several, world):  # noqa: F811
    client.force_login(world.people["张财"])
    page = client.get(reverse("disclosure_board")).content.decode()
    assert page.index("老旧小区改造资金") < page.index("债券资金使用情况")
    assert "2018年度部门决算" not in page, "what is closed is no longer on the board"
    client.force_login(world.people["吴镇"])
    assert "老旧小区改造资金" not in client.get(reverse("disclosure_board")).content.decode()


def test_the_statistics_count_by_the_day_of_the_event(several, world):  # noqa: F811
    viewer = Viewer(world.people["张财"], date(2025, 5, 16), calendar_in_force())
    april = {"since": date(2025, 4, 1), "until": date(2025, 4, 30), "unit": None}
    assert counting.received(viewer, **april).total.count == 3
    closed = counting.closed(viewer, **april).total
    assert (closed.count, closed.median, closed.ninety) == (1, 6, 6)
    may = {"since": date(2025, 5, 1), "until": date(2025, 5, 31), "unit": world.finance}
    assert counting.received(viewer, **may).total.count == 1
    assert counting.closed(viewer, **may).total.median is None


@given(st.lists(st.integers(0, 60), min_size=1), st.sampled_from([0.5, 0.9]))
def test_a_percentile_is_the_least_number_of_days_that_suffices(days, part):
    counted = {}
    for used in days:
        counted[used] = counted.get(used, 0) + 1
    found = counting.percentile(counted, part)
    assert sum(used <= found for used in days) >= part * len(days)
    assert sum(used < found for used in days) < part * len(days)


def test_the_days_used_are_fixed_when_the_case_is_closed(handling, world):
    clerk = world.actor("张财")
    actions.consult(
        handling, kind="third_party", party="某公司", received_on=date(2025, 4, 25), by=clerk, at=at("2025-04-24 09:00")
    )  # fmt: skip
    actions.close_consultation(handling, answer="consent", reasons="", by=clerk, at=at("2025-05-09 09:00"))
    assert handling.used_days is None
    actions.withdraw(handling, reason="已取得", by=clerk, at=at("2025-05-12 09:00"))
    # 04-22 to 04-24 and 05-12: the nine working days of the consultation do not count.
    assert handling.used_days == 4
