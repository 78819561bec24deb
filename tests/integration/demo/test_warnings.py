"""The broadcasts of the demo year, and the signal of these days."""

import json
from datetime import date

import pytest

from gongkai.demo import district, warnings
from gongkai.demo.cast import Cast
from gongkai.ledger.models import Event
from gongkai.ledger.subjects import kind_of
from gongkai.publishing import columns, standards
from gongkai.voice.warnings import figures
from gongkai.voice.warnings.models import Alert, Audience, Broadcast, Recipient
from tests.conftest import at, plant_the_page_tree

YEAR = (date(2019, 1, 1), date(2019, 12, 31))


@pytest.fixture
def cast(db):
    plant_the_page_tree()
    columns.install()
    district.install()
    standards.install(date(2019, 1, 1))
    return Cast.load(date(2019, 1, 1))


def test_the_whole_year_has_eighty_four_broadcasts_and_a_shortened_one_its_share(cast):
    drafts = [act for act in warnings.acts_2019(cast) if act.play.func.__name__ == "draft"]
    assert len(drafts) == 84
    for act in warnings.acts_2019(cast, 0.06):
        act.play()
    assert figures.broadcasts(*YEAR).count() == 5
    assert set(Broadcast.objects.values_list("stage", flat=True)) == {"finished"}
    assert Recipient.objects.exclude(state="delivered").count() == 0
    for row in Broadcast.objects.all():
        last = Event.objects.filter(subject=f"broadcast/{row.pk}").last()
        assert json.loads(last.leaf)["state"] == kind_of(row).digest(row), "the ledger proves what stands"


def test_a_yellow_signal_is_in_force_these_days_and_most_have_confirmed(cast):
    now = at("2026-03-04 17:00")
    for act in warnings.acts(cast, now):
        assert act.at <= now
        act.play()
    [alert] = Alert.objects.in_force(now)
    assert alert.colour == "yellow"
    assert Audience.objects.filter(kind="responsible").count() == 10
    assert Recipient.objects.exclude(confirmed_at=None).count() == Recipient.objects.count() - 2
