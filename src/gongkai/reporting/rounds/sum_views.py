"""The sum on the screen: totals that open into units, who is in it and who is not, files to and from other instances."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from gongkai.law.refusal import Refusal
from gongkai.reporting import figures
from gongkai.reporting.desk import actor, is_competent, sees_the_district, staff_only
from gongkai.reporting.rounds import cells, exchange, relations, rollup, total_sheet
from gongkai.reporting.rounds.drawn import scope_of
from gongkai.reporting.rounds.expressions import key
from gongkai.reporting.rounds.filled import form_of
from gongkai.reporting.rounds.forms import Cell, Table
from gongkai.reporting.rounds.models import FormReturn, ImportedReturn, Round, Sender
from gongkai.reporting.rounds.return_views import groups
from gongkai.reporting.rounds.rollup import Sum
from gongkai.reporting.rounds.views import the_round, uploaded
from gongkai.reporting.table_views import XLSX
from gongkai.units.models import Unit


@staff_only
def total(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the sum of a round with its coverage: what is not accepted is missing, and missing is no zero."""
    row = the_round(request, pk)
    found = rollup.sum_of(row)
    missing = row.returns.exclude(stage=FormReturn.Stage.ACCEPTED).select_related("unit")
    context = {
        "round": row,
        "sum": found,
        "units": row.returns.count(),
        "accepted": row.returns.filter(stage=FormReturn.Stage.ACCEPTED).count(),
        "missing": missing,
        "imported": rollup.newest_of_districts(row),
        "tables": [(table, groups(table), _grid(found, table)) for table in found.form.tables],
        "repeated": [(found.form.cells[name], count) for name, count in found.repeated.items()],
        "competent": is_competent(request),
        "outside": _outside(row),
    }
    return render(request, "rounds/total.html", context)


def _outside(row: Round) -> list[Unit]:
    """Return the units that publish and handle on the last day of a round's period without being asked by it."""
    return list(Unit.objects.on(row.until).exclude(form_returns__round=row))


def _grid(found: Sum, table: Table) -> list[tuple[Any, list[dict[str, Any]]]]:
    wrong = {relations.cell_of(finding) for finding in found.findings}
    return [
        (
            row,
            [
                {
                    "cell": (cell := found.form.cells[key(table.code, row.code, column.code)]),
                    "value": cells.shown(found.totals.get(cell.key)),
                    "given": sum(cell.key in each.values for each in found.contributions),
                    "wrong": cell.key in wrong,
                }
                for column in table.columns
            ],
        )
        for row in table.rows
    ]


@staff_only
def total_cell(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Open a total into what each unit gave; each part opens into its return, or the signed file it came in."""
    row = the_round(request, pk)
    found = rollup.sum_of(row)
    cell = _cell(found, name)
    there = {each.return_id for each, _ in rollup.parts_of(found, cell)}
    context = {
        "round": row,
        "cell": cell,
        "value": cells.shown(found.totals.get(name)),
        "parts": [
            (each, cells.shown(value), _address(each, name)) for each, value in rollup.parts_of(found, cell)
        ],
        "repeated": found.repeated.get(name, 0),
        "missing": row.returns.exclude(pk__in=[pk_ for pk_ in there if pk_]).select_related("unit"),
        "figure_url": _district_url(cell, row),
        "whole": _whole(found, cell, row),
    }
    return render(request, "rounds/total_cell.html", context)


def _cell(found: Sum, name: str) -> Cell:
    try:
        return found.form.cells[name]
    except KeyError:
        raise Http404 from None


def _address(each: rollup.Contribution, name: str) -> str:
    if each.return_id is not None:
        return reverse("round_cell", args=[each.return_id, name])
    return f"{reverse('round_imported', args=[each.imported_id])}#{name}"


def _whole(found: Sum, cell: Cell, row: Round) -> dict[str, Any] | None:
    """Return what the platform counts for the whole district now beside the sum, and whose records make the difference."""
    if not _is_counted(cell):
        return None
    figure, given = figures.get(cell.source.figure), found.totals.get(cell.key)
    value = figure.value(scope_of(row, None))
    others = [(unit, figure.value(scope_of(row, unit))) for unit in _outside(row)]
    return {
        "value": value,
        "difference": value - given if isinstance(given, Decimal) else None,
        "outside": [(unit, count) for unit, count in others if count],
        "imported": any(each.imported_id for each in found.contributions),
    }


def _is_counted(cell: Cell) -> bool:
    return cell.source.kind == "figure" and figures.get(cell.source.figure).kind == "counted"


def _district_url(cell: Cell, row: Round) -> str:
    if not _is_counted(cell):
        return ""
    query = urlencode({"since": row.since, "until": row.until})
    return f"{reverse('reporting_figure', args=[cell.source.figure])}?{query}"


@staff_only
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the sum with every unit's part as XLSX."""
    row = the_round(request, pk)
    response = HttpResponse(total_sheet.write(row), content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{row.title}汇总.xlsx')}"
    return response


@require_POST
@staff_only
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the sum as a signed file for the office above."""
    row = the_round(request, pk)
    try:
        file = exchange.export(row, by=actor(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("round_total", pk=pk)
    response = HttpResponse(file, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{row.title}.json')}"
    return response


@require_POST
@staff_only
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in the signed file of a district below."""
    row = the_round(request, pk)
    try:
        content = uploaded(request, "file").read(exchange.LARGEST + 1)
        taken = exchange.take_in(row, content, by=actor(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"签名有效，已接收{taken.sender.name}的报送，计入汇总。")
    return redirect("round_total", pk=pk)


@staff_only
def imported(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a file of a district below: who signed it, its sums, and what its own units gave."""
    row = get_object_or_404(ImportedReturn.objects.select_related("round__version__form", "sender"), pk=pk)
    the_round(request, row.round_id)
    form = form_of(row.round.version)
    lines = [
        (
            cell,
            row.content["values"].get(name),
            [(unit["name"], unit["values"].get(name)) for unit in row.content["units"]],
        )
        for name, cell in form.cells.items()
        if row.content["values"].get(name) is not None
    ]
    context = {
        "row": row,
        "lines": lines,
        "made_at": datetime.fromisoformat(row.content["made_at"]),
        "competent": is_competent(request),
    }
    return render(request, "rounds/imported.html", context)


@require_POST
@staff_only
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file of a district below out of the sum."""
    row = get_object_or_404(ImportedReturn.objects.select_related("sender"), pk=pk)
    the_round(request, row.round_id)
    try:
        exchange.withdraw(row, reason=request.POST.get("reason", ""), by=actor(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("round_imported", pk=pk)
    messages.success(request, f"已撤回{row.sender.name}的报送，不再计入汇总；文件保留备查。")
    return redirect("round_total", pk=row.round_id)


@require_POST
@staff_only
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take nothing more that is signed with a key."""
    try:
        sender = exchange.stop_sender(get_object_or_404(Sender, pk=pk), by=actor(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已停用{sender.name}的公钥，不再接收它签名的报送。")
    return redirect("round_senders")


@staff_only
def senders(request: HttpRequest) -> HttpResponse:
    """Register the keys of districts below; show the own one for the office above."""
    if not sees_the_district(request):
        raise Http404
    typed = {"name": "", "uscc": "", "key": ""}
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in typed}
        try:
            sender = exchange.register_sender(**typed, by=actor(request), at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"已登记{sender.name}，可以接收它签名的报送。")
            return redirect("round_senders")
    context = {
        "senders": Sender.objects.all(),
        "own_key": exchange.signer().verifier.text,
        "typed": typed,
        "competent": is_competent(request),
    }
    return render(request, "rounds/senders.html", context)
