"""Days of a report: the last one, late ones, reminders."""

from datetime import date

import pytest

from gongkai.law.lateness import Handing, due_day, reminder

DUE = date(2020, 1, 31)


@pytest.mark.parametrize(
    ("government", "local", "due"),
    [
        (False, 31, DUE),
        (True, 31, date(2020, 3, 31)),
        (False, 26, date(2020, 1, 26)),
        (True, 20, date(2020, 3, 20)),
    ],
)
def test_the_office_may_ask_for_reports_earlier_and_never_later(government, local, due):
    assert due_day(2019, of_government=government, local_day=local) == due


@pytest.mark.parametrize(
    ("filed", "published", "late"),
    [
        (None, None, 10),
        (date(2020, 1, 20), None, 10),
        (date(2020, 1, 20), date(2020, 1, 31), 0),
        (date(2020, 1, 20), date(2020, 2, 3), 3),
    ],
)
def test_a_report_is_done_when_it_is_handed_in_and_published(filed, published, late):
    assert Handing(DUE, filed, published).days_late(date(2020, 2, 10)) == late


@pytest.mark.parametrize(
    ("left", "said"), [(31, None), (30, 30), (15, 30), (14, 14), (4, 7), (3, 3), (1, 1), (0, 1)]
)
def test_reminders_come_30_14_7_3_and_1_days_before(left, said):
    assert reminder(left) == said
