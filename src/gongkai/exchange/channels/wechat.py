"""微信公众号: a template message to each follower; how it ended comes as the event TEMPLATESENDJOBFINISH."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from gongkai.cases.guard.xml import parsed
from gongkai.cases.notices import Attempt, Result
from gongkai.exchange.channels import calling
from gongkai.exchange.models import ChannelSetting
from gongkai.voice.warnings.delivery import Fate, Parcel, Receipt
from gongkai.voice.warnings.models import State

BUSY = (-1, 45009, 45011)
BAD_TOKEN = (40001, 40014, 42001)
# Fields of a template hold twenty characters to a few hundred; the whole text stands behind the link too.
FIELD = 200


class Account:
    at_once = 96
    slowest = timedelta(seconds=60)

    def __init__(self, setting: ChannelSetting) -> None:
        self._setting = setting

    def send(self, batch: Sequence[Parcel], at: datetime) -> list[Attempt]:
        try:
            token = calling.token(self._setting, at, self._fetch)
        except calling.NoAnswer as none:
            return [none.attempt for _ in batch]
        return calling.each(batch, partial(self._send, token))

    def ask(self, batch: Sequence[Parcel], at: datetime) -> list[Fate]:
        return [Fate.UNKNOWN for _ in batch]

    def receipts(self, sent: Sequence[tuple[Parcel, str]], at: datetime) -> list[Receipt]:
        return []

    def _fetch(self) -> dict[str, object]:
        account = {"appid": self._setting.account, "secret": self._setting.secret}
        return calling.get(
            f"{self._setting.address}/cgi-bin/token", {"grant_type": "client_credential", **account}
        )

    def _send(self, token: str, parcel: Parcel) -> Attempt:
        body = {
            "touser": parcel.address,
            "template_id": self._setting.extra,
            "url": parcel.link,
            "client_msg_id": parcel.key,
            "data": {"title": {"value": parcel.title}, "content": {"value": parcel.text[:FIELD]}},
        }
        url = f"{self._setting.address}/cgi-bin/message/template/send"
        try:
            answer = calling.post(url, body, query={"access_token": token})
        except calling.NoAnswer as none:
            return none.attempt
        code = answer.get("errcode")
        if code == 0:
            return Attempt(Result.SENT, receipt=str(answer.get("msgid", "")))
        fault = f"微信接口回复 {code} {answer.get('errmsg', '')}"
        if code in BAD_TOKEN:
            calling.forget_token(self._setting)
        return Attempt(Result.NOT_SENT if code in (*BUSY, *BAD_TOKEN) else Result.REFUSED, fault=fault)


def is_from_wechat(setting: ChannelSetting, signature: str, stamp: str, nonce: str) -> bool:
    """Tell whether a callback is signed with the token agreed with the platform of official accounts."""
    if not setting.callback_secret:
        return False
    text = "".join(sorted((setting.callback_secret, stamp, nonce)))
    return hmac.compare_digest(hashlib.sha1(text.encode()).hexdigest(), signature)  # noqa: S324 -- WeChat's own rule


def understood(content: bytes, at: datetime) -> tuple[list[Receipt], list[tuple[str, str]]]:
    """Return the receipts and the replies (openid and text) a callback tells.

    Raises:
        Refusal: no XML, or a document type in it.
    """
    root = parsed("回调", content)
    told = {child.tag: (child.text or "").strip() for child in root}
    if told.get("Event") == "TEMPLATESENDJOBFINISH":
        status = told.get("Status", "")
        state = State.DELIVERED if status == "success" else State.FAILED
        fault = "" if state is State.DELIVERED else f"微信：{status}"
        return [Receipt(state, at, provider_id=told.get("MsgID", ""), fault=fault)], []
    if told.get("MsgType") == "text":
        return [], [(told.get("FromUserName", ""), told.get("Content", ""))]
    return [], []
