"""The page of an opinion: what runs out when, who does what, the texts; and one page for every act."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.cases import actions as cases
from gongkai.cases.form_parts import NothingToFill
from gongkai.cases.late import too_late
from gongkai.cases.models import Case
from gongkai.law.refusal import Refusal
from gongkai.law.response import Concern, Grade
from gongkai.units.models import Role
from gongkai.units.posts import Actor
from gongkai.voice.opinion import actions, forms
from gongkai.voice.opinion.models import Opinion, OpinionAssignment, OpinionResponse
from gongkai.voice.opinion.procedure import OPINION
from gongkai.voice.opinion.views.common import actor_of, case_of, next_timer, timers_of

Who = dict[str, Any]


@dataclass(frozen=True)
class Act:
    """One act on the screen: its form, and the verb its answers go to."""

    id: str
    form: Callable[..., django_forms.Form]
    do: Callable[[Case, dict[str, Any], Who], Any]
    label: str = ""


def _reason(label: str) -> Callable[..., django_forms.Form]:
    return lambda *args, **kwargs: forms.ReasonForm(*args, label=label, **kwargs)


def _judged(typed: dict[str, Any]) -> dict[str, Any]:
    concern = typed["concern"]
    return {
        "grade": Grade(typed["grade"]), "concern": Concern(concern) if concern else None, "note": typed["note"],
    }  # fmt: skip


def _plan(typed: dict[str, Any]) -> actions.Plan:
    return actions.Plan(typed["lead"], tuple(typed["online"]), tuple(typed["offline"]), typed["task"])


def _assess(case: Case, typed: dict[str, Any], who: Who) -> None:
    """研判, and 交办 with it where a lead was chosen: both or neither."""
    with transaction.atomic():
        actions.assess(case, **_judged(typed), **who)
        if typed["lead"]:
            actions.assign(case, _plan(typed), by=who["by"], at=who["at"])


ACTS = {
    act.id: act
    for act in (
        Act("assess", forms.AssessForm, _assess, "研判交办"),
        Act("assign", forms.AssignForm, lambda c, d, who: actions.assign(c, _plan(d), **who)),
        Act("write", forms.TextForm, lambda c, d, who: actions.write(c, **d, **who)),
        *(
            Act(what, forms.MomentForm, lambda c, d, who, what=what: actions.note(c, what, **d, **who))  # type: ignore[misc]
            for what in ("first_info", "press", "respond")
        ),
        Act("report", forms.ReportForm, lambda c, d, who: actions.report(c, **d, **who)),
        Act("refer", forms.ReferForm, lambda c, d, who: actions.refer(c, **d, **who)),
        Act("regrade", forms.GradeForm, lambda c, d, who: actions.regrade(c, **_judged(d), **who)),
        Act("drop", _reason("不需回应的理由"), lambda c, d, who: actions.drop(c, reason=d["text"], **who)),
        Act("close", NothingToFill, lambda c, d, who: actions.close(c, **who)),
        Act("evaluate", forms.EvaluateForm, lambda c, d, who: actions.evaluate(c, **d, **who)),
        Act("archive", NothingToFill, lambda c, d, who: actions.archive(c, **who)),
        Act(
            "reopen", _reason("重新处置的理由"), lambda c, d, who: actions.reopen(c, reason=d["text"], **who)
        ),
    )
}
# What a person comes for, where several acts are open.
FIRST = {"assessed": "assign", "responding": "close"}
# Where each step of the work stands: 监测→研判→报送→交办→处置→回应→评估→归档.
STEPS = (
    ("监测", "found_at"), ("研判", "assessed_at"), ("报送", "reported_at"), ("交办", "assigned_at"),
)  # fmt: skip


@require_admin_access
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an opinion."""
    case, actor, now = case_of(request, pk), actor_of(request), timezone.now()
    cases.open_for_reading(case, by=actor, at=now)
    detail = case.opinion
    assignments = list(case.opinion_assignments.exclude(state="withdrawn").select_related("unit"))
    texts = list(case.opinion_responses.all())
    events = case.events.order_by("seq")
    context = {
        "case": case,
        "detail": detail,
        "stage": OPINION.stage(case.stage).label,
        "steps": _steps(case, detail, assignments),
        "timers": timers_of(detail, now),
        "next": next_timer(detail, now),
        "acts": possible(case, actor),
        "assignments": [(each, _may_report(case, each, actor)) for each in assignments],
        "texts": [(text, text_acts(case, text, actor)) for text in texts],
        "referrals": case.opinion_referrals.all(),
        "items": case.found_items.order_by("first_seen_at"),
        "events": [(event, OPINION.action(event.action).label) for event in events],
    }
    return render(request, "opinion/opinion.html", context)


def _steps(
    case: Case, detail: Opinion, assignments: list[OpinionAssignment]
) -> list[tuple[str, datetime | None]]:
    told = [each.done_at for each in assignments if each.done_at]
    said = [each for each in (detail.first_info_at, detail.press_at, detail.responded_at) if each]
    handled = max(told) if told and all(each.done_at for each in assignments) else detail.closed_at
    archived = case.events.filter(action="archive").values_list("at", flat=True).last()
    return [
        *((label, getattr(detail, name)) for label, name in STEPS),
        ("处置", handled),
        ("回应", max(said) if said else None),
        ("评估", detail.evaluated_at),
        ("归档", archived),
    ]


def possible(case: Case, actor: Actor) -> list[tuple[Act, str]]:
    """Return the acts open to a person now, each with its label, the usual one first."""
    detail = case.opinion
    ids = {
        action.id
        for action in OPINION.actions_from(case.stage)
        if any(actor.holds(role, case.unit.code) for role in action.roles)
    }
    if "report" in {action.id for action in OPINION.actions_from(case.stage)}:
        watcher = detail.monitor or case.unit
        if actor.holds(Role.COMPETENT, "") or actor.holds(Role.OFFICER, watcher.code):
            ids.add("report")
    waiting = {due.limit.id for due in detail.dues() if due.done_at is None}
    ids -= {"first_info", "press", "respond"} - waiting
    if waiting:
        ids.discard("close")
    acts = [act for act in ACTS.values() if act.id in ids]
    acts.sort(key=lambda act: act.id != FIRST.get(case.stage))
    return [(act, _label(act, case)) for act in acts]


def _label(act: Act, case: Case) -> str:
    if act.id == "assign" and case.stage == "responding":
        return "重新交办"
    return act.label or OPINION.action(act.id).label


def _may_report(case: Case, row: OpinionAssignment, actor: Actor) -> bool:
    open_to = case.stage == "responding" and row.state == OpinionAssignment.State.OPEN
    return open_to and actor.holds(Role.OFFICER, row.unit.code)


@require_admin_access
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Show the form of an act and perform it. What was typed stays, whatever is refused."""
    case, actor = case_of(request, pk), actor_of(request)
    chosen, label = next(
        ((each, label) for each, label in possible(case, actor) if each.id == action), (None, "")
    )
    if chosen is None:
        return _not_now(request, case)
    initial = {"done_at": timezone.localtime(), "grade": case.opinion.grade, "concern": case.opinion.concern}
    if action == "assign":
        initial |= _standing(case)
    if action == "write":
        initial |= {"kind": _next_kind(case.opinion), "title": f"关于{case.title}的情况说明"[:200]}
    return _played(
        request, case, label, OPINION.action(action).article,
        lambda *args, **kwargs: chosen.form(*args, initial=initial, **kwargs),
        lambda typed, who: chosen.do(case, typed, {**who, "by": actor}),
    )  # fmt: skip


def _next_kind(detail: Opinion) -> str:
    waiting = [due.limit.id for due in detail.dues() if due.done_at is None]
    return waiting[0] if waiting else "respond"


def _standing(case: Case) -> dict[str, Any]:
    rows = case.opinion_assignments.exclude(state="withdrawn")
    return {
        "lead": next((row.unit_id for row in rows if row.is_lead), None),
        "online": [row.unit_id for row in rows if not row.is_lead and row.side != "offline"],
        "offline": [row.unit_id for row in rows if row.side != "online" and not row.is_lead],
    }


@require_admin_access
def feedback(request: HttpRequest, pk: int, assignment: int) -> HttpResponse:
    """反馈处置情况 of one unit."""
    case, actor = case_of(request, pk), actor_of(request)
    row = get_object_or_404(case.opinion_assignments.select_related("unit"), pk=assignment)
    if not _may_report(case, row, actor):
        return _not_now(request, case)
    return _played(
        request, case, "反馈处置情况", f"{row.unit.name}：{row.get_side_display()}。{row.task}",
        _reason("处置情况"),
        lambda typed, who: actions.feedback(case, row, result=typed["text"], by=actor, **who),
    )  # fmt: skip


TEXT_LABELS = {
    "approve": "审核通过", "send_back": "退回修改", "rewrite": "修改", "hand_over": "转网站发布", "release": "登记发布",
}  # fmt: skip
State = OpinionResponse.State


def text_acts(case: Case, text: OpinionResponse, actor: Actor) -> list[tuple[str, str]]:
    """Return what a person may do with a text now."""
    if case.stage != "responding":
        return []
    officer, approver = (actor.holds(role, case.unit.code) for role in (Role.OFFICER, Role.APPROVER))
    ids: list[str] = []
    if approver and text.state == State.WRITTEN and text.written_by != actor.name:
        ids += ["approve", "send_back"]
    if officer and text.state in (State.WRITTEN, State.SENT_BACK):
        ids.append("rewrite")
    if officer and text.state == State.APPROVED:
        ids += ["hand_over", "release"]
    return [(each, TEXT_LABELS[each]) for each in ids]


TEXT_FORMS: dict[str, tuple[Callable[..., django_forms.Form], Callable[..., Any]]] = {
    "approve": (NothingToFill, lambda text, d, who: actions.approve(text, **who)),
    "send_back": (
        lambda *args, **kwargs: forms.ReasonForm(*args, label="修改意见", most=300, **kwargs),
        lambda text, d, who: actions.send_back(text, remark=d["text"], **who),
    ),
    "rewrite": (forms.RewriteForm, lambda text, d, who: actions.rewrite(text, **d, **who)),
    "release": (forms.ReleaseForm, lambda text, d, who: actions.release(text, **d, **who)),
}


@require_admin_access
def text_act(request: HttpRequest, pk: int, text: int, action: str) -> HttpResponse:
    """Show the form of an act on a text and perform it."""
    case, actor = case_of(request, pk), actor_of(request)
    row = get_object_or_404(case.opinion_responses, pk=text)
    row.case = case
    if action not in TEXT_FORMS or action not in dict(text_acts(case, row, actor)):
        return _not_now(request, case)
    form, do = TEXT_FORMS[action]
    initial = {
        "title": row.title, "text": row.text if action == "rewrite" else "", "released_at": timezone.localtime(),
    }  # fmt: skip
    return _played(
        request, case, TEXT_LABELS[action], row.title,
        lambda *args, **kwargs: form(*args, initial=initial, **kwargs),
        lambda typed, who: do(row, typed, {**who, "by": actor}), row,
    )  # fmt: skip


def _played(
    request: HttpRequest,
    case: Case,
    label: str,
    article: str,
    form_of: Callable[..., django_forms.Form],
    do: Callable[[dict[str, Any], Who], Any],
    text: OpinionResponse | None = None,
) -> HttpResponse:
    """Show a form, or perform its act once: ``seen`` refuses a second click and a page that is no longer true."""
    seen = case.events_count
    form = form_of(request.POST) if request.method == "POST" else form_of()
    if request.method == "POST" and form.is_valid():
        try:
            do(form.cleaned_data, {"at": timezone.now(), "seen": _seen(request)})
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            case.refresh_from_db()
            seen = case.events_count
        else:
            messages.success(request, f"已办理“{label}”。")
            return redirect("voice_opinion", case.pk)
    context = {"case": case, "form": form, "seen": seen, "label": label, "article": article, "text": text}
    return render(request, "opinion/act.html", context)


def _seen(request: HttpRequest) -> int:
    typed = request.POST.get("seen", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0


def _not_now(request: HttpRequest, case: Case) -> HttpResponse:
    stage = OPINION.stage(case.stage).label
    said = f"现处于“{stage}”环节，不能办理此事，或者您不是承办人。"
    return too_late(request, said, reverse("voice_opinion", args=[case.pk]))
