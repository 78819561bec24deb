"""A roster as XLSX (值班表导入): read into turns, every row that cannot be understood named, nothing saved."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook, load_workbook

from gongkai.cases.files import CheckedFile
from gongkai.law.refusal import Refusal
from gongkai.units.models import Unit
from gongkai.voice.duty.actions import Turn
from gongkai.voice.duty.models import DutyPerson, Shift

RULE = "值班表导入"
HEADINGS = ("日期", "班次", "带班领导", "值班员", "司机", "备注")
MOST_ROWS = 200
_HALVES = {label: value for value, label in Shift.Half.choices}
_BETWEEN = re.compile(r"[、，,；;/\s]+")
_DAY = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})\D?")
Part = DutyPerson.Part


@dataclass
class Reading:
    """What a sheet says: the turns, as rows for the screen, and which rows were not understood and why."""

    turns: list[Turn] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def template(unit: Unit) -> bytes:
    """Return an empty sheet with the headings, and the people of the unit on a second one."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "值班表"
    sheet.append(list(HEADINGS))
    for column, width in zip("ABCDEF", (14, 10, 14, 24, 12, 24), strict=True):
        sheet.column_dimensions[column].width = width
    people = book.create_sheet("值班人员")
    people.append(["职责", "姓名", "职务"])
    for person in DutyPerson.objects.filter(unit=unit, is_active=True):
        people.append([person.get_part_display(), person.name, person.post])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def read(file: CheckedFile, unit: Unit) -> Reading:
    """Read a sheet that the guard has let through.

    Raises:
        Refusal: no XLSX, or none with the headings of the template.
    """
    if file.suffix != ".xlsx":
        raise Refusal("这不是XLSX表格。", article=RULE, advice="请下载模板，填好后上传。")
    try:
        sheet = load_workbook(io.BytesIO(file.content), read_only=True, data_only=True).worksheets[0]
        lines = [
            list(row)
            for row in sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=len(HEADINGS))
        ]
    except (KeyError, ValueError, OSError, IndexError) as error:
        raise Refusal("表格打不开。", article=RULE, advice="请另存为XLSX后重新上传。") from error
    head = next((at for at, line in enumerate(lines) if _said(line[0]) == "日期"), None)
    if head is None or tuple(map(_said, lines[head]))[: len(HEADINGS)] != HEADINGS:
        raise Refusal(
            f"没有找到表头：{'、'.join(HEADINGS)}。", article=RULE, advice="请使用模板，不要改动表头。"
        )
    body = [
        (number, line) for number, line in enumerate(lines[head + 1 :], head + 2) if any(map(_said, line))
    ]
    if len(body) > MOST_ROWS:
        raise Refusal(f"一次最多导入{MOST_ROWS}行。", article=RULE, advice="请分月导入。")
    return _read(body, {(p.part, p.name): p for p in DutyPerson.objects.filter(unit=unit, is_active=True)})


def _read(body: list[tuple[int, list[Any]]], people: Mapping[tuple[str, str], DutyPerson]) -> Reading:
    reading = Reading()
    seen: set[tuple[date, str]] = set()
    for number, line in body:
        problems: list[str] = []
        day = _day(line[0])
        half = _HALVES.get(_said(line[1]) or Shift.Half.WHOLE.label)
        if day is None:
            problems.append(f"“{_said(line[0])}”不是日期")
        if half is None:
            problems.append(f"班次“{_said(line[1])}”应为全天、白班或者夜班")
        leader = _person(people, Part.LEADER, _said(line[2]), problems)
        named = [name for name in _BETWEEN.split(_said(line[3])) if name]
        officers = [_person(people, Part.OFFICER, name, problems) for name in named]
        driver = _person(people, Part.DRIVER, _said(line[4]), problems)
        if not named:
            problems.append("没有值班员")
        if day and half and (day, half) in seen:
            problems.append(f"{day}{_said(line[1])}写了两行")
        if problems or day is None or half is None:
            reading.problems.append(f"第{number}行：{'；'.join(problems)}")
            continue
        seen.add((day, half))
        kept = tuple(person for person in officers if person)
        reading.turns.append(Turn(day, half, leader, kept, driver, _said(line[5])[:100]))
    return reading


def _person(
    people: Mapping[tuple[str, str], DutyPerson], part: DutyPerson.Part, name: str, problems: list[str]
) -> DutyPerson | None:
    if not name:
        return None
    person = people.get((part.value, name))
    if person is None:
        problems.append(f"{part.label}“{name}”不在值班人员名单上")
    return person


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    match = _DAY.fullmatch(_said(value))
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _said(value: Any) -> str:
    return "" if value is None else str(value).strip()
