"""Reports as Word files: the innermost tables give the rows, everything else the paragraphs."""

import io
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tc
from docx.table import Table
from docx.text.paragraph import Paragraph

from gongkai.reporting.published.report import Parts


def split(content: bytes) -> Parts:
    """Return the rows of all innermost tables and the paragraphs outside them, layout tables included."""
    document = Document(io.BytesIO(content))
    rows: list[list[str]] = []
    paragraphs: list[str] = []
    for block in _blocks(document):
        if isinstance(block, Paragraph):
            paragraphs += [line.strip() for line in block.text.split("\n") if line.strip()]
            continue
        # A page that is laid out in a table of one column holds text, not figures.
        found = list(_rows(block))
        if any(len(row) > 2 for row in found):
            rows += found
        else:
            paragraphs += [text for row in found for cell in row for text in cell.split("\n") if text.strip()]
    return Parts(rows, paragraphs)


def _blocks(document: WordDocument) -> Iterator[Paragraph | Table]:
    """Yield paragraphs and innermost tables in the order of the document."""
    for element in document.element.body.iter(qn("w:p"), qn("w:tbl")):
        if element.tag == qn("w:tbl"):
            if not _holds_a_table(element):
                yield Table(element, document)
        elif all(map(_holds_a_table, element.iterancestors(qn("w:tbl")))):
            yield Paragraph(element, document)


def _holds_a_table(element: Any) -> bool:
    return next(element.iterdescendants(qn("w:tbl")), None) is not None


def _rows(table: Table) -> Iterator[list[str]]:
    """Yield each row with one text for each of its own cells; one that continues the cell above is left out."""
    for row in table._tbl.tr_lst:
        yield [_text(cell) for cell in row.tc_lst if cell.vMerge != "continue"]


def _text(cell: CT_Tc) -> str:
    lines = ("".join(node.text or "" for node in line.iter(qn("w:t"))) for line in cell.iter(qn("w:p")))
    return "\n".join(line for line in lines if line.strip())
