"""Lists as open data: what is said of an item, as JSON and CSV, a page or a whole list at a time."""

import csv
import gzip
import io
import json
import os
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import IO, Any

from django.utils import timezone

from gongkai.cases import csv_text
from gongkai.portal import files
from gongkai.publishing.models import Publication
from gongkai.units.identity import base_url

SCHEMA = "/data/schema.json"
WHOLE = ("all.json", "all.csv")
# What an entry of a list says, with its meaning: the documented schema.
OPEN_DATA = {
    "index_no": "索引号：统一社会信用代码/年份-6位流水号，唯一",
    "title": "名称",
    "summary": "内容概述",
    "doc_number": "文号；没有的为空",
    "created_on": "生成日期，YYYY-MM-DD",
    "published_at": "发布时间，ISO 8601，含时区",
    "updated_at": "最近更新时间；没有修订过的为空",
    "unit": "发布机构全称",
    "column": "分类（栏目）",
    "genre": "体裁",
    "validity": "有效性：有效、尚未施行、已修改、已废止、已失效",
    "url": "永久网址",
    "content_sha256": "内容摘要值（SHA-256），可与公开账本核对",
}


def open_data(publication: Publication) -> dict[str, Any]:
    """Return an item as open data."""
    return {
        "index_no": publication.index_no,
        "title": publication.title,
        "summary": publication.summary,
        "doc_number": publication.doc_number,
        "created_on": publication.created_on.isoformat(),
        "published_at": _moment(publication.published_at),
        "updated_at": _moment(publication.updated_at),
        "unit": publication.unit.name,
        "column": publication.column.title,
        "genre": publication.get_genre_display(),
        "validity": publication.get_validity_display(),
        "url": f"{base_url()}{publication.public_url}",
        "content_sha256": publication.content_sha256,
    }


def _moment(at: datetime | None) -> str | None:
    return timezone.localtime(at).isoformat(timespec="minutes") if at else None


def write_page(
    folder: str, name: str, rows: list[Publication], *, older: str | None, newer: str | None
) -> None:
    """Write a page of a list as JSON, which names its neighbours, and as CSV."""
    data = [open_data(row) for row in rows]
    text = json.dumps({"schema": SCHEMA, "older": older, "newer": newer, "items": data}, ensure_ascii=False)
    files.write(f"{folder}/{name}.json", text.encode())
    files.write(f"{folder}/{name}.csv", f"\ufeff{_line(list(OPEN_DATA))}{''.join(map(_csv, data))}".encode())


def write_whole(folder: str, chunks: Iterator[list[Publication]]) -> Generator[None]:
    """Write a whole list into ``WHOLE``, row by row: yields after each chunk, puts the files in place at the end."""
    targets = [files.root() / folder / name for name in WHOLE]
    targets[0].parent.mkdir(parents=True, exist_ok=True)
    for left in targets[0].parent.glob(".all.*"):  # by a process that was killed
        left.unlink(missing_ok=True)
    partial = [path.with_name(f".{path.name}.{os.getpid()}") for path in targets]
    twins = [path.with_name(f".{path.name}.gz.{os.getpid()}") for path in targets]
    try:
        with ExitStack() as opened:
            pairs = [
                (opened.enter_context(plain.open("wb")), opened.enter_context(gzip.open(twin, "wb", 6)))
                for plain, twin in zip(partial, twins, strict=True)
            ]
            _put(pairs[0], f'{{"schema": "{SCHEMA}", "items": [')
            _put(pairs[1], f"\ufeff{_line(list(OPEN_DATA))}")
            between = ""
            for chunk in chunks:
                data = [open_data(row) for row in chunk]
                entries = ",\n".join(json.dumps(each, ensure_ascii=False) for each in data)
                _put(pairs[0], f"{between}\n{entries}")
                _put(pairs[1], "".join(map(_csv, data)))
                between = ","
                yield
            _put(pairs[0], "\n]}\n")
        for plain, twin, target in zip(partial, twins, targets, strict=True):
            twin.replace(target.with_name(f"{target.name}.gz"))
            plain.replace(target)
    finally:
        for path in (*partial, *twins):
            path.unlink(missing_ok=True)


def remove_whole(folder: str) -> None:
    for name in WHOLE:
        files.remove(f"{folder}/{name}")


def _put(pair: tuple[IO[bytes], gzip.GzipFile], text: str) -> None:
    for file in pair:
        file.write(text.encode())


def _csv(row: dict[str, Any]) -> str:
    cells = [str(row[name] or "") for name in OPEN_DATA]
    return _line([csv_text.cell(cell) for cell in cells])


def _line(cells: Sequence[object]) -> str:
    target = io.StringIO()
    csv.writer(target).writerow(cells)
    return target.getvalue()
