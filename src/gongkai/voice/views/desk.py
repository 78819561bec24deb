"""The desk of messages: list, page, and one page for every act."""

from collections.abc import Callable
from dataclasses import dataclass
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
from gongkai.law.identifiers import mask_name
from gongkai.law.refusal import Refusal
from gongkai.units import posts
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import User
from gongkai.units.posts import Actor
from gongkai.voice import actions, forms
from gongkai.voice.models import Message
from gongkai.voice.procedure import MESSAGE

PER_PAGE = 30


@dataclass(frozen=True)
class Act:
    """One act on the screen: its form, and the verb its answers go to."""

    id: str
    form: Callable[..., django_forms.Form]
    do: Callable[..., Any]


class NothingToFill(django_forms.Form):
    """For acts that need no more than a decision."""


def _text(label: str) -> Callable[..., django_forms.Form]:
    return lambda *args, **kwargs: forms.TextForm(*args, label=label, **kwargs)


ACTS = {
    "message": {
        act.id: act
        for act in (
            Act(
                "assign",
                forms.UnitForm,
                lambda c, d, who: actions.assign(c, d["unit"], note=d["note"], **who),
            ),
            Act("answer", _text("答复"), lambda c, d, who: actions.answer(c, text=d["text"], **who)),
            Act("approve", NothingToFill, lambda c, d, who: actions.approve(c, **who)),
            Act(
                "send_back", _text("修改意见"), lambda c, d, who: actions.send_back(c, note=d["text"], **who)
            ),
            Act(
                "return",
                _text("退回的理由"),
                lambda c, d, who: actions.return_to_office(c, reason=d["text"], **who),
            ),
            Act(
                "refer",
                _text("应当通过的渠道（留言人看得到）"),
                lambda c, d, who: actions.refer(c, channel=d["text"], **who),
            ),
            Act("publish", forms.PublishForm, lambda c, d, who: actions.publish(c, **d, **who)),
        )
    },
}


@require_admin_access
def message_list(request: HttpRequest) -> HttpResponse:
    return _list(request, "message")


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
        "url_name": procedure.url_name,
    }  # fmt: skip
    return render(request, "voice/list.html", context)


@require_admin_access
def message(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, "message", pk)


def _page(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Show a case: what was said, by when, what one may do now, and its history."""
    user, case = _staff(request), _case(request, key, pk)
    today, now = timezone.localdate(), timezone.now()
    actor = posts.actor(user, today)
    cases.open_for_reading(case, by=actor, at=now)
    procedure = procedures.get(key)
    personal = None
    if request.method == "POST" and key == "message":
        try:
            personal = actions.read_personal(case, by=actor, at=now)
        except Refusal as refusal:
            messages.error(request, str(refusal))
    events = list(case.events.order_by("seq"))
    clock = deadlines.clock_of(procedure, events, calendar_in_force())
    detail: Message = getattr(case, key)
    context = {
        "key": key,
        "case": case,
        "detail": detail,
        "personal": personal,
        "writer": mask_name(detail.name),
        "stage": procedure.stage(case.stage).label,
        "light": None if case.closed_on else light_of(case.due_on, today, calendar_in_force()),
        "clock": clock,
        "acts": [(act, procedure.action(act.id).label) for act in _possible(key, case, actor)],
        "events": [(event, procedure.action(event.action).label) for event in events],
    }
    return render(request, "voice/message.html", context)


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


def _initial(case: Case, action: str) -> dict[str, Any]:
    if action == "publish":
        written = Message.objects.get(case=case)
        return {"title": case.title, "text": written.text, "answer": written.answer}
    if action == "answer":
        return {"text": Message.objects.get(case=case).answer}
    return {}


def _possible(key: str, case: Case, actor: Actor) -> list[Act]:
    possible = {
        action.id
        for action in procedures.get(key).actions_from(case.stage)
        if any(actor.holds(role, case.unit.code) for role in action.roles)
    }
    if case.message.published_at or not case.message.may_be_published:
        possible.discard("publish")
    return [act for act in ACTS[key].values() if act.id in possible]


def _case(request: HttpRequest, key: str, pk: int) -> Case:
    if key != MESSAGE.key:
        raise Http404
    visible = Case.objects.visible_to(_staff(request), timezone.localdate()).filter(procedure=key)
    return get_object_or_404(visible.select_related("unit", key), pk=pk)


def _staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
