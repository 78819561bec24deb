"""The redaction workspace (区分处理): the pages of a source, what is black on them, what is made of them."""

import io
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Concatenate

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access

from gongkai.cases.models import Case
from gongkai.disclosure import actions
from gongkai.disclosure.actions import redaction as verbs
from gongkai.disclosure.forms import redaction as forms
from gongkai.disclosure.models import Redaction, Region
from gongkai.disclosure.procedure import DISCLOSURE
from gongkai.disclosure.redaction import finding, paper
from gongkai.disclosure.views.common import case_of, staff_of
from gongkai.law.refusal import Refusal
from gongkai.law.separation import Audience, Scope
from gongkai.units import posts
from gongkai.units.posts import Actor

SCREEN_DPI = 110
# A form holds a thousand fields at most; what is left is found again once these are black.
LISTED = 500
READ_TODAY = "redactions_read"
unshared = cache_control(private=True, no_store=True)
View = Callable[Concatenate[HttpRequest, Redaction, Actor, ...], HttpResponse]


def box_of(case: Case, actor: Actor) -> dict[str, Any]:
    """Return what the page of the case shows of partial disclosure."""
    return {
        "redactions": [
            (redaction, _marked(redaction.regions.filter(removed_at=None)))
            for redaction in case.redactions.select_related("source")  # type: ignore[attr-defined]
        ],
        "may_redact": _may_change(case, actor),
        "may_read_sources": any(actor.holds(role, case.unit.code) for role in verbs.READERS),
    }


@require_admin_access
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Upload a file that has to be parted."""
    case, actor = case_of(request, pk), _actor(request)
    form = forms.SourceForm(request.POST or None, request.FILES or None)
    seen = case.events_count
    if request.method == "POST":
        seen = _seen(request)
        if form.is_valid():
            try:
                redaction = actions.add_source(
                    case, form.cleaned_data["file"], by=actor, at=timezone.now(), seen=seen
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
                seen = case.events_count
            else:
                _remember_reading(request, redaction)
                return redirect("redaction", pk=pk, redaction_pk=redaction.pk)
    return render(request, "disclosure/redaction/new.html", {"form": form, "case": case, "seen": seen})


def _for_readers(view: View) -> Callable[..., HttpResponse]:
    """Let in the handlers of the case who have said that they open the source; nobody's browser keeps a copy."""

    @require_admin_access
    @unshared
    def guarded(request: HttpRequest, pk: int, redaction_pk: int, **rest: Any) -> HttpResponse:
        redaction, actor = _redaction(request, pk, redaction_pk), _actor(request)
        try:
            verbs.must_be_reader(redaction, actor)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("disclosure_case", pk=pk)
        if not _has_opened(request, redaction):
            messages.error(request, "查看源文件要记入日志：请在“区分处理”中点“打开”。")
            return redirect("disclosure_case", pk=pk)
        try:
            return view(request, redaction, actor, **rest)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("disclosure_case", pk=pk)

    return guarded


@require_admin_access
@require_POST
def open_source(request: HttpRequest, pk: int, redaction_pk: int) -> HttpResponse:
    """Log that a handler opens the source, and lead to it."""
    redaction = _redaction(request, pk, redaction_pk)
    try:
        actions.open_source(redaction, by=_actor(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("disclosure_case", pk=pk)
    _remember_reading(request, redaction)
    return redirect("redaction", pk=pk, redaction_pk=redaction.pk)


@_for_readers
def workspace(request: HttpRequest, redaction: Redaction, actor: Actor) -> HttpResponse:
    """Show a page of the source with its regions."""
    wanted = request.GET.get("page", "1")
    number = int(wanted) if wanted.isdecimal() else 1
    return _shown(request, redaction, actor, min(max(number, 1), redaction.pages))


@_for_readers
@require_POST
def mark(request: HttpRequest, redaction: Redaction, actor: Actor) -> HttpResponse:
    """Black out what was drawn, typed or chosen among the proposals. What was drawn stays, whatever is refused."""
    form = forms.PlaceForm(request.POST)
    chosen = "every" if request.POST.get("do") == "every" else "drawn"
    places = forms.read(request.POST.getlist(chosen))
    number = _page_number(request, redaction)
    if form.is_valid():
        typed = form.place()
        try:
            actions.mark(
                redaction,
                [*places, *([typed] if typed else [])],
                ground=form.cleaned_data["ground"],
                scope=Scope(form.cleaned_data["scope"]),
                **_who(request, actor),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            _keep_choice(request, form)
            messages.success(request, f"已遮盖 {len(places) + bool(typed)} 处。")
            return _to_page(redaction, number)
    return _shown(request, redaction, actor, number, form=form, drawn=places)


@_for_readers
@require_POST
def region(request: HttpRequest, redaction: Redaction, actor: Actor, region_pk: int) -> HttpResponse:
    """Change a region or take it back."""
    row = get_object_or_404(redaction.regions, pk=region_pk)
    form = forms.PlaceForm(request.POST, prefix=f"r{row.pk}")
    removing = request.POST.get("do") == "remove"
    try:
        if removing:
            actions.remove_region(row, **_who(request, actor))
        elif form.is_valid():
            place = form.place()
            if place is None:
                raise Refusal("没有填写位置。", article="", advice="请填写左、上、宽、高。")  # noqa: TRY301 -- one place for both refusals
            actions.change_region(
                row,
                place,
                ground=form.cleaned_data["ground"],
                scope=Scope(form.cleaned_data["scope"]),
                **_who(request, actor),
            )
        else:
            return _shown(request, redaction, actor, row.page, changed=form)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _shown(request, redaction, actor, row.page, changed=None if removing else form)
    messages.success(request, "已取消遮盖。" if removing else "已修改遮盖区域。")
    return _to_page(redaction, row.page)


@_for_readers
@require_POST
def find(request: HttpRequest, redaction: Redaction, actor: Actor) -> HttpResponse:
    """Propose places: words, and numbers that give a person away. Asked by POST: words name people."""
    form = forms.FindForm(request.POST)
    if not form.is_valid():
        return _shown(request, redaction, actor, 1, find_form=form)
    content = verbs.content_of(redaction)
    black = {row.place for row in redaction.regions.filter(removed_at=None)}
    found = [
        (proposal, forms.written(proposal.regions))
        for proposal in finding.proposals(content, form.listed(), timezone.localdate())
        if not black.issuperset(proposal.regions)
    ]
    context = {
        "redaction": redaction,
        "case": redaction.case,
        "found": found[:LISTED],
        "every": "+".join(value for _, value in found[:LISTED]),
        "total": len(found),
        "form": forms.WhyForm(initial=_choice(request)),
        "find_form": form,
        "may_change": _may_change(redaction.case, actor),
    }
    return render(request, "disclosure/redaction/found.html", context)


@_for_readers
def page(request: HttpRequest, redaction: Redaction, actor: Actor, number: int) -> HttpResponse:
    """Give a page as a picture: as it came, or as an audience will see it."""
    if not 1 <= number <= redaction.pages:
        raise Http404
    audience = request.GET.get("for")
    boxes = []
    with paper.opened(verbs.content_of(redaction)) as document, paper.page_of(document, number) as sheet:
        if audience is not None:
            rows = verbs.black_for(redaction, _audience(audience))
            boxes = [row.place.on(sheet.get_size()) for row in rows if row.page == number]
        picture = paper.blacked_out(paper.picture_of(sheet, SCREEN_DPI), boxes, SCREEN_DPI)
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=80)
    return HttpResponse(target.getvalue(), content_type="image/jpeg")


@_for_readers
def preview(request: HttpRequest, redaction: Redaction, actor: Actor, audience: str) -> HttpResponse:
    """Show the pages with regions as an audience will see them, and offer to make the file."""
    chosen = _audience(audience)
    black = verbs.black_for(redaction, chosen)
    context = {
        "redaction": redaction,
        "case": redaction.case,
        "audience": chosen,
        "black": list(enumerate(black, start=1)),
        "pages": sorted({row.page for row in black}),
        "may_change": _may_change(redaction.case, actor),
    }
    return render(request, "disclosure/redaction/preview.html", context)


@_for_readers
@require_POST
def make(request: HttpRequest, redaction: Redaction, actor: Actor, audience: str) -> HttpResponse:
    """Make the file that is handed over."""
    chosen = _audience(audience)
    try:
        made = actions.make_rendition(redaction, chosen, **_who(request, actor))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(
            "redaction_preview", pk=redaction.case_id, redaction_pk=redaction.pk, audience=chosen.value
        )
    messages.success(request, f"已生成{made}，通过核验。拟写答复时可以选用。")
    return redirect("disclosure_case", pk=redaction.case_id)


def _shown(
    request: HttpRequest,
    redaction: Redaction,
    actor: Actor,
    number: int,
    *,
    form: forms.PlaceForm | None = None,
    drawn: Any = (),
    changed: forms.PlaceForm | None = None,
    find_form: forms.FindForm | None = None,
) -> HttpResponse:
    redaction.refresh_from_db()
    rows = list(redaction.regions.filter(removed_at=None))
    with paper.opened(verbs.content_of(redaction)) as document, paper.page_of(document, number) as sheet:
        width, height = sheet.get_size()
        text = "".join(character.text for character in paper.characters_of(sheet))
    here = [
        (place, row, _form_of(row, changed)) for place, row in enumerate(rows, start=1) if row.page == number
    ]
    context = {
        "case": redaction.case,
        "redaction": redaction,
        "number": number,
        "width": round(width / paper.POINTS_PER_INCH * SCREEN_DPI),
        "height": round(height / paper.POINTS_PER_INCH * SCREEN_DPI),
        "text": text.strip(),
        "here": here,
        "marked": _marked(rows),
        "form": form or forms.PlaceForm(initial={"page": number, **_choice(request)}),
        "drawn": [forms.written((place,)) for place in drawn],
        "find_form": find_form or forms.FindForm(),
        "may_change": _may_change(redaction.case, actor),
        "audiences": list(Audience),
    }
    return render(request, "disclosure/redaction/workspace.html", context)


def _marked(rows: Iterable[Region]) -> list[tuple[int, int]]:
    """Return each page with regions and how many it has."""
    return sorted(Counter(row.page for row in rows).items())


def _form_of(row: Region, changed: forms.PlaceForm | None) -> forms.PlaceForm:
    prefix = f"r{row.pk}"
    if changed is not None and changed.prefix == prefix:
        return changed
    return forms.PlaceForm(initial=forms.typed(row), prefix=prefix)


def _redaction(request: HttpRequest, pk: int, redaction_pk: int) -> Redaction:
    case = case_of(request, pk)
    return get_object_or_404(
        Redaction.objects.select_related("source", "case__unit", "case__request"), pk=redaction_pk, case=case
    )


def _actor(request: HttpRequest) -> Actor:
    return posts.actor(staff_of(request), timezone.localdate())


def _who(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    return {"by": actor, "at": timezone.now(), "seen": _seen(request)}


def _seen(request: HttpRequest) -> int:
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() else -1


def _may_change(case: Case, actor: Actor) -> bool:
    action = DISCLOSURE.action("redact")
    return case.stage in action.stages and any(actor.holds(role, case.unit.code) for role in action.roles)


def _audience(text: str) -> Audience:
    try:
        return Audience(text)
    except ValueError:
        raise Http404 from None


def _page_number(request: HttpRequest, redaction: Redaction) -> int:
    wanted = request.POST.get("page", "")
    return int(wanted) if wanted.isdecimal() and 1 <= int(wanted) <= redaction.pages else 1


def _to_page(redaction: Redaction, number: int) -> HttpResponse:
    response = redirect("redaction", pk=redaction.case_id, redaction_pk=redaction.pk)
    response["Location"] += f"?page={number}"
    return response


def _remember_reading(request: HttpRequest, redaction: Redaction) -> None:
    """One line in the log for each person, source and day; the pages of a source are many."""
    read = request.session.get(READ_TODAY, {})
    request.session[READ_TODAY] = {**read, str(redaction.pk): str(timezone.localdate())}


def _has_opened(request: HttpRequest, redaction: Redaction) -> bool:
    read = request.session.get(READ_TODAY, {})
    return bool(read.get(str(redaction.pk)) == str(timezone.localdate()))


def _keep_choice(request: HttpRequest, form: forms.WhyForm) -> None:
    """The next place is mostly black on the same ground."""
    request.session["redaction_why"] = {name: form.cleaned_data[name] for name in ("ground", "scope")}


def _choice(request: HttpRequest) -> dict[str, str]:
    kept: dict[str, str] = request.session.get("redaction_why", {})
    return kept
