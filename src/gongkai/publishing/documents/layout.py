"""What a paragraph is: title, heading, list item, signature. Word styles say it, or the usual official layout.

Every paragraph is given a role, written as its style; the converter knows no other styles. 公文格式 (GB/T 9704-2012)
sets the title in 小标宋, “一、” in 黑体, “（一）” in 楷体 and the signature at the right.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from gongkai.publishing.documents.formatting import ParagraphLook, RunLook, Styles
from gongkai.publishing.documents.numbering import Label, Numbering
from gongkai.publishing.documents.package import NS, w
from gongkai.publishing.documents.preparing import host, text_run

PLAIN, TITLE, CENTER, RIGHT, INDENT, CAPTION = (
    "gk-p", "gk-title", "gk-center", "gk-right", "gk-indent", "gk-caption",
)  # fmt: skip
LIST = "gk-li"

TITLE_WORDS = "通知|公告|通告|意见|决定|决议|办法|规定|细则|方案|规划|计划|报告|批复|函|通报|纪要|解读|公示|条例|指南|预案|制度|要点|说明"
DATE = r"(?:\d{4}|[〇○Oo零一二三四五六七八九]{4})年(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:\d{1,2}|[一二三四五六七八九十]{1,3})日"
DOC_NUMBER = r"[\u4e00-\u9fa5]{2,20}[〔\[(（﹝【](?:19|20)\d{2}[〕\])）﹞】]第?\d{1,5}号"
_ENDS_LIKE_TITLE = re.compile(rf"(?:{TITLE_WORDS})(?:[（(].{{1,20}}[）)])?$")
_NUMERAL = "[一二三四五六七八九十百零]"
_LEVELS = (
    (2, re.compile(rf"第(?:{_NUMERAL}+|\d+)(?:章|编|篇|部分)")),
    (3, re.compile(rf"第(?:{_NUMERAL}+|\d+)节")),
    (2, re.compile(rf"{_NUMERAL}{{1,3}}、")),
    (3, re.compile(rf"[（(]{_NUMERAL}{{1,3}}[）)]")),
    (4, re.compile(r"\d{1,2}[.．、](?!\d)")),
)
_HEADING_STYLE = re.compile(r"(?:heading|标题) ?([1-9])")
_LONGEST_HEADING = 50
_LONGEST_PLAIN_HEADING = 30
_FAR_RIGHT = 8
_SET_IN = 1.5
_SPACES = " \u3000\u00a0\t"


@dataclass
class Line:
    """A paragraph as it is printed."""

    element: etree._Element
    look: ParagraphLook
    runs: list[tuple[etree._Element, RunLook]]
    label: Label | None
    raw: str
    in_table: bool
    role: str = PLAIN

    @property
    def text(self) -> str:
        """Return the words with the number Word prints before them, without any space."""
        label = self.label.text if self.label and not self.label.is_bullet else ""
        return label + re.sub(r"\s+", "", self.raw)

    @property
    def main(self) -> RunLook:
        """Return the look of most of the words."""
        return max(self.runs, key=lambda pair: len(words(pair[0])), default=(None, RunLook()))[1]

    @property
    def leading(self) -> float:
        """Return how far the first word stands from the margin, in characters."""
        spaces = self.raw[: len(self.raw) - len(self.raw.lstrip(_SPACES))]
        width = sum(1.0 if sign in "\u3000\t" else 0.5 for sign in spaces)
        return width + self.look.indent + max(self.look.first_line, 0)

    @property
    def level(self) -> int | None:
        """Return the heading level its number would have."""
        return next((level for level, pattern in _LEVELS if pattern.match(self.text)), None)

    def all_set_in(self, *fonts: str) -> bool:
        """Tell whether every word is in one of the fonts, or bold."""
        looks = [look for run, look in self.runs if words(run).strip()]
        return bool(looks) and all(look.bold or any(font in look.font for font in fonts) for look in looks)


def words(run: etree._Element) -> str:
    """Return the words of a run, tabs as such."""
    return "".join("\t" if node.tag == w("tab") else (node.text or "") for node in run.iter(w("t"), w("tab")))


def lay_out(root: etree._Element, styles: Styles, numbering: Numbering) -> set[str]:
    """Give every paragraph its role and every run its plain marks; return the roles used."""
    lines = [_line(paragraph, styles, numbering) for paragraph in root.iter(w("p"))]
    printed = [line for line in lines if line.text]
    free = [line for line in printed if not line.in_table]
    _assign_alignment(lines)
    _assign_signature(free)
    shift = _assign_title(free)
    _assign_style_headings(free, shift)
    _assign_layout_headings(free)
    _assign_lists(free)
    for line in lines:
        _write(line)
    return {line.role for line in lines}


def lay_out_notes(root: etree._Element, styles: Styles, numbering: Numbering) -> None:
    """Notes are plain paragraphs."""
    for paragraph in root.iter(w("p")):
        _write(_line(paragraph, styles, numbering))


def _line(paragraph: etree._Element, styles: Styles, numbering: Numbering) -> Line:
    look = styles.paragraph(paragraph)
    runs = [(run, styles.run(run, paragraph)) for run in paragraph.iter(w("r"))]
    raw = "".join(words(run) for run, _ in runs)
    # A paragraph without words shows no number, but a picture in a list does count.
    numbered = look.num_id is not None and (raw.strip() or paragraph.find(".//w:drawing", NS) is not None)
    label = numbering.label(look.num_id, look.level) if numbered and look.num_id else None
    return Line(paragraph, look, runs, label, raw, in_table=host(paragraph, "tc") is not None)


def _assign_alignment(lines: Sequence[Line]) -> None:
    for line in lines:
        if line.in_table:
            continue
        if line.look.alignment in ("center", "distribute"):
            line.role = CENTER
        elif line.look.alignment in ("right", "end"):
            line.role = RIGHT
        elif line.look.indent >= _SET_IN and line.label is None:
            line.role = INDENT
        if line.look.style_name in ("caption", "题注"):
            line.role = CAPTION


def _assign_signature(lines: Sequence[Line]) -> None:
    """Set a date alone on a line, and the organ above it, to the right when spaces or indents put them there."""
    for at, line in enumerate(lines):
        if not re.fullmatch(DATE, line.text):
            continue
        above = lines[at - 1] if at else line
        for candidate in (line, above):
            if (
                candidate.leading >= _FAR_RIGHT
                and len(candidate.text) <= 40
                and candidate.role in (PLAIN, INDENT)
            ):
                candidate.role = RIGHT


def _assign_title(lines: Sequence[Line]) -> int:
    """Mark the title; return by how much heading styles move up because the first of them was the title."""
    styled = [line for line in lines if line.look.style_name in ("title", "标题")]
    if styled:
        for line in styled:
            line.role = TITLE
        return 0
    heads = [line for line in lines if _style_level(line) is not None]
    top = [line for line in heads if _style_level(line) == 1]
    if len(top) == 1 and heads[0] is top[0] and len(heads) > 1 and top[0].level is None:
        top[0].role = TITLE
        return 1
    for line in _printed_title(lines):
        line.role = TITLE
    return 0


def _printed_title(lines: Sequence[Line]) -> list[Line]:
    """Return the first centred lines in 小标宋, or the first that read like a title."""
    groups = _centred_groups(lines)
    for group in groups:
        found = [line for line in group if "小标宋" in line.main.font and _may_be_title(line)]
        if found:
            return found
    for group in groups:
        found = [line for line in group if _may_be_title(line)]
        if found and _ENDS_LIKE_TITLE.search("".join(line.text for line in found)):
            return found
    return []


def _centred_groups(lines: Sequence[Line]) -> list[list[Line]]:
    groups: list[list[Line]] = []
    previous = ""
    for line in lines:
        if line.role == CENTER and previous == CENTER:
            groups[-1].append(line)
        elif line.role == CENTER:
            groups.append([line])
        previous = line.role
    return groups


def _may_be_title(line: Line) -> bool:
    return not (
        line.main.red
        or re.fullmatch(DOC_NUMBER, line.text)
        or re.fullmatch(DATE, line.text)
        or re.fullmatch(r"[（(].*[）)]", line.text)
        or line.text.endswith("文件")
        or line.level is not None
    )


def _style_level(line: Line) -> int | None:
    match = _HEADING_STYLE.fullmatch(line.look.style_name)
    if match:
        return int(match[1])
    return None if line.look.outline is None else line.look.outline + 1


def _assign_style_headings(lines: Sequence[Line], shift: int) -> None:
    for line in lines:
        level = _style_level(line)
        # A whole paragraph with an outline level is a slip of the typist's.
        if level is not None and line.role != TITLE and len(line.text) <= 2 * _LONGEST_HEADING:
            _make_heading(line, level + 1 - shift)


def _make_heading(line: Line, level: int) -> None:
    line.role = f"gk-h{min(max(level, 2), 6)}" + ("-center" if line.role == CENTER else "")


def _assign_layout_headings(lines: Sequence[Line]) -> None:
    for line, following in zip(lines, [*lines[1:], None], strict=False):
        if line.role == CENTER and "小标宋" in line.main.font and not line.main.red:
            _make_heading(line, 2)
        level = line.level
        if line.role in (PLAIN, INDENT, CENTER) and level and _reads_like_heading(line, level, following):
            _make_heading(line, level)


def _reads_like_heading(line: Line, level: int, following: Line | None) -> bool:
    if len(line.text) > _LONGEST_HEADING or line.text[-1] in "；;，,：:、":
        return False
    if line.all_set_in("黑体", "楷体", "SimHei", "KaiTi"):
        return True
    chapter = line.text.startswith("第")
    if level > 3 or following is None or len(line.text) > _LONGEST_PLAIN_HEADING:
        return False
    leads_on = following.level is None or following.level > level
    return (chapter or leads_on) and not re.search("[。；，！？]", line.text)


def _assign_lists(lines: Sequence[Line]) -> None:
    for line in lines:
        if line.label and line.label.html_type and line.role in (PLAIN, INDENT):
            label = line.label
            line.role = f"{LIST}-{label.level}-{label.html_type}-{label.number}"


def _write(line: Line) -> None:
    """Replace the properties of the paragraph and its runs by the role and plain marks."""
    for properties in line.element.findall("w:pPr", NS):
        line.element.remove(properties)
    properties = etree.Element(w("pPr"))
    etree.SubElement(properties, w("pStyle")).set(w("val"), line.role)
    line.element.insert(0, properties)
    if line.label and not line.role.startswith(LIST):
        gap = " " if line.label.text[-1].isascii() or line.label.is_bullet else ""
        line.element.insert(1, text_run(line.label.text + gap))
    heading = line.role.startswith("gk-h") or line.role == TITLE
    for run, look in line.runs:
        _write_run(run, look, heading=heading)


def _write_run(run: etree._Element, look: RunLook, *, heading: bool) -> None:
    for properties in run.findall("w:rPr", NS):
        run.remove(properties)
    text = words(run)
    blank = look.underline and len(text) > 1 and not text.strip(_SPACES) and run.find("w:t", NS) is not None
    if blank:
        _draw_blank(run, len(text))
    marks = etree.Element(w("rPr"))
    for name, wanted in (
        ("b", look.bold and not heading),
        ("i", look.italic and not heading),
        ("strike", look.strike),
    ):
        if wanted:
            etree.SubElement(marks, w(name))
    if look.underline and not heading and not blank:
        etree.SubElement(marks, w("u")).set(w("val"), "single")
    # The number of a note is raised by the converter already.
    is_note = (
        run.find("w:footnoteReference", NS) is not None or run.find("w:endnoteReference", NS) is not None
    )
    if look.position in ("superscript", "subscript") and not is_note:
        etree.SubElement(marks, w("vertAlign")).set(w("val"), look.position)
    run.insert(0, marks)


def _draw_blank(run: etree._Element, length: int) -> None:
    """Underlined spaces are a place to fill in: drawn as a line, because spaces vanish on a page."""
    for node in run.findall("w:t", NS) + run.findall("w:tab", NS):
        run.remove(node)
    etree.SubElement(run, w("t")).text = "_" * min(length, 20)
