"""What the competent office keeps for everybody: the working-day calendar and the values the law leaves open."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.cases import actions as cases
from gongkai.law.calendar import DayKind, WorkingCalendar
from gongkai.law.refusal import Refusal
from gongkai.publishing import actions as publishing
from gongkai.units import actions as units
from gongkai.units import parameters, posts
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import CalendarVersion, Parameter, Role, User
from gongkai.units.posts import Actor

SHOWN = 50


class ParameterForm(forms.Form):
    key = forms.CharField()
    value = forms.DecimalField(label="数值", max_digits=9, decimal_places=3)
    since = forms.DateField(label="自何日起")
    source = forms.CharField(label="依据", max_length=200)

    def clean_key(self) -> str:
        key = str(self.cleaned_data["key"])
        if key not in parameters.all_meanings():
            raise forms.ValidationError("没有这个参数。")
        return key


@require_admin_access
def parameter_values(request: HttpRequest) -> HttpResponse:
    """Show every value the law leaves to the office, with source and history; the competent office changes it."""
    form = ParameterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        try:
            units.set_parameter(
                given.pop("key"), given.pop("value"), by=_actor(request), at=timezone.now(), **given
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已保存新的数值。")
            return redirect("workbench_parameters")
    today = timezone.localdate()
    history = Parameter.objects.order_by("-since", "-pk")
    rows = [
        (key, meaning, parameters.value(key, today), [each for each in history if each.key == key])
        for key, meaning in parameters.all_meanings().items()
    ]
    context = {"rows": rows, "form": form, "may": _is_competent(request), "today": today}
    return render(request, "workbench/parameters.html", context)


class CalendarForm(forms.Form):
    """A corrected holiday arrangement (放假安排): days that change, or a whole year that becomes known."""

    rests = forms.CharField(
        label="放假的日期",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="每行一天或一段，如 2027-02-05 或 2027-02-05至2027-02-11。",
    )
    works = forms.CharField(label="调休上班的日期", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    ordinary = forms.CharField(
        label="恢复正常的日期",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="原定放假或调休、现在取消的日期。",
    )
    year = forms.IntegerField(
        label="已公布全年安排的年份",
        required=False,
        min_value=2005,
        max_value=2100,
        help_text="填写后，跨入这一年的期限不再是暂定。",
    )
    source = forms.CharField(label="依据（通知的文号）", max_length=200)

    def clean_rests(self) -> list[date]:
        return _days(self.cleaned_data["rests"])

    def clean_works(self) -> list[date]:
        return _days(self.cleaned_data["works"])

    def clean_ordinary(self) -> list[date]:
        return _days(self.cleaned_data["ordinary"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        named = [day for name in ("rests", "works", "ordinary") for day in data.get(name, [])]
        twice = sorted({day for day in named if named.count(day) > 1})
        if twice:
            raise forms.ValidationError(f"{twice[0]}填写了两次，性质不同或重复。请只留一处。")
        return data

    def changes(self) -> dict[date, DayKind]:
        data = self.cleaned_data
        return {
            **dict.fromkeys(data["rests"], DayKind.HOLIDAY),
            **dict.fromkeys(data["works"], DayKind.MAKE_UP),
            **{day: _by_weekday(day) for day in data["ordinary"]},
        }

    def known_years(self) -> list[int]:
        return [self.cleaned_data["year"]] if self.cleaned_data["year"] else []


@require_admin_access
def calendar(request: HttpRequest) -> HttpResponse:
    """Show the calendar's versions; let the competent office see what a correction moves before it is made (D4)."""
    form = CalendarForm(request.POST or None)
    preview = None
    if request.method == "POST" and form.is_valid():
        changes, years, source = form.changes(), form.known_years(), form.cleaned_data["source"]
        if "confirm" in request.POST:
            try:
                moved = correct_calendar(changes, years, source, by=_actor(request), at=timezone.now())
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(
                    request, f"已保存。重新计算了{moved}个期限，原期限、现期限和依据都记入办理记录。"
                )
                return redirect("workbench_calendar")
        else:
            preview = _preview(changes, years, source)
    return render(
        request,
        "workbench/calendar.html",
        {
            "form": form,
            "preview": preview,
            "versions": CalendarVersion.objects.order_by("-number"),
            "calendar": calendar_in_force(),
            "may": _is_competent(request),
        },
    )


def correct_calendar(
    changes: Mapping[date, DayKind], known_years: Iterable[int], source: str, *, by: Actor, at: datetime
) -> int:
    """Enter a new calendar version and move every open deadline by it, in one transaction; return how many."""
    with transaction.atomic():
        cases.hold_open_cases()
        publishing.hold_items_in_hand()
        units.enter_calendar_version(changes=changes, known_years=known_years, source=source, by=by, at=at)
        moved = [case for case, *_ in _moved(calendar_in_force())]
        count = sum(cases.recalculate(case, source=source, by=by, at=at) for case in moved)
        return count + publishing.recalculate_due_days(source=source, by=by, at=at)


def _moved(calendar: WorkingCalendar) -> list[tuple[Any, date | None, date]]:
    return [(each.case, each.before, each.after.day) for each in cases.moved_by_calendar(calendar)]


def _preview(changes: Mapping[date, DayKind], years: Iterable[int], source: str) -> dict[str, Any]:
    after = calendar_in_force().corrected("preview", changes, source, years)
    moved = _moved(after)
    items = publishing.moved_by_calendar(after)
    return {
        "days": [
            (day, calendar_in_force().describe(day), kind.label) for day, kind in sorted(changes.items())
        ],
        "years": years,
        "moved": moved[:SHOWN],
        "count": len(moved),
        "items": len(items),
    }


def _days(text: str) -> list[date]:
    """Read dates and spans, one on a line."""
    found: list[date] = []
    for line in text.replace("，", "\n").replace(",", "\n").splitlines():
        if not line.strip():
            continue
        try:
            ends = [date.fromisoformat(part.strip()) for part in line.replace("~", "至").split("至")]
        except ValueError:
            raise forms.ValidationError(
                f"“{line.strip()}”不是日期。请写成 2027-02-05 或 2027-02-05至2027-02-11。"
            ) from None
        if len(ends) > 2 or ends[-1] < ends[0] or (ends[-1] - ends[0]).days > 60:
            raise forms.ValidationError(f"“{line.strip()}”不是一段日期。")
        found += [ends[0] + timedelta(days=n) for n in range((ends[-1] - ends[0]).days + 1)]
    return found


def _by_weekday(day: date) -> DayKind:
    return DayKind.WORKDAY if day.weekday() < 5 else DayKind.WEEKEND


def _actor(request: HttpRequest) -> Actor:
    assert isinstance(request.user, User)
    return posts.actor(request.user, timezone.localdate())


def _is_competent(request: HttpRequest) -> bool:
    return _actor(request).holds(Role.COMPETENT, "")
