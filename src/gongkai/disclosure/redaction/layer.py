"""A page as a picture with its words unseen above it: searchable, and read out by a screen reader."""

import io
import unicodedata
from collections.abc import Iterator, Sequence
from functools import reduce
from pathlib import Path

from PIL import Image, ImageChops
from pypdf import PageObject, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from gongkai.disclosure.redaction.regions import Box, Size
from gongkai.disclosure.redaction.tokens import Token, is_beside

# A TrueType font of one glyph, a square of one em: without an outline PDFium would leave single characters out.
_SQUARE = (Path(__file__).parent / "unseen.ttf").read_bytes()
_QUALITY = 80
_ALMOST_GREY = 24
_WIDE, _NARROW = 1000, 500
_A_SPACE = 0.2
# Points: some fonts have characters of no size.
_LEAST = 0.1


class UnseenFont:
    """A font that draws nothing and knows only the characters it was asked for: no other is in the file."""

    def __init__(self, writer: PdfWriter) -> None:
        self._codes: dict[str, int] = {}
        self._font = DictionaryObject()
        self._writer = writer
        self.reference = writer._add_object(self._font)

    def code(self, character: str) -> int:
        return self._codes.setdefault(character, len(self._codes) + 1)

    def finish(self) -> None:
        """Write the font, once all pages have been made."""
        names = {
            "/Type": "/Font", "/Subtype": "/Type0", "/BaseFont": "/Unseen", "/Encoding": "/Identity-H",
        }  # fmt: skip
        self._font.update({NameObject(key): NameObject(value) for key, value in names.items()})
        widths = ArrayObject()
        for character, code in self._codes.items():
            widths += [NumberObject(code), ArrayObject([NumberObject(_width(character))])]
        square = StreamObject()
        square.set_data(_SQUARE)
        glyphs = StreamObject()
        glyphs.set_data(b"\0\1" * (len(self._codes) + 1))
        descriptor = _dictionary(
            Type="/FontDescriptor", FontName="/Unseen", Flags=4, Ascent=1000, Descent=0, CapHeight=1000, StemV=0,
            ItalicAngle=0, FontBBox=ArrayObject([NumberObject(n) for n in (0, 0, 1000, 1000)]),
            FontFile2=self._writer._add_object(square.flate_encode()),
        )  # fmt: skip
        system = DictionaryObject(
            {
                NameObject("/Registry"): TextStringObject("Adobe"),
                NameObject("/Ordering"): TextStringObject("Identity"),
                NameObject("/Supplement"): NumberObject(0),
            }
        )
        descendant = _dictionary(
            Type="/Font", Subtype="/CIDFontType2", BaseFont="/Unseen", CIDSystemInfo=system, DW=_WIDE, W=widths,
            FontDescriptor=self._writer._add_object(descriptor), CIDToGIDMap=self._writer._add_object(glyphs.flate_encode()),
        )  # fmt: skip
        self._font[NameObject("/DescendantFonts")] = ArrayObject([self._writer._add_object(descendant)])
        meaning = StreamObject()
        meaning.set_data(self._meaning())
        self._font[NameObject("/ToUnicode")] = self._writer._add_object(meaning.flate_encode())

    def _meaning(self) -> bytes:
        entries = [
            f"<{code:04X}> <{character.encode('utf-16-be').hex().upper()}>"
            for character, code in self._codes.items()
        ]
        parts = [entries[first : first + 100] for first in range(0, len(entries), 100)]
        listed = "\n".join(f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar" for part in parts)
        return (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
            "/CMapName /Unseen-UCS def /CMapType 2 def\n"
            "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
            f"{listed}\nendcmap CMapName currentdict /CMap defineresource pop end end"
        ).encode()


def add_picture(
    writer: PdfWriter,
    picture: Image.Image,
    size: Size,
    kept: Sequence[Token],
    around: Sequence[Box],
    font: UnseenFont,
) -> None:
    """Add to ``writer`` a page that is ``picture``, with the words of ``kept`` at their places.

    No line of words is drawn across a box of ``around``.
    """
    width, height = size
    page = PageObject(None)
    page[NameObject("/Type")] = NameObject("/Page")
    page[NameObject("/MediaBox")] = ArrayObject(
        [NumberObject(0), NumberObject(0), FloatObject(width), FloatObject(height)]
    )
    page[NameObject("/Resources")] = DictionaryObject()
    added = writer.add_page(page)
    image = writer._add_object(_image(picture))
    added[NameObject("/Resources")] = DictionaryObject(
        {
            NameObject("/XObject"): DictionaryObject({NameObject("/Im"): image}),
            NameObject("/Font"): DictionaryObject({NameObject("/Unseen"): font.reference}),
        }
    )
    drawing = StreamObject()
    drawing.set_data(
        f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /Im Do Q\nBT 3 Tr\n".encode()
        + b"\n".join(_written(line, height, font) for line in _lines(kept, around))
        + b"\nET"
    )
    added[NameObject("/Contents")] = writer._add_object(drawing.flate_encode())


def _image(picture: Image.Image) -> StreamObject:
    picture = _without_colour(picture)
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=_QUALITY)
    image = StreamObject()
    image._data = target.getvalue()
    image.update(
        _dictionary(
            Type="/XObject", Subtype="/Image", Width=picture.width, Height=picture.height, BitsPerComponent=8,
            ColorSpace="/DeviceGray" if picture.mode == "L" else "/DeviceRGB", Filter="/DCTDecode",
        )
    )  # fmt: skip
    return image


def _without_colour(picture: Image.Image) -> Image.Image:
    """Return a picture that is grey anyway in one channel: a third of the size."""
    red, green, blue = picture.split()
    differences = (ImageChops.difference(red, green), ImageChops.difference(red, blue))
    is_grey = all(most <= _ALMOST_GREY for _, most in (each.getextrema() for each in differences))  # type: ignore[misc,operator]
    return green if is_grey else picture


def _lines(kept: Sequence[Token], around: Sequence[Box]) -> Iterator[list[Token]]:
    """Group words that follow one another on a line, with nothing taken out or blacked out between them."""
    line: list[Token] = []
    whole = Box(0, 0, 0, 0)
    for token in kept:
        longer = whole.around(token.box) if line else token.box
        if line and not (
            _follows(line[-1], token)
            and is_beside(line[-1].box, token.box)
            and not any(box.meets(longer) for box in around)
        ):
            yield line
            line, longer = [], token.box
        line.append(token)
        whole = longer
    if line:
        yield line


def _box(line: Sequence[Token]) -> Box:
    return reduce(Box.around, (token.box for token in line))


def _follows(one: Token, other: Token) -> bool:
    """Tell whether at most one space stood between the two in the file."""
    return other.first - one.first - one.length <= 1


def _written(line: Sequence[Token], page_height: float, font: UnseenFont) -> bytes:
    """Write a line: each piece begins where it is seen and is stretched to the width at which it is seen."""
    size = max(_LEAST, *(token.box.height for token in line))
    y = page_height - _box(line).bottom
    written = [f"/Unseen {size:.3f} Tf"]
    pieces = list(_pieces(line, size))
    for piece, following in zip(pieces, [*pieces[1:], None], strict=True):
        left, right = piece[0].box.left, piece[-1].box.right
        text = "".join(token.text for token in piece)
        if following and following[0].box.left - right > _A_SPACE * size:
            text, right = f"{text} ", following[0].box.left
        stretched = max(right - left, _LEAST) / (sum(map(_width, text)) / 1000 * size)
        codes = "".join(f"{font.code(character):04X}" for character in text)
        written.append(f"{stretched:.4f} 0 0 1 {left:.3f} {y:.3f} Tm <{codes}> Tj")
    return "\n".join(written).encode()


def _pieces(line: Sequence[Token], size: float) -> Iterator[list[Token]]:
    """Part a line where the kind of writing changes or a space stands, so that widths inside a piece are even."""
    piece = [line[0]]
    for token in line[1:]:
        gap = token.box.left - piece[-1].box.right
        if gap < _A_SPACE * size and _width(token.text) == _WIDE == _width(piece[-1].text):
            piece.append(token)
            continue
        yield piece
        piece = [token]
    yield piece


def _width(character: str) -> int:
    return _WIDE if unicodedata.east_asian_width(character[0]) in "WFA" else _NARROW


def _dictionary(**values: object) -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject(f"/{key}"): NameObject(value)
            if isinstance(value, str)
            else NumberObject(value)
            if isinstance(value, int)
            else value
            for key, value in values.items()
        }
    )
