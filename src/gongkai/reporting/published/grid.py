"""Rows of cells, wherever they came from, recognised as the tables of the national forms.

Rows are found by their normalised labels, never by position. A row with too few or too many values is
refused: a wrong number is worse than none.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongkai.law.annual_report import (
    FORM_2019,
    FORM_2021,
    REMEDY_COLUMNS,
    REMEDY_GROUPS,
    REQUEST_COLUMNS,
    CellType,
    Column,
    Finding,
    Form,
    Place,
    ReportTables,
    TableId,
    cell_label,
)
from gongkai.reporting.published.cells import compact, looks_like_value, read_cell
from gongkai.reporting.published.report import Unreadable

Rows = Sequence[Sequence[str]]

# What a row's label says once spaces and punctuation are gone. The first pattern that fits decides.
_REQUEST_LABELS: tuple[tuple[str, str], ...] = (
    ("new", r"本年新收.*申请"),
    ("carried_in", r"上年结转.*申请"),
    ("carried_out", r"结转下年度"),
    ("partial", r"部分公开"),
    ("refused.secret", r"国家秘密"),
    ("refused.law", r"其他法律.*止公开"),
    ("refused.stability", r"三安全一稳定"),
    ("refused.third_party", r"第三方合法权益"),
    ("refused.internal", r"三类内部事务|三类内容事务"),
    ("refused.process", r"四类过程性"),
    ("refused.casefile", r"行政执法案卷"),
    ("refused.query", r"行政查询事项"),
    ("unable.not_held", r"不掌握相关"),
    ("unable.create", r"没有现成信息"),
    ("unable.unclear", r"补正后.*不明确"),
    ("not_processed.petition", r"信访举报投诉"),
    ("not_processed.duplicate", r"重复申请"),
    ("not_processed.publication", r"公开出版物"),
    ("not_processed.excess", r"大量反复申请"),
    ("not_processed.reissue", r"确认或.*已获取|重新出具"),
    ("other.no_correction", r"逾期不补正"),
    ("other.no_payment", r"逾期.*缴"),
    ("result_total", r"^(?:七)?总计$"),
    ("other", r"^(?:六)其他处理$"),
    ("other.misc", r"3其他$"),
    ("granted", r"^(?:一)?予以公开$"),
)
_REQUEST_PATTERNS = tuple((row, re.compile(pattern)) for row, pattern in _REQUEST_LABELS)
_PROACTIVE_LABELS = {
    "规章": "rules",
    "规范性文件": "normative_docs",
    "行政规范性文件": "normative_docs",
    "行政许可": "licences",
    "其他对外管理服务事项": "other_services",
    "行政处罚": "penalties",
    "行政强制": "coercion",
    "行政事业性收费": "admin_fees",
    "政府集中采购": "gov_procurement",
}
_MARKS_OF_2021 = ("制发件数", "废止件数", "逾期不补正", "收费金额")
_MARKS_OF_2019 = ("上一年项目数量", "新制作", "对外公开总数", "采购总金额")


def normalise(label: str) -> str:
    """Return a label without spaces, brackets and punctuation, digits narrowed."""
    return re.sub(r"[^\w]", "", compact(label))


def recognise_form(rows: Rows, year: int | None) -> Form:
    """Tell the form by its labels, and by the year when the labels do not say."""
    text = "".join(normalise(cell) for row in rows for cell in row)
    if any(mark in text for mark in _MARKS_OF_2021):
        return FORM_2021
    if any(mark in text for mark in _MARKS_OF_2019) or (year is not None and year < 2021):
        return FORM_2019
    return FORM_2021


@dataclass(frozen=True)
class Found:
    """The tables found in rows of cells, findings about how cells are written, which tables are there, from which rows."""

    tables: ReportTables
    odd: list[Finding]
    present: frozenset[str]
    sources: dict[tuple[str, str], tuple[str, ...]]


def read_tables(rows: Rows, year: int | None) -> Found:
    """Return the tables found in ``rows``.

    Raises:
        Unreadable: no request table, or a row whose values cannot be counted off.
    """
    form = recognise_form(rows, year)
    if form is FORM_2021 and _has_single_other_row(rows):
        form = with_single_other_row()
    tables = ReportTables.blank(form)
    odd: list[Finding] = []
    present: set[str] = set()
    seen: set[str] = set()
    sources: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in rows:
        if (found := _request_row(row)) is not None:
            row_id, values = found
            if row_id in seen or row_id not in tables.requests:
                continue
            seen.add(row_id)
            fill(tables, "requests", row_id, REQUEST_COLUMNS, values, odd=odd)
            present.add("requests")
            sources["requests", row_id] = tuple(row)
        elif (found := _proactive_row(row, form)) is not None:
            row_id, values = found
            columns = next(block.columns for block in form.proactive if row_id.startswith(f"{block.id}."))
            fill(tables, "proactive", row_id, columns, values, odd=odd)
            present.add("proactive")
            sources["proactive", row_id] = tuple(row)
    if "requests" not in present:
        raise Unreadable("没有找到“收到和处理政府信息公开申请情况”表，不能核对。请确认文件是完整的年度报告。")
    missing = [row.label for row in form.request_rows if row.id not in seen]
    if missing:
        raise Unreadable(
            f"申请情况表缺少{len(missing)}行（如“{missing[0]}”），为避免误读不予核对。请检查文件是否完整。"
        )
    if (remedies := _remedy_values(rows)) is not None:
        for position, group in enumerate(REMEDY_GROUPS):
            fill(
                tables,
                "remedies",
                group.id,
                REMEDY_COLUMNS,
                remedies[position * 5 : position * 5 + 5],
                odd=odd,
            )
        present.add("remedies")
    return Found(tables, odd, frozenset(present), sources)


def with_single_other_row() -> Form:
    """The 2021 form as some organs still fill it: （六）其他处理 as one row."""
    rows = tuple(row for row in FORM_2021.request_rows if not row.id.startswith("other."))
    at = next(position for position, row in enumerate(rows) if row.id == "result_total")
    other = next(row for row in FORM_2019.request_rows if row.id == "other")
    return Form(FORM_2021.id, FORM_2021.basis, FORM_2021.proactive, (*rows[:at], other, *rows[at:]))


def _has_single_other_row(rows: Rows) -> bool:
    return not any("逾期不补正" in normalise(cell) for row in rows for cell in row)


def request_row_id(label: str) -> str | None:
    """Return the row of Table 3 a label names, or ``None``."""
    plain = normalise(label)
    return next((row for row, pattern in _REQUEST_PATTERNS if pattern.search(plain)), None)


def _split_label(row: Sequence[str]) -> tuple[list[str], list[str]]:
    """Split a row into its label cells and the values after the last of them."""
    last = max((position for position, cell in enumerate(row) if not looks_like_value(cell)), default=-1)
    return list(row[: last + 1]), list(row[last + 1 :])


def _request_row(row: Sequence[str]) -> tuple[str, list[str]] | None:
    labels, values = _split_label(row)
    if not labels or (row_id := request_row_id(labels[-1])) is None:
        return None
    if len(labels[-1]) > 60 or not values:
        return None
    if len(values) != len(REQUEST_COLUMNS):
        raise Unreadable(
            f"“{compact(labels[-1])}”行有{len(values)}格，应为{len(REQUEST_COLUMNS)}格，不能判断哪一格缺失。请补齐空格后再核对。"
        )
    return row_id, values


def _proactive_row(row: Sequence[str], form: Form) -> tuple[str, list[str]] | None:
    labels, values = _split_label(row)
    name = _PROACTIVE_LABELS.get(normalise(labels[-1])) if labels else None
    if name is None or not values:
        return None
    for block in form.proactive:
        if any(candidate.id == name for candidate in block.rows):
            if len(values) != len(block.columns):
                raise Unreadable(
                    f"“{compact(labels[-1])}”行有{len(values)}格，应为{len(block.columns)}格，不能判断哪一格缺失。"
                )
            return f"{block.id}.{name}", values
    return None


def _remedy_values(rows: Rows) -> list[str] | None:
    """Return the fifteen values under the header that names 结果维持 three times."""
    after_header = False
    for row in rows:
        text = "".join(normalise(cell) for cell in row)
        after_header = after_header or "结果维持" in text
        values = list(row)
        if (
            after_header
            and len(values) == 15
            and all(looks_like_value(value) for value in values)
            and any(map(compact, values))
        ):
            return values
    return None


def fill(
    tables: ReportTables,
    table: TableId,
    row: str,
    columns: Iterable[Column],
    texts: Sequence[str],
    *,
    odd: list[Finding],
) -> None:
    """Read the values of one row into ``tables`` and add to ``odd`` how they are written."""
    for column, text in zip(columns, texts, strict=True):
        cell = read_cell(text, column.type, "万元" if "万元" in column.label else "")
        tables.table(table)[row][column.id] = cell.value
        if not cell.oddity:
            continue
        place = Place(table, row, column.id)
        money = column.type is CellType.MONEY_WAN and cell.readable
        odd.append(
            Finding(
                "T2-5" if money else {"requests": "T3-N", "proactive": "T2-N", "remedies": "T4-N"}[table],
                "format" if cell.readable else "error",
                place,
                f"{cell_label(tables.form, place)}：{cell.oddity}。",
                actual=compact(text),
            )
        )
