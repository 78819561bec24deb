"""A report as the file an office would send, for the tests of reading."""

from django.template.loader import render_to_string

from gongkai.law.annual_report import SECTIONS
from gongkai.reporting.annual import outputs
from gongkai.reporting.annual.layout import grids

PLACE = {"proactive": "proactive", "applications": "requests", "remedies": "remedies"}
LONG = (
    "白银区坚持以公开为常态、不公开为例外，全面推进决策、执行、管理、服务、结果公开，公开政府信息19758条。"
    * 6
)


def written(report, kind):
    """Return a report as a file of the official layout."""
    by_section = {grid.section: grid for grid in grids(report.tables)}
    parts = [(f"{s.number}、{s.heading}", [LONG], by_section.get(PLACE.get(s.id, ""))) for s in SECTIONS]
    title = f"{report.issuer}{report.year}年政府信息公开工作年度报告"
    if kind == "docx":
        return outputs.docx_file(title, ["前言。"], parts)
    if kind == "html":
        page = render_to_string("reporting/official.html", {"preface": ["前言。"], "parts": parts})
        return f"<html><head><title>{title}</title></head><body><p>{title}</p>{page}</body></html>".encode()
    if kind == "xlsx":
        return outputs.workbook((heading, grid) for heading, _, grid in parts if grid)
    return outputs.pdf_file(title, report.issuer, ["前言。"], parts)
