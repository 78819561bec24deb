"""Sources (舆情来源): how each does, what it brought; opened, changed and ended by the office."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.law.refusal import Refusal
from gongkai.units.models import Role
from gongkai.voice.opinion import actions
from gongkai.voice.opinion.forms import EndForm, SourceForm
from gongkai.voice.opinion.models import OpinionSource
from gongkai.voice.opinion.views.common import actor_of

READINGS = 50


@require_admin_access
def sources(request: HttpRequest) -> HttpResponse:
    """List the sources, those that are down first."""
    today = timezone.localdate()
    rows = list(OpinionSource.objects.select_related("unit"))
    rows.sort(key=lambda row: (row.until is not None and row.until < today, not row.fault, row.name))
    may = actor_of(request).holds(Role.COMPETENT, "")
    context = {"rows": rows, "today": today, "may": may}
    return render(request, "opinion/sources.html", context)


@require_admin_access
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a source: its state, its log, and how it is pushed to."""
    row = get_object_or_404(OpinionSource.objects.select_related("unit"), pk=pk)
    actor = actor_of(request)
    context: dict[str, Any] = {
        "row": row,
        "readings": row.readings.all()[:READINGS],
        "count": row.items.count(),
        "may": actor.holds(Role.COMPETENT, ""),
        "hook": request.build_absolute_uri(reverse("opinion_webhook", args=[row.key])),
        "end": EndForm(initial={"until": timezone.localdate()}),
    }
    if request.method == "POST":
        who: dict[str, Any] = {"by": actor, "at": timezone.now()}
        try:
            if request.POST.get("do") == "secret":
                # Shown this once, on this very answer.
                context["secret"] = actions.new_secret(row, **who)
                return render(request, "opinion/source.html", context)
            context["end"] = EndForm(request.POST)
            if context["end"].is_valid():
                actions.end_source(row, until=context["end"].cleaned_data["until"], **who)
                messages.success(request, "已停用，收到的线索保留。")
                return redirect("opinion_source", pk)
        except Refusal as refusal:
            messages.error(request, str(refusal))
    return render(request, "opinion/source.html", context)


@require_admin_access
def new_source(request: HttpRequest) -> HttpResponse:
    """Open a source."""
    form = SourceForm(request.POST or None, initial={"since": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            fields = actions.SourceFields(**form.cleaned_data)
            row = actions.open_source(fields, by=actor_of(request), at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已启用。")
            return redirect("opinion_source", row.pk)
    return render(request, "opinion/source_form.html", {"form": form, "label": "增加来源"})


@require_admin_access
def edit_source(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a source."""
    row = get_object_or_404(OpinionSource, pk=pk)
    names = list(SourceForm.base_fields)
    initial = {name: getattr(row, name) for name in names if name != "unit"} | {"unit": row.unit_id}
    form = SourceForm(
        {**request.POST.dict(), "key": row.key} if request.method == "POST" else None, initial=initial
    )
    form.fields["key"].disabled = True
    if request.method == "POST" and form.is_valid():
        try:
            fields = actions.SourceFields(**{**form.cleaned_data, "key": row.key})
            actions.revise_source(row, fields, by=actor_of(request), at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已保存。")
            return redirect("opinion_source", pk)
    return render(
        request, "opinion/source_form.html", {"form": form, "label": f"修改来源：{row.name}", "row": row}
    )
