"""The sheet of a hand-over (离岗移交清单) as a Word file, for both sides to sign."""

from collections.abc import Sequence

from django.utils import timezone
from docx import Document
from docx.document import Document as WordDocument

from gongkai.cases.models import Case
from gongkai.disclosure.models import HandOver
from gongkai.disclosure.procedure import DISCLOSURE

HEADINGS = ("序号", "编号", "事由", "单位", "环节", "办理期限")


def sheet_document(made: HandOver, cases: Sequence[Case]) -> WordDocument:
    """Return the sheet: who hands what to whom, when and why, with room for the signatures."""
    document = Document()
    document.core_properties.title = f"依申请公开办件移交清单 {made.number}"
    document.add_heading("依申请公开办件移交清单", level=1)
    document.add_paragraph(
        f"{made.number}。移交人：{made.giver}；接收人：{made.receiver}；移交时间："
        f"{timezone.localtime(made.made_at):%Y-%m-%d %H:%M}；原因：{made.reason}；共{len(cases)}件。"
    )
    table = document.add_table(rows=1, cols=len(HEADINGS), style="Table Grid")
    for cell, heading in zip(table.rows[0].cells, HEADINGS, strict=True):
        cell.text = heading
    for place, case in enumerate(cases, start=1):
        values = (
            place, case.number, case.title, case.unit.short_name, DISCLOSURE.stage(case.stage).label, case.due_on or "",
        )  # fmt: skip
        for cell, value in zip(table.add_row().cells, values, strict=True):
            cell.text = str(value)
    document.add_paragraph("\n移交人（签字）：　　　　　　　接收人（签字）：　　　　　　　监交人（签字）：")
    return document
