"""What a person types into a cell of a form: read strictly, each fault told in a sentence."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gongkai.reporting.published.cells import compact
from gongkai.reporting.rounds.forms import Cell, CellType

Value = Decimal | str | None
LARGEST = Decimal(10) ** 12
LONGEST = 500
_NUMBER = re.compile(r"[+\-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_ABOUT = re.compile(r"^(?:大?约|大概|近|超过?|不足)|[余多]$|左右$|上下$")
_DECIMALS = {CellType.AMOUNT: 4, CellType.PERCENT: 2}
_CLEARER = {"/", "-", "—", "无", "没有", "未统计"}


@dataclass(frozen=True)
class Read:
    """The value of a cell, or what is wrong with what stands there."""

    value: Value = None
    fault: str = ""


def read(text: str, cell: Cell) -> Read:
    """Read what was typed into a cell. Blank is no value, and no zero."""
    plain = compact(text)
    if not plain:
        return Read()
    match cell.type:
        case CellType.TEXT:
            said = text.strip()
            return Read(said) if len(said) <= LONGEST else Read(fault=f"文字超过{LONGEST}字")
        case CellType.DATE:
            return _date(plain)
        case CellType.CHOICE:
            fit = next((choice for choice in cell.column.choices if compact(choice) == plain), None)
            return (
                Read(fit)
                if fit
                else Read(fault=f"“{text.strip()[:20]}”不在选项中：{'、'.join(cell.column.choices)}")
            )
    return _number(text.strip()[:40], plain, cell.type)


def _date(plain: str) -> Read:
    match = _DATE.fullmatch(plain)
    try:
        return Read(date(*map(int, match.groups())).isoformat()) if match else Read(fault=_no_date(plain))
    except ValueError:
        return Read(fault=_no_date(plain))


def _no_date(plain: str) -> str:
    return f"“{plain[:20]}”不是日期，应写成2019-12-31"


def _number(said: str, plain: str, type_: CellType) -> Read:
    unmarked = plain.removesuffix("%") if type_ is CellType.PERCENT else plain
    if _NUMBER.fullmatch(unmarked) is None:
        return Read(fault=_no_number(said, unmarked))
    number = Decimal(unmarked.replace(",", "").replace("−", "-"))
    if type_ is CellType.PERCENT and unmarked == plain and 0 < abs(number) < 1:
        share = plain_number(number * 100)
        return Read(fault=f"“{said}”是{said}%还是{share:f}%？请写上百分号")
    if abs(number) >= LARGEST:
        return Read(fault=f"“{said}”太大，请核对单位")
    if number < 0 and type_ is not CellType.PERCENT:
        return Read(fault=f"“{said}”是负数，{type_.label}不能小于0")
    decimals = max(0, -int(number.normalize().as_tuple().exponent))
    if type_ is CellType.COUNT and decimals:
        return Read(fault=f"“{said}”带小数，件数应为整数")
    if decimals > _DECIMALS.get(type_, 0):
        return Read(fault=f"“{said}”的小数超过{_DECIMALS[type_]}位")
    return Read(plain_number(number))


def _no_number(said: str, plain: str) -> str:
    if _ABOUT.search(plain):
        return f"“{said}”是约数，请填准确的数"
    if "(" in plain and _NUMBER.match(plain):
        return f"“{said}”的括号里有说明，格内只填数字，说明写在“填报说明”里"
    if plain in _CLEARER:
        return f"“{said}”不是数字，没有的填0"
    if _NUMBER.match(plain):
        return f"“{said}”数字后面有文字，格内只填数字"
    return f"“{said}”不是数字"


def plain_number(number: Decimal) -> Decimal:
    """Return a number without needless zeros, never in the notation of science."""
    normal = number.normalize()
    return normal.quantize(Decimal(1)) if int(normal.as_tuple().exponent) > 0 else normal


def shown(value: Value) -> str:
    """Return a value as it is written; what is missing is written as nothing."""
    return f"{value:f}" if isinstance(value, Decimal) else value or ""
