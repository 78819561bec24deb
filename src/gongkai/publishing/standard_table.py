"""The official table of a field's standard matters (基层政务公开标准目录): written with merged headings and ticks, read back."""

import re
from collections.abc import Iterable
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from gongkai.law.refusal import Refusal
from gongkai.law.time_limits import read_all
from gongkai.publishing import workbooks
from gongkai.publishing.models import StandardItem

ARTICLE = "国办发〔2019〕54号"
MOST_ROWS = 500
# The boxes of the official table; what else a matter names goes to 其他.
CHANNELS = (
    "政府网站", "政府公报", "两微一端", "发布会/听证会", "广播电视", "纸质媒体", "公开查阅点", "政务服务中心", "便民服务站",
    "入户/现场", "社区/企事业单位/村公示栏", "精准推送", "其他",
)  # fmt: skip
EVERYONE, SOME = "全社会", "特定群众"
ON_OWN, ON_REQUEST = "主动", "依申请"
LEVELS = COUNTY, TOWN = "县级", "乡级"
# The columns of the table: single ones, then groups of ticked ones.
SINGLE = (
    "序号", "一级事项", "二级事项", "公开内容（要素）", "公开依据", "公开时限", "公开主体", "公开渠道和载体",
)  # fmt: skip
TICKED = (("公开对象", (EVERYONE, SOME)), ("公开方式", (ON_OWN, ON_REQUEST)), ("公开层级", (COUNTY, TOWN)))
WIDTHS = (6, 14, 20, 40, 30, 24, 16, 32, 8, 8, 8, 8, 8, 8)
TICK = "√"
HEADING_ROWS = 3
ATTRIBUTES = (
    "number", "level1", "level2", "content", "basis", "time_limit", "subject", "channels", "audience", "modes", "levels",
)  # fmt: skip


def write(name: str, items: Iterable[StandardItem]) -> bytes:
    """Return the matters of the field ``name`` as an XLSX in the official form."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    _write_headings(sheet, name)
    for item in items:
        sheet.append(_cells(item))
    edge = Side(style="thin")
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
            cell.border = Border(edge, edge, edge, edge)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _write_headings(sheet: Worksheet, field: str) -> None:
    width = len(SINGLE) + sum(len(names) for _, names in TICKED)
    sheet.append([f"{field}领域基层政务公开标准目录"])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=width)
    sheet["A1"].font, sheet["A1"].alignment = Font(size=16, bold=True), Alignment(horizontal="center")
    for at, (label, size) in enumerate(zip(SINGLE, WIDTHS, strict=False), start=1):
        if label not in ("一级事项", "二级事项"):
            sheet.cell(2, at, label)
            sheet.merge_cells(start_row=2, end_row=3, start_column=at, end_column=at)
        sheet.column_dimensions[get_column_letter(at)].width = size
    sheet.cell(2, 2, "公开事项")
    sheet.merge_cells("B2:C2")
    sheet.cell(3, 2, "一级事项")
    sheet.cell(3, 3, "二级事项")
    at = len(SINGLE) + 1
    for group, names in TICKED:
        sheet.cell(2, at, group)
        sheet.merge_cells(start_row=2, end_row=2, start_column=at, end_column=at + len(names) - 1)
        for name in names:
            sheet.cell(3, at, name)
            at += 1


def _cells(item: StandardItem) -> list[Any]:
    chosen = item.channels.split(";")
    boxes = " ".join(f"{'■' if name in chosen else '□'}{name}" for name in CHANNELS)
    ticked = [
        TICK if name in given.split("、") else ""
        for given, (_, names) in zip((item.audience, item.modes, item.levels), TICKED, strict=True)
        for name in names
    ]
    single = (item.number, item.level1, item.level2, item.content, item.basis, item.time_limit, item.subject)
    return [*single, boxes, *ticked]


def read(content: bytes) -> list[dict[str, Any]]:
    """Read a table in the official form; return the attributes of each matter.

    Raises:
        Refusal: not such a table, or rows with something missing; each is named.
    """
    rows = [row for row in _rows(content) if any(row)]
    if not rows:
        raise Refusal("表里没有事项。", article=ARTICLE, advice="请从第四行起逐行填写事项。")
    faults = [
        fault for number, row in enumerate(rows, start=HEADING_ROWS + 1) for fault in _faults(number, row)
    ]
    if faults:
        raise Refusal("；".join(faults[:8]) + "。", article=ARTICLE, advice="请改正表格后重新导入。")
    limits = read_all(row[5] for row in rows)
    above: dict[int, str] = {}
    found = []
    for number, (row, limit) in enumerate(zip(rows, limits, strict=True), start=1):
        # A merged cell says its text once; others say 同上 where they go on.
        for at in (1, 4, 6):
            if row[at] in ("", "同上"):
                row[at] = above.get(at, "")
            above[at] = row[at]
        found.append(
            dict(zip(ATTRIBUTES[:7], [number, *row[1:7]], strict=True))
            | {"channels": _channels(row[7]), "time_limit": limit.text}
            | {name: _ticked(row, group) for name, group in zip(ATTRIBUTES[8:], range(3), strict=True)}
        )
    return found


def _rows(content: bytes) -> list[list[str]]:
    width = len(SINGLE) + sum(len(names) for _, names in TICKED)
    values = [
        [re.sub(r"\s+", " ", str(cell)).strip() if cell is not None else "" for cell in row]
        for row in workbooks.cells(
            content,
            rule=ARTICLE,
            advice="请下载目录表，在其中修改后导入。",
            rows=MOST_ROWS + HEADING_ROWS + 1,
            columns=width,
        )
    ]
    headings = [*(name for _, names in TICKED for name in names)]
    if len(values) < HEADING_ROWS or values[HEADING_ROWS - 1][len(SINGLE) : width] != headings:
        raise Refusal(
            "表头不是标准目录的表头（三行，末行列有“全社会、特定群众、主动、依申请、县级、乡级”）。",
            article=ARTICLE,
            advice="请下载目录表，不要改动前三行。",
        )
    if len(values) > MOST_ROWS + HEADING_ROWS:
        raise Refusal(
            f"一个领域超过{MOST_ROWS}项。", article=ARTICLE, advice="请核对是否把几个领域放在了一张表里。"
        )
    return [[*row, *[""] * (width - len(row))] for row in values[HEADING_ROWS:]]


def _faults(number: int, row: list[str]) -> list[str]:
    missing = [SINGLE[at] for at in (2, 3) if not row[at]]
    found = [f"第{number}行没有填写{name}" for name in missing]
    lengths = {1: 60, 2: 100, 3: 500, 4: 300, 5: 120, 6: 120}
    found += [f"第{number}行{SINGLE[at]}超过{most}字" for at, most in lengths.items() if len(row[at]) > most]
    for group, (label, _) in enumerate(TICKED):
        if not _ticked(row, group):
            found.append(f"第{number}行没有勾选{label}")
    return found


def _ticked(row: list[str], group: int) -> str:
    start = len(SINGLE) + sum(len(names) for _, names in TICKED[:group])
    names = TICKED[group][1]
    return "、".join(name for at, name in enumerate(names) if row[start + at])


def _channels(text: str) -> str:
    """Read the boxes; in a table without boxes the channels named in it."""
    marked = re.findall(r"[■☑√✓]\s*([^■□☑☐√✓\s]+)", text)
    named = marked or [name for name in CHANNELS if name in text]
    known = [next((name for name in CHANNELS if name in each or each in name), "其他") for each in named]
    return ";".join(dict.fromkeys(known))
