"""A monitoring service pushes what it watched (监测服务推送): signed, dated, taken once.

The service signs ``timestamp.nonce.body`` with the source's secret (HMAC-SHA256, hexadecimal) and sends the three in
the headers ``X-Timestamp`` (seconds), ``X-Nonce`` and ``X-Signature``.
"""

import hashlib
import hmac
import json
import logging
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from gongkai.voice.opinion import actions
from gongkai.voice.opinion.actions import Item, Replayed
from gongkai.voice.opinion.models import OpinionReading, OpinionSource, Sentiment

MOST_BYTES = 1024 * 1024
MOST_ITEMS = 200
MOST_APART = timedelta(minutes=5)
# A stranger's tries are told now and then, not each.
TOLD_AGAIN_AFTER = timedelta(minutes=10)
NONCE = re.compile(r"[\w-]{8,64}", re.ASCII)
SENTIMENTS = {**{label: value for value, label in Sentiment.choices}, **{v: v for v in Sentiment.values}}
log = logging.getLogger("gongkai.opinion")


class Unacceptable(Exception):
    """A delivery that is not taken: the status and a sentence for the service."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@csrf_exempt
@require_POST
def receive(request: HttpRequest, key: str) -> JsonResponse:
    """Take a delivery in; answer how many items are new, known and refused, and why."""
    now = timezone.now()
    in_use = OpinionSource.objects.on(timezone.localtime(now).date()).filter(
        kind=OpinionSource.Kind.WEBHOOK, key=key
    )
    source = in_use.select_related("unit").first()
    if source is None:
        return _said(404, "没有这个来源，或者已经停用。")
    try:
        body = _body(request)
        nonce = signed_nonce(source, request.headers, body, now)
        taken = actions.deliver(source, items_of(body, source), nonce=nonce, at=now)
    except Replayed as refusal:
        return _refused(source, 409, str(refusal), now)
    except Unacceptable as error:
        return _refused(source, error.status, str(error), now)
    return JsonResponse(
        {
            "taken": len(taken.new),
            "repeated": len(taken.repeated),
            "refused": [{"item": number, "reason": fault} for number, fault in taken.faults],
        },
        json_dumps_params={"ensure_ascii": False},
    )


def _body(request: HttpRequest) -> bytes:
    declared = request.headers.get("Content-Length", "0")
    if not declared.isdigit() or int(declared) > MOST_BYTES or len(request.body) > MOST_BYTES:
        raise Unacceptable(413, f"一次推送不能超过{MOST_BYTES // 1024 // 1024} MB。")
    return request.body


def signed_nonce(source: OpinionSource, headers: Mapping[str, str], body: bytes, now: datetime) -> str:
    """Return the nonce of a delivery whose signature and time are right.

    Raises:
        Unacceptable: unsigned, wrongly signed, or signed at another time.
    """
    stamp, nonce = headers.get("X-Timestamp", ""), headers.get("X-Nonce", "")
    if not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12 or not NONCE.fullmatch(nonce):
        raise Unacceptable(401, "缺少时间戳或者随机串，或者格式不对。")
    expected = signature(source.secret, stamp, nonce, body)
    if not hmac.compare_digest(
        expected, headers.get("X-Signature", "").lower().encode("ascii", "replace").decode()
    ):
        raise Unacceptable(401, "签名不对。")
    if abs(now.timestamp() - int(stamp)) > MOST_APART.total_seconds():
        raise Unacceptable(401, "时间戳与现在相差超过5分钟。")
    return nonce


def signature(secret: str, stamp: str, nonce: str, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{stamp}.{nonce}.".encode() + body, hashlib.sha256).hexdigest()


def items_of(body: bytes, source: OpinionSource) -> list[Item]:
    """Return the items of a delivery: ``{"items": [{"title": …, "url": …}, …]}``."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unacceptable(400, "内容不是 JSON。") from error
    rows = said.get("items") if isinstance(said, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Unacceptable(400, "内容没有 items 列表。")
    if len(rows) > MOST_ITEMS:
        raise Unacceptable(413, f"一次最多推送{MOST_ITEMS}条。")
    return [_item(row, source) for row in rows]


def _item(row: Mapping[str, Any], source: OpinionSource) -> Item:
    def text(name: str) -> str:
        value = row.get(name)
        return value if isinstance(value, str) else ""

    return Item(
        title=text("title"),
        site=text("site") or source.site,
        address=text("url").strip(),
        author=text("author"),
        excerpt=text("excerpt"),
        published_at=_moment(text("published_at")),
        sentiment=SENTIMENTS.get(text("sentiment"), ""),
        region=text("region"),
        topic=text("topic"),
        reads=_count(row.get("reads")),
        comments=_count(row.get("comments")),
        shares=_count(row.get("shares")),
        mark=str(row.get("id") or "")[:500],
    )


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return timezone.make_aware(moment) if moment and timezone.is_naive(moment) else moment


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _refused(source: OpinionSource, status: int, sentence: str, now: datetime) -> JsonResponse:
    """Answer with the reason, and put it down for the office."""
    log.warning("舆情推送 %s 被拒绝（%d）：%s", source.key, status, sentence)
    told = OpinionReading.objects.filter(
        source=source, at__gt=now - TOLD_AGAIN_AFTER, fault__startswith=f"拒绝推送：{sentence}"
    )
    if status == 409 or not told.exists():
        OpinionReading.objects.create(source=source, at=now, refused=1, fault=f"拒绝推送：{sentence}"[:300])
    return _said(status, sentence)


def _said(status: int, sentence: str) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status, json_dumps_params={"ensure_ascii": False})
