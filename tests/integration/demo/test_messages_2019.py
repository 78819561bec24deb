"""The messages of the demo year: 96 received and 96 answered in 2019, as the report of that year says."""

from datetime import date

import pytest

from gongkai.cases.models import Case
from gongkai.demo import district, messages
from gongkai.demo.cast import Cast
from gongkai.voice.messages import figures, postboxes, statistics
from gongkai.voice.messages.models import Message
from tests.conftest import plant_the_page_tree

YEAR = date(2019, 1, 1), date(2019, 12, 31)


@pytest.mark.django_db
def test_the_year_has_its_96_messages_all_answered_a_few_late_some_public():
    plant_the_page_tree()
    district.install()
    postboxes.install(YEAR[0])
    for act in sorted(messages.acts_2019(Cast.load(YEAR[0])), key=lambda act: act.at):
        act.play()
    assert (figures.received(*YEAR).count(), figures.answered(*YEAR).count()) == (96, 96)
    whole = statistics.whole(*YEAR, date(2020, 1, 1))
    assert (whole.received, whole.answered, whole.overdue, whole.set_aside) == (96, 96, 2, 0)
    assert Case.objects.filter(events__action="extend").count() == 2
    assert set(Message.objects.values_list("kind", flat=True)) == set(Message.Kind.values)
    assert whole.published == Message.objects.public().count() == 50
