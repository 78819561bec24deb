"""Tables of a Word file: which rows are a head, and cells left out at the side."""

from lxml import etree

from gongkai.publishing.documents.formatting import Styles
from gongkai.publishing.documents.layout import words
from gongkai.publishing.documents.package import NS, val, w


def mark_heads(root: etree._Element, styles: Styles) -> None:
    """Mark the head rows of every table. Ask before runs lose their fonts."""
    for table in root.iter(w("tbl")):
        rows = table.findall("w:tr", NS)
        for row in rows:
            _fill_side(row)
        if (
            _lacks_head(rows)
            and _is_set_like_head(rows[0], styles)
            and not _is_set_like_head(rows[-1], styles)
        ):
            for row in rows[: _height(rows)]:
                _mark(row)


def _lacks_head(rows: list[etree._Element]) -> bool:
    return len(rows) > 1 and not any(row.find("w:trPr/w:tblHeader", NS) is not None for row in rows)


def _fill_side(row: etree._Element) -> None:
    """A row that begins further right gets an empty cell, so that its columns stay under each other."""
    skipped = val(row.find("w:trPr/w:gridBefore", NS))
    if not skipped or not skipped.isdigit() or not 0 < int(skipped) < 64:
        return
    cell = etree.Element(w("tc"))
    properties = etree.SubElement(cell, w("tcPr"))
    etree.SubElement(properties, w("gridSpan")).set(w("val"), skipped)
    etree.SubElement(cell, w("p"))
    first = row.find("w:tc", NS)
    row.insert(len(row) if first is None else row.index(first), cell)


def _is_set_like_head(row: etree._Element, styles: Styles) -> bool:
    """Tell whether every cell has words, all bold or in 黑体."""
    for cell in row.findall("w:tc", NS):
        merge = cell.find("w:tcPr/w:vMerge", NS)
        if merge is not None and val(merge, "continue") != "restart":
            continue
        looks = [
            styles.run(run, paragraph)
            for paragraph in cell.iter(w("p"))
            for run in paragraph.iter(w("r"))
            if words(run).strip()
        ]
        if not looks or not all(look.bold or "黑体" in look.font for look in looks):
            return False
    return True


def _height(rows: list[etree._Element]) -> int:
    """Return how many rows the merged cells of the first row reach down."""
    if not any(_merge(cell) == "restart" for cell in rows[0].iter(w("tc"))):
        return 1
    height = 1
    while height < len(rows) - 1 and any(_merge(cell) == "continue" for cell in rows[height].iter(w("tc"))):
        height += 1
    return height


def _merge(cell: etree._Element) -> str:
    merge = cell.find("w:tcPr/w:vMerge", NS)
    return "" if merge is None else val(merge, "continue") or "continue"


def _mark(row: etree._Element) -> None:
    properties = row.find("w:trPr", NS)
    if properties is None:
        properties = etree.Element(w("trPr"))
        row.insert(0, properties)
    etree.SubElement(properties, w("tblHeader"))
