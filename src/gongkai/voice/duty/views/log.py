"""The duty log and the hand-overs on the screen."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access

from gongkai.cases import csv_text
from gongkai.law.identifiers import mask_name, mask_phone
from gongkai.law.refusal import Refusal
from gongkai.units import posts
from gongkai.voice.duty import actions, forms, roster
from gongkai.voice.duty.models import DutyEvent, DutyLogEntry, HandOver, Shift
from gongkai.voice.duty.views.common import (
    actor,
    frame,
    is_staff_of,
    new_token,
    refused,
    shift_line,
    staff,
    unit_of,
)

PER_PAGE = 40
HEADINGS = ("时间", "类别", "地点", "起因、经过和措施", "已通知", "记录人", "记录时间", "更正")


@require_admin_access
def log(request: HttpRequest) -> HttpResponse:
    """Show the log, newest first, with a line to write on top; corrections stand under what they correct."""
    unit, now = unit_of(request), timezone.now()
    if unit is None:
        return render(request, "duty/nothing.html", frame(request, None, "log"))
    form = forms.LogForm(request.POST or None, initial={"happened_at": timezone.localtime()})
    if request.method == "POST" and form.is_valid():
        token = request.POST.get("token", "")[:64]
        try:
            actions.note(unit, actions.Line(**form.cleaned_data), by=actor(request), at=now, token=token)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已记入值班日志。")
            return redirect(f"{request.path}?unit={unit.code}")
    found = (
        DutyLogEntry.objects.filter(unit=unit, corrects=None)
        .select_related("case")
        .prefetch_related("corrections")
    )
    words, day = request.GET.get("q", "").strip()[:100], _day(request.GET.get("day", ""))
    if words:
        found = found.filter(text__icontains=words)
    if day:
        begin = timezone.make_aware(datetime.combine(day, time.min))
        found = found.filter(happened_at__gte=begin, happened_at__lt=begin + timedelta(days=1))
    if request.GET.get("format") == "csv":
        return csv_text.response(f"duty-log-{timezone.localdate():%Y%m%d}.csv", _rows(found))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    rows = [(entry, mask_name(entry.reporter_name), mask_phone(entry.reporter_phone)) for entry in page]
    context = {
        **frame(request, unit, "log"), "form": form, "token": request.POST.get("token") or new_token(), "page": page,
        "rows": rows, "q": words, "day": day,
    }  # fmt: skip
    return render(request, "duty/log.html", context)


def _rows(found: QuerySet[DutyLogEntry]) -> Iterator[Iterable[object]]:
    """Yield the log as a table; who called is left out."""
    yield HEADINGS
    for entry in found:
        for line in (entry, *entry.corrections.all()):
            yield (
                f"{timezone.localtime(line.happened_at):%Y-%m-%d %H:%M}", line.get_kind_display(), line.place,
                line.text, line.informed, line.recorded_by, f"{timezone.localtime(line.recorded_at):%Y-%m-%d %H:%M}",
                "更正" if line.corrects_id else "",
            )  # fmt: skip


@require_admin_access
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """更正: write what is right beside a line; it stays as it was written."""
    entry = _entry(request, pk)
    initial = {
        name: getattr(entry, name) for name in ("kind", "text", "place", "informed", "reporter_post")
    } | {"happened_at": timezone.localtime(entry.happened_at)}
    form = forms.LogForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        token = request.POST.get("token", "")[:64]
        try:
            actions.correct(
                entry, actions.Line(**form.cleaned_data), by=actor(request), at=timezone.now(), token=token
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已更正，原记录保留。")
            return redirect("duty_log")
    context = {
        **frame(request, entry.unit, "log"), "entry": entry, "form": form,
        "token": request.POST.get("token") or new_token(),
    }  # fmt: skip
    return render(request, "duty/correct.html", context)


@require_admin_access
@require_POST
def caller(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who called, in full; the reading is logged."""
    entry = _entry(request, pk)
    try:
        entry = actions.read_caller(entry, by=actor(request), at=timezone.now())
    except Refusal as refusal:
        refused(request, refusal)
        return redirect("duty_log")
    return render(request, "duty/caller.html", {**frame(request, entry.unit, "log"), "entry": entry})


def _entry(request: HttpRequest, pk: int) -> DutyLogEntry:
    visible = posts.units_visible_to(staff(request), timezone.localdate())
    return get_object_or_404(DutyLogEntry.objects.select_related("unit", "case"), pk=pk, unit__in=visible)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_admin_access
def hand_overs(request: HttpRequest) -> HttpResponse:
    """List the hand-overs of a unit, newest first."""
    unit = unit_of(request)
    found = HandOver.objects.filter(unit=unit).select_related("shift")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    now = timezone.now()
    context = {
        **frame(request, unit, "hand_overs"),
        "page": page,
        "shift": roster.on_duty(unit, now) if unit else None,
        "missing": Shift.objects.filter(
            unit=unit, ends_at__lte=now, ends_at__gt=now - timedelta(days=3), hand_over=None
        ).with_people(),
    }
    return render(request, "duty/hand_overs.html", context)


@require_admin_access
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """交接班 of one shift: the leaving officer writes, the arriving one acknowledges."""
    visible = posts.units_visible_to(staff(request), timezone.localdate())
    shift = get_object_or_404(Shift.objects.with_people(), pk=pk, unit__in=visible)
    row = HandOver.objects.filter(shift=shift).select_related("unit", "shift__unit").first()
    by, now = actor(request), timezone.now()
    initial = {"matters": row.matters, "unfinished": row.unfinished} if row else _told_of(shift)
    writing = "acknowledge" not in request.POST
    posted = request.POST or None
    form = forms.HandOverForm(posted if writing else None, initial=initial)
    answer = forms.AcknowledgeForm(None if writing else posted)
    if request.method == "POST":
        chosen = form if writing else answer
        if chosen.is_valid():
            try:
                if writing:
                    actions.hand_over(shift, **form.cleaned_data, by=by, at=now)
                elif row is not None:
                    actions.acknowledge(row, **answer.cleaned_data, by=by, at=now)
            except Refusal as refusal:
                chosen.add_error(None, str(refusal))
            else:
                messages.success(request, "已交班，等待接班人签收。" if writing else "已接班。")
                return redirect("duty_desk")
    context = {
        **frame(request, shift.unit, "hand_overs"),
        "shift": shift,
        "people": shift_line(shift),
        "coming": roster.after(shift),
        "row": row,
        "form": form,
        "answer": answer,
        "may_write": is_staff_of(by, shift.unit) and (row is None or row.acknowledged_at is None),
        "may_acknowledge": row is not None
        and row.acknowledged_at is None
        and is_staff_of(by, shift.unit)
        and row.written_by != by.name,
    }
    return render(request, "duty/hand_over.html", context)


def _told_of(shift: Shift) -> dict[str, str]:
    """Return what the log says of a shift, so that the leaving officer need not type it again."""
    lines = DutyLogEntry.objects.filter(
        unit=shift.unit, happened_at__gte=shift.starts_at, happened_at__lt=shift.ends_at, corrects=None
    ).order_by("happened_at")
    said = [
        f"{timezone.localtime(line.happened_at):%H:%M} {line.text.splitlines()[0][:80]}"
        for line in lines[:20]
    ]
    open_events = DutyEvent.objects.filter(case__unit=shift.unit, case__closed_on=None).select_related("case")
    left = [f"{event.case.number} {event.case.title}" for event in open_events]
    return {"matters": "\n".join(said) or "正常", "unfinished": "\n".join(left)}
