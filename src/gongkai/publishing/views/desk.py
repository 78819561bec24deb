"""The list of the desk, and acts on many texts at once."""

from collections import Counter
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access

from gongkai.cases.procedure import Action
from gongkai.law.clock import light_of
from gongkai.law.refusal import Refusal
from gongkai.publishing import procedure
from gongkai.publishing.acts import IN_BULK
from gongkai.publishing.forms import ListFilter
from gongkai.publishing.models import Publication, Stage
from gongkai.publishing.views.common import actor_now, days_late, staff
from gongkai.units import posts
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Role, User

PER_PAGE = 50


@require_admin_access
def publications(request: HttpRequest) -> HttpResponse:
    """List the unit's publications: what is in hand and due first, or what is public, newest first."""
    user, today = staff(request), timezone.localdate()
    form = ListFilter(request.GET or {}, units=posts.units_visible_to(user, today))
    wanted = form.cleaned_data if form.is_valid() else {}
    found = _filtered(Publication.objects.visible_to(user, today), wanted)
    counts = Counter(
        {row["stage"]: row["n"] for row in found.values("stage").annotate(n=Count("pk")).order_by()}
    )
    stage = wanted.get("stage", "")
    page = Paginator(_in_stage(found, stage), PER_PAGE).get_page(request.GET.get("p"))
    calendar = calendar_in_force()
    return render(
        request,
        "publishing/list.html",
        {
            "form": form,
            "stage": stage,
            "tabs": _tabs(counts),
            "page": page,
            "rows": [(row, light_of(row.due_on, today, calendar), days_late(row)) for row in page],
            "in_hand": procedure.IN_HAND,
            "bulk": _bulk_action(user, stage, today),
            "may_draft": user.posts.on(today).filter(role=Role.OFFICER).exists(),
        },
    )


def _filtered(rows: QuerySet[Publication], wanted: dict[str, Any]) -> QuerySet[Publication]:
    if wanted.get("q"):
        words = wanted["q"].strip()
        rows = rows.filter(
            Q(title__icontains=words) | Q(doc_number__icontains=words) | Q(index_no__icontains=words)
        )
    for name, lookup in (
        ("column", "column"),
        ("unit", "unit"),
        ("since", "created_on__gte"),
        ("until", "created_on__lte"),
    ):
        if wanted.get(name):
            rows = rows.filter(**{lookup: wanted[name]})
    return rows


def _in_stage(rows: QuerySet[Publication], stage: str) -> QuerySet[Publication]:
    rows = rows.select_related("unit", "column").defer("body")
    if stage == "all":
        return rows.order_by("-pk")
    if stage in (Stage.PUBLISHED, Stage.WITHDRAWN):
        return rows.filter(stage=stage).order_by("-published_at", "-pk")
    return rows.filter(stage__in=[stage] if stage else procedure.IN_HAND).order_by("due_on", "pk")


def _tabs(counts: Counter[str]) -> list[tuple[str, str, int]]:
    in_hand = sum(counts[stage] for stage in procedure.IN_HAND)
    usual = (*procedure.REVIEW, Stage.DRAFT, Stage.PUBLISHED)
    single = [
        (stage.value, str(stage.label), counts[stage.value])
        for stage in Stage
        if stage in usual or counts[stage.value]
    ]
    return [("", "在办", in_hand), *single, ("all", "全部", counts.total())]


def _bulk_action(user: User, stage: str, today: date) -> Action | None:
    """Return the act this person may perform on many texts of the stage at once."""
    held = set(user.posts.on(today).values_list("role", flat=True))
    fitting = (action for action in IN_BULK if stage in action.stages)
    return next((action for action in fitting if held & set(procedure.roles_for(action, stage))), None)


@require_admin_access
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Perform one act on each text chosen: a decision, a record and, where refused, a reason for each (D35)."""
    action = next((each for each in IN_BULK if each.id == request.POST.get("verb")), None)
    chosen = [int(pk) for pk in request.POST.getlist("pk") if pk.isdigit()]
    back = f"{reverse('publishing_list')}?stage={action.stages[0] if action else ''}"
    if action is None or not chosen:
        messages.error(request, "没有选择信息。请先勾选，再办理。")
        return redirect(back)
    by, done = actor_now(request), 0
    rows = Publication.objects.visible_to(staff(request), timezone.localdate()).select_related(
        "unit", "column"
    )
    for publication in rows.filter(pk__in=chosen):
        seen = request.POST.get(f"seen-{publication.pk}", "")
        try:
            IN_BULK[action](publication, by=by, at=timezone.now(), seen=int(seen) if seen.isdigit() else None)
        except Refusal as refusal:
            messages.error(request, f"《{publication.title}》没有办理：{refusal}")
        else:
            done += 1
    if done:
        messages.success(request, f"已对{done}条信息逐条办理“{action.label}”，各有一条办理记录。")
    return redirect(back)
