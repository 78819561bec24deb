"""The desk of proactive disclosure: list, form, review page, and the one door to the verbs."""

from collections import Counter
from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access

from gongkai.cases.files import checked_upload
from gongkai.cases.procedure import Action
from gongkai.law.clock import light_of
from gongkai.law.refusal import Refusal
from gongkai.publishing import actions, checks, procedure
from gongkai.publishing.forms import KEY_AREAS, ListFilter, NewPublicationForm, PublicationForm, needs_html
from gongkai.publishing.models import Publication, PublicationFile, Stage
from gongkai.units import posts
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Role, User

PER_PAGE = 50
# What a form may call, with the name of the text that goes with it.
REVIEW_VERBS = {
    procedure.SUBMIT: (actions.submit, None),
    procedure.CHECK: (actions.check, "note"),
    procedure.PASS_SECRECY: (actions.pass_secrecy, "note"),
    procedure.SIGN: (actions.sign, None),
    procedure.SEND_BACK: (actions.send_back, "note"),
    procedure.WITHDRAW: (actions.withdraw, "reason"),
}
BY_ID = {action.id: action for action in REVIEW_VERBS}
NEEDS_TEXT = {procedure.SEND_BACK: "退回意见", procedure.WITHDRAW: "撤回理由（将向社会公示）"}


@require_admin_access
def publications(request: HttpRequest) -> HttpResponse:
    """List the unit's publications: what is in hand and due first, or what is public, newest first."""
    user, today = _staff(request), timezone.localdate()
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
            "rows": [(row, light_of(row.due_on, today, calendar), _days_late(row)) for row in page],
            "in_hand": procedure.IN_HAND,
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
    single = [(stage.value, str(stage.label), counts[stage.value]) for stage in Stage]
    return [("", "在办", in_hand), *single, ("all", "全部", counts.total())]


def _days_late(row: Publication) -> int:
    """Count the working days a public item came after its due day (D37)."""
    if row.published_at is None:
        return 0
    return calendar_in_force().working_days_between(row.due_on, timezone.localtime(row.published_at).date())


@require_admin_access
def new(request: HttpRequest) -> HttpResponse:
    """Draft a publication. The same form sent twice leads to the one draft it made."""
    user, now = _staff(request), timezone.now()
    today = timezone.localdate(now)
    as_html = "html" in request.GET
    if request.method != "POST":
        form = NewPublicationForm(
            user=user, on=today, as_html=as_html, initial={"draft_key": str(uuid4()), "created_on": today}
        )
        return _form_page(request, form, None)
    form = NewPublicationForm(request.POST, user=user, on=today, as_html=as_html)
    key = request.POST.get("draft_key") or None
    made = Publication.objects.filter(draft_key=key, drafter=user).first() if key else None
    if made is not None:
        return redirect("publishing_detail", made.pk)
    if not form.is_valid():
        return _form_page(request, form, None)
    try:
        with transaction.atomic():
            publication = actions.draft(
                form.cleaned_data["unit"], by=posts.actor(user, today), at=now, draft_key=key, **form.typed()
            )
    except Refusal as refusal:
        return _form_page(request, form, None, refusal)
    except IntegrityError:
        made = get_object_or_404(Publication, draft_key=key, drafter=user)
        return redirect("publishing_detail", made.pk)
    messages.success(request, f"已保存草稿《{publication.title}》，公开期限{publication.due_on}。")
    return redirect("publishing_detail", publication.pk)


@require_admin_access
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft; what another saved meanwhile is not overwritten, what was typed is not lost."""
    user, now = _staff(request), timezone.now()
    publication = _visible(user, pk)
    if publication.stage != Stage.DRAFT:
        messages.warning(
            request, f"现处于“{publication.get_stage_display()}”，不能修改；需要修改时请先退回。"
        )
        return redirect("publishing_detail", pk)
    as_html = "html" in request.GET or needs_html(publication.body)
    if request.method != "POST":
        form = PublicationForm(instance=publication, as_html=as_html, initial={"seen": publication.revision})
        return _form_page(request, form, publication)
    form = PublicationForm(request.POST, instance=_visible(user, pk), as_html=as_html)
    if not form.is_valid():
        return _form_page(request, form, publication)
    try:
        actions.revise(
            publication,
            by=posts.actor(user, timezone.localdate(now)),
            at=now,
            expected_revision=form.cleaned_data["seen"] or 0,
            **form.typed(),
        )
    except Refusal as refusal:
        return _form_page(request, form, publication, refusal)
    messages.success(request, "已保存。")
    return redirect("publishing_detail", pk)


def _form_page(
    request: HttpRequest,
    form: PublicationForm,
    publication: Publication | None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    found = checks.findings(publication, timezone.localdate()) if publication else []
    context = {
        "form": form,
        "publication": publication,
        "refusal": refusal,
        "findings": found,
        "key_areas": KEY_AREAS,
        "wide": ("title", "body", "summary"),
    }
    return render(request, "publishing/form.html", context, status=409 if refusal else 200)


@require_admin_access
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the text as the public will see it, its review, and what this person may do now."""
    return _review_page(request, _visible(_staff(request), pk))


@require_admin_access
@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Perform one act of the review. A refusal shows the page as it now is, with what was typed."""
    user, now = _staff(request), timezone.now()
    publication = _visible(user, pk)
    action = BY_ID[verb]
    perform, text = REVIEW_VERBS[action]
    seen = request.POST.get("seen", "")
    words = {text: request.POST.get("note", "")} if text else {}
    try:
        perform(  # type: ignore[operator]
            publication,
            by=posts.actor(user, timezone.localdate(now)),
            at=now,
            seen=int(seen) if seen.isdigit() else None,
            **words,
        )
    except Refusal as refusal:
        return _review_page(request, _visible(user, pk), refusal, action, request.POST.get("note", ""))
    messages.success(request, f"已办理“{action.label}”，现处于“{publication.get_stage_display()}”。")
    return redirect("publishing_detail", pk)


def _review_page(
    request: HttpRequest,
    publication: Publication,
    refusal: Refusal | None = None,
    tried: Action | None = None,
    note: str = "",
) -> HttpResponse:
    user, today = _staff(request), timezone.localdate()
    in_hand = publication.stage in procedure.IN_HAND
    possible = _possible(publication, user, today)
    forward = next((action for action in possible if action not in NEEDS_TEXT), None)
    context = {
        "publication": publication,
        "files": publication.files.all(),
        "acts": [(act, procedure.ACTIONS[act.act].label) for act in publication.acts.all()],
        "findings": checks.findings(publication, today) if in_hand else [],
        "forward": forward,
        "takes_note": forward is not None and REVIEW_VERBS[forward][1] is not None,
        "others": [(action, NEEDS_TEXT[action]) for action in possible if action in NEEDS_TEXT],
        "may_edit": publication.stage == Stage.DRAFT and _holds(publication, procedure.REVISE, user, today),
        "waits_for": [role.label for role in procedure.STAGES[publication.stage].waits_for],
        "light": light_of(publication.due_on, today, calendar_in_force()) if in_hand else None,
        "days_late": _days_late(publication),
        "interpretations": publication.interpretations.filter(stage=Stage.PUBLISHED),
        "refusal": refusal,
        "tried": tried,
        "note": note,
    }
    return render(request, "publishing/detail.html", context, status=409 if refusal else 200)


def _possible(publication: Publication, user: User, today: date) -> list[Action]:
    """Return the acts this person may perform now; whoever wrote the text reviews nothing of it (D35)."""
    possible = [
        action
        for action in REVIEW_VERBS
        if publication.stage in action.stages and _holds(publication, action, user, today)
    ]
    wrote = publication.acts.filter(by=user, act__in=procedure.AUTHORING).exists()
    return [action for action in possible if not (wrote and action in procedure.SEPARATED)]


def _holds(publication: Publication, action: Action, user: User, today: date) -> bool:
    actor = posts.actor(user, today)
    roles = procedure.roles_for(action, publication.stage)
    return any(actor.holds(role, publication.unit.code) for role in roles)


@require_admin_access
@require_POST
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Add the chosen files to a draft."""
    user, now = _staff(request), timezone.now()
    publication = _visible(user, pk)
    by = posts.actor(user, timezone.localdate(now))
    uploads = request.FILES.getlist("files")
    if not uploads:
        messages.error(request, "没有选择文件。请先选择文件，再点“上传”。")
    for upload in uploads:
        try:
            file = checked_upload(upload)
            actions.attach(publication, by=by, at=now, name=file.name, content=file.content)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"已加入附件“{file.name}”。")
    return redirect("publishing_detail", pk)


@require_admin_access
@require_POST
def detach(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Remove a file from a draft."""
    user, now = _staff(request), timezone.now()
    kept = get_object_or_404(PublicationFile, publication=_visible(user, pk), pk=file)
    try:
        actions.detach(kept, by=posts.actor(user, timezone.localdate(now)), at=now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已移除附件“{kept.name}”。")
    return redirect("publishing_detail", pk)


@require_admin_access
def download(request: HttpRequest, pk: int, file: int) -> FileResponse:
    """Hand out a file to who may see its publication."""
    kept = get_object_or_404(PublicationFile, publication=_visible(_staff(request), pk), pk=file)
    return FileResponse(kept.file.open("rb"), as_attachment=True, filename=kept.name)


def _visible(user: User, pk: int) -> Publication:
    """Fetch a publication of the units ``user`` may see; anything else does not exist for her."""
    rows = Publication.objects.visible_to(user, timezone.localdate())
    return get_object_or_404(rows.select_related("unit", "owner_unit", "column", "interprets"), pk=pk)


def _staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
