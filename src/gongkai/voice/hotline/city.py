"""The city's hotline (市12345): its tickets come by file or by its interface, our results go back by file.

A ticket of the city becomes one of ours once, however often it is sent: its number is the key.
"""

import hashlib
import hmac
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from gongkai.cases.actions import local_day
from gongkai.cases.models import Case
from gongkai.law import hotline as law
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_fact
from gongkai.units.models import Role, Unit
from gongkai.units.posts import PLATFORM, Actor, must_be_competent
from gongkai.voice.hotline import table
from gongkai.voice.hotline.actions.common import office_on
from gongkai.voice.hotline.actions.intake import Call, open_ticket
from gongkai.voice.hotline.models import CityFile, CityKey, CityNonce, Origin, Ticket, Way
from gongkai.voice.hotline.procedure import HOTLINE, KEY, OUTCOMES

NEEDED = ("工单编号", "类型", "事由", "内容")
HEADINGS = (*NEEDED, "来电时间", "姓名", "电话", "保密", "紧急", "乡镇街道", "地址")
RESULT_HEADINGS = (
    "市工单编号",
    "本区工单编号",
    "环节",
    "办理单位",
    "办理结果",
    "答复",
    "答复时间",
    "满意度",
    "办结日期",
)
MOST_ROWS = 2000
YES = ("是", "1", "true", "True", "Y", "保密", "紧急")
KINDS = {kind.label: kind.value for kind in law.Kind} | {"意见建议": "suggestion", "意见": "suggestion"}
CLOCK_TOLERANCE = timedelta(minutes=5)
"""How far the clocks of the two systems may differ; a delivery older than that is refused."""
RULE = "市热线接口"


class Unsigned(Refusal):
    """A delivery nobody known has signed, or not now."""


class Repeated(Refusal):
    """A delivery that was taken before."""


@dataclass(frozen=True)
class Row:
    """A ticket of the city as read: the call it makes, whether we have it already, what is wrong with it."""

    line: int
    call: Call
    received_on: date | None
    known: str = ""
    errors: tuple[str, ...] = ()

    @property
    def kind_label(self) -> str:
        return law.Kind(self.call.kind).label if self.call.kind else ""


def read(name: str, content: bytes, today: date) -> list[Row]:
    """Read a file of the city's tickets and judge every row. Nothing is written.

    Raises:
        Refusal: no such table, headings missing, or too many rows.
    """
    lines = table.read(name, content, NEEDED, most=MOST_ROWS)
    numbers = [cells["工单编号"] for _, cells in lines]
    known = dict(Ticket.objects.filter(city_number__in=numbers).values_list("city_number", "case__number"))
    towns = {unit.short_name: unit for unit in Unit.objects.on(today).filter(kind="township")}
    seen: set[str] = set()
    rows = []
    for line, cells in lines:
        number = cells["工单编号"]
        twice = number in seen
        seen.add(number)
        rows.append(_row(line, cells, towns, known.get(number, ""), today, is_repeated=twice))
    return rows


def _row(
    line: int, cells: dict[str, str], towns: dict[str, Unit], known: str, today: date, *, is_repeated: bool
) -> Row:  # fmt: skip
    errors = [f"没有填写{heading}" for heading in NEEDED if not cells[heading]]
    if cells["类型"] and cells["类型"] not in KINDS:
        errors.append(f"类型“{cells['类型']}”不在咨询、求助、投诉、举报、建议之中")
    if is_repeated:
        errors.append(f"工单编号{cells['工单编号']}在文件中出现了两次")
    if len(cells["工单编号"]) > 40 or len(cells["事由"]) > 200 or len(cells["内容"]) > 4000:
        errors.append("编号超过40字、事由超过200字，或者内容超过4000字")
    day = table.day_of(cells.get("来电时间", "")) if cells.get("来电时间") else today
    if day is None or day > today:
        errors.append(f"来电时间“{cells.get('来电时间')}”不能识别，或者在今天之后")
    town = towns.get(cells.get("乡镇街道", ""))
    if cells.get("乡镇街道") and town is None:
        errors.append(f"没有名为“{cells['乡镇街道']}”的乡镇街道")
    call = Call(
        kind=KINDS.get(cells["类型"], ""), title=cells["事由"], text=cells["内容"], way=Way.TRANSFER, origin=Origin.CITY,
        is_urgent=cells.get("紧急", "") in YES, town=town, place=cells.get("地址", "")[:60],
        name=cells.get("姓名", "")[:50], phone=cells.get("电话", "")[:30],
        is_confidential=cells.get("保密", "") in YES, wants_reply=bool(cells.get("电话")),
        city_number=cells["工单编号"],
    )  # fmt: skip
    return Row(line, call, day, known, tuple(errors))


def keep_file(name: str, content: bytes, *, by: Actor, at: datetime) -> CityFile:
    """Keep a file for its dry run; nothing else is written. The same file is kept once."""
    must_be_competent(by)
    read(name, content, local_day(at))
    return _kept(name, content, CityFile.Way.UPLOAD, by, at)


def _kept(name: str, content: bytes, way: str, by: Actor, at: datetime) -> CityFile:
    digest = hashlib.sha256(content).hexdigest()
    former = CityFile.objects.filter(sha256=digest).first()
    if former is not None:
        return former
    text = content.hex()
    return CityFile.objects.create(
        name=name[-200:], way=way, content=text, sha256=digest, received_at=at, received_by=by.name
    )


def rows_of(file: CityFile, today: date) -> list[Row]:
    """Read a kept file again: what was taken since is known now."""
    return read(file.name, bytes.fromhex(file.content), today)


def take_file(file: CityFile, *, by: Actor, at: datetime) -> int:
    """Make tickets of the rows we do not have yet; with one faulty row none is made. Return how many were made."""
    office = office_on(local_day(at))
    if by is not PLATFORM:
        by.must_hold((Role.COMPETENT,), office)
    with transaction.atomic():
        locked = CityFile.objects.select_for_update(no_key=True).get(pk=file.pk)
        rows = rows_of(locked, local_day(at))
        _must_be_sound(rows)
        made = 0
        for row in rows:
            if row.known:
                continue
            try:
                opened = open_ticket(
                    row.call, office=office, by=by, at=at, received_on=row.received_on,
                    token=f"city-{row.call.city_number}",
                )  # fmt: skip
            except Refusal as refusal:
                raise Refusal(
                    f"第{row.line}行：{refusal.message}", article=refusal.article, advice=refusal.advice
                ) from refusal
            made += opened.ledger_index >= 0
        locked.taken_at, locked.taken = at, locked.taken + made
        locked.save(update_fields=["taken_at", "taken"])
        record_fact(
            f"hotline-city/{locked.pk}", "hotline.take_city_file", at=at, by=by.name,
            data={"sha256": locked.sha256, "rows": len(rows), "made": made},
        )  # fmt: skip
    return made


def _must_be_sound(rows: Sequence[Row]) -> None:
    for row in rows:
        if row.errors:
            raise Refusal(
                f"第{row.line}行：{row.errors[0]}。",
                article=table.RULE,
                advice="请改正后重新导入；一行也没有导入。",
            )


# The interface


def set_key(secret: str, *, by: Actor, at: datetime) -> CityKey:
    """Keep the key the city's system signs with; an empty one closes the interface."""
    must_be_competent(by)
    if secret and len(secret) < 16:
        raise Refusal("密钥太短。", article=RULE, advice="请使用至少16个字符的随机密钥。")
    with transaction.atomic():
        row = CityKey.objects.create(secret=secret, entered_by=by.name, entered_at=at)
        record_fact("hotline-city", "hotline.set_city_key", at=at, by=by.name, data={"open": bool(secret)})
    return row


def signature(secret: str, timestamp: str, nonce: str, body: bytes) -> str:
    """Return what a delivery is signed with: HMAC-SHA256 over time, nonce and the digest of the body, hexadecimal."""
    text = f"{timestamp}\n{nonce}\n{hashlib.sha256(body).hexdigest()}"
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def take_delivery(
    body: bytes, *, timestamp: str, nonce: str, signed: str, at: datetime
) -> tuple[int, list[dict[str, str]]]:
    """Take a signed delivery of the city's system: a JSON array of tickets.

    Returns how many tickets were made, and for each row the city's number and ours.

    Raises:
        Refusal: the interface is closed, the signature wrong, the time off, the delivery used before, or a row faulty.
    """
    _must_be_signed(body, timestamp, nonce, signed, at)
    with transaction.atomic():
        try:
            with transaction.atomic():
                CityNonce.objects.create(nonce=nonce, used_at=at)
        except IntegrityError:
            raise Repeated(
                "这次传送已经收到过。", article=RULE, advice="请不要重放；新的传送请用新的随机数。"
            ) from None
        CityNonce.objects.filter(used_at__lt=at - 4 * CLOCK_TOLERANCE).delete()
        file = _kept(f"接口传送 {nonce[:20]}.json", body, CityFile.Way.INTERFACE, PLATFORM, at)
        made = take_file(file, by=PLATFORM, at=at)
        numbers = [row.call.city_number for row in rows_of(file, local_day(at))]
        ours = Ticket.objects.filter(city_number__in=numbers).order_by("pk")
        return made, [
            {"city": str(city), "number": number}
            for city, number in ours.values_list("city_number", "case__number")
        ]


def _must_be_signed(body: bytes, timestamp: str, nonce: str, signed: str, at: datetime) -> None:
    key = CityKey.objects.last()
    if key is None or not key.secret:
        raise Unsigned("接口没有开通。", article=RULE, advice="请联系区热线中心设置密钥。")
    if not hmac.compare_digest(
        signature(key.secret, timestamp, nonce, body).encode(), signed.lower().encode()
    ):
        raise Unsigned("签名不对。", article=RULE, advice="请核对密钥和签名原文。")
    try:
        seconds = float(timestamp)
    except ValueError:
        seconds = math.nan
    # Not a number is never within.
    if not abs(at.timestamp() - seconds) <= CLOCK_TOLERANCE.total_seconds():
        raise Unsigned("传送时间与本系统相差超过5分钟。", article=RULE, advice="请校准时钟后重新签名传送。")
    if not 8 <= len(nonce) <= 64:
        raise Unsigned("随机数应为8至64个字符。", article=RULE, advice="请改用符合长度的随机数。")


# What goes back


def results(since: date, until: date) -> Iterator[tuple[object, ...]]:
    """Yield the city's tickets received in a period with what became of them; nothing about the caller goes along."""
    rows = Case.objects.filter(
        procedure=KEY, ticket__city_number__isnull=False, received_on__range=(since, until)
    ).select_related("unit", "ticket")
    for case in rows.order_by("pk"):
        ticket = case.ticket
        answered = timezone.localtime(ticket.replied_at) if ticket.replied_at else None
        yield (
            ticket.city_number, case.number, HOTLINE.stage(case.stage).label, case.unit.short_name,
            ticket.get_result_display() or OUTCOMES.get(case.outcome, ""), ticket.reply,
            f"{answered:%Y-%m-%d %H:%M}" if answered else "", ticket.get_satisfaction_display(), case.closed_on or "",
        )  # fmt: skip


def results_json(since: date, until: date) -> str:
    """Return the same as a JSON array."""
    rows = [dict(zip(RESULT_HEADINGS, map(str, row), strict=True)) for row in results(since, until)]
    return json.dumps(rows, ensure_ascii=False, indent=1)
