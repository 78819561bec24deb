"""The page of statistics: a period, its tables, each number a link into the register."""

from datetime import date
from urllib.parse import urlencode

from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from wagtail.admin.auth import require_admin_access

from gongkai.disclosure import statistics as counting
from gongkai.disclosure.forms.office import PeriodForm
from gongkai.disclosure.register import Viewer
from gongkai.disclosure.views.common import viewer_of
from gongkai.units import posts

# Two pages, so that neither counts what is not looked at.
PARTS = {"closed": ("办结", counting.closed), "received": ("收到", counting.received)}


@require_admin_access
def statistics(request: HttpRequest) -> HttpResponse:
    """Show the figures of a period; without one, of this year."""
    viewer = viewer_of(request)
    beginning = {"since": viewer.today.replace(month=1, day=1), "until": viewer.today}
    units = posts.units_visible_to(viewer.user, viewer.today)
    form = PeriodForm(request.GET if "since" in request.GET else beginning, units=units)
    part = request.GET.get("part", "")
    part = part if part in PARTS else "closed"
    counted = None
    if form.is_valid():
        period = form.cleaned_data
        count = PARTS[part][1]
        counted = count(viewer, since=period["since"], until=period["until"], unit=period["unit"])
    context = {
        "form": form,
        "counted": counted,
        "part": part,
        "parts": [(name, label) for name, (label, _) in PARTS.items()],
        "periods": _periods(viewer),
    }
    return render(request, "disclosure/statistics.html", context)


def _periods(viewer: Viewer) -> list[tuple[str, str]]:
    """Return the periods one click away: this month, this year, every earlier year with requests."""
    today = viewer.today
    first = viewer.cases.aggregate(first=Min("received_on"))["first"] or today
    periods = [("本月", today.replace(day=1), today), ("本年", today.replace(month=1, day=1), today)]
    periods += [
        (f"{year}年", date(year, 1, 1), date(year, 12, 31))
        for year in range(today.year - 1, first.year - 1, -1)
    ]
    page = reverse("disclosure_statistics")
    return [
        (label, f"{page}?{urlencode({'since': since, 'until': until})}") for label, since, until in periods
    ]
