"""The page of a request, and one page for every act upon it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.cases import actions as cases
from gongkai.cases import deadlines
from gongkai.cases.form_parts import NothingToFill
from gongkai.cases.late import too_late
from gongkai.cases.models import Case, Letter
from gongkai.disclosure import actions, related, separation, service_work, similar
from gongkai.disclosure.actions import Decision
from gongkai.disclosure.forms import acts as forms
from gongkai.disclosure.forms import office
from gongkai.disclosure.forms import service as service_forms
from gongkai.disclosure.letters import file_of
from gongkai.disclosure.models import CoHandling, Consultation, Fee
from gongkai.disclosure.procedure import DISCLOSURE
from gongkai.disclosure.views import redaction
from gongkai.disclosure.views.beside import beside, proposed_draft
from gongkai.disclosure.views.common import case_of, history_of, row_of, staff_of
from gongkai.law import closing
from gongkai.law.course import FeeState
from gongkai.law.letters import KINDS
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import OUTCOMES, ApplicantKind
from gongkai.law.remedies import last_days
from gongkai.ledger.models import Event
from gongkai.units import parameters, posts
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Role
from gongkai.units.posts import Actor


@require_admin_access
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a case: head, clock, what one may do now, history and papers."""
    user, case = staff_of(request), case_of(request, pk)
    actor = posts.actor(user, timezone.localdate())
    cases.open_for_reading(case, by=actor, at=timezone.now())
    events = list(case.events.order_by("seq"))
    state = deadlines.clock_of(DISCLOSURE, events, calendar_in_force())
    possible = [act for act in _possible(case, actor) if act.id != "claim" or case.handler_id is None]
    personal = None
    if request.method == "POST":
        try:
            personal = actions.read_personal(case, by=actor, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
    today = timezone.localdate()
    return render(
        request,
        "disclosure/detail.html",
        {
            **row_of(case, today, calendar_in_force()),
            "request_": case.request,  # type: ignore[attr-defined]
            "personal": personal,
            "kind": ApplicantKind(case.request.applicant_kind).label,  # type: ignore[attr-defined]
            "clock": state,
            "days": state.days() if state else [],
            "left": state.left_days(today) if state and not case.closed_on else None,
            "events": history_of(events, DISCLOSURE, case.request.name),  # type: ignore[attr-defined]
            "acts": possible,
            "seldom": [act for act in possible if act.seldom],
            "reply": case.replies.last(),  # type: ignore[attr-defined]
            "searches": case.searches.all(),  # type: ignore[attr-defined]
            "consultations": case.consultations.all(),  # type: ignore[attr-defined]
            "co_handlings": case.co_handlings.select_related("unit"),  # type: ignore[attr-defined]
            "fee": Fee.objects.filter(case=case).first(),
            "kind_change": case.kind_changes.filter(confirmed_by="").first(),  # type: ignore[attr-defined]
            "letters": case.letters.all(),
            "service": service_work.box_of(case, actor, today),
            "attachments": separation.shown_papers(case),
            **redaction.box_of(case, actor),
            "remedies": case.remedies.all(),  # type: ignore[attr-defined]
            # A registration that was annulled was answered by nothing.
            "last_days": last_days(case.outcome, case.closed_on, calendar_in_force())
            if case.closed_on and case.outcome in OUTCOMES
            else None,
            "ledger": Event.objects.filter(subject=f"case/{case.pk}")
            .order_by("-index")
            .values_list("index", flat=True)[:1],
            "may_convert": _may_convert(case, actor),
            "month_count": related.requests_in_month(case),
            "free_requests": int(parameters.value("free_requests", today)),
            "earlier": related.earlier_answers(case)[:5],
            "pending": related.pending_repeats(case)[:5],
            **beside(case, actor, request.GET.get("outcome", ""), today),
        },
    )


@dataclass(frozen=True)
class Act:
    """One act on the screen: its form, the verb its answers go to, and what the form offers in this case."""

    id: str
    form: Callable[..., django_forms.Form]
    do: Callable[..., Any]
    primary: bool = False
    offers: Callable[[Case, QueryDict], dict[str, Any]] = lambda case, asked: {}

    @property
    def label(self) -> str:
        return DISCLOSURE.action(self.id).label

    @property
    def seldom(self) -> bool:
        return self.id in SELDOM


# What an officer needs once in a while; it stands behind 更多.
SELDOM = frozenset(
    {
        "withdraw", "change_kind", "assist", "annul", "make_form", "add_paper", "ask_reasons", "charge_fee",
        "return_case", "co_handle", "cancel_fee", "abandon", "abandon_fee",
    }
)  # fmt: skip


def _text(label: str) -> Callable[..., django_forms.Form]:
    return lambda *args, **kwargs: forms.TextForm(*args, label=label, **kwargs)


def _day(label: str) -> Callable[..., django_forms.Form]:
    return lambda *args, **kwargs: forms.DayForm(*args, label=label, **kwargs)


def _open_ones(case: Case, asked: QueryDict) -> dict[str, Any]:
    return {"open_ones": Consultation.objects.filter(case=case, closed_on=None)}


def _unreceived(case: Case, asked: QueryDict) -> dict[str, Any]:
    return {"open_ones": Consultation.objects.filter(case=case, closed_on=None, received_on=None)}


def _received(case: Case, asked: QueryDict) -> dict[str, Any]:
    return {"open_ones": Consultation.objects.filter(case=case, closed_on=None).exclude(received_on=None)}


def _objecting(case: Case, asked: QueryDict) -> dict[str, Any]:
    return {"parties": sorted(actions.basis_of(case, Decision("")).course.objecting)}


def _earlier(case: Case, asked: QueryDict) -> dict[str, Any]:
    last = proposed_draft(case, asked) or case.replies.last()  # type: ignore[attr-defined]
    return {
        "earlier": related.answered_before(case),
        "renditions": separation.renditions_for_a_reply(case),
        "last": last,
    }


def _proposed_unit(case: Case, asked: QueryDict) -> dict[str, Any]:
    return {"initial": {"unit": related.proposed_unit(case, timezone.localdate())}}


def _chosen_way(case: Case, asked: QueryDict) -> dict[str, Any]:
    return {"initial": {"manner": case.request.delivery_channel}}


ACTS = {
    act.id: act
    for act in (
        Act("confirm", forms.ConfirmForm, lambda c, d, who: actions.confirm(c, **d, **who), primary=True),
        Act("accept", NothingToFill, lambda c, d, who: actions.accept(c, **who), primary=True),
        Act("claim", NothingToFill, lambda c, d, who: actions.claim(c, **who)),
        Act(
            "draft_reply",
            forms.ReplyForm,
            lambda c, d, who: actions.draft_reply(c, Decision(**d), **who),
            primary=True,
            offers=_earlier,
        ),
        Act(
            "pass_review",
            lambda *args, **kwargs: forms.TextForm(*args, label="审查意见", required=False, **kwargs),
            lambda c, d, who: actions.pass_review(c, note=d["text"], **who),
            primary=True,
        ),
        Act("approve_reply", NothingToFill, lambda c, d, who: actions.approve_reply(c, **who), primary=True),
        Act(
            "serve",
            service_forms.ServiceForm,
            lambda c, d, who: actions.serve(c, **d, **who),
            primary=True,
            offers=_chosen_way,
        ),
        Act("archive", NothingToFill, lambda c, d, who: actions.archive(c, **who), primary=True),
        Act(
            "receive_correction",
            _text("申请人补正的内容"),
            lambda c, d, who: actions.receive_correction(c, text=d["text"], **who),
            primary=True,
        ),
        Act(
            "close_consultation",
            forms.OpinionForm,
            lambda c, d, who: actions.close_consultation(c, **d, **who),
            primary=True,
            offers=_open_ones,
        ),
        Act(
            "judge_reasons",
            forms.JudgeForm,
            lambda c, d, who: actions.judge_reasons(c, **d, **who),
            primary=True,
        ),
        Act("pay_fee", forms.PaymentForm, lambda c, d, who: actions.pay_fee(c, **d, **who), primary=True),
        Act("confirm_kind", NothingToFill, lambda c, d, who: actions.confirm_kind(c, **who), primary=True),
        Act(
            "consultation_received",
            forms.ReceiptForm,
            lambda c, d, who: actions.note_receipt(c, **d, **who),
            offers=_unreceived,
        ),
        Act(
            "correct_receipt",
            forms.CorrectedReceiptForm,
            lambda c, d, who: actions.correct_receipt(c, **d, **who),
            offers=_received,
        ),
        Act(
            "fee_notice_received",
            _day("申请人收到收费通知的日期"),
            lambda c, d, who: actions.note_fee_receipt(c, on=d["on"], **who),
        ),
        Act(
            "assign",
            forms.AssignForm,
            lambda c, d, who: actions.assign(c, d["unit"], note=d["note"], **who),
            offers=_proposed_unit,
        ),
        Act("return_case", office.ReturnForm, lambda c, d, who: actions.return_case(c, **d, **who)),
        Act("add_paper", office.PaperForm, lambda c, d, who: actions.add_paper(c, **d, **who)),
        Act("search", forms.SearchForm, lambda c, d, who: actions.record_search(c, **d, **who)),
        Act(
            "ask_correction",
            _text("需要补正的内容（一次性告知）"),
            lambda c, d, who: actions.ask_correction(c, what=d["text"], **who),
        ),
        Act("consult", forms.ConsultForm, lambda c, d, who: actions.consult(c, **d, **who)),
        Act(
            "tell_third_party",
            forms.TellForm,
            lambda c, d, who: actions.tell_third_party(c, **d, **who),
            offers=_objecting,
        ),
        Act("co_handle", forms.CoHandleForm, lambda c, d, who: actions.co_handle(c, **d, **who)),
        Act("extend", forms.ExtendForm, lambda c, d, who: actions.extend(c, **d, **who)),
        Act(
            "ask_reasons",
            _text("查明的数量和频次（写入告知书）"),
            lambda c, d, who: actions.ask_reasons(c, found=d["text"], **who),
        ),
        Act("delay", forms.DelayForm, lambda c, d, who: actions.delay(c, **d, **who)),
        Act("charge_fee", forms.FeeForm, lambda c, d, who: actions.charge_fee(c, **d, **who)),
        Act(
            "cancel_fee",
            _text("取消的原因"),
            lambda c, d, who: actions.cancel_fee(c, reason=d["text"], **who),
        ),
        Act("abandon_fee", NothingToFill, lambda c, d, who: actions.abandon_fee(c, **who)),
        Act(
            "return_reply",
            _text("修改意见"),
            lambda c, d, who: actions.return_reply(c, note=d["text"], **who),
        ),
        Act("abandon", NothingToFill, lambda c, d, who: actions.abandon(c, **who)),
        Act("withdraw", _text("撤回原因"), lambda c, d, who: actions.withdraw(c, reason=d["text"], **who)),
        Act(
            "change_kind",
            forms.KindForm,
            lambda c, d, who: actions.change_kind(
                c, kind=ApplicantKind(d["kind"]), reason=d["reason"], **who
            ),
        ),
        Act("assist", _text("已提供的帮助"), lambda c, d, who: actions.assist(c, measure=d["text"], **who)),
        Act(
            "make_form",
            forms.InternalForm,
            lambda c, d, who: actions.make_form(c, d["template"], **who),
        ),
        Act("annul", _text("作废的理由"), lambda c, d, who: actions.annul(c, reason=d["text"], **who)),
    )
}


def _possible(case: Case, actor: Actor) -> list[Act]:
    """Return what this person may do now, the usual next act first."""
    now = {
        action.id
        for action in DISCLOSURE.actions_from(case.stage)
        if any(actor.holds(role, case.unit.code) for role in action.roles)
    } - _pointless(case)
    return sorted((act for act in ACTS.values() if act.id in now), key=lambda act: not act.primary)


def _pointless(case: Case) -> set[str]:
    """Return the acts that have nothing to work on in this case, so that nobody is led to an empty form."""
    course = actions.basis_of(case, Decision("")).course
    useful = {
        "consultation_received": any(a.open and a.received_on is None for a in course.asked.values()),
        "correct_receipt": any(a.open and a.received_on is not None for a in course.asked.values()),
        "tell_third_party": bool(course.objecting),
        "delay": course.reasonable is True and not course.delayed,
        "ask_reasons": not course.reasons_asked,
        "ask_correction": course.correction_due is None,
        "extend": not course.extended,
        "charge_fee": course.fee is FeeState.NONE,
        "fee_notice_received": course.fee is FeeState.NOTICE_ISSUED,
        "abandon_fee": course.fee is FeeState.NOTICE_RECEIVED,
        "confirm_kind": case.kind_changes.filter(confirmed_by="").exists(),  # type: ignore[attr-defined]
    }
    return {action for action, has_use in useful.items() if not has_use}


def _may_convert(case: Case, actor: Actor) -> bool:
    """Tell whether this person may turn what was given out into an item for everybody (D28)."""
    action = DISCLOSURE.action("convert")
    done = case.events.filter(action="convert").exists()
    given = case.outcome in {*closing.DISCLOSING, "O_PUBLISHED"}
    may = any(actor.holds(role, case.unit.code) for role in action.roles)
    return case.stage in action.stages and given and may and not done


@require_admin_access
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Show the form of an act and perform it. What was typed stays, whatever is refused."""
    user, case = staff_of(request), case_of(request, pk)
    actor = posts.actor(user, timezone.localdate())
    chosen = ACTS.get(action)
    if chosen is None or chosen not in _possible(case, actor):
        return too_late(request, _why_not(case, action, actor), reverse("disclosure_case", args=[pk]))
    options = chosen.offers(case, request.GET)
    seen = case.events_count
    if request.method == "POST":
        form = chosen.form(request.POST, request.FILES, **options)
        seen = int(request.POST.get("seen", "0") or 0)
        if form.is_valid():
            who = {"by": actor, "at": timezone.now(), "seen": seen}
            try:
                chosen.do(case, form.cleaned_data, who)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
                seen = case.events_count
            else:
                messages.success(request, f"已办理“{chosen.label}”。")
                return redirect("disclosure_case", pk=pk)
    else:
        form = chosen.form(**options)
    context = {
        "form": form,
        "act": chosen,
        "case": case,
        "seen": seen,
        "article": DISCLOSURE.action(action).article,
        "similar": similar.around(case).answered if action == "draft_reply" else [],
    }
    return render(request, "disclosure/act.html", {**context, "reply": case.replies.last()})  # type: ignore[attr-defined]


def _why_not(case: Case, action: str, actor: Actor) -> str:
    """Return why an act is not to be done now by this person: the stage, or whose act it is; and what was done last."""
    known = {each.id: each for each in DISCLOSURE.actions_from(case.stage)}.get(action)
    last = case.events.order_by("-seq").first()
    done = (
        f"最近办理：{last.actor_name} {timezone.localtime(last.at):%Y-%m-%d %H:%M} {DISCLOSURE.action(last.action).label}。"
        if last
        else ""
    )
    if known is not None and any(actor.holds(role, case.unit.code) for role in known.roles):
        return f"“{known.label}”已经办理过，或者现在不需要办理。{done}"
    if known is not None and known.roles:
        return f"“{known.label}”由{'、'.join(role.label for role in known.roles)}办理。{done}"
    return f"现处于“{DISCLOSURE.stage(case.stage).label}”环节，不能办理此事。{done}"


class CoAnswerForm(django_forms.Form):
    answer = django_forms.CharField(
        label="协办意见", widget=django_forms.Textarea(attrs={"rows": 6}), max_length=4000
    )


@require_admin_access
def co_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a unit asked for help answer. It sees the subject and the question, never who asked."""
    user, today = staff_of(request), timezone.localdate()
    units = user.posts.on(today).filter(role=Role.OFFICER).values("unit")
    asked = get_object_or_404(
        CoHandling.objects.select_related("case__unit", "unit").filter(unit__in=units), pk=pk
    )
    form = CoAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.co_answer(
                asked, answer=form.cleaned_data["answer"], by=posts.actor(user, today), at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已答复{asked.case.unit.short_name}。")
            return redirect("wagtailadmin_home")
    return render(request, "disclosure/co_answer.html", {"asked": asked, "form": form})


@require_admin_access
def letter(request: HttpRequest, pk: int, letter_pk: int, form: str) -> HttpResponse | FileResponse:
    case = case_of(request, pk)
    paper = get_object_or_404(Letter, pk=letter_pk, case=case)
    if KINDS[paper.template].repeats_identity:
        try:
            actions.read_personal(
                case, by=posts.actor(staff_of(request), timezone.localdate()), at=timezone.now()
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("disclosure_case", pk=pk)
    return FileResponse(file_of(paper, form), as_attachment=form != "pdf", filename=f"{paper.number}.{form}")


@require_admin_access
def attachment(request: HttpRequest, pk: int, attachment_pk: int) -> FileResponse:
    file = get_object_or_404(separation.shown_papers(case_of(request, pk)), pk=attachment_pk)
    return FileResponse(file.file.open(), as_attachment=True, filename=file.name)
