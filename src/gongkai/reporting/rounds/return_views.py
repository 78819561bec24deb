"""A unit's return on the screen: filled, checked while typing, signed, looked at by the office, taken from a sheet."""

import json
from collections.abc import Mapping
from itertools import pairwise
from typing import Any
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from gongkai.cases.actions import AlreadyDone
from gongkai.cases.guard import safe_upload
from gongkai.law.refusal import Refusal
from gongkai.publishing.workbooks import LARGEST
from gongkai.reporting import figures
from gongkai.reporting.desk import actor, is_competent, staff, staff_only
from gongkai.reporting.figure_views import Signed, show_signed
from gongkai.reporting.rounds import actions, cells, relations, sheet
from gongkai.reporting.rounds.drawn import joint_records, scope_of
from gongkai.reporting.rounds.expressions import key
from gongkai.reporting.rounds.filled import BLANK, Filled, fill, values_of
from gongkai.reporting.rounds.forms import Cell, Table
from gongkai.reporting.rounds.models import FormReturn, ReturnAttachment, ReturnVersion
from gongkai.reporting.rounds.views import uploaded
from gongkai.reporting.table_views import XLSX
from gongkai.units import posts
from gongkai.units.models import Role

Typed = dict[str, Any]
LARGEST_JSON = 1024 * 1024


def the_return(request: HttpRequest, pk: int) -> FormReturn:
    visible = posts.units_visible_to(staff(request), timezone.localdate())
    rows = FormReturn.objects.select_related("unit", "round__version__form", "round__previous")
    return get_object_or_404(rows.filter(unit__in=visible), pk=pk)


@staff_only
def form_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill a return as long as it is the unit's; afterwards show what was handed in, to the office with its remarks."""
    row = the_return(request, pk)
    if request.method != "POST":
        return _page(request, row)
    acts = {
        "save": _save,
        "ask": _ask,
        "sign": _sign,
        "take_back": _take_back,
        "accept": _accept,
        "send_back": _send_back,
    }
    act = next((verb for name, verb in acts.items() if name in request.POST), _save)
    typed = typed_of(request.POST)
    try:
        messages.success(request, act(request, row, typed))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        saved = the_return(request, pk)
        if isinstance(refusal, actions.NotReady) or act in (_sign, _take_back, _accept):
            return _page(request, saved)
        if act is _send_back:  # the office types remarks alone: what the unit has entered stands beside them
            typed |= {"cells": saved.cells, "explanations": saved.explanations, "note": saved.note}
        return _page(request, saved, typed, show_latest=isinstance(refusal, AlreadyDone))
    return redirect("round_return", pk=pk)


def typed_of(data: Mapping[str, Any]) -> Typed:
    """Return what a page sent: cells, explanations, note, and the revision it was made from."""
    texts = {name: str(value).replace("\r\n", "\n") for name, value in data.items()}
    revision = texts.get("revision", "")
    return {
        "cells": {name[5:]: text for name, text in texts.items() if name.startswith("cell.")},
        "explanations": {name[8:]: text for name, text in texts.items() if name.startswith("explain.")},
        "note": texts.get("note", ""),
        "expected_revision": int(revision) if revision.isascii() and revision.isdigit() else -1,
        "remarks": {name[7:]: text for name, text in texts.items() if name.startswith("remark.")},
    }


def _saved(request: HttpRequest, row: FormReturn, typed: Typed) -> FormReturn:
    given = {name: typed[name] for name in ("cells", "explanations", "note", "expected_revision")}
    return actions.save_return(row, **given, by=actor(request), at=timezone.now())


def _save(request: HttpRequest, row: FormReturn, typed: Typed) -> str:
    _saved(request, row, typed)
    return "已保存。"


def _ask(request: HttpRequest, row: FormReturn, typed: Typed) -> str:
    saved = _saved(request, row, typed)
    actions.ask_signature(saved, expected_revision=saved.revision, by=actor(request), at=timezone.now())
    return "已提交，请负责人核对并签字报送。"


def _sign(request: HttpRequest, row: FormReturn, typed: Typed) -> str:
    revision = typed["expected_revision"]
    version = actions.hand_in(row, expected_revision=revision, by=actor(request), at=timezone.now())
    return f"已签字报送（第{version.number}次），数值和所统计的记录已冻结。"


def _take_back(request: HttpRequest, row: FormReturn, typed: Typed) -> str:
    actions.take_back(row, by=actor(request), at=timezone.now())
    return "已退回经办人修改。"


def _number(request: HttpRequest) -> int:
    text = request.POST.get("number", "")
    return int(text) if text.isascii() and text.isdigit() else 0


def _decision(request: HttpRequest, typed: Typed) -> dict[str, Any]:
    """Return what the office says of the version it has looked at."""
    return {
        "number": _number(request),
        "note": request.POST.get("decision_note", ""),
        "remarks": typed["remarks"],
        "by": actor(request),
        "at": timezone.now(),
    }


def _accept(request: HttpRequest, row: FormReturn, typed: Typed) -> str:
    actions.accept(row, **_decision(request, typed))
    return f"已审核通过，{row.unit.short_name}的数计入汇总。"


def _send_back(request: HttpRequest, row: FormReturn, typed: Typed) -> str:
    actions.send_back(row, **_decision(request, typed))
    return f"已退回{row.unit.short_name}{'，并附逐格意见' if any(typed['remarks'].values()) else ''}。"


@require_POST
@staff_only
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Check what is on the screen without saving it: the findings, and beside each cell what is wrong with it."""
    row = the_return(request, pk)
    typed = typed_of(request.POST)
    filled = fill(row, typed["cells"], typed["explanations"])
    return render(request, "rounds/checked.html", {**_findings(filled), "cells": _marks(filled)})


def _marks(filled: Filled) -> list[dict[str, Any]]:
    return [
        {
            "id": cell.html_id,
            "computed": cells.shown(filled.values.get(cell.key)) if cell.source.kind == "formula" else None,
            "findings": filled.of_cell(cell),
        }
        for cell in filled.form.cells.values()
        if cell.source.kind != "closed"
    ]


def _findings(filled: Filled) -> dict[str, Any]:
    # Blank cells are marked where they are: as a list of their own they would bury the rest.
    blank = [finding for finding in filled.findings if finding.check == BLANK and finding.severity == "error"]
    rest = [finding for finding in filled.findings if finding not in blank]
    found = sorted(rest, key=lambda finding: finding.severity)
    return {
        "blank": len(blank),
        "first_blank": relations.cell_of(blank[0]).replace(".", "-") if blank else "",
        "found": len(filled.findings),
        "findings": [
            (
                finding,
                relations.cell_of(finding).replace(".", "-"),
                relations.key_of(finding),
                filled.explanations.get(relations.key_of(finding), ""),
            )
            for finding in found
        ],
        "blocking": len(filled.blocking),
    }


def _page(
    request: HttpRequest, row: FormReturn, typed: Typed | None = None, *, show_latest: bool = False
) -> HttpResponse:
    by = actor(request)
    versions = list(row.versions.all())
    last = versions[-1] if versions else None
    may_fill = row.is_with_unit and by.holds(Role.OFFICER, row.unit.code)
    if typed is None or not row.is_with_unit:
        filled = fill(row)
        note = row.note
    else:
        filled = fill(row, typed["cells"], typed["explanations"])
        note = typed["note"]
    # What was handed in is shown as it was signed, whatever the records say by now.
    signed = last if last is not None and not row.is_with_unit else None
    shown = _Shown(filled, row, signed, last, typed["remarks"] if typed else {}, latest=show_latest)
    context = {
        "row": row,
        "note": signed.note if signed else note,
        "late": row.days_late(timezone.localdate()),
        "tables": [(table, shown.grid(table)) for table in filled.form.tables],
        "form_notes": filled.form.notes,
        "versions": versions,
        "last": last,
        "signed": signed,
        "may_fill": may_fill,
        "may_sign": row.stage == FormReturn.Stage.TO_SIGN and by.holds(Role.HEAD, row.unit.code),
        "may_decide": row.stage == FormReturn.Stage.HANDED_IN and is_competent(request),
        "may_reopen": row.stage == FormReturn.Stage.ACCEPTED and is_competent(request),
        "may_extend": row.is_with_unit and is_competent(request),
        "attachments": row.attachments.all(),
        "reminders": row.reminders.all(),
        "explained": [(key_, text) for key_, text in (signed.explanations if signed else {}).items()],
        **(_findings(filled) if row.is_with_unit else {}),
    }
    return render(request, "rounds/return.html", context)


class _Shown:
    """What a table shows in each of its cells: value, source, last round, remarks, findings."""

    def __init__(
        self,
        filled: Filled,
        row: FormReturn,
        signed: ReturnVersion | None,
        last: ReturnVersion | None,
        remarks: Mapping[str, str],
        *,
        latest: bool,
    ) -> None:
        self.filled, self.row, self.last, self.remarks, self.latest = filled, row, last, remarks, latest
        self.signed = values_of(signed) if signed else None
        self.explained = {
            key_.partition("@")[2]: text for key_, text in (signed.explanations if signed else {}).items()
        }

    def grid(self, table: Table) -> dict[str, Any]:
        return {
            "groups": groups(table),
            "columns": table.columns,
            "rows": [
                (
                    line,
                    [
                        self._cell(self.filled.form.cells[key(table.code, line.code, column.code)])
                        for column in table.columns
                    ],
                )
                for line in table.rows
            ],
        }

    def _cell(self, cell: Cell) -> dict[str, Any]:
        typed, saved = self.filled.typed.get(cell.key, ""), self.row.cells.get(cell.key, "")
        value = (self.filled.values if self.signed is None else self.signed).get(cell.key)
        return {
            "cell": cell,
            "typed": typed,
            "latest": saved if self.latest and saved.strip() != typed.strip() else None,
            "value": cells.shown(value),
            "before": cells.shown(self.filled.before.get(cell.key)),
            "findings": self.filled.of_cell(cell) if self.row.is_with_unit else [],
            "said": self.last.remarks.get(cell.key, "") if self.last else "",
            "remark": self.remarks.get(cell.key, ""),
            "explained": self.explained.get(cell.key, ""),
            "returned": cell.source.kind == "figure" and figures.get(cell.source.figure).kind == "returned",
            "figure": figure_url(cell, self.row) if cell.source.kind == "figure" else "",
            "joint": len(self.filled.drawn[cell.source.figure].joint) if cell.source.kind == "figure" else 0,
        }


def groups(table: Table) -> list[tuple[str, int]]:
    """Return the headings above the columns, each with how many it spans; empty when there are none."""
    if not any(column.group for column in table.columns):
        return []
    spans: list[tuple[str, int]] = []
    for column in table.columns:
        if spans and spans[-1][0] == column.group and column.group:
            spans[-1] = (column.group, spans[-1][1] + 1)
        else:
            spans.append((column.group, 1))
    return spans


def figure_url(cell: Cell, row: FormReturn) -> str:
    """Return the address of the records a cell counts."""
    return f"{reverse('reporting_figure', args=[cell.source.figure])}?" + urlencode(
        {"since": row.round.since, "until": row.round.until, "unit": row.unit.code}
    )


@staff_only
def cell(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Open one cell of a return: every version of it, who answered for it when, on which records or papers."""
    row = the_return(request, pk)
    filled = fill(row)
    place = cell_or_404(filled, name)
    versions = [
        (
            version,
            cells.shown(values_of(version).get(place.key)),
            version.remarks.get(place.key, ""),
            "records" in version.figures.get(place.source.figure, {}),
        )
        for version in row.versions.select_related("form_return__round__version")
    ]
    last = versions[-1][0] if versions else None
    ids = last.figures.get(place.source.figure, {}).get("joint", []) if last else []
    context = {
        "row": row,
        "cell": place,
        "versions": versions,
        "now": cells.shown(filled.values.get(place.key)),
        "figure": figures.get(place.source.figure) if place.source.kind == "figure" else None,
        "figure_url": figure_url(place, row) if place.source.kind == "figure" else "",
        "joint": joint_records(ids),
        "last": last,
        "explained": [
            text
            for key_, text in (last.explanations if last else {}).items()
            if key_.endswith(f"@{place.key}")
        ],
        "attachments": row.attachments.all(),
    }
    return render(request, "rounds/cell.html", context)


@staff_only
def signed_records(request: HttpRequest, pk: int, number: int, name: str) -> HttpResponse:
    """Open a counted cell into the very records it counted when the head signed, whatever they say today."""
    row = the_return(request, pk)
    version = get_object_or_404(row.versions, number=number)
    place = cell_or_404(fill(row), name)
    kept = version.figures.get(place.source.figure, {})
    if "records" not in kept:
        raise Http404
    paper = f"{row.unit.short_name}《{row.round.title}》第{number}次报送"
    signed = Signed("签字", paper, reverse("round_cell", args=[pk, name]))
    scope = scope_of(row.round, row.unit)
    return show_signed(request, figures.get(place.source.figure), scope, kept, signed)


def cell_or_404(filled: Filled, name: str) -> Cell:
    try:
        return filled.form.cells[name]
    except KeyError:
        raise Http404 from None


@staff_only
def differences(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what changed from one handed-in version to the next, cell by cell, beside the remarks."""
    row = the_return(request, pk)
    versions = list(row.versions.select_related("form_return__round__version"))
    labels = fill(row).form.cells
    changes = []
    for old, new in pairwise(versions):
        before, after = values_of(old), values_of(new)
        rows = [
            (
                labels[name].label,
                cells.shown(before.get(name)),
                cells.shown(after.get(name)),
                old.remarks.get(name, ""),
            )
            for name in labels
            if before.get(name) != after.get(name) or name in old.remarks
        ]
        changes.append((old, new, rows))
    return render(request, "rounds/differences.html", {"row": row, "changes": changes})


@staff_only
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the return as XLSX, to be filled offline or kept."""
    row = the_return(request, pk)
    response = HttpResponse(sheet.write(fill(row)), content_type=XLSX)
    name = quote(f"{row.unit.short_name}-{row.round.title}.xlsx")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


@require_POST
@staff_only
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a filled XLSX: all of it is saved as the draft, or nothing, with every place at fault named."""
    row = the_return(request, pk)
    try:
        content = uploaded(request, "sheet").read(LARGEST + 1)
        taken = sheet.read(content, fill(row))
        typed = typed_of(request.POST)
        saved = actions.save_return(
            row,
            cells={**row.cells, **taken.cells},
            explanations=row.explanations,
            note=row.note,
            expected_revision=typed["expected_revision"],
            by=actor(request),
            at=timezone.now(),
        )
    except sheet.BadSheet as bad:
        return render(request, "rounds/bad_sheet.html", {"row": row, "faults": bad.faults})
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("round_return", pk=pk)
    filled = fill(saved)
    found = f"发现{len(filled.findings)}处问题，见下。" if filled.findings else "没有发现问题。"
    messages.success(request, f"已导入{len(taken.cells)}格，{found}{'；'.join(taken.notices)}")
    return redirect("round_return", pk=pk)


@require_POST
@staff_only
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    row = the_return(request, pk)
    try:
        file = safe_upload(uploaded(request, "paper"))
        note = request.POST.get("paper_note", "")
        actions.attach(row, file, note=note, by=actor(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已上传依据材料。")
    return redirect("round_return", pk=pk)


@staff_only
def attachment(request: HttpRequest, pk: int, paper: int) -> FileResponse:
    """Hand out a paper behind a return to who may see it."""
    row = the_return(request, pk)
    found = get_object_or_404(ReturnAttachment, pk=paper, form_return=row)
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name)


@staff_only
def data(request: HttpRequest, pk: int) -> JsonResponse:
    """The same for a unit's own program: GET the return with its findings, POST cells into the draft."""
    row = the_return(request, pk)
    if request.method == "POST":
        try:
            row = _posted(request, row)
        except Refusal as refusal:
            said = {"error": refusal.message, "article": refusal.article, "advice": refusal.advice}
            return JsonResponse(said, status=409 if isinstance(refusal, AlreadyDone) else 400)
    filled = fill(row)
    return JsonResponse(
        {
            "round": row.round.title,
            "unit": row.unit.code,
            "stage": row.stage,
            "due_on": str(row.due_on),
            "revision": row.revision,
            "typed": row.cells,
            "values": {name: cells.shown(filled.values[name]) or None for name in sorted(filled.values)},
            "findings": [
                {
                    "check": finding.check,
                    "severity": finding.severity,
                    "cell": relations.cell_of(finding),
                    "message": finding.message,
                    "explained": bool(filled.explanations.get(relations.key_of(finding), "").strip()),
                }
                for finding in filled.findings
            ],
        },
        json_dumps_params={"ensure_ascii": False},
    )


def _posted(request: HttpRequest, row: FormReturn) -> FormReturn:
    try:
        said = json.loads(request.body[: LARGEST_JSON + 1])
        given = {str(name): str(value) for name, value in said["cells"].items() if value is not None}
        explained = {str(name): str(text) for name, text in said.get("explanations", {}).items()}
        revision = int(said["revision"])
        note = str(said.get("note", row.note))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Refusal(
            "内容不是可以接收的JSON。",
            article="",
            advice='应为 {"revision": 0, "cells": {"T1.R1C1": "12"}}。',
        ) from error
    return actions.save_return(
        row,
        cells={**row.cells, **given},
        explanations={**row.explanations, **explained},
        note=note,
        expected_revision=revision,
        by=actor(request),
        at=timezone.now(),
    )
