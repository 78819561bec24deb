"""The desk of the website's annual statement: the years, the form with every number open to its records, the files."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from gongkai.law.refusal import Refusal
from gongkai.reporting import desk, figures
from gongkai.reporting.desk import staff_only
from gongkai.reporting.parameters import first_year
from gongkai.reporting.website import actions
from gongkai.reporting.website.form import forms, publish_by
from gongkai.reporting.website.models import WebsiteStatement
from gongkai.reporting.website.statement import Item, items, lateness, missing
from gongkai.units import posts
from gongkai.units.models import Role


@staff_only
def statement_list(request: HttpRequest) -> HttpResponse:
    """Show every year that has ended: where its statement stands, by when it is due, and how late it is."""
    today = timezone.localdate()
    made = {row.year: row for row in WebsiteStatement.objects.select_related("publication").defer("frozen")}
    rows = [
        (
            year,
            publish_by(year),
            made.get(year),
            lateness(made.get(year) or WebsiteStatement(year=year), today),
        )
        for year in range(today.year - 1, first_year(today) - 1, -1)
    ]
    context = {"rows": rows, "may_open": _may(request, Role.OFFICER, Role.COMPETENT)}
    return render(request, "reporting/website_list.html", context)


def _may(request: HttpRequest, *roles: Role) -> bool:
    today = timezone.localdate()
    office, actor = posts.competent_office(today), desk.actor(request)
    return office is not None and any(actor.holds(role, office.code) for role in roles)


@require_POST
@staff_only
def open_statement(request: HttpRequest, year: int) -> HttpResponse:
    actor = desk.actor(request)
    try:
        statement = actions.open_statement(year, by=actor, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("website_statement_list")
    return redirect("website_statement", year=statement.year)


@staff_only
def statement(request: HttpRequest, year: int) -> HttpResponse:
    """Show one statement; take what was entered, or the signature. Nothing typed is lost when it is refused."""
    row = get_object_or_404(WebsiteStatement.objects.select_related("unit", "publication"), year=year)
    typed: dict[str, tuple[str, str]] = {}
    if request.method == "POST":
        typed = _typed(request, row)
        try:
            said = _take(request, row, typed)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            row.refresh_from_db()
        else:
            messages.success(request, said)
            return redirect("website_statement", year=year)
    if row.stage == WebsiteStatement.Stage.SIGNED:
        return render(request, "reporting/website_signed.html", _signed(row))
    filled = items(row)
    context = {
        "statement": row,
        "form": forms()[row.form],
        "due": publish_by(row.year),
        "late": lateness(row, timezone.localdate()),
        "sections": [(label, [_shown(item, typed, row.year) for item in rows]) for label, rows in filled],
        "missing": missing(filled),
        "may_enter": _may(request, Role.OFFICER, Role.COMPETENT),
        "may_sign": _may(request, Role.HEAD),
    }
    return render(request, "reporting/website_statement.html", context)


def _typed(request: HttpRequest, row: WebsiteStatement) -> dict[str, tuple[str, str]]:
    fields = forms()[row.form].fields()
    return {
        field.id: (request.POST.get(field.id, ""), request.POST.get(f"{field.id}.note", ""))
        for field in fields
        if field.id in request.POST
    }


def _take(request: HttpRequest, row: WebsiteStatement, typed: dict[str, tuple[str, str]]) -> str:
    actor, at = desk.actor(request), timezone.now()
    text = request.POST.get("revision", "")
    revision = int(text) if text.isdecimal() else -1
    if "sign" in request.POST:
        actions.sign(row, expected_revision=revision, by=actor, at=at)
        return "已签字：各项数值和所统计记录的摘要已固定，可以提交公布。"
    saved = actions.enter(row, typed, expected_revision=revision, by=actor, at=at)
    return f"已保存，手工填报{len(saved.entered)}项。"


def _shown(item: Item, typed: dict[str, tuple[str, str]], year: int) -> dict[str, Any]:
    value, note = typed.get(item.field.id, (item.entered.get("value", ""), item.entered.get("note", "")))
    return {
        "item": item,
        "field": item.field,
        "value": value,
        "note": note,
        "opens": [
            (f"{reverse('reporting_figure', args=[name])}?year={year}", figures.get(name).label)
            for name in item.opens
        ],
    }


def _signed(row: WebsiteStatement) -> dict[str, Any]:
    from gongkai.reporting.website import outputs

    return {
        "statement": row,
        "html": outputs.html(row),
        "late": lateness(row, timezone.localdate()),
        "due": publish_by(row.year),
    }


@require_POST
@staff_only
def publish(request: HttpRequest, year: int) -> HttpResponse:
    row = get_object_or_404(WebsiteStatement.objects.select_related("unit"), year=year)
    actor = desk.actor(request)
    try:
        publication = actions.prepare_publication(row, by=actor, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("website_statement", year=year)
    messages.success(request, "已提交公布：经核稿、保密审查、签发后在“政府信息公开年报”栏目公开。")
    return redirect("publishing_detail", pk=publication.pk)


@staff_only
def download(request: HttpRequest, year: int, form: str) -> HttpResponse:
    from gongkai.reporting.website import outputs

    row = get_object_or_404(WebsiteStatement.objects.exclude(frozen=None).select_related("unit"), year=year)
    if form not in outputs.SUFFIXES:
        raise Http404
    response = HttpResponse(outputs.rendered(row, form), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f"attachment; filename=website-statement-{year}.{form}"
    return response
