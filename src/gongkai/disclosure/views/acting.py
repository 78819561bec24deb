"""One page for every act upon a review, a lawsuit or a record correction: its form, the refusal, what was typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from gongkai.cases import procedure as procedures
from gongkai.cases.late import too_late
from gongkai.cases.models import Case
from gongkai.law.refusal import Refusal
from gongkai.units.posts import Actor


@dataclass(frozen=True)
class Act:
    """One act on the screen. ``action`` is that of the procedure; ``form`` is built for the case it acts upon."""

    id: str
    action: str
    form: Callable[..., forms.Form]
    do: Callable[[Case, dict[str, Any], dict[str, Any]], Any]
    label: str = ""
    primary: bool = False


@dataclass(frozen=True)
class Offered:
    """An act as its button and its page show it."""

    act: Act
    label: str
    article: str


def possible(case: Case, acts: Mapping[str, Act], actor: Actor) -> list[Offered]:
    """Return what this person may do now, the usual next act first."""
    procedure = procedures.get(case.procedure)
    now = {
        action.id: action
        for action in procedure.actions_from(case.stage)
        if any(actor.holds(role, case.unit.code) for role in action.roles)
    }
    offered = [
        Offered(act, act.label or now[act.action].label, now[act.action].article)
        for act in acts.values()
        if act.action in now
    ]
    return sorted(offered, key=lambda each: not each.act.primary)


def perform(request: HttpRequest, case: Case, chosen: Offered | None, actor: Actor) -> HttpResponse:
    """Show the form of an act and perform it. What was typed stays, whatever is refused."""
    procedure = procedures.get(case.procedure)
    if chosen is None:
        said = f"现处于“{procedure.stage(case.stage).label}”环节，您现在不能办理此事。"
        return too_late(request, said, reverse(procedure.url_name, args=[case.pk]))
    seen = case.events_count
    if request.method == "POST":
        form = chosen.act.form(request.POST, request.FILES, case=case)
        typed = request.POST.get("seen", "")
        seen = int(typed) if typed.isdigit() else 0
        if form.is_valid():
            who = {"by": actor, "at": timezone.now(), "seen": seen}
            try:
                chosen.act.do(case, form.cleaned_data, who)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
                seen = case.events_count
            else:
                messages.success(request, f"已办理“{chosen.label}”。")
                return redirect(procedure.url_name, pk=case.pk)
    else:
        form = chosen.act.form(case=case)
    context = {"form": form, "act": chosen, "case": case, "seen": seen, "back": procedure.url_name}
    return render(request, "disclosure/case_act.html", context)
