"""The form of the statement as data: sections and fields in their order, with the source they were taken from."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent.parent / "data"
YES_NO = ("是", "否")
NONE = "无"


@dataclass(frozen=True)
class Field:
    """One item of the form. ``figures`` are added up; ``identity`` names what the site says of itself."""

    id: str
    label: str
    type: str
    unit: str = ""
    group: str = ""
    figures: tuple[str, ...] = ()
    measure: str = ""
    identity: str = ""
    choices: tuple[str, ...] = ()

    @property
    def offered(self) -> tuple[str, ...]:
        return YES_NO if self.type == "yesno" else self.choices

    @property
    def name(self) -> str:
        """Return the label with its group and its unit, as the printed form has it."""
        group = f"{self.group}：" if self.group else ""
        return f"{group}{self.label}{f'（单位：{self.unit}）' if self.unit else ''}"


@dataclass(frozen=True)
class Section:
    id: str
    label: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Form:
    """A version of the form and where it comes from."""

    id: str
    title: str
    source: str
    source_address: str
    source_note: str
    since: int
    sections: tuple[Section, ...]

    def fields(self) -> Iterator[Field]:
        for section in self.sections:
            yield from section.fields


@cache
def forms() -> dict[str, Form]:
    """Return the versions of the form, read from their data files."""
    found = [_read(path) for path in sorted(DATA.glob("website-form-*.json"))]
    return {form.id: form for form in found}


def form_for(year: int) -> Form:
    """Return the form the statement of ``year`` is made in: the newest that was in force."""
    return max((form for form in forms().values() if form.since <= year), key=lambda form: form.since)


def _read(path: Path) -> Form:
    data = json.loads(path.read_text("utf-8"))
    sections = tuple(
        Section(each["id"], each["label"], tuple(_field(field) for field in each["fields"]))
        for each in data.pop("sections")
    )
    return Form(**data, sections=sections)


def _field(data: dict[str, Any]) -> Field:
    lists = {key: tuple(data.get(key, ())) for key in ("figures", "choices")}
    return Field(**{**data, **lists})


def publish_by(year: int) -> date:
    """Return the day by which the statement for ``year`` stands on the home page: 31 January (国办函〔2018〕12号)."""
    return date(year + 1, 1, 31)
