"""The operator's page: the call is written down, and beside it stands what is known while she types."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from gongkai.cases.actions import Opened
from gongkai.cases.models import Case
from gongkai.law import hotline as law
from gongkai.law.refusal import Refusal
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Unit
from gongkai.units.posts import Actor
from gongkai.voice.hotline import actions, callers, directory, limits, similar
from gongkai.voice.hotline.actions import Call
from gongkai.voice.hotline.forms import CALL_FIELDS, CallForm, towns
from gongkai.voice.hotline.models import Origin, Place
from gongkai.voice.hotline.procedure import HOTLINE
from gongkai.voice.hotline.views.common import centre_only, staff_only


@staff_only
def new(request: HttpRequest) -> HttpResponse:
    """Take a call: register it, give it to a unit, or answer it on the line. What was typed stays when refused."""
    by = centre_only(request)
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        call = Call(**{name: data[name] for name in CALL_FIELDS})
        try:
            opened = _taken(request.POST.get("do", ""), call, data, by=by, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            said = f"，查询码 {opened.code}（只显示这一次，请告知来电人）" if opened.ledger_index >= 0 else ""
            messages.success(request, f"已登记 {opened.case.number}{said}。")
            return redirect("hotline_ticket", opened.case.pk)
    context = {"form": form, "here": "new", "is_centre": True}
    return render(request, "hotline/new.html", context)


def _taken(do: str, call: Call, data: dict[str, Any], *, by: Actor, at: datetime) -> Opened:
    token = data["token"]
    if do == "answer":
        return actions.take_and_answer(
            call, reply=data["reply"], by=by, at=at, token=token, satisfaction=data["satisfaction"]
        )
    if do == "dispatch":
        if data["unit"] is None:
            raise Refusal(
                "没有选择主办单位。", article=law.ARTICLE, advice="请选择单位，或者点“登记，稍后派单”。"
            )
        return actions.take_and_dispatch(
            call, data["unit"], helpers=list(data["helpers"]), by=by, at=at, token=token
        )
    return actions.register(call, by=by, at=at, token=token)


@dataclass(frozen=True)
class Former:
    """An earlier ticket beside the form."""

    pk: int
    number: str
    title: str
    stage: str
    unit: str
    why: str


@staff_only
@require_POST
def beside(request: HttpRequest) -> HttpResponse:
    """Return what is known of a call while it is typed: its limit, the caller, the place, the words, the unit.

    By POST, so that no telephone number stands in a log of addresses.
    """
    centre_only(request)
    today = timezone.localdate()
    typed = {
        name: request.POST.get(name, "")[:4000]
        for name in ("phone", "title", "text", "place", "kind", "origin")
    }
    town = _town(request.POST.get("town", ""))
    key = callers.phone_key(typed["phone"])
    words = f"{typed['title']} {typed['text']}"
    alike = similar.duplicates(
        typed["title"],
        typed["text"],
        caller_key=key,
        place_key=callers.place_key(town, typed["place"]),
        on=today,
    )
    shown = {each.case.pk for each in alike}
    history = [case for case in similar.history(key) if case.pk not in shown]
    context = {
        "due": _due(typed, is_urgent=bool(request.POST.get("is_urgent"))),
        "alike": [
            Former(each.case.pk, each.case.number, each.case.title, _stage(each.case), each.case.unit.short_name,
                   "、".join(each.reasons))
            for each in alike
        ],
        "history": [
            Former(case.pk, case.number, case.title, _stage(case), case.unit.short_name, f"{case.received_on}")
            for case in history
        ],
        "suggestions": directory.suggest(words, town, today),
    }  # fmt: skip
    return render(request, "hotline/beside.html", context)


def _stage(case: Case) -> str:
    return HOTLINE.stage(case.stage).label


@dataclass(frozen=True)
class DueLine:
    """The limits of what is being typed."""

    limits: law.Limits
    day: date
    provisional: bool
    is_default: bool


def _due(typed: dict[str, str], *, is_urgent: bool) -> DueLine | None:
    if typed["kind"] not in {kind.value for kind in law.Kind}:
        return None
    origin = typed["origin"] if typed["origin"] in Origin.values else Origin.OWN
    today = timezone.localdate()
    found = limits.limits_for(law.Kind(typed["kind"]), origin, is_urgent=is_urgent, on=today)
    deadline = found.period.due(today, calendar_in_force())
    return DueLine(found, deadline.day, deadline.provisional, found.source == law.DESIGN)


def _town(pk: str) -> Unit | None:
    return towns(timezone.localdate()).filter(pk=pk).first() if pk.isdecimal() and len(pk) < 10 else None


@staff_only
def places(request: HttpRequest) -> HttpResponse:
    """Return the places of a town as choices for the address."""
    town = _town(request.GET.get("town", ""))
    found = Place.objects.filter(town=town) if town else Place.objects.none()
    return render(request, "hotline/places_options.html", {"places": found})
