"""A return as it stands: what was typed, what was counted, what follows from it, and what is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from gongkai.law.annual_report import Finding
from gongkai.ledger.canonical import canonical, read
from gongkai.reporting import figures
from gongkai.reporting.rounds import cells, forms, relations
from gongkai.reporting.rounds.drawn import Drawn, draw
from gongkai.reporting.rounds.forms import Cell, CellType, Form
from gongkai.reporting.rounds.models import FormReturn, FormVersion, ReturnVersion
from gongkai.reporting.rounds.relations import Prepared, Values

BLANK = "空格"


def form_of(version: FormVersion) -> Form:
    return forms.from_data(version.content)


def prepared_of(version: FormVersion) -> Prepared:
    """Return a published version made ready; kept by its content, so that no two can be mixed up."""
    return _prepared(canonical(version.content))


@lru_cache(maxsize=64)
def _prepared(content: str) -> Prepared:
    data = read(content)
    assert data is not None
    return relations.prepare(forms.from_data(data))


def decoded(form: Form, values: Mapping[str, Any]) -> Values:
    """Return stored values as numbers and texts."""
    known = form.cells
    return {
        name: Decimal(value) if known[name].type.is_number else str(value)
        for name, value in values.items()
        if value is not None and name in known
    }


def encoded(values: Mapping[str, cells.Value]) -> dict[str, str | None]:
    return {name: cells.shown(value) if value is not None else None for name, value in values.items()}


def values_of(version: ReturnVersion) -> Values:
    """Return what a unit signed for. The round and its form must have been read with the version."""
    return decoded(form_of(version.form_return.round.version), version.values)


def before_of(row: FormReturn) -> Values:
    """Return what the unit signed for in the round before; empty when there is none."""
    if row.round.previous_id is None:
        return {}
    last = (
        ReturnVersion.objects.filter(form_return__round=row.round.previous_id, form_return__unit=row.unit_id)
        .select_related("form_return__round__version")
        .order_by("number")
        .last()
    )
    return values_of(last) if last else {}


@dataclass
class Filled:
    """Everything a page, a check and a signature need of a return."""

    row: FormReturn
    prepared: Prepared
    typed: Mapping[str, str]
    explanations: Mapping[str, str]
    drawn: Mapping[str, Drawn]
    before: Values
    values: Values = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def form(self) -> Form:
        return self.prepared.form

    @property
    def blocking(self) -> list[Finding]:
        """Return the errors, and the warnings nobody has explained."""
        return [
            finding
            for finding in self.findings
            if finding.severity == "error" or not self.explanations.get(relations.key_of(finding), "").strip()
        ]

    def of_cell(self, cell: Cell) -> list[Finding]:
        return [finding for finding in self.findings if relations.cell_of(finding) == cell.key]


def fill(
    row: FormReturn,
    typed: Mapping[str, str] | None = None,
    explanations: Mapping[str, str] | None = None,
) -> Filled:
    """Count, read what was typed (by default what is saved), compute, and judge."""
    prepared = prepared_of(row.round.version)
    found = Filled(
        row,
        prepared,
        row.cells if typed is None else typed,
        row.explanations if explanations is None else explanations,
        draw(prepared.form.figures, row.round, row.unit),
        before_of(row),
    )
    given: Values = {}
    for cell in prepared.form.cells.values():
        if cell.source.kind in ("entered", "figure"):
            given[cell.key] = _value(found, cell)
    found.values = relations.compute(prepared, given, found.before)
    found.findings += relations.judge(prepared, found.values, found.before)
    return found


def _value(found: Filled, cell: Cell) -> cells.Value:
    read_ = cells.read(found.typed.get(cell.key, ""), cell)
    if read_.fault:
        found.findings.append(_finding("读数", "error", cell, read_.fault))
    if cell.source.kind == "entered":
        if read_.value is None and not read_.fault:
            found.findings += _blank(cell)
        return read_.value
    counted = found.drawn[cell.source.figure].value
    found.findings += _against_record(cell, read_.value, counted)
    return counted


def _blank(cell: Cell) -> Iterator[Finding]:
    """A number has to be there; that a date or a choice has nothing to say must be said; a text may be left out."""
    if cell.type.is_number:
        yield _finding(BLANK, "error", cell, "没有填写，空格不等于零，没有的填0")
    elif cell.type is not CellType.TEXT:
        yield _finding(BLANK, "warning", cell, f"没有填写{cell.type.label}，确实没有的请写明说明")


def _against_record(cell: Cell, typed: cells.Value, counted: Decimal | None) -> Iterator[Finding]:
    figure = figures.get(cell.source.figure)
    if counted is None:
        yield _finding(
            "未报", "error", cell, f"“{figure.label}”还没有签字的报送数据，请先在“填报本单位数据”中填报并签字"
        )
    elif typed is not None and typed != counted:
        said = f"平台统计为{cells.shown(counted)}，单位核对为{cells.shown(typed)}；报送的是平台统计数，请更正记录或者说明差异"
        yield _finding("记录", "warning", cell, said)


def _finding(check: str, severity: Any, cell: Cell, message: str) -> Finding:
    return Finding(check, severity, relations.place_of(cell), f"{cell.label}：{message}")
