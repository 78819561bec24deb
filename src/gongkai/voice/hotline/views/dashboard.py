"""The dashboard (统计): the balance of a period, its rates, its volumes; every number and every bar opens its list."""

from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from gongkai.cases.chart import bars, lying_bars
from gongkai.law import hotline as law
from gongkai.voice.hotline import calls, figures, statistics
from gongkai.voice.hotline.forms import PeriodForm
from gongkai.voice.hotline.register import LIGHTS, PARTS, UNSORTED, light_condition
from gongkai.voice.hotline.views.common import actor_of, is_centre, staff_only, viewer_of

DAYS_SHOWN = 23
MOST_UNITS = 20


def list_of(**query: object) -> str:
    return f"{reverse('hotline_register')}?{urlencode(query)}"


@staff_only
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the period asked for; without one, the last 24 days."""
    viewer = viewer_of(request)
    form = PeriodForm(request.GET or None)
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    until = given.get("until") or viewer.today
    since = min(given.get("since") or until - timedelta(days=DAYS_SHOWN), until)
    found = viewer.tickets & figures.received(since, until)
    period = {"since": since, "until": until}
    balance = statistics.balance(since, until, viewer.tickets)
    kinds = statistics.counts(found, "ticket__kind")
    units = statistics.counts_of_units(found, "unit")[:MOST_UNITS]
    towns = statistics.counts_of_units(found, "ticket__town")
    fields = [(name or UNSORTED, n) for name, n in statistics.counts(found, "ticket__matter__field").items()]
    elsewhere = found.filter(ticket__town=None).count()
    closed = found.filter(closed_on__lte=until)
    said = statistics.counts(closed, "ticket__satisfaction")
    open_tickets = viewer.tickets.filter(closed_on=None)
    plots = [
        _plot("受理量", [
            (row.label, list_of(since=row.since, until=row.until), row.count)
            for row in statistics.volumes(found, since, until)
        ], lying=False),
        _plot("类型", [(kind.label, list_of(kind=kind.value, **period), kinds.get(kind.value, 0)) for kind in law.Kind]),
        _plot("承办单位", [(name, list_of(unit=pk, **period), n) for pk, name, n in units]),
        _plot("乡镇街道", [(name, list_of(town=pk, **period), n) for pk, name, n in towns],
              note=f"另有 {elsewhere} 件不涉及地点。" if elsewhere else ""),
        _plot("事项", [(name, list_of(field=name, **period), n) for name, n in fields]),
        _plot("满意度", [
            (each.label, list_of(satisfaction=each.value, stage="closed", closed_to=until, **period), said.get(each.value, 0))
            for each in law.Satisfaction
        ]),
    ]  # fmt: skip
    context = {
        "form": form if form.is_bound else PeriodForm(initial=period),
        "since": since,
        "until": until,
        "balance": balance,
        "links": {
            name: list_of(measure=f"{name}.part.{until}", **period) for name in ("done", "open", "terminated")
        },
        "all_link": list_of(**period),
        "is_past": until < viewer.today,
        "rates": [
            (rate, *(list_of(measure=f"{name}.{part}.{until}", **period) for part in PARTS))
            for name, rate in (statistics.rates(since, until) if is_centre(actor_of(request)) else {}).items()
        ],
        "call_rates": calls.rates(since, until),
        "due": [
            (label, list_of(light=key), open_tickets.filter(light_condition(key, viewer)).count())
            for key, label in LIGHTS
        ],
        "plots": plots,
        "here": "dashboard",
        "is_centre": is_centre(actor_of(request)),
        "now": timezone.localtime(),
    }
    return render(request, "hotline/dashboard.html", context)


def _plot(
    title: str, rows: list[tuple[str, str, int]], *, lying: bool = True, note: str = ""
) -> dict[str, object]:
    draw = lying_bars if lying else bars
    return {"title": title, "svg": draw(title, list(rows)), "rows": rows, "note": note}
