"""The first page of the day and the search over everything one may see."""

from collections import Counter
from collections.abc import Iterator

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.cases.worklist import warnings_for, work_of
from gongkai.law.clock import light_of
from gongkai.search.find import Results
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Unit, User
from gongkai.workbench import desk

PER_PAGE = 50
NARROWED = {"genre": "类别", "validity": "环节", "unit": "单位", "year": "年度"}


@require_admin_access
def home(request: HttpRequest) -> HttpResponse:
    """Show what is due first, across every kind of case and the unit's publications."""
    user = _staff(request)
    today = timezone.localdate()
    work = work_of(user, today)
    kinds = Counter(item.kind for item in work)
    kind = request.GET.get("kind", "")
    shown = [item for item in work if not kind or item.kind == kind]
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("p"))
    calendar = calendar_in_force()
    return render(
        request,
        "workbench/home.html",
        {
            "rows": [(item, light_of(item.due_on, today, calendar)) for item in page],
            "page": page,
            "kinds": sorted(kinds.items()),
            "kind": kind,
            "total": len(work),
            "warnings": warnings_for(user, today),
            "today": today,
            "posts": user.posts.on(today).select_related("unit"),
        },
    )


@require_admin_access
def find(request: HttpRequest) -> HttpResponse:
    """Find cases and publications by any of their words; filters stand in the address."""
    text = request.GET.get("q", "").strip()[:200]
    number = request.GET.get("p", "1")
    page = int(number) if number.isdigit() and 0 < int(number) < 500 else 1
    chosen = {name: request.GET.get(name, "") for name in NARROWED}
    results = None
    if text or any(chosen.values()):
        results = desk.found(_staff(request), text, page, PER_PAGE, **chosen)
    return render(
        request,
        "workbench/find.html",
        {
            "text": text,
            "results": results,
            "page": page,
            "last": -(-results.total // PER_PAGE) if results else 0,
            "choices": list(_choices(results, chosen)) if results else [],
        },
    )


def _choices(
    results: Results, chosen: dict[str, str]
) -> Iterator[tuple[str, str, str, list[tuple[str, str, int]]]]:
    """Yield each way to narrow what was found: name, heading, what is chosen, and value, label and count of each choice."""
    units = dict(Unit.objects.values_list("code", "short_name"))
    for name, heading in NARROWED.items():
        values = results.facets.get(name, [])
        if len(values) > 1 or chosen[name]:
            yield (
                name,
                heading,
                chosen[name],
                [(each.value, units.get(each.value, each.value), each.n) for each in values],
            )


def _staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
