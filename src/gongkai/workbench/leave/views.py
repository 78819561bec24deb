"""The pages of leave: one's own, one request, asking, who is away, the year's figures, the table for personnel."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access

from gongkai.cases import csv_text
from gongkai.cases import procedure as procedures
from gongkai.law.leave import LeaveKind, Level
from gongkai.law.refusal import Refusal
from gongkai.units import posts
from gongkai.units.calendars import calendar_in_force
from gongkai.units.leave import actions, people
from gongkai.units.leave.actions.asking import prepared
from gongkai.units.leave.actions.reading import read_reason
from gongkai.units.leave.models import Leave, LeaveCover, LeaveQuerySet
from gongkai.units.models import Post, Role, Unit, User
from gongkai.units.posts import Actor
from gongkai.workbench.leave import away, work
from gongkai.workbench.leave.forms import DayForm, LeaveForm, PeriodForm, SubstituteForm, TextForm

PER_PAGE = 30
SHOWN = 20
Answer, State = LeaveCover.Answer, Leave.State


def staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def actor(request: HttpRequest) -> Actor:
    return posts.actor(staff(request), timezone.localdate())


@require_admin_access
def index(request: HttpRequest) -> HttpResponse:
    """Show what waits for one's answer, one's own leave, and for whom one stands in."""
    user, today = staff(request), timezone.localdate()
    own = Leave.objects.filter(person=user).prefetch_related("covers__substitute").order_by("-first")
    context = {
        "waiting": list(work.requests_waiting(user, today)),
        "page": Paginator(own, PER_PAGE).get_page(request.GET.get("p")),
        "covering": people.running_for(user, today),
        "year_days": sum(each.days for each in own.filter(state=State.APPROVED, first__year=today.year)),
        "may_order": _units_headed(user, today).exists(),
        "today": today,
    }
    return render(request, "leave/index.html", context)


@require_admin_access
def new(request: HttpRequest) -> HttpResponse:
    """Ask for leave, or for more of it (续假)."""
    user, today = staff(request), timezone.localdate()
    extends = None
    if request.GET.get("extends", "").isdigit():
        extends = get_object_or_404(Leave, pk=request.GET["extends"], person=user, state=State.APPROVED)
    token = request.POST.get("token") or uuid4().hex
    form = _form(request, user, _first_proposed(extends, today), extends)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask(form.wish(extends), by=actor(request), at=timezone.now(), token=token)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已提交，请代理人答复后转审批。")
            return redirect("leave_detail", made.pk)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "token": token, "extends": extends, "title": "续假" if extends else "请假"}
    return render(request, "leave/form.html", context, status=status)


@require_admin_access
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Say of what is typed so far how many days it is, who decides, and what the substitutes must know."""
    user = staff(request)
    if request.POST.get("person", "").isdigit():
        of_units = User.objects.filter(posts__unit__in=_units_headed(user, timezone.localdate())).distinct()
        user = get_object_or_404(of_units, pk=request.POST["person"])
    form = _form(request, user, timezone.localdate(), None)
    context: dict[str, Any] = {}
    if form.is_valid():
        wish = form.wish()
        held = people.posts_of(user, wish.span)
        try:
            row = prepared(user, wish, held, at=timezone.now(), token="")
            context = {"row": row, "level": Level(row.level).label}
        except Refusal as refusal:
            context = {"refusal": refusal}
        context["said"] = people.both_sides(user, wish.span, wish.chosen)
    return render(request, "leave/said.html", context)


@require_admin_access
def order(request: HttpRequest) -> HttpResponse:
    """Let somebody stand in at once for who cannot ask (紧急指定代理): for heads and the disclosure office."""
    user, today = staff(request), timezone.localdate()
    units = _units_headed(user, today)
    absent = (
        User.objects.filter(posts__unit__in=units, is_active=True)
        .exclude(pk=user.pk)
        .distinct()
        .order_by("name")
    )
    if not units.exists():
        raise Http404
    person = (
        get_object_or_404(absent, pk=request.GET["person"])
        if request.GET.get("person", "").isdigit()
        else None
    )
    if person is None:
        return render(request, "leave/order_whom.html", {"people": absent})
    token = request.POST.get("token") or uuid4().hex
    form = _form(request, person, today, None)
    form.fields["reason"].required = True
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.order(person, form.wish(), by=actor(request), at=timezone.now(), token=token)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已指定，{person}的待办现在到达代理人。")
            return redirect("leave_detail", made.pk)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "token": token, "person": person, "title": f"紧急指定代理：{person}"}
    return render(request, "leave/form.html", context, status=status)


def _first_proposed(extends: Leave | None, today: date) -> date:
    return calendar_in_force().next_working_day(extends.last + timedelta(days=1)).day if extends else today


def _form(request: HttpRequest, user: User, first: date, extends: Leave | None) -> LeaveForm:
    held = list(user.posts.on(first).filter(stands_in_for=None).select_related("unit"))  # type: ignore[attr-defined]
    units = Unit.objects.filter(pk__in=[post.unit_id for post in held])
    colleagues = (
        User.objects.filter(posts__in=_posts_in(units, first), is_active=True).exclude(pk=user.pk).distinct()
    )
    initial: dict[str, Any] = {"first": first, "last": first, "kind": extends.kind if extends else "annual"}
    if extends:
        agreed = extends.covers.filter(answer__in=LeaveCover.AGREED).first()
        initial["everything"] = agreed.substitute_id if agreed else None
    typed = request.POST if request.method == "POST" else None
    return LeaveForm(typed, posts=held, colleagues=colleagues, initial=initial)


def _posts_in(units: QuerySet[Unit], on: date) -> QuerySet[Post]:
    return Post.objects.on(on).filter(unit__in=units, stands_in_for=None)


def _units_headed(user: User, on: date) -> QuerySet[Unit]:
    held = user.posts.on(on)  # type: ignore[attr-defined]
    if held.filter(role=Role.COMPETENT).exists():
        return Unit.objects.all()
    return Unit.objects.filter(pk__in=held.filter(role=Role.HEAD).values("unit"))


# One request


@require_admin_access
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one request: days, substitutes, history, and what one may do about it now."""
    return _detail(request, _leave(request, pk))


@require_admin_access
@require_POST
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Perform one act on a request; what was typed is shown again when it is refused."""
    leave = _leave(request, pk)
    seen = int(request.POST["seen"]) if request.POST.get("seen", "").isdigit() else None
    who = {"by": actor(request), "at": timezone.now(), "seen": seen}
    if action not in ACTS:
        raise Http404
    try:
        ACTS[action](request, leave, who)
    except Refusal as refusal:
        return _detail(request, _leave(request, pk), refusal=refusal, refused=action)
    messages.success(request, "已办理。")
    return redirect("leave_detail", pk)


def _text(request: HttpRequest) -> str:
    form = TextForm(request.POST)
    return str(form.cleaned_data["text"]) if form.is_valid() else ""


def _come_back(request: HttpRequest, leave: Leave, who: dict[str, Any]) -> None:
    form = DayForm(request.POST)
    if not form.is_valid():
        raise Refusal("没有填写返岗日期。", article="", advice="请填写日期。")
    actions.come_back(leave, on=form.cleaned_data["on"], **who)


def _another(request: HttpRequest, leave: Leave, who: dict[str, Any]) -> None:
    colleagues = people.candidates([cover.unit for cover in leave.covers.all()], leave.span, leave.person)
    form = SubstituteForm(request.POST, colleagues=colleagues)
    if not form.is_valid():
        raise Refusal("没有选择代理人。", article="", advice="请选择。")
    cover = get_object_or_404(
        leave.covers.select_related("leave__person", "unit", "substitute"), pk=form.cleaned_data["cover"]
    )
    if leave.state == State.APPROVED:
        actions.replace(cover, form.cleaned_data["substitute"], note=form.cleaned_data["text"], **who)
    else:
        actions.choose(cover, form.cleaned_data["substitute"], **who)


ACTS: dict[str, Callable[[HttpRequest, Leave, dict[str, Any]], object]] = {
    "accept": lambda request, leave, who: actions.accept(leave, **who),
    "decline": lambda request, leave, who: actions.decline(leave, note=_text(request), **who),
    "approve": lambda request, leave, who: actions.approve(leave, note=_text(request), **who),
    "refuse": lambda request, leave, who: actions.refuse(leave, note=_text(request), **who),
    "withdraw": lambda request, leave, who: actions.withdraw(leave, **who),
    "return": _come_back,
    "another": _another,
}


def _detail(
    request: HttpRequest, leave: Leave, *, refusal: Refusal | None = None, refused: str = ""
) -> HttpResponse:
    user, today = staff(request), timezone.localdate()
    covers = list(leave.covers.select_related("substitute", "unit", "post"))
    chosen = {(c.unit.code, c.role): c.substitute for c in covers if c.answer != Answer.REPLACED}
    hers, decides = (
        leave.person == user,
        leave.state in (State.ASKED, State.WAITING) and people.may_decide(leave, user, today),
    )
    heads = _units_headed(user, today).filter(pk=leave.unit_id).exists()
    running = leave.state == State.APPROVED and leave.last >= today
    context = {
        "leave": leave,
        "covers": covers,
        "deciders": people.deciders(leave, today) if leave.state in (State.ASKED, State.WAITING) else None,
        "said": people.both_sides(leave.person, leave.span, chosen)
        if running or decides or hers or user in chosen.values()
        else [],
        "events": leave.events.all(),
        "hers": hers,
        "sees_kind": hers or decides or heads,
        "reason_shown": hers or leave.pk in request.session.get("leave_reasons", []),
        "asked": any(c.substitute == user and c.answer == Answer.ASKED for c in covers)
        and leave.state == State.ASKED,
        "decides": decides,
        "may_choose": hers and leave.state in (State.ASKED, State.WAITING),
        "may_withdraw": hers
        and (
            leave.state in (State.ASKED, State.WAITING)
            or (leave.state == State.APPROVED and leave.first > today)
        ),
        "may_return": running
        and leave.first < leave.last
        and leave.first <= today < leave.last
        and (hers or heads),
        "may_replace": running and heads,
        "may_extend": hers and running,
        "colleagues": people.candidates([c.unit for c in covers], leave.span, leave.person),
        "done": _done(leave) if leave.state == State.APPROVED else [],
        "refusal": refusal,
        "refused": refused,
        "typed": request.POST.get("text", ""),
        "tomorrow": max(today, leave.first) + timedelta(days=1),
        "today": today,
    }
    return render(request, "leave/detail.html", context, status=422 if refusal else 200)


def _done(leave: Leave) -> list[tuple[Any, str, str]]:
    found = []
    for event in work.done_meanwhile(leave)[:SHOWN]:
        procedure = procedures.get(event.case.procedure)
        found.append((event, procedure.action(event.action).label, procedure.url_name))
    return found


def _leave(request: HttpRequest, pk: int) -> Leave:
    """Return a request one may see; 404 for any other. Who decides on it may be of another unit."""
    user, today = staff(request), timezone.localdate()
    row = get_object_or_404(Leave.objects.select_related("person", "unit", "extends"), pk=pk)
    visible = Leave.objects.visible_to(user, today).filter(pk=pk).exists()
    if not visible and not people.may_decide(row, user, today):
        raise Http404
    return row


@require_admin_access
@require_POST
def reason(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the reason to who decides; the reading is logged."""
    leave, user, today = _leave(request, pk), staff(request), timezone.localdate()
    if not (
        people.may_decide(leave, user, today) or _units_headed(user, today).filter(pk=leave.unit_id).exists()
    ):
        raise Http404
    read_reason(leave, by=actor(request), at=timezone.now())
    request.session["leave_reasons"] = [*request.session.get("leave_reasons", [])[-SHOWN:], leave.pk]
    return redirect("leave_detail", pk)


# Who is away


@require_admin_access
def calendar(request: HttpRequest) -> HttpResponse:
    """Show who is away this month in the units one sees, day by day."""
    user, today = staff(request), timezone.localdate()
    year, month = _month(request.GET.get("month", ""), today)
    units = posts.units_visible_to(user, today)
    unit = units.filter(code=request.GET.get("unit", "")).first()
    rows = Leave.objects.filter(unit__in=[unit] if unit else units)
    days = away.days_of(year, month)
    workdays = calendar_in_force()
    context = {
        "lines": away.month_of(rows, days, workdays),
        "days": [(day, workdays.is_working(day)) for day in days],
        "first": days[0],
        "before": days[0] - timedelta(days=1),
        "after": days[-1] + timedelta(days=1),
        "today_away": rows.filter(state=State.APPROVED, first__lte=today, last__gte=today)
        .select_related("person", "unit")
        .prefetch_related("covers__substitute", "covers__unit"),
        "units": units if units.count() > 1 else [],
        "unit": unit,
        "today": today,
    }
    return render(request, "leave/calendar.html", context)


def _month(text: str, today: date) -> tuple[int, int]:
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.year, today.month
    return (found.year, found.month) if 2015 <= found.year <= 2100 else (today.year, today.month)


@require_admin_access
def statistics(request: HttpRequest) -> HttpResponse:
    """Show a year's approved leave by unit and kind, for the units one heads or looks after."""
    user, today = staff(request), timezone.localdate()
    year = PeriodForm(request.GET or None).chosen(today)
    rows = _of_heads(user, today)
    lines = away.year_of(rows, year)
    context = {
        "year": year,
        "lines": lines,
        "kinds": list(LeaveKind),
        "total": sum(line.days for line in lines),
        "requests": sum(line.requests for line in lines),
        "pending": rows.undecided().count(),
        "is_own": not _units_headed(user, today).exists(),
    }
    return render(request, "leave/statistics.html", context)


@require_admin_access
def export(request: HttpRequest) -> HttpResponse:
    """Give the year's leave as a table for the personnel office."""
    user, today = staff(request), timezone.localdate()
    year = PeriodForm(request.GET or None).chosen(today)
    rows = _of_heads(user, today).filter(first__year=year).exclude(state=State.WITHDRAWN)
    rows = rows.select_related("unit", "person").prefetch_related("covers__unit", "covers__substitute")
    return csv_text.response(f"qingjia-{year}.csv", away.exported(rows.order_by("unit__sort", "first", "pk")))


def _of_heads(user: User, on: date) -> LeaveQuerySet:
    """Return the leave whose kinds one may see in sum: of the units one heads; without a unit, one's own."""
    units = _units_headed(user, on)
    return Leave.objects.filter(unit__in=units) if units.exists() else Leave.objects.filter(person=user)
