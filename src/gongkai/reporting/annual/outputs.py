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
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from gongkai.cases.letter_word import MIDDLE, TITLE, WIDTH, XIAOBIAO, add_line, add_run, empty_page
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
# 黑体 of the headings; the tables are in 小五, as the form is printed.
HEI, _TABLE, _ABOVE = "黑体", Pt(9), Pt(14)
# Of the columns, in parts.
WIDTHS: dict[str, list[float]] = {
    "proactive": [2, 1, 1, 1],
    "requests": [1, 1.6, 3, *[1] * 7],
    "remedies": [1] * 15,
    "website": [2, 4, 3, 4],
}
# Of a sheet: characters a column, points a row, and the columns that still go on an upright page.
_OF_A_PART, _NARROWEST, _ROW_HEIGHT, _MOST_UPRIGHT = 13, 10, 32, 10

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
    """Return a report as a Word file in the layout of official documents (GB/T 9704)."""
    document = Document(io.BytesIO(empty_page()))
    document.core_properties.title = title
    add_line(document, title, font=XIAOBIAO, size=TITLE, align=MIDDLE)
    add_line(document, "")
    for text in preface:
        add_line(document, text, indent=True)
    for heading, paragraphs, grid in parts:
        above = add_line(document, heading, font=HEI, indent=True, before=_ABOVE)
        above.paragraph_format.keep_with_next = True
        for text in paragraphs:
            add_line(document, text, indent=True)
        if grid is not None:
            _docx_table(document, grid)
    target = io.BytesIO()
    document.save(target)
    return _undated(target.getvalue())


def _docx_table(document: Any, grid: Grid) -> None:
    table = document.add_table(rows=len(grid.rows), cols=grid.width, style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    parts = WIDTHS[grid.section]
    widths = [Emu(round(WIDTH * part / sum(parts))) for part in parts]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        # A row stays on one page: what breaks within a figure is misread.
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for row, column, cell in placed(grid):
        corner = table.cell(row, column)
        if cell.across > 1 or cell.down > 1:
            corner = corner.merge(table.cell(row + cell.down - 1, column + cell.across - 1))
        corner.width = Emu(sum(widths[column : column + cell.across]))
        corner.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        paragraph = corner.paragraphs[0]
        paragraph.alignment, paragraph.paragraph_format.space_after = MIDDLE, Pt(0)
        off_the_grid = OxmlElement("w:snapToGrid")
        off_the_grid.set(qn("w:val"), "0")
        paragraph._p.get_or_add_pPr().find(qn("w:spacing")).addprevious(off_the_grid)
        add_run(paragraph, cell.text, size=_TABLE)


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
    tables = ((heading, grid) for heading, _, grid in parts(report) if grid is not None)
    return workbook(tables, title(report))


def workbook(tables: Iterable[tuple[str, Grid]], whose: str = "") -> bytes:
    """Return tables as sheets in their printed layout, each under its heading; ``whose`` says of which report."""
    book = Workbook()
    del book[book.sheetnames[0]]
    thin = Side(style="thin")
    for heading, grid in tables:
        sheet = book.create_sheet(heading.split("、")[1][:28])
        sheet["A1"] = heading
        sheet["A1"].font = Font(name="黑体", size=14)
        sheet["A2"] = whose or None
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
            sheet.column_dimensions[get_column_letter(position)].width = max(_NARROWEST, _OF_A_PART * width)
        _fit_to_a_page(sheet, grid)
    target_file = io.BytesIO()
    book.save(target_file)
    return _undated(target_file.getvalue())


def _fit_to_a_page(sheet: Worksheet, grid: Grid) -> None:
    """Have a sheet printed on one page of A4, across where it is wide, with room for labels of two lines."""
    is_wide = grid.width > _MOST_UPRIGHT
    sheet.page_setup.orientation = "landscape" if is_wide else "portrait"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    for row in range(len(grid.rows)):
        sheet.row_dimensions[row + 3].height = _ROW_HEIGHT


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
