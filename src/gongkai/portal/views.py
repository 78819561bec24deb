"""The public pages that answer questions: search, health, and the page for a wrong address."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from gongkai.portal import pages
from gongkai.publishing.models import Column
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
