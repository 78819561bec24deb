"""The public pages that answer questions: search, health, and the page for a wrong address."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from gongkai.law.refusal import Refusal
from gongkai.portal import files, pages
from gongkai.portal.pages.listings import POLICIES
from gongkai.publishing import actions as publishing
from gongkai.publishing.columns import labels as column_labels
from gongkai.publishing.models import Column, Genre, Publication, Validity
from gongkai.search import find
from gongkai.search.index import FACETS, FILTERS
from gongkai.units.models import Unit
from gongkai.voice.messages import challenge

PER_PAGE = 20
FACET_LABELS = {
    "unit": "单位", "column": "栏目", "year": "公开年份", "genre": "体裁", "validity": "有效性", "key_area": "主题（重点领域）",
}  # fmt: skip
# What the policy library is narrowed by, in the order of its page.
POLICY_FACETS = ("validity", "year", "unit", "genre", "key_area")


def search(request: HttpRequest) -> HttpResponse:
    """Search everything public; filters stand in the address, so a search can be linked."""
    chosen = {name: request.GET.get(name, "") for name in FILTERS}
    within = Column.objects.filter(code=chosen["within"]).first() if chosen["within"] else None
    context = _searched(request, chosen, tuple(FACETS)) | {"within": within}
    return HttpResponse(pages.render("search.html", context, request))


def policies(request: HttpRequest) -> HttpResponse:
    """Narrow the policy library (政策文件库) by any of its facets together, with or without words."""
    chosen = {name: request.GET.get(name, "") for name in POLICY_FACETS}
    context = _searched(
        request, chosen | {"within": POLICIES}, POLICY_FACETS, by_date=not request.GET.get("q")
    )
    return HttpResponse(pages.render("policy_find.html", context | {"chosen": chosen}, request))


def _searched(
    request: HttpRequest, chosen: dict[str, str], facets: tuple[str, ...], *, by_date: bool = False
) -> dict[str, Any]:
    """Return what was asked in the address and what was found."""
    text = request.GET.get("q", "").strip()[:200]
    since, until = (_day(request.GET.get(name, "")) for name in ("since", "until"))
    by_date = by_date or request.GET.get("sort") == "date"
    number = request.GET.get("p", "1")
    page = int(number) if number.isdecimal() and 0 < int(number) < 500 else 1
    asked = bool(text or any(chosen.values()) or since or until)
    narrowed = {"since": since, "until": until, "by_date": by_date, "page": page, "per_page": PER_PAGE}
    results = find.query(text, **narrowed, **chosen) if asked else None  # type: ignore[arg-type]
    return {
        "text": text,
        "chosen": chosen,
        "by_date": by_date,
        "results": results,
        "page": page,
        "last": -(-results.total // PER_PAGE) if results else 0,
        "facets": list(_facets(request, results, chosen, facets)) if results else [],
        "since": since,
        "until": until,
    }


def suggest(request: HttpRequest) -> JsonResponse:
    """Offer words and titles for what is being typed."""
    return JsonResponse(find.suggest(request.GET.get("q", "")[:50]), safe=False)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _facets(
    request: HttpRequest, results: find.Results, chosen: dict[str, str], names: Iterable[str]
) -> Iterator[tuple[str, str, str, str, list[tuple[str, str, int, str]]]]:
    """Yield each way to narrow the results: name, heading, chosen value, the address without it, and the values, each
    with label, count and address. Whatever else is chosen stays chosen.
    """

    def address(**changes: str) -> str:
        asked = request.GET.copy()
        asked.pop("p", None)
        for name, value in changes.items():
            asked[name] = value
        return "?" + urlencode([(name, value) for name, value in asked.items() if value])

    labels: dict[str, dict[str, str]] = {
        "unit": dict(Unit.objects.values_list("code", "short_name")),
        "column": column_labels(),
        "genre": {str(value): str(label) for value, label in Genre.choices},
        "validity": {str(value): str(label) for value, label in Validity.choices},
    }
    for name in names:
        values = results.facets.get(name, [])
        known = labels.get(name, {})
        shown = [
            (each.value, known.get(each.value, each.value), each.n, address(**{name: each.value}))
            for each in values
        ]
        if name == "year":
            shown.sort(reverse=True)
        if shown:
            yield name, FACET_LABELS[name], chosen[name], address(**{name: ""}), shown


def jump(request: HttpRequest) -> HttpResponse:
    """Lead from the field under a list to one of its pages; to the newest where there is no such page."""
    folder, page = request.GET.get("list", ""), request.GET.get("page", "").strip()
    try:
        pages.listing_at(folder)
    except (LookupError, ObjectDoesNotExist) as error:
        raise Http404 from error
    name = f"p{int(page)}.html" if page.isdecimal() else ""
    exists = name and (files.root() / folder / name).exists()
    return redirect(f"/{folder}/{name}" if exists else f"/{folder}/")


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
    if request.method == "POST" and not closed:
        try:
            token = challenge.passed_by(request.POST, now)
            sender = challenge.sender_of(request.META.get("REMOTE_ADDR", ""))
            context["made"] = publishing.receive(item, at=now, token=token, sender=sender, **typed)
        except Refusal as refusal:
            context["refusal"] = refusal
    context |= challenge.shown(request.POST if request.method == "POST" else None, now)
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
