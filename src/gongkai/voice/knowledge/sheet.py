"""Many entries at once (批量导入): a table, looked through row by row before anything is taken."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

from django.db import transaction
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from gongkai.cases.files import CheckedFile
from gongkai.law.refusal import Refusal
from gongkai.units.models import Unit
from gongkai.units.posts import Actor
from gongkai.voice.knowledge import actions
from gongkai.voice.knowledge.actions.recording import must_be_complete
from gongkai.voice.knowledge.content import Content
from gongkai.voice.knowledge.models import Entry

RULE = "知识库批量导入"
HEADS = ("问题", "答案", "办理步骤、材料", "关键词", "依据", "依据地址", "依据日期", "有效期至", "对公众公开")
MOST = 500
LENGTHS = {"问题": 200, "答案": 4000, "办理步骤、材料": 2000, "关键词": 200, "依据": 200, "依据地址": 500}


@dataclass(frozen=True)
class Row:
    """One row of the table: its number there, what it says, and why it cannot be taken."""

    number: int
    question: str
    content: Content | None
    fault: str = ""


def template() -> bytes:
    """Return the empty table with one example."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(HEADS))
    sheet.append(
        ["老年人优待证怎么办？", "持身份证到户籍所在社区办理，当日领取。", "身份证、一寸照片一张", "老年证 优待卡",
         "《甘肃省老年人优待办法》", "", date(2019, 1, 1), date(2026, 12, 31), "是"]
    )  # fmt: skip
    for letter, width in zip("ABCDEFGHI", (30, 60, 30, 20, 30, 30, 14, 14, 12), strict=True):
        sheet.column_dimensions[letter].width = width
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def rows_of(file: CheckedFile, at: datetime) -> list[Row]:
    """Return every row of the table with its fault; nothing is stored.

    Raises:
        Refusal: no table of this kind, or too many rows.
    """
    if file.suffix != ".xlsx":
        raise Refusal("这不是XLSX表格。", article=RULE, advice="请用本页下载的表格填写。")
    try:
        sheet = load_workbook(BytesIO(file.content), read_only=True, data_only=True).worksheets[0]
        cells = list(sheet.iter_rows(max_row=MOST + 2, max_col=len(HEADS), values_only=True))
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError, IndexError) as error:
        raise Refusal("表格打不开。", article=RULE, advice="请另存为XLSX后重新上传。") from error
    if not cells or tuple(_text(cell) for cell in cells[0]) != HEADS:
        raise Refusal("表头不对。", article=RULE, advice=f"第一行应为：{'、'.join(HEADS)}。")
    if len(cells) > MOST + 1:
        raise Refusal(f"一次最多导入{MOST}条。", article=RULE, advice="请分成几个表格。")
    found = list(_read(cells[1:], at))
    if not found:
        raise Refusal("表格里没有内容。", article=RULE, advice="请从第二行起填写。")
    return found


def _read(cells: list[tuple[Any, ...]], at: datetime) -> Iterator[Row]:
    seen: set[str] = set()
    for number, values in enumerate(cells, start=2):
        texts = [_text(value) for value in values]
        if not any(texts):
            continue
        said = dict(zip(HEADS, values, strict=True))
        question = _text(said["问题"])
        try:
            content = _content(said)
            must_be_complete(content, at)
        except Refusal as refusal:
            yield Row(number, question[:200], None, refusal.message)
            continue
        again = question in seen
        yield Row(number, question, None if again else content, "与前面的问题重复。" if again else "")
        seen.add(question)


def _content(said: dict[str, Any]) -> Content:
    for name, most in LENGTHS.items():
        if len(_text(said[name])) > most:
            raise Refusal(f"{name}超过{most}字。", article="", advice="")
    public = _text(said["对公众公开"])
    if public not in ("是", "否", ""):
        raise Refusal("“对公众公开”填是或者否。", article="", advice="")
    return Content(
        question=_text(said["问题"]),
        answer=_text(said["答案"]),
        materials=_text(said["办理步骤、材料"]),
        keywords=_text(said["关键词"]),
        source=_text(said["依据"]),
        source_address=_text(said["依据地址"]),
        source_on=_day(said["依据日期"], "依据日期"),
        valid_until=_day(said["有效期至"], "有效期至"),
        is_public=public != "否",
    )


def _day(value: Any, label: str) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(_text(value).replace("/", "-").replace(".", "-"))
    except ValueError:
        raise Refusal(f"{label}不是日期。", article="", advice="") from None


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def take(rows: list[Row], *, unit: Unit, by: Actor, at: datetime) -> list[Entry]:
    """Take every row, or none: each becomes an entry handed in for review."""
    if any(row.content is None for row in rows):
        raise Refusal("有不能导入的行，没有导入任何一条。", article=RULE, advice="请在表格中改正后重新上传。")
    with transaction.atomic():
        made = [actions.write(row.content, unit=unit, by=by, at=at) for row in rows if row.content]
        return [actions.hand_in(entry, by=by, at=at) for entry in made]
