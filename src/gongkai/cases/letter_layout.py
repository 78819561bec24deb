"""The one layout of official letters (公文格式, GB/T 9704): the same content as PDF and as editable Word."""

import io
import json
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

TEMPLATE = Path(__file__).parent / "typst" / "letter.typ"
RED = RGBColor(0xB3, 0x26, 0x1E)
SONG, HEI = "仿宋", "黑体"


@dataclass(frozen=True)
class LetterContent:
    """What a letter says. ``paragraphs`` are plain text; the layout adds nothing to the meaning."""

    title: str
    number: str
    addressee: str
    paragraphs: tuple[str, ...]
    attachments: tuple[str, ...]
    organ: str
    day: date

    def as_json(self) -> dict[str, Any]:
        """Return the content as stored with the letter and handed to the layout."""
        return {**asdict(self), "day": f"{self.day.year}年{self.day.month}月{self.day.day}日"}


@cache
def compiler() -> typst.Compiler:
    """Return the kept compiler: the first letter costs half a second, each further one milliseconds."""
    fonts = Path(pylopdf_fonts_zh_cn.__file__).parent
    return typst.Compiler(TEMPLATE, font_paths=[fonts], ignore_system_fonts=True)


def render_pdf(content: LetterContent) -> bytes:
    """Return the letter as PDF; the same content gives the same bytes."""
    data = json.dumps(content.as_json(), ensure_ascii=False)
    return bytes(compiler().compile(format="pdf", sys_inputs={"letter": data}, timestamp=0))  # type: ignore[arg-type]


def render_docx(content: LetterContent) -> bytes:
    """Return the letter as a Word file in the same layout."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    document.core_properties.title = content.title
    document.core_properties.author = content.organ
    _line(document, content.organ, font=HEI, size=22, colour=RED, centred=True)
    _line(document, content.number, size=16, centred=True)
    _line(document, content.title, font=HEI, size=20, centred=True)
    if content.addressee:
        _line(document, f"{content.addressee}：")
    for paragraph in content.paragraphs:
        _line(document, paragraph, indent=True)
    for position, name in enumerate(content.attachments, start=1):
        _line(document, f"{'附件:' if position == 1 else '   '}{position}. {name}", indent=True)
    _line(document, "")
    for text in (content.organ, content.as_json()["day"]):
        _line(document, text).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _line(
    document: Any,
    text: str,
    *,
    font: str = SONG,
    size: int = 16,
    colour: RGBColor | None = None,
    centred: bool = False,
    indent: bool = False,
) -> Any:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.line_spacing = Pt(28)
    paragraph.paragraph_format.space_after = Pt(0)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(32)
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.font.name = font
    # Without the East Asian font Word falls back to a Japanese face.
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    if colour is not None:
        run.font.color.rgb = colour
    return paragraph
