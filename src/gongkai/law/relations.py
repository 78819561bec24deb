"""The relations of the annual report's tables (勾稽关系): within a table, between tables, across years.

Each carries the id of the product's rule list; each finding names its cell.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from gongkai.law.annual_report import (
    FORM_2019,
    FORM_2021,
    KIND_COLUMNS,
    REMEDY_COLUMNS,
    REMEDY_GROUPS,
    REQUEST_COLUMNS,
    Finding,
    Form,
    Place,
    ReportTables,
    TableId,
    Value,
    cell_label,
)


@dataclass(frozen=True)
class Unchecked:
    """A relation nothing can be said of, because a cell it needs is not known (未核对)."""

    check: str
    where: Place


Judged = Iterator[Finding | Unchecked]


def check(
    tables: ReportTables, *, level: str = "county", previous: ReportTables | None = None
) -> list[Finding]:
    """Return every finding about the cells, in the order of the tables.

    ``level`` is ``"county"`` for a district, its units and townships, which can make no 规章 (T2-1).
    ``previous`` is last year's report of the same organ, for the relations across years.
    A relation with an unknown cell is not checked: see :func:`unchecked`.
    """
    return [each for each in _judged(tables, level, previous) if isinstance(each, Finding)]


def unchecked(
    tables: ReportTables, *, level: str = "county", previous: ReportTables | None = None
) -> list[Unchecked]:
    """Return the relations :func:`check` could not hold against the tables, for want of a cell."""
    return [each for each in _judged(tables, level, previous) if isinstance(each, Unchecked)]


def _judged(tables: ReportTables, level: str, previous: ReportTables | None) -> Judged:
    yield from _check_proactive(tables, level)
    yield from _check_requests(tables)
    yield from _check_remedies(tables)
    if previous is not None:
        yield from _check_across_years(tables, previous)


def _check_proactive(tables: ReportTables, level: str) -> Judged:
    yield from _blank_cells(tables, "proactive", "T2-N")
    yield from _negative_cells(tables)
    if level == "county":
        yield from _check_rules(tables)
    if tables.form.id == FORM_2019.id:
        yield from _check_documents(tables)


def _check_rules(tables: ReportTables) -> Judged:
    """T2-1: 规章 are made by ministries, provinces and cities with districts (立法法 art. 91, 93)."""
    row = "art20_1.rules"
    for column, value in tables.proactive.get(row, {}).items():
        place = Place("proactive", row, column)
        if not _known(tables, "proactive", [row], [column]):
            yield Unchecked("T2-1", place)
        elif value:
            yield Finding(
                "T2-1", "error", place, f"区县无权制定规章，本格应为0，现为{value}。", "0", str(value)
            )


def _check_documents(tables: ReportTables) -> Judged:
    row = "art20_1.normative_docs"
    if not _known(tables, "proactive", [row], ["made", "published"]):
        yield Unchecked("T2-6", Place("proactive", row, "published"))
    if not _known(tables, "proactive", [row], ["published", "public_total"]):
        yield Unchecked("T2-3", Place("proactive", row, "public_total"))
    made, published, total = (
        tables.get("proactive", row, column) for column in ("made", "published", "public_total")
    )
    if made is not None and published is not None and made > published:
        yield Finding(
            "T2-6",
            "warning",
            Place("proactive", row, "published"),
            f"本年制作{made}件，只公开{published}件，有{made - published}件未公开；应自形成之日起20个工作日内公开（《条例》第二十六条）。",
            str(made),
            str(published),
        )
    if published is not None and total is not None and total < published:
        yield Finding(
            "T2-3",
            "warning",
            Place("proactive", row, "public_total"),
            f"对外公开总数量{total}少于本年新公开数量{published}。",
            f"≥{published}",
            str(total),
        )
    if made and published and total is not None and total == made + published:
        yield Finding(
            "T2-3",
            "warning",
            Place("proactive", row, "public_total"),
            f"对外公开总数量{total}恰为前两格之和（{made}+{published}），疑似相加所得而非年末实有数，请核实。",
            "",
            str(total),
        )


def _check_requests(tables: ReportTables) -> Judged:
    yield from _blank_cells(tables, "requests", "T3-N")
    yield from _negative_cells(tables, "requests")
    yield from _check_balance(tables)
    yield from _check_result_total(tables)
    yield from _check_row_totals(tables)


def _check_balance(tables: ReportTables) -> Judged:
    """T3-C1, in each of the seven columns: 一 + 二 = 三(七) + 四."""
    off: dict[str, int] = {}
    found: list[Finding] = []
    for column in REQUEST_COLUMNS:
        if not _known(tables, "requests", ("new", "carried_in", "result_total", "carried_out"), [column.id]):
            yield Unchecked("T3-C1", Place("requests", "result_total", column.id))
            continue
        if tables.get("requests", "result_total", column.id) is None or (
            column.id == "total" and _without_total(tables, ("new", "carried_in", "carried_out"))
        ):
            continue
        new, carried_in, result, carried_out = (
            _number(tables.get("requests", row, column.id))
            for row in ("new", "carried_in", "result_total", "carried_out")
        )
        if new + carried_in == result + carried_out:
            continue
        off[column.id] = int(new + carried_in - result - carried_out)
        found.append(
            Finding(
                "T3-C1",
                "error",
                Place("requests", "result_total", column.id),
                f"{column.label}列不平衡：新收{new}+上年结转{carried_in}≠办理结果总计{result}+结转下年{carried_out}"
                f"（第一项加第二项之和应等于第三项加第四项之和）。",
                str(new + carried_in),
                str(result + carried_out),
            )
        )
    hint = _relabelled(off)
    yield from (
        (Finding(f.check, f.severity, f.where, f.message + hint, f.expected, f.actual) for f in found)
        if hint
        else found
    )


def _relabelled(off: Mapping[str, int]) -> str:
    """Tell the likely cause when two kinds are off by the same number in opposite directions."""
    kinds = [column for column in off if column != "total"]
    if len(kinds) != 2 or off[kinds[0]] + off[kinds[1]] != 0 or "total" in off:
        return ""
    labels = {column.id: column.label for column in REQUEST_COLUMNS}
    gained, lost = sorted(kinds, key=lambda kind: off[kind])
    return (
        f"两列相差数互为相反数、总计列平衡，很可能有{abs(off[lost])}件申请登记时记为{labels[lost]}、"
        f"办结时记成了{labels[gained]}。"
    )


def _check_result_total(tables: ReportTables) -> Judged:
    """T3-C2, in each column: （七）总计 = sum of the results."""
    for column in REQUEST_COLUMNS:
        if not _known(tables, "requests", ("result_total", *tables.form.result_leaves), [column.id]):
            yield Unchecked("T3-C2", Place("requests", "result_total", column.id))
            continue
        total = tables.get("requests", "result_total", column.id)
        cells = [tables.get("requests", leaf, column.id) for leaf in tables.form.result_leaves]
        parts = [_number(cell) for cell in cells]
        if column.id == "total" and _without_total(tables, tables.form.result_leaves):
            continue
        if _provable(total, cells) and total != sum(parts):
            shown = "+".join(str(part) for part in parts if part) or "0"
            yield Finding(
                "T3-C2",
                "error",
                Place("requests", "result_total", column.id),
                f"{column.label}列办理结果总计{_shown(total)}不等于各项之和{sum(parts)}({shown})。",
                str(sum(parts)),
                _shown(total),
            )


def _check_row_totals(tables: ReportTables) -> Judged:
    """T3-R1, in each row: 总计 = 自然人 + the five kinds of organisation."""
    for row in tables.form.request_rows:
        if not _known(tables, "requests", [row.id], ("total", *KIND_COLUMNS)):
            yield Unchecked("T3-R1", Place("requests", row.id, "total"))
            continue
        total = tables.get("requests", row.id, "total")
        cells = [tables.get("requests", row.id, kind) for kind in KIND_COLUMNS]
        parts = [_number(cell) for cell in cells]
        if _provable(total, cells) and total != sum(parts):
            yield Finding(
                "T3-R1",
                "error",
                Place("requests", row.id, "total"),
                f"“{row.group}{row.label}”行总计{_shown(total)}不等于各类申请人之和{sum(parts)}。",
                str(sum(parts)),
                _shown(total),
            )


def _check_remedies(tables: ReportTables) -> Judged:
    yield from _blank_cells(tables, "remedies", "T4-N")
    yield from _negative_cells(tables, "remedies")
    for group in REMEDY_GROUPS:
        if not _known(tables, "remedies", [group.id], [column.id for column in REMEDY_COLUMNS]):
            yield Unchecked("T4-1", Place("remedies", group.id, "total"))
            continue
        total = tables.get("remedies", group.id, "total")
        cells = [tables.get("remedies", group.id, column.id) for column in REMEDY_COLUMNS[:-1]]
        parts = [_number(cell) for cell in cells]
        if _provable(total, cells) and total != sum(parts):
            yield Finding(
                "T4-1",
                "error",
                Place("remedies", group.id, "total"),
                f"{group.group}{group.label}总计{_shown(total)}不等于四种结果之和{sum(parts)}。",
                str(sum(parts)),
                _shown(total),
            )


def _check_across_years(tables: ReportTables, previous: ReportTables) -> Judged:
    for column in REQUEST_COLUMNS:
        if not (
            _known(previous, "requests", ["carried_out"], [column.id])
            and _known(tables, "requests", ["carried_in"], [column.id])
        ):
            yield Unchecked("T3-Y", Place("requests", "carried_in", column.id))
            continue
        before = _number(previous.get("requests", "carried_out", column.id))
        now = _number(tables.get("requests", "carried_in", column.id))
        if before != now:
            yield Finding(
                "T3-Y",
                "error",
                Place("requests", "carried_in", column.id),
                f"{column.label}列上年结转{now}与上年报告的结转下年度{before}不一致。",
                str(before),
                str(now),
            )
    for group in REMEDY_GROUPS:
        if not (
            _known(previous, "remedies", [group.id], ["pending"])
            and _known(tables, "remedies", [group.id], ["total"])
        ):
            yield Unchecked("T4-2", Place("remedies", group.id, "total"))
            continue
        pending = _number(previous.get("remedies", group.id, "pending"))
        total = _number(tables.get("remedies", group.id, "total"))
        if pending > total:
            yield Finding(
                "T4-2",
                "warning",
                Place("remedies", group.id, "total"),
                f"{group.label}上年尚未审结{pending}件，本年总计只有{total}件，未审结案件应在本年再次出现。",
                f"≥{pending}",
                str(total),
            )
    if tables.form.id == previous.form.id == FORM_2019.id:
        yield from _check_item_stock(tables, previous)
        yield from _check_documents_public(tables, previous)
    if tables.form.id == previous.form.id == FORM_2021.id:
        yield from _check_documents_in_force(tables, previous)


def _check_item_stock(tables: ReportTables, previous: ReportTables) -> Judged:
    """T2-4: 上一年项目数量 of this year = 上一年项目数量 + 本年增/减 of last year."""
    for row, cells in tables.proactive.items():
        if "items_prev_year" not in cells or row not in previous.proactive:
            continue
        if not (
            _known(previous, "proactive", [row], ["items_prev_year", "delta"])
            and _known(tables, "proactive", [row], ["items_prev_year"])
        ):
            yield Unchecked("T2-4", Place("proactive", row, "items_prev_year"))
        last, delta = (previous.proactive[row].get(name) for name in ("items_prev_year", "delta"))
        stated = cells["items_prev_year"]
        if last is not None and delta is not None and stated is not None and last + delta != stated:
            yield Finding(
                "T2-4",
                "warning",
                Place("proactive", row, "items_prev_year"),
                f"上一年项目数量{stated}与上年报告推得的{last}{delta:+}={last + delta}不一致。",
                str(last + delta),
                str(stated),
            )


def _check_documents_public(tables: ReportTables, previous: ReportTables) -> Judged:
    """T2-3: what is public at year end is at most last year's total and what was published this year.

    Documents withdrawn in the year have no cell, so only more than that is wrong.
    """
    for row in ("art20_1.rules", "art20_1.normative_docs"):
        if not (
            _known(previous, "proactive", [row], ["public_total"])
            and _known(tables, "proactive", [row], ["published", "public_total"])
        ):
            yield Unchecked("T2-3", Place("proactive", row, "public_total"))
        before = previous.get("proactive", row, "public_total")
        published, total = (tables.get("proactive", row, name) for name in ("published", "public_total"))
        if before is not None and published is not None and total is not None and total > before + published:
            yield Finding(
                "T2-3",
                "warning",
                Place("proactive", row, "public_total"),
                f"对外公开总数量{total}多于上年总数{before}与本年新公开{published}之和{before + published}。",
                f"≤{before + published}",
                str(total),
            )


def _check_documents_in_force(tables: ReportTables, previous: ReportTables) -> Judged:
    """T2-2: in force = in force last year + issued − repealed."""
    for row in ("art20_1.rules", "art20_1.normative_docs"):
        if not (
            _known(previous, "proactive", [row], ["in_force"])
            and _known(tables, "proactive", [row], ["issued", "repealed", "in_force"])
        ):
            yield Unchecked("T2-2", Place("proactive", row, "in_force"))
        before = previous.get("proactive", row, "in_force")
        issued, repealed, in_force = (
            tables.get("proactive", row, name) for name in ("issued", "repealed", "in_force")
        )
        if before is None or issued is None or repealed is None or in_force is None:
            continue
        if before + issued - repealed != in_force:
            yield Finding(
                "T2-2",
                "warning",
                Place("proactive", row, "in_force"),
                f"现行有效{in_force}件，按上年{before}+制发{issued}−废止{repealed}应为{before + issued - repealed}件。",
                str(before + issued - repealed),
                str(in_force),
            )


def _blank_cells(tables: ReportTables, table: TableId, check_id: str) -> Iterator[Finding]:
    """One finding a row that leaves cells blank: blank is not 0 and must not be published (T3-N)."""
    for row, cells in tables.table(table).items():
        blank = [
            column
            for column, value in cells.items()
            if value is None and (table, row, column) not in tables.unknown | tables.not_applicable
        ]
        if blank:
            columns = "、".join(_column_label(tables.form, table, row, column) for column in blank)
            label = cell_label(tables.form, Place(table, row))
            yield Finding(
                check_id,
                "format",
                Place(table, row, blank[0] if len(blank) == 1 else ""),
                f"“{label}”行有{len(blank)}格空白（{columns}），没有的应填0。",
                "0",
                "",
            )


def _column_label(form: Form, table: TableId, row: str, column: str) -> str:
    blocks = [block.columns for block in form.proactive if row.startswith(f"{block.id}.")]
    columns = {"requests": REQUEST_COLUMNS, "remedies": REMEDY_COLUMNS, "proactive": sum(blocks, ())}[table]
    return next(each.label for each in columns if each.id == column)


def _negative_cells(tables: ReportTables, table: TableId = "proactive") -> Iterator[Finding]:
    for row, cells in tables.table(table).items():
        for column, value in cells.items():
            if value is not None and value < 0 and column != "delta":
                yield Finding(
                    "T3-N" if table == "requests" else "T2-5" if table == "proactive" else "T4-N",
                    "error",
                    Place(table, row, column),
                    f"数量不能为负数：{value}。",
                    "≥0",
                    str(value),
                )


def _known(tables: ReportTables, table: str, rows: Iterable[str], columns: Iterable[str]) -> bool:
    columns = list(columns)
    return not any((table, row, column) in tables.unknown for row in rows for column in columns)


def _without_total(tables: ReportTables, rows: Iterable[str]) -> bool:
    """Tell whether a row counts something and leaves its 总计 blank: then the blank is no 0."""
    return any(
        tables.get("requests", row, "total") is None
        and any(tables.get("requests", row, kind) for kind in KIND_COLUMNS)
        for row in rows
    )


def _provable(total: Value, parts: Iterable[Value]) -> bool:
    """Tell whether a sum can be held against its total: the total is filled, and so is one part at least.

    A single blank among filled cells reads as 0; a line left blank altogether proves nothing and is a format
    finding of its own.
    """
    return total is not None and (total == 0 or any(part is not None for part in parts))


def _number(value: Value) -> int | Decimal:
    return 0 if value is None else value


def _shown(value: Value) -> str:
    return "空白" if value is None else str(value)
