"""Many publications from one table (批量导入): read, checked row by row, made all together or not at all."""

import re
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from itertools import zip_longest
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.html import format_html_join
from openpyxl import Workbook

from gongkai.cases.files import MEGABYTE
from gongkai.cases.guard import archive
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import SPECIAL_PERIODS
from gongkai.publishing import actions, checks, columns, workbooks
from gongkai.publishing.models import Column, Genre, Mode, Publication
from gongkai.units.models import Unit
from gongkai.units.posts import Actor

RULE = "批量导入"
MOST_ROWS = 2000
LARGEST_ARCHIVE = 100 * MEGABYTE
# Heading of the table, field, and whether a row must fill it.
HEADINGS = (
    ("名称", "title", True),
    ("内容概述", "summary", True),
    ("正文", "body", False),
    ("栏目", "column", True),
    ("体裁", "genre", True),
    ("生成日期", "created_on", True),
    ("文号", "doc_number", False),
    ("关键词", "keywords", False),
    ("信息来源", "source", False),
    ("公开方式", "mode", False),
    ("不主动公开的理由", "mode_reason", False),
    ("原索引号", "legacy_index_no", False),
    ("附件", "files", False),
    ("特别公开期限", "special_period", False),
)


_PERIODS = {name: special.id for special in SPECIAL_PERIODS.values() for name in (special.label, special.id)}


@dataclass
class Row:
    """A row of the table: what it would make, and what is wrong with it."""

    number: int
    fields: dict[str, Any] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def errors_leave_a_text(self) -> bool:
        """Tell whether enough was read for the checks to look at, whatever else is wrong."""
        return bool(
            self.title
            and self.fields.get("created_on")
            and "column" in self.fields
            and "genre" in self.fields
        )

    @property
    def title(self) -> str:
        return str(self.fields.get("title", ""))


def template() -> bytes:
    """Return an empty table with the headings, one row as an example, and a sheet of what may be chosen."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([heading for heading, _, _ in HEADINGS])
    sheet.append(
        [
            "关于做好某项工作的通知", "部署某项工作。", "各单位：\n现将有关事项通知如下。", "通知公告", "通知", "2026-01-05",
            "", "", "", "主动公开", "", "", "附件1.pdf;附件2.xlsx", "",
        ]
    )  # fmt: skip
    choices, names = book.create_sheet("可选值"), columns.names()
    offered = {
        "栏目": [names[column.pk] for column in _items_columns()],
        "体裁": [str(label) for _, label in Genre.choices],
        "公开方式": [str(label) for _, label in Mode.choices],
        "特别公开期限": [special.label for special in SPECIAL_PERIODS.values()],
    }
    choices.append(list(offered))
    for line in zip_longest(*offered.values()):
        choices.append(line)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def read(table: bytes, files: bytes | None, unit: Unit, today: date) -> tuple[list[Row], dict[str, bytes]]:
    """Read a table and the ZIP of its files, and judge every row. Nothing is written.

    Raises:
        Refusal: no such table, other headings, too many rows, or a ZIP that cannot be opened safely.
    """
    contents = _unpacked(files) if files else {}
    values = _values(table)
    known = _columns()
    rows = [_row(number, cells, known) for number, cells in enumerate(values, start=2) if any(cells)]
    _judge_together(rows)
    for row in rows:
        row.errors += [f"附件“{name}”不在ZIP里" for name in row.files if name not in contents]
        row.errors += _findings(row, unit, today)
    return rows, contents


def make(
    rows: list[Row], contents: dict[str, bytes], unit: Unit, *, by: Actor, at: datetime
) -> list[Publication]:
    """Make a draft of every row; with one refusal none is made, and the row is named."""
    made = []
    with transaction.atomic():
        for row in rows:
            try:
                draft = actions.draft(unit, by=by, at=at, **row.fields)
                for name in row.files:
                    actions.attach(draft, by=by, at=at, name=name, content=contents[name])
            except Refusal as refusal:
                raise Refusal(
                    f"第{row.number}行《{row.title}》：{refusal.message}",
                    article=refusal.article,
                    advice=refusal.advice,
                ) from refusal
            made.append(draft)
    return made


def _values(table: bytes) -> list[list[Any]]:
    values = workbooks.cells(
        table, rule=RULE, advice="请下载模板填写后上传。", rows=MOST_ROWS + 2, columns=len(HEADINGS)
    )
    if not values or [str(cell or "").strip() for cell in values[0][: len(HEADINGS)]] != [
        each[0] for each in HEADINGS
    ]:
        raise Refusal("表头与模板不一致。", article=RULE, advice="请下载模板，不要改动第一行。")
    if len(values) > MOST_ROWS + 1:
        raise Refusal(f"超过{MOST_ROWS}行。", article=RULE, advice="请分成几个表格导入。")
    return values[1:]


@dataclass(frozen=True)
class Columns:
    """The columns by every name a table may give them; ``alike`` are the full names of those that share a title."""

    known: dict[str, Column]
    alike: dict[str, list[str]]


def _columns() -> Columns:
    rows = list(_items_columns())
    names = columns.names()
    alike: dict[str, list[str]] = {}
    known: dict[str, Column] = {}
    for column in rows:
        alike.setdefault(column.title, []).append(names[column.pk])
        known |= {
            column.code: column,
            names[column.pk]: column,
            names[column.pk].rsplit(" › ", 1)[-1]: column,
        }
    return Columns(known, alike)


def _items_columns() -> QuerySet[Column]:
    rows: QuerySet[Column] = (
        Column.objects.filter(takes_items=True).only("code", "title", "takes_items").order_by("sort")
    )
    return rows


def _row(number: int, cells: list[Any], known: Columns) -> Row:
    given = {name: cells[at] if at < len(cells) else None for at, (_, name, _) in enumerate(HEADINGS)}
    row = Row(number)
    row.errors += [
        f"没有填写{heading}"
        for heading, name, must in HEADINGS
        if must and not str(given[name] or "").strip()
    ]
    text = {
        name: str(value).strip() for name, value in given.items() if value is not None and str(value).strip()
    }
    row.files = [name.strip() for name in text.pop("files", "").replace("；", ";").split(";") if name.strip()]
    row.fields = {
        name: text.get(name, "")
        for name in ("title", "summary", "doc_number", "keywords", "mode_reason", "legacy_index_no")
    }
    if "source" in text:
        row.fields["source"] = text["source"]
    named = text.get("column", "")
    if len(known.alike.get(named, ())) > 1:
        row.errors.append(
            f"栏目“{named}”有{len(known.alike[named])}个，请写明：{'；'.join(known.alike[named])}"
        )
        text.pop("column")
    row.fields["body"] = format_html_join(
        "", "<p>{}</p>", ((line,) for line in text.get("body", "").splitlines() if line.strip())
    )
    _choose(row, "column", "栏目", text.get("column"), known.known)
    _choose(row, "genre", "体裁", text.get("genre"), {str(label): value for value, label in Genre.choices})
    modes = {str(label): value for value, label in Mode.choices}
    _choose(row, "mode", "公开方式", text.get("mode", "主动公开"), modes)
    _choose(row, "special_period", "特别公开期限", text.get("special_period"), _PERIODS)
    _read_date(row, given["created_on"])
    row.errors += [
        f"{heading}超过{most}字" for heading, name, most in (("名称", "title", 200), ("内容概述", "summary", 200))
        if len(row.fields[name]) > most
    ]  # fmt: skip
    return row


def _choose(row: Row, name: str, heading: str, given: str | None, known: dict[str, Any]) -> None:
    if given is None:
        return
    if given in known:
        row.fields[name] = known[given]
    else:
        row.errors.append(f"没有{heading}“{given}”")


def _read_date(row: Row, given: Any) -> None:
    if isinstance(given, datetime):
        row.fields["created_on"] = given.date()
        return
    text = re.sub(r"[/.年月]", "-", str(given or "").strip()).removesuffix("日")
    try:
        row.fields["created_on"] = date(*(int(part) for part in text.split("-"))) if text else None
    except (ValueError, TypeError):
        row.errors.append(f"生成日期“{given}”不是日期，应如2026-01-05")


def _judge_together(rows: list[Row]) -> None:
    """Point out numbers used twice in the table, or by an item already there (D52, D53)."""
    for name, heading in (("doc_number", "文号"), ("legacy_index_no", "原索引号")):
        numbers = [row.fields[name] for row in rows if row.fields.get(name)]
        used = {
            getattr(item, name): item
            for item in Publication.objects.filter(**{f"{name}__in": numbers}).select_related("unit")
        }
        for row in rows:
            number = row.fields.get(name)
            if not number:
                continue
            if numbers.count(number) > 1:
                row.errors.append(f"{heading}“{number}”在表中出现{numbers.count(number)}次")
            if number in used:
                row.errors.append(f"{heading}“{number}”已用于{used[number].unit}的《{used[number].title}》")


def _findings(row: Row, unit: Unit, today: date) -> list[str]:
    if not row.errors_leave_a_text():
        return []
    publication = Publication(unit=unit, **row.fields)
    publication.file_parts = [{"name": name, "sha256": ""} for name in row.files]
    return [f"{each.place}：{each.message}" for each in checks.findings(publication, today) if each.blocks]


def _unpacked(files: bytes) -> dict[str, bytes]:
    if len(files) > LARGEST_ARCHIVE:
        raise Refusal(f"附件包超过{LARGEST_ARCHIVE // MEGABYTE}MB。", article=RULE, advice="请分成几次导入。")
    opened = archive.opened("附件包", files)
    members = [each for each in opened.infolist() if not each.is_dir()]
    return {_name(each): archive.member("附件包", opened, each.filename) for each in members}


def _name(member: zipfile.ZipInfo) -> str:
    """Return the file's name; Windows writes Chinese names in GBK without saying so."""
    name = member.filename
    if not member.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("gbk")
        except UnicodeError:
            pass
    return name.replace("\\", "/").rsplit("/", 1)[-1]
