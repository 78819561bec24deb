"""The desk of disclosure on request: register, case page, and one page for every act."""

import csv
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.cases import actions as cases
from gongkai.cases import deadlines
from gongkai.cases.models import Attachment, Case, Letter
from gongkai.disclosure import actions, forms, related
from gongkai.disclosure.actions import Application, Decision
from gongkai.disclosure.procedure import DISCLOSURE, KEY
from gongkai.law.clock import light_of
from gongkai.law.identifiers import mask_name
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import OUTCOMES, ApplicantKind, Channel
from gongkai.ledger.models import Event
from gongkai.units import posts
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Role, Unit, User
from gongkai.units.posts import Actor

PER_PAGE = 30
SHOWN_IN_A_ROW = (
    "number", "title", "stage", "channel", "outcome", "due_on", "due_provisional", "closed_on", "first_opened_at",
    "unit__name", "unit__short_name", "request__name",
)  # fmt: skip
APPLICATION_FIELDS = {field.name for field in fields(Application)}


@require_admin_access
def register(request: HttpRequest) -> HttpResponse:
    """List the requests one may see, the one due first on top while open, the newest first when closed."""
    user, today = _staff(request), timezone.localdate()
    form = forms.RegisterFilter(request.GET or {}, units=posts.units_visible_to(user, today))
    wanted = form.cleaned_data if form.is_valid() else {}
    found = _filtered(Case.objects.visible_to(user, today).filter(procedure=KEY), wanted)
    if request.GET.get("format") == "csv":
        return _csv(found)
    counts = Counter(
        {row["stage"]: row["n"] for row in found.values("stage").annotate(n=Count("pk")).order_by()}
    )
    stage = wanted.get("stage", "")
    shown = found.filter(stage=stage) if stage else found
    order = ("due_on", "pk") if stage not in ("", "closed", "archived") else ("-arrived_at",)
    # Only what a row shows: a list neither reads nor decrypts personal data.
    listed = shown.select_related("unit", "request").only(*SHOWN_IN_A_ROW).order_by(*order)
    paginator = Paginator(listed, PER_PAGE)
    paginator.count = counts[stage] if stage else counts.total()
    page = paginator.get_page(request.GET.get("p"))
    calendar = calendar_in_force()
    tabs = [("", "全部", sum(counts.values())), *((s.id, s.label, counts[s.id]) for s in DISCLOSURE.stages)]
    return render(
        request,
        "disclosure/register.html",
        {
            "form": form,
            "stage": stage,
            "tabs": [tab for tab in tabs if tab[2] or tab[0] in ("", stage)],
            "page": page,
            "rows": [_row(case, today, calendar) for case in page],
            "may_register": user.posts.on(today).filter(role__in=(Role.OFFICER, Role.COMPETENT)).exists(),
        },
    )


def _filtered(found: QuerySet[Case], wanted: dict[str, Any]) -> QuerySet[Case]:
    if wanted.get("q"):
        words = wanted["q"].strip()
        found = found.filter(Q(number__icontains=words) | Q(title__icontains=words))
    lookups = {
        "unit": "unit",
        "channel": "channel",
        "outcome": "outcome",
        "kind": "request__applicant_kind",
        "since": "arrived_at__date__gte",
        "until": "arrived_at__date__lte",
    }
    return found.filter(**{lookup: wanted[name] for name, lookup in lookups.items() if wanted.get(name)})


def _row(case: Case, today: date, calendar: Any) -> dict[str, Any]:
    outcome = OUTCOMES.get(case.outcome)
    return {
        "case": case,
        "light": None if case.closed_on else light_of(case.due_on, today, calendar),
        "stage": DISCLOSURE.stage(case.stage).label,
        "channel": Channel(case.channel).label,
        "applicant": mask_name(case.request.name),  # type: ignore[attr-defined]
        "outcome": outcome.label if outcome else "",
        "unopened": case.stage == "unconfirmed" and case.first_opened_at is None,
    }


def _csv(found: QuerySet[Case]) -> HttpResponse:
    """Export the register as shown, without personal data; cells never start a formula."""
    response = HttpResponse(content_type="text/csv; charset=utf-8-sig")
    response["Content-Disposition"] = 'attachment; filename="register.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(
        [
            "编号",
            "事由",
            "渠道",
            "申请人类别",
            "单位",
            "环节",
            "到达时间",
            "收到之日",
            "期限",
            "办结日期",
            "结果",
        ]
    )
    for case in found.select_related("unit", "request").iterator(1000):
        outcome = OUTCOMES.get(case.outcome)
        row = [
            case.number,
            case.title,
            Channel(case.channel).label,
            ApplicantKind(case.request.applicant_kind).label,  # type: ignore[attr-defined]
            case.unit.name,
            DISCLOSURE.stage(case.stage).label,
            f"{timezone.localtime(case.arrived_at):%Y-%m-%d %H:%M}",
            case.received_on or "",
            case.due_on or "",
            case.closed_on or "",
            outcome.label if outcome else "",
        ]
        writer.writerow([f"'{cell}" if str(cell).startswith(("=", "+", "-", "@")) else cell for cell in row])
    return response


@require_admin_access
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a case: head, clock, what one may do now, history and papers."""
    user, case = _staff(request), _case(request, pk)
    actor = posts.actor(user, timezone.localdate())
    cases.open_for_reading(case, by=actor, at=timezone.now())
    events = list(case.events.order_by("seq"))
    state = deadlines.clock_of(DISCLOSURE, events, calendar_in_force())
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
            **_row(case, today, calendar_in_force()),
            "request_": case.request,  # type: ignore[attr-defined]
            "personal": personal,
            "kind": ApplicantKind(case.request.applicant_kind).label,  # type: ignore[attr-defined]
            "clock": state,
            "days": state.days() if state else [],
            "left": state.left_days(today) if state and not case.closed_on else None,
            "events": [(event, DISCLOSURE.action(event.action).label) for event in events],
            "acts": _possible(case, actor),
            "reply": case.replies.last(),  # type: ignore[attr-defined]
            "searches": case.searches.all(),  # type: ignore[attr-defined]
            "letters": case.letters.all(),
            "attachments": case.attachments.all(),
            "ledger": Event.objects.filter(subject=f"case/{case.pk}")
            .order_by("-index")
            .values_list("index", flat=True)[:1],
            "month_count": related.requests_in_month(case),
            "earlier": related.earlier_answers(case)[:5],
        },
    )


@dataclass(frozen=True)
class Act:
    """One act on the screen: its form, and the verb its answers go to."""

    id: str
    form: Callable[..., django_forms.Form]
    do: Callable[..., Any]
    primary: bool = False

    @property
    def label(self) -> str:
        return DISCLOSURE.action(self.id).label


class NothingToFill(django_forms.Form):
    """For acts that need no more than a decision."""


def _text(label: str) -> Callable[..., django_forms.Form]:
    return lambda *args, **kwargs: forms.TextForm(*args, label=label, **kwargs)


ACTS = {
    act.id: act
    for act in (
        Act(
            "confirm",
            forms.ConfirmForm,
            lambda c, d, who: actions.confirm(c, on=d["on"], **who),
            primary=True,
        ),
        Act("accept", NothingToFill, lambda c, d, who: actions.accept(c, **who), primary=True),
        Act(
            "draft_reply",
            forms.ReplyForm,
            lambda c, d, who: actions.draft_reply(c, Decision(**d), **who),
            primary=True,
        ),
        Act("approve_reply", NothingToFill, lambda c, d, who: actions.approve_reply(c, **who), primary=True),
        Act("serve", forms.ServeForm, lambda c, d, who: actions.serve(c, **d, **who), primary=True),
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
        ),
        Act(
            "assign", forms.AssignForm, lambda c, d, who: actions.assign(c, d["unit"], note=d["note"], **who)
        ),
        Act("search", forms.SearchForm, lambda c, d, who: actions.record_search(c, **d, **who)),
        Act(
            "ask_correction",
            _text("需要补正的内容（一次性告知）"),
            lambda c, d, who: actions.ask_correction(c, what=d["text"], **who),
        ),
        Act("consult", forms.ConsultForm, lambda c, d, who: actions.consult(c, **d, **who)),
        Act("extend", forms.ExtendForm, lambda c, d, who: actions.extend(c, **d, **who)),
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
                c, kind=ApplicantKind(d["kind"]), reason=d["reason"], second=d["second"], **who
            ),
        ),
        Act("assist", _text("已提供的帮助"), lambda c, d, who: actions.assist(c, measure=d["text"], **who)),
    )
}


def _possible(case: Case, actor: Actor) -> list[Act]:
    """Return what this person may do now, the usual next act first."""
    now = {
        action.id
        for action in DISCLOSURE.actions_from(case.stage)
        if any(actor.holds(role, case.unit.code) for role in action.roles)
    }
    return sorted((act for act in ACTS.values() if act.id in now), key=lambda act: not act.primary)


@require_admin_access
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Show the form of an act and perform it. What was typed stays, whatever is refused."""
    user, case = _staff(request), _case(request, pk)
    actor = posts.actor(user, timezone.localdate())
    chosen = ACTS.get(action)
    if chosen is None or chosen not in _possible(case, actor):
        last = case.events.order_by("-seq").first()
        done = (
            f"最近办理：{last.actor_name} {timezone.localtime(last.at):%Y-%m-%d %H:%M} {DISCLOSURE.action(last.action).label}。"
            if last
            else ""
        )
        messages.error(request, f"现处于“{DISCLOSURE.stage(case.stage).label}”环节，不能办理此事。{done}")
        return redirect("disclosure_case", pk=pk)
    options: dict[str, Any] = {}
    if action == "draft_reply":
        options = {"earlier": related.earlier_answers(case), "last": case.replies.last()}  # type: ignore[attr-defined]
    seen = case.events_count
    if request.method == "POST":
        form = chosen.form(request.POST, **options)
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
    }
    return render(request, "disclosure/act.html", {**context, "reply": case.replies.last()})  # type: ignore[attr-defined]


@require_admin_access
def new(request: HttpRequest) -> HttpResponse:
    """Register an application that came by another channel."""
    user, today = _staff(request), timezone.localdate()
    actor = posts.actor(user, today)
    unit = _unit_of(user, today)
    form = forms.RegisterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        application = Application(**{name: data[name] for name in APPLICATION_FIELDS if name in data})
        try:
            opened = actions.register(
                application,
                unit=unit,
                channel=Channel(data["channel"]),
                by=actor,
                at=timezone.now(),
                received_on=data["received_on"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"已登记 {opened.case.number}，查询码 {opened.code}（只显示这一次，请告知申请人）。"
            )
            return redirect("disclosure_case", pk=opened.case.pk)
    return render(request, "disclosure/new.html", {"form": form, "unit": unit})


@require_admin_access
def letter(request: HttpRequest, pk: int, letter_pk: int, form: str) -> FileResponse:
    paper = get_object_or_404(Letter, pk=letter_pk, case=_case(request, pk))
    file = paper.pdf if form == "pdf" else paper.docx
    return FileResponse(file.open(), as_attachment=form != "pdf", filename=f"{paper.number}.{form}")


@require_admin_access
def attachment(request: HttpRequest, pk: int, attachment_pk: int) -> FileResponse:
    file = get_object_or_404(Attachment, pk=attachment_pk, case=_case(request, pk))
    return FileResponse(file.file.open(), as_attachment=True, filename=file.name)


def _case(request: HttpRequest, pk: int) -> Case:
    visible = Case.objects.visible_to(_staff(request), timezone.localdate()).filter(procedure=KEY)
    return get_object_or_404(visible.select_related("unit", "request"), pk=pk)


def _unit_of(user: User, today: date) -> Unit:
    post = user.posts.on(today).filter(role__in=(Role.OFFICER, Role.COMPETENT)).select_related("unit").first()
    if post is None:
        from django.http import Http404

        raise Http404
    return post.unit  # type: ignore[no-any-return]


def _staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
