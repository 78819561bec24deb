"""The texts of letters in the workbench (文书模板): list, edit, preview, compare, return; seals and review bodies."""

import difflib
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access

from gongkai.cases.models import Case
from gongkai.disclosure import actions, letter_texts
from gongkai.disclosure.forms.letters import RestoreForm, ReviewBodiesForm, SealForm, TextForm
from gongkai.disclosure.letter_preview import preview as preview_of
from gongkai.disclosure.letter_texts import Text
from gongkai.disclosure.models import LetterText, Seal
from gongkai.disclosure.procedure import KEY
from gongkai.disclosure.views.common import staff_of
from gongkai.law.letter_fields import FIELDS
from gongkai.law.letters import KINDS, LetterKind, usable_fields
from gongkai.law.refusal import Refusal
from gongkai.units import posts
from gongkai.units.models import Role
from gongkai.units.posts import Actor

CASES_OFFERED = 30


@require_admin_access
def listing(request: HttpRequest) -> HttpResponse:
    """List the letters, each with the text in force today and one that will follow."""
    today = timezone.localdate()
    rows = []
    for kind_id, versions in letter_texts.all_versions().items():
        now = [text for text in versions if text.valid_from <= today]
        later = [text for text in versions if text.valid_from > today]
        rows.append((KINDS[kind_id], now[-1], later[0] if later else None))
    return render(request, "disclosure/letters/list.html", {"rows": rows})


@require_admin_access
def edit(request: HttpRequest, kind_id: str) -> HttpResponse:
    """Show a text with its fields and versions, and save a new version."""
    kind, actor = _kind(kind_id), _actor(request)
    newest = letter_texts.versions(kind.id)[-1]
    form = TextForm(request.POST or None, kind=kind, initial=_initial(newest))
    seen = LetterText.objects.filter(kind=kind.id).count()
    if request.method == "POST":
        seen_then = int(request.POST.get("seen") or 0)
        if form.is_valid():
            try:
                made = actions.save_text(
                    form.text(),
                    by=actor,
                    at=timezone.now(),
                    reason=form.cleaned_data["reason"],
                    seen=seen_then,
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(
                    request, f"已保存“{kind.name}”第{made.number}版，自{made.valid_from}起施行。"
                )
                return redirect("letter_text", kind_id=kind.id)
    versions = letter_texts.versions(kind.id)
    context = {
        "kind": kind,
        "form": form,
        "seen": seen,
        "may": _may_edit(request),
        "now": letter_texts.in_force(kind.id, timezone.localdate()),
        "versions": list(reversed(versions)),
        "fields": _fields(kind),
        "cases": _cases(request),
        "restore": RestoreForm(),
    }
    return render(request, "disclosure/letters/edit.html", context)


@require_admin_access
@require_POST
def preview(request: HttpRequest, kind_id: str) -> HttpResponse:
    """Show the text in the form as a letter of a real case: as a part of the page, or as the PDF itself."""
    kind = _kind(kind_id)
    form = TextForm(request.POST, kind=kind)
    form.is_valid()
    case = _cases(request).filter(pk=request.POST.get("case") or 0).first() or _cases(request).first()
    context: dict[str, Any] = {"kind": kind, "case": case}
    if case is not None:
        today = timezone.localdate()
        context["preview"] = made = preview_of(
            form.text(),
            case,
            signed_by=str(staff_of(request)),
            on=today,
            masked=not _reads_applicant(request, case),
        )
        if request.POST.get("as") == "pdf":
            return HttpResponse(made.pdf(), content_type="application/pdf")
    part = request.headers.get("HX-Request")
    return render(request, f"disclosure/letters/{'preview' if part else 'preview_page'}.html", context)


@require_admin_access
def compare(request: HttpRequest, kind_id: str) -> HttpResponse:
    """Show what a version changed against the one before it."""
    kind = _kind(kind_id)
    versions = letter_texts.versions(kind.id)
    wanted = request.GET.get("version", versions[-1].version)
    at = next((n for n, text in enumerate(versions) if text.version == wanted), None)
    if at is None:
        raise Http404
    new, old = versions[at], versions[at - 1] if at else None
    context = {"kind": kind, "new": new, "old": old, "lines": _differences(old, new)}
    return render(request, "disclosure/letters/compare.html", context)


def _differences(old: Text | None, new: Text) -> list[tuple[str, str]]:
    """Return the lines of both with what became of each: kept, taken out, put in."""
    words = {" ": "kept", "-": "out", "+": "in"}
    before = _all_lines(old) if old else []
    return [(words[line[0]], line[2:]) for line in difflib.ndiff(before, _all_lines(new)) if line[0] in words]


def _all_lines(text: Text) -> list[str]:
    remedy = [] if text.prints_remedy else ["（不印出救济途径）"]
    return [text.title, *text.lines, *([text.note] if text.note else []), *remedy]


@require_admin_access
@require_POST
def restore(request: HttpRequest, kind_id: str) -> HttpResponse:
    """Return to the text that came with the platform, as a new version."""
    kind, form = _kind(kind_id), RestoreForm(request.POST)
    if form.is_valid():
        try:
            made = actions.restore_text(
                kind.id,
                by=_actor(request),
                at=timezone.now(),
                valid_from=form.cleaned_data["valid_from"],
                seen=int(request.POST.get("seen") or 0),
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"自{made.valid_from}起恢复随附文本（第{made.number}版）。")
    else:
        messages.error(request, "请填写施行日期。")
    return redirect("letter_text", kind_id=kind.id)


@require_admin_access
def seals(request: HttpRequest) -> HttpResponse:
    """List the units with their seal and their review bodies."""
    user, today = staff_of(request), timezone.localdate()
    units = posts.units_visible_to(user, today).on(today)  # type: ignore[attr-defined]
    page = Paginator(units, 60).get_page(request.GET.get("p"))
    seals_ = Seal.objects.in_use(today)
    rows = [(unit, seals_.get(unit.pk)) for unit in page]
    return render(request, "disclosure/letters/seals.html", {"rows": rows, "page": page})


@require_admin_access
def organ(request: HttpRequest, code: str) -> HttpResponse:
    """Show a unit's seals and review bodies, and take a new one into use."""
    user, actor, today = staff_of(request), _actor(request), timezone.localdate()
    unit = get_object_or_404(posts.units_visible_to(user, today), code=code)
    which = request.POST.get("save")
    seal_form = SealForm(request.POST if which == "seal" else None, request.FILES or None)
    bodies_form = ReviewBodiesForm(request.POST if which == "bodies" else None, instance=unit)
    if which == "seal" and seal_form.is_valid():
        given = seal_form.cleaned_data
        try:
            actions.set_seal(unit, given["file"], by=actor, at=timezone.now(), valid_from=given["valid_from"])
        except Refusal as refusal:
            seal_form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{unit.short_name}的印章自{given['valid_from']}起启用。")
            return redirect("letter_organ", code=code)
    if which == "bodies" and bodies_form.is_valid():
        try:
            actions.set_review_bodies(unit, **bodies_form.cleaned_data, by=actor, at=timezone.now())
        except Refusal as refusal:
            bodies_form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{unit.short_name}的救济机关已保存。")
            return redirect("letter_organ", code=code)
    context = {
        "unit": unit,
        "seals": unit.seals.order_by("-valid_from", "-pk"),  # type: ignore[attr-defined]
        "seal_form": seal_form,
        "bodies_form": bodies_form,
        "may_seal": any(actor.holds(role, unit.code) for role in (Role.HEAD, Role.COMPETENT)),
        "may_bodies": _may_edit(request),
    }
    return render(request, "disclosure/letters/organ.html", context)


@require_admin_access
def picture(request: HttpRequest, pk: int) -> FileResponse:
    units = posts.units_visible_to(staff_of(request), timezone.localdate())
    seal = get_object_or_404(Seal, pk=pk, unit__in=units)
    return FileResponse(seal.picture.open(), content_type="image/png")


def _kind(kind_id: str) -> LetterKind:
    if kind_id not in KINDS:
        raise Http404
    return KINDS[kind_id]


def _actor(request: HttpRequest) -> Actor:
    return posts.actor(staff_of(request), timezone.localdate())


def _may_edit(request: HttpRequest) -> bool:
    return _actor(request).holds(Role.COMPETENT, "")


def _initial(text: Text) -> dict[str, Any]:
    return {
        "title": text.title,
        "body": "\n".join(text.lines),
        "note": text.note,
        "prints_remedy": text.prints_remedy,
    }


def _fields(kind: LetterKind) -> list[tuple[Any, bool]]:
    """Return the fields a text of the kind may use, each with whether it must."""
    return [(FIELDS[field], field in kind.fields) for field in usable_fields(kind)]


def _reads_applicant(request: HttpRequest, case: Case) -> bool:
    """Tell whether the person handles the case; the reading of the applicant's data is logged once a session."""
    read: list[int] = request.session.get("letter_previews", [])
    if case.pk in read:
        return True
    try:
        actions.read_personal(case, by=_actor(request), at=timezone.now())
    except Refusal:
        return False
    request.session["letter_previews"] = [*read, case.pk]
    return True


def _cases(request: HttpRequest) -> Any:
    visible = Case.objects.visible_to(staff_of(request), timezone.localdate()).filter(procedure=KEY)
    return visible.select_related("unit", "request", "handler").order_by("-arrived_at")
