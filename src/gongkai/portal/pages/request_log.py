"""The disclosure log (依申请公开办理情况) and the figures of requests: pages, open data and charts, no personal data.

A list is written whole whenever an entry was released or taken down; it is short beside the lists of publications.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from django.utils import timezone

from gongkai.cases import csv_text
from gongkai.cases.chart import bars, lying_bars
from gongkai.cases.models import Case
from gongkai.disclosure.models import LogEntry
from gongkai.disclosure.procedure import KEY
from gongkai.law.regulation import OUTCOMES
from gongkai.portal import files
from gongkai.portal.pages.frame import render
from gongkai.units.calendars import calendar_in_force

FOLDER = "requests"
PER_PAGE = 50
# The groups of outcomes as the annual report names them (表三), by the head of their row.
GROUPS = {
    "granted": "予以公开", "partial": "部分公开", "refused": "不予公开", "unable": "无法提供",
    "not_processed": "不予处理", "other": "其他处理",
}  # fmt: skip
OPEN_DATA = {
    "id": "条目编号",
    "subject": "申请的事项（不含申请人信息）",
    "unit": "办理单位",
    "month": "办结月份，YYYY-MM",
    "outcome": "办理结果",
    "group": "结果类别",
    "working_days": "自收到至答复的工作日数，含征求意见和延期",
    "answer": "公布的答复内容",
    "file": "公布的文件",
    "url": "网址",
}


def group_of(outcome: str) -> str:
    """Return the group of an outcome, as the form of 2021 has it."""
    return OUTCOMES[outcome].row("2021").partition(".")[0]


@dataclass(frozen=True)
class Facet:
    """A part of the log at an address of its own: a unit, a year, a group of outcomes; or all of it."""

    folder: str
    kind: str
    key: str
    label: str
    rows: list[LogEntry]


def write_log(after: int = -1) -> None:
    """Write the entries changed beyond the ledger index ``after`` and every list, and remove what was taken down."""
    rows = list(LogEntry.objects.filter(state=LogEntry.State.RELEASED).select_related("case__unit"))
    # What must not be seen goes first: taken down, or taken down and proposed anew.
    for entry in LogEntry.objects.filter(public_change__gt=after).exclude(state=LogEntry.State.RELEASED):
        files.remove(f"{FOLDER}/{entry.pk}.html")
        files.remove(_file_path(entry))
    for entry in (row for row in rows if (row.public_change or 0) > after):
        if entry.file:
            files.write(_file_path(entry), entry.file.read())
        else:
            files.remove(_file_path(entry))
        files.write(f"{FOLDER}/{entry.pk}.html", render("request_entry.html", {"entry": entry_data(entry)}))
    facets = list(facets_of(rows))
    for facet in facets:
        _write_facet(facet, facets)
    _remove_facets_but({facet.folder for facet in facets})


def facets_of(rows: Sequence[LogEntry]) -> Iterator[Facet]:
    """Yield the whole log, then its parts by unit, year and group of outcomes."""
    yield Facet(FOLDER, "", "", "", list(rows))
    kinds = {
        "unit": lambda row: (row.case.unit.code, row.case.unit.short_name),
        "year": lambda row: (str(row.case.closed_on.year), f"{row.case.closed_on.year}年"),
        "outcome": lambda row: (group_of(row.case.outcome), GROUPS[group_of(row.case.outcome)]),
    }
    for kind, name_of in kinds.items():
        for key, label in dict(sorted({name_of(row) for row in rows}, reverse=kind == "year")).items():
            part = [row for row in rows if name_of(row) == (key, label)]
            yield Facet(f"{FOLDER}/{kind}-{key}", kind, key, label, part)


def entry_data(entry: LogEntry) -> dict[str, Any]:
    """Return an entry as open data."""
    closed_on = entry.case.closed_on
    assert closed_on is not None
    return {
        "id": entry.pk,
        "subject": entry.subject,
        "unit": entry.case.unit.name,
        "month": f"{closed_on:%Y-%m}",
        "outcome": OUTCOMES[entry.case.outcome].label,
        "group": GROUPS[group_of(entry.case.outcome)],
        "working_days": entry.working_days,
        "answer": entry.answer,
        "file": f"/{_file_path(entry)}" if entry.file else "",
        "url": f"/{FOLDER}/{entry.pk}.html",
    }


def _file_path(entry: LogEntry) -> str:
    return f"{FOLDER}/files/{entry.pk}.pdf"


def _write_facet(facet: Facet, facets: Sequence[Facet]) -> None:
    data = [entry_data(row) for row in facet.rows]
    whole = json.dumps({"fields": OPEN_DATA, "items": data}, ensure_ascii=False)
    files.write(f"{facet.folder}/all.json", whole.encode())
    files.write(f"{facet.folder}/all.csv", _csv(data))
    groups = [
        (heading, [(f"/{each.folder}/", each.label, len(each.rows), each is facet) for each in facets if each.kind == kind])
        for kind, heading in (("unit", "办理单位"), ("year", "办结年份"), ("outcome", "办理结果"))
    ]  # fmt: skip
    last = max(1, -(-len(data) // PER_PAGE))
    for number in range(1, last + 1):
        context = {
            "facet": facet,
            "groups": groups,
            "rows": data[(number - 1) * PER_PAGE : number * PER_PAGE],
            "total": len(data),
            "number": number,
            "older": f"p{number + 1}.html" if number < last else "",
            "newer": "./" if number == 2 else f"p{number - 1}.html" if number > 2 else "",
        }
        name = "index" if number == 1 else f"p{number}"
        files.write(f"{facet.folder}/{name}.html", render("request_log.html", context))
    while (files.root() / facet.folder / f"p{last + 1}.html").exists():
        last += 1
        files.remove(f"{facet.folder}/p{last}.html")


def _remove_facets_but(folders: set[str]) -> None:
    """Take away the lists of which nothing is left."""
    for page in (files.root() / FOLDER).glob("*-*/*.*"):
        folder = f"{FOLDER}/{page.parent.name}"
        if folder not in folders and page.suffix != ".gz" and not page.name.startswith("."):
            files.remove(f"{folder}/{page.name}")


def _csv(rows: list[dict[str, Any]]) -> bytes:
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(OPEN_DATA)
    for row in rows:
        cells = ["" if row[name] is None else str(row[name]) for name in OPEN_DATA]
        writer.writerow(map(csv_text.cell, cells))
    return ("\ufeff" + target.getvalue()).encode()


@dataclass(frozen=True)
class Figures:
    """What is counted of all requests: by month, by outcome, and how long they took."""

    months: list[tuple[str, int, int]]
    outcomes: list[tuple[str, str, int, float]]
    median_days: float | None
    received: int
    answered: int


def figures() -> Figures:
    """Count all requests by month of receipt and of closing, by group of outcomes, and the median duration."""
    cases = Case.objects.filter(procedure=KEY).values_list(
        "arrived_at", "received_on", "closed_on", "outcome"
    )
    received, answered, groups, durations = Counter[str](), Counter[str](), Counter[str](), list[int]()
    calendar = calendar_in_force()
    for arrived_at, received_on, closed_on, outcome in cases.iterator(5000):
        received[_month(received_on or timezone.localtime(arrived_at).date())] += 1
        if closed_on is None:
            continue
        answered[_month(closed_on)] += 1
        groups[group_of(outcome)] += 1
        if received_on is not None:
            durations.append(calendar.working_days_between(received_on, closed_on))
    return Figures(
        months=[(month, received[month], answered[month]) for month in sorted(received | answered)],
        outcomes=[
            (key, label, groups[key], 100 * groups[key] / groups.total())
            for key, label in GROUPS.items()
            if groups[key]
        ],
        median_days=median(durations) if durations else None,
        received=received.total(),
        answered=answered.total(),
    )


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def write_figures() -> None:
    """Write the page of figures with its charts and tables, and the same as CSV and JSON."""
    counted = figures()
    recent = counted.months[-24:]
    charts = [
        bars(title, [(month[2:].replace("-", "."), f"#m{month}", numbers[at]) for month, *numbers in recent])
        for at, title in enumerate(("每月收到的申请", "每月办结的申请"))
    ]
    shares = lying_bars("办理结果", [(label, f"#o-{key}", n) for key, label, n, _ in counted.outcomes])
    context = {"figures": counted, "charts": charts, "shares": shares}
    files.write(f"{FOLDER}/figures/index.html", render("request_figures.html", context))
    rows = [{"month": month, "received": got, "answered": done} for month, got, done in counted.months]
    outcomes = {label: n for _, label, n, _ in counted.outcomes}
    data = {"months": rows, "outcomes": outcomes, "median_working_days": counted.median_days}
    files.write(f"{FOLDER}/figures/figures.json", json.dumps(data, ensure_ascii=False).encode())
    lines = ["month,received,answered", *(f"{month},{got},{done}" for month, got, done in counted.months)]
    files.write(f"{FOLDER}/figures/months.csv", ("\ufeff" + "\r\n".join(lines) + "\r\n").encode())
