"""Tables as CSV (导出): the marks a spreadsheet wants, and no cell it would take for a formula."""

import csv
from collections.abc import Iterable

from django.http import HttpResponse

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(value: object) -> object:
    """Return a value as it may be written: a text that begins like a formula is quoted, a number stays one."""
    return f"'{value}" if isinstance(value, str) and value.startswith(STARTS_A_FORMULA) else value


def response(name: str, rows: Iterable[Iterable[object]]) -> HttpResponse:
    """Return a table to be saved as ``name``."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    # By this mark spreadsheets know the encoding.
    answer.write("\ufeff")
    csv.writer(answer).writerows([cell(value) for value in row] for row in rows)
    return answer
