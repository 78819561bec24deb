"""One ticket: what was said, by when, what may be done now and by whom, and its history; one page for every act."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from gongkai.cases import actions as cases
from gongkai.cases.form_parts import NothingToFill
from gongkai.cases.late import too_late
from gongkai.cases.models import Case
from gongkai.law import hotline as law
from gongkai.law.clock import light_of
from gongkai.law.refusal import Refusal
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Role
from gongkai.units.posts import Actor
from gongkai.voice.hotline import actions, callers, directory, forms, register, similar
from gongkai.voice.hotline.models import Caller, JointHandling, Way
from gongkai.voice.hotline.procedure import HOTLINE, OUTCOMES, told_by_message
from gongkai.voice.hotline.views.common import actor_of, is_centre, staff_only, ticket_of, viewer_of


@dataclass(frozen=True)
class Act:
    """One act on the screen: its form, and the verb its answers go to."""

    id: str
    form: Callable[..., django_forms.Form]
    do: Callable[..., Any]


def _say(label: str) -> Callable[..., django_forms.Form]:
    return lambda *args, **kwargs: forms.SayForm(*args, label=label, **kwargs)


def _said(verb: Callable[..., Any], name: str) -> Callable[..., Any]:
    return lambda case, data, who: verb(case, **{name: data["text"]}, **who)


def _plain(verb: Callable[..., Any]) -> Callable[..., Any]:
    return lambda case, data, who: verb(case, **data, **who)


def _reply(case: Case, data: dict[str, Any], who: dict[str, Any]) -> Any:
    return actions.reply(
        case,
        text=data["reply"],
        result=data["result"],
        knowledge=data["knowledge"],
        files=data["files"],
        **who,
    )


def _dispatch(case: Case, data: dict[str, Any], who: dict[str, Any]) -> Any:
    return actions.dispatch(case, data.pop("unit"), **{**data, "helpers": list(data["helpers"])}, **who)


def _help(case: Case, data: dict[str, Any], who: dict[str, Any]) -> Any:
    return actions.ask_help(case, data.pop("unit"), **data, **who)


def _split(case: Case, data: dict[str, Any], who: dict[str, Any]) -> Any:
    return actions.split(case, **data, by=who["by"], at=who["at"])


def _merge(case: Case, data: dict[str, Any], who: dict[str, Any]) -> Any:
    found = register.numbered(data["number"].strip(), timezone.localdate())
    into = Case.objects.filter(pk__in=found).select_related("unit").order_by("-pk").first()
    if into is None:
        raise Refusal(
            f"没有编号为“{data['number']}”的工单。", article=law.ARTICLE, advice="请核对编号和年份。"
        )
    return actions.merge(case, into, **who)


# In the order of their importance in a stage: the first one is the button that stands out.
ACTS = {
    act.id: act
    for act in (
        Act("dispatch", forms.DispatchForm, _dispatch),
        Act("sign", NothingToFill, _plain(actions.sign)),
        Act("reply", forms.ReplyForm, _reply),
        Act("pass_check", NothingToFill, _plain(actions.pass_check)),
        Act("call_back", forms.CalledForm, _plain(actions.call_back)),
        Act("extend", forms.GrantForm, _plain(actions.extend)),
        Act("accept_return", NothingToFill, _plain(actions.accept_return)),
        Act("end", _say("终止的理由"), _said(actions.end, "reason")),
        Act("tell_petition", forms.ToldForm, _plain(actions.tell_petition)),
        Act("answer_directly", forms.DirectAnswerForm, _plain(actions.answer_directly)),
        Act("contact", _say("联系的情况"), _said(actions.contact, "note")),
        Act("miss_call", NothingToFill, _plain(actions.miss_call)),
        Act("ask_help", forms.HelpForm, _help),
        Act("add_paper", forms.PapersForm, _plain(actions.add_paper)),
        Act("ask_extension", forms.ExtensionForm, _plain(actions.ask_extension)),
        Act("deny_extension", _say("不同意的理由"), _said(actions.deny_extension, "reason")),
        Act("return", _say("退单的理由"), _said(actions.return_ticket, "reason")),
        Act("send_back", _say("退回的意见"), _said(actions.send_back, "note")),
        Act("deny_return", _say("不同意的理由"), _said(actions.deny_return, "reason")),
        Act("propose_end", _say("终止的理由"), _said(actions.propose_end, "reason")),
        Act("deny_end", _say("不同意的理由"), _said(actions.deny_end, "reason")),
        Act("recall", _say("收回的理由"), _said(actions.recall, "reason")),
        Act("supervise", _say("督办的理由"), _said(actions.supervise, "reason")),
        Act("merge", forms.MergeForm, _merge),
        Act("split", forms.SplitForm, _split),
        Act("transfer_petition", _say("转送的理由"), _said(actions.transfer_petition, "note")),
        Act("object_petition", _say("异议的理由"), _said(actions.object_petition, "reason")),
        Act("refuse", forms.RefuseForm, _plain(actions.refuse)),
    )
}

# What moves a ticket on; it stands out among the buttons.
MAIN = (
    "dispatch",
    "sign",
    "reply",
    "pass_check",
    "call_back",
    "extend",
    "accept_return",
    "tell_petition",
)


@staff_only
def ticket(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a ticket."""
    return _page(request, ticket_of(request, pk), None)


@staff_only
@require_POST
def caller(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a ticket with its caller in full, where one may see that; the reading is logged."""
    case = ticket_of(request, pk)
    full = None
    try:
        full = callers.read(case, by=actor_of(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return _page(request, case, full)


def _page(request: HttpRequest, case: Case, full: Caller | None) -> HttpResponse:
    today, calendar = timezone.localdate(), calendar_in_force()
    by = actor_of(request)
    row = case.ticket
    cases.open_for_reading(case, by=by, at=timezone.now())
    centre = is_centre(by)
    joint = [
        (each, each.replied_at is None and each.due_on < today, each.replied_at is None and by.holds(Role.OFFICER, each.unit.code))
        for each in case.joint_handling.select_related("unit")
    ]  # fmt: skip
    related = viewer_of(request).tickets.filter(parent=case).order_by("pk")
    context = {
        "case": case,
        "ticket": row,
        "way": Way(case.channel).label,
        "stage": HOTLINE.stage(case.stage).label,
        "outcome": OUTCOMES.get(case.outcome, ""),
        "light": None
        if case.closed_on or case.stage in register.ANSWERED_STAGES
        else light_of(case.due_on, today, calendar),
        "caller": full or callers.shown(row, by),
        "may_read": full is None and callers.may_read(row, by, case.unit),
        "joint": joint,
        "related": related,
        "papers": case.attachments.order_by("pk"),
        "acts": [(act.id, HOTLINE.action(act.id).label, act.id in MAIN) for act in _possible(case, by)],
        "events": [(event, HOTLINE.action(event.action).label) for event in case.events.order_by("seq")],
        "ground": law.GROUNDS.get(row.refusal),
        "became": _became(case),
        "is_default": row.limits_source == law.DESIGN,
        "here": "register",
        "is_centre": centre,
        "may_see_parent": case.parent_id and viewer_of(request).tickets.filter(pk=case.parent_id).exists(),
        **(_proposed(case) if centre and case.stage == "received" else {}),
    }
    return render(request, "hotline/ticket.html", context)


def _became(case: Case) -> Case | None:
    """Return the disclosure request a ticket turned out to be."""
    event = case.events.filter(action="redirect").first()
    return Case.objects.filter(number=event.data["to"]).first() if event else None


def _proposed(case: Case) -> dict[str, Any]:
    """Return what the centre is proposed before it gives a ticket out: units by the directory, tickets alike."""
    row, words = case.ticket, f"{case.title} {case.ticket.text}"
    alike = similar.duplicates(
        case.title,
        row.text,
        caller_key=row.caller_key,
        place_key=row.place_key,
        on=timezone.localdate(),
        but=case.pk,
    )
    returned = _returned_by(case)
    return {
        "suggestions": [
            (each, bool(each.unit and each.unit.code in returned))
            for each in directory.suggest(words, row.town, timezone.localdate())
        ],
        "alike": [
            (each, HOTLINE.stage(each.case.stage).label) for each in alike if each.case.pk != case.parent_id
        ],
    }


def _returned_by(case: Case) -> set[str]:
    """Return the codes of the units that have given a ticket back."""
    returned, holder = set(), ""
    for event in case.events.order_by("seq"):
        if event.action == "dispatch":
            holder = event.data.get("to", "")
        elif event.action == "return":
            returned.add(holder)
    return returned


@staff_only
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Show the form of an act and perform it. What was typed stays, whatever is refused."""
    by = actor_of(request)
    try:
        case = ticket_of(request, pk)
    except Http404:
        if request.method != "POST":
            raise
        return too_late(request, "这张工单已不由您的单位办理。", reverse("hotline_register"))
    chosen = ACTS.get(action)
    if chosen is None or chosen not in _possible(case, by):
        said = f"工单现处于“{HOTLINE.stage(case.stage).label}”环节，您不能办理此事。"
        return too_late(request, said, reverse("hotline_ticket", args=[pk]))
    seen = case.events_count
    form = chosen.form(request.POST or None, request.FILES or None, initial=_initial(request, case, action))
    if request.method == "POST" and form.is_valid():
        typed = request.POST.get("seen", "")
        seen = int(typed) if typed.isdecimal() and len(typed) < 8 else 0
        try:
            chosen.do(case, dict(form.cleaned_data), {"by": by, "at": timezone.now(), "seen": seen})
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            seen = Case.objects.values_list("events_count", flat=True).get(pk=pk)
        else:
            messages.success(request, f"已办理“{HOTLINE.action(action).label}”。")
            # The ticket may have left the unit.
            still = viewer_of(request).tickets.filter(pk=pk).exists()
            return redirect("hotline_ticket", pk) if still else redirect("hotline_register")
    context = {
        "case": case, "ticket": case.ticket, "form": form, "seen": seen, "action": action,
        "label": HOTLINE.action(action).label, "article": HOTLINE.action(action).article,
        "grounds": law.GROUNDS.values() if action == "refuse" else (),
        "told": told_by_message(case) if action == "extend" else (),
        "here": "register", "is_centre": is_centre(by),
    }  # fmt: skip
    return render(request, "hotline/act.html", context)


@staff_only
def give_help(request: HttpRequest, pk: int, joint: int) -> HttpResponse:
    """协办答复."""
    case, by = ticket_of(request, pk), actor_of(request)
    row = get_object_or_404(JointHandling.objects.select_related("case__unit", "unit"), pk=joint, case=case)
    form = forms.JointReplyForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_help(row, **form.cleaned_data, by=by, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "协办意见已提交。")
            return redirect("hotline_ticket", pk)
    context = {
        "case": case, "ticket": case.ticket, "form": form, "seen": case.events_count, "action": "help",
        "label": "提交协办意见", "article": f"{row.unit}：{row.task}（{row.due_on}前）", "here": "register",
        "is_centre": is_centre(by),
    }  # fmt: skip
    return render(request, "hotline/act.html", context)


@staff_only
def paper(request: HttpRequest, pk: int, attachment: int) -> FileResponse:
    """Hand out a paper of a ticket."""
    kept = get_object_or_404(ticket_of(request, pk).attachments, pk=attachment)
    return FileResponse(kept.file.open(), as_attachment=True, filename=kept.name)


def _initial(request: HttpRequest, case: Case, action: str) -> dict[str, Any]:
    row = case.ticket
    match action:
        case "dispatch":
            unit = request.GET.get("unit", "")
            found = directory.suggest(f"{case.title} {row.text}", row.town, timezone.localdate())
            proposed = found[0].unit if found else None
            return {"unit": unit if unit.isdecimal() else proposed}
        case "reply":
            return {"reply": row.reply, "result": row.result}
        case "merge":
            return {"number": request.GET.get("into", "")[:40]}
        case "refuse":
            return {}
        case "split":
            return {"kind": row.kind}
        case "ask_extension":
            return {"days": row.extension_days or None}
        case _:
            return {}


def _possible(case: Case, by: Actor) -> list[Act]:
    """Return the acts this person may do now, in the order of ``ACTS``."""
    row = case.ticket
    possible = {
        action.id
        for action in HOTLINE.actions_from(case.stage)
        if any(by.holds(role, case.unit.code) for role in action.roles)
    }
    if not row.waits_for_extension or row.extension_asked_by == by.name:
        possible -= {"extend", "deny_extension"}
    if row.extension_asked or not row.extension_days:
        possible.discard("ask_extension")
    if row.is_designated or (row.return_by is not None and timezone.now() > row.return_by):
        possible.discard("return")
    if row.supervised_at:
        possible.discard("supervise")
    return [act for act in ACTS.values() if act.id in possible]
