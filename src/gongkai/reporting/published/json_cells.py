"""Reports as JSON of their cells: the product's own shape, and figures collected by hand."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gongkai.law.annual_report import (
    FORM_2021,
    FORMS,
    REMEDY_COLUMNS,
    REMEDY_GROUPS,
    REQUEST_COLUMNS,
    TABLES,
    CellKey,
    CellType,
    Column,
    Finding,
    Place,
    ReportTables,
    Row,
    TableId,
    Value,
)
from gongkai.reporting.published import grid, stated
from gongkai.reporting.published.checker import Checked
from gongkai.reporting.published.report import PublishedReport, Unreadable

_COLLECTED_REMEDIES = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")


def read(data: object) -> PublishedReport:
    """Return the report of a JSON document.

    Raises:
        Unreadable: neither shape, an unknown form, or a row with a wrong number of values.
    """
    if isinstance(data, dict) and "tables" in data:
        return _own(data)
    if isinstance(data, dict) and "table_requests" in data:
        return _collected(data)
    raise Unreadable("JSON 里没有“tables”（本平台格式）或“table_requests”，不能核对。")


def to_json(report: PublishedReport) -> dict[str, Any]:
    """Return form, issuer, year and cells in the product's own shape; a table that is not there is null."""
    tables = report.tables
    written = as_written(report)
    return {
        "form": report.form.id,
        "issuer": report.issuer,
        "year": report.year,
        "tables": {
            "proactive": dict(_rows("proactive", tables, written)) if "proactive" in report.present else None,
            "requests": {
                "columns": [column.id for column in REQUEST_COLUMNS],
                "rows": {
                    row: [cells[column.id] for column in REQUEST_COLUMNS]
                    for row, cells in _rows("requests", tables, written)
                },
            },
            "remedies": {
                "columns": [column.id for column in REMEDY_COLUMNS],
                "rows": {
                    row: [cells[column.id] for column in REMEDY_COLUMNS]
                    for row, cells in _rows("remedies", tables, written)
                },
            }
            if "remedies" in report.present
            else None,
        },
    }


def checked(result: Checked) -> dict[str, Any]:
    """Return a report, the rows it was read from, what was found in it, and what could not be checked."""
    report = result.report
    assert report is not None
    sources: dict[str, dict[str, list[str]]] = {table: {} for table in TABLES}
    for (table, row), cells in report.sources.items():
        sources[table][row] = list(cells)
    return {
        **to_json(report),
        "sources": sources,
        "findings": [_finding(finding) for finding in result.findings],
        "not_checked": [{"check": each.check, "where": _where(each.where)} for each in result.unchecked],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "check": finding.check,
        "severity": finding.severity,
        "where": _where(finding.where),
        "message": finding.message,
        "expected": finding.expected,
        "actual": finding.actual,
    }


def _where(place: Place) -> dict[str, str]:
    where = {"table": place.table, "row": place.row, "column": place.column}
    return {key: value for key, value in where.items() if value}


def as_written(report: PublishedReport) -> dict[CellKey, str]:
    """Return what stands in the cells that hold neither a number nor nothing: “/”, “约20”."""
    tables = report.tables
    written = {
        (odd.where.table, odd.where.row, odd.where.column): odd.actual
        for odd in report.oddities
        if odd.actual
    }
    return {key: text for key, text in written.items() if key in tables.unknown | tables.not_applicable}


def _rows(
    table: TableId, tables: ReportTables, written: Mapping[CellKey, str]
) -> Iterator[tuple[str, dict[str, int | str | None]]]:
    """Yield the rows of which something is known: null is a blank cell, a text what is no number."""
    for row, cells in tables.table(table).items():
        keys = {column: (table, row, column) for column in cells}
        if all(key in tables.unknown and key not in written for key in keys.values()):
            continue
        yield (
            row,
            {column: written.get(keys[column], _plain(value)) for column, value in cells.items()},
        )


def _plain(value: Value) -> int | str | None:
    return value if value is None or isinstance(value, int) else str(value)


def _own(data: Mapping[str, Any]) -> PublishedReport:
    """The product's own shape, as :func:`to_json` writes it."""
    form = FORMS.get(str(data.get("form")))
    if form is None:
        raise Unreadable("JSON 没有写明格式（form）是“2019”还是“2021”。")
    tables = _object(data["tables"], "tables")
    requests = _object(_object(tables.get("requests"), "tables.requests").get("rows"), "tables.requests.rows")
    proactive = _object(tables.get("proactive"), "tables.proactive")
    remedies = _object(_object(tables.get("remedies"), "tables.remedies").get("rows"), "tables.remedies.rows")
    if not requests:
        raise Unreadable("JSON 里没有申请情况表（tables.requests.rows），不能核对。")
    if "other" in requests and form is FORM_2021:
        form = grid.with_single_other_row()
    result = ReportTables.nothing_known(form)
    odd: list[Finding] = []
    _fill(result, "requests", form.request_rows, REQUEST_COLUMNS, requests, odd)
    for block in form.proactive:
        for row_id in (f"{block.id}.{row.id}" for row in block.rows):
            if row_id in proactive:
                cells = _object(proactive[row_id], row_id)
                texts = [_with_unit(cells.get(column.id), column) for column in block.columns]
                grid.fill(result, "proactive", row_id, block.columns, texts, odd=odd)
    _fill(result, "remedies", REMEDY_GROUPS, REMEDY_COLUMNS, remedies, odd)
    return PublishedReport(form, result, str(data.get("issuer") or ""), _year(data), [], odd)


def _fill(
    tables: ReportTables,
    table: TableId,
    rows: Sequence[Row],
    columns: Sequence[Column],
    given: Mapping[str, Any],
    odd: list[Finding],
) -> None:
    for row in rows:
        if row.id in given:
            grid.fill(tables, table, row.id, columns, _texts(given[row.id], row.label, columns), odd=odd)


def _collected(data: Mapping[str, Any]) -> PublishedReport:
    """Figures collected from published reports: labelled rows, tables as they were printed."""
    rows: list[list[str]] = []
    for row in _list(_object(data["table_requests"], "table_requests").get("rows"), "table_requests.rows"):
        cells = _object(row, "table_requests.rows")
        label = str(cells.get("label", "")).rsplit("/", 1)[-1]
        rows.append([label, *map(_text, _list(cells.get("values"), label))])
    for title, block in _object(data.get("table_20"), "table_20").items():
        for label, values in _object(block, title).items():
            texts = [_text(value) for value in (values if isinstance(values, list) else [values])]
            rows.append(texts if label == "columns" else [label, *texts])
    remedies = _object(data.get("table_remedies"), "table_remedies")
    if remedies:
        rows.append(["结果维持"])
        rows.append(
            [
                text
                for key, group in zip(_COLLECTED_REMEDIES, REMEDY_GROUPS, strict=True)
                for text in _texts(remedies.get(key), group.label, REMEDY_COLUMNS)
            ]
        )
    year, form = _year(data), FORMS.get(str(data.get("format")))
    found = grid.read_tables(rows, year, form=form, partial=data.get("complete") is False)
    odd = [*found.odd, *stated.check(_list(data.get("narrative_checks"), "narrative_checks"), _shares(data))]
    issuer = str(data.get("issuer") or "")
    return PublishedReport(found.tables.form, found.tables, issuer, year, [], odd, found.sources)


def _shares(data: Mapping[str, Any]) -> list[str]:
    """Return the percentages of the text as printed: 3.50 says more than 3.5."""
    figures = [
        _object(each, "narrative_figures")
        for each in _list(data.get("narrative_figures"), "narrative_figures")
    ]
    return [_text(figure.get("value")) for figure in figures if figure.get("unit") == "%"]


def _object(value: object, name: str) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Unreadable(f"JSON 里的“{name}”应为对象，不能核对。")
    return value


def _list(value: object, name: str) -> Sequence[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise Unreadable(f"JSON 里的“{name}”应为数组，不能核对。")
    return value


def _texts(values: object, label: str, columns: Sequence[Column]) -> list[str]:
    if not isinstance(values, list) or len(values) != len(columns):
        raise Unreadable(f"“{label}”行应有{len(columns)}个值。")
    return [_text(value) for value in values]


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _with_unit(value: object, column: Column) -> str:
    """The product writes amounts in 万元 and leaves the unit to the column."""
    text = _text(value)
    return f"{text}万元" if column.type is CellType.MONEY_WAN and text else text


def _year(data: Mapping[str, Any]) -> int | None:
    year = str(data.get("year"))
    return int(year) if re.fullmatch(r"20\d\d", year, re.ASCII) else None
