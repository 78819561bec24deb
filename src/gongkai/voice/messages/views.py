"""The desk of messages: the list, the page of a message, one page for every act, figures that open into the list."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Avg, Count, Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.cases import actions as cases
from gongkai.cases import csv_text, deadlines
from gongkai.cases.chart import bars, lying_bars
from gongkai.cases.late import too_late
from gongkai.cases.models import Case
from gongkai.law import petitions
from gongkai.law.clock import light_of
from gongkai.law.identifiers import mask_name
from gongkai.law.refusal import Refusal
from gongkai.units import posts
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import User
from gongkai.units.posts import Actor
from gongkai.voice.messages import actions, forms, redaction, register, statistics
from gongkai.voice.messages.actions.afterwards import RATINGS
from gongkai.voice.messages.alike import alike
from gongkai.voice.messages.models import Message
from gongkai.voice.messages.procedure import MESSAGE, NO_MESSAGE, OUTCOME_LABELS, TO_SORT

PER_PAGE = 30
MOST_EXPORTED = 20_000
HEADINGS = (
    "编号", "收到日期", "类别", "信箱", "标题", "单位", "环节", "期限", "办结日期", "结果", "用时（工作日）", "评价", "是否公开",
)  # fmt: skip
Form = Callable[..., django_forms.Form]
Who = dict[str, Any]


@dataclass(frozen=True)
class Act:
    """One act on the screen: its form, and the verb its answers go to."""

    id: str
    form: Form
    do: Callable[[Case, dict[str, Any], Who], Any]


def _text(label: str) -> Form:
    return lambda *args, **kwargs: forms.TextForm(*args, label=label, **kwargs)


def _answer_form(*args: Any, **kwargs: Any) -> forms.AnswerForm:
    return forms.AnswerForm(*args, label="答复", **kwargs)


def _merge(case: Case, typed: dict[str, Any], who: Who) -> None:
    lead = Case.objects.filter(procedure=MESSAGE.key, number=typed["into"].strip()).first()
    if lead is None:
        raise Refusal(f"没有编号为“{typed['into']}”的留言。", article="", advice="请核对主件的编号。")
    actions.merge(case, into=lead, **who)


ACTS = {
    act.id: act
    for act in (
        Act("assign", forms.UnitForm, lambda c, d, who: actions.assign(c, d["unit"], note=d["note"], **who)),
        Act(
            "answer", _answer_form,
            lambda c, d, who: actions.answer(c, text=d["text"], knowledge=d["knowledge"], **who),
        ),
        Act("approve", forms.NothingToFill, lambda c, d, who: actions.approve(c, **who)),
        Act("send_back", _text("修改意见"), lambda c, d, who: actions.send_back(c, note=d["text"], **who)),
        Act("return", _text("退回的理由"), lambda c, d, who: actions.return_to_office(c, reason=d["text"], **who)),
        Act("extend", forms.ExtendForm, lambda c, d, who: actions.extend(c, **d, **who)),
        Act("merge", forms.MergeForm, _merge),
        Act(
            "refer", _text("应当通过的渠道（留言人看得到）"),
            lambda c, d, who: actions.refer(c, channel=d["text"], **who),
        ),
        Act("transfer", forms.TransferForm, lambda c, d, who: actions.transfer(c, **d, **who)),
        Act("object", _text("异议的理由"), lambda c, d, who: actions.object_to_transfer(c, reason=d["text"], **who)),
        Act("set_aside", forms.SetAsideForm, lambda c, d, who: actions.set_aside(c, **d, **who)),
        Act("restore", _text("恢复的理由"), lambda c, d, who: actions.restore(c, reason=d["text"], **who)),
        Act("publish", forms.PublishForm, lambda c, d, who: actions.publish(c, **d, **who)),
        Act("keep", _text("不公开的理由（不对外显示）"), lambda c, d, who: actions.keep(c, reason=d["text"], **who)),
        Act("withdraw", _text("撤回的理由（不对外显示）"), lambda c, d, who: actions.withdraw(c, reason=d["text"], **who)),
    )
}  # fmt: skip


@require_admin_access
def message_list(request: HttpRequest) -> HttpResponse:
    """List what one may see: open ones due first, closed ones newest first; filters in the address bar."""
    user, today = _staff(request), timezone.localdate()
    form = forms.MessageFilter(request.GET or {}, units=posts.units_visible_to(user, today))
    form.is_valid()
    found = register.narrowed(register.visible_to(user, today), form.cleaned_data, today)
    stage = request.GET.get("stage", "")
    stage = stage if any(stage == each.id for each in MESSAGE.stages) else ""
    shown = register.ordered(found.filter(stage=stage) if stage else found, stage)
    if request.GET.get("format") == "csv":
        return csv_text.response(f"messages-{today:%Y%m%d}.csv", [HEADINGS, *_exported(shown)])
    counts = Counter(dict(found.order_by().values_list("stage").annotate(n=Count("pk"))))
    tabs = [("", "全部", counts.total()), *((s.id, s.label, counts[s.id]) for s in MESSAGE.stages)]
    page = Paginator(shown.select_related("unit", "message"), PER_PAGE).get_page(request.GET.get("p"))
    calendar = calendar_in_force()
    rows = [
        (case, None if case.closed_on else light_of(case.due_on, today, calendar), _stage_of(case))
        for case in page
    ]
    context = {
        "form": form, "tabs": [tab for tab in tabs if tab[2] or tab[0] in ("", stage)], "stage": stage, "page": page,
        "rows": rows, "is_office": _is_office(posts.actor(user, today)),
    }  # fmt: skip
    return render(request, "messages/list.html", context)


def _exported(found: QuerySet[Case]) -> Any:
    """Yield the rows of the export; nothing of who wrote is in it."""
    for case in found.select_related("unit", "message__postbox")[:MOST_EXPORTED]:
        written = case.message
        yield (
            case.number, case.received_on, written.get_kind_display(), str(written.postbox or ""), case.title,
            case.unit.name, MESSAGE.stage(case.stage).label, case.due_on, case.closed_on or "",
            OUTCOME_LABELS.get(case.outcome, ""), "" if case.used_days is None else case.used_days,
            RATINGS.get(written.rating or 0, ""), "是" if written.is_public else "",
        )  # fmt: skip


@require_admin_access
def figures(request: HttpRequest) -> HttpResponse:
    """Show what came in a year by unit, kind and situation; every number opens the list behind it."""
    user, today = _staff(request), timezone.localdate()
    year = _year(request.GET.get("year", ""), today)
    start, end = date(year, 1, 1), date(year, 12, 31)
    mine = statistics.counted().filter(received_on__gte=start, received_on__lte=end)
    mine = mine.filter(pk__in=register.visible_to(user, today).values("pk"))
    units = (
        mine.order_by()
        .values("unit__code", "unit__name", "unit__sort")
        .annotate(
            received=Count("pk"),
            answered=Count("pk", filter=statistics.HAS_AN_ANSWER),
            overdue=Count("pk", filter=statistics.overdue(today)),
            soon=Count("pk", filter=Q(closed_on=None, due_on__gte=today, due_on__lte=today + register.SOON)),
            days=Avg("used_days"),
            rated=Count("message__rating"),
            satisfied=Count("pk", filter=Q(message__rating__gte=3)),
        )
        .order_by("-received", "unit__sort")
    )
    kinds = mine.order_by().values_list("message__kind").annotate(n=Count("pk"))
    labels = dict(Message.Kind.choices)
    aside = register.visible_to(user, today).filter(received_on__gte=start, received_on__lte=end)
    by_kind = sorted(((kind, labels[kind], n) for kind, n in kinds), key=lambda row: -row[2])
    months = _months(mine, year)
    context = {
        "year": year, "start": start, "end": end, "units": units, "kinds": by_kind, "months": months,
        "total": mine.count(),
        "month_chart": bars(
            f"{year}年各月收到的留言", [(f"{first.month}月", _listed(counted=1, since=first, until=last), n) for first, last, n in months]
        ),
        "kind_chart": lying_bars(
            f"{year}年各类留言", [(label, _listed(counted=1, kind=kind, since=start, until=end), n) for kind, label, n in by_kind]
        ),
        "elsewhere": [
            (outcome, OUTCOME_LABELS[outcome], n)
            for outcome, n in aside.order_by().values_list("outcome").annotate(n=Count("pk"))
            if outcome in NO_MESSAGE
        ],
        "years": range(today.year, MESSAGE.valid_from.year - 1, -1),
    }  # fmt: skip
    return render(request, "messages/figures.html", context)


def _listed(**narrowed: object) -> str:
    """Return the address of the list, narrowed to what a number counts."""
    return f"{reverse('voice_messages')}?{urlencode(narrowed)}"


def _months(mine: QuerySet[Case], year: int) -> list[tuple[date, date, int]]:
    """Return first day, last day and number of each month that brought any."""
    counts = dict(mine.order_by().values_list("received_on__month").annotate(n=Count("pk")))
    ends = [date(year, month + 1, 1) if month < 12 else date(year + 1, 1, 1) for month in range(1, 13)]
    return [
        (date(year, month, 1), date.fromordinal(ends[month - 1].toordinal() - 1), counts[month])
        for month in sorted(counts)
    ]


def _year(text: str, today: date) -> int:
    year = int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else today.year
    return year if MESSAGE.valid_from.year <= year <= today.year else today.year


@require_admin_access
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a message: what was said, by when, what one may do now, what is like it, and its history."""
    user, case = _staff(request), _case(request, pk)
    today, now = timezone.localdate(), timezone.now()
    actor = posts.actor(user, today)
    cases.open_for_reading(case, by=actor, at=now)
    personal = None
    if request.method == "POST":
        try:
            personal = actions.read_personal(case, by=actor, at=now)
        except Refusal as refusal:
            messages.error(request, str(refusal))
    events = list(case.events.order_by("seq"))
    detail: Message = case.message
    calendar = calendar_in_force()
    to_sort = case.stage in TO_SORT and _is_office(actor)
    context = {
        "case": case,
        "detail": detail,
        "personal": personal,
        "writer": mask_name(detail.name),
        "stage": _stage_of(case),
        "light": None if case.closed_on else light_of(case.due_on, today, calendar),
        "clock": deadlines.clock_of(MESSAGE, events, calendar),
        "petition_by": petitions.told_by(case.received_on, calendar).day if case.received_on else None,
        "acts": _offered(case, actor),
        "to_sort": to_sort,
        "alike": alike(case) if to_sort else [],
        "merged": Case.objects.filter(parent=case, stage="merged").order_by("pk"),
        "rating": RATINGS.get(detail.rating or 0, ""),
        "files": case.attachments.all(),
        "events": [
            (event, MESSAGE.action(event.action).label, mask_name(detail.name) if event.actor_post == "申请人" else event.actor_name)
            for event in events
        ],
    }  # fmt: skip
    return render(request, "messages/message.html", context)


@require_admin_access
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Show the form of an act and perform it. What was typed stays, whatever is refused."""
    user, case = _staff(request), _case(request, pk)
    actor = posts.actor(user, timezone.localdate())
    chosen = ACTS.get(action)
    if chosen is None or chosen not in _possible(case, actor):
        said = f"现处于“{_stage_of(case)}”环节，不能办理此事。"
        return too_late(request, said, reverse("voice_message", args=[pk]))
    seen = case.events_count
    label = MESSAGE.action(action).label
    form = chosen.form(request.POST or None, initial=_initial(request, case, action), case=case)
    previewing = "preview" in request.POST
    if request.method == "POST" and form.is_valid() and not previewing:
        seen = _number(request.POST.get("seen", ""))
        try:
            chosen.do(case, form.cleaned_data, {"by": actor, "at": timezone.now(), "seen": seen})
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            case.refresh_from_db()
            seen = case.events_count
        else:
            messages.success(request, f"已办理“{label}”。")
            return redirect("voice_message", pk)
    context = {
        "case": case, "form": form, "seen": seen, "label": label, "article": MESSAGE.action(action).article,
        "detail": case.message, "action": action, "beside": _beside(case) if action == "answer" else "",
        "differences": _differences(case, form) if action == "publish" else [],
    }  # fmt: skip
    return render(request, "messages/publish.html" if action == "publish" else "messages/act.html", context)


@require_admin_access
def attachment(request: HttpRequest, pk: int, file: int) -> FileResponse:
    """Hand out a picture that came with the message."""
    kept = get_object_or_404(_case(request, pk).attachments, pk=file)
    return FileResponse(kept.file.open(), as_attachment=True, filename=kept.name)


def _initial(request: HttpRequest, case: Case, action: str) -> dict[str, Any]:
    written = Message.objects.get(case=case)
    today = timezone.localdate()
    match action:
        case "publish":
            texts = {"title": case.title, "text": written.text, "answer": written.answer}
            return {name: redaction.proposal(text, written, today) for name, text in texts.items()}
        case "answer":
            return {"text": written.answer, "knowledge": written.answered_from}
        case "merge":
            return {"into": request.GET.get("into", "")[:40]}
    return {}


def _differences(case: Case, form: django_forms.Form) -> list[tuple[str, Any]]:
    """Return each text as it would be published, with what was taken out and put in."""
    written = Message.objects.get(case=case)
    before = {"title": case.title, "text": written.text, "answer": written.answer}
    return [
        (str(form.fields[name].label), redaction.differences(text, str(form[name].value() or "")))
        for name, text in before.items()
    ]


def _beside(case: Case) -> str:
    """Return the address of the knowledge base's pane, where there is one."""
    try:
        return reverse("voice_knowledge_beside", query={"q": case.title})
    except NoReverseMatch:
        return ""


def _offered(case: Case, actor: Actor) -> list[tuple[Act, str]]:
    return [(each, MESSAGE.action(each.id).label) for each in _possible(case, actor)]


def _possible(case: Case, actor: Actor) -> list[Act]:
    possible = {
        action.id
        for action in MESSAGE.actions_from(case.stage)
        if any(actor.holds(role, case.unit.code) for role in action.roles)
    }
    written: Message = case.message
    if case.outcome != "ANSWERED" or not written.may_be_published or written.is_public:
        possible.discard("publish")
    if case.outcome != "ANSWERED" or not written.may_be_decided_on:
        possible.discard("keep")
    if not written.is_public:
        possible.discard("withdraw")
    if case.events.filter(action="extend").exists():
        possible.discard("extend")
    return [each for each in ACTS.values() if each.id in possible]


def _stage_of(case: Case) -> str:
    """Return the stage, in the words of what became of it."""
    return OUTCOME_LABELS.get(case.outcome) or MESSAGE.stage(case.stage).label


def _is_office(actor: Actor) -> bool:
    return any(role == "competent" for role, _ in actor.roles)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() else 0


def _case(request: HttpRequest, pk: int) -> Case:
    visible = register.visible_to(_staff(request), timezone.localdate())
    return get_object_or_404(
        visible.select_related("unit", "message__postbox", "message__redirected_to", "parent"), pk=pk
    )


def _staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
