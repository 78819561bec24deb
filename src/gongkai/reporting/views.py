"""The desk of data reporting: the year's overview, returns, the report editor, and the records behind a figure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST

from gongkai.cases.actions import AlreadyDone
from gongkai.cases.guard import safe_upload
from gongkai.law.annual_report import SECTIONS, Finding
from gongkai.law.refusal import Refusal
from gongkai.publishing import comparing
from gongkai.reporting import actions, desk, figures
from gongkai.reporting.annual import chain, comparison, correction, progress, review_views, standing
from gongkai.reporting.annual.beginnings import SECTIONS_TO_BEGIN_WITH, UNIT_SECTIONS_TO_BEGIN_WITH
from gongkai.reporting.annual.compile import (
    Compiled,
    binding,
    bound_figures,
    compile_report,
    is_cell,
    key_of,
    scope_of,
    shown_value,
)
from gongkai.reporting.annual.compile import render as render_text
from gongkai.reporting.annual.layout import cell_text, grids
from gongkai.reporting.annual.problems import STATES
from gongkai.reporting.desk import FIRST_YEAR, report_of, staff_only, year_asked
from gongkai.reporting.figures import Figure
from gongkai.reporting.models import AnnualReport, UnitReturn
from gongkai.units import posts
from gongkai.units.models import Role, Unit, UnitKind, User


@staff_only
def overview(request: HttpRequest) -> HttpResponse:
    """Show the year: the reports one may see, and which units have returned and signed what."""
    user, today = desk.staff(request), timezone.localdate()
    year = year_asked(request)
    units = posts.units_visible_to(user, today)
    returns = UnitReturn.objects.filter(year=year, unit__in=units, superseded_by=None).select_related("unit")
    board: dict[Unit, list[int]] = {unit: [0, 0] for unit in units.exclude(kind=UnitKind.GOVERNMENT)}
    for entry in returns:
        counts = board.setdefault(entry.unit, [0, 0])
        counts[0] += 1
        counts[1] += entry.signed_at is not None
    mine = _reporting_unit(user)
    stood = standing.standings(Unit.objects.on(date(year, 12, 31)).filter(pk__in=units), year, today)
    return render(
        request,
        "reporting/overview.html",
        {
            "year": year,
            "years": range(FIRST_YEAR, today.year + 1),
            "standings": stood,
            "late": [each for each in stood if each.days_late],
            "board": sorted(board.items(), key=lambda row: row[0].sort),
            "returned": sum(1 for counts in board.values() if counts[1]),
            "mine": mine,
            "missing": mine is not None and not AnnualReport.objects.filter(year=year, unit=mine).exists(),
        },
    )


def _reporting_unit(user: User) -> Unit | None:
    """The district's report is the competent office's, a unit's its officer's."""
    held = user.posts.on(timezone.localdate()).select_related("unit")
    if held.filter(role=Role.COMPETENT).exists():
        return Unit.objects.filter(kind=UnitKind.GOVERNMENT).first()
    post = held.filter(role__in=(Role.OFFICER, Role.HEAD)).exclude(unit__kind=UnitKind.GOVERNMENT).first()
    return post.unit if post else None


@require_POST
@staff_only
def open_report(request: HttpRequest, year: int) -> HttpResponse:
    user = desk.staff(request)
    unit = _reporting_unit(user)
    if unit is None:
        raise Http404
    actor = posts.actor(user, timezone.localdate())
    district = unit.kind == UnitKind.GOVERNMENT
    sections = SECTIONS_TO_BEGIN_WITH if district else UNIT_SECTIONS_TO_BEGIN_WITH
    try:
        report = actions.open_report(unit, year, by=actor, at=timezone.now(), sections=sections)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{reverse('reporting_overview')}?year={year}")
    return redirect("reporting_report", pk=report.pk)


@staff_only
def returns(request: HttpRequest) -> HttpResponse:
    """Enter and sign the figures of one's unit that no module counts."""
    user, today = desk.staff(request), timezone.localdate()
    actor = posts.actor(user, today)
    year = year_asked(request)
    mine = (
        posts.units_visible_to(user, today)
        .filter(posts__user=user)
        .distinct()
        .exclude(kind=UnitKind.GOVERNMENT)
    )
    unit = get_object_or_404(mine, code=request.GET["unit"]) if "unit" in request.GET else mine.first()
    if unit is None:
        raise Http404
    typed: dict[str, str] = {}
    if request.method == "POST":
        typed = _take_returns(request, unit, year, actor)
        if not typed:
            return redirect(f"{reverse('reporting_returns')}?year={year}&unit={unit.code}")
    latest: dict[str, UnitReturn] = {}
    for entry in UnitReturn.objects.filter(unit=unit, year=year, superseded_by=None).order_by("pk"):
        latest[entry.figure] = entry
    before = {e.figure: e.shown for e in UnitReturn.objects.in_force().filter(unit=unit, year=year - 1)}
    rows = [
        (
            figures.get(name),
            latest.get(name),
            before.get(name),
            typed.get(name, ""),
            typed.get(f"{name}.note", ""),
        )
        for name in figures.RETURNED
    ]
    context = {
        "unit": unit,
        "units": mine,
        "year": year,
        "rows": rows,
        "may_enter": actor.holds(Role.OFFICER, unit.code),
        "may_sign": actor.holds(Role.HEAD, unit.code) and any(e.signed_at is None for e in latest.values()),
    }
    return render(request, "reporting/returns.html", context)


def _take_returns(request: HttpRequest, unit: Unit, year: int, actor: posts.Actor) -> dict[str, str]:
    """Enter what changed, or sign all that waits; return what was typed when something is refused.

    All or nothing: what one refusal leaves on the screen can be corrected and sent again.
    """
    try:
        with transaction.atomic():
            if "sign" in request.POST:
                signed = _sign_waiting(unit, year, actor)
                said = f"已签字{signed}项。" if signed else "没有等待签字的数据。"
            else:
                entered = _enter_typed(request, unit, year, actor)
                said = f"已填报{entered}项，等待负责人签字。" if entered else "没有填写新的数据。"
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return {name: request.POST.get(name, "") for name in _typed_names()}
    messages.success(request, said)
    return {}


def _typed_names() -> list[str]:
    return [name for figure in figures.RETURNED for name in (figure, f"{figure}.note")]


def _sign_waiting(unit: Unit, year: int, actor: posts.Actor) -> int:
    waiting = list(UnitReturn.objects.filter(unit=unit, year=year, signed_at=None, superseded_by=None))
    for entry in waiting:
        actions.sign_return(entry, by=actor, at=timezone.now())
    return len(waiting)


def _enter_typed(request: HttpRequest, unit: Unit, year: int, actor: posts.Actor) -> int:
    """Enter every figure that was typed; all that is wrong with any of them is told at once."""
    typed = [name for name in figures.RETURNED if request.POST.get(name, "").strip()]
    wrong: list[tuple[str, Refusal]] = []
    for name in typed:
        upload = request.FILES.get(f"{name}.evidence")
        try:
            actions.enter_return(
                unit,
                name,
                year,
                request.POST[name].strip(),
                by=actor,
                at=timezone.now(),
                note=request.POST.get(f"{name}.note", "")[:300],
                evidence=safe_upload(upload) if upload else None,
            )
        except Refusal as refusal:
            wrong.append((figures.get(name).label, refusal))
    if wrong:
        alike = len({refusal.message for _, refusal in wrong}) == 1
        said = wrong[0][1].message.rstrip("。")
        if not alike or len(wrong) == 1:
            said = "；".join(f"{label}：{refusal.message.rstrip('。')}" for label, refusal in wrong)
        _, first = wrong[0]
        raise Refusal(f"{said}。", article=first.article, advice=first.advice)
    return len(typed)


@staff_only
def evidence(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out the evidence of a return to who may see its unit's records."""
    visible = posts.units_visible_to(desk.staff(request), timezone.localdate())
    entry = get_object_or_404(UnitReturn.objects.exclude(evidence=""), unit__in=visible, pk=pk)
    return FileResponse(entry.evidence.open("rb"), as_attachment=True, filename=entry.evidence_name)


@staff_only
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a report as it stands: to be written, to be reviewed, or filed."""
    row = report_of(request, pk)
    if request.method == "POST":
        return _save(request, row)
    if row.stage == AnnualReport.Stage.DRAFTING:
        return render(request, "reporting/report.html", _editor(row, row.entered))
    return review_views.shown(request, row)


def _save(request: HttpRequest, row: AnnualReport) -> HttpResponse:
    """Save what was typed, and submit it if asked; what is refused stays on the screen."""
    typed = _typed(request)
    actor, now = desk.actor(request), timezone.now()
    revision = request.POST.get("revision", "")
    try:
        saved = actions.save_report(
            row, **typed, expected_revision=int(revision) if revision.isdigit() else 0, by=actor, at=now
        )
        messages.success(request, "已保存。")
        if "submit" in request.POST:
            row = saved
            chain.submit_report(saved, expected_revision=saved.revision, by=actor, at=now)
            messages.success(request, "已提交审核。")
        return redirect("reporting_report", pk=row.pk)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        row.refresh_from_db()
        theirs = _overtaken(row, typed) if isinstance(refusal, AlreadyDone) else []
        return render(request, "reporting/report.html", {**_editor_of_typed(row, typed), "theirs": theirs})


def _overtaken(row: AnnualReport, typed: Mapping[str, Any]) -> list[tuple[str, SafeString]]:
    """Return, section by section, what the text saved by somebody else says differently from what was typed."""
    return [
        (
            f"{section.number}、{section.heading}",
            mark_safe(comparing.words(typed["sections"][section.id], row.sections.get(section.id, ""))),
        )
        for section in SECTIONS
        if typed["sections"][section.id] != row.sections.get(section.id, "")
    ]


@require_POST
@staff_only
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Check what is on the screen without saving it, and return the findings and the marked tables."""
    row = report_of(request, pk)
    if row.stage != AnnualReport.Stage.DRAFTING:
        raise Http404
    return render(request, "reporting/checked.html", _editor_of_typed(row, _typed(request)))


@require_POST
@staff_only
def rendered(request: HttpRequest, pk: int) -> HttpResponse:
    """Return one section as the report will show it, with the figures of now in the place of their names."""
    row = report_of(request, pk)
    text = next((str(value) for key, value in request.POST.items() if key.startswith("section.")), "")
    return HttpResponse(linebreaks(escape(render_text(text, figures.values(scope_of(row))))))


def _typed(request: HttpRequest) -> dict[str, dict[str, Any]]:
    data = {key: str(value) for key, value in request.POST.items()}
    return {
        "sections": {
            section.id: data.get(f"section.{section.id}", "").replace("\r\n", "\n") for section in SECTIONS
        },
        "entered": {
            key[5:]: value for key, value in data.items() if key.startswith("cell.") and value.strip()
        },
        "explanations": {key[8:]: value for key, value in data.items() if key.startswith("explain.")},
        "answers": {
            key[7:-5]: {"state": data.get(f"answer.{key[7:-5]}.state", ""), "answer": value}
            for key, value in data.items()
            if key.startswith("answer.") and key.endswith(".text")
        },
    }


def _is_number(text: str) -> bool:
    return text.strip().isascii() and text.strip().lstrip("+-").replace(".", "", 1).isdigit()


def _editor_of_typed(row: AnnualReport, typed: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Show what was typed, unsaved; what is no number stays in its cell and is marked."""
    row.sections, row.explanations = dict(typed["sections"]), dict(typed["explanations"])
    row.answers = dict(typed["answers"])
    cells = {key: value for key, value in typed["entered"].items() if is_cell(row.form, key)}
    row.entered = {key: value.strip() for key, value in cells.items() if _is_number(value)}
    return _editor(row, cells)


def _editor(row: AnnualReport, cells: Mapping[str, str]) -> dict[str, Any]:
    compiled = compile_report(row, timezone.localdate())
    marks: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in compiled.findings:
        marks.setdefault((finding.where.table, finding.where.row, finding.where.column), []).append(finding)
    return {
        "report": row,
        "compiled": compiled,
        "tables": [(grid, _table(grid.rows, compiled, marks, cells)) for grid in grids(compiled.tables)],
        "sections": [
            (section, row.sections.get(section.id, ""), compiled.sections[section.id]) for section in SECTIONS
        ],
        "findings": [
            (finding, key_of(finding), row.explanations.get(key_of(finding), ""))
            for finding in compiled.findings
        ],
        "blocking": len(compiled.blocking),
        "bound": [
            _of_text(name, compiled) for name in bound_figures(row.sections) if name in compiled.values
        ],
        "figures": [
            (*_of_text(figure.id, compiled), binding(figure.id))
            for figure in figures.report_figures()
            if _for_text(figure)
        ],
        "problem_states": STATES.items(),
        "steps": progress.steps(row),
        "next": progress.what_next(row),
        "history": row.steps.all(),
        **_corrected(row, compiled),
    }


def _corrected(row: AnnualReport, compiled: Compiled) -> dict[str, Any]:
    """Return what a correction says differently from the version that was filed."""
    if row.frozen is None:
        return {}
    content = actions.stated(compiled)
    return {
        "cell_changes": correction.cell_changes(row.frozen, content),
        "text_changes": correction.text_changes(row.frozen, content),
    }


def _of_text(figure_id: str, compiled: Compiled) -> tuple[Figure, Any]:
    return figures.get(figure_id), shown_value(figure_id, compiled.values[figure_id])


def _for_text(figure: Figure) -> bool:
    """Of the request table, only totals are offered for sentences."""
    return not figure.id.startswith("requests.") or figure.id.endswith((".total", ".overdue"))


def _table(
    rows: Any,
    compiled: Compiled,
    marks: Mapping[tuple[str, str, str], list[Finding]],
    typed: Mapping[str, str],
) -> list[list[dict[str, Any]]]:
    shown = []
    known = compiled.values.keys()
    for cells in rows:
        line = []
        for cell in cells:
            entry: dict[str, Any] = {"cell": cell}
            if cell.place is not None:
                key = "/".join(cell.place)
                figure = figures.cell_figure(*cell.place)
                entry |= {
                    "key": key,
                    "figure": figure if figure in known else "",
                    "carried": figure.startswith("requests.carried_in."),
                    "returned": figure in known and figures.get(figure).kind == "returned",
                    "entered": typed.get(key, ""),
                    "unreadable": key in typed and key not in compiled.report.entered,
                    "counted": cell_text(compiled.counted.get(*cell.place), cell.place[2]),
                    "findings": marks.get(cell.place, []),
                }
            line.append(entry)
        shown.append(line)
    return shown


@require_POST
@staff_only
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    row = report_of(request, pk)
    actor = desk.actor(request)
    try:
        publication = actions.prepare_publication(row, by=actor, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting_report", pk=pk)
    messages.success(request, "已提交公布：经核稿、保密审查、签发后在门户“政府信息公开年报”栏目公开。")
    return redirect("publishing_detail", pk=publication.pk)


@staff_only
def download(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    from gongkai.reporting.annual import outputs

    row = report_of(request, pk)
    if row.frozen is None:
        raise Http404
    if form not in outputs.SUFFIXES:
        raise Http404
    response = HttpResponse(outputs.rendered(row, form), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f"attachment; filename=report-{row.year}.{form}"
    return response


@staff_only
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """对照: the computed report beside the published one, marking exactly what differs and why."""
    row = report_of(request, pk)
    shown = comparison.compare(row)
    if shown is None:
        messages.error(request, f"平台没有{row.year}年度的已公布报告可供对照。")
        return redirect("reporting_report", pk=pk)
    return render(request, "reporting/compare.html", {"report": row, "comparison": shown})
