"""Totals a table states: rows and columns called 合计, 小计 or 总计, and whether their parts add up to them.

Beside :mod:`gongkai.law.stated_numbers`, which reads sentences.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from gongkai.law.annual_report import Finding, Place

_TOTAL = re.compile(r"(?:合计|总计|共计|总数|总额)(?:[（(].*[）)])?")
_SUBTOTAL = re.compile(r"小计")
_NUMBER = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?")
_NOTHING = ("", "-", "—", "——", "/", "无")
# Columns whose numbers are no amounts to add: places in a list, shares, prices, days, codes.
_NOT_ADDED = re.compile(
    r"序号|编号|代码|电话|年[度份]|日期|时间|率|比|[%％]|单价|标准|平均|人均|均|倍|排名|得分"
)

Grid = Sequence[Sequence[str]]


def check(grid: Grid) -> Iterator[Finding]:
    """Yield each stated total that its parts do not add up to; its place says in which row of the grid, from 0.

    ``grid`` holds the words of each cell, row by row, narrow digits, all rows of one width.
    """
    head = [at for at, row in enumerate(grid) if any(map(_number, row))]
    if not head:
        return
    # The rows before the first number are headings.
    headings = [" ".join(row[at] for row in grid[: head[0]]) for at in range(len(grid[0]))]
    body = grid[head[0] :]
    added = [at for at, heading in enumerate(headings) if not _NOT_ADDED.search(heading)]
    for row, finding in (*_down(body, headings, added), *_across(body, grid[: head[0]], added)):
        yield replace(finding, where=Place("text", str(head[0] + row)))


def _down(body: Grid, headings: Sequence[str], added: Sequence[int]) -> Iterator[tuple[int, Finding]]:
    """Check rows of totals: a subtotal against the rows since the one before, a total against all rows."""
    for at in added:
        if not headings[at].strip() and not any(_number(row[at]) for row in body):
            continue
        since: list[Decimal] = []
        parts: list[Decimal] = []
        for place, row in enumerate(body):
            number = _number(row[at])
            called = _called(row, at)
            if called is None:
                amount = number or Decimal(0)
                since.append(amount)
                parts.append(amount)
            elif number is not None and _SUBTOTAL.fullmatch(called):
                yield from _compare(place, number, since, f"“{headings[at].strip() or called}”的{called}")
                since = []
            elif number is not None:
                below = [] if parts else _plain(body[place + 1 :], at)
                yield from _compare(
                    place, number, parts or below, f"“{headings[at].strip() or called}”的{called}"
                )
                if place + 1 < len(body) and parts:
                    # What follows a total is another list.
                    since, parts = [], []


def _plain(rows: Grid, at: int) -> list[Decimal]:
    return [_number(row[at]) or Decimal(0) for row in rows if _called(row, at) is None]


def _across(body: Grid, heads: Grid, added: Sequence[int]) -> Iterator[tuple[int, Finding]]:
    """Check columns of totals, where most rows add up: then the column is the sum of the others."""
    totals = [at for at in added if any(_TOTAL.fullmatch(row[at]) for row in heads)]
    if len(totals) != 1:
        return
    total = totals[0]
    rows = [(place, row, _number(row[total])) for place, row in enumerate(body)]
    checked = [
        (
            place,
            row,
            whole,
            [number for at in added if at != total and (number := _number(row[at])) is not None],
        )
        for place, row, whole in rows
        if whole is not None
    ]
    checked = [each for each in checked if len(each[3]) > 1]
    wrong = [each for each in checked if not _adds_up(each[2], each[3])]
    if 2 * len(wrong) >= len(checked):
        return
    for place, row, whole, parts in wrong:
        yield from _compare(place, whole, parts, f"“{next((cell for cell in row if cell), '')}”一行的合计")


def _called(row: Sequence[str], at: int) -> str | None:
    """Return what a row of totals is called: 合计 and the like in a cell before the number."""
    names = (re.sub(r"\s+", "", cell) for cell in row[:at])
    return next((name for name in names if _TOTAL.fullmatch(name) or _SUBTOTAL.fullmatch(name)), None)


def _compare(row: int, whole: Decimal, parts: Sequence[Decimal], what: str) -> Iterator[tuple[int, Finding]]:
    if len(parts) > 1 and any(parts) and not _adds_up(whole, parts):
        total = sum(parts, Decimal(0))
        message = f"表格中{what}写作{whole}，各项相加为{total}。"
        yield row, Finding("N-TABLE", "warning", Place("text"), message, str(total), str(whole))


def _adds_up(whole: Decimal, parts: Sequence[Decimal]) -> bool:
    """Tell whether parts make the whole; decimals may have been rounded, each by half of its last place."""
    places = max(-int(number.as_tuple().exponent) for number in (whole, *parts))
    slack = Decimal(0) if places <= 0 else Decimal(1).scaleb(-places) / 2 * (len(parts) + 1)
    return abs(whole - sum(parts, Decimal(0))) <= slack


def _number(cell: str) -> Decimal | None:
    text = re.sub(r"\s+", "", cell)
    if text in _NOTHING or not _NUMBER.fullmatch(text):
        return None
    return Decimal(text.replace(",", ""))
