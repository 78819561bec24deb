"""The small language of forms: + − × ÷, numbers and cells. It is parsed, never evaluated as a program.

A cell is named by row and column, ``R3C2``; ``R3`` is row 3 in the same column, ``C2`` column 2 in the same row;
``T2.R3C2`` is a cell of table 2, ``上期.R3C2`` the same unit's cell in the round before.
"""

import ast
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

LONGEST = 300
PREVIOUS = "上期"
_CELL = re.compile(r"(?:R(\d{1,3}))?(?:C(\d{1,3}))?")
_TABLE = re.compile(r"T(\d{1,2})")
_SIGNS = str.maketrans({"×": "*", "÷": "/", "−": "-", "–": "-", "—": "-"})
_HINT = "只能用＋－×÷、括号、数字和单元格，如 R1C1+R2C1、T2.R3C1、上期.R1C1"

Values = Mapping[str, Any]
Evaluator = Callable[[Values, Values], Decimal]


class BadExpression(ValueError):
    """A formula that is none; its text is a sentence for the person who wrote it."""


class Missing(Exception):
    """A cell the formula needs is blank: there is no result, and certainly no zero."""


@dataclass(frozen=True)
class Ref:
    """A cell as a formula names it; 0 stands for the table, row or column of the formula itself."""

    table: int = 0
    row: int = 0
    column: int = 0
    is_previous: bool = False

    def at(self, table: int, row: int, column: int) -> "Ref":
        """Return the very cell meant by a formula that stands in the cell given."""
        return Ref(self.table or table, self.row or row, self.column or column, self.is_previous)

    @property
    def key(self) -> str:
        return key(self.table, self.row, self.column)


@dataclass(frozen=True)
class Expression:
    """A parsed formula: its tree of numbers, cells and operations."""

    text: str
    tree: Any

    @property
    def refs(self) -> tuple[Ref, ...]:
        return tuple(dict.fromkeys(_refs(self.tree)))

    def evaluator(self, table: int, row: int, column: int) -> Evaluator:
        """Return the function that computes the formula where it stands, from this round's and the last one's values.

        It raises ``Missing`` when a cell is blank and ``ArithmeticError`` when something is divided by zero.
        """
        return _compiled(self.tree, (table, row, column))

    def said(self, name: Callable[[Ref], str]) -> str:
        """Return the formula in words: every cell by its ``name``."""
        return _said(self.tree, name)


def key(table: int, row: int, column: int) -> str:
    """Return the name of a cell, by which values are kept: ``T1.R2C3``."""
    return f"T{table}.R{row}C{column}"


def normalised(text: str) -> str:
    """Return a formula with the signs people type turned into those of the language."""
    return unicodedata.normalize("NFKC", text).translate(_SIGNS).strip()


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """Parse a formula.

    Raises:
        BadExpression: anything but arithmetic over numbers and cells.
    """
    plain = normalised(text)
    if not plain or len(plain) > LONGEST:
        raise BadExpression("公式是空的" if not plain else f"公式超过{LONGEST}个字符")
    try:
        body = ast.parse(plain, mode="eval").body
        return Expression(text, _tree(body))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        if isinstance(error, BadExpression):
            raise
        raise BadExpression(f"“{text[:60]}”不是公式，{_HINT}") from error


_OPERATIONS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


def _tree(node: ast.expr) -> Any:
    match node:
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATIONS:
            return _OPERATIONS[type(op)], _tree(left), _tree(right)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return "-", Decimal(0), _tree(operand)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _tree(operand)
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            value = Decimal(str(number))
            if not value.is_finite() or abs(value) >= 10**12:
                raise BadExpression("公式里的数太大")
            return value
        case ast.Name() | ast.Attribute():
            return _ref(node)
    raise BadExpression(f"公式里有不认识的内容，{_HINT}")


def _ref(node: ast.expr) -> Ref:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.insert(0, node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        raise BadExpression(f"公式里有不认识的内容，{_HINT}")
    parts.insert(0, node.id)
    said = ".".join(parts)
    previous = parts[0] == PREVIOUS
    parts = parts[1:] if previous else parts
    table = _TABLE.fullmatch(parts[0]) if len(parts) == 2 else None
    cell = _CELL.fullmatch(parts[-1]) if parts else None
    if cell is None or not any(cell.groups()) or len(parts) > 2 or (len(parts) == 2 and table is None):
        raise BadExpression(f"“{said}”不是单元格，{_HINT}")
    return Ref(int(table[1]) if table else 0, int(cell[1] or 0), int(cell[2] or 0), previous)


def _refs(tree: Any) -> Iterator[Ref]:
    if isinstance(tree, Ref):
        yield tree
    elif isinstance(tree, tuple):
        yield from _refs(tree[1])
        yield from _refs(tree[2])


_SIGNS_SAID = {"+": "＋", "-": "－", "*": "×", "/": "÷"}
_BINDS = {"+": 1, "-": 1, "*": 2, "/": 2}


def _said(tree: Any, name: Callable[[Ref], str], within: int = 0) -> str:
    """Write a tree out; ``within`` is how tight the operation around it binds."""
    if isinstance(tree, Ref):
        return name(tree)
    if isinstance(tree, Decimal):
        return f"{tree:f}"
    sign, left, right = tree
    binds = _BINDS[sign]
    text = f"{_said(left, name, binds)}{_SIGNS_SAID[sign]}{_said(right, name, binds + (sign in '-/'))}"
    return f"（{text}）" if binds < within else text


def _compiled(tree: Any, at: tuple[int, int, int]) -> Evaluator:
    if isinstance(tree, Decimal):
        return lambda _now, _before: tree
    if isinstance(tree, Ref):
        return _reader(tree.at(*at))
    left, right = _compiled(tree[1], at), _compiled(tree[2], at)
    match tree[0]:
        case "+":
            return lambda now, before: left(now, before) + right(now, before)
        case "-":
            return lambda now, before: left(now, before) - right(now, before)
        case "*":
            return lambda now, before: left(now, before) * right(now, before)
    return lambda now, before: left(now, before) / right(now, before)


def _reader(ref: Ref) -> Evaluator:
    name, previous = ref.key, ref.is_previous

    def read(now: Values, before: Values) -> Decimal:
        value = (before if previous else now).get(name)
        if not isinstance(value, Decimal):
            raise Missing
        return value

    return read
