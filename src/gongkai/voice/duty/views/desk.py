"""The duty screen (值班台): who is on duty, what runs, what is open, the day's log, the hand-over; checks; limits."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access

from gongkai.cases.actions import local_day
from gongkai.law.emergencies import EventKind
from gongkai.law.refusal import Refusal
from gongkai.units import parameters, posts
from gongkai.units.models import Unit
from gongkai.voice.duty import actions, forms, roster
from gongkai.voice.duty import limits as limits_in
from gongkai.voice.duty.models import (
    DutyAlarm,
    DutyCheck,
    DutyEvent,
    DutyLogEntry,
    DutyPerson,
    HandOver,
    OfficeLimit,
    Shift,
)
from gongkai.voice.duty.procedure import DUTY_EVENT
from gongkai.voice.duty.timers import running
from gongkai.voice.duty.views.common import (
    actor,
    frame,
    is_staff_of,
    refused,
    shift_line,
    staff,
    unit_of,
    weather_address,
)

LINES = 12
PER_PAGE = 30


@require_admin_access
def desk(request: HttpRequest) -> HttpResponse:
    """Show everything the officer on duty needs on one page; the numbers in full on a click that is logged."""
    unit, now = unit_of(request), timezone.now()
    if unit is None:
        return render(request, "duty/nothing.html", frame(request, None, "desk"))
    shift = roster.on_duty(unit, now)
    phones: dict[int, DutyPerson] = {}
    if request.method == "POST":
        try:
            phones = {person.pk: person for person in actions.read_phones(unit, by=actor(request), at=now)}
        except Refusal as refusal:
            refused(request, refusal)
    events = _open_events(unit)
    waiting = (
        HandOver.objects.filter(unit=unit, acknowledged_at=None)
        .select_related("shift")
        .order_by("written_at")
    )
    context = {
        **frame(request, unit, "desk"),
        **_timers(events, now),
        "shift": shift,
        "people": [(person, phones.get(person.pk)) for person in shift_line(shift)],
        "next": roster.after(shift)
        if shift
        else Shift.objects.filter(unit=unit, starts_at__gt=now).with_people().first(),
        "events": [(event, DUTY_EVENT.stage(event.case.stage).label) for event in events],
        "log": _log_of_the_day(unit, now),
        "waiting": list(waiting[:3]),
        "last_hand_over": HandOver.objects.filter(unit=unit)
        .exclude(acknowledged_at=None)
        .select_related("shift")
        .first(),
        "alarms": DutyAlarm.objects.filter(unit=unit, cleared_at=None),
        "weather": weather_address(),
    }
    return render(request, "duty/desk.html", context)


@require_admin_access
def timers(request: HttpRequest) -> HttpResponse:
    """Return the open timers alone, for the page that asks again every half minute."""
    unit = unit_of(request)
    if unit is None:
        raise Http404
    return render(request, "duty/timers.html", {"unit": unit, **_timers(_open_events(unit), timezone.now())})


def _open_events(unit: Unit) -> list[DutyEvent]:
    found = DutyEvent.objects.filter(case__unit=unit, case__closed_on=None).select_related("case")
    return list(found.order_by("written_by"))


def _timers(events: list[DutyEvent], now: datetime) -> dict[str, Any]:
    soon = int(parameters.value("duty_alarm_minutes", local_day(now)))
    rows = [(timer, timer.said(now), timer.light(now, soon)) for event in events for timer in running(event)]
    return {"timers": sorted(rows, key=lambda row: row[0].by), "soon": soon, "looked_at": now}


def _log_of_the_day(unit: Unit, now: datetime) -> list[DutyLogEntry]:
    begin = roster.begins(roster.duty_day(now))
    found = DutyLogEntry.objects.filter(unit=unit, happened_at__gte=begin).select_related("case", "corrects")
    return list(found[:LINES])


@require_admin_access
def checks(request: HttpRequest) -> HttpResponse:
    """List the checks of duty posts and enter one; who was not there explains."""
    unit, by, now = unit_of(request), actor(request), timezone.now()
    office = posts.competent_office(timezone.localdate())
    context = frame(request, unit, "checks")
    may_check = context["is_competent"] or (office is not None and is_staff_of(by, office))
    form = forms.CheckForm(request.POST or None, initial={"checked_at": timezone.localtime()})
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        asked = given.pop("unit")
        try:
            actions.check(asked, actions.Checked(**given), by=by, at=now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已登记对{asked.short_name}的查岗。")
            return redirect("duty_checks")
    visible = posts.units_visible_to(staff(request), timezone.localdate())
    found = DutyCheck.objects.select_related("unit")
    if not may_check:
        found = found.filter(unit__in=visible)
    missed = request.GET.get("missed", "")
    if missed:
        found = found.filter(is_manned=False)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    rows = [
        (row, not row.is_manned and row.explained_at is None and is_staff_of(by, row.unit)) for row in page
    ]
    return render(
        request,
        "duty/checks.html",
        {**context, "form": form, "may_check": may_check, "page": page, "rows": rows, "missed": missed},
    )


@require_admin_access
@require_POST
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(
        DutyCheck, pk=pk, unit__in=posts.units_visible_to(staff(request), timezone.localdate())
    )
    try:
        actions.explain(row, text=request.POST.get("text", ""), by=actor(request), at=timezone.now())
    except Refusal as refusal:
        refused(request, refusal)
    else:
        messages.success(request, "已说明情况。")
    return redirect("duty_checks")


@require_admin_access
def limits(request: HttpRequest) -> HttpResponse:
    """Show which report limits hold, by which source and since when; the competent office changes them."""
    form = forms.LimitForm(request.POST or None, initial={"since": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            actions.set_limit(given.pop("kind"), **given, by=actor(request), at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已保存新的时限；此前接报的事件仍按原时限。")
            return redirect("duty_limits")
    today = timezone.localdate()
    history = list(OfficeLimit.objects.order_by("-since", "-pk"))
    rows = [
        (kind, limits_in.in_force(kind, today), [row for row in history if row.kind == kind.value])
        for kind in EventKind
    ]
    context = {**frame(request, unit_of(request), "limits"), "form": form, "rows": rows}
    return render(request, "duty/limits.html", context)
