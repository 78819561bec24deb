"""Hand-over when an officer leaves (离岗移交): choose, preview, hand over, print the sheet."""

from io import BytesIO

from django.contrib import messages
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.cases.models import Case
from gongkai.disclosure import actions
from gongkai.disclosure.forms.office import HandOverForm
from gongkai.disclosure.models import HandOver
from gongkai.disclosure.register import Viewer
from gongkai.disclosure.views.common import row_of, viewer_of
from gongkai.law.refusal import Refusal
from gongkai.units import posts
from gongkai.units.models import Post, Role, Unit, User

OPEN_FIRST = F("closed_on").asc(nulls_first=True)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_admin_access
def hand_over(request: HttpRequest) -> HttpResponse:
    """Choose from whom to whom, see the cases, hand them over. Nothing happens before the second step."""
    viewer = viewer_of(request)
    typed = request.POST if request.method == "POST" else request.GET
    form = HandOverForm(typed or None, givers=_givers(viewer), receivers=_receivers(viewer))
    context: dict[str, object] = {"form": form, "refusal": ""}
    if form.is_bound and form.is_valid():
        giver, receiver = form.cleaned_data["giver"], form.cleaned_data["receiver"]
        cases = list(_in_hand(giver, viewer).select_related("unit", "request", "handler"))
        if request.method == "POST":
            wanted = set(request.POST.getlist("case"))
            try:
                made = actions.hand_over(
                    [case for case in cases if str(case.pk) in wanted],
                    giver=giver,
                    receiver=receiver,
                    reason=request.POST.get("reason", ""),
                    by=posts.actor(viewer.user, viewer.today),
                    at=timezone.now(),
                )
            except Refusal as refusal:
                context |= {"refusal": str(refusal), "wanted": wanted}
            else:
                messages.success(request, f"{made.number}：已移交 {made.cases.count()} 件。")
                return redirect("disclosure_hand_over_sheet", pk=made.pk)
        held = set(
            Post.objects.on(viewer.today)
            .filter(user=receiver, role=Role.OFFICER)
            .values_list("unit", flat=True)
        )
        context |= {
            "giver": giver,
            "receiver": receiver,
            "reason": request.POST.get("reason", ""),
            "rows": [
                row_of(case, viewer.today, viewer.calendar)
                | {
                    "may": case.unit_id in held,
                    "chosen": case.unit_id in held and str(case.pk) in context.get("wanted", {str(case.pk)}),  # type: ignore[operator]
                }
                for case in cases
            ],
        }
    context["sheets"] = _sheets(viewer)[:20]
    return render(request, "disclosure/hand_over.html", context)


@require_admin_access
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the sheet of a hand-over, made for printing."""
    made = get_object_or_404(_sheets(viewer_of(request)), pk=pk)
    return render(request, "disclosure/hand_over_sheet.html", {"made": made, "cases": _handed(made)})


@require_admin_access
def sheet_docx(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the sheet as a Word file."""
    # Loaded when first needed: Word files would take memory of every worker.
    from gongkai.disclosure.hand_over_sheet import sheet_document

    made = get_object_or_404(_sheets(viewer_of(request)), pk=pk)
    content = BytesIO()
    sheet_document(made, _handed(made)).save(content)
    headers = {"Content-Disposition": f'attachment; filename="hand-over-{made.pk}.docx"'}
    return HttpResponse(content.getvalue(), content_type=DOCX, headers=headers)


def _handed(made: HandOver) -> list[Case]:
    return list(made.cases.select_related("unit", "request").order_by("due_on", "pk"))


def _managed(viewer: Viewer) -> QuerySet[Unit]:
    """Return the units whose officers' cases the viewer may hand over."""
    held = viewer.user.posts.on(viewer.today)  # type: ignore[attr-defined]
    if held.filter(role=Role.COMPETENT).exists():
        return Unit.objects.all()
    return Unit.objects.filter(pk__in=held.filter(role=Role.HEAD).values("unit"))


def _givers(viewer: Viewer) -> QuerySet[User]:
    with_cases = Case.objects.filter(unit__in=_managed(viewer), archived_on=None, handler__isnull=False)
    return User.objects.filter(Q(pk=viewer.user.pk) | Q(pk__in=with_cases.values("handler"))).order_by("name")


def _receivers(viewer: Viewer) -> QuerySet[User]:
    own = viewer.user.posts.on(viewer.today).values("unit")  # type: ignore[attr-defined]
    officers = Post.objects.on(viewer.today).filter(role=Role.OFFICER)
    return User.objects.filter(
        pk__in=officers.filter(Q(unit__in=_managed(viewer)) | Q(unit__in=own)).values("user")
    ).order_by("name")


def _in_hand(giver: User, viewer: Viewer) -> QuerySet[Case]:
    cases = viewer.cases.filter(handler=giver, archived_on=None).order_by(OPEN_FIRST, "due_on", "pk")
    return cases if giver == viewer.user else cases.filter(unit__in=_managed(viewer))


def _sheets(viewer: Viewer) -> QuerySet[HandOver]:
    """Return the hand-overs of cases the viewer may see."""
    units = posts.unit_ids_visible_to(viewer.user, viewer.today)
    return HandOver.objects.filter(cases__unit__in=units).select_related("giver", "receiver").distinct()
