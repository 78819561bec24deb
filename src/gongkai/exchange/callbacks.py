"""What comes in by itself: signals from stations, receipts and replies from providers. Nothing unsigned is believed."""

import json
import logging
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from gongkai.exchange.channels import cmpp, wechat
from gongkai.exchange.channels.sealed import is_sealed
from gongkai.exchange.models import ChannelSetting
from gongkai.law.refusal import Refusal
from gongkai.voice.warnings import delivery
from gongkai.voice.warnings.actions import alerts, broadcasts
from gongkai.voice.warnings.actions.alerts import Seal
from gongkai.voice.warnings.delivery import Receipt
from gongkai.voice.warnings.models import Channel, State

LONGEST = 1024 * 1024
MOST_RECEIPTS = 1000
log = logging.getLogger("gongkai.callbacks")


@csrf_exempt
@require_POST
def take_in_signal(request: HttpRequest) -> JsonResponse:
    """Take a signal in by the interface: CAP 1.2 sealed with the station's secret; what is refused is said and logged."""
    content = request.body
    seal = Seal(request.headers.get("X-Timestamp", ""), request.headers.get("X-Signature", ""))
    try:
        made = alerts.take_in(content, by="接口", at=timezone.now(), seal=seal)
    except Refusal as refusal:
        return JsonResponse(
            {"ok": False, "reason": str(refusal)}, status=422, json_dumps_params={"ensure_ascii": False}
        )
    return JsonResponse({"ok": True, "identifier": made.identifier, "first": made.first_pk()}, status=201)


@csrf_exempt
@require_POST
def receipts(request: HttpRequest, channel: str) -> JsonResponse:
    """Take receipts and replies of an SMS provider.

    ``{"receipts": [{"key"|"id": …, "status": "DELIVRD"}], "replies": [{"phone": …, "text": …}]}``, sealed with the
    callback secret of the channel.
    """
    if channel not in (Channel.SMS, Channel.CMPP):
        return JsonResponse({"ok": False, "reason": "没有这个渠道的回调。"}, status=404)
    setting, at = ChannelSetting.of(channel), timezone.now()
    stamp, signature = request.headers.get("X-Timestamp", ""), request.headers.get("X-Signature", "")
    if setting is None or not is_sealed(setting.callback_secret, stamp, request.body, signature, at):
        log.warning("渠道 %s 的回调签名不符，没有采用", channel)
        return JsonResponse({"ok": False, "reason": "签名不符或者已过期。"}, status=403)
    told = _read(request.body)
    if told is None:
        return JsonResponse({"ok": False, "reason": "不是约定的 JSON。"}, status=400)
    new = delivery.receive([each for row in _rows(told, "receipts") if (each := _receipt(row, at))], channel)
    confirmed = sum(
        broadcasts.confirm_by_reply(
            str(row.get("phone", "")), str(row.get("text", ""))[:200], how="短信回复", at=at
        )
        for row in _rows(told, "replies")
    )
    return JsonResponse({"ok": True, "new": new, "confirmed": confirmed})


def _read(body: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(body)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _rows(told: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = told.get(name)
    return [row for row in rows[:MOST_RECEIPTS] if isinstance(row, dict)] if isinstance(rows, list) else []


def _receipt(row: dict[str, Any], at: Any) -> Receipt | None:
    status = str(row.get("status", ""))
    state = cmpp.state_of(status)
    if state is State.UNSURE:
        return None
    fault = f"短信网关：{status[:50]}" if state is State.FAILED else ""
    return Receipt(state, at, str(row.get("key") or ""), str(row.get("id") or "")[:200], fault)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def wechat_event(request: HttpRequest) -> HttpResponse:
    """Answer the platform of official accounts: its check of the address, its events, its users' replies."""
    setting, at = ChannelSetting.of(Channel.WECHAT), timezone.now()
    names = ("signature", "timestamp", "nonce")
    if setting is None or not wechat.is_from_wechat(setting, *(request.GET.get(name, "") for name in names)):
        log.warning("微信回调签名不符，没有采用")
        return HttpResponse("forbidden", status=403)
    if request.method == "GET":
        return HttpResponse(request.GET.get("echostr", ""), content_type="text/plain")
    try:
        told, replies = wechat.understood(request.body[:LONGEST], at)
    except Refusal as refusal:
        return HttpResponse(str(refusal), status=400)
    delivery.receive(told, Channel.WECHAT)
    for openid, text in replies:
        broadcasts.confirm_by_reply(openid, text, how="微信回复", at=at)
    return HttpResponse("success", content_type="text/plain")
