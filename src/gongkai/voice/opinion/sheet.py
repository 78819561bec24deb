"""Watched items from a table (表格导入, CSV or XLSX): read and checked row by row before anything is taken in."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from gongkai.cases.files import MEGABYTE, refuse_foreign
from gongkai.cases.guard import archive, refuse_dangerous
from gongkai.law.refusal import Refusal
from gongkai.voice.opinion.actions.screening import RULE, Item
from gongkai.voice.opinion.models import Sentiment

LARGEST, MOST_INFLATED, MOST_ROWS = 2 * MEGABYTE, 50 * MEGABYTE, 1000
HEADINGS = {
    "标题": "title", "网站": "site", "网址": "address", "作者": "author", "发布时间": "published_at",
    "发现时间": "seen_at", "摘要": "excerpt", "倾向": "sentiment", "地区": "region", "主题": "topic",
    "阅读": "reads", "评论": "comments", "转发": "shares",
}  # fmt: skip
EXAMPLE = (
    "公园路路灯不亮", "百度贴吧", "https://tieba.baidu.com/p/1", "网友甲", "2025-09-01 20:15", "2025-09-01 21:00",
    "公园路三处路灯连续一周不亮。", "负面", "人民路街道", "市政设施", "320", "18", "4",
)  # fmt: skip
MUST = ("标题", "网站")
COUNTS = ("reads", "comments", "shares")
SENTIMENTS = {label: value for value, label in Sentiment.choices}
WRITTEN = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M")


@dataclass(frozen=True)
class Row:
    """A row of the table: the item it says, or what is wrong with it."""

    number: int
    item: Item
    errors: tuple[str, ...]


def read(name: str, content: bytes, now: datetime) -> list[Row]:
    """Return the rows of a table.

    Raises:
        Refusal: no table, too large, without the headings it must have, or with too many rows.
    """
    if len(content) > LARGEST:
        raise Refusal(f"表格超过{LARGEST // MEGABYTE} MB。", article=RULE, advice="请分成几个表格。")
    refuse_foreign(name, content)
    table = _sheet(name, content) if content.startswith(b"PK\x03\x04") else _csv(content)
    headings = [str(cell or "").strip() for cell in next(table, [])]
    missing = [heading for heading in MUST if heading not in headings]
    if missing:
        raise Refusal(
            f"表头没有“{'”“'.join(missing)}”列。", article=RULE, advice="请下载模板，按模板的表头填写。"
        )
    rows: list[Row] = []
    for number, cells in enumerate(table, start=2):
        if not any(str(cell or "").strip() for cell in cells):
            continue
        if len(rows) == MOST_ROWS:
            raise Refusal(f"表格超过{MOST_ROWS}行。", article=RULE, advice="请分成几个表格。")
        named = {
            HEADINGS[head]: cell for head, cell in zip(headings, cells, strict=False) if head in HEADINGS
        }
        rows.append(_row(number, named, now))
    return rows


def _csv(content: bytes) -> Iterator[list[Any]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return (list(row) for row in csv.reader(io.StringIO(text, newline="")))
    raise Refusal("不能识别表格的文字编码。", article=RULE, advice="请另存为 UTF-8 编码的 CSV，或者 XLSX。")


def _sheet(name: str, content: bytes) -> Iterator[list[Any]]:
    refuse_dangerous(name, content, ".xlsx")
    # OpinionReading takes several times the size of what a table unfolds to.
    if sum(part.file_size for part in archive.opened(name, content).infolist()) > MOST_INFLATED:
        raise Refusal("表格解开后太大。", article=RULE, advice="请删去图片和多余的格式，或者分成几个表格。")
    try:
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).active
        assert sheet is not None
        rows = sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=2 * len(HEADINGS))
        return iter([list(row) for row in rows])
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise Refusal("这不是可以打开的 XLSX 表格。", article=RULE, advice="请另存后重新上传。") from error


def _row(number: int, named: dict[str, Any], now: datetime) -> Row:
    errors: list[str] = []
    texts = {key: str(named.get(key) or "").strip() for key in HEADINGS.values()}
    moments: dict[str, Any] = {}
    for key, label in (("published_at", "发布时间"), ("seen_at", "发现时间")):
        moments[key] = _moment(named.get(key), label, errors, now)
    heat: dict[str, Any] = {
        key: _count(texts[key], label, errors) for label, key in HEADINGS.items() if key in COUNTS
    }
    sentiment = SENTIMENTS.get(texts["sentiment"], texts["sentiment"])
    if sentiment and sentiment not in Sentiment.values:
        errors.append(f"倾向“{texts['sentiment']}”不是{'、'.join(SENTIMENTS)}之一")
    if not texts["site"]:
        errors.append("没有填写网站")
    item = Item(
        title=texts["title"], site=texts["site"], address=texts["address"], author=texts["author"],
        excerpt=texts["excerpt"], sentiment=sentiment, region=texts["region"], topic=texts["topic"], **moments, **heat,
    )  # fmt: skip
    fault = item.fault()
    return Row(number, item, tuple([*errors, fault] if fault else errors))


def _moment(cell: Any, label: str, errors: list[str], now: datetime) -> datetime | None:
    if cell in (None, ""):
        return None
    found = cell if isinstance(cell, datetime) else _written(str(cell))
    if found is None:
        errors.append(f"{label}“{cell}”不是日期时间，请写成 2025-09-01 20:15")
        return None
    moment = timezone.make_aware(found) if timezone.is_naive(found) else found
    if moment > now:
        errors.append(f"{label}晚于现在")
        return None
    return moment


def _written(text: str) -> datetime | None:
    text = text.strip().replace("/", "-").replace("年", "-").replace("月", "-").replace("日", "")
    for form in WRITTEN:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 -- of the district's own time
        except ValueError:
            continue
    return None


def _count(text: str, label: str, errors: list[str]) -> int:
    plain = text.replace(",", "").removesuffix(".0")
    if not plain:
        return 0
    if not plain.isascii() or not plain.isdigit():
        errors.append(f"{label}“{text}”不是整数")
        return 0
    return int(plain[:15])


def template() -> Iterable[Iterable[str]]:
    """Return the headings and one row as an example."""
    return [tuple(HEADINGS), EXAMPLE]
