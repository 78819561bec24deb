"""The hotline of the demo: exactly the totals of the report of 2019, in the order of time, and living work today."""

from collections import Counter
from datetime import date
from random import Random

import pytest
from django.utils import timezone

from gongkai.cases.models import Case
from gongkai.demo import district, hotline
from gongkai.demo.cast import Cast
from gongkai.ledger.models import Event
from gongkai.voice.hotline import figures, urging

YEAR = (date(2019, 1, 1), date(2019, 12, 31))


@pytest.fixture
def cast(db):
    district.install()
    return Cast.load(date(2019, 6, 3))


def test_the_plan_of_the_year_has_the_totals_of_the_report():
    planned = hotline.plan(Random("hotline2019"), 1.0)
    courses = Counter(each.course for each in planned)
    still_open = courses.pop("open")
    assert (len(planned), courses.total(), still_open) == (1594, 1473, 121)
    assert all(YEAR[0] <= each.day <= YEAR[1] for each in planned)
    assert all(each.closed_on.year == 2019 for each in planned if each.course == "unit")
    assert all(each.closed_on.year == 2020 for each in planned if each.course == "open")
    assert len({each.token for each in planned}) == 1594
    assert planned == hotline.plan(Random("hotline2019"), 1.0), "every installation has the same year"


def test_a_shortened_year_is_played_through_the_verbs_in_the_order_of_time(cast):
    for act in sorted(hotline.acts_2019(cast, 0.02), key=lambda act: act.at):
        act.play()
    counts = [
        each(*YEAR).count()
        for each in (figures.received, figures.closed, figures.open_at, figures.terminated)
    ]
    assert counts == [32, 29, 3, 0]
    assert not Case.objects.open().exists(), "what was open was closed in January 2020"
    times = list(Event.objects.order_by("index").values_list("at", flat=True))
    assert times == sorted(times)


def test_these_days_have_tickets_in_every_stage_and_two_to_urge(cast):
    now = timezone.now()
    for act in sorted(hotline.acts(Cast.load(timezone.localdate()), now), key=lambda act: act.at):
        assert act.at <= now
        act.play()
    stages = set(Case.objects.filter(procedure="hotline").values_list("stage", flat=True))
    assert stages == {"received", "dispatched", "handling", "checking", "calling_back", "petition", "closed"}
    urging.sweep(now)
    urged = (
        Case.objects.filter(procedure="hotline")
        .exclude(ticket__urged="")
        .values_list("ticket__urged", flat=True)
    )
    assert {"notice", "criticism"} <= set(urged)
