"""Signals on the screen: those in force, taking one in, its words, what the district advises, where signals come from."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from gongkai.law import warnings as law
from gongkai.law.refusal import Refusal
from gongkai.units.models import Role
from gongkai.voice.warnings import forms
from gongkai.voice.warnings.actions import alerts, broadcasts
from gongkai.voice.warnings.cap import LONGEST, NAMESPACE
from gongkai.voice.warnings.models import Alert, RefusedAlert, Station, StationReading
from gongkai.voice.warnings.views.desk import actor, holds, staff_only, unit_for, visible_jobs

PER_PAGE = 30


@staff_only
def index(request: HttpRequest) -> HttpResponse:
    """Show what stands now, and everything there was, newest first."""
    now = timezone.now()
    kind, colour = request.GET.get("kind", ""), request.GET.get("colour", "")
    found = Alert.objects.order_by("-pk")
    if kind in law.KINDS:
        found = found.filter(kind=kind)
    if colour in {each.value for each in law.Colour}:
        found = found.filter(colour=colour)
    context = {
        "standing": Alert.objects.in_force(now),
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("p")),
        "kinds": list(law.KINDS), "kind": kind, "colour": colour, "colours": list(law.Colour),
        "may_import": holds(request, alerts.RELAYERS),
        "refused": RefusedAlert.objects.filter(at__gt=now - timedelta(days=7)).count(),
    }  # fmt: skip
    return render(request, "warnings/signals.html", context)


@staff_only
def take_in(request: HttpRequest) -> HttpResponse:
    """Take a message in from a file, and show what was refused lately."""
    form = forms.ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            # One byte more than is taken: a larger file is refused without being read.
            made = alerts.upload(
                form.cleaned_data["file"].read(LONGEST + 1), proof=form.cleaned_data["proof"], unit=unit_for(request, alerts.RELAYERS),
                by=actor(request), at=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已接收{made.title}，门户横幅一分钟内更新。")
            return redirect("warnings_alert", made.pk)
    refused = Paginator(RefusedAlert.objects.all(), PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "warnings/import.html", {"form": form, "page": refused, "namespace": NAMESPACE})


@staff_only
def alert(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a signal as issued, its chain, what the district advises, and the jobs that relay it."""
    row = get_object_or_404(Alert, pk=pk)
    form = forms.AdviceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            unit = unit_for(request, alerts.RELAYERS)
            alerts.write_advice(
                row, form.cleaned_data["text"], unit=unit, by=actor(request), at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已保存，门户上与信号原文分开显示。")
            return redirect("warnings_alert", pk)
    chain = Alert.objects.filter(pk=row.first_pk()) | Alert.objects.filter(first=row.first_pk())
    context = {
        "alert": row,
        "chain": chain.order_by("pk"),
        "stands": Alert.objects.in_force(timezone.now()).filter(pk=pk).exists(),
        "advice": row.advice.select_related("unit"),
        "form": form,
        "jobs": visible_jobs(request).filter(alert=row),
        "may_send": holds(request, broadcasts.DRAFTERS),
        "may_advise": holds(request, alerts.RELAYERS),
    }
    return render(request, "warnings/alert.html", context)


@staff_only
def stations(request: HttpRequest) -> HttpResponse:
    """Say whose signals are taken in, and how they are proved."""
    form = forms.StationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            who: dict[str, Any] = {"by": actor(request), "at": timezone.now()}
            alerts.set_station(**form.cleaned_data, **who)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已保存。")
            return redirect("warnings_stations")
    readings = {reading.sender: reading for reading in StationReading.objects.all()}
    context = {
        "form": form,
        "stations": [(row, readings.get(row.sender)) for row in Station.objects.in_force()],
        "may": holds(request, [Role.COMPETENT]),
    }
    return render(request, "warnings/stations.html", context)
