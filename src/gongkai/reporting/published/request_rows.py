"""The rows of Table 3 among the rows of a file: by their labels, and by their order where a label is damaged or lost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from gongkai.law.annual_report import REQUEST_COLUMNS, Form
from gongkai.reporting.published.cells import compact, looks_like_value
from gongkai.reporting.published.labels import (
    LONGEST_LABEL,
    begun_row_id,
    labels_and_values,
    normalise,
    request_row_id,
)
from gongkai.reporting.published.report import Unreadable

COUNT = len(REQUEST_COLUMNS)
_ALIKE = 0.6


@dataclass
class _Row:
    """A row of the file that may be one of Table 3: ``label`` stands before ``at``, where its values begin."""

    cells: Sequence[str]
    label: str
    at: int
    id: str | None

    @property
    def values(self) -> list[str]:
        return list(self.cells[self.at :])


def read(
    rows: Sequence[Sequence[str]], form: Form, *, partial: bool
) -> Iterator[tuple[str, list[str], Sequence[str]]]:
    """Yield each row of Table 3 once: its id, seven values, the cells of the file.

    Raises:
        Unreadable: a row is missing (unless ``partial``), has not seven values, or comes twice with other values.
    """
    found = [each for row in rows if (each := _candidate(row)) is not None]
    known = [at for at, row in enumerate(found) if row.id is not None]
    if not known and not partial:
        raise Unreadable("没有找到“收到和处理政府信息公开申请情况”表，不能核对。请确认文件是完整的年度报告。")
    found = found[known[0] : known[-1] + 1] if known else []
    # Texts have small tables of their own with these words.
    whole = {row.id for row in found if row.id is not None and len(row.values) == COUNT}
    found = [row for row in found if row.id not in whole or len(row.values) == COUNT]
    _place(found)
    _name_by_order(found, form)
    taken = _taken(found, form)
    missing = [row.label for row in form.request_rows if row.id not in taken]
    if missing and not partial:
        raise Unreadable(
            f"申请情况表缺少{len(missing)}行（如“{missing[0]}”），为避免误读不予核对。请检查文件是否完整。"
        )
    for row_id, row in taken.items():
        yield row_id, row.values, row.cells


def _taken(found: Sequence[_Row], form: Form) -> dict[str, _Row]:
    taken: dict[str, _Row] = {}
    for row in found:
        if row.id is None or all(row.id != each.id for each in form.request_rows):
            continue
        first = taken.setdefault(row.id, row)
        if [*map(compact, first.values)] != [*map(compact, row.values)]:
            raise Unreadable(
                f"“{compact(row.label)}”行出现了不止一次，数字不同，不能判断以哪一行为准。请只核对一份报告。"
            )
    return taken


def _candidate(cells: Sequence[str]) -> _Row | None:
    labels, values = labels_and_values(cells)
    label = labels[-1] if labels else ""
    if len(label) > LONGEST_LABEL or any(normalise(cell) == "自然人" for cell in labels):
        return None
    row_id = request_row_id(label) or begun_row_id(label)
    if row_id is None and (named := _with_words_among_values(cells)) is not None:
        return named
    if not values or (len(values) < COUNT and (row_id is None or not any(map(compact, values)))):
        return None
    return _Row(cells, label, len(labels), row_id)


def _with_words_among_values(cells: Sequence[str]) -> _Row | None:
    """Return a row whose seven cells after a known label are not all numbers (约20, a date): those are not read."""
    at = len(cells) - COUNT
    if at < 1 or (row_id := request_row_id(cells[at - 1])) is None or len(cells[at - 1]) > LONGEST_LABEL:
        return None
    if sum(map(looks_like_value, cells[at:])) * 2 < COUNT:
        return None
    return _Row(cells, cells[at - 1], at, row_id)


def _place(found: Sequence[_Row]) -> None:
    """Find where the seven values begin in rows with more cells than that: merged cells leave empty ones behind.

    The values of all rows stand in the same columns, or equally far behind their labels. Whatever is outside the
    seven must be empty, and only one place may fit.
    """
    wrong = next((row for row in found if len(row.values) != COUNT), None)
    if wrong is None:
        return
    fits = {starts for starts in _starts(found) if all(map(_is_empty_but, found, starts))}
    if len(fits) != 1:
        first = next((row for row in found if row.id is not None and len(row.values) != COUNT), wrong)
        if first.id is None:
            raise Unreadable(
                f"有一行{len(first.values)}格的数字没有名称，不知属于哪一行（可能被分页拆开）。请补上名称后再核对。"
            )
        raise Unreadable(
            f"“{compact(first.label)}”行有{len(first.values)}格，应为{COUNT}格，不能判断哪一格缺失。请补齐空格后再核对。"
        )
    for row, start in zip(found, fits.pop(), strict=True):
        row.at, row.cells = start, row.cells[: start + COUNT]


def _starts(found: Sequence[_Row]) -> Iterator[tuple[int, ...]]:
    """Yield where the values of each row may begin: in a column common to all, or so many cells behind the label.

    Either all rows are equally wide or equally long behind their labels; one row longer than the others has a cell
    too many.
    """
    widest = max(len(row.cells) for row in found)
    is_level = len({len(row.cells) for row in found}) == 1
    if is_level:
        yield from (
            (column,) * len(found) for column in range(max(row.at for row in found), widest - COUNT + 1)
        )
    if is_level or len({len(row.values) for row in found}) == 1:
        for behind in range(min(len(row.values) for row in found) - COUNT + 1):
            yield tuple(row.at + behind for row in found)


def _is_empty_but(row: _Row, at: int) -> bool:
    return not any(map(compact, [*row.cells[row.at : at], *row.cells[at + COUNT :]]))


def _name_by_order(found: Sequence[_Row], form: Form) -> None:
    """Name the rows between two known ones when exactly as many are missing there, and none contradicts its label.

    Raises:
        Unreadable: figures that belong to no row, as when a row was broken at the end of a page.
    """
    ids = [row.id for row in form.request_rows]
    labels = {row.id: row.label for row in form.request_rows}
    known = [at for at, row in enumerate(found) if row.id in ids]
    for before, after in pairwise(known):
        between = [row for row in found[before + 1 : after] if row.id is None]
        start, end = ids.index(str(found[before].id)), ids.index(str(found[after].id))
        missing = ids[start + 1 : end]
        if len(between) == len(missing) and all(
            _may_be(row.label, labels[name]) for row, name in zip(between, missing, strict=True)
        ):
            for row, name in zip(between, missing, strict=True):
                row.id = name
        elif any(compact(value) for row in between for value in row.values):
            raise Unreadable(
                f"“{compact(found[before].label)}”行之后有{len(between)}行数字不知属于哪一行"
                f"（可能缺少名称，或者一行被分页拆开）。请补上各行的名称后再核对。"
            )


def _may_be(label: str, expected: str) -> bool:
    """Tell whether ``label`` is what is left of the ``expected`` one; a row may also have lost it."""
    found, whole = normalise(label), normalise(expected)
    if len(found) < 2 or found in whole or found in _GROUPS:
        return True
    return SequenceMatcher(None, found, whole).ratio() >= _ALIKE


_GROUPS = frozenset(("三不予公开", "四无法提供", "五不予处理", "六其他处理", "三本年度办理结果"))
