"""Reviews and lawsuits in the workbench: entry from the request, list, the page of a case, its acts."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.cases import actions as cases
from gongkai.cases import deadlines
from gongkai.cases import procedure as procedures
from gongkai.cases.models import Attachment, Case, Letter
from gongkai.disclosure import actions, rules
from gongkai.disclosure.actions import Notice, Ruling
from gongkai.disclosure.forms import remedies as forms
from gongkai.disclosure.letters import file_of
from gongkai.disclosure.models import Remedy
from gongkai.disclosure.remedy_procedures import KEYS
from gongkai.disclosure.views.acting import Act, perform, possible
from gongkai.disclosure.views.common import case_of, history_of, staff_of
from gongkai.law import periods, remedies
from gongkai.law.clock import light_of
from gongkai.law.refusal import Refusal
from gongkai.units import posts
from gongkai.units.calendars import calendar_in_force

PER_PAGE = 30
ACTS = {
    act.id: act
    for act in (
        Act("take_up", "take_up", forms.CaseForm, lambda c, d, who: actions.take_up(c, **who), primary=True),
        Act(
            "answer", "write", forms.AnswerForm, lambda c, d, who: actions.write_answer(c, **d, **who), "制作答复书（答辩状）"
        ),
        Act("evidence", "write", forms.EvidenceForm, lambda c, d, who: actions.write_evidence_list(c, **d, **who), "制作证据清单"),
        Act(
            "authorisation", "write", forms.AuthorisationForm,
            lambda c, d, who: actions.write_authorisation(c, **d, **who), "制作授权委托书",
        ),
        Act("attach", "attach", forms.PapersForm, lambda c, d, who: actions.attach_papers(c, **d, **who)),
        Act(
            "submit_answer", "submit_answer", forms.SubmittedForm,
            lambda c, d, who: actions.submit_answer(c, **d, **who), primary=True,
        ),
        Act("set_hearing", "set_hearing", forms.HearingForm, lambda c, d, who: actions.set_hearing(c, **d, **who)),
        Act(
            "hold_hearing", "hold_hearing", forms.HeldForm,
            lambda c, d, who: actions.hold_hearing(c, **d, **who), primary=True,
        ),
        Act("judge", "judge", forms.RulingForm, lambda c, d, who: actions.judge(c, Ruling(**d), **who)),
        Act("decide", "decide", forms.RulingForm, lambda c, d, who: actions.decide_remedy(c, Ruling(**d), **who)),
        Act("take_effect", "take_effect", forms.DayForm, lambda c, d, who: actions.take_effect(c, **d, **who)),
        Act(
            "answer_appeal", "answer_appeal", forms.AppealedForm,
            lambda c, d, who: actions.answer_appeal(c, **d, **who),
        ),
        Act("appeal", "appeal", forms.AppealForm, lambda c, d, who: actions.appeal(c, **d, **who)),
        Act("implement", "implement", forms.ImplementedForm, lambda c, d, who: actions.implement(c, **d, **who)),
        Act("learn", "learn", forms.LessonForm, lambda c, d, who: actions.learn(c, **d, **who)),
        Act(
            "finish_lesson", "finish_lesson", forms.LearntForm,
            lambda c, d, who: actions.finish_lesson(d["lesson"], done=d["done"], **who), primary=True,
        ),
        Act("close", "close", forms.CaseForm, lambda c, d, who: actions.close_remedy(c, **who), primary=True),
    )
}  # fmt: skip


@require_admin_access
def register(request: HttpRequest) -> HttpResponse:
    """List the reviews and lawsuits one may see: what is still open first, the one due first on top."""
    user, today = staff_of(request), timezone.localdate()
    form = forms.RemedyFilter(request.GET or {}, units=posts.units_visible_to(user, today))
    found = _filtered(visible(request), form.cleaned_data if form.is_valid() else {})
    rows = found.select_related("unit", "remedy__request").order_by(
        F("closed_on").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk"
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    calendar = calendar_in_force()
    context = {
        "form": form,
        "page": page,
        "rows": [
            (
                case,
                None if case.closed_on else light_of(case.due_on, today, calendar),
                procedures.get(case.procedure).stage(case.stage).label,
            )
            for case in page
        ],
    }
    return render(request, "disclosure/remedies.html", context)


def visible(request: HttpRequest) -> QuerySet[Case]:
    """Return the reviews and lawsuits this person may see."""
    return Case.objects.visible_to(staff_of(request), timezone.localdate()).filter(procedure__in=KEYS)


def _filtered(found: QuerySet[Case], wanted: dict[str, Any]) -> QuerySet[Case]:
    if wanted.get("q"):
        words = wanted["q"].strip()
        found = found.filter(
            Q(number__icontains=words) | Q(title__icontains=words) | Q(remedy__number__icontains=words)
        )
    lookups = {
        "kind": "remedy__kind",
        "result": "remedy__result",
        "stage": "stage",
        "unit": "unit",
        "since": "remedy__accepted_on__gte",
        "until": "remedy__accepted_on__lte",
    }
    return found.filter(**{lookup: wanted[name] for name, lookup in lookups.items() if wanted.get(name)})


@require_admin_access
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """登记复议、诉讼 over a request; the reviewing body of the unit is filled in."""
    asked = case_of(request, pk)
    form = forms.NoticeForm(
        request.POST or None, request.FILES or None, initial={"body": asked.unit.reviewed_by}
    )
    if request.method == "POST" and form.is_valid():
        actor = posts.actor(staff_of(request), timezone.localdate())
        try:
            remedy = actions.enter_remedy(asked, Notice(**form.cleaned_data), by=actor, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已登记 {remedy.case.number}，答复期限 {remedy.case.due_on}。")
            _remind_of_review(request, asked, remedy)
            return redirect("remedy_case", pk=remedy.case_id)
    return render(request, "disclosure/remedy_new.html", {"form": form, "asked": asked})


def _remind_of_review(request: HttpRequest, asked: Case, remedy: Remedy) -> None:
    """Say that a refusal to disclose was to go to reconsideration first: it is for the defence to plead."""
    direct = remedy.kind == Remedy.Kind.DIRECT and asked.outcome and asked.closed_on
    if direct and asked.closed_on and remedies.comes_first(asked.outcome, asked.closed_on):
        messages.warning(
            request,
            "对这类答复不服的，应当先申请行政复议（《行政复议法》第二十三条第一款第四项）；法院直接受理的，请在答辩状中提出。",
        )


@require_admin_access
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a review or lawsuit: where it stands, what may be done, papers, lessons, history."""
    case, today = _case(request, pk), timezone.localdate()
    actor = posts.actor(staff_of(request), today)
    cases.open_for_reading(case, by=actor, at=timezone.now())
    procedure = procedures.get(case.procedure)
    events = list(case.events.order_by("seq"))
    remedy: Remedy = case.remedy  # type: ignore[attr-defined]
    first = events[0].data
    context = {
        "case": case,
        "remedy": remedy,
        "procedure": procedure,
        "stage": procedure.stage(case.stage).label,
        "light": None if case.closed_on else light_of(case.due_on, today, calendar_in_force()),
        "clock": deadlines.clock_of(procedure, events, calendar_in_force()),
        "answer_source": first.get("source", ""),
        "sue_until": _sue_until(remedy),
        "acts": possible(case, _offered(remedy), actor),
        "events": history_of(events, procedure, ""),
        "lessons": case.lessons.all(),  # type: ignore[attr-defined]
        "letters": case.letters.all(),
        "attachments": case.attachments.all(),
    }
    return render(request, "disclosure/remedy.html", context)


def _sue_until(remedy: Remedy) -> Any:
    """Return the last day on which the applicant may sue over the decision on review."""
    if not remedy.is_review or remedy.decided_on is None:
        return None
    rule = rules.period("sue_after_review", remedy.decided_on)
    return periods.due(rule.period, remedy.decided_on, calendar_in_force()).day


def _offered(remedy: Remedy) -> dict[str, Act]:
    """Leave out what the case has no use for: a first judgement in the second instance, lessons that are done."""
    left_out = set()
    if remedy.instance == Remedy.Instance.SECOND:
        left_out.add("judge")
    if not remedy.case.lessons.filter(done_on=None).exists():  # type: ignore[attr-defined]
        left_out.add("finish_lesson")
    return {key: act for key, act in ACTS.items() if key not in left_out}


@require_admin_access
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    case = _case(request, pk)
    actor = posts.actor(staff_of(request), timezone.localdate())
    offered = possible(case, _offered(case.remedy), actor)  # type: ignore[attr-defined]
    return perform(request, case, next((each for each in offered if each.act.id == action), None), actor)


@require_admin_access
def letter(request: HttpRequest, pk: int, letter_pk: int, form: str) -> FileResponse:
    paper = get_object_or_404(Letter, pk=letter_pk, case=_case(request, pk))
    return FileResponse(file_of(paper, form), as_attachment=form != "pdf", filename=f"{paper.number}.{form}")


@require_admin_access
def attachment(request: HttpRequest, pk: int, attachment_pk: int) -> FileResponse:
    file = get_object_or_404(Attachment, pk=attachment_pk, case=_case(request, pk))
    return FileResponse(file.file.open(), as_attachment=True, filename=file.name)


def _case(request: HttpRequest, pk: int) -> Case:
    return get_object_or_404(visible(request).select_related("unit", "remedy__request__unit"), pk=pk)
