"""更正: what a corrected report says differently from the version that was filed: cells and texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString

from gongkai.law.annual_report import FORMS, SECTIONS, Place, cell_label
from gongkai.publishing import comparing

TABLES = {"proactive": "表二", "requests": "表三", "remedies": "表四"}


@dataclass(frozen=True)
class CellChange:
    """A cell with the value filed before and the new one."""

    table: str
    label: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.table}“{self.label}”由{self.before}更正为{self.after}"


@dataclass(frozen=True)
class TextChange:
    """A section whose text differs, with the words that went and came marked."""

    heading: str
    marked: SafeString


def cell_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[CellChange]:
    """Return the cells in which two frozen contents differ, in the order of the form."""
    found = []
    for table, label in TABLES.items():
        for row, cells in after["cells"][table].items():
            for column, value in cells.items():
                was = before["cells"][table].get(row, {}).get(column)
                if was != value:
                    place = cell_label(FORMS[after["form"]], Place(table, row, column))
                    found.append(CellChange(label, place, _shown(was), _shown(value)))
    return found


def _shown(value: Any) -> str:
    return "空白" if value is None else str(value)


def text_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[TextChange]:
    """Return the sections whose text differs, each with its changes marked."""
    found = []
    for section in SECTIONS:
        was, now = (content["sections"].get(section.id, "") for content in (before, after))
        if was != now:
            heading = f"{section.number}、{section.heading}"
            found.append(TextChange(heading, comparing.texts(_html(was), _html(now))))
    return found


def _html(text: str) -> str:
    return "".join(f"<p>{escape(line.strip())}</p>" for line in text.split("\n") if line.strip())


def statement(
    before: Mapping[str, Any], after: Mapping[str, Any], *, version: int, filed_on: date, reason: str
) -> list[str]:
    """Return what a corrected report says of itself: which version it replaces, why, and every change."""
    cells = [str(change) for change in cell_changes(before, after)]
    texts = [f"“{change.heading}”的文字有修改" for change in text_changes(before, after)]
    return [
        f"更正说明：本报告为第{version}版，更正并替代{filed_on}归档的第{version - 1}版，原版本仍可在本页“历史版本”查阅。更正原因：{reason.rstrip('。')}。",
        f"更正内容：{'；'.join([*cells, *texts])}。",
    ]
