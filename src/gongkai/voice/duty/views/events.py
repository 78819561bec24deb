"""Events on the screen: intake, the list, the page of one with its timers and reports, one page for every act; tasks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access

from gongkai.cases import actions as cases
from gongkai.cases.late import too_late
from gongkai.cases.models import Case
from gongkai.law import emergencies
from gongkai.law.emergencies import EventKind, Level, Toll
from gongkai.law.identifiers import mask_name, mask_phone
from gongkai.law.refusal import Refusal
from gongkai.units import parameters, posts
from gongkai.units.models import Role
from gongkai.units.posts import Actor
from gongkai.voice.duty import actions, forms, limits
from gongkai.voice.duty.actions.reports import kind_of_next
from gongkai.voice.duty.models import DutyEvent, InstructionTask, Report
from gongkai.voice.duty.procedure import DUTY_EVENT, KEY
from gongkai.voice.duty.timers import timers_of
from gongkai.voice.duty.views.common import (
    actor,
    frame,
    new_token,
    refused,
    seen_of,
    staff,
    unit_of,
)

PER_PAGE = 30
Who = dict[str, Any]


@dataclass(frozen=True)
class Act:
    """One act on the screen: its form, and the verb its answers go to."""

    id: str
    form: Callable[..., django_forms.Form]
    do: Callable[[Case, Any, Who], object]


def _text(label: str) -> Callable[..., django_forms.Form]:
    return lambda *args, **kwargs: forms.TextForm(*args, label=label, **kwargs)


def _draft(case: Case, form: Any, who: Who) -> object:
    given = dict(form.cleaned_data)
    toll = form.toll()
    kept = {name: value for name, value in given.items() if name not in Toll.__dataclass_fields__}
    return actions.draft(case, actions.Draft(**kept, toll=toll), **who)


def _casualties(case: Case, form: Any, who: Who) -> object:
    return actions.note_casualties(case, form.toll(), source=form.cleaned_data["source"], **who)


ACTS = {
    act.id: act
    for act in (
        Act("draft", forms.DraftForm, _draft),
        Act("phone", forms.PhoneForm, lambda c, f, who: actions.phone(c, **f.cleaned_data, **who)),
        Act("approve", forms.ApproveForm, lambda c, f, who: actions.approve(c, **f.cleaned_data, **who)),
        Act(
            "send_back",
            _text("修改意见"),
            lambda c, f, who: actions.send_back(c, note=f.cleaned_data["text"], **who),
        ),
        Act(
            "send",
            forms.SendForm,
            lambda c, f, who: actions.send(c, actions.Sending(**f.cleaned_data), **who),
        ),
        Act("level", forms.LevelForm, lambda c, f, who: actions.set_level(c, **f.cleaned_data, **who)),
        Act("casualties", forms.CasualtiesForm, _casualties),
        Act("instruct", forms.InstructForm, lambda c, f, who: actions.instruct(c, **f.cleaned_data, **who)),
        Act(
            "set_aside",
            _text("理由（误报、重复接报）"),
            lambda c, f, who: actions.set_aside(c, reason=f.cleaned_data["text"], **who),
        ),
    )
}
# What the officer does first in a stage stands first, the rest behind it.
FIRST = {
    "received": "draft", "drafting": "draft", "reviewing": "approve", "approved": "send", "following": "draft",
    "rereporting": "draft",
}  # fmt: skip
# One act on the screen, other ones of the procedure behind it, by where the case stands.
SAME = {"casualties_reopen": "casualties", "casualties_noted": "casualties", "send_final": "send"}


@require_admin_access
def listing(request: HttpRequest) -> HttpResponse:
    """List the events one may see: open ones first, by what is due; filters in the address bar."""
    user, today = staff(request), timezone.localdate()
    found = Case.objects.visible_to(user, today).filter(procedure=KEY).select_related("unit", "duty_event")
    stage, words = request.GET.get("stage", ""), request.GET.get("q", "").strip()[:100]
    kind, level = request.GET.get("kind", ""), request.GET.get("level", "")
    if words:
        found = found.filter(title__icontains=words)
    if kind:
        found = found.filter(duty_event__kind=kind)
    if level:
        found = found.filter(duty_event__level=level)
    tabs = [("", "全部", found.count()), ("open", "未办结", found.filter(closed_on=None).count())]
    tabs.append(("closed", "已办结", found.exclude(closed_on=None).count()))
    if stage == "open":
        found = found.filter(closed_on=None)
    elif stage == "closed":
        found = found.exclude(closed_on=None)
    page = Paginator(found.order_by("-arrived_at"), PER_PAGE).get_page(request.GET.get("p"))
    rows = [(case, case.duty_event, DUTY_EVENT.stage(case.stage).label) for case in page]
    context = {
        **frame(request, unit_of(request), "events"), "tabs": tabs, "stage": stage, "q": words, "kind": kind,
        "level": level, "kinds": EventKind, "levels": Level, "page": page, "rows": rows,
    }  # fmt: skip
    return render(request, "duty/events.html", context)


@require_admin_access
def receive(request: HttpRequest) -> HttpResponse:
    """接报: as the telephone rings. The time of receipt is stamped when the form is sent."""
    unit = unit_of(request)
    context = frame(request, unit, "events")
    if unit is None or not context["is_staff"]:
        raise Http404
    form = forms.ReceiveForm(request.POST or None, initial={"occurred_at": timezone.localtime()})
    if request.method == "POST" and form.is_valid():
        try:
            opened = actions.receive(
                unit,
                _told(form),
                by=actor(request),
                at=timezone.now(),
                token=request.POST.get("token", "")[:64],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已接报 {opened.case.number}，时限从现在起计算。")
            return redirect("duty_event", opened.case.pk)
    context |= {"form": form, "token": request.POST.get("token") or new_token(), **_advice(form, request)}
    return render(request, "duty/receive.html", context)


def _told(form: forms.ReceiveForm) -> actions.Told:
    kept = {name: value for name, value in form.cleaned_data.items() if name not in Toll.__dataclass_fields__}
    return actions.Told(**kept, toll=form.toll())


@require_admin_access
@require_POST
def level(request: HttpRequest) -> HttpResponse:
    """Return the level the figures suggest and what must be done, as they are typed."""
    form = forms.ReceiveForm(request.POST)
    form.is_valid()
    return render(request, "duty/level.html", _advice(form, request))


def _advice(form: forms.ReceiveForm, request: HttpRequest) -> dict[str, Any]:
    """Return suggestion, limits and sentence for what is typed so far."""
    given: dict[str, Any] = getattr(form, "cleaned_data", {})
    kind = given.get("kind") or EventKind.WORK_SAFETY
    toll = form.toll() if form.is_bound else Toll()
    suggestion = emergencies.suggested_level(kind, toll)
    limit = limits.in_force(kind, timezone.localdate())
    chosen = given.get("level") or suggestion.level
    return {
        "suggestion": suggestion, "limit": limit, "at_once": emergencies.report_at_once(chosen, limit),
        "skip_level": emergencies.SKIP_LEVEL,
    }  # fmt: skip


@require_admin_access
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an event: its timers, what one may do now, its reports and instructions, its history."""
    case, by, now = _case(request, pk), actor(request), timezone.now()
    cases.open_for_reading(case, by=by, at=now)
    detail: DutyEvent = case.duty_event
    personal = None
    if request.method == "POST":
        try:
            personal = actions.read_reporter(case, by=by, at=now)
        except Refusal as refusal:
            refused(request, refusal)
    soon = int(parameters.value("duty_alarm_minutes", timezone.localdate()))
    level = Level(detail.level)
    instructions = case.duty_instructions.prefetch_related("tasks__unit")
    context = {
        **frame(request, case.unit, "events"),
        "case": case,
        "event": detail,
        "stage": DUTY_EVENT.stage(case.stage).label,
        "timers": [(timer, timer.said(now), timer.light(now, soon)) for timer in timers_of(detail)],
        "grave": level is not Level.ORDINARY and case.closed_on is None,
        "skip_level": emergencies.SKIP_LEVEL,
        "acts": [(each, DUTY_EVENT.action(each.id).label) for each in _possible(case, by)],
        "reports": list(case.duty_reports.all()),
        "instructions": instructions,
        "personal": personal,
        "reporter": (mask_name(detail.reporter_name), mask_phone(detail.reporter_phone)),
        "events": [(each, DUTY_EVENT.action(each.action).label) for each in case.events.order_by("-seq")],
    }
    return render(request, "duty/event.html", context)


@require_admin_access
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Show the form of an act and perform it. What was typed stays, whatever is refused."""
    case, by = _case(request, pk), actor(request)
    chosen = ACTS.get(action)
    if chosen is None or chosen not in _possible(case, by):
        said = f"现处于“{DUTY_EVENT.stage(case.stage).label}”环节，不能办理此事。"
        return too_late(request, said, reverse("duty_event", args=[pk]))
    seen = case.events_count
    reports = list(case.duty_reports.all())
    asked = {"kind": kind_of_next(case, reports)} if action == "draft" else {}
    form = chosen.form(request.POST or None, initial=_initial(case, action), **asked)
    if request.method == "POST" and form.is_valid():
        try:
            chosen.do(case, form, {"by": by, "at": timezone.now(), "seen": seen_of(request)})
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已办理“{DUTY_EVENT.action(action).label}”。")
            return redirect("duty_event", pk)
    elif request.method == "POST":
        # Nothing was tried yet: what the person saw is still what she saw.
        seen = seen_of(request)
    context = {
        **frame(request, case.unit, "events"), "case": case, "event": case.duty_event, "form": form, "seen": seen,
        "label": _label(case, action, reports), "article": DUTY_EVENT.action(action).article,
        "pending": next((each for each in reports if each.sent_at is None), None), "action": action,
        "sent": [each for each in reports if each.sent_at],
    }  # fmt: skip
    return render(request, "duty/act.html", context)


def _label(case: Case, action: str, reports: list[Report]) -> str:
    """Return what the act is called; a draft is called after the report it makes."""
    if action != "draft":
        return DUTY_EVENT.action(action).label
    kind = kind_of_next(case, reports)
    issued = sum(1 for each in reports if each.issue)
    return f"拟写{emergencies.follow_up(issued) if kind == Report.Kind.FOLLOW_UP else kind.label}"


def _initial(case: Case, action: str) -> dict[str, Any]:
    """Return what a form proposes: the event's own facts, a draft that was sent back, the present moment."""
    event: DutyEvent = case.duty_event
    now = timezone.localtime()
    figures = {name: getattr(event, name) for name in Toll.__dataclass_fields__}
    if action == "casualties":
        return figures
    if action == "draft":
        pending = case.duty_reports.filter(issue=None).first()
        if pending is not None:
            names = (
                "nature",
                "place",
                "source",
                "situation",
                "scope",
                "trend",
                "leaders",
                "measures",
                "requests",
            )
            return {
                **dict(zip(figures, pending.toll, strict=True)), **{name: getattr(pending, name) for name in names}, "sent_to": pending.sent_to,
                "is_final": pending.is_final,
            }  # fmt: skip
        first = not case.duty_reports.exists()
        told = {
            "nature": event.nature,
            "place": event.place,
            "source": event.source,
            "measures": event.measures,
        }
        return {**figures, "situation": str(event.toll), **(told if first else {})}
    if action == "send":
        report = case.duty_reports.filter(sent_at=None).exclude(issue=None).first()
        return {"sent_at": now, "sent_to": report.sent_to if report else forms.SUPERIOR}
    return {"done_at": now, "given_at": now, "level": event.level}


def _possible(case: Case, by: Actor) -> list[Act]:
    """Return the acts of the person here, the one that moves the event on first."""
    ids = []
    for action in DUTY_EVENT.actions_from(case.stage):
        act_id = SAME.get(action.id, action.id)
        if (
            act_id in ACTS
            and act_id not in ids
            and any(by.holds(role, case.unit.code) for role in action.roles)
        ):
            ids.append(act_id)
    event: DutyEvent = case.duty_event
    if event.phone_at is not None and "phone" in ids:
        ids.remove("phone")
    first = FIRST.get(case.stage)
    if case.stage == "received" and event.phone_at is None:
        first = "phone"
    return sorted((ACTS[act_id] for act_id in ids), key=lambda each: each.id != first)


def _case(request: HttpRequest, pk: int) -> Case:
    visible = Case.objects.visible_to(staff(request), timezone.localdate()).filter(procedure=KEY)
    return get_object_or_404(visible.select_related("unit", "duty_event"), pk=pk)


@require_admin_access
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """批示落实: the unit that was asked reads the instruction and says what it has done."""
    user, today, by = staff(request), timezone.localdate(), actor(request)
    visible = posts.units_visible_to(user, today)
    row = get_object_or_404(
        InstructionTask.objects.filter(unit__in=visible).select_related("unit", "instruction__case__unit"),
        pk=pk,
    )
    form = forms.TextForm(request.POST or None, label="落实情况")
    may = row.replied_at is None and any(
        by.holds(role, row.unit.code) for role in (Role.OFFICER, Role.APPROVER, Role.HEAD)
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.reply(row, text=form.cleaned_data["text"], by=by, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已反馈落实情况。")
            return redirect("duty_task", pk)
    context = {**frame(request, row.unit, "events"), "task": row, "form": form, "may": may}
    return render(request, "duty/task.html", context)
