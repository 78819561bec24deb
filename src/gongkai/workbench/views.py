"""The first page of the day and the search over everything one may see."""

from collections import Counter

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.cases import procedure as procedures
from gongkai.cases.models import Case
from gongkai.cases.worklist import work_of
from gongkai.law.clock import light_of
from gongkai.publishing.models import Publication
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import User

PER_PAGE = 50
FOUND_PER_KIND = 30


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
            "today": today,
            "posts": user.posts.on(today).select_related("unit"),
        },
    )


@require_admin_access
def find(request: HttpRequest) -> HttpResponse:
    """Find cases and publications by number, index number, document number or title."""
    user = _staff(request)
    today = timezone.localdate()
    words = request.GET.get("q", "").strip()
    cases: list[tuple[Case, procedures.Procedure]] = []
    publications: list[Publication] = []
    if words:
        found = Case.objects.visible_to(user, today).select_related("unit")
        found = found.filter(number__icontains=words) | found.filter(title__icontains=words)
        cases = [(case, procedures.get(case.procedure)) for case in found[:FOUND_PER_KIND]]
        mine = Publication.objects.visible_to(user, today).select_related("unit", "column")
        publications = list(
            (
                mine.filter(title__icontains=words)
                | mine.filter(doc_number__icontains=words)
                | mine.filter(index_no__icontains=words)
            ).order_by("-pk")[:FOUND_PER_KIND]
        )
    return render(
        request, "workbench/find.html", {"words": words, "cases": cases, "publications": publications}
    )


def _staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
