"""What the centre keeps: the directory, the limits, the address book, whom to tell, the calls, the city's files."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from gongkai.cases import csv_text
from gongkai.law import hotline as law
from gongkai.law.identifiers import mask_phone
from gongkai.law.refusal import Refusal
from gongkai.voice.hotline import actions, calls, city, directory, forms, limits, table
from gongkai.voice.hotline.models import (
    CallDay,
    CityFile,
    CityKey,
    DirectoryEntry,
    Limit,
    Place,
    TicketContact,
)
from gongkai.voice.hotline.views.common import actor_of, centre_only, is_centre, staff_only

SHOWN = 60


def _shown(request: HttpRequest, template: str, here: str, context: dict[str, Any]) -> HttpResponse:
    may = is_centre(actor_of(request))
    return render(
        request, f"hotline/{template}.html", {**context, "here": here, "is_centre": may, "may": may}
    )


@staff_only
def entries(request: HttpRequest) -> HttpResponse:
    """Show the dispatch directory, try it with a sentence, add a row."""
    today = timezone.localdate()
    words, tried = request.GET.get("q", "").strip()[:100], request.GET.get("try", "").strip()[:500]
    form = forms.EntryForm(request.POST or None, initial={"since": today})
    if request.method == "POST" and form.is_valid():
        try:
            directory.enter(
                form.as_matter(), since=form.cleaned_data["since"], by=actor_of(request), at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已加入派单目录。")
            return redirect("hotline_directory")
    rows = DirectoryEntry.objects.on(today).select_related("unit")
    if words:
        rows = rows.filter(
            Q(matter__icontains=words) | Q(topic__icontains=words) | Q(field__icontains=words)
            | Q(keywords__contains=[words]) | Q(unit__short_name__icontains=words)
        )  # fmt: skip
    context = {
        "groups": directory.grouped(list(rows)), "form": form, "q": words, "tried": tried,
        "suggestions": directory.suggest(tried, None, today), "local": directory.LOCAL,
    }  # fmt: skip
    return _shown(request, "directory", "directory", context)


@staff_only
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a row (a new one takes its place from a day on), or end it."""
    by, today = centre_only(request), timezone.localdate()
    row = get_object_or_404(DirectoryEntry.objects.select_related("unit"), pk=pk)
    initial = {
        "field": row.field, "topic": row.topic, "matter": row.matter, "keywords": " ".join(row.keywords),
        "unit": row.unit, "since": today, "source": row.source,
    }  # fmt: skip
    ends = "end" in request.POST
    form = forms.EntryForm(request.POST if request.POST and not ends else None, initial=initial)
    if request.method == "POST" and (ends or form.is_valid()):
        try:
            if ends:
                directory.end(row, on=today, by=by, at=timezone.now())
            else:
                directory.enter(
                    form.as_matter(),
                    since=form.cleaned_data["since"],
                    by=by,
                    at=timezone.now(),
                    instead_of=row,
                )
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "已停用。" if ends else "已修改，原条目留档。")
            return redirect("hotline_directory")
    return _shown(request, "entry", "directory", {"row": row, "form": form, "local": directory.LOCAL})


@staff_only
def limit_table(request: HttpRequest) -> HttpResponse:
    """Show the limits in force with their source, and every row ever entered; the centre adds one."""
    today = timezone.localdate()
    form = forms.LimitForm(
        request.POST or None, initial={"since": today, "return_hours": 24, "return_days": 0, "sign_hours": 4}
    )
    if request.method == "POST" and form.is_valid():
        try:
            limits.enter(form.save(commit=False), by=actor_of(request), at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已保存新的时限，以后受理的工单按此计算。")
            return redirect("hotline_limits")
    context = {
        "lines": limits.in_force(today), "rows": Limit.objects.all()[:SHOWN], "form": form, "design": law.DESIGN,
        "petition": (law.PETITION_TOLD, law.PETITION_OBJECTION, law.PETITIONS), "grounds": law.GROUNDS.values(),
    }  # fmt: skip
    return _shown(request, "limits", "limits", context)


@staff_only
def address_book(request: HttpRequest) -> HttpResponse:
    """Show the places of every town, and whom the units want told; the centre changes both."""
    by, now = actor_of(request), timezone.now()
    places, contact = forms.PlacesForm(), forms.ContactForm()
    if request.method == "POST":
        try:
            if "names" in request.POST:
                places = forms.PlacesForm(request.POST)
                if places.is_valid():
                    town, names = places.cleaned_data["town"], places.cleaned_data["names"].splitlines()
                    count = directory.set_places(town, names, by=by, at=now)
                    messages.success(request, f"{town}现有{count}个地点。")
                    return redirect("hotline_addresses")
            else:
                contact = forms.ContactForm(request.POST)
                if contact.is_valid():
                    actions.set_contact(
                        contact.cleaned_data["unit"], contact.cleaned_data["phone"], by=by, at=now
                    )
                    messages.success(request, "已保存。")
                    return redirect("hotline_addresses")
        except Refusal as refusal:
            messages.error(request, str(refusal))
    towns: dict[str, list[str]] = {}
    for row in Place.objects.select_related("town"):
        towns.setdefault(row.town.short_name, []).append(row.name)
    told = TicketContact.objects.select_related("unit").order_by("unit__sort")
    context = {
        "towns": towns.items(), "places": places, "contact": contact,
        "contacts": [(row.unit, mask_phone(row.phone)) for row in told if row.phone],
    }  # fmt: skip
    return _shown(request, "addresses", "addresses", context)


@staff_only
def call_days(request: HttpRequest) -> HttpResponse:
    """Show the call metrics of a period day by day with their rates; the centre imports a table."""
    today = timezone.localdate()
    form = forms.CallsForm(request.POST or None, request.FILES or None)
    rows: list[calls.Row] = []
    if request.method == "POST" and form.is_valid():
        try:
            rows = calls.read(*_content(form.cleaned_data["file"]), today)
            made = calls.take(
                rows, source=form.cleaned_data["source"], by=actor_of(request), at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已导入{made}天。")
            return redirect("hotline_calls")
    period = forms.PeriodForm(request.GET or None)
    given = period.cleaned_data if period.is_bound and period.is_valid() else {}
    until = given.get("until") or today
    since = given.get("since") or until - timedelta(days=SHOWN // 2)
    days = CallDay.objects.filter(day__range=(since, until))
    context = {
        "form": form, "errors": [row for row in rows if row.errors][:SHOWN],
        "period": period if period.is_bound else forms.PeriodForm(initial={"since": since, "until": until}),
        "since": since, "until": until, "rates": calls.rates(since, until),
        "days": [(day, list(calls.rates_of(day))) for day in days], "headings": calls.HEADINGS,
        "standard": law.CALLS_SOURCE, "least": law.LEAST_ANSWERED,
    }  # fmt: skip
    return _shown(request, "calls", "calls", context)


@staff_only
def city_files(request: HttpRequest) -> HttpResponse:
    """Show what came from the city's hotline, take in a file (first as a dry run), give results back."""
    by, today = centre_only(request), timezone.localdate()
    form = forms.UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            file = city.keep_file(*_content(form.cleaned_data["file"]), by=by, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("hotline_city_file", file.pk)
    period = forms.PeriodForm(request.GET or None)
    given = period.cleaned_data if period.is_bound and period.is_valid() else {}
    until = given.get("until") or today
    since = given.get("since") or date(until.year, until.month, 1)
    if request.GET.get("format") == "csv":
        return csv_text.response(
            f"city-{since:%Y%m%d}-{until:%Y%m%d}.csv", [city.RESULT_HEADINGS, *city.results(since, until)]
        )
    if request.GET.get("format") == "json":
        answer = HttpResponse(city.results_json(since, until), content_type="application/json; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="city-{since:%Y%m%d}-{until:%Y%m%d}.json"'
        return answer
    key = CityKey.objects.last()
    context = {
        "form": form, "files": CityFile.objects.defer("content")[:SHOWN], "headings": city.HEADINGS,
        "needed": city.NEEDED, "since": since, "until": until, "key": forms.KeyForm(),
        "period": forms.PeriodForm(initial={"since": since, "until": until}),
        "is_open": bool(key and key.secret), "key_row": key,
    }  # fmt: skip
    return _shown(request, "city", "city", context)


@staff_only
def city_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the dry run of a file: what would be made, what is there already, what is wrong; then take it in."""
    by = centre_only(request)
    file = get_object_or_404(CityFile, pk=pk)
    if request.method == "POST":
        try:
            made = city.take_file(file, by=by, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"已导入{made}张新工单。")
            return redirect("hotline_city_file", pk)
    rows = city.rows_of(file, timezone.localdate())
    context = {
        "file": file, "rows": rows[:SHOWN], "more": max(0, len(rows) - SHOWN),
        "faulty": [row for row in rows if row.errors][:SHOWN],
        "fresh": sum(not row.known and not row.errors for row in rows), "known": sum(bool(row.known) for row in rows),
    }  # fmt: skip
    return _shown(request, "city_file", "city", context)


@staff_only
@require_POST
def city_key(request: HttpRequest) -> HttpResponse:
    """Set or close the interface of the city's hotline."""
    form = forms.KeyForm(request.POST)
    if form.is_valid():
        try:
            city.set_key(form.cleaned_data["secret"], by=centre_only(request), at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "接口密钥已更新。" if form.cleaned_data["secret"] else "接口已关闭。")
    return redirect("hotline_city")


def _content(upload: UploadedFile) -> tuple[str, bytes]:  # type: ignore[type-arg]
    """Read an upload that may be read at all."""
    if upload.size is None or upload.size > table.LARGEST:
        raise Refusal("文件超过10 MB。", article=table.RULE, advice="请分成几个文件导入。")
    return str(upload.name), upload.read()
