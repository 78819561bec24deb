"""A report as the file an office would send, for the tests of reading."""

import io

import pypdfium2
from django.template.loader import render_to_string
from PIL import Image, ImageFilter

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


def scanned(report, *, tilt=0.6, dots=200, smudged=""):
    """Return a report as the pages a scanner would make of it: grey, a little askew and blurred.

    Where the text ``smudged`` stands first it is blurred beyond reading.
    """
    pages = []
    with pypdfium2.PdfDocument(written(report, "pdf")) as document:
        for page in document:
            picture = page.render(scale=dots / 72, grayscale=True).to_pil().convert("L")
            found = page.get_textpage().search(smudged).get_next() if smudged else None
            if found:
                left, bottom, right, top = page.get_textpage().get_charbox(found[0] + 1)
                part = [
                    dots / 72 * at
                    for at in (
                        left - 9,
                        page.get_height() - top - 1,
                        right + 9,
                        page.get_height() - bottom + 1,
                    )
                ]
                picture.paste(
                    picture.crop(part).filter(ImageFilter.GaussianBlur(7)), [round(at) for at in part][:2]
                )
                smudged = ""
            askew = picture.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=255)
            pages.append(askew.filter(ImageFilter.GaussianBlur(0.7)).point(lambda grey: 12 + grey * 0.88))
    return pages


def as_pdf(pages, dots=200):
    target = io.BytesIO()
    pages[0].save(target, "PDF", save_all=True, append_images=pages[1:], resolution=dots)
    return target.getvalue()
