"""Check a published annual report (年报核对) on the public site and as an interface; nothing of it is stored."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from gongkai.law.annual_report import CellKey, Finding
from gongkai.portal import pages
from gongkai.reporting.annual.layout import Cell, grids
from gongkai.reporting.published import json_cells, reader
from gongkai.reporting.published.checker import SEVERITIES, Checked
from gongkai.reporting.published.checker import checked as checked_report
from gongkai.reporting.published.report import PublishedReport, Unreadable

MOST_BYTES = 20_000_000
CAPTIONS = {
    "proactive": "主动公开政府信息情况",
    "requests": "收到和处理政府信息公开申请情况",
    "remedies": "行政复议、行政诉讼情况",
}


@dataclass(frozen=True)
class Mark:
    """A cell of the printed table, the numbers of the findings that point at it, and whether one is an error."""

    cell: Cell
    text: str
    findings: tuple[int, ...]
    is_wrong: bool


@dataclass(frozen=True)
class Row:
    """A row of the printed table beside the row of the file it was read from."""

    marks: list[Mark]
    read: str
    sources: list[str]


@never_cache
def check(request: HttpRequest) -> HttpResponse:
    """Show a form for a report; with one, its tables with every finding in its place."""
    context: dict[str, object] = {}
    if request.method == "POST":
        try:
            result = checked(request.FILES.get("file"), request.FILES.get("previous"))
        except Unreadable as error:
            context["fault"] = str(error)
        else:
            context |= _shown(result)
    return HttpResponse(
        pages.render("check.html", context, request), status=422 if "fault" in context else 200
    )


@csrf_exempt
@require_POST
def check_json(request: HttpRequest) -> JsonResponse:
    """Take a report as the field ``file`` of a form, last year's as ``previous``; answer with cells and findings."""
    try:
        result = checked(request.FILES.get("file"), request.FILES.get("previous"))
    except Unreadable as error:
        return JsonResponse({"error": str(error)}, status=422, json_dumps_params={"ensure_ascii": False})
    return JsonResponse(json_cells.checked(result), json_dumps_params={"ensure_ascii": False})


def checked(file: UploadedFile | None, previous: UploadedFile | None) -> Checked:
    """Read and check a report somebody sent.

    Raises:
        Unreadable: no file, one too large, or one that is no report.
    """
    if file is None:
        raise Unreadable("没有选择文件。请选择一份年度报告。")
    report = _read(file)
    last_year = _read(previous) if previous else None
    return checked_report(Path(file.name or ""), report, last_year)


def _read(file: UploadedFile) -> PublishedReport:
    if (file.size or 0) > MOST_BYTES:
        raise Unreadable(f"文件超过{MOST_BYTES // 1_000_000} MB。请只上传年度报告本身。")
    return reader.read_bytes(file.read())


def _shown(result: Checked) -> dict[str, object]:
    assert result.report is not None
    findings = result.findings
    return {
        "result": result,
        "findings": [
            (number, finding, SEVERITIES[finding.severity]) for number, finding in enumerate(findings, 1)
        ],
        "tables": [
            (CAPTIONS[grid.section], list(_rows(grid.rows, result.report, findings)))
            for grid in grids(result.report.tables)
            if grid.section in result.report.present
        ],
    }


def _rows(
    rows: Sequence[Sequence[Cell]], report: PublishedReport, findings: Sequence[Finding]
) -> Iterator[Row]:
    written = json_cells.as_written(report)
    for row in rows:
        place = next((cell.place for cell in row if cell.place), None)
        sources = dict.fromkeys(
            " ┃ ".join(text.strip() for text in report.sources.get(cell.place[:2], ()))
            for cell in row
            if cell.place
        )
        texts = [_text(cell, report, written) for cell in row]
        label = max((at for at, cell in enumerate(row) if cell.header), default=-1) if place else -1
        marks = [
            _mark(cell, texts[at], cell.place or (place[:2] if place and at == label else ()), findings)
            for at, cell in enumerate(row)
        ]
        values = [text for cell, text in zip(row, texts, strict=True) if cell.place or cell is row[label]]
        yield Row(marks, " ┃ ".join(values) if place else "", [source for source in sources if source])


def _text(cell: Cell, report: PublishedReport, written: Mapping[CellKey, str]) -> str:
    """Return what a cell holds: a number, what stands there instead of one, that it is blank, or that it is unknown."""
    if cell.place is None or cell.text:
        return cell.text
    nothing = "（不明）" if cell.place in report.tables.unknown else "（空）"
    return written.get(cell.place, nothing)


def _mark(cell: Cell, text: str, place: Sequence[str], findings: Sequence[Finding]) -> Mark:
    """Return a cell with the findings about it: of its very place, of its column, or, for a label, of its row."""
    table, row, column = (*place, "", "", "")[:3]
    pointing = [
        (number, finding.severity == "error")
        for number, finding in enumerate(findings, 1)
        if finding.where.table == table
        and finding.where.row in ("", row)
        and finding.where.column == column
        and (finding.where.row or finding.where.column)
    ]
    return Mark(cell, text, tuple(number for number, _ in pointing), any(grave for _, grave in pointing))
