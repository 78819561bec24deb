"""Putting an annual report together: cells out of figures, sentences with live figures, findings over both.

All figures are counted once, together; cells, sentences and checks read the same values.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from gongkai.law import relations, stated_numbers
from gongkai.law.annual_report import (
    FORMS,
    SECTIONS,
    Finding,
    Place,
    ReportTables,
    Value,
    cell_label,
)
from gongkai.reporting import figures
from gongkai.reporting.annual import alike, carried, causes, earlier, problems, standing
from gongkai.reporting.annual import coverage as covered
from gongkai.reporting.annual.problems import Problem
from gongkai.reporting.figures import Values
from gongkai.reporting.models import AnnualReport
from gongkai.reporting.published import headings, narrative
from gongkai.reporting.scope import Scope

_BOUND = re.compile(r"\{\{\s*(figure|percent):([\w./]+)\s*\}\}")
BLOCKING = ("error", "format")
NOT_RETURNED = "（未报送）"
NO_SUCH_FIGURE = "（没有指标"
_UNKNOWN = re.compile(rf"{NO_SUCH_FIGURE}([^）]*)）")
_UNFINISHED = re.compile(r"\{\{[^}\n]{0,40}|\}\}")
# Amounts and shares, which are no counts.
_MEASURED = re.compile(r"\d[\d,.]*(?:万元|亿元|元|%|％|倍)")


@dataclass
class Compiled:
    """A report as it stands now: counted cells, the cells it will show, its text and what is wrong with it."""

    report: AnnualReport
    values: Values
    counted: ReportTables
    tables: ReportTables
    sections: dict[str, str]
    coverage: covered.Coverage
    problems: list[Problem] = field(default_factory=list)
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


def compile_report(report: AnnualReport, on: date | None = None) -> Compiled:
    """Count, overlay what was entered by hand, render the text, and check everything.

    ``on`` is the day by which lateness is judged; without it nobody is late yet.
    """
    scope = scope_of(report)
    values = figures.values(scope)
    counted = tables_of(values, report.form)
    compiled = Compiled(
        report,
        values,
        counted,
        overlay(counted, report.entered),
        {section.id: render(report.sections.get(section.id, ""), values) for section in SECTIONS},
        covered.coverage(scope),
    )
    compiled.findings = check(compiled, on)
    return compiled


def tables_of(values: Values, form_id: str) -> ReportTables:
    """Return all tables filled with the figures; a returned figure nobody gave stays blank."""
    tables = ReportTables.blank(FORMS[form_id])
    for name in ("proactive", "requests", "remedies"):
        for row, cells in tables.table(name).items():
            for column in cells:
                figure_id = figures.cell_figure(name, row, column)
                cells[column] = shown_value(figure_id, values[figure_id]) if figure_id else 0
    return tables


def shown_value(figure_id: str, value: Any) -> Value:
    """Return a figure's value as a report states it: money with its decimals, everything else whole."""
    if value is None:
        return None
    if figures.get(figure_id).unit_of_measure == "万元":
        return Decimal(f"{Decimal(value).normalize():f}")
    return int(value)


def is_cell(form_id: str, key: str) -> bool:
    """Tell whether ``table/row/column`` names a cell of the form."""
    blank = ReportTables.blank(FORMS[form_id])
    table, row, column = [*key.split("/"), "", ""][:3]
    known = {"proactive", "requests", "remedies"}
    return key.count("/") == 2 and table in known and column in blank.table(table).get(row, {})


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


def render(text: str, values: Values) -> str:
    """Put the values of the bound figures into a text: ``{{figure:id}}``, ``{{percent:part/whole}}``."""

    def value(match: re.Match[str]) -> str:
        kind, name = match[1], match[2]
        known = [each for each in name.split("/") if each in values]
        if len(known) != (2 if kind == "percent" else 1):
            return f"{NO_SUCH_FIGURE}{name}）"
        shown = [shown_value(each, values[each]) for each in known]
        if kind == "percent":
            return _percent(*shown)
        return NOT_RETURNED if shown[0] is None else str(shown[0])

    return _BOUND.sub(value, text)


def _percent(part: Value, whole: Value) -> str:
    if not whole or part is None:
        return NOT_RETURNED
    return f"{(Decimal(part) * 100 / Decimal(whole)).quantize(Decimal('0.01'), ROUND_HALF_UP)}%"


def binding(figure_id: str) -> str:
    """Return what stands for a figure in a text."""
    return f"{{{{figure:{figure_id}}}}}"


def bound_figures(sections: Mapping[str, str]) -> list[str]:
    """Return the ids of the figures the texts refer to."""
    found = [match[2] for text in sections.values() for match in _BOUND.finditer(text)]
    return list(dict.fromkeys(name for each in found for name in each.split("/")))


def check(compiled: Compiled, on: date | None) -> list[Finding]:
    """Run every check: the relations, cells against records, the text against the tables, itself and other texts.

    Fills in last year's problems on the way, with what this report says became of them.
    """
    report, tables = compiled.report, compiled.tables
    filed = earlier.filed_before(report)
    before = earlier.sections_before(report, filed)
    compiled.problems = problems.problems(before, report.answers)
    findings = list(relations.check(tables, previous=frozen_tables(filed) if filed else None))
    findings += _against_records(compiled)
    findings = causes.explained(findings, tables, compiled.counted, scope_of(report))
    findings += carried.findings(scope_of(report), filed)
    findings += _overdue_at_end(compiled)
    paragraphs = text_paragraphs(compiled.sections)
    findings += narrative.check(paragraphs, tables)
    findings += [f for f in headings.check(paragraphs, report.unit.name) if f.check == "A50-4"]
    findings += _unfinished(compiled)
    findings += _typed_numbers(report)
    findings += problems.findings(compiled.problems)
    findings += alike.findings(report, compiled.sections, before)
    findings += covered.findings(compiled.coverage)
    findings += standing.findings(report, on)
    return findings


def _against_records(compiled: Compiled) -> list[Finding]:
    """T3-L, T2-7: a cell entered by hand that differs from what the records or the signed returns say."""
    found = []
    for key in compiled.report.entered:
        table, row, column = key.split("/")
        entered, counted = compiled.tables.get(table, row, column), compiled.counted.get(table, row, column)
        if entered == counted:
            continue
        place = Place(table, row, column)
        says = (
            "还没有单位报送；请由单位填报、负责人签字"
            if counted is None
            else f"平台记录为{counted}；请核对记录，或清除手工填写"
        )
        found.append(
            Finding(
                "T3-L" if table == "requests" else "T2-7",
                "error",
                place,
                f"{cell_label(compiled.tables.form, place)}手工填写{entered}，{says}。",
                "" if counted is None else str(counted),
                str(entered),
            )
        )
    return found


def _overdue_at_end(compiled: Compiled) -> list[Finding]:
    """T3-D: requests carried into the next year although their period had ended."""
    overdue = compiled.values["requests.overdue"]
    if not overdue:
        return []
    message = f"结转下年度的申请中有{overdue}件在12月31日前已满答复期限，属超期未答复；请核对办理情况并说明。"
    return [Finding("T3-D", "warning", Place("requests", "carried_out", "total"), message, "0", str(overdue))]


def _unfinished(compiled: Compiled) -> list[Finding]:
    """Sections without content, and references to figures that are missing or unknown."""
    found = []
    for section in SECTIONS:
        text = compiled.sections[section.id]
        name, place = f"“{section.number}、{section.heading}”", Place("text", section.id)
        if not text.strip():
            found.append(Finding("H-MISSING", "error", place, f"{name}没有内容。"))
        if NOT_RETURNED in text:
            found.append(Finding("N-MISSING", "error", place, f"{name}引用的数据还没有单位报送。"))
        if NO_SUCH_FIGURE in text:
            codes = "、".join(dict.fromkeys(_UNKNOWN.findall(text)))
            found.append(
                Finding(
                    "N-MISSING",
                    "error",
                    place,
                    f"{name}引用了不存在的指标{codes}；请从“可以引用的指标”中选用。",
                )
            )
        unfinished = _UNFINISHED.search(text)
        if unfinished:
            said = f"{name}有没有写完的引用“{unfinished[0]}”；引用写作{{{{figure:指标}}}}，前后各两个花括号。"
            found.append(Finding("N-MISSING", "error", place, said))
    return found


def _typed_numbers(report: AnnualReport) -> list[Finding]:
    """D77: a number typed into the text instead of being bound to its figure would go stale."""
    found = []
    for section in SECTIONS:
        source = _BOUND.sub("", report.sections.get(section.id, ""))
        typed = [amount.text for amount in stated_numbers.amounts(source)] + _MEASURED.findall(source)
        if typed:
            found.append(
                Finding(
                    "N-UNBOUND",
                    "warning",
                    Place("text", section.id),
                    f"“{section.number}、{section.heading}”直接填写了数字：{'、'.join(typed)}；请改为引用指标，或说明数字的来源。",
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


def frozen_of(report: AnnualReport) -> dict[str, Any]:
    """Return what was fixed when the report was filed."""
    if report.frozen is None:
        raise ValueError("The report is not filed.")
    return dict(report.frozen)


def frozen_tables(report: AnnualReport) -> ReportTables:
    """Return the tables a filed report was frozen with."""
    cells = frozen_of(report)["cells"]
    tables = ReportTables.blank(FORMS[report.form])
    for name in ("proactive", "requests", "remedies"):
        for row, values in cells[name].items():
            # The database keeps a document's keys in an order of its own; the columns are the form's.
            tables.table(name).setdefault(row, {}).update(
                (column, Decimal(value) if isinstance(value, str) else value)
                for column, value in values.items()
            )
    return tables


def as_it_stands(report: AnnualReport) -> tuple[ReportTables, Values]:
    """Return tables and figures as filed, or as the records say now while the report is being drafted."""
    if report.stage == AnnualReport.Stage.FILED:
        kept = frozen_of(report)["figures"]
        filed = {name: Decimal(kept[name]["value"]) if name in kept else None for name in figures.names()}
        return frozen_tables(report), filed
    values = figures.values(scope_of(report))
    return overlay(tables_of(values, report.form), report.entered), values
