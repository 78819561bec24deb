"""What of a Word file is text to publish: changes accepted, comments, hidden words and machinery gone.

Each step changes the parsed parts in place and counts in :class:`Tally` what it left out.
"""

from dataclasses import dataclass

from lxml import etree

from gongkai.publishing.documents import formatting
from gongkai.publishing.documents.package import (
    DGM,
    MC,
    NS,
    PIC,
    WP,
    A,
    C,
    M,
    O,
    Package,
    R,
    V,
    is_on,
    val,
    w,
)

_GROUPS = (
    "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas",
)
# Alternative texts a machine wrote say nothing a reader may rely on.
_GENERATED = ("描述已自动生成", "自动生成的说明", "Description automatically generated", "AI 生成的内容")


@dataclass
class Tally:
    """How often something was accepted, changed or left out."""

    insertions: int = 0
    deletions: int = 0
    comments: int = 0
    hidden: int = 0
    contents: int = 0
    charts: int = 0
    diagrams: int = 0
    shapes: int = 0
    objects: int = 0
    remote_pictures: int = 0
    text_boxes: int = 0
    formulas: int = 0


def prepare(package: Package, styles: formatting.Styles) -> Tally:
    """Reduce the parts of ``package`` to the text a reader is meant to see."""
    tally = Tally()
    if package.comments is not None:
        tally.comments = len(package.comments.findall("w:comment", NS))
    for path, root in package.stories:
        _choose_alternatives(root)
        _accept_changes(root, tally)
        _drop_contents_tables(root, styles, tally)
        _unwrap_containers(root)
        _drop_hidden(root, styles, tally)
        _write_out_formulas(root, tally)
        _lift_text_boxes(root, tally)
        _keep_plain_pictures(root, package, path, tally)
        _drop_dangling_notes(root, package)
    return tally


def remove(element: etree._Element) -> None:
    """Take an element out; the text after it belongs to nobody in these formats."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def unwrap(element: etree._Element) -> None:
    """Put the children of an element in its place."""
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element)
    for offset, child in enumerate(list(element)):
        parent.insert(at + offset, child)
    parent.remove(element)


def host(element: etree._Element, *names: str) -> etree._Element | None:
    """Return the nearest element around this one with one of the names."""
    wanted = {w(name) for name in names}
    return next((outer for outer in element.iterancestors() if outer.tag in wanted), None)


def _found(root: etree._Element, *names: str) -> list[etree._Element]:
    return list(root.iter(*(w(name) for name in names)))


def _choose_alternatives(root: etree._Element) -> None:
    """Take one of several renderings: the first that has words or a picture."""
    for element in reversed(list(root.iter(f"{{{MC}}}AlternateContent"))):
        offered = element.findall("mc:Choice", NS) + element.findall("mc:Fallback", NS)
        kept = next((option for option in offered if _is_readable(option)), next(iter(offered), None))
        if kept is None:
            remove(element)
            continue
        for other in list(element):
            if other is not kept:
                element.remove(other)
        unwrap(kept)
        unwrap(element)


def _is_readable(element: etree._Element) -> bool:
    readable = (w("t"), f"{{{A}}}blip", f"{{{V}}}imagedata", f"{{{V}}}textpath", f"{{{C}}}chart")
    return next(element.iter(*readable), None) is not None


def _accept_changes(root: etree._Element, tally: Tally) -> None:
    _drop_deleted_cells(root, tally)
    for paragraph in _found(root, "p"):
        if paragraph.find("w:pPr/w:rPr/w:del", NS) is not None:
            _join_with_next(paragraph)
    # An empty mark stands in the properties of a paragraph and concerns its end only.
    for element in _found(root, "del", "moveFrom"):
        tally.deletions += int(len(element) > 0)
        remove(element)
    for element in _found(root, "ins", "moveTo"):
        tally.insertions += int(len(element) > 0)
        unwrap(element)
    for element in _found(root, "rPrChange", "pPrChange", "tblPrChange", "trPrChange", "tcPrChange"):
        remove(element)


def _drop_deleted_cells(root: etree._Element, tally: Tally) -> None:
    deleted = [row for row in _found(root, "tr") if row.find("w:trPr/w:del", NS) is not None]
    deleted += [cell for cell in _found(root, "tc") if cell.find("w:tcPr/w:cellDel", NS) is not None]
    for element in deleted:
        remove(element)
    tally.deletions += len(deleted)


def _join_with_next(paragraph: etree._Element) -> None:
    following = paragraph.getnext()
    if following is None or following.tag != w("p"):
        return
    properties = following.find("w:pPr", NS)
    at = 0 if properties is None else following.index(properties) + 1
    for child in reversed([child for child in paragraph if child.tag != w("pPr")]):
        following.insert(at, child)
    remove(paragraph)


def _drop_contents_tables(root: etree._Element, styles: formatting.Styles, tally: Tally) -> None:
    """Drop a printed table of contents: its page numbers mean nothing on a page of the web."""
    doomed = [
        element
        for element in _found(root, "sdt")
        if val(element.find("w:sdtPr/w:docPartObj/w:docPartGallery", NS)) == "Table of Contents"
    ]
    doomed += _contents_paragraphs(root, styles)
    for element in doomed:
        heading = element.getprevious()
        if heading is not None and heading.tag == w("p") and _words(heading) == "目录":
            remove(heading)
        remove(element)
    tally.contents = max(tally.contents, int(bool(doomed)))


def _contents_paragraphs(root: etree._Element, styles: formatting.Styles) -> list[etree._Element]:
    found, open_fields = [], []
    for paragraph in _found(root, "p"):
        inside = "TOC" in open_fields
        for mark in paragraph.iter(w("fldChar"), w("instrText")):
            kind = mark.get(w("fldCharType"))
            if kind == "begin":
                open_fields.append("")
            elif kind == "end" and open_fields:
                open_fields.pop()
            elif mark.tag == w("instrText") and open_fields and not open_fields[-1]:
                open_fields[-1] = (mark.text or "").split()[0] if (mark.text or "").split() else ""
            inside = inside or "TOC" in open_fields
        ends_here = inside and "TOC" not in open_fields
        style = styles.paragraph(paragraph).style_name
        if style.startswith("toc ") or (inside and not (ends_here and not _words(paragraph))):
            found.append(paragraph)
    return found


def _words(element: etree._Element) -> str:
    return "".join("".join(node.text or "" for node in element.iter(w("t"))).split()).replace("\u3000", "")


def _unwrap_containers(root: etree._Element) -> None:
    for element in _found(root, "sdt"):
        _unwrap_control(element)
    for element in _found(root, "ruby"):
        _keep_base(element)
    for element in _found(root, "fldSimple", "smartTag", "customXml", "dir", "bdo"):
        for properties in element.findall("w:smartTagPr", NS) + element.findall("w:customXmlPr", NS):
            element.remove(properties)
        unwrap(element)
    for element in _found(root, "commentRangeStart", "commentRangeEnd", "commentReference", "bookmarkStart"):
        remove(element)
    for element in _found(root, "cr"):
        element.tag = w("br")


def _unwrap_control(control: etree._Element) -> None:
    """A content control (内容控件) is its content; a ticked box keeps the sign it shows."""
    content = control.find("w:sdtContent", NS)
    for other in list(control):
        if other is not content:
            control.remove(other)
    if content is not None:
        unwrap(content)
    unwrap(control)


def _keep_base(ruby: etree._Element) -> None:
    """Keep the words under a phonetic guide (拼音指南), not the guide."""
    base, run = ruby.find("w:rubyBase", NS), host(ruby, "r")
    parent = None if run is None else run.getparent()
    if base is not None and run is not None and parent is not None:
        at = parent.index(run)
        for offset, child in enumerate(list(base)):
            parent.insert(at + offset, child)
    remove(ruby)


def _drop_hidden(root: etree._Element, styles: formatting.Styles, tally: Tally) -> None:
    for paragraph in _found(root, "p"):
        for run in list(paragraph.iter(w("r"))):
            if host(run, "p") is paragraph and styles.run(run, paragraph).hidden:
                tally.hidden += len(_words(run))
                # Marks of fields stay: without them what follows would be read wrongly.
                for child in (
                    run.findall("w:t", NS) + run.findall("w:drawing", NS) + run.findall("w:pict", NS)
                ):
                    run.remove(child)
    for row in _found(root, "tr"):
        if is_on(row.find("w:trPr/w:hidden", NS)):
            tally.hidden += len(_words(row))
            remove(row)


def _write_out_formulas(root: etree._Element, tally: Tally) -> None:
    for element in list(root.iter(f"{{{M}}}oMath")):
        text = "".join(node.text or "" for node in element.iter(f"{{{M}}}t"))
        tally.formulas += 1
        parent = element.getparent()
        if parent is not None:
            parent.replace(element, text_run(text))
    for element in list(root.iter(f"{{{M}}}oMathPara")):
        unwrap(element)


def text_run(text: str) -> etree._Element:
    """Return a run of plain words."""
    run = etree.Element(w("r"))
    etree.SubElement(run, w("t")).text = text
    return run


def _lift_text_boxes(root: etree._Element, tally: Tally) -> None:
    """Put the paragraphs of a text box after the paragraph it hangs on; an inner box comes first."""
    for box in reversed(_found(root, "txbxContent")):
        paragraph = host(box, "p")
        parent = None if paragraph is None else paragraph.getparent()
        if paragraph is None or parent is None:
            continue
        if _words(box):
            tally.text_boxes += 1
        at = parent.index(paragraph) + 1
        for offset, child in enumerate(list(box)):
            parent.insert(at + offset, child)
        remove(box)


def _keep_plain_pictures(root: etree._Element, package: Package, path: str, tally: Tally) -> None:
    """Replace every drawing by its pictures, inline and in order; say what has no picture."""
    relations = package.relations[path]
    for drawing in _found(root, "drawing", "pict", "object"):
        parent = drawing.getparent()
        if parent is None:
            continue
        tally.charts += sum(1 for _ in drawing.iter(f"{{{C}}}chart"))
        tally.diagrams += sum(1 for _ in drawing.iter(f"{{{DGM}}}relIds"))
        tally.objects += int(drawing.tag == w("object"))
        at = parent.index(drawing)
        kept: list[etree._Element] = []
        for key, alt in _picture_keys(drawing):
            relation = relations.get(key)
            if relation is None or relation.external:
                tally.remote_pictures += 1
            else:
                kept.append(_plain_picture(key, alt))
        for word_art in drawing.iter(f"{{{V}}}textpath"):
            if word_art.get("string"):
                text = etree.Element(w("t"))
                text.text = word_art.get("string")
                kept.append(text)
        if not kept and any(next(drawing.iter(f"{{{group}}}*"), None) is not None for group in _GROUPS):
            tally.shapes += 1
        parent.remove(drawing)
        for offset, element in enumerate(kept):
            parent.insert(at + offset, element)


def _picture_keys(drawing: etree._Element) -> list[tuple[str, str]]:
    described = drawing.find(".//wp:docPr", NS)
    outer = _alt(described)
    found = []
    for blip in drawing.iter(f"{{{A}}}blip"):
        picture = next(blip.iterancestors(f"{{{PIC}}}pic"), None)
        if picture is not None:
            own = _alt(picture.find("pic:nvPicPr/pic:cNvPr", NS))
            found.append((blip.get(f"{{{R}}}embed", ""), own or outer))
    for image in drawing.iter(f"{{{V}}}imagedata"):
        shape = image.getparent()
        alt = (shape.get("alt") if shape is not None else "") or image.get(f"{{{O}}}title", "")
        found.append((image.get(f"{{{R}}}id", ""), _said(alt or "")))
    return found


def _alt(element: etree._Element | None) -> str:
    return "" if element is None else _said(element.get("descr", "") or element.get("title", ""))


def _said(alt: str) -> str:
    return "" if any(mark in alt for mark in _GENERATED) else " ".join(alt.split())


def _plain_picture(key: str, alt: str) -> etree._Element:
    drawing = etree.Element(w("drawing"))
    inline = etree.SubElement(drawing, f"{{{WP}}}inline")
    etree.SubElement(inline, f"{{{WP}}}docPr").set("descr", alt)
    graphic = etree.SubElement(inline, f"{{{A}}}graphic")
    data = etree.SubElement(graphic, f"{{{A}}}graphicData")
    picture = etree.SubElement(data, f"{{{PIC}}}pic")
    fill = etree.SubElement(picture, f"{{{PIC}}}blipFill")
    etree.SubElement(fill, f"{{{A}}}blip").set(f"{{{R}}}embed", key)
    return drawing


def _drop_dangling_notes(root: etree._Element, package: Package) -> None:
    for kind, notes in (("footnote", package.footnotes), ("endnote", package.endnotes)):
        known = set() if notes is None else {note.get(w("id")) for note in notes.iterfind(f"w:{kind}", NS)}
        for reference in _found(root, f"{kind}Reference"):
            if reference.get(w("id")) not in known:
                remove(reference)
