"""Pages as they are shown: their size, picture and characters, read with PDFium."""

import ctypes
import math
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2
from PIL import Image, ImageDraw
from pypdfium2 import raw

from gongkai.disclosure.redaction.regions import Box

POINTS_PER_INCH = 72
# PDFium may be asked by one thread at a time.
_one_at_a_time = threading.RLock()
_FINE = 1_000
_HIGH, _LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)
# What PDFium calls a hyphen at the end of a line.
_HYPHENS = (0x02, 0xFFFE)
# Glyphs that fill their own box with one colour, as a stroke does; they cannot be told from a covered place.
_SOLID = frozenset("一丨|-‐‑‒–—―−_¯.·•…,'‘’\"“”:：;；、，。■█●")
_FLAT = 16
_EDGE = 1.5
# Two letters and the end of the text, in bytes of UTF-16.
_OF_ONE_GLYPH = 6
# Left, bottom, right, top, in the coordinates of the page itself.
Corners = tuple[float, float, float, float]


@dataclass(frozen=True)
class Character:
    """A character on a page and where it is shown. What only parts words has no box.

    A replacement text (ActualText) stands in the file beside what is drawn: extractors read it, people do not. One
    that only says which letters a single glyph stands for, such as a ligature, is none.
    """

    text: str
    box: Box | None
    is_replacement: bool = False


@contextmanager
def opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF for this thread alone; nothing read from it may be used after the block but plain values."""
    with _one_at_a_time:
        document = pypdfium2.PdfDocument(content)
        try:
            document.init_forms()  # the values of form fields are part of what is seen
            yield document
        finally:
            document.close()


@contextmanager
def page_of(document: pypdfium2.PdfDocument, number: int) -> Iterator[pypdfium2.PdfPage]:
    """Give the page with a number from 1."""
    page = document.get_page(number - 1)
    try:
        yield page
    finally:
        page.close()


def picture_of(page: pypdfium2.PdfPage, dpi: int, *, grey: bool = False) -> Image.Image:
    """Return the page as one sees it, annotations and form fields included."""
    bitmap = page.render(scale=dpi / POINTS_PER_INCH, rev_byteorder=True, grayscale=grey)
    try:
        picture = bitmap.to_pil()
        # A grey picture would share the memory of the bitmap.
        return picture.copy() if grey else picture
    finally:
        bitmap.close()


def blacked_out(picture: Image.Image, boxes: Sequence[Box], dpi: int) -> Image.Image:
    """Paint the boxes black, every point of the picture they touch included."""
    draw = ImageDraw.Draw(picture)
    for box in boxes:
        draw.rectangle(_corners(box, dpi), fill=0)
    return picture


def characters_of(page: pypdfium2.PdfPage) -> list[Character]:
    """Return the characters of the page in the order of the file, hidden ones included."""
    to_shown = _Shown(page)
    text = page.get_textpage()
    found: list[Character] = []
    try:
        before = ""
        for index in range(text.count_chars()):
            code = _code(text, index)
            if code in _HIGH:
                before = chr(code)
                continue
            written = before + chr(code) if before and code in _LOW else chr(code)
            before = ""
            written = written.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            if not written.strip() or raw.FPDFText_IsGenerated(text, index) == 1:
                found.append(Character(written, None))
            else:
                box = to_shown.box(text.get_charbox(index))
                found.append(Character(written, box, _is_replacement(text, index)))
    finally:
        text.close()
    return found


def is_seen(character: Character, picture: Image.Image, dpi: int) -> bool:
    """Tell whether a character can be seen: where it stands, the picture (in greys) is not of one colour.

    White on white, under a black bar, on a hidden layer, outside the page: none of it is seen.
    """
    box = character.box
    if character.is_replacement:
        return False
    if box is None or character.text in _SOLID:
        return True
    width, height = picture.size
    left, top, right, bottom = _corners(box, dpi)
    if right <= 0 or bottom <= 0 or left >= width or top >= height:
        return False
    shown = picture.crop((max(left, 0), max(top, 0), min(right, width), min(bottom, height)))
    darkest, lightest = shown.getextrema()
    return lightest - darkest >= _FLAT  # type: ignore[operator,no-any-return]


def _corners(box: Box, dpi: int) -> tuple[int, int, int, int]:
    scale = dpi / POINTS_PER_INCH
    left, top = math.floor(box.left * scale), math.floor(box.top * scale)
    return left, top, math.ceil(box.right * scale), math.ceil(box.bottom * scale)


def cuts_a_picture(page: pypdfium2.PdfPage) -> bool:
    """Tell whether more of a picture is in the file than is shown: cut off by the page's edge or by a frame."""
    return any(
        _reaches_beyond(picture.get_bounds(), frame)
        for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE])
        for frame in (page.get_cropbox(), *_frames(picture))
    )


def _frames(drawn: pypdfium2.PdfObject) -> Iterator[Corners]:
    """Yield the extent of each path that what is drawn is clipped by."""
    clip = raw.FPDFPageObj_GetClipPath(drawn)
    x, y = ctypes.c_float(), ctypes.c_float()
    for path in range(max(raw.FPDFClipPath_CountPaths(clip), 0)):
        points = []
        for place in range(raw.FPDFClipPath_CountPathSegments(clip, path)):
            raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, path, place), x, y)
            points.append((x.value, y.value))
        if points:
            across, up = zip(*points, strict=True)
            yield min(across), min(up), max(across), max(up)


def _reaches_beyond(inner: Corners, outer: Corners) -> bool:
    """Compare with half a millimetre of tolerance: frames are drawn along the edge."""
    left, bottom, right, top = outer
    return (
        inner[0] < left - _EDGE
        or inner[1] < bottom - _EDGE
        or inner[2] > right + _EDGE
        or inner[3] > top + _EDGE
    )


class _Shown:
    """From the page's own coordinates to points of the page as shown: crop and rotation are PDFium's."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._x0, self._y0 = self._point(page, 0, 0)
        x1, y1 = self._point(page, 100, 0)
        x2, y2 = self._point(page, 0, 100)
        self._xx, self._yx = (x1 - self._x0) / 100, (y1 - self._y0) / 100
        self._xy, self._yy = (x2 - self._x0) / 100, (y2 - self._y0) / 100

    @staticmethod
    def _point(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        width, height = (round(side * _FINE) for side in page.get_size())
        raw.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, across, down)
        return across.value / _FINE, down.value / _FINE

    def box(self, corners: Corners) -> Box:
        left, bottom, right, top = corners
        x1, y1 = self.at(left, bottom)
        x2, y2 = self.at(right, top)
        return Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))

    def at(self, x: float, y: float) -> tuple[float, float]:
        return self._x0 + self._xx * x + self._xy * y, self._y0 + self._yx * x + self._yy * y


def _code(text: pypdfium2.PdfTextPage, index: int) -> int:
    code: int = raw.FPDFText_GetUnicode(text, index)
    return ord("-") if code in _HYPHENS else code


def _is_replacement(text: pypdfium2.PdfTextPage, index: int) -> bool:
    drawn = raw.FPDFText_GetTextObject(text, index)
    size = ctypes.c_ulong()
    for place in range(raw.FPDFPageObj_CountMarks(drawn)):
        mark = raw.FPDFPageObj_GetMark(drawn, place)
        has_any = raw.FPDFPageObjMark_GetParamStringValue(mark, b"ActualText", None, 0, size)
        if has_any and size.value > _OF_ONE_GLYPH:
            return True
    return False


def origins_of(page: pypdfium2.PdfPage) -> list[tuple[str, float, float]]:
    """Return each character that is drawn with the point where its drawing begins."""
    to_shown = _Shown(page)
    text = page.get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    found = []
    try:
        for index in range(text.count_chars()):
            written = chr(_code(text, index))
            if written.strip() and raw.FPDFText_GetCharOrigin(text, index, x, y):
                found.append((written, *to_shown.at(x.value, y.value)))
    finally:
        text.close()
    return found
