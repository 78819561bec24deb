"""The register as a table to take away (导出): exactly what is filtered, no personal data, no formula."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from gongkai.cases import csv_text
from gongkai.cases.models import Case
from gongkai.disclosure.procedure import DISCLOSURE
from gongkai.law.regulation import OUTCOMES, ApplicantKind, Channel

HEADINGS = (
    "编号", "事由", "渠道", "申请人类别", "单位", "承办人", "环节", "到达时间", "收到之日", "期限", "办结日期", "结果",
    "用时（工作日）",
)  # fmt: skip
READ = (
    "number", "title", "channel", "stage", "arrived_at", "received_on", "due_on", "closed_on", "outcome", "used_days",
    "request__applicant_kind", "unit__name", "handler__name",
)  # fmt: skip


def rows(found: QuerySet[Case]) -> Iterator[list[Any]]:
    """Yield a row for each request; the applicant appears only by her kind (D32)."""
    for case in found.values(*READ).iterator(2000):
        outcome = OUTCOMES.get(case["outcome"])
        yield [
            case["number"],
            case["title"],
            Channel(case["channel"]).label,
            ApplicantKind(case["request__applicant_kind"]).label,
            case["unit__name"],
            case["handler__name"] or "无人认领",
            DISCLOSURE.stage(case["stage"]).label,
            f"{timezone.localtime(case['arrived_at']):%Y-%m-%d %H:%M}",
            case["received_on"] or "",
            case["due_on"] or "",
            case["closed_on"] or "",
            outcome.label if outcome else "",
            "" if case["used_days"] is None else case["used_days"],
        ]


def as_csv(found: QuerySet[Case]) -> bytes:
    """Return the register as CSV; a cell that a spreadsheet would take for a formula is quoted."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    for row in rows(found):
        writer.writerow(csv_text.cell(value) for value in row)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(found: QuerySet[Case]) -> bytes:
    """Return the register as XLSX, every text a text whatever it begins with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("登记簿")
    sheet.append(list(HEADINGS))
    for row in rows(found):
        cells = []
        for value in row:
            is_text = isinstance(value, str)
            cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value) if is_text else value)
            if is_text:
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
