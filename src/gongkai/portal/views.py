"""The public pages that answer questions: search, health, and the page for a wrong address."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from gongkai.law.refusal import Refusal
from gongkai.portal import pages
from gongkai.publishing import actions as publishing
from gongkai.publishing.models import Column, Publication
from gongkai.search import index
from gongkai.units.models import Unit

PER_PAGE = 20


def search(request: HttpRequest) -> HttpResponse:
    """Search everything public; filters stand in the address, so a search can be linked."""
    text = request.GET.get("q", "").strip()[:200]
    chosen = {name: request.GET.get(name, "") for name in ("unit", "column", "year")}
    by_date = request.GET.get("sort") == "date"
    number = request.GET.get("p", "1")
    page = int(number) if number.isdigit() and 0 < int(number) < 500 else 1
    asked = bool(text or any(chosen.values()))
    results = index.query(text, by_date=by_date, page=page, per_page=PER_PAGE, **chosen) if asked else None
    last = -(-results.total // PER_PAGE) if results else 0
    context = {
        "text": text,
        "chosen": chosen,
        "by_date": by_date,
        "results": results,
        "page": page,
        "last": last,
        "units": Unit.objects.all(),
        "columns": Column.objects.filter(takes_items=True).order_by("sort"),
        "years": [str(year) for year in range(2019, 2027)],
    }
    return HttpResponse(pages.render("search.html", context, request))


def comment(request: HttpRequest, slug: str) -> HttpResponse:
    """Take an opinion on a draft that is open for comment."""
    rows = Publication.objects.public().exclude(comment_kind="")
    item = get_object_or_404(rows, index_no=slug.replace("-", "/", 1))
    now = timezone.now()
    assert item.comment_until is not None
    closed = timezone.localdate(now) > item.comment_until
    typed = {name: request.POST.get(name, "") for name in ("text", "name", "contact")}
    context: dict[str, object] = {"item": item, "closed": closed, "typed": typed}
    context["results"] = Publication.objects.public().filter(result_of=item)
    # The field people do not see is filled in by programs only.
    if request.method == "POST" and not closed and not request.POST.get("website"):
        try:
            context["made"] = publishing.receive(item, at=now, **typed)
        except Refusal as refusal:
            context["refusal"] = refusal
    return HttpResponse(
        pages.render("comment.html", context, request), status=422 if "refusal" in context else 200
    )


def healthz(request: HttpRequest) -> JsonResponse:
    """Say that the process answers."""
    return JsonResponse({"ok": True})


def readyz(request: HttpRequest) -> JsonResponse:
    """Say whether the database answers too."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # noqa: BLE001 -- whatever keeps the database from answering
        return JsonResponse({"ok": False, "database": "unreachable"}, status=503)
    return JsonResponse({"ok": True})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(pages.render("404.html", {}), status=404)
