"""Rounds on the screen: what is under way, opening a round, the progress board, more time for a unit."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from gongkai.law.refusal import Refusal
from gongkai.reporting.desk import actor, is_competent, sees_the_district, staff, staff_only
from gongkai.reporting.rounds import actions, rollup
from gongkai.reporting.rounds.models import FormReturn, FormVersion, Round, StatForm
from gongkai.units import posts
from gongkai.units.models import Unit

SHOWN = 40


def uploaded(request: HttpRequest, name: str) -> UploadedFile:  # type: ignore[type-arg]
    """Return a file that was chosen."""
    file = request.FILES.get(name)
    if isinstance(file, UploadedFile):
        return file
    raise Refusal("没有选择文件。", article="", advice="请选择文件后再提交。")


def the_round(request: HttpRequest, pk: int) -> Round:
    """Return a round to who sees the whole district."""
    rows = Round.objects.select_related("version__form", "previous__version")
    return get_object_or_404(rows if sees_the_district(request) else rows.none(), pk=pk)


@staff_only
def index(request: HttpRequest) -> HttpResponse:
    """Show the rounds one has to do with, newest first, and to the office its forms."""
    today = timezone.localdate()
    district = sees_the_district(request)
    visible = posts.units_visible_to(staff(request), today)
    mine = FormReturn.objects.filter(unit__in=visible).select_related("round", "unit", "round__version__form")
    rounds = list(Round.objects.select_related("version__form")[:SHOWN]) if district else []
    progress = rollup.progress(rounds)
    context = {
        "district": district,
        "competent": is_competent(request),
        "rounds": [(row, progress.get(row.pk, [])) for row in rounds],
        "returns": []
        if district
        else [
            rollup.Line(row, row.days_late(today))
            for row in mine.prefetch_related("versions").order_by("-round__until", "-pk")[:SHOWN]
        ],
        "forms": StatForm.objects.prefetch_related("versions") if district else [],
    }
    return render(request, "rounds/index.html", context)


@staff_only
def open_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a round from a published version, for the units chosen."""
    version = get_object_or_404(
        FormVersion.objects.select_related("form"), pk=pk, stage=FormVersion.Stage.PUBLISHED
    )
    today = timezone.localdate()
    units = Unit.objects.on(today).assessed()
    kind = request.GET.get("kind", "")
    asked = Round.Kind(kind) if kind in Round.Kind.values else Round.Kind.QUARTERLY
    typed: dict[str, Any] = _proposed(version, asked, today)
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in ("kind", "title", "since", "until", "due_on")}
        typed["units"] = request.POST.getlist("units")
        try:
            row = actions.open_round(
                version,
                actions.Plan(
                    typed["kind"],
                    typed["title"][:100],
                    *(_day(typed[name], name) for name in ("since", "until", "due_on")),
                ),
                units.filter(code__in=typed["units"]),
                by=actor(request),
                at=timezone.now(),
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "已开展，各单位的待办里可以看到。")
            if row.due_on < today:
                messages.warning(
                    request, f"报送期限{row.due_on}已经过去，各单位一开始就逾期；填错了的，撤销后重新开展。"
                )
            return redirect("round_board", pk=row.pk)
    context = {"version": version, "units": units, "typed": typed, "kinds": Round.Kind.choices}
    return render(request, "rounds/open.html", context)


def _proposed(version: FormVersion, kind: Round.Kind, today: date) -> dict[str, Any]:
    """Propose the year, quarter or month that ended last, to be handed in within ten days; ad hoc, this year so far."""
    first = {
        Round.Kind.ANNUAL: date(today.year, 1, 1),
        Round.Kind.QUARTERLY: date(today.year, (today.month - 1) // 3 * 3 + 1, 1),
        Round.Kind.MONTHLY: today.replace(day=1),
        Round.Kind.AD_HOC: today,
    }[kind]
    until = first - timedelta(days=1)
    since = {
        Round.Kind.ANNUAL: until.replace(month=1, day=1),
        Round.Kind.QUARTERLY: until.replace(month=max(until.month - 2, 1), day=1),
        Round.Kind.MONTHLY: until.replace(day=1),
        Round.Kind.AD_HOC: until.replace(month=1, day=1),
    }[kind]
    period = {
        Round.Kind.ANNUAL: f"{until.year}年度",
        Round.Kind.QUARTERLY: f"{until.year}年第{until.month // 3}季度",
        Round.Kind.MONTHLY: f"{until.year}年{until.month}月",
        Round.Kind.AD_HOC: f"截至{until.year}年{until.month}月{until.day}日的",
    }[kind]
    return {
        "kind": kind,
        "title": f"{period}{version.form.title}",
        "since": since,
        "until": until,
        "due_on": max(today, until) + timedelta(days=10),
        "units": None,
    }


NAMES = {"since": "统计期起", "until": "统计期止", "due_on": "报送期限"}


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(
            f"{NAMES[name]}“{text[:20]}”不是日期。", article="", advice="请按2019-12-31的样子填写。"
        ) from None


@staff_only
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where every unit stands: late ones first to be seen, missing ones named."""
    row = the_round(request, pk)
    lines = rollup.board(row, timezone.localdate())
    stage = request.GET.get("stage", "")
    context = {
        "round": row,
        "counts": rollup.progress([row]).get(row.pk, []),
        "total": len(lines),
        "late": sum(bool(line.late) for line in lines),
        "stage": stage,
        "lines": [line for line in lines if not stage or line.row.stage == stage],
        "competent": is_competent(request),
        "may_urge": is_competent(request) and any(line.row.is_with_unit for line in lines),
        "imported": rollup.newest_of_districts(row),
    }
    return render(request, "rounds/board.html", context)


@require_POST
@staff_only
def urge(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind the units chosen."""
    row = the_round(request, pk)
    chosen = [text for text in request.POST.getlist("returns") if text.isascii() and text.isdigit()]
    told, not_told = [], []
    for each in row.returns.filter(pk__in=chosen).select_related("unit", "round"):
        try:
            actions.urge(each, by=actor(request), at=timezone.now())
        except Refusal as refusal:
            not_told.append(refusal.message)
        else:
            told.append(each.unit.short_name)
    if told:
        messages.success(request, f"已催报{len(told)}个单位：{'、'.join(told)}。")
    for said in not_told or ([] if told else ["没有选择单位。"]):
        messages.warning(request, said)
    return redirect("round_board", pk=pk)


@require_POST
@staff_only
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a round opened in error."""
    row = the_round(request, pk)
    try:
        actions.cancel(row, reason=request.POST.get("reason", ""), by=actor(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已撤销，各单位不再需要报送；可以重新开展。")
    return redirect("round_board", pk=pk)


@require_POST
@staff_only
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one unit more time."""
    row = get_object_or_404(FormReturn.objects.select_related("unit"), pk=pk)
    try:
        due_on = _day(request.POST.get("due_on", ""), "due_on")
        reason = request.POST.get("reason", "")
        actions.extend(row, due_on, reason=reason, by=actor(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{row.unit.short_name}的报送期限延至{due_on}。")
    return redirect("round_return", pk=pk)
