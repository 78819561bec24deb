"""表三、表四 for any unit and any day: each cell opens into its cases; the relations stand beside; CSV and XLSX."""

from collections.abc import Iterator, Sequence
from datetime import date
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from gongkai.cases import csv_text
from gongkai.law.annual_report import FORMS, REMEDY_COLUMNS, REMEDY_GROUPS, REQUEST_COLUMNS
from gongkai.reporting import figures
from gongkai.reporting.annual.layout import Cell, Grid
from gongkai.reporting.desk import sees_the_district, staff, staff_only
from gongkai.reporting.request_tables import RequestTables, compile_tables
from gongkai.reporting.scope import Scope
from gongkai.units import posts
from gongkai.units.models import Unit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@staff_only
def tables(request: HttpRequest) -> HttpResponse:
    """Show both tables from 1 January to the day asked for, of a unit or of the district."""
    today = timezone.localdate()
    units = posts.units_visible_to(staff(request), today)
    unit = _unit(request, units, district=sees_the_district(request))
    until, said = _until(request, today)
    compiled = compile_tables(Scope(until.year, unit, until), request.GET.get("form", ""))
    form = request.GET.get("format")
    if form == "xlsx":
        return _xlsx(compiled)
    if form == "csv":
        return _csv(compiled)
    marked = {(f.where.table, f.where.row, f.where.column) for f in compiled.findings}
    context = {
        "compiled": compiled,
        "until": until,
        "said": said,
        "unit": unit,
        "units": units,
        "sees_district": sees_the_district(request),
        "form_id": compiled.tables.form.id,
        "forms": [(each.id, f"{each.id}年格式（{each.basis}）") for each in FORMS.values()],
        "tables": [
            (heading, [[_shown(cell, compiled.scope, marked) for cell in row] for row in grid.rows])
            for heading, grid in compiled.grids
        ],
        "overdue": compiled.values["requests.overdue"],
        "overdue_url": _figure_url("requests.overdue", compiled.scope),
    }
    return render(request, "reporting/tables.html", context)


def _unit(request: HttpRequest, units: QuerySet[Unit], *, district: bool) -> Unit | None:
    code = request.GET.get("unit", "")
    if code:
        return get_object_or_404(units, code=code)
    return None if district else units.first()


def _until(request: HttpRequest, today: date) -> tuple[date, str]:
    """Return the last day of the period; what is no date leaves today, and says so."""
    text = request.GET.get("until", "")
    try:
        until = date.fromisoformat(text) if text else today
    except ValueError:
        return today, f"“{text[:20]}”不是日期，已按今天统计。"
    if not 2008 <= until.year <= 2100:
        return today, f"{until}不在统计范围内，已按今天统计。"
    return until, ""


def _shown(cell: Cell, scope: Scope, marked: set[tuple[str, str, str]]) -> tuple[Cell, str, bool]:
    """Return a cell, the address of its records, and whether a relation fails there."""
    if cell.place is None:
        return cell, "", False
    return cell, _figure_url(figures.cell_figure(*cell.place), scope), cell.place in marked


def _figure_url(figure_id: str, scope: Scope) -> str:
    query = {"until": str(scope.end), **({"unit": scope.unit.code} if scope.unit else {})}
    return f"{reverse('reporting_figure', args=[figure_id])}?{urlencode(query)}"


def _name(compiled: RequestTables) -> str:
    unit = compiled.scope.unit
    return f"table3-4-{unit.code if unit else 'all'}-{compiled.scope.end}"


def _xlsx(compiled: RequestTables) -> HttpResponse:
    from gongkai.reporting.annual import outputs

    response = HttpResponse(outputs.workbook(compiled.grids), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{_name(compiled)}.xlsx"'
    return response


def _csv(compiled: RequestTables) -> HttpResponse:
    """Export one line for each row of the forms: no merged headers, so that a program can read it."""
    rows = (line for heading, grid in compiled.grids for line in ([heading], *_lines(compiled, grid)))
    return csv_text.response(f"{_name(compiled)}.csv", rows)


def _lines(compiled: RequestTables, grid: Grid) -> Iterator[Sequence[object]]:
    requests = grid.section == "requests"
    yield ["", *(column.label for column in (REQUEST_COLUMNS if requests else REMEDY_COLUMNS))]
    cells = compiled.tables.table(grid.section)
    for row in compiled.tables.form.request_rows if requests else REMEDY_GROUPS:
        yield [f"{row.group}{row.label}", *cells[row.id].values()]
