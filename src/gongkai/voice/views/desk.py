"""The desk of public opinion: list, page of an opinion, and one page for every act."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.cases import actions as cases
from gongkai.cases import deadlines
from gongkai.cases import procedure as procedures
from gongkai.cases.models import Case
from gongkai.law.clock import light_of
from gongkai.law.refusal import Refusal
from gongkai.law.response import Grade
from gongkai.units import posts
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Role, User
from gongkai.units.posts import Actor
from gongkai.voice import actions, forms
from gongkai.voice.models import Opinion
from gongkai.voice.procedure import OPINION

PER_PAGE = 30


@dataclass(frozen=True)
class Act:
    """One act on the screen: its form, and the verb its answers go to."""

    id: str
    form: Callable[..., django_forms.Form]
    do: Callable[..., Any]


class NothingToFill(django_forms.Form):
    """For acts that need no more than a decision."""


ACTS = {
    "opinion": {
        act.id: act
        for act in (
            Act(
                "assess",
                forms.AssessForm,
                lambda c, d, who: actions.assess(
                    c, grade=Grade(d["grade"]), unit=d["unit"], note=d["note"], **who
                ),
            ),
            *(
                Act(what, forms.MomentForm, lambda c, d, who, what=what: actions.note(c, what, **d, **who))
                for what in ("first_info", "press", "respond")
            ),
            Act("close", NothingToFill, lambda c, d, who: actions.close(c, **who)),
        )
    },
}


@require_admin_access
def opinion_list(request: HttpRequest) -> HttpResponse:
    return _list(request, "opinion")


def _list(request: HttpRequest, key: str) -> HttpResponse:
    """List what one may see: open ones due first, closed ones newest first; filters in the address bar."""
    user, today = _staff(request), timezone.localdate()
    procedure = procedures.get(key)
    found = Case.objects.visible_to(user, today).filter(procedure=key).select_related("unit", key)
    stage, words = request.GET.get("stage", ""), request.GET.get("q", "").strip()[:100]
    if words:
        found = found.filter(title__icontains=words)
    tabs = [("", "全部", found.count())]
    tabs += [(s.id, s.label, found.filter(stage=s.id).count()) for s in procedure.stages]
    if stage:
        found = found.filter(stage=stage)
    found = (
        found.order_by("-arrived_at") if stage == "closed" else found.order_by("closed_on", "due_on", "pk")
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    calendar = calendar_in_force()
    rows = [
        (
            case,
            None if case.closed_on else light_of(case.due_on, today, calendar),
            procedure.stage(case.stage).label,
        )
        for case in page
    ]
    context = {
        "key": key, "label": procedure.label, "tabs": tabs, "stage": stage, "q": words, "page": page, "rows": rows,
        "may_enter": key == "opinion" and _may_enter(user, today), "url_name": procedure.url_name,
    }  # fmt: skip
    return render(request, "voice/list.html", context)


@require_admin_access
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, "opinion", pk)


def _page(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Show a case: what was said, by when, what one may do now, and its history."""
    user, case = _staff(request), _case(request, key, pk)
    today, now = timezone.localdate(), timezone.now()
    actor = posts.actor(user, today)
    cases.open_for_reading(case, by=actor, at=now)
    procedure = procedures.get(key)
    events = list(case.events.order_by("seq"))
    clock = deadlines.clock_of(procedure, events, calendar_in_force())
    detail: Opinion = getattr(case, key)
    context = {
        "key": key,
        "case": case,
        "detail": detail,
        "stage": procedure.stage(case.stage).label,
        "light": None if case.closed_on else light_of(case.due_on, today, calendar_in_force()),
        "clock": clock,
        "dues": [(due, due.missed(now)) for due in detail.dues()],
        "acts": [(act, procedure.action(act.id).label) for act in _possible(key, case, actor)],
        "events": [(event, procedure.action(event.action).label) for event in events],
    }
    return render(request, f"voice/{key}.html", context)


@require_admin_access
def act(request: HttpRequest, key: str, pk: int, action: str) -> HttpResponse:
    """Show the form of an act and perform it. What was typed stays, whatever is refused."""
    user, case = _staff(request), _case(request, key, pk)
    actor = posts.actor(user, timezone.localdate())
    procedure = procedures.get(key)
    chosen = ACTS[key].get(action)
    if chosen is None or chosen not in _possible(key, case, actor):
        messages.error(request, f"现处于“{procedure.stage(case.stage).label}”环节，不能办理此事。")
        return redirect(procedure.url_name, pk)
    seen = case.events_count
    form = chosen.form(request.POST or None, initial=_initial(case, action))
    if request.method == "POST" and form.is_valid():
        seen = int(request.POST.get("seen", "0") or 0)
        try:
            chosen.do(case, form.cleaned_data, {"by": actor, "at": timezone.now(), "seen": seen})
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            seen = case.events_count
        else:
            messages.success(request, f"已办理“{procedure.action(action).label}”。")
            return redirect(procedure.url_name, pk)
    context = {
        "case": case, "form": form, "seen": seen, "label": procedure.action(action).label,
        "article": procedure.action(action).article, "url_name": procedure.url_name, "detail": getattr(case, key),
    }  # fmt: skip
    return render(request, "voice/act.html", context)


@require_admin_access
def enter_opinion(request: HttpRequest) -> HttpResponse:
    """登记舆情."""
    user, today = _staff(request), timezone.localdate()
    post = user.posts.on(today).filter(role__in=(Role.COMPETENT, Role.OFFICER)).select_related("unit").first()
    if post is None:
        raise Http404
    form = forms.EnterOpinionForm(request.POST or None, initial={"found_at": timezone.localtime()})
    if request.method == "POST" and form.is_valid():
        try:
            opened = actions.enter(
                unit=post.unit, by=posts.actor(user, today), at=timezone.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("voice_opinion", opened.case.pk)
    context = {
        "form": form,
        "label": "登记舆情",
        "url_name": "",
        "article": "国办发〔2016〕61号、80号",
        "seen": 0,
    }
    return render(request, "voice/act.html", context)


def _initial(case: Case, action: str) -> dict[str, Any]:
    return {"done_at": timezone.localtime()}


def _possible(key: str, case: Case, actor: Actor) -> list[Act]:
    possible = {
        action.id
        for action in procedures.get(key).actions_from(case.stage)
        if any(actor.holds(role, case.unit.code) for role in action.roles)
    }
    waiting = {due.limit.id for due in case.opinion.dues() if due.done_at is None}
    possible -= {"first_info", "press", "respond"} - waiting
    return [act for act in ACTS[key].values() if act.id in possible]


def _may_enter(user: User, today: date) -> bool:
    return user.posts.on(today).filter(role__in=(Role.COMPETENT, Role.OFFICER)).exists()


def _case(request: HttpRequest, key: str, pk: int) -> Case:
    if key != OPINION.key:
        raise Http404
    visible = Case.objects.visible_to(_staff(request), timezone.localdate()).filter(procedure=key)
    return get_object_or_404(visible.select_related("unit", key), pk=pk)


def _staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
