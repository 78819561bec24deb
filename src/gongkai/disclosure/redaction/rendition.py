"""Making the file that is handed over (区分处理件): marked pages become pictures, the others are written anew.

One rule holds for every page: only what can be seen goes out. A page that holds anything else (text under a bar,
white on white, outside the page, on a hidden layer, in notes and fields) becomes a picture too, without it.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PIL import Image
from pypdf import PdfWriter
from pypdfium2 import PdfDocument

from gongkai.disclosure.redaction import layer, paper, rewrite
from gongkai.disclosure.redaction.regions import Box, Region, Size
from gongkai.disclosure.redaction.tokens import Token, tokens_of

DPI = 200
# Enough to tell whether a character is there.
GLANCE_DPI = 100


@dataclass(frozen=True)
class Sheet:
    """A page of the source, as it goes out: the words kept, the words gone, the places blacked out."""

    number: int
    size: Size
    boxes: tuple[Box, ...]
    kept: tuple[Token, ...]
    gone: tuple[Token, ...]
    becomes_picture: bool


@dataclass(frozen=True)
class Rendition:
    """The file that is handed over, and what is to be true of it."""

    content: bytes
    sheets: tuple[Sheet, ...]


def made(source: bytes, regions: Iterable[Region]) -> Rendition:
    """Return a new PDF of ``source`` in which nothing remains of what stood under the regions."""
    reader = rewrite.reader_of(source)
    plain = [rewrite.is_plain(page) for page in reader.pages]
    by_page: dict[int, list[Region]] = {}
    for region in regions:
        by_page.setdefault(region.page, []).append(region)
    writer = PdfWriter()
    font = layer.UnseenFont(writer)
    with paper.opened(source) as document:
        sheets = [
            _read(document, number, by_page.get(number, ()), is_plain=is_plain)
            for number, is_plain in enumerate(plain, start=1)
        ]
        telling = _telling_fonts(reader, sheets)
        final = []
        for sheet, page in zip(sheets, reader.pages, strict=True):
            if not sheet.becomes_picture and not telling & rewrite.fonts_of(page):
                rewrite.add_copy(writer, page)
                final.append(sheet)
                continue
            picture = _picture(document, sheet)
            layer.add_picture(writer, picture, sheet.size, sheet.kept, sheet.boxes, font)
            final.append(Sheet(**{**vars(sheet), "becomes_picture": True}))
    font.finish()
    writer.metadata = None
    target = io.BytesIO()
    writer.write(target)
    return Rendition(target.getvalue(), tuple(final))


def _read(document: PdfDocument, number: int, regions: Sequence[Region], *, is_plain: bool) -> Sheet:
    with paper.page_of(document, number) as page:
        size = page.get_size()
        characters = paper.characters_of(page)
        shown = [True] * len(characters)
        is_plain = is_plain and not paper.cuts_a_picture(page)
        if any(character.box for character in characters):
            glance = paper.picture_of(page, GLANCE_DPI, grey=True)
            shown = [paper.is_seen(character, glance, GLANCE_DPI) for character in characters]
    boxes = tuple(region.on(size) for region in regions)
    kept: list[Token] = []
    gone: list[Token] = []
    for token in tokens_of(characters):
        seen = all(shown[token.first : token.first + token.length])
        (kept if seen and not any(box.meets(token.box) for box in boxes) else gone).append(token)
    return Sheet(number, size, boxes, tuple(kept), tuple(gone), bool(regions or gone or not is_plain))


def _telling_fonts(reader: rewrite.PdfReader, sheets: Sequence[Sheet]) -> set[int]:
    """Return the fonts that would give away a character that is seen nowhere any more.

    An embedded font holds the characters of the whole document; its copy for another page would name them.
    """
    seen = {character for sheet in sheets for token in sheet.kept for character in token.text}
    fonts: set[int] = set()
    for sheet, page in zip(sheets, reader.pages, strict=True):
        if any(set(token.text) - seen for token in sheet.gone):
            fonts |= rewrite.fonts_of(page)
    return fonts


def _picture(document: PdfDocument, sheet: Sheet) -> Image.Image:
    with paper.page_of(document, sheet.number) as page:
        return paper.blacked_out(paper.picture_of(page, DPI), sheet.boxes, DPI)
