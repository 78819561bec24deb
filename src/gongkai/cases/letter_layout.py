"""The one layout of official letters (公文格式, GB/T 9704): what a letter says, and the same as PDF.

:mod:`gongkai.cases.letter_word` sets the same content for Word.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.cases.glyphs import FONTS, marked, printable

if TYPE_CHECKING:
    import typst

TEMPLATE = Path(__file__).parent / "typst" / "letter.typ"
Row = tuple[str, ...]
Block = str | tuple[Row, ...]


@dataclass(frozen=True)
class LetterContent:
    """What a letter says. ``paragraphs`` are plain text, or tables as rows of cells; the layout adds nothing to it.

    A ``form`` has no red head and no signature: its number stands above a table. ``seal`` is the digest of the seal's
    picture (印章). ``note`` is the 附注, ``copies_to`` the 抄送机关 of the 版记.
    With a ``head`` it is a bulletin (简报、值班信息): the head in red, number, organ and day above the rule, no signature,
    and ``copies_to`` are the lines of its imprint as they stand.
    """

    title: str
    number: str
    addressee: str
    paragraphs: tuple[Block, ...]
    attachments: tuple[str, ...]
    organ: str
    day: date
    note: str = ""
    copies_to: tuple[str, ...] = ()
    form: bool = False
    seal: str = ""
    head: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the content as stored with the letter and handed to the layout."""
        return {**asdict(self), "day": arabic_day(self.day)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "LetterContent":
        """Return the content that :meth:`as_json` stored."""
        blocks = (
            block if isinstance(block, str) else tuple(tuple(row) for row in block)
            for block in stored["paragraphs"]
        )
        day = date(*(int(part) for part in re.findall(r"\d+", stored["day"])))
        lists = {key: tuple(stored[key]) for key in ("attachments", "copies_to")}
        return cls(**{**stored, **lists, "paragraphs": tuple(blocks), "day": day})


def arabic_day(day: date) -> str:
    """Return a day as letters write it: 2025年5月6日, in Arabic numerals without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


@cache
def compiler() -> "typst.Compiler":
    """Return the kept compiler: the first letter costs half a second, each further one milliseconds."""
    # Loaded when first needed: the typesetter would take 30 MB of every worker.
    import typst

    return typst.Compiler(TEMPLATE, font_paths=[FONTS], ignore_system_fonts=True)


def render_pdf(content: LetterContent, seal: bytes = b"") -> bytes:
    """Return the letter as PDF; the same content and seal give the same bytes."""
    said = marked(printable_json(content))
    # The picture goes as a list of numbers: data handed to the typesetter is text.
    inputs = {"letter": said, "seal": json.dumps(list(seal))}
    return bytes(compiler().compile(format="pdf", sys_inputs=inputs, timestamp=0))  # type: ignore[arg-type]


def printable_json(content: LetterContent) -> str:
    """Return the content as JSON with nothing in it but printable characters and line breaks."""
    return json.dumps(_printable(content.as_json()), ensure_ascii=False)


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list | tuple):
        return [_printable(each) for each in value]
    if isinstance(value, dict):
        return {key: _printable(each) for key, each in value.items()}
    return value
