"""The demo's duty: 104 reports of 2019 without a gap, a shortened year in proportion, a calm present."""

from datetime import date

import pytest

from gongkai.cases.models import Case
from gongkai.cases.worklist import warnings_for
from gongkai.demo import district, duty
from gongkai.demo.cast import Cast
from gongkai.ledger.verify import verify
from gongkai.publishing import columns, standards
from gongkai.units.models import User
from gongkai.voice.duty import alarms, figures
from gongkai.voice.duty.models import DutyAlarm, DutyEvent, HandOver, Report, Shift
from tests.conftest import at, plant_the_page_tree

YEAR = (date(2019, 1, 1), date(2019, 12, 31))


@pytest.fixture
def cast(db):
    plant_the_page_tree()
    columns.install()
    district.install()
    standards.install(date(2019, 1, 1))
    return Cast.load(date(2019, 1, 1))


def play(acts):
    for act in sorted(acts, key=lambda act: act.at):
        act.play()


def test_the_year_has_104_numbered_reports_of_the_office_and_one_great_event(cast):
    play(duty.acts_2019(cast))
    found = figures.reports(*YEAR)
    assert found.count() == 104
    assert sorted(found.values_list("issue", flat=True)) == list(range(1, 105))
    assert set(found.values_list("unit__code", "year")) == {("zfb", 2019)}
    great = Case.objects.get(title__contains="爆燃")
    assert [report.name for report in great.duty_reports.order_by("number")] == [
        "首报", "续报一", "续报二", "续报三", "续报四（日报）", "续报五（日报）", "终报",
    ]  # fmt: skip
    assert DutyEvent.objects.filter(level="larger").get().case == great
    assert not Case.objects.open().filter(procedure="duty_event").exists()
    assert found.filter(kind="first", is_late=True).count() == len(duty.LATE)
    assert verify().ok


def test_a_shortened_year_has_its_share(cast):
    play(duty.acts_2019(cast, 0.05))
    assert figures.reports(*YEAR).count() == 5
    assert Report.objects.filter(is_final=False).count() == 0


@pytest.mark.parametrize("now", ["2026-03-04 17:00", "2026-03-01 08:32", "2026-01-31 00:10"])
def test_the_present_has_one_event_to_follow_and_no_alarm(cast, now):
    now = at(now)
    play(duty.acts(cast, now))
    assert all(act.at <= now for act in duty.acts(cast, now))
    assert [event.case.stage for event in DutyEvent.objects.all()] == ["following"]
    assert not HandOver.objects.filter(acknowledged_at=None).exists()
    assert alarms.sweep(now) == 0
    assert not DutyAlarm.objects.exists()
    officer = User.objects.get(username="zfb.officer")
    assert list(warnings_for(officer, now.date())) == []
    assert verify().ok
    assert Shift.objects.latest("day").day.month == (now.month % 12) + 1
