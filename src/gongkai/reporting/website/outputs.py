"""A signed statement as page, PDF, spreadsheet and data: one list of rows, four renderings."""

import io
import json
from typing import Any

from django.template.loader import render_to_string
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side

from gongkai.reporting.annual import outputs
from gongkai.reporting.annual.layout import Cell, Grid
from gongkai.reporting.website.models import WebsiteStatement

HEADINGS = ("项目", "内容", "填报", "来源")
SUFFIXES = ("pdf", "xlsx", "json")


def title(statement: WebsiteStatement) -> str:
    frozen = _frozen(statement)
    return f"{frozen['title']}（{statement.year}年度）"


def html(statement: WebsiteStatement) -> str:
    return render_to_string(
        "reporting/website_official.html", {"frozen": _frozen(statement), "grid": grid(statement)}
    )


def grid(statement: WebsiteStatement) -> Grid:
    """Return the printed form: each section's label spans its fields."""
    made = Grid("website", len(HEADINGS), [[Cell(text) for text in HEADINGS]])
    for section in _frozen(statement)["sections"]:
        for at, field in enumerate(section["fields"]):
            label = [Cell(section["label"], down=len(section["fields"]))] if at == 0 else []
            made.rows.append(
                [
                    *label,
                    Cell(_name(field)),
                    Cell(field["value"], header=False),
                    Cell(field["origin"], header=False),
                ]
            )
    return made


def _name(field: dict[str, Any]) -> str:
    group = f"{field['group']}：" if field["group"] else ""
    unit = f"（单位：{field['unit']}）" if field["unit"] else ""
    return f"{group}{field['label']}{unit}"


def preface(statement: WebsiteStatement) -> list[str]:
    frozen = _frozen(statement)
    office, phone = frozen["contact"]
    filled = "、".join(frozen["filled_by"]) or "平台"
    return [
        f"填报单位：{frozen['unit']}。依据：{frozen['form']['source']}。",
        f"单位负责人：{frozen['signed']['by']}（{frozen['signed']['at']}签字）；填报人：{filled}；联系方式：{office}，电话：{phone}。",
        f"统计期限：{statement.year}年1月1日至12月31日。标明“平台统计”的数由平台按记录统计，其余由填报人填写。",
    ]


def all_files(statement: WebsiteStatement) -> dict[str, bytes]:
    """Return the files published with the statement, by name."""
    return {f"{title(statement)}.{suffix}": rendered(statement, suffix) for suffix in SUFFIXES}


def rendered(statement: WebsiteStatement, suffix: str) -> bytes:
    return {"pdf": pdf, "xlsx": xlsx, "json": data}[suffix](statement)


def pdf(statement: WebsiteStatement) -> bytes:
    part: outputs.Part = ("", [], grid(statement))
    return outputs.pdf_file(title(statement), statement.unit.name, preface(statement), [part])


def xlsx(statement: WebsiteStatement) -> bytes:
    """Return the form as one sheet: section, item, value, origin; numbers as numbers."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "年度报表"
    sheet.append([title(statement)])
    sheet["A1"].font = Font(name="黑体", size=14)
    for text in preface(statement):
        sheet.append([text])
    thin = Side(style="thin")
    for row, column, cell in outputs.placed(grid(statement)):
        target = sheet.cell(row + 6, column + 1)
        target.value = int(cell.text) if cell.text.isdecimal() and not cell.header else cell.text
        target.alignment = Alignment(vertical="center", wrap_text=True)
        for down in range(cell.down):
            sheet.cell(row + 6 + down, column + 1).border = Border(thin, thin, thin, thin)
        if cell.down > 1:
            sheet.merge_cells(
                start_row=row + 6, end_row=row + 5 + cell.down, start_column=column + 1, end_column=column + 1
            )
    for letter, width in zip("ABCD", outputs.WIDTHS[grid(statement).section], strict=True):
        sheet.column_dimensions[letter].width = 9 * width
    target_file = io.BytesIO()
    book.save(target_file)
    return target_file.getvalue()


def data(statement: WebsiteStatement) -> bytes:
    content = {**_frozen(statement), "sha256": statement.frozen_sha256}
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _frozen(statement: WebsiteStatement) -> dict[str, Any]:
    assert statement.frozen is not None
    frozen: dict[str, Any] = statement.frozen
    return frozen
