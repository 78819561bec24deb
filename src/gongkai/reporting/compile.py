"""Putting an annual report together: cells out of figures, sentences with live figures, findings over both."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from gongkai.law import annual_report
from gongkai.law.annual_report import (
    FORMS,
    REQUEST_COLUMNS,
    SECTIONS,
    Finding,
    Place,
    ReportTables,
    Value,
    cell_label,
)
from gongkai.reporting import figures
from gongkai.reporting.figures import Scope
from gongkai.reporting.models import AnnualReport
from gongkai.reporting.published import headings, narrative

_BOUND = re.compile(r"\{\{\s*(figure|percent):([\w./]+)\s*\}\}")
BLOCKING = ("error", "format")


@dataclass
class Compiled:
    """A report as it stands now: counted cells, the cells it will show, its text and what is wrong with it."""

    report: AnnualReport
    counted: ReportTables
    tables: ReportTables
    sections: dict[str, str]
    findings: list[Finding] = field(default_factory=list)

    @property
    def blocking(self) -> list[Finding]:
        """Findings that forbid filing: contradictions and blanks, and warnings nobody has explained."""
        return [
            f for f in self.findings if f.severity in BLOCKING or not self.report.explanations.get(key_of(f))
        ]


def scope_of(report: AnnualReport) -> Scope:
    """The district's report counts the whole district, a unit's its own."""
    return Scope(report.year, None if report.is_district else report.unit)


def compile_report(report: AnnualReport) -> Compiled:
    """Count, overlay what was entered by hand, render the text, and check everything."""
    counted = count_tables(scope_of(report), report.form)
    tables = overlay(counted, report.entered)
    sections = {section.id: render(report.sections.get(section.id, ""), report) for section in SECTIONS}
    compiled = Compiled(report, counted, tables, sections)
    compiled.findings = check(compiled)
    return compiled


def count_tables(scope: Scope, form_id: str) -> ReportTables:
    """Return all tables counted from the records; a returned figure nobody gave stays blank."""
    form = FORMS[form_id]
    tables = ReportTables.blank(form)
    requests = figures.request_counts(scope)
    for row, cells in tables.requests.items():
        cells.update({column.id: requests.get((row, column.id), 0) for column in REQUEST_COLUMNS})
    for table in (tables.proactive, tables.remedies):
        name = "proactive" if table is tables.proactive else "remedies"
        for row, cells in table.items():
            for column in cells:
                figure_id = figures.cell_figure(name, row, column)
                cells[column] = _value(figure_id, scope) if figure_id else 0
    return tables


def _value(figure_id: str, scope: Scope) -> Value:
    try:
        figure = figures.get(figure_id)
    except KeyError:
        return None
    value = figure.value(scope)
    if isinstance(value, Decimal):
        return value.normalize() if figure.unit_of_measure == "万元" else int(value)
    return value  # type: ignore[no-any-return]


def overlay(counted: ReportTables, entered: Mapping[str, str]) -> ReportTables:
    """Return the tables with cells entered by hand in place of the counted ones."""
    tables = ReportTables(
        counted.form,
        {row: dict(cells) for row, cells in counted.proactive.items()},
        {row: dict(cells) for row, cells in counted.requests.items()},
        {row: dict(cells) for row, cells in counted.remedies.items()},
    )
    for key, text in entered.items():
        table, row, column = key.split("/")
        tables.table(table)[row][column] = _entered(text)
    return tables


def _entered(text: str) -> Value:
    if not text:
        return None
    number = Decimal(text)
    return int(number) if number == number.to_integral_value() else number


def render(text: str, report: AnnualReport) -> str:
    """Put the values of the bound figures into a text: ``{{figure:id}}``, ``{{percent:part/whole}}``."""
    scope = scope_of(report)

    def value(match: re.Match[str]) -> str:
        kind, name = match[1], match[2]
        if kind == "percent":
            part, whole = (_value(each, scope) for each in name.split("/"))
            return _percent(part, whole)
        number = _value(name, scope)
        return "(未报送)" if number is None else str(number)

    return _BOUND.sub(value, text)


def _percent(part: Value, whole: Value) -> str:
    if not whole or part is None:
        return "(未报送)"
    return f"{(Decimal(part) * 100 / Decimal(whole)).quantize(Decimal('0.01'), ROUND_HALF_UP)}%"


def bound_figures(sections: Mapping[str, str]) -> list[str]:
    """Return the ids of the figures the texts refer to."""
    found = [match[2] for text in sections.values() for match in _BOUND.finditer(text)]
    return list(dict.fromkeys(name for each in found for name in each.split("/")))


def check(compiled: Compiled) -> list[Finding]:
    """Run every check: the relations, cells against records, the text against the tables and itself."""
    report, tables = compiled.report, compiled.tables
    previous = (
        AnnualReport.objects.filter(unit=report.unit, year=report.year - 1).exclude(frozen=None).first()
    )
    findings = list(annual_report.check(tables, previous=frozen_tables(previous) if previous else None))
    findings += _against_records(compiled)
    paragraphs = text_paragraphs(compiled.sections)
    findings += narrative.check(paragraphs, tables)
    findings += [f for f in headings.check(paragraphs, report.unit.name) if f.check == "A50-4"]
    findings += _unfinished(compiled)
    return findings


def _against_records(compiled: Compiled) -> list[Finding]:
    """T3-L: a cell entered by hand that differs from the records it should count."""
    found = []
    for key in compiled.report.entered:
        table, row, column = key.split("/")
        entered, counted = compiled.tables.get(table, row, column), compiled.counted.get(table, row, column)
        if entered != counted:
            place = Place(table, row, column)
            found.append(
                Finding(
                    "T3-L" if table == "requests" else "T2-7",
                    "error",
                    place,
                    f"{cell_label(compiled.tables.form, place)}手工填写{entered},平台记录为{counted};请核对记录,或清除手工填写。",
                    str(counted),
                    str(entered),
                )
            )
    return found


def _unfinished(compiled: Compiled) -> list[Finding]:
    found = []
    for section in SECTIONS:
        text = compiled.sections[section.id]
        place = Place("text", section.id)
        if not text.strip():
            found.append(
                Finding("H-MISSING", "error", place, f"“{section.number}、{section.heading}”没有内容。")
            )
        if "(未报送)" in text:
            found.append(
                Finding(
                    "N-MISSING",
                    "error",
                    place,
                    f"“{section.number}、{section.heading}”引用的数据还没有单位报送。",
                )
            )
    return found


def text_paragraphs(sections: Mapping[str, str]) -> list[str]:
    """Return the report's text as paragraphs under its six headings."""
    lines = []
    for section in SECTIONS:
        lines.append(f"{section.number}、{section.heading}")
        lines += [line.strip() for line in sections.get(section.id, "").split("\n") if line.strip()]
    return lines


def key_of(finding: Finding) -> str:
    """Return the key under which a finding is explained."""
    return f"{finding.check}/{finding.where.table}/{finding.where.row}/{finding.where.column}"


def cells_of(tables: ReportTables) -> dict[str, Any]:
    """Return the cells in a form that JSON and the ledger take."""
    return {
        name: {
            row: {column: _plain(value) for column, value in cells.items()}
            for row, cells in tables.table(name).items()
        }
        for name in ("proactive", "requests", "remedies")
    }


def _plain(value: Value) -> int | str | None:
    return str(value) if isinstance(value, Decimal) else value


def frozen_tables(report: AnnualReport) -> ReportTables:
    """Return the tables a filed report was frozen with."""
    cells = report.frozen["cells"]
    tables = ReportTables.blank(FORMS[report.form])
    for name in ("proactive", "requests", "remedies"):
        for row, values in cells[name].items():
            tables.table(name)[row] = {
                column: Decimal(value) if isinstance(value, str) else value
                for column, value in values.items()
            }
    return tables
