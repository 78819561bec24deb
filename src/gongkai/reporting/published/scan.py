"""Scanned pages: ruling lines give the cells, character recognition (OCR) the texts. Needs the extra ``gongkai[ocr]``.

A wrong number is worse than none: each number is read twice, within its page and alone, and where the two readings
differ, or something is written in a cell that cannot be read, the page is refused.
"""

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from rapidocr import RapidOCR

from gongkai.reporting.published.cells import compact, looks_like_value
from gongkai.reporting.published.report import Unreadable

# A4 at 200 dots an inch, for which recognition was made; a photograph is brought to about that.
_WIDTH = 1654
# A4 at 150 dots an inch: below that labels are misread, and rows lost with them.
_NARROWEST = 1240
_SHORTEST_LINE = 60
_SMALLEST_CELL = 12
# Cells whose upper edges differ by less begin in the same row.
_SAME_ROW = 10
_MOST_TILT = 5.0
_SURE = 0.9
_INSET = 4
_FEWEST_DOTS = 12
_SHADE = 12
# Around a number read alone, in dots.
_MARGINS = (4, 8)
# Recognition takes all processors: a second file waits for the page in hand, and not for ever.
_PATIENCE = 20.0
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Box:
    """A rectangle on the page, in dots from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.top <= y <= self.bottom


Dots = NDArray[Any]
"""A page or a part of it: how bright each dot is, or whether it is set."""


class Reading(NamedTuple):
    """What was recognised and how sure that is, from 0 to 1."""

    text: str
    sure: float


@dataclass(frozen=True)
class Line:
    """A line of text as it was recognised, with how sure that is, from 0 to 1."""

    box: Box
    text: str
    sure: float


def read_page(picture: Image.Image, name: str) -> tuple[list[list[str]], list[Line]]:
    """Return the rows of the ruled tables of a page and the lines of text outside them.

    ``name`` says in messages which page it is.

    Raises:
        Unreadable: the page is too coarse, something in a table cannot be read for certain, or another page is being
            read.
    """
    if min(picture.size) < _NARROWEST:
        raise Unreadable(
            f"{name}是扫描图，分辨率太低（宽{min(picture.size)}点），为避免误读不予核对。请用200 dpi 以上重新扫描，或者提供 Word、网页版本。"
        )
    if not _one_at_a_time.acquire(timeout=_PATIENCE):
        raise Unreadable("正在识别另一份扫描件。请稍后再提交一次。")
    try:
        grey = _straight(_grey(picture))
        ink = _ink(grey)
        ruled = _ruled(ink)
        cells = _cells(ruled)
        lines = _recognised(grey)
        texts = _texts(grey, cv2.bitwise_and(ink, cv2.bitwise_not(ruled)), cells, lines, name)
    finally:
        _one_at_a_time.release()
    return list(_rows(cells, texts)), [line for line in lines if not _cell_at(cells, line.box)]


def _grey(picture: Image.Image) -> Dots:
    factor = _WIDTH / min(picture.size)
    grey = picture.convert("L")
    if factor < 1:
        grey = grey.resize((round(grey.width * factor), round(grey.height * factor)), Image.Resampling.BOX)
    return np.asarray(grey)


def _straight(grey: Dots) -> Dots:
    """Return the page turned so that its ruling lines lie level; one without lines as it is."""
    # At half its size; long runs of ink alone, which of a line a little askew is left in pieces.
    half = cv2.morphologyEx(
        _ink(cv2.resize(grey, None, fx=0.5, fy=0.5)), cv2.MORPH_OPEN, np.ones((1, 12), np.uint8)
    )
    found = cv2.HoughLinesP(half, 1, np.pi / 1800, 100, minLineLength=half.shape[1] // 4, maxLineGap=10)
    if found is None:
        return grey
    slopes = [
        np.degrees(np.arctan2(y2 - y1, x2 - x1)) for x1, y1, x2, y2 in found.reshape(-1, 4).astype(float)
    ]
    level = [slope for slope in slopes if abs(slope) < _MOST_TILT]
    tilt = float(np.median(level)) if level else 0.0
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), tilt, 1)
    return cv2.warpAffine(grey, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)


def _ink(grey: Dots) -> Dots:
    """Return where the page is darker than what lies around."""
    return cv2.adaptiveThreshold(255 - grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 25, -25)


def _ruled(ink: Dots) -> Dots:
    """Return the ruling lines: long runs of ink, level or upright."""
    # Lines not quite level are broken into steps; closed a little, they are whole.
    near = cv2.dilate(ink, np.ones((3, 3), np.uint8))
    level = cv2.morphologyEx(near, cv2.MORPH_OPEN, np.ones((1, _SHORTEST_LINE), np.uint8))
    upright = cv2.morphologyEx(near, cv2.MORPH_OPEN, np.ones((_SHORTEST_LINE, 1), np.uint8))
    return cv2.dilate(cv2.bitwise_or(level, upright), np.ones((3, 3), np.uint8))


def _cells(ruled: Dots) -> list[Box]:
    """Return the areas that lines enclose: what the border of the page touches is none."""
    count, _, areas, _ = cv2.connectedComponentsWithStats((ruled == 0).astype(np.uint8), connectivity=4)
    height, width = ruled.shape
    found = [(int(x), int(y), int(w), int(h)) for x, y, w, h, _ in areas[1:count]]
    return [
        Box(x, y, x + w, y + h)
        for x, y, w, h in found
        if w >= _SMALLEST_CELL
        and h >= _SMALLEST_CELL
        and x > 0
        and y > 0
        and x + w < width
        and y + h < height
    ]


@cache
def _engine() -> Any:
    engine = RapidOCR(params={"Global.log_level": "critical", "Global.text_score": 0.0})
    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    return engine


def _recognised(grey: Dots) -> list[Line]:
    found = _engine()(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), use_det=True, use_cls=False, use_rec=True)
    if found.boxes is None:
        return []
    lines = [
        Line(Box(*corners.min(axis=0), *corners.max(axis=0)), text, float(sure))
        for corners, text, sure in zip(found.boxes, found.txts, found.scores, strict=True)
    ]
    return [line for line in lines if line.text.strip()]


def _texts(grey: Dots, ink: Dots, cells: list[Box], lines: list[Line], name: str) -> list[str]:
    """Return the text of each cell.

    Raises:
        Unreadable: something in a cell cannot be read for certain.
    """
    inside: dict[Box, list[Line]] = {cell: [] for cell in cells}
    across: set[Box] = set()
    for line in lines:
        touched = [cell for cell in cells if _share(line.box, cell)]
        if len(touched) > 1:  # read over a ruling line: each of the cells is read alone
            across.update(touched)
        elif touched:
            inside[touched[0]].append(line)
    return [_text(grey, ink, cell, [] if cell in across else inside[cell], name) for cell in cells]


def _text(grey: Dots, ink: Dots, cell: Box, lines: list[Line], name: str) -> str:
    """Return what is written in a cell, given the lines that were recognised in it."""
    if _is_empty(grey, ink, cell):
        return ""
    lines = sorted(lines, key=lambda line: (line.box.top, line.box.left))
    text = "".join(line.text for line in lines)
    if text and not looks_like_value(text):
        return text
    # Two readings of each number: within its page and alone, or twice alone in frames of different size.
    readings = [Reading(text, min(line.sure for line in lines))] if text else []
    readings += [_read_alone(grey, cell, margin) for margin in _MARGINS[: 2 - len(readings)]]
    if len({compact(each.text) for each in readings}) > 1 or max(each.sure for each in readings) < _SURE:
        raise Unreadable(_unsure(name, cell, grey, readings))
    return readings[0].text


def _unsure(name: str, cell: Box, grey: Dots, readings: list[Reading]) -> str:
    down = round(100 * (cell.top + cell.bottom) / 2 / grey.shape[0])
    along = round(100 * (cell.left + cell.right) / 2 / grey.shape[1])
    seen = (
        "、".join(f"“{text}”" for text in dict.fromkeys(each.text for each in readings) if text) or "无法辨认"
    )
    return (
        f"{name}是扫描图，距上边{down}%、左边{along}%处的一格看不清（识别为{seen}），为避免误读不予核对。"
        "请提供更清晰的扫描件（200 dpi 以上），或者 Word、网页版本。"
    )


def _share(line: Box, cell: Box) -> bool:
    """Tell whether a good part of a line of text lies in a cell."""
    along = min(line.right, cell.right) - max(line.left, cell.left)
    down = min(line.bottom, cell.bottom) - max(line.top, cell.top)
    return along > 0.2 * min(line.right - line.left, cell.right - cell.left) and down > 0.4 * (
        line.bottom - line.top
    )


def _cell_at(cells: list[Box], box: Box) -> bool:
    return any(cell.holds((box.left + box.right) / 2, (box.top + box.bottom) / 2) for cell in cells)


def _inner(cell: Box) -> tuple[slice, slice]:
    return (
        slice(int(cell.top) + _INSET, int(cell.bottom) - _INSET),
        slice(int(cell.left) + _INSET, int(cell.right) - _INSET),
    )


def _is_empty(grey: Dots, ink: Dots, cell: Box) -> bool:
    # Specks of the scanner are no writing; a shade without an edge may be a number nobody can read.
    inner = cv2.morphologyEx(ink[_inner(cell)], cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    shades = cv2.GaussianBlur(grey[_inner(cell)], (5, 5), 0)
    return cv2.countNonZero(inner) < _FEWEST_DOTS and int(np.median(shades)) - int(shades.min()) < _SHADE


def _read_alone(grey: Dots, cell: Box, margin: int) -> Reading:
    """Recognise what is written in a cell by itself, cut to its writing with some ``margin`` around it."""
    part = grey[_inner(cell)]
    rows, columns = np.nonzero(_ink(part))
    if not rows.size:
        return Reading("", 0.0)
    top, left = max(0, rows.min() - margin), max(0, columns.min() - margin)
    part = part[top : rows.max() + margin + 1, left : columns.max() + margin + 1]
    part = cv2.copyMakeBorder(part, 0, 0, margin, margin, cv2.BORDER_CONSTANT, value=int(np.median(grey)))
    found = _engine()(cv2.cvtColor(part, cv2.COLOR_GRAY2BGR), use_det=False, use_cls=False, use_rec=True)
    return Reading(found.txts[0], float(found.scores[0])) if found.txts else Reading("", 0.0)


def _rows(cells: list[Box], texts: list[str]) -> Iterator[list[str]]:
    """Yield each row with one text for each cell that begins in it, as the reader of ruled PDF pages does."""
    ordered = sorted(zip(cells, texts, strict=True), key=lambda pair: pair[0].top)
    first = -float(_SAME_ROW)
    numbered = []
    for cell, text in ordered:
        if cell.top - first >= _SAME_ROW:
            first = cell.top
        numbered.append((first, cell.left, text))
    for _, row in groupby(sorted(numbered), key=lambda each: each[0]):
        yield [text for _, _, text in row]
