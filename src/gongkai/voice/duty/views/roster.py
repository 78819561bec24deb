"""The roster on the screen: a month as a table, building it, importing it, changing a shift, the people."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.cases import csv_text
from gongkai.cases.guard import safe_upload
from gongkai.law.identifiers import mask_phone
from gongkai.law.refusal import Refusal
from gongkai.units import posts
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Unit
from gongkai.voice.duty import actions, forms, sheet
from gongkai.voice.duty import roster as rosters
from gongkai.voice.duty.models import DutyPerson, Shift
from gongkai.voice.duty.rotation import Assigned
from gongkai.voice.duty.views.common import actor, frame, is_keeper, staff, unit_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SALT = "duty roster"
HEADINGS = ("日期", "星期", "班次", "带班领导", "值班员", "司机", "备注")
WEEKDAYS = "一二三四五六日"


@require_admin_access
def month(request: HttpRequest) -> HttpResponse:
    """Show a month: every day with its shifts, rest days marked, gaps told."""
    unit = unit_of(request)
    if unit is None:
        return render(request, "duty/nothing.html", frame(request, None, "roster"))
    on = rosters.duty_day(timezone.now())
    first = forms.month_of(request.GET.get("month", ""), on)
    shifts = (
        Shift.objects.filter(unit=unit, day__in=rosters.days_of(first))
        .with_people()
        .prefetch_related("changes")
    )
    by_day: dict[date, list[Shift]] = {}
    for shift in shifts.order_by("starts_at"):
        by_day.setdefault(shift.day, []).append(shift)
    if request.GET.get("format") == "csv":
        return csv_text.response(f"duty-roster-{first:%Y%m}.csv", _rows(by_day))
    calendar = calendar_in_force()
    gaps = {gap.day: gap.what for gap in rosters.gaps(unit, first, len(rosters.days_of(first)))}
    context = {
        **frame(request, unit, "roster"),
        "first": first,
        "before": _neighbour(first, -1),
        "after": _neighbour(first, 1),
        "today": on,
        "days": [
            (day, WEEKDAYS[day.weekday()], calendar.describe(day), calendar.is_working(day), by_day.get(day, []),
             gaps.get(day, "") if day >= on else "")
            for day in rosters.days_of(first)
        ],
        "is_empty": not by_day and not any(day >= on for day in gaps),
        "gaps": sum(1 for day in gaps if day >= on),
        "people_exist": DutyPerson.objects.filter(unit=unit, is_active=True).exists(),
    }  # fmt: skip
    return render(request, "duty/roster.html", context)


def _rows(by_day: dict[date, list[Shift]]) -> Iterator[Iterable[object]]:
    yield HEADINGS
    for day, shifts in sorted(by_day.items()):
        for shift in shifts:
            yield (
                day, WEEKDAYS[day.weekday()], shift.get_half_display(), str(shift.leader or ""), shift.names,
                str(shift.driver or ""), shift.note,
            )  # fmt: skip


def _neighbour(first: date, step: int) -> date:
    years, month = divmod(first.month - 1 + step, 12)
    return date(first.year + years, month + 1, 1)


@require_admin_access
def build(request: HttpRequest) -> HttpResponse:
    """排班: look at what the rotation proposes for the free days of a month, then enter it."""
    unit = _kept(request)
    since = rosters.duty_day(timezone.now())
    first = forms.month_of(request.GET.get("month", ""), since)
    form = forms.BuildForm(request.POST or None, initial={"officers_each": 1})
    planned: list[Assigned] = []
    if request.method == "POST" and form.is_valid():
        planned = rosters.proposed(unit, first, calendar_in_force(), since=since, **form.cleaned_data)
        if "confirm" in request.POST:
            try:
                turns = _turns(unit, planned)
                made = actions.build(unit, turns, by=actor(request), at=timezone.now(), source="rotation")
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"已排{len(made)}个班次。")
                return redirect(f"{reverse('duty_roster')}?unit={unit.code}&month={first:%Y-%m}")
        elif not planned:
            form.add_error(None, "这个月没有要排的日期：已经排过，或者已经过去。")
    people = {person.pk: person for person in DutyPerson.objects.filter(unit=unit)}
    calendar = calendar_in_force()
    context = {
        **frame(request, unit, "roster"),
        "first": first,
        "form": form,
        "planned": [
            (each.slot.day, WEEKDAYS[each.slot.day.weekday()], calendar.describe(each.slot.day),
             calendar.is_working(each.slot.day), Shift.Half(each.slot.half).label, people.get(each.leader or 0),
             "、".join(people[key].name for key in each.officers), people.get(each.driver or 0))
            for each in planned
        ],
    }  # fmt: skip
    return render(request, "duty/build.html", context)


def _turns(unit: Unit, planned: list[Assigned]) -> list[actions.Turn]:
    people = {person.pk: person for person in DutyPerson.objects.filter(unit=unit)}
    return [
        actions.Turn(
            each.slot.day,
            each.slot.half,
            people.get(each.leader or 0),
            tuple(people[key] for key in each.officers),
            people.get(each.driver or 0),
        )
        for each in planned
    ]


@require_admin_access
def import_sheet(request: HttpRequest) -> HttpResponse:
    """导入值班表: first what the sheet says and which rows were not understood, then, confirmed, the turns."""
    unit = _kept(request)
    context: dict[str, Any] = {**frame(request, unit, "roster")}
    if request.method == "POST":
        try:
            if "confirm" in request.POST:
                turns = _signed_turns(unit, request.POST.get("turns", ""))
                made = actions.build(unit, turns, by=actor(request), at=timezone.now(), source="xlsx")
                left = len(turns) - len(made)
                messages.success(
                    request, f"已导入{len(made)}个班次{f'，{left}个已经排过，没有改动' if left else ''}。"
                )
                return redirect(f"{reverse('duty_roster')}?unit={unit.code}&month={made[0].day:%Y-%m}")
            reading = sheet.read(safe_upload(_chosen(request)), unit)
            context |= {
                "reading": reading,
                "taken": set(Shift.objects.filter(unit=unit).values_list("day", flat=True)),
                "signed": _sign(reading.turns),
            }
        except Refusal as refusal:
            context["refusal"] = str(refusal)
    return render(request, "duty/import.html", context)


def _chosen(request: HttpRequest) -> UploadedFile:  # type: ignore[type-arg]
    file = request.FILES.get("sheet")
    if isinstance(file, UploadedFile):
        if not str(file.name).lower().endswith(".xlsx"):
            raise Refusal("值班表只能从XLSX表格导入。", article="", advice="请下载模板填写，或者另存为XLSX。")
        return file
    raise Refusal("没有选择文件。", article="", advice="请选择填好的XLSX表格。")


def _sign(turns: list[actions.Turn]) -> str:
    """Return the turns as a text the page carries to its confirmation and nobody can alter."""
    kept = [
        [
            str(turn.day), turn.half, turn.leader.pk if turn.leader else None,
            [person.pk for person in turn.officers], turn.driver.pk if turn.driver else None, turn.note,
        ]
        for turn in turns
    ]  # fmt: skip
    return signing.dumps(kept, salt=SALT, compress=True)


def _signed_turns(unit: Unit, text: str) -> list[actions.Turn]:
    try:
        kept = signing.loads(text, salt=SALT, max_age=3600)
    except signing.BadSignature as error:
        raise Refusal("预览已经过期。", article="", advice="请重新上传表格。") from error
    people = {person.pk: person for person in DutyPerson.objects.filter(unit=unit)}
    return [
        actions.Turn(
            date.fromisoformat(day), half, people.get(leader),
            tuple(people[key] for key in officers if key in people), people.get(driver), note,
        )
        for day, half, leader, officers, driver, note in kept
    ]  # fmt: skip


@require_admin_access
def template(request: HttpRequest) -> HttpResponse:
    headers = {"Content-Disposition": 'attachment; filename="duty-roster.xlsx"'}
    return HttpResponse(sheet.template(_kept(request)), content_type=XLSX, headers=headers)


@require_admin_access
def shift(request: HttpRequest, pk: int) -> HttpResponse:
    """调班、换班 of one shift, and what was changed before."""
    visible = posts.units_visible_to(staff(request), timezone.localdate())
    row = get_object_or_404(Shift.objects.with_people(), pk=pk, unit__in=visible)
    by, now = actor(request), timezone.now()
    swapping = "swap" in request.POST
    posted = request.POST or None
    form = forms.ShiftForm(
        None if swapping else posted,
        shift=row,
        initial={
            "leader": row.leader,
            "officers": row.officers.all(),
            "driver": row.driver,
            "note": row.note,
        },
    )
    swap_form = forms.SwapForm(posted if swapping else None, shift=row, now=now, prefix="swap")
    chosen = swap_form if swapping else form
    if request.method == "POST" and chosen.is_valid():
        given = dict(chosen.cleaned_data)
        try:
            if swapping:
                actions.swap(row, given.pop("other"), **given, by=by, at=now)
            else:
                text = request.POST.get("revision", "")
                actions.change(row, **given, by=by, at=now, revision=int(text) if text.isdigit() else None)
        except Refusal as refusal:
            chosen.add_error(None, str(refusal))
        else:
            messages.success(
                request, "已换班，双方班次都有记录。" if swapping else "已调班，原安排保留在记录中。"
            )
            return redirect(f"{reverse('duty_roster')}?unit={row.unit.code}&month={row.day:%Y-%m}")
    context = {
        **frame(request, row.unit, "roster"),
        "shift": row,
        "form": form,
        "swap_form": swap_form,
        "may": is_keeper(by, row.unit) and row.ends_at > now,
        "changes": row.changes.all(),
    }
    return render(request, "duty/shift.html", context)


@require_admin_access
def people(request: HttpRequest) -> HttpResponse:
    """List who takes duty in a unit, and enter somebody."""
    unit = unit_of(request)
    if unit is None:
        raise Http404
    form = forms.PersonForm(request.POST or None, unit=unit)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_person(unit, **form.cleaned_data, by=actor(request), at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已登记值班人员。")
            return redirect(f"{request.path}?unit={unit.code}")
    order = DutyPerson.Part.values.index
    found = sorted(
        DutyPerson.objects.filter(unit=unit).select_related("user"),
        key=lambda row: (order(row.part), row.sort, row.pk),
    )
    context = {
        **frame(request, unit, "roster"),
        "form": form,
        "rows": [(row, mask_phone(row.phone)) for row in found],
    }
    return render(request, "duty/people.html", context)


@require_admin_access
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is known of somebody who takes duty; an empty number leaves the one there is."""
    visible = posts.units_visible_to(staff(request), timezone.localdate())
    row = get_object_or_404(DutyPerson.objects.select_related("unit"), pk=pk, unit__in=visible)
    if not is_keeper(actor(request), row.unit):
        raise Http404
    names = ("part", "name", "post", "user", "sort", "is_active")
    form = forms.PersonForm(
        request.POST or None, unit=row.unit, initial={name: getattr(row, name) for name in names}
    )
    form.fields["phone"].help_text = "留空则不改动。"
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "phone": form.cleaned_data["phone"] or row.phone}
        try:
            actions.save_person(row.unit, **given, person=row, by=actor(request), at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已保存。")
            return redirect(f"{reverse('duty_people')}?unit={row.unit.code}")
    context = {**frame(request, row.unit, "roster"), "form": form, "row": row}
    return render(request, "duty/person.html", context)


def _kept(request: HttpRequest) -> Unit:
    """Return the unit whose roster one may write."""
    unit = unit_of(request)
    if unit is None or not is_keeper(actor(request), unit):
        raise Http404
    return unit
