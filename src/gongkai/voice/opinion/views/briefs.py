"""Briefs (舆情简报): drafted, edited, signed, handed out as PDF and for Word."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.cases.letter_layout import render_pdf
from gongkai.law.refusal import Refusal
from gongkai.units import posts
from gongkai.units.models import Role
from gongkai.voice.opinion import actions, brief_content
from gongkai.voice.opinion.actions.briefs import SIGNERS, WRITERS
from gongkai.voice.opinion.forms import BriefForm, DraftBriefForm
from gongkai.voice.opinion.models import OpinionBrief
from gongkai.voice.opinion.views.common import PER_PAGE, actor_of, staff_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_admin_access
def briefs(request: HttpRequest) -> HttpResponse:
    """List the briefs one may see, and begin the next."""
    user, today = staff_of(request), timezone.localdate()
    post = user.posts.on(today).filter(role__in=(Role.COMPETENT, Role.OFFICER)).select_related("unit").first()
    form = DraftBriefForm(request.POST or None, initial={"day": today, "kind": "monthly"})
    if request.method == "POST" and post is not None and form.is_valid():
        try:
            made = actions.draft_brief(
                post.unit, by=actor_of(request), at=timezone.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("opinion_brief", made.pk)
    found = OpinionBrief.objects.filter(unit__in=posts.unit_ids_visible_to(user, today)).select_related(
        "unit"
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "opinion/briefs.html", {"page": page, "form": form, "may_write": post is not None})


@require_admin_access
def brief(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a brief; a draft is edited, counted anew or signed here."""
    row, actor = _brief_of(request, pk), actor_of(request)
    pressed = request.POST.get("do", "")
    names = list(BriefForm.base_fields)
    form = BriefForm(
        request.POST if pressed == "save" else None, initial={name: getattr(row, name) for name in names}
    )
    who: dict[str, Any] = {"revision": _revision(request), "by": actor, "at": timezone.now()}
    try:
        if pressed == "save" and form.is_valid():
            actions.revise_brief(row, **form.cleaned_data, **who)
            messages.success(request, "已保存。")
            return redirect("opinion_brief", pk)
        if pressed == "recount":
            actions.recount(row, **who)
            messages.success(request, "已按现在的记录重新统计，综述已更新。")
            return redirect("opinion_brief", pk)
        if pressed == "sign":
            signed = actions.sign_brief(row, **who)
            messages.success(request, f"已签发，第{signed.number}期。")
            return redirect("opinion_brief", pk)
    except Refusal as refusal:
        form.add_error(None, str(refusal)) if form.is_bound else messages.error(request, str(refusal))
        row.refresh_from_db()
    open_ = row.signed_at is None
    context = {
        "row": row,
        "form": form,
        "content": row.content,
        "may_write": open_ and any(actor.holds(role, row.unit.code) for role in WRITERS),
        "may_sign": open_
        and row.written_by != actor.name
        and any(actor.holds(role, row.unit.code) for role in SIGNERS),
        "over": timezone.localdate() > row.until,
    }
    return render(request, "opinion/brief.html", context)


@require_admin_access
def brief_file(request: HttpRequest, pk: int, form: str) -> FileResponse:
    """Hand out a brief: signed as it was signed, a draft as it would be printed now."""
    row = _brief_of(request, pk)
    name = f"{row.title}{f'（第{row.number}期）' if row.number else '（未签发）'}"
    if form == "pdf":
        stream = row.pdf.open("rb") if row.pdf else BytesIO(render_pdf(brief_content.letter(row)))
        return FileResponse(stream, content_type="application/pdf", filename=f"{name}.pdf")
    if form == "docx":
        # Loaded when first needed: few ask for it.
        from gongkai.cases.letter_word import render_docx

        content = BytesIO(render_docx(brief_content.letter(row)))
        return FileResponse(content, content_type=WORD, as_attachment=True, filename=f"{name}.docx")
    raise Http404


def _brief_of(request: HttpRequest, pk: int) -> OpinionBrief:
    units = posts.unit_ids_visible_to(staff_of(request), timezone.localdate())
    return get_object_or_404(OpinionBrief.objects.filter(unit__in=units).select_related("unit"), pk=pk)


def _revision(request: HttpRequest) -> int:
    typed = request.POST.get("revision", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else -1
