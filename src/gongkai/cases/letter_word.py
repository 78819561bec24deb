"""Official letters for Word (公文格式, GB/T 9704), in the same layout as the printed ones."""

import io
import json
import zipfile
from copy import deepcopy
from functools import cache
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor

from gongkai.cases.letter_layout import LetterContent, printable_json

RED = RGBColor(0xD7, 0x00, 0x0F)
FANG, XIAOBIAO, LATIN = "仿宋", "方正小标宋简体", "Times New Roman"
BODY, SMALL, TITLE = Pt(16), Pt(14), Pt(22)  # 三号, 四号, 二号
PITCH = Pt(28.95)
WIDTH, SEAL = Mm(156), Mm(42)
UNUSED = ("/thumbnail", "/stylesWithEffects", "/customXml", "/webSettings", "/numbering")
USED_STYLES = ("Normal", "Default Paragraph Font", "Normal Table", "Table Grid", "Header", "Footer")
# A file says when it was packed; letters of the same content are the same file.
PACKED = (1980, 1, 1, 0, 0, 0)
MIDDLE, RIGHT, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT


def render_docx(content: LetterContent, seal: bytes = b"") -> bytes:
    """Return the letter as a Word file; the same content and seal give the same bytes."""
    said = json.loads(printable_json(content))
    document = Document(io.BytesIO(empty_page()))
    document.core_properties.title, document.core_properties.author = said["title"], said["organ"]
    if content.head:
        _masthead(document, said)
    elif content.form:
        add_line(document, said["title"], font=XIAOBIAO, size=TITLE, align=MIDDLE)
        add_line(document, f"编号：{said['number']}", size=SMALL, align=RIGHT)
    else:
        _head(document, said)
    if said["addressee"]:
        add_line(document, f"{said['addressee']}：")
    for block in said["paragraphs"]:
        if isinstance(block, str):
            add_line(document, block, indent=True)
        else:
            _table(document, block)
    _attachments(document, said["attachments"])
    if content.head:
        _lines_of_imprint(document, said["copies_to"])
    elif not content.form:
        _signature(document, said, seal)
        if said["note"]:
            add_line(document, said["note"], indent=True)
        if said["copies_to"]:
            _imprint(document, said)
    target = io.BytesIO()
    document.save(target)
    return _packed_alike(target.getvalue())


@cache
def empty_page() -> bytes:
    """Return a document with the page and the styles of every letter, and without what none uses."""
    document = Document()
    for owner in (document.part.package, document.part):
        for key, rel in list(owner.rels.items()):
            if rel.reltype.endswith(UNUSED):
                del owner.rels[key]
    for style in list(document.styles):
        if style.name not in USED_STYLES:
            style.delete()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(30), Mm(20)
    # 22 lines of 28 characters. The lines by the grid of the page, in twentieths of a point; the characters set a fifth
    # of a point closer, for LibreOffice takes a grid of characters for one of twice the width.
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    for name, value in (("type", "lines"), ("linePitch", "579")):
        grid.set(qn(f"w:{name}"), value)
    normal = document.styles["Normal"]
    normal.font.size, normal.font.name = BODY, LATIN
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FANG)
    closer = OxmlElement("w:spacing")
    closer.set(qn("w:val"), "-4")
    normal.element.rPr.find(qn("w:sz")).addprevious(closer)
    document.settings.odd_and_even_pages_header_footer = True
    for footer, align in ((section.footer, RIGHT), (section.even_page_footer, LEFT)):
        _page_number(footer.paragraphs[0], align)
        footer.paragraphs[0].paragraph_format.space_after = Mm(5)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _head(document: Any, said: dict[str, Any]) -> None:
    """The head of a letter (信函格式): the organ's name over a double rule, at the foot of the page another one."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    fitting = min(42.0, Mm(148).pt / max(len(said["organ"]), 1))
    mark = section.first_page_header.paragraphs[0]
    mark.alignment = MIDDLE
    add_run(mark, said["organ"], font=XIAOBIAO, size=Pt(fitting), colour=RED)
    _rule(mark, "D7000F", 24, space=11, kind="thickThinSmallGap")
    foot = section.first_page_footer.paragraphs[0]
    _rule(foot, "D7000F", 24, kind="thinThickSmallGap")
    for line in (mark, foot):
        form = line.paragraph_format
        form.line_spacing_rule, form.space_after = WD_LINE_SPACING.SINGLE, Pt(0)
        # 170 mm in the middle of the page.
        form.left_indent, form.right_indent = Mm(-8), Mm(-6)
    add_line(document, said["number"], align=RIGHT, before=Pt(14))
    add_line(document, said["title"], font=XIAOBIAO, size=TITLE, align=MIDDLE, before=Pt(PITCH.pt * 1.5))
    add_line(document, "")


def _masthead(document: Any, said: dict[str, Any]) -> None:
    """The head of a bulletin (简报): name in red, number, organ and day on one line above the rule."""
    fitting = min(40.0, Mm(148).pt / max(len(said["head"]), 1))
    name = add_line(document, said["head"], font=XIAOBIAO, size=Pt(fitting), colour=RED, align=MIDDLE)
    name.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    add_line(document, said["number"], align=MIDDLE, before=Pt(PITCH.pt / 2))
    line = add_line(document, f"{said['organ']}\t{said['day']}")
    line.paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    _rule(line, "D7000F", 12, space=4)
    add_line(document, said["title"], font=XIAOBIAO, size=TITLE, align=MIDDLE, before=PITCH)
    add_line(document, "")


def _lines_of_imprint(document: Any, lines: list[str]) -> None:
    for position, said in enumerate(lines):
        line = add_line(document, said, size=SMALL, before=PITCH if position == 0 else None)
        if position == 0:
            _rule(line, "000000", 8, edge="top")
        if position == len(lines) - 1:
            _rule(line, "000000", 8)


def _attachments(document: Any, names: list[str]) -> None:
    for position, name in enumerate(names, start=1):
        number = f"{position}. " if len(names) > 1 else ""
        line = add_line(document, f"附件：{number}{name}" if position == 1 else f"{number}{name}")
        line.paragraph_format.left_indent = Pt(16 * 5)
        line.paragraph_format.first_line_indent = Pt(-16 * 3) if position == 1 else None
        if position == 1:
            line.paragraph_format.space_before = PITCH


def _signature(document: Any, said: dict[str, Any], seal: bytes) -> None:
    """The organ above the date, which ends four characters from the edge; the seal over both (骑年压月)."""
    organ, day = len(said["organ"]) * 16, len(said["day"]) * 16 - 40
    widest = max(organ, day)
    for text, width in ((said["organ"], organ), (said["day"], day)):
        line = add_line(
            document, text, align=RIGHT, before=Pt(PITCH.pt * 2) if text == said["organ"] else None
        )
        line.paragraph_format.right_indent = Pt(64 + (widest - width) / 2)
        line.paragraph_format.keep_with_next = text == said["organ"]
        line.paragraph_format.keep_together = True
    if seal:
        centre = WIDTH - Pt(64 + widest / 2)
        _float(line, seal, left=Emu(centre - SEAL // 2), top=Emu(-SEAL // 2))


def _float(paragraph: Any, picture: bytes, *, left: Emu, top: Emu) -> None:
    """Lay a picture over the text: python-docx sets pictures into the line only."""
    inline = paragraph.add_run().add_picture(io.BytesIO(picture), width=SEAL, height=SEAL)._inline
    anchor = OxmlElement("wp:anchor")
    for name, value in {
        "distT": 0, "distB": 0, "distL": 0, "distR": 0, "simplePos": 0, "relativeHeight": 1, "behindDoc": 0,
        "locked": 0, "layoutInCell": 1, "allowOverlap": 1,
    }.items():  # fmt: skip
        anchor.set(name, str(value))
    point = OxmlElement("wp:simplePos")
    point.set("x", "0")
    point.set("y", "0")
    anchor.append(point)
    for tag, frame, offset in (("wp:positionH", "margin", left), ("wp:positionV", "paragraph", top)):
        position, away = OxmlElement(tag), OxmlElement("wp:posOffset")
        position.set("relativeFrom", frame)
        away.text = str(int(offset))
        position.append(away)
        anchor.append(position)
    extent, *rest = list(inline)
    anchor.append(deepcopy(extent))
    anchor.append(OxmlElement("wp:wrapNone"))
    for child in rest:
        anchor.append(deepcopy(child))
    inline.getparent().replace(inline, anchor)


def _imprint(document: Any, said: dict[str, Any]) -> None:
    add_line(document, f"抄送：{'，'.join(said['copies_to'])}。", size=SMALL, before=PITCH)


def _table(document: Any, rows: list[list[str]]) -> None:
    """A row shorter than the widest gives the rest of the width to its last cell."""
    wide = max(len(row) for row in rows)
    table = document.add_table(rows=len(rows), cols=wide, style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    labelled = wide % 2 == 0
    label = Pt(14 * 7)
    free = Emu((WIDTH - label * (wide // 2)) // (wide // 2)) if labelled else Emu(WIDTH // wide)
    for column, cells in enumerate(table.columns):
        cells.width = label if labelled and column % 2 == 0 else free
    for line, row in zip(table.rows, rows, strict=True):
        cells = line.cells
        for at, text in enumerate(row):
            cell = cells[at] if at < len(row) - 1 or at == wide - 1 else cells[at].merge(cells[wide - 1])
            for number, part in enumerate(text.split("\n")):
                paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
                paragraph.paragraph_format.space_after = Pt(0)
                paragraph.alignment = MIDDLE if labelled and at % 2 == 0 else LEFT
                add_run(paragraph, part, size=SMALL)


def add_line(
    document: Any,
    text: str,
    *,
    font: str = FANG,
    size: Pt = BODY,
    colour: RGBColor | None = None,
    align: WD_ALIGN_PARAGRAPH | None = None,
    indent: bool = False,
    before: int | None = None,
) -> Any:
    """Add a paragraph on the grid of the page."""
    paragraph = document.add_paragraph()
    form = paragraph.paragraph_format
    form.line_spacing, form.space_after = PITCH, Pt(0)
    if before is not None:
        form.space_before = before
    if align is not None:
        paragraph.alignment = align
    if indent:
        form.first_line_indent = Pt(32)
    add_run(paragraph, text, font=font, size=size, colour=colour)
    return paragraph


def add_run(
    paragraph: Any, text: str, *, font: str = FANG, size: Pt = BODY, colour: RGBColor | None = None
) -> None:
    """Add text to a paragraph in the faces of official documents."""
    run = paragraph.add_run(text)
    run.font.size, run.font.name = size, LATIN
    # Without the East Asian font Word falls back to a Japanese face.
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    if colour is not None:
        run.font.color.rgb = colour


def _rule(
    paragraph: Any, colour: str, eighths: int, *, edge: str = "bottom", space: int = 1, kind: str = "single"
) -> None:
    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.insert_element_before(borders, "w:shd", "w:spacing", "w:ind", "w:jc")
    line = OxmlElement(f"w:{edge}")
    for name, value in {"val": kind, "sz": eighths, "space": space, "color": colour}.items():
        line.set(qn(f"w:{name}"), str(value))
    borders.append(line)


def _page_number(paragraph: Any, align: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 —, one character from the outer edge."""
    paragraph.alignment = align
    indent = paragraph.paragraph_format
    indent.left_indent, indent.right_indent = Pt(14), Pt(14)
    add_run(paragraph, "— ", size=SMALL)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    add_run(paragraph, " —", size=SMALL)


def _packed_alike(file: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as source, zipfile.ZipFile(target, "w") as packed:
        for name in source.namelist():
            packed.writestr(zipfile.ZipInfo(name, PACKED), source.read(name), zipfile.ZIP_DEFLATED)
    return target.getvalue()
