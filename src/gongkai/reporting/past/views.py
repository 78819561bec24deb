"""Reports taken in (历年和各地报告): the list, the preview before one is kept, the series, and the benchmarking page."""

import re
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from gongkai.cases import csv_text
from gongkai.cases.chart import bars, lying_bars
from gongkai.law.annual_report import REQUEST_COLUMNS
from gongkai.law.refusal import Refusal
from gongkai.law.report_series import BASES
from gongkai.reporting import desk
from gongkai.reporting.annual.layout import grids
from gongkai.reporting.desk import is_competent, staff_only
from gongkai.reporting.parameters import first_year
from gongkai.reporting.past import actions, comparing
from gongkai.reporting.past.actions import Origin
from gongkai.reporting.past.comparing import Distribution, Line, Year
from gongkai.reporting.past.models import PastReport
from gongkai.reporting.published import json_cells, reader
from gongkai.reporting.published.checker import SEVERITIES, check_report
from gongkai.reporting.published.report import PublishedReport, Unreadable

MOST_BYTES = 20_000_000
SALT = "gongkai.reporting.past"
KEPT_FOR = 24 * 3600
DRAWN = ("requests.new", "requests.result_total", "requests.carried_out")
TITLES = {
    "proactive": "二、主动公开政府信息情况",
    "requests": "三、收到和处理政府信息公开申请情况",
    "remedies": "四、政府信息公开行政复议、行政诉讼情况",
}
_ITEMS = re.compile(r"主动公开(?:政府)?信息\D{0,6}?([\d,，]+)(余|多)?条")


@staff_only
def past_reports(request: HttpRequest) -> HttpResponse:
    """List what was taken in; read an uploaded file and show it before anything is kept."""
    context: dict[str, Any] = {
        "reports": PastReport.objects.filter(withdrawn_at=None),
        "withdrawn": PastReport.objects.exclude(withdrawn_at=None),
        "may_import": is_competent(request),
    }
    if request.method == "POST" and is_competent(request):
        try:
            token = _read(request.FILES.get("file"))
        except Unreadable as error:
            messages.error(request, str(error))
        else:
            return _preview(request, token, {})
    return render(request, "reporting/past_reports.html", context)


def _read(file: UploadedFile | None) -> str:  # type: ignore[type-arg]
    """Return what was read of a file, signed: it comes back with the confirmation, nothing is kept until then."""
    if file is None:
        raise Unreadable("没有选择文件。请选择一份年度报告。")
    if (file.size or 0) > MOST_BYTES:
        raise Unreadable(f"文件超过{MOST_BYTES // 1_000_000} MB。请只上传年度报告本身。")
    content = file.read()
    report = reader.read_bytes(content)
    findings = check_report(report)
    read = {
        "cells": json_cells.to_json(report),
        "findings": [[each.check, each.severity, each.message] for each in findings],
        "file": [file.name or "", actions.digest(content)],
        "items": _items_stated(report),
    }
    return signing.dumps(read, salt=SALT, compress=True)


def _items_stated(report: PublishedReport) -> str:
    """Return how many items the text says were published; 余 and 多 are no exact number."""
    for paragraph in report.paragraphs:
        found = _ITEMS.search(paragraph)
        if found and not found[2]:
            return found[1].replace(",", "").replace("，", "")
    return ""


def _preview(request: HttpRequest, token: str, typed: dict[str, str]) -> HttpResponse:
    read = signing.loads(token, salt=SALT, max_age=KEPT_FOR)
    report = json_cells.read(read["cells"])
    context = {
        "token": token,
        "file_name": read["file"][0],
        "sha256": read["file"][1],
        "form": report.form,
        "findings": [(check, SEVERITIES[severity], said) for check, severity, said in read["findings"]],
        "tables": [
            (TITLES[grid.section], grid) for grid in grids(report.tables) if grid.section in report.present
        ],
        "bases": BASES.items(),
        "typed": {
            "issuer": report.issuer,
            "year": report.year or "",
            "items": read["items"],
            "basis": "government" if report.issuer.endswith("人民政府") else "",
            **typed,
        },
    }
    return render(request, "reporting/past_preview.html", context)


@require_POST
@staff_only
def take_in(request: HttpRequest) -> HttpResponse:
    """Keep the report that was looked at; what is refused comes back as it was typed."""
    token = request.POST.get("token", "")
    names = ("issuer", "year", "basis", "source", "items")
    typed = {name: request.POST.get(name, "").strip() for name in names}
    try:
        read = signing.loads(token, salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        messages.error(request, "预览已失效。请重新选择文件。")
        return redirect("past_reports")
    actor = desk.actor(request)
    try:
        origin = _origin(typed, read)
        report = json_cells.read(read["cells"])
        row = actions.take_in(report, read["findings"], origin, by=actor, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _preview(request, token, typed)
    messages.success(request, f"已导入{row}，单元格照公布的数保存。")
    return redirect(f"{reverse('past_series')}?issuer={row.issuer}")


def _origin(typed: dict[str, str], read: dict[str, Any]) -> Origin:
    items = typed["items"].replace(",", "").replace("，", "")
    if items and not items.isdecimal():
        raise Refusal(
            f"主动公开信息条数“{typed['items'][:20]}”不是准确的数。",
            article="数据来源一致",
            advice="报告只写“余”“多”的留空，不作比较。",
        )
    year = typed["year"]
    return Origin(
        typed["issuer"], int(year) if year.isdecimal() else 0, typed["basis"], typed["source"], read["file"][0],
        read["file"][1], int(items) if items else None,
    )  # fmt: skip


@require_POST
@staff_only
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(PastReport, pk=pk)
    actor = desk.actor(request)
    try:
        actions.withdraw(row, reason=request.POST.get("reason", ""), by=actor, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已撤销{row}，不再参与比较；记录保留。")
    return redirect("past_reports")


@staff_only
def series(request: HttpRequest) -> HttpResponse:
    """Show one issuer over the years: every row, and what the change of form leaves incomparable."""
    today = timezone.localdate()
    own = comparing.own_district()
    issuers = list(dict.fromkeys([own.name if own else "", *(row.issuer for row in comparing.taken_in())]))
    issuer = request.GET.get("issuer", "") or issuers[0]
    column = request.GET.get("column", "total")
    column = column if column in {each.id for each in REQUEST_COLUMNS} else "total"
    years = comparing.series(issuer, today)
    lines = list(comparing.lines(years, column))
    if request.GET.get("format") == "csv":
        return _csv(issuer, years, lines)
    wanted = {*request.GET.getlist("row"), *DRAWN} if not request.GET.get("row") else {request.GET["row"]}
    context = {
        "issuer": issuer,
        "issuers": issuers,
        "column": column,
        "columns": REQUEST_COLUMNS,
        "years": years,
        "tables": [(TITLES[table], [line for line in lines if line.row.table == table]) for table in TITLES],
        "charts": [(line, _drawn(line)) for line in lines if line.row.id in wanted],
        "changed": len({year.tables.form.id for year in years}) > 1,
    }
    return render(request, "reporting/past_series.html", context)


def _drawn(line: Line) -> str:
    rows = [
        (str(year.year), f"#r-{line.row.id}", None if value is None else float(value))
        for year, value, _ in line.values
    ]
    return bars(line.row.label, rows)


def _csv(issuer: str, years: Sequence[Year], lines: Sequence[Line]) -> HttpResponse:
    rows = [
        [line.row.label, *(said if value is None else value for _, value, said in line.values), line.row.note]
        for line in lines
    ]
    head = [issuer, *(f"{year.year}年" for year in years), "可比性"]
    return csv_text.response("series.csv", [head, ["来源", *(year.origin for year in years), ""], *rows])


@staff_only
def benchmark(request: HttpRequest) -> HttpResponse:
    """横向比较: one's own district among the reports taken in, measure by measure."""
    today = timezone.localdate()
    years = [*range(today.year - 1, first_year(today) - 1, -1)]
    text = request.GET.get("year", "")
    year = int(text) if text.isdecimal() and int(text) in years else _latest_own(years)
    any_year = request.GET.get("any") == "1"
    own = comparing.own_year(year) if year else None
    taken = [row for row in comparing.taken_in() if own is None or row.issuer != own.issuer]
    others = [comparing.year_of(row) for row in taken if any_year or row.year == year]
    shown = [_shown(each) for each in comparing.benchmark(own, others)] if own else []
    context = {
        "own": own,
        "year": year,
        "years": years,
        "any_year": any_year,
        "others": others,
        "taken": len(taken),
        "distributions": shown,
    }
    return render(request, "reporting/benchmark.html", context)


def _latest_own(years: Sequence[int]) -> int:
    """Return the newest year in which the own district has received or concluded anything."""
    for year in years:
        own = comparing.own_year(year)
        if own is not None and own.tables.get("requests", "new", "total"):
            return year
    return years[0] if years else 0


def _shown(found: Distribution) -> dict[str, Any]:
    unit = found.measure.unit
    named = [
        (f"{'▶ ' if year.is_own else ''}{year.issuer[:10]} {year.year}", "", float(value))
        for year, value in found.values
    ]
    return {
        "found": found,
        "chart": lying_bars(
            f"{found.measure.label}（{unit}）", [(name, f"#{found.measure.id}", n) for name, _, n in named]
        ),
    }
