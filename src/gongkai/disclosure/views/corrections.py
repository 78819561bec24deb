"""Record corrections (政府信息更正, 条例 art. 41) in the workbench: list, registration, page, acts."""

from dataclasses import fields
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.forms import model_to_dict
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.cases import actions as cases
from gongkai.cases import deadlines
from gongkai.cases.models import Attachment, Case, Letter
from gongkai.disclosure import actions
from gongkai.disclosure.actions import WrongRecord
from gongkai.disclosure.correction_procedure import CORRECTION, KEY
from gongkai.disclosure.forms import corrections as forms
from gongkai.disclosure.forms.remedies import CaseForm
from gongkai.disclosure.letters import file_of
from gongkai.disclosure.views.acting import Act, perform, possible
from gongkai.disclosure.views.common import case_of, history_of, staff_of, unit_of
from gongkai.law.clock import light_of
from gongkai.law.identifiers import mask_name
from gongkai.law.record_corrections import RESULT_LABELS
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import Channel
from gongkai.units import posts
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Role

PER_PAGE = 30
FIELDS = {field.name for field in fields(WrongRecord)}
# A list neither reads nor decrypts personal data beyond the masked name.
SHOWN = (
    "number", "title", "stage", "outcome", "due_on", "closed_on", "unit__short_name", "correction__name",
)  # fmt: skip
ACTS = {
    act.id: act
    for act in (
        Act("accept", "accept", CaseForm, lambda c, d, who: actions.accept_correction(c, **who), primary=True),
        Act("verify", "verify", forms.FoundForm, lambda c, d, who: actions.verify_record(c, **d, **who)),
        Act(
            "propose", "propose", forms.ResultForm,
            lambda c, d, who: actions.propose_correction(c, **d, **who), primary=True,
        ),
        Act("approve", "approve", CaseForm, lambda c, d, who: actions.approve_correction(c, **who), primary=True),
        Act(
            "send_back", "send_back", forms.NoteForm,
            lambda c, d, who: actions.send_back_correction(c, **d, **who),
        ),
        Act(
            "serve", "serve", forms.ServedForm,
            lambda c, d, who: actions.serve_correction(c, **d, **who), primary=True,
        ),
        Act(
            "withdraw", "withdraw", forms.WithdrawnForm,
            lambda c, d, who: actions.withdraw_correction(c, **d, **who),
        ),
    )
}  # fmt: skip


@require_admin_access
def register(request: HttpRequest) -> HttpResponse:
    """List the requests one may see, what is still open first; filters stand in the address."""
    today = timezone.localdate()
    words, stage = request.GET.get("q", "").strip()[:100], request.GET.get("stage", "")
    found = _visible(request)
    if words:
        found = found.filter(Q(number__icontains=words) | Q(title__icontains=words))
    if stage:
        found = found.filter(stage=stage)
    rows = (
        found.select_related("unit", "correction")
        .only(*SHOWN)
        .order_by(F("closed_on").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk")
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    calendar = calendar_in_force()
    held = staff_of(request).posts.on(today)  # type: ignore[attr-defined]
    context = {
        "words": words,
        "stage": stage,
        "stages": [("", "全部"), *((each.id, each.label) for each in CORRECTION.stages)],
        "page": page,
        "rows": [
            (
                case,
                None if case.closed_on else light_of(case.due_on, today, calendar),
                mask_name(case.correction.name),  # type: ignore[attr-defined]
                CORRECTION.stage(case.stage).label,
                RESULT_LABELS.get(case.outcome, ""),
            )
            for case in page
        ],
        "may_register": held.filter(role__in=(Role.OFFICER, Role.COMPETENT)).exists(),
    }
    return render(request, "disclosure/corrections.html", context)


def _begun(request: HttpRequest) -> dict[str, Any]:
    """Return what was typed, or registered, as a disclosure request that turned out to be a record correction."""
    if request.method == "GET" and (pk := request.GET.get("of", "")).isdigit():
        actor, case = posts.actor(staff_of(request), timezone.localdate()), case_of(request, int(pk))
        told = model_to_dict(actions.read_personal(case, by=actor, at=timezone.now()))
        return {**forms.begun_as_request(told), "channel": case.channel, "received_on": case.received_on}
    if "carry" not in request.POST:
        return {}
    arrival = {name: request.POST.get(name, "") for name in ("channel", "received_on")}
    return {**forms.begun_as_request(request.POST), **arrival}


@require_admin_access
def new(request: HttpRequest) -> HttpResponse:
    """Register a request that came by another channel."""
    user, today = staff_of(request), timezone.localdate()
    unit = unit_of(user, today)
    try:
        begun = _begun(request)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("correction_register")
    sent = request.method == "POST" and "carry" not in request.POST
    form = forms.RegisterCorrectionForm(
        request.POST if sent else None, request.FILES if sent else None, initial=begun
    )
    if sent and form.is_valid():
        data = form.cleaned_data
        asked = WrongRecord(**{name: data[name] for name in FIELDS})
        try:
            opened = actions.register_correction(
                asked,
                unit=unit,
                channel=data["channel"],
                received_on=data["received_on"],
                by=posts.actor(user, today),
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"已登记 {opened.case.number}，查询码 {opened.code}（只显示这一次，请告知申请人）。"
            )
            return redirect("correction_case", pk=opened.case.pk)
    return render(request, "disclosure/correction_new.html", {"form": form, "unit": unit})


@require_admin_access
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a request: the record in question, what may be done, papers, history. Personal data only on demand."""
    case, today = _case(request, pk), timezone.localdate()
    actor = posts.actor(staff_of(request), today)
    cases.open_for_reading(case, by=actor, at=timezone.now())
    personal = None
    if request.method == "POST":
        try:
            personal = actions.read_correction(case, by=actor, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
    events = list(case.events.order_by("seq"))
    context = {
        "case": case,
        "row": case.correction,  # type: ignore[attr-defined]
        "personal": personal,
        "applicant": mask_name(case.correction.name),  # type: ignore[attr-defined]
        "channel": Channel(case.channel).label,
        "stage": CORRECTION.stage(case.stage).label,
        "result": RESULT_LABELS.get(case.outcome, ""),
        "light": None if case.closed_on else light_of(case.due_on, today, calendar_in_force()),
        "clock": deadlines.clock_of(CORRECTION, events, calendar_in_force()),
        "target": events[0].data,
        "acts": possible(case, ACTS, actor),
        "events": history_of(events, CORRECTION, case.correction.name),  # type: ignore[attr-defined]
        "letters": case.letters.all(),
        "attachments": case.attachments.all(),
    }
    return render(request, "disclosure/correction.html", context)


@require_admin_access
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    case = _case(request, pk)
    actor = posts.actor(staff_of(request), timezone.localdate())
    offered = possible(case, ACTS, actor)
    return perform(request, case, next((each for each in offered if each.act.id == action), None), actor)


@require_admin_access
def letter(request: HttpRequest, pk: int, letter_pk: int, form: str) -> FileResponse:
    paper = get_object_or_404(Letter, pk=letter_pk, case=_case(request, pk))
    return FileResponse(file_of(paper, form), as_attachment=form != "pdf", filename=f"{paper.number}.{form}")


@require_admin_access
def attachment(request: HttpRequest, pk: int, attachment_pk: int) -> FileResponse:
    file = get_object_or_404(Attachment, pk=attachment_pk, case=_case(request, pk))
    return FileResponse(file.file.open(), as_attachment=True, filename=file.name)


def _visible(request: HttpRequest) -> QuerySet[Case]:
    return Case.objects.visible_to(staff_of(request), timezone.localdate()).filter(procedure=KEY)


def _case(request: HttpRequest, pk: int) -> Case:
    return get_object_or_404(_visible(request).select_related("unit", "correction"), pk=pk)
