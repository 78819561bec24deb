"""A report under review and filed: what the reviewer reads and decides, former versions, and the requests carried over."""

from collections.abc import Callable
from copy import copy
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from gongkai.law.refusal import Refusal
from gongkai.reporting import actions, desk, figures
from gongkai.reporting.annual import carried, chain, correction, earlier, progress, standing
from gongkai.reporting.annual.compile import compile_report, frozen_of, key_of, scope_of
from gongkai.reporting.desk import report_of, staff_only
from gongkai.reporting.models import AnnualReport
from gongkai.units.models import Role
from gongkai.units.posts import Actor

REVIEWING = (AnnualReport.Stage.REVIEW, AnnualReport.Stage.APPROVAL)
DONE = {
    "pass": "已审核通过，等待审定归档。",
    "return": "已退回，意见已留给编写人。",
    "admit": "已准予补报。",
    "file": "已归档：数值、正文和所统计的记录已冻结，摘要值写入公开账本。",
    "correct": "已开始更正：归档的版本保持不变，直到更正归档。",
    "abandon": "已放弃更正，恢复为归档的内容。",
}

LATE_NEXT = (
    "逾期的报告，等待政务公开办看过逾期原因后准予补报，然后由工作机构负责人审核归档；不同意的，写明意见退回。"
)


def shown(request: HttpRequest, row: AnnualReport, remark: str = "") -> HttpResponse:
    """Show a report under review, or as filed; ``remark`` is what was typed before a refusal."""
    actor = desk.actor(request)
    stands = standing.standing_of(row, timezone.localdate())
    context = {
        "report": row,
        "steps": progress.steps(row),
        "next": LATE_NEXT if stands.waits_to_be_admitted else progress.what_next(row),
        "history": row.steps.all(),
        "standing": stands,
        "remark": remark,
        "may_draft": actor.holds(Role.OFFICER, row.unit.code),
        "may_write": any(actor.holds(role, row.unit.code) for role in (Role.OFFICER, Role.COMPETENT)),
        **(_under_review(row, actor) if row.stage in REVIEWING else _filed(row)),
    }
    return render(
        request, "reporting/review.html" if row.stage in REVIEWING else "reporting/filed.html", context
    )


def _under_review(row: AnnualReport, actor: Actor) -> dict[str, Any]:
    from gongkai.reporting.annual import outputs

    compiled = compile_report(row, timezone.localdate())
    content = actions.stated(compiled)
    as_stated = copy(row)
    as_stated.frozen = content
    wrote = actor.name in row.writers or actor.name == row.checked_by
    files = Role.APPROVER if row.is_district else Role.HEAD
    passing = row.is_district and row.stage == AnnualReport.Stage.REVIEW
    passes = any(actor.holds(role, row.unit.code) for role in (Role.COMPETENT, Role.HEAD))
    return {
        "preface": content["preface"],
        "parts": outputs.parts(as_stated),
        "findings": [(f, row.explanations.get(key_of(f), "")) for f in compiled.findings],
        "blocking": compiled.blocking,
        "problems": compiled.problems,
        "wrote": wrote,
        "may_pass": passing and passes and not wrote,
        "may_file": not passing and actor.holds(files, row.unit.code) and not wrote,
        "may_admit": actor.holds(Role.COMPETENT, row.unit.code),
        "may_return": passes
        if passing
        else actor.holds(files, row.unit.code) or (passes and not row.is_district),
        **_differences(row.frozen, content),
    }


def _filed(row: AnnualReport) -> dict[str, Any]:
    from gongkai.reporting.annual import outputs

    last, kept = row.former.last(), frozen_of(row)["figures"]
    return {
        "preface": outputs.preface(row),
        "parts": outputs.parts(row),
        "changes": actions.changes_since_filing(row),
        "may_publish": progress.can_be_published(row),
        "is_public": progress.is_public(row),
        "in_hand": progress.publication_in_hand(row),
        "former": row.former.all(),
        "kept": [
            (figure, kept[figure.id]["value"]) for figure in figures.report_figures() if figure.id in kept
        ],
        **_differences(last.frozen if last else None, row.frozen),
    }


def _differences(before: Any, after: Any) -> dict[str, Any]:
    if before is None:
        return {}
    return {
        "cell_changes": correction.cell_changes(before, after),
        "text_changes": correction.text_changes(before, after),
    }


@require_POST
@staff_only
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one step of the review; a refusal is shown with what was typed."""
    row = report_of(request, pk)
    name, remark = request.POST.get("act", ""), request.POST.get("remark", "").strip()
    revision = request.POST.get("revision", "")
    actor, now = desk.actor(request), timezone.now()
    seen: dict[str, Any] = {
        "expected_revision": int(revision) if revision.isdigit() else -1,
        "by": actor,
        "at": now,
    }
    verbs: dict[str, Callable[[], AnnualReport]] = {
        "pass": lambda: chain.pass_report(row, remark=remark, **seen),
        "return": lambda: chain.return_report(row, remark=remark, **seen),
        "admit": lambda: chain.admit_late_report(row, remark=remark, **seen),
        "file": lambda: actions.file_report(row, **seen),
        "correct": lambda: chain.correct_report(row, reason=remark, by=actor, at=now),
        "abandon": lambda: chain.abandon_correction(row, **seen),
    }
    if name not in verbs:
        messages.error(request, "没有这种办理。请刷新页面后再试。")
        return redirect("reporting_report", pk=pk)
    try:
        verbs[name]()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        row.refresh_from_db()
        return (
            redirect("reporting_report", pk=pk)
            if row.stage == AnnualReport.Stage.DRAFTING
            else shown(request, row, remark)
        )
    messages.success(request, DONE[name])
    return redirect("reporting_report", pk=pk)


@staff_only
def former(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show a version that was corrected later, as it was filed."""
    from gongkai.reporting.annual import outputs

    row = report_of(request, pk)
    version = get_object_or_404(row.former, number=number)
    as_filed = copy(row)
    as_filed.frozen = version.frozen
    context = {
        "report": row,
        "former": version,
        "preface": outputs.preface(as_filed),
        "parts": outputs.parts(as_filed),
    }
    return render(request, "reporting/former.html", context)


@staff_only
def carried_cases(request: HttpRequest, pk: int) -> HttpResponse:
    """Open 上年结转 into the requests of last year's filed closing list, one by one, beside this year's records."""
    row = report_of(request, pk)
    filed = earlier.filed_before(row)
    rows = carried.carried(scope_of(row), carried.closing_list(filed) if filed else None)
    kind = request.GET.get("kind", "")
    if kind in carried.LABELS and kind != "total":
        rows = [each for each in rows if kind in (each.before, each.now)]
    context = {
        "report": row,
        "filed": filed,
        "rows": rows,
        "differing": [each for each in rows if each.difference],
        "labels": carried.LABELS,
        "kind": carried.LABELS.get(kind, ""),
    }
    return render(request, "reporting/carried.html", context)
