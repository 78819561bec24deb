"""Relations between the cells of a form (勾稽关系): formulas computed, cells and relations judged.

The same for what is being typed, read from a sheet, handed in by a program, signed, and summed up.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from gongkai.law.annual_report import Finding, Place, Severity
from gongkai.reporting.rounds import cells
from gongkai.reporting.rounds.cells import Value
from gongkai.reporting.rounds.expressions import Evaluator, Missing, Ref
from gongkai.reporting.rounds.forms import Cell, CellType, Comparison, Form, comparison, formula_order, spots

Values = dict[str, Value]
Compare = Callable[[Decimal, Decimal], bool]
COMPARE: dict[str, Compare] = {
    "=": operator.eq, "≤": operator.le, "≥": operator.ge, "<": operator.lt, ">": operator.gt,
}  # fmt: skip
# A percentage is printed with two decimals: what agrees when rounded agrees.
HALF_OF_LAST = Decimal("0.005")
MOST_DECIMALS = {CellType.PERCENT: Decimal("0.01")}
SMALLEST = Decimal("0.0001")


@dataclass(frozen=True)
class Judged:
    """One relation in one place, ready to be judged."""

    id: str
    left: Evaluator
    right: Evaluator
    operator: str
    tolerance: Decimal
    severity: Severity
    where: Place
    text: str


@dataclass(frozen=True)
class Prepared:
    """A form made ready: its formulas in the order they depend on each other, its relations place by place."""

    form: Form
    formulas: tuple[tuple[Cell, Evaluator], ...]
    relations: tuple[Judged, ...]


def prepare(form: Form) -> Prepared:
    """Make a published form ready to compute and to check any number of returns."""
    formulas = tuple(
        (cell, cell.source.formula.evaluator(*cell.at)) for cell in formula_order(form) if cell.source.formula
    )
    return Prepared(form, formulas, tuple(_judged(form)))


def _judged(form: Form) -> list[Judged]:
    found: list[Judged] = []
    for table in form.tables:
        for number, relation in enumerate(table.relations, start=1):
            taken = comparison(relation.text)
            found += [
                Judged(
                    f"T{table.code}-{number}",
                    taken.left.evaluator(*at),
                    taken.right.evaluator(*at),
                    taken.operator,
                    _tolerance(form, taken, at),
                    relation.severity,
                    _place(taken, at),
                    relation.note or _in_words(form, taken, at),
                )
                for at in spots(form, table, taken)
            ]
    return found


def _in_words(form: Form, taken: Comparison, at: tuple[int, int, int]) -> str:
    """Return a relation with its cells named as the table names them, behind the row or column it is judged in."""
    first = form.cells[taken.refs[0].at(*at).key]
    judged_in = first.row.name if not taken.refs[0].row else "" if taken.refs[0].column else first.column.name

    def name(ref: Ref) -> str:
        cell = form.cells[ref.at(*at).key]
        label = cell.label if ref.row and ref.column else cell.row.name if ref.row else cell.column.name
        table = f"{cell.table.title}的" if ref.table else ""
        return f"{'上期的' if ref.is_previous else ''}{table}{label}"

    said = f"{taken.left.said(name)} {taken.operator} {taken.right.said(name)}"
    return f"{judged_in}，{said}" if judged_in else said


def _tolerance(form: Form, taken: Comparison, at: tuple[int, int, int]) -> Decimal:
    types = {form.cells[ref.at(*at).key].type for ref in taken.refs}
    return HALF_OF_LAST if taken.operator == "=" and CellType.PERCENT in types else Decimal(0)


def _place(taken: Comparison, at: tuple[int, int, int]) -> Place:
    first = next((ref for ref in taken.refs if not ref.is_previous), taken.refs[0]).at(*at)
    return Place(f"T{first.table}", f"R{first.row}", f"C{first.column}")


def compute(prepared: Prepared, given: Mapping[str, Value], before: Mapping[str, Value]) -> Values:
    """Return ``given`` with the formulas computed; one that reads a blank, or divides by zero, has no value."""
    values = dict(given)
    for cell, evaluate in prepared.formulas:
        try:
            values[cell.key] = _rounded(evaluate(values, before), cell.type)
        except (Missing, ArithmeticError):
            values[cell.key] = None
    return values


def _rounded(number: Decimal, type_: CellType) -> Decimal:
    step = MOST_DECIMALS.get(type_, SMALLEST)
    return cells.plain_number(number if number % step == 0 else number.quantize(step))


def judge(prepared: Prepared, values: Mapping[str, Value], before: Mapping[str, Value]) -> list[Finding]:
    """Return what the relations say of values; where a cell is blank nothing is said."""
    found = []
    for relation in prepared.relations:
        try:
            left, right = relation.left(values, before), relation.right(values, before)
        except (Missing, ArithmeticError):
            continue
        fits = (
            abs(left - right) <= relation.tolerance
            if relation.tolerance
            else COMPARE[relation.operator](left, right)
        )
        if not fits:
            found.append(
                Finding(
                    relation.id,
                    relation.severity,
                    relation.where,
                    f"“{relation.text}”不成立：左边是{_said(left)}，右边是{_said(right)}，相差{_said(left - right)}",
                    _said(right),
                    _said(left),
                )
            )
    return found


def _said(number: Decimal) -> str:
    return f"{cells.plain_number(round(number, 4)):f}"


def key_of(finding: Finding) -> str:
    """Return under which name the explanation of a finding is kept."""
    return f"{finding.check}@{cell_of(finding)}"


def cell_of(finding: Finding) -> str:
    """Return the key of the cell a finding points at; empty when it points at none."""
    where = finding.where
    return f"{where.table}.{where.row}{where.column}" if where.row else where.table


def place_of(cell: Cell) -> Place:
    return Place(f"T{cell.table.code}", f"R{cell.row.code}", f"C{cell.column.code}")
