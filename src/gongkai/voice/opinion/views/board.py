"""The board of public opinion (舆情看板): what came by day and site, what is graded how, how fast was answered."""

from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.cases.chart import Bar, bars, lying_bars
from gongkai.cases.models import Case
from gongkai.law.response import Grade
from gongkai.voice.opinion.brief_content import UNGRADED, moments
from gongkai.voice.opinion.models import OpinionItem
from gongkai.voice.opinion.views.common import Timer, staff_of, timers_of
from gongkai.voice.opinion.visible import cases_visible_to, items_visible_to

DAYS = 14
SPANS = {"30": "近30天", "90": "近90天", "365": "近一年"}
MOST_SITES, MOST_TIMES = 12, 200


@require_admin_access
def board(request: HttpRequest) -> HttpResponse:
    """Draw the figures of a span of days; each bar opens the records it counts, the tables say the same."""
    user, today, now = staff_of(request), timezone.localdate(), timezone.now()
    span = request.GET.get("span", "30")
    span = span if span in SPANS else "30"
    since = today - timedelta(days=int(span) - 1)
    begin, end = moments(since, today)
    seen = items_visible_to(user, today).filter(first_seen_at__gte=begin, first_seen_at__lt=end)
    cases = cases_visible_to(user, today).filter(opinion__found_at__gte=begin, opinion__found_at__lt=end)
    by_day = _by_day(seen, today)
    by_site = _by_site(seen, since)
    by_grade = _by_grade(cases, since)
    times = _times(cases, now)
    bars_of_times: list[Bar] = [
        (f"{case.number[-8:]} {timer.due.limit.label}", reverse("voice_opinion", args=[case.pk]), hours)
        for case, timer, hours in times[:20]
    ]
    context = {
        "spans": SPANS.items(),
        "span": span,
        "by_day": by_day,
        "by_site": by_site,
        "by_grade": by_grade,
        "times": times,
        "day_chart": bars("每日线索", by_day),
        "site_chart": lying_bars("各平台线索", by_site),
        "grade_chart": lying_bars("各等级舆情", by_grade),
        "time_chart": lying_bars("发现到发布的小时数", bars_of_times),
        "late": sum(timer.light == "overdue" for _, timer, _ in times),
        "since": since,
        "open": cases.filter(closed_on=None).count(),
        "total": cases.count(),
    }
    return render(request, "opinion/board.html", context)


def _by_day(seen: QuerySet[OpinionItem], today: date) -> list[Bar]:
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    rows = seen.filter(first_seen_at__gte=moments(days[0], today)[0]).order_by()
    counts = dict(rows.annotate(day=TruncDate("first_seen_at")).values_list("day").annotate(n=Count("pk")))
    return [
        (f"{day:%m-%d}", _list("opinion_items", since=day, until=day), counts.get(day, 0)) for day in days
    ]


def _by_site(seen: QuerySet[OpinionItem], since: date) -> list[Bar]:
    rows = seen.order_by().values_list("site").annotate(n=Count("pk")).order_by("-n", "site")
    return [(site, _list("opinion_items", site=site, since=since), n) for site, n in rows[:MOST_SITES]]


def _by_grade(cases: QuerySet[Case], since: date) -> list[Bar]:
    counts = dict(cases.order_by().values_list("opinion__grade").annotate(n=Count("pk")))
    graded = [
        (grade.label, _list("voice_opinions", grade=grade.value, since=since), counts.get(grade.value, 0))
        for grade in Grade
    ]
    waiting = counts.get("", 0)
    return [
        *graded,
        *([(UNGRADED, _list("voice_opinions", grade=UNGRADED, since=since), waiting)] if waiting else []),
    ]


def _times(cases: QuerySet[Case], now: datetime) -> list[tuple[Case, Timer, float]]:
    """Return, for each limit of each opinion, the hours it took or has taken until now, the longest first."""
    rows = cases.exclude(opinion__grade="").select_related("opinion__responsible")
    times = [
        (case, timer, round(((timer.due.done_at or now) - case.opinion.found_at).total_seconds() / 3600, 1))
        for case in rows.order_by("-opinion__found_at")[:MOST_TIMES]
        for timer in timers_of(case.opinion, now)
    ]
    return sorted(times, key=lambda each: -each[2])


def _list(name: str, **wanted: object) -> str:
    return f"{reverse(name)}?{urlencode({key: str(value) for key, value in wanted.items()})}"
