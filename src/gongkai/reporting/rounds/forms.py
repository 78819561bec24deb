"""What a form (报表) is: tables of rows and columns, the type and the source of every cell, relations, notes.

Pure data. A rule says where a cell comes from: nothing is the unit's own entry, ``=…`` a formula, ``×`` a cell that
is not filled, anything else the id of a figure that the platform counts. A cell's own rule goes before that of its
row, and that before its column's; in a column of percentages, which no row adds up, the column's goes first.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Any, Literal

from gongkai.reporting.rounds import expressions
from gongkai.reporting.rounds.expressions import BadExpression, Expression, Ref, key

MOST_TABLES, MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 20, 300, 40, 2000
ENTERED, CLOSED = "填报", "×"


class CellType(StrEnum):
    """What a cell holds (单元格类型)."""

    COUNT = "count"
    AMOUNT = "amount"
    PERCENT = "percent"
    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"

    @property
    def label(self) -> str:
        return TYPE_LABELS[self]

    @property
    def is_number(self) -> bool:
        return self in (CellType.COUNT, CellType.AMOUNT, CellType.PERCENT)


TYPE_LABELS = {
    CellType.COUNT: "件数", CellType.AMOUNT: "金额（万元）", CellType.PERCENT: "百分比",
    CellType.TEXT: "文字", CellType.DATE: "日期", CellType.CHOICE: "选项",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A line of a table. ``code`` is its number for good (行次); ``type`` empty leaves it to the column."""

    code: int
    label: str
    group: str = ""
    type: str = ""
    rule: str = ""

    @property
    def name(self) -> str:
        return f"{self.group}{self.label}"


@dataclass(frozen=True)
class Column:
    """A column of a table; ``group`` is the heading above it, ``choices`` what a cell of options offers."""

    code: int
    label: str
    group: str = ""
    type: str = CellType.COUNT
    choices: tuple[str, ...] = ()
    rule: str = ""

    @property
    def name(self) -> str:
        return f"{self.group}{self.label}"


@dataclass(frozen=True)
class Relation:
    """A relation between cells (勾稽关系), such as ``R5 = R1 + R2``; an error blocks, a warning must be explained."""

    text: str
    severity: Literal["error", "warning"] = "error"
    note: str = ""


@dataclass(frozen=True)
class Source:
    """Where a cell comes from (数据来源)."""

    kind: Literal["entered", "figure", "formula", "closed"]
    figure: str = ""
    formula: Expression | None = None


@dataclass(frozen=True)
class Table:
    code: int
    title: str
    rows: tuple[Row, ...] = ()
    columns: tuple[Column, ...] = ()
    rules: Mapping[str, str] = field(default_factory=dict)
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True)
class Cell:
    """One place of a form, with its type and source."""

    key: str
    table: Table
    row: Row
    column: Column
    type: CellType
    source: Source

    @property
    def label(self) -> str:
        return f"{self.row.name} × {self.column.name}"

    @property
    def at(self) -> tuple[int, int, int]:
        return self.table.code, self.row.code, self.column.code

    @property
    def html_id(self) -> str:
        return self.key.replace(".", "-")


@dataclass(frozen=True)
class Form:
    """A form of statistics: what the office publishes as a version."""

    title: str
    tables: tuple[Table, ...] = ()
    notes: str = ""

    @cached_property
    def cells(self) -> dict[str, Cell]:
        """Return every cell by its key, in reading order.

        Raises:
            BadExpression: a rule that is no formula.
        """
        return {cell.key: cell for cell in self._cells()}

    def _cells(self) -> Iterator[Cell]:
        for table in self.tables:
            for row in table.rows:
                for column in table.columns:
                    type_ = CellType(row.type or column.type)
                    source = source_of(rule_of(table, row, column))
                    yield Cell(key(table.code, row.code, column.code), table, row, column, type_, source)

    def of_kind(self, kind: str) -> list[Cell]:
        return [cell for cell in self.cells.values() if cell.source.kind == kind]

    @property
    def figures(self) -> list[str]:
        """Return the figures the form draws on, each once."""
        return list(dict.fromkeys(cell.source.figure for cell in self.of_kind("figure")))

    @property
    def looks_back(self) -> bool:
        """Tell whether a formula or relation reads the round before."""
        said = [relation.text for table in self.tables for relation in table.relations]
        said += [cell.source.formula.text for cell in self.of_kind("formula") if cell.source.formula]
        return any(expressions.PREVIOUS in text for text in said)


def rule_of(table: Table, row: Row, column: Column) -> str:
    own = table.rules.get(f"R{row.code}C{column.code}", "")
    if column.type == CellType.PERCENT:
        return (own or column.rule or row.rule).strip()
    return (own or row.rule or column.rule).strip()


def source_of(rule: str) -> Source:
    if rule in ("", ENTERED):
        return Source("entered")
    if rule in (CLOSED, "x", "X"):
        return Source("closed")
    if rule[0] in "=＝":
        return Source("formula", formula=expressions.parse(rule[1:]))
    return Source("figure", figure=rule)


def as_data(form: Form) -> dict[str, Any]:
    """Return a form as it is stored: nothing but text, numbers, lists and objects."""
    data: dict[str, Any] = json.loads(json.dumps(asdict(form)))
    return data


def from_data(data: Mapping[str, Any]) -> Form:
    """Return the form that ``as_data`` made ``data`` of."""
    return Form(data["title"], tuple(_table(table) for table in data["tables"]), data.get("notes", ""))


def _table(data: Mapping[str, Any]) -> Table:
    return Table(
        data["code"],
        data["title"],
        tuple(Row(**row) for row in data["rows"]),
        tuple(Column(**{**column, "choices": tuple(column["choices"])}) for column in data["columns"]),
        dict(data["rules"]),
        tuple(Relation(**relation) for relation in data["relations"]),
    )


@dataclass(frozen=True)
class Fault:
    """What keeps a form from being published, and where."""

    place: str
    message: str


def faults(form: Form, known_figure: Callable[[str], bool]) -> list[Fault]:
    """Return everything wrong with a form, so that it can be put right in one go."""
    found = [Fault("", "表还没有名称")] if not form.title.strip() else []
    if not form.tables:
        found.append(Fault("", "还没有表格，请先加一张表"))
    if len(form.tables) > MOST_TABLES:
        found.append(Fault("", f"最多{MOST_TABLES}张表"))
    if sum(len(table.rows) * len(table.columns) for table in form.tables) > MOST_CELLS:
        found.append(Fault("", f"一份报表最多{MOST_CELLS}格，请分成几份"))
    for table in form.tables:
        found += _shape_faults(table)
        found += _rule_faults(form, table, known_figure)
        found += _relation_faults(form, table)
    # What reads what can be told of rules alone that can be read.
    if not found:
        found += _circle(form)
    return found


def _shape_faults(table: Table) -> Iterator[Fault]:
    name = f"表{table.code}"
    if not table.rows or not table.columns:
        yield Fault(name, "至少要有一行和一列")
    if len(table.rows) > MOST_ROWS or len(table.columns) > MOST_COLUMNS:
        yield Fault(name, f"最多{MOST_ROWS}行、{MOST_COLUMNS}列")
    for what, parts in (("行", table.rows), ("列", table.columns)):
        codes = [part.code for part in parts]
        if len(set(codes)) < len(codes):
            yield Fault(name, f"{what}的编号有重复")
        for part in parts:
            if not part.label.strip():
                yield Fault(f"{name}第{part.code}{what}", "没有名称")
    for column in table.columns:
        if column.type == CellType.CHOICE and not column.choices:
            yield Fault(f"{name}第{column.code}列", "选项列没有写明可选的内容")


def _rule_faults(form: Form, table: Table, known_figure: Callable[[str], bool]) -> Iterator[Fault]:
    places = _places(form)
    for row in table.rows:
        for column in table.columns:
            place = key(table.code, row.code, column.code)
            rule = rule_of(table, row, column)
            try:
                source = source_of(rule)
            except BadExpression as error:
                yield Fault(place, str(error))
                continue
            number = CellType(row.type or column.type).is_number
            if source.kind in ("figure", "formula") and not number:
                yield Fault(place, "文字、日期和选项由单位填写，不能统计或者计算")
            if source.kind == "figure" and not known_figure(source.figure):
                yield Fault(place, f"没有“{source.figure[:40]}”这个指标")
            for ref in source.formula.refs if source.formula else ():
                if places.get(ref.at(table.code, row.code, column.code).key) is not True:
                    yield Fault(place, f"公式引用的{_said(ref)}不存在，或者不是数字")


def _places(form: Form) -> dict[str, bool]:
    """Return the keys of all places, each with whether a number stands there."""
    return {
        key(table.code, row.code, column.code): CellType(row.type or column.type).is_number
        and rule_of(table, row, column) not in (CLOSED, "x", "X")
        for table in form.tables
        for row in table.rows
        for column in table.columns
    }


def _said(ref: Ref) -> str:
    said = (f"R{ref.row}" if ref.row else "") + (f"C{ref.column}" if ref.column else "")
    table = f"T{ref.table}." if ref.table else ""
    return f"{expressions.PREVIOUS}.{table}{said}" if ref.is_previous else f"{table}{said}"


def _circle(form: Form) -> Iterator[Fault]:
    try:
        formula_order(form)
    except CycleError as error:
        yield Fault(str(error.args[1][0]), f"公式互相引用成圈：{'→'.join(error.args[1])}")


def formula_order(form: Form) -> list[Cell]:
    """Return the cells with a formula so that each comes after those it reads.

    Raises:
        graphlib.CycleError: formulas that read each other.
    """
    cells = {cell.key: cell for cell in form.of_kind("formula")}
    reads = {
        name: {
            target
            for ref in (cell.source.formula.refs if cell.source.formula else ())
            if not ref.is_previous and (target := ref.at(*cell.at).key) in cells
        }
        for name, cell in cells.items()
    }
    return [cells[name] for name in TopologicalSorter(reads).static_order()]


_COMPARISON = re.compile(r"(<=|>=|==|≤|≥|=|<|>)")
_OPERATORS = {"<=": "≤", ">=": "≥", "==": "="}


@dataclass(frozen=True)
class Comparison:
    """A relation taken apart: two formulas and how they compare."""

    left: Expression
    operator: str
    right: Expression

    @property
    def refs(self) -> tuple[Ref, ...]:
        return tuple(dict.fromkeys((*self.left.refs, *self.right.refs)))


def comparison(text: str) -> Comparison:
    """Take a relation apart.

    Raises:
        BadExpression: not two formulas with one of = ≤ ≥ < > between them.
    """
    parts = _COMPARISON.split(expressions.normalised(text))
    if len(parts) != 3:
        raise BadExpression(f"“{text[:60]}”不是勾稽关系，应写成 R5=R1+R2 或 C2≤C1")
    return Comparison(
        expressions.parse(parts[0]), _OPERATORS.get(parts[1], parts[1]), expressions.parse(parts[2])
    )


def spots(form: Form, table: Table, relation: Comparison) -> list[tuple[int, int, int]]:
    """Return where a relation is to be judged: once, or in every column (R5=R1+R2), or in every row (C3=C1+C2).

    Of columns, those of percentages are left out.
    """
    refs = relation.refs
    rows: Sequence[Row | None] = table.rows if any(not ref.row for ref in refs) else (None,)
    columns: Sequence[Column | None] = table.columns if any(not ref.column for ref in refs) else (None,)
    # Parts and whole are no matter of percentages.
    columns = [column for column in columns if column is None or column.type != CellType.PERCENT]
    places = _places(form)
    found = [
        (table.code, row.code if row else 0, column.code if column else 0)
        for row in rows
        for column in columns
    ]
    return [at for at in found if all(places.get(ref.at(*at).key) is True for ref in refs)]


def _relation_faults(form: Form, table: Table) -> Iterator[Fault]:
    for number, relation in enumerate(table.relations, start=1):
        place = f"表{table.code}第{number}条关系"
        if not relation.text:
            yield Fault(place, "还没有写，请写上或者勾选删除")
            continue
        try:
            taken = comparison(relation.text)
        except BadExpression as error:
            yield Fault(place, str(error))
            continue
        if not taken.refs:
            yield Fault(place, "没有引用任何单元格")
        elif not spots(form, table, taken):
            yield Fault(place, f"“{relation.text}”引用的单元格不存在，或者不是数字")
