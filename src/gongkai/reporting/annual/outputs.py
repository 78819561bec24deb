"""A filed report as page, PDF, Word, spreadsheet and data: one layout, five renderings."""

import io
import json
import re
from collections.abc import Iterable
from copy import copy
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pylopdf_fonts_zh_cn
import typst
from django.template.loader import render_to_string
from django.utils import timezone
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from gongkai.law.annual_report import SECTIONS
from gongkai.reporting import actions
from gongkai.reporting.annual.compile import compile_report, frozen_of, frozen_tables
from gongkai.reporting.annual.layout import Grid, grids
from gongkai.reporting.models import AnnualReport
from gongkai.reporting.published import json_cells
from gongkai.reporting.published.report import PublishedReport

TEMPLATE = Path(__file__).parent.parent / "typst" / "report.typ"
_WRITTEN_AT = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
SUFFIXES = ("pdf", "docx", "xlsx", "json")
_GRID_OF = {"proactive": "proactive", "applications": "requests", "remedies": "remedies"}
WIDTHS: dict[str, list[float]] = {
    "proactive": [2, 1, 1, 1],
    "requests": [1, 1.6, 3, *[1] * 7],
    "remedies": [1] * 15,
    "website": [2, 4, 3, 4],
}


Part = tuple[str, list[str], Grid | None]
"""A section of a report: heading, paragraphs, table."""


def title(report: AnnualReport) -> str:
    return f"{report.unit.name}{report.year}年政府信息公开工作年度报告"


def preface(report: AnnualReport) -> list[str]:
    return list(frozen_of(report)["preface"])


def parts(report: AnnualReport) -> list[Part]:
    """Return the six sections: heading, paragraphs, table."""
    by_section = {grid.section: grid for grid in grids(frozen_tables(report))}
    found = []
    for section in SECTIONS:
        paragraphs = [
            line.strip() for line in frozen_of(report)["sections"][section.id].split("\n") if line.strip()
        ]
        found.append(
            (f"{section.number}、{section.heading}", paragraphs, by_section.get(_GRID_OF.get(section.id, "")))
        )
    return found


def as_it_would_be_filed(report: AnnualReport, now: datetime) -> AnnualReport:
    """Return a copy that reads as the report would if it were filed now; a filed one reads as it was filed."""
    shown = copy(report)
    if report.stage != AnnualReport.Stage.FILED:
        shown.frozen = actions.stated(compile_report(report, timezone.localtime(now).date()))
    return shown


def html(report: AnnualReport) -> str:
    return render_to_string("reporting/official.html", {"preface": preface(report), "parts": parts(report)})


def all_files(report: AnnualReport) -> dict[str, bytes]:
    """Return the files published with a report, by name."""
    return {f"{title(report)}.{suffix}": rendered(report, suffix) for suffix in SUFFIXES}


def rendered(report: AnnualReport, suffix: str) -> bytes:
    """Return the report as one of ``SUFFIXES``."""
    return {"pdf": pdf, "docx": docx, "xlsx": xlsx, "json": data}[suffix](report)


@cache
def _compiler() -> typst.Compiler:
    fonts = Path(pylopdf_fonts_zh_cn.__file__).parent
    return typst.Compiler(TEMPLATE, font_paths=[fonts], ignore_system_fonts=True)


def pdf(report: AnnualReport) -> bytes:
    return pdf_file(title(report), report.unit.name, preface(report), parts(report))


def pdf_file(title: str, organ: str, preface: list[str], parts: list[Part]) -> bytes:
    """Return a report as PDF."""
    sections = [
        {
            "heading": heading,
            "paragraphs": paragraphs,
            "grid": None
            if grid is None
            else {
                "widths": WIDTHS[grid.section],
                "cells": [
                    {"text": cell.text, "across": cell.across, "down": cell.down}
                    for row in grid.rows
                    for cell in row
                ],
            },
        }
        for heading, paragraphs, grid in parts
    ]
    content = {"title": title, "organ": organ, "preface": preface, "sections": sections}
    inputs = {"report": json.dumps(content, ensure_ascii=False)}
    made = _compiler().compile(format="pdf", sys_inputs=inputs, timestamp=0)
    assert isinstance(made, bytes)
    return made


def docx(report: AnnualReport) -> bytes:
    return docx_file(title(report), preface(report), parts(report))


def docx_file(title: str, preface: list[str], parts: list[Part]) -> bytes:
    """Return a report as a Word file."""
    document = Document()
    page = document.sections[0]
    page.orientation = WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(24)
    _paragraph(document, title, font="黑体", size=18, centred=True)
    for text in preface:
        _paragraph(document, text, indent=True)
    for heading, paragraphs, grid in parts:
        _paragraph(document, heading, font="黑体", size=14)
        for text in paragraphs:
            _paragraph(document, text, indent=True)
        if grid is not None:
            _docx_table(document, grid)
    target = io.BytesIO()
    document.save(target)
    return _undated(target.getvalue())


def _paragraph(
    document: Any, text: str, *, font: str = "仿宋", size: int = 12, centred: bool = False, indent: bool = False
) -> None:  # fmt: skip
    paragraph = document.add_paragraph()
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(2 * size)
    _run(paragraph, text, font, size)


def _run(paragraph: Any, text: str, font: str, size: float) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(size), font
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)


def _docx_table(document: Any, grid: Grid) -> None:
    table = document.add_table(rows=len(grid.rows), cols=grid.width)
    table.style = "Table Grid"
    for row, column, cell in placed(grid):
        corner = table.cell(row, column)
        if cell.across > 1 or cell.down > 1:
            corner = corner.merge(table.cell(row + cell.down - 1, column + cell.across - 1))
        paragraph = corner.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(paragraph, cell.text, "仿宋", 8)


def placed(grid: Grid) -> list[tuple[int, int, Any]]:
    """Return each cell with its row and column, counting the places that others span."""
    taken: set[tuple[int, int]] = set()
    placed = []
    for row, cells in enumerate(grid.rows):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            placed.append((row, column, cell))
            taken |= {
                (row + down, column + across) for down in range(cell.down) for across in range(cell.across)
            }
            column += cell.across
    return placed


def xlsx(report: AnnualReport) -> bytes:
    return workbook((heading, grid) for heading, _, grid in parts(report) if grid is not None)


def workbook(tables: Iterable[tuple[str, Grid]]) -> bytes:
    """Return tables as sheets in their printed layout, each under its heading."""
    book = Workbook()
    del book[book.sheetnames[0]]
    thin = Side(style="thin")
    for heading, grid in tables:
        sheet = book.create_sheet(heading.split("、")[1][:28])
        sheet["A1"] = heading
        sheet["A1"].font = Font(name="黑体", size=14)
        for row, column, cell in placed(grid):
            target = sheet.cell(row + 3, column + 1)
            target.value = (
                int(cell.text) if cell.text.lstrip("+-").isdigit() and not cell.header else cell.text
            )
            target.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            for down in range(cell.down):
                for across in range(cell.across):
                    sheet.cell(row + 3 + down, column + 1 + across).border = Border(thin, thin, thin, thin)
            if cell.across > 1 or cell.down > 1:
                sheet.merge_cells(
                    start_row=row + 3,
                    start_column=column + 1,
                    end_row=row + 2 + cell.down,
                    end_column=column + cell.across,
                )
        for position, width in enumerate(WIDTHS[grid.section], start=1):
            sheet.column_dimensions[get_column_letter(position)].width = 10 * width
    target_file = io.BytesIO()
    book.save(target_file)
    return _undated(target_file.getvalue())


def _undated(content: bytes) -> bytes:
    """Return an office file without the moment it was written at: the same report is the same file, byte for byte."""
    undated = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as written, ZipFile(undated, "w", ZIP_DEFLATED) as rewritten:
        for name in written.namelist():
            part = (
                _WRITTEN_AT.sub(b"", written.read(name))
                if name == "docProps/core.xml"
                else written.read(name)
            )
            rewritten.writestr(ZipInfo(name), part, ZIP_DEFLATED)
    return undated.getvalue()


def data(report: AnnualReport) -> bytes:
    """Return the report as data: the shape ``gongkai check-report --json`` writes and reads, with its text."""
    tables = frozen_tables(report)
    published = PublishedReport(tables.form, tables, report.unit.name, report.year)
    content = {
        **json_cells.to_json(published),
        "preface": preface(report),
        "sections": frozen_of(report)["sections"],
        "sha256": report.frozen_sha256,
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()
