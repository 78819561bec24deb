"""What the telephone system counts (话务指标): taken in from its table, day by day, with its source."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from gongkai.law.hotline import Rate
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_fact
from gongkai.units.posts import Actor, must_be_competent
from gongkai.voice.hotline import table
from gongkai.voice.hotline.models import CallDay

HEADINGS = ("日期", "呼入", "接通", "15秒内接通", "其他媒体来话", "3分钟内响应")
NUMBERS = ("offered", "answered", "in_time", "media", "media_in_time")
NEEDED = 4
MOST_ROWS = 1000


@dataclass(frozen=True)
class Row:
    """A day of the table: its numbers, or what is wrong with it."""

    line: int
    day: date | None
    numbers: tuple[int, ...]
    errors: tuple[str, ...] = ()


def read(name: str, content: bytes, today: date) -> list[Row]:
    """Read a table of days. Nothing is written.

    Raises:
        Refusal: no such table, headings missing, or too many rows.
    """
    rows = table.read(name, content, HEADINGS[:NEEDED], most=MOST_ROWS)
    read_rows = [_row(line, cells, today) for line, cells in rows]
    seen: set[date] = set()
    for at, row in enumerate(read_rows):
        if row.day in seen:
            read_rows[at] = Row(row.line, row.day, row.numbers, (*row.errors, f"{row.day}在表中出现了两次"))
        elif row.day:
            seen.add(row.day)
    return read_rows


def _row(line: int, cells: dict[str, str], today: date) -> Row:
    errors, numbers = [], []
    day = table.day_of(cells["日期"])
    if day is None:
        errors.append(f"日期“{cells['日期']}”不能识别")
    elif day > today:
        errors.append(f"日期{day}在今天之后")
    for heading in HEADINGS[1:]:
        text = cells.get(heading, "").replace(",", "") or ("0" if heading in HEADINGS[NEEDED:] else "")
        if not text.isdecimal() or len(text) > 8:
            errors.append(f"{heading}“{text}”不是数")
            text = "0"
        numbers.append(int(text))
    offered, answered, in_time, media, media_in_time = numbers
    if answered > offered:
        errors.append("接通多于呼入")
    if in_time > answered:
        errors.append("15秒内接通多于接通")
    if media_in_time > media:
        errors.append("3分钟内响应多于其他媒体来话")
    return Row(line, day, tuple(numbers), tuple(errors))


def take(rows: Sequence[Row], *, source: str, by: Actor, at: datetime) -> int:
    """Keep the days; a day that is there already is replaced. With one faulty row none is kept (S62)."""
    must_be_competent(by)
    faulty = [row for row in rows if row.errors]
    if faulty:
        raise Refusal(
            f"第{faulty[0].line}行：{faulty[0].errors[0]}。",
            article="",
            advice="请改正表格后重新导入；一行也没有导入。",
        )
    if not source.strip():
        raise Refusal("没有填写数据来源。", article="", advice="请写明话务系统的名称和导出时间。")
    with transaction.atomic():
        for row in rows:
            assert row.day is not None
            CallDay.objects.update_or_create(
                day=row.day,
                defaults={
                    **dict(zip(NUMBERS, row.numbers, strict=True)),
                    "source": source.strip()[:200], "imported_by": by.name, "imported_at": at,
                },
            )  # fmt: skip
        if rows:
            days = [str(row.day) for row in rows]
            record_fact(
                "hotline-calls", "hotline.import_calls", at=at, by=by.name,
                data={"days": len(rows), "from": min(days), "until": max(days), "source": source.strip()[:200]},
            )  # fmt: skip
    return len(rows)


def rates(start: date, end: date) -> list[Rate]:
    """Return the three rates of a period, each with what it was made of."""
    sums = CallDay.objects.filter(day__range=(start, end)).aggregate(**{name: Sum(name) for name in NUMBERS})
    n = {name: sums[name] or 0 for name in NUMBERS}
    return [
        Rate("接通率", n["answered"], n["offered"], "接通 ÷ 呼入；不低于95%"),
        Rate("15秒接通率", n["in_time"], n["offered"], "15秒内接通 ÷ 呼入"),
        Rate("其他媒体3分钟响应率", n["media_in_time"], n["media"], "3分钟内响应 ÷ 其他媒体来话"),
    ]


def rates_of(day: CallDay) -> Iterable[Rate]:
    """Return the rates of one day."""
    return (
        Rate("接通率", day.answered, day.offered, ""),
        Rate("15秒接通率", day.in_time, day.offered, ""),
        Rate("3分钟响应率", day.media_in_time, day.media, ""),
    )
