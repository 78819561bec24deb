"""The demo's public opinion: nine matters in 2019, all answered in time, and a living desk today."""

import json
from datetime import date, timedelta

from django.utils import timezone

from gongkai.cases.models import Case
from gongkai.demo import district, opinion
from gongkai.demo.cast import Cast, moment
from gongkai.ledger import subjects
from gongkai.ledger.models import Event
from gongkai.voice.opinion import figures
from gongkai.voice.opinion.models import Opinion, OpinionBrief, OpinionItem


def play(acts):
    for act in sorted(acts, key=lambda act: act.at):
        act.play()


def test_the_year_has_nine_negative_matters_of_three_places_all_answered_in_time(db):
    district.install()
    play(opinion.acts_2019(Cast.load(date(2019, 6, 3))))
    year = (date(2019, 1, 1), date(2019, 12, 31))
    assert figures.negative(*year).count() == figures.handled(*year).count() == opinion.TOTAL_2019
    assert set(Opinion.objects.values_list("source", flat=True)) == {"新浪微博", "百度贴吧", "掌上白银"}
    assert not Opinion.objects.filter(is_late=True).exists()
    assert set(Opinion.objects.values_list("monitor__code", flat=True)) == {"rmt"}
    assert set(Case.objects.values_list("stage", flat=True)) == {"archived"}

    now = moment(timezone.localdate() - timedelta(days=1), 16)
    acts = list(opinion.acts(Cast.load(now.date()), now))
    assert max(act.at for act in acts) <= now
    play(acts)
    assert OpinionItem.objects.filter(state="fresh").count() == len(opinion.FRESH)
    assert OpinionItem.objects.exclude(same_as=None).count() == 1, "the repost is told"
    month, week = OpinionBrief.objects.get(kind="monthly"), OpinionBrief.objects.get(kind="weekly")
    assert (month.number, week.number) == (1, None)
    assert len(opinion.LAST_MONTH) <= month.content["in_time"] <= month.content["cases"]
    assert dict(Case.objects.exclude(stage="archived").values_list("title", "stage")) == {
        "网传某超市销售过期食品": "found", "网友反映村道塌陷无人设警示": "responding", "网传小学学位不足将抽签入学": "responding",
    }  # fmt: skip

    proven = [kind for kind in subjects.kinds() if kind.name.startswith(("opinion_", "case"))]
    left = {event.subject: json.loads(event.leaf)["state"] for event in Event.objects.order_by("index")}
    for kind in proven:
        for record in kind.rows():
            assert left[kind.subject(record)] == kind.digest(record), kind.subject(record)


def test_a_shortened_year_has_fewer(db):
    district.install()
    share = list(opinion.acts_2019(Cast.load(date(2019, 6, 3)), 0.01))
    assert len(share) == len(opinion.SOURCES) + 12
