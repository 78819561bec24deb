"""企业微信: one call for everybody who gets the same words; the answer names the accounts that are none."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from gongkai.cases.notices import Attempt, Result
from gongkai.exchange.channels import calling
from gongkai.exchange.models import ChannelSetting
from gongkai.voice.warnings.delivery import Fate, Parcel, Receipt

ALL_INVALID = 81013
BUSY = (-1, 45009)
BAD_TOKEN = (40014, 42001)
AT_ONCE = 1000
# Seconds for which the same words to the same account are taken once.
SAME_FOR = 1800


class Application:
    at_once = 500
    slowest = timedelta(seconds=60)

    def __init__(self, setting: ChannelSetting) -> None:
        self._setting = setting

    def send(self, batch: Sequence[Parcel], at: datetime) -> list[Attempt]:
        try:
            token = calling.token(self._setting, at, self._fetch)
        except calling.NoAnswer as none:
            return [none.attempt for _ in batch]
        # Same words, same attempt: a group sent again is the same group, which the provider knows.
        groups: dict[str, list[Parcel]] = defaultdict(list)
        for parcel in batch:
            groups[_words(parcel)].append(parcel)
        parts = [
            (words, group[start : start + AT_ONCE])
            for words, group in groups.items()
            for start in range(0, len(group), AT_ONCE)
        ]
        made: dict[str, Attempt] = {}
        for told in calling.each(parts, partial(self._send, token)):
            made |= told
        return [made[parcel.key] for parcel in batch]

    def ask(self, batch: Sequence[Parcel], at: datetime) -> list[Fate]:
        return [Fate.UNKNOWN for _ in batch]

    def receipts(self, sent: Sequence[tuple[Parcel, str]], at: datetime) -> list[Receipt]:
        return []

    def _fetch(self) -> dict[str, object]:
        account = {"corpid": self._setting.account, "corpsecret": self._setting.secret}
        return calling.get(f"{self._setting.address}/cgi-bin/gettoken", account)

    def _send(self, token: str, part: tuple[str, list[Parcel]]) -> dict[str, Attempt]:
        words, group = part
        body = {
            "touser": "|".join(parcel.address for parcel in group),
            "msgtype": "text",
            "agentid": self._setting.extra,
            "text": {"content": words},
            "enable_duplicate_check": 1,
            "duplicate_check_interval": SAME_FOR,
        }
        url = f"{self._setting.address}/cgi-bin/message/send"
        try:
            answer = calling.post(url, body, query={"access_token": token})
        except calling.NoAnswer as none:
            return {parcel.key: none.attempt for parcel in group}
        return {parcel.key: self._attempt(answer, parcel) for parcel in group}

    def _attempt(self, answer: dict[str, object], parcel: Parcel) -> Attempt:
        code, message = answer.get("errcode"), answer.get("errmsg", "")
        if code in BAD_TOKEN:
            calling.forget_token(self._setting)
        if code in (*BUSY, *BAD_TOKEN):
            return Attempt(Result.NOT_SENT, fault=f"企业微信接口回复 {code} {message}")
        invalid = str(answer.get("invaliduser") or "").lower().split("|")
        if code == ALL_INVALID or parcel.address.lower() in invalid:
            return Attempt(Result.REFUSED, fault="企业微信中没有这个帐号，或者不在应用的可见范围")
        if code != 0:
            return Attempt(Result.REFUSED, fault=f"企业微信接口回复 {code} {message}")
        return Attempt(Result.SENT, receipt=str(answer.get("msgid", "")))


def _words(parcel: Parcel) -> str:
    link = f"\n确认收到：{parcel.link}" if parcel.link else ""
    return f"{parcel.title}\n{parcel.text}{link}"
