"""The list of what is black (遮盖清单): page, number, ground and article, as an annex to the letter of reply."""

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

from gongkai.law.regulation import Ground

TEMPLATE = Path(__file__).parent / "typst" / "listing.typ"


@cache
def _compiler() -> typst.Compiler:
    fonts = Path(pylopdf_fonts_zh_cn.__file__).parent
    return typst.Compiler(TEMPLATE, font_paths=[fonts], ignore_system_fonts=True)


def as_pdf(number: str, name: str, rows: Sequence[tuple[int, int, Ground]], on: date) -> bytes:
    """Return the list as PDF; a row is page, number and ground."""
    content = {
        "number": number,
        "name": name,
        "day": f"{on.year}年{on.month}月{on.day}日",
        "rows": [
            {"page": page, "number": place, "ground": ground.label, "article": ground.article}
            for page, place, ground in rows
        ],
    }
    data = json.dumps(content, ensure_ascii=False)
    return bytes(_compiler().compile(format="pdf", sys_inputs={"listing": data}, timestamp=0))  # type: ignore[arg-type]
