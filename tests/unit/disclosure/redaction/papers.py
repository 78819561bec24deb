"""PDF files as they come out of offices, made with Typst and bent with pypdf."""

import io
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    RectangleObject,
    TextStringObject,
)

from gongkai.disclosure.redaction import paper
from gongkai.disclosure.redaction.regions import Region

FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent
ID_NUMBER = "11010519491231002X"
PHONE = "13900000000"
LIST = "= 补助对象名单\n\n收款人张三丰，身份证号11010519491231002X，电话13900000000。\n\n经办人李四，合同金额 320000 元。\n"
EVERYWHERE = Region(1, 0, 0, 10_000, 10_000)


@cache
def typeset(*pages: str, paper_size: str = "a4") -> bytes:
    """Return a PDF with a page for each text."""
    body = "\n#pagebreak()\n".join(pages)
    text = f'#set page(paper: "{paper_size}")\n#set text(font: "Noto Serif SC", size: 12pt)\n{body}'
    return bytes(typst.compile(text.encode(), font_paths=[FONTS], ignore_system_fonts=True))


def changed(content: bytes, change, number: int = 0) -> bytes:
    """Return the PDF after ``change`` was made to a page (from 0)."""
    writer = PdfWriter(clone_from=io.BytesIO(content))
    change(writer, writer.pages[number])
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def drawing_more(code: str):
    """Return a change that draws ``code`` after what the page draws."""

    def change(writer, page):
        stream = DecodedStreamObject()
        stream.set_data(b"\nq\n" + code.encode() + b"\nQ\n")
        before = page.get_contents()
        old = DecodedStreamObject()
        old.set_data(b"q\n" + before.get_data() + b"\nQ")
        page[NameObject("/Contents")] = ArrayObject([writer._add_object(old), writer._add_object(stream)])
        page["/Resources"].setdefault(NameObject("/Font"), DictionaryObject())[NameObject("/Helv")] = (
            DictionaryObject(
                {
                    NameObject("/Type"): NameObject("/Font"),
                    NameObject("/Subtype"): NameObject("/Type1"),
                    NameObject("/BaseFont"): NameObject("/Helvetica"),
                }
            )
        )

    return change


def with_note(words: str):
    """Return a change that puts a note of free text on the page."""

    def change(writer, page):
        appearance = DecodedStreamObject()
        appearance.set_data(f"BT /Helv 14 Tf 2 2 Td ({words}) Tj ET".encode())
        appearance.update(
            {
                NameObject("/Type"): NameObject("/XObject"),
                NameObject("/Subtype"): NameObject("/Form"),
                NameObject("/BBox"): RectangleObject((0, 0, 200, 20)),
                NameObject("/Resources"): DictionaryObject(
                    {
                        NameObject("/Font"): DictionaryObject(
                            {
                                NameObject("/Helv"): DictionaryObject(
                                    {
                                        NameObject("/Type"): NameObject("/Font"),
                                        NameObject("/Subtype"): NameObject("/Type1"),
                                        NameObject("/BaseFont"): NameObject("/Helvetica"),
                                    }
                                )
                            }
                        )
                    }
                ),
            }
        )
        note = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/FreeText"),
                NameObject("/Rect"): RectangleObject((100, 100, 300, 120)),
                NameObject("/Contents"): TextStringObject(words),
                NameObject("/F"): NumberObject(4),
                NameObject("/AP"): DictionaryObject({NameObject("/N"): writer._add_object(appearance)}),
            }
        )
        page[NameObject("/Annots")] = ArrayObject([writer._add_object(note)])

    return change


def with_field(words: str):
    """Return a change that puts a filled-in field on the page."""

    def change(writer, page):
        with_note(words)(writer, page)
        field = page["/Annots"][0].get_object()
        field.update(
            {
                NameObject("/Subtype"): NameObject("/Widget"),
                NameObject("/FT"): NameObject("/Tx"),
                NameObject("/T"): TextStringObject("name"),
                NameObject("/V"): TextStringObject(words),
            }
        )
        writer._root_object[NameObject("/AcroForm")] = DictionaryObject(
            {NameObject("/Fields"): ArrayObject([page["/Annots"][0].indirect_reference])}
        )

    return change


def on_hidden_layer(code: str):
    """Return a change that draws ``code`` on a layer that is switched off."""

    def change(writer, page):
        drawing_more(f"/OC /Layer BDC {code} EMC")(writer, page)
        layer = writer._add_object(
            DictionaryObject(
                {NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("x")}
            )
        )
        page["/Resources"][NameObject("/Properties")] = DictionaryObject({NameObject("/Layer"): layer})
        writer._root_object[NameObject("/OCProperties")] = DictionaryObject(
            {
                NameObject("/OCGs"): ArrayObject([layer]),
                NameObject("/D"): DictionaryObject({NameObject("/OFF"): ArrayObject([layer])}),
            }
        )

    return change


def cropped(left: float, bottom: float, right: float, top: float):
    def change(writer, page):
        page[NameObject("/CropBox")] = ArrayObject(FloatObject(n) for n in (left, bottom, right, top))

    return change


def turned(degrees: int):
    def change(writer, page):
        page[NameObject("/Rotate")] = NumberObject(degrees)

    return change


def region_over(content: bytes, word: str, page: int = 1) -> list[Region]:
    """Return the regions over every occurrence of a word on a page."""
    from datetime import date

    from gongkai.disclosure.redaction.finding import proposals

    found = [each for each in proposals(content, [word], date(2025, 1, 1)) if each.shown == word]
    return [region for each in found if each.page == page for region in each.regions]


def extracted(content: bytes, page: int = 1) -> list[str]:
    """Return what two extractors read on a page, without spaces."""
    with paper.opened(content) as document, paper.page_of(document, page) as opened:
        text = opened.get_textpage()
        seen = text.get_text_range()
        text.close()
    return [
        "".join(each.split())
        for each in (PdfReader(io.BytesIO(content)).pages[page - 1].extract_text(), seen)
    ]


def every_stream(content: bytes) -> bytes:
    """Return the file with all its streams decompressed, one after another: whatever is anywhere in it."""
    reader = PdfReader(io.BytesIO(content))
    parts = [content]
    for number in reader.xref[0]:
        found = reader.get_object(number) if number else None
        if hasattr(found, "get_data") and found.get("/Subtype") != "/Image":
            parts.append(found.get_data())
    return b"\n".join(parts)
