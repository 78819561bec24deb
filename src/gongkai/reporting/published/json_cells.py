"""Reports as JSON of their cells: the product's own shape, and figures collected by hand."""

from collections.abc import Mapping
from typing import Any

from gongkai.law.annual_report import (
    FORMS,
    REMEDY_COLUMNS,
    REMEDY_GROUPS,
    REQUEST_COLUMNS,
    Finding,
    Form,
    ReportTables,
)
from gongkai.reporting.published import grid
from gongkai.reporting.published.report import PublishedReport, Unreadable


def read(data: Any) -> PublishedReport:
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
    """Return form, issuer, year and cells in the product's own shape."""
    tables = report.tables
    return {
        "form": report.form.id,
        "issuer": report.issuer,
        "year": report.year,
        "tables": {
            "proactive": {row: _plain(cells) for row, cells in tables.proactive.items()},
            "requests": {
                "columns": [column.id for column in REQUEST_COLUMNS],
                "rows": {row: list(_plain(cells).values()) for row, cells in tables.requests.items()},
            },
            "remedies": {
                "columns": [column.id for column in REMEDY_COLUMNS],
                "rows": {row: list(_plain(cells).values()) for row, cells in tables.remedies.items()},
            },
        },
    }


def _plain(cells: Mapping[str, Any]) -> dict[str, Any]:
    return {
        column: value if value is None or isinstance(value, int) else str(value)
        for column, value in cells.items()
    }


def _form(data: Mapping[str, Any]) -> Form:
    form = FORMS.get(str(data.get("form") or data.get("format")))
    if form is None:
        raise Unreadable("JSON 没有写明格式（form）是“2019”还是“2021”。")
    return form


def _own(data: Mapping[str, Any]) -> PublishedReport:
    form = _form(data)
    tables = data["tables"]
    requests: Mapping[str, Any] = tables.get("requests") or {}
    rows: Mapping[str, Any] = requests.get("rows") or {}
    if not rows:
        raise Unreadable("JSON 里没有申请情况表（tables.requests.rows），不能核对。")
    if "other" in rows and form.id == "2021":
        form = grid._with_single_other_row()
    result = ReportTables.blank(form)
    odd: list[Finding] = []
    for row in form.request_rows:
        grid._fill(result, "requests", row.id, REQUEST_COLUMNS, _texts(rows.get(row.id), row.label, 7), odd)
    present = {"requests"}
    proactive: Mapping[str, Any] = tables.get("proactive") or {}
    for block in form.proactive:
        for block_row in block.rows:
            cells = proactive.get(f"{block.id}.{block_row.id}")
            if cells is not None:
                present.add("proactive")
                texts = [
                    "" if cells.get(column.id) is None else str(cells[column.id]) for column in block.columns
                ]
                texts = [
                    f"{text}万元" if column.id.startswith("amount") and text else text
                    for column, text in zip(block.columns, texts, strict=True)
                ]
                grid._fill(result, "proactive", f"{block.id}.{block_row.id}", block.columns, texts, odd)
    remedies: Mapping[str, Any] = (tables.get("remedies") or {}).get("rows") or {}
    if remedies:
        present.add("remedies")
        for group in REMEDY_GROUPS:
            grid._fill(
                result,
                "remedies",
                group.id,
                REMEDY_COLUMNS,
                _texts(remedies.get(group.id), group.label, 5),
                odd,
            )
    year = data.get("year")
    return PublishedReport(
        form, result, str(data.get("issuer") or ""), int(year) if year else None, [], odd, frozenset(present)
    )


def _texts(values: Any, label: str, count: int) -> list[str]:
    if not isinstance(values, list) or len(values) != count:
        raise Unreadable(f"“{label}”行应有{count}个值。")
    return ["" if value is None else str(value) for value in values]


def _collected(data: Mapping[str, Any]) -> PublishedReport:
    """Figures collected from published reports: labelled rows, tables as they were printed."""
    rows: list[list[str]] = []
    for row in (data.get("table_requests") or {}).get("rows") or []:
        label = str(row["label"]).rsplit("/", 1)[-1] if "/" in str(row["label"]) else str(row["label"])
        rows.append([label, *("" if value is None else str(value) for value in row["values"])])
    for block in (data.get("table_20") or {}).values():
        for label, values in block.items():
            if label == "columns":
                rows.append([str(value) for value in values])
            elif isinstance(values, list):
                rows.append([label, *("" if value is None else str(value) for value in values)])
    remedies = data.get("table_remedies") or {}
    lines = [
        remedies.get(key)
        for key in ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
    ]
    if all(isinstance(line, list) and len(line) == 5 for line in lines):
        rows.append(["结果维持"])
        rows.append(["" if value is None else str(value) for line in lines if line for value in line])
    year = data.get("year")
    tables, odd, present = grid.read_tables(rows, year)
    return PublishedReport(tables.form, tables, str(data.get("issuer") or ""), year, [], odd, present)
