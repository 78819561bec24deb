"""The verbs of the channels by which notices leave (发送渠道), kept by the competent office."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from gongkai.exchange.models import ChannelSetting, MailServer, Setting, SmsGateway
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_fact
from gongkai.units.models import Role
from gongkai.units.posts import Actor
from gongkai.voice.warnings.models import Channel

Row = TypeVar("Row", bound=Setting)


@dataclass(frozen=True)
class Gateway:
    """How an SMS gateway is spoken to."""

    url: str
    headers: str = ""
    body: str = ""
    secret: str = ""
    signed_text: str = ""
    success: str = ""
    receipt: str = ""


def set_mail_server(
    *,
    host: str,
    port: int,
    security: str,
    sender: str,
    by: Actor,
    at: datetime,
    login: str = "",
    password: str = "",
) -> MailServer:
    """Send e-mails by this server from now on. An empty password keeps the one there is."""
    _must_be_competent(by)
    former = MailServer.in_force()
    secret = password or (former.password if former else "")
    return _set(
        MailServer(host=host, port=port, security=security, sender=sender, login=login, password=secret),
        by,
        at,
    )


def set_sms_gateway(gateway: Gateway, *, by: Actor, at: datetime) -> SmsGateway:
    """Send short messages by this gateway from now on. An empty secret keeps the one there is."""
    _must_be_competent(by)
    if gateway.url and not gateway.url.startswith(("https://", "http://")):
        raise Refusal("网关地址应以 https:// 或 http:// 开头。", article="", advice="请核对后重新填写。")
    try:
        json.loads(gateway.body or "{}")
    except ValueError as error:
        raise Refusal(
            f"请求体不是有效的 JSON（{error}）。", article="", advice="请核对引号、逗号和括号。"
        ) from error
    former = SmsGateway.in_force()
    kept = {**vars(gateway), "secret": gateway.secret or (former.secret if former else "")}
    return _set(SmsGateway(**kept), by, at)


def set_channel(
    channel: str,
    *,
    address: str = "",
    account: str = "",
    secret: str = "",
    extra: str = "",
    callback_secret: str = "",
    rate: int = 0,
    simulated_faults: int = 0,
    by: Actor,
    at: datetime,
) -> ChannelSetting:
    """Tell many people by this channel in this way from now on. Empty secrets keep the ones there are."""
    _must_be_competent(by)
    address = address.strip().rstrip("/")
    if address and channel != Channel.CMPP and not address.startswith(("https://", "http://")):
        raise Refusal("接口地址应以 https:// 或 http:// 开头。", article="", advice="请核对后重新填写。")
    if channel == Channel.CMPP and address and not address.rpartition(":")[2].isdigit():
        raise Refusal("网关地址应写成 主机:端口。", article="", advice="CMPP 网关的端口通常是 7890。")
    former = ChannelSetting.of(channel)
    row = ChannelSetting(
        channel=channel, address=address, account=account, extra=extra, rate=rate, simulated_faults=simulated_faults,
        secret=secret or (former.secret if former else ""),
        callback_secret=callback_secret or (former.callback_secret if former else ""),
    )  # fmt: skip
    return _set(row, by, at)


def _set(row: Row, by: Actor, at: datetime) -> Row:
    row.entered_at, row.entered_by = at, by.name
    with transaction.atomic():
        row.save()
        name = row._meta.model_name
        record_fact(f"{name}/{row.pk}", f"exchange.set_{name}", at=at, by=by.name)
    return row


def _must_be_competent(by: Actor) -> None:
    if not by.holds(Role.COMPETENT, ""):
        raise Refusal(
            f"{by.name}不是{Role.COMPETENT.label}，不能修改发送渠道。",
            article="岗位分离",
            advice="请联系政务公开办。",
        )
