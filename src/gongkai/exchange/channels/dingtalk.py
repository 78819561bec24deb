"""钉钉工作通知: taken is not delivered; the result is asked for afterwards, and tells who has read it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from gongkai.cases.notices import Attempt, Result
from gongkai.exchange.channels import calling
from gongkai.exchange.models import ChannelSetting
from gongkai.voice.warnings.delivery import Fate, Parcel, Receipt
from gongkai.voice.warnings.models import State

LONGEST = 2048
BUSY = (-1, 88, 90018)
BAD_TOKEN = (40014, 42001)
# The lists of a result, and what each of them means.
LISTS = {
    "invalid_user_id_list": State.FAILED,
    "forbidden_user_id_list": State.FAILED,
    "failed_user_id_list": State.FAILED,
    "read_user_id_list": State.READ,
    "unread_user_id_list": State.DELIVERED,
}


class Application:
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
        tasks: dict[str, list[Parcel]] = defaultdict(list)
        for parcel, task in sent:
            if task:
                tasks[task].append(parcel)
        try:
            token = calling.token(self._setting, at, self._fetch)
        except calling.NoAnswer:
            return []
        results = calling.each(list(tasks), partial(self._result, token))
        return [
            Receipt(state, at, parcel.key, fault="钉钉：没有送达" if state is State.FAILED else "")
            for task, result in zip(tasks, results, strict=True)
            for parcel in tasks[task]
            for name, state in LISTS.items()
            if parcel.address in (result.get(name) or ())
        ]

    def _fetch(self) -> dict[str, object]:
        account = {"appkey": self._setting.account, "appsecret": self._setting.secret}
        return calling.get(f"{self._setting.address}/gettoken", account)

    def _send(self, token: str, parcel: Parcel) -> Attempt:
        link = f"\n确认收到：{parcel.link}" if parcel.link else ""
        words = f"{parcel.title}\n{parcel.text}{link}"
        if len(words.encode()) > LONGEST:
            # A warning is not cut short: the next channel takes all of it.
            return Attempt(Result.REFUSED, fault=f"超过钉钉消息的{LONGEST}字节")
        body = {
            "agent_id": self._setting.extra,
            "userid_list": parcel.address,
            "msg": {"msgtype": "text", "text": {"content": words}},
        }
        url = f"{self._setting.address}/topapi/message/corpconversation/asyncsend_v2"
        try:
            answer = calling.post(url, body, query={"access_token": token})
        except calling.NoAnswer as none:
            return none.attempt
        code = answer.get("errcode")
        if code == 0:
            return Attempt(Result.SENT, receipt=str(answer.get("task_id", "")))
        if code in BAD_TOKEN:
            calling.forget_token(self._setting)
        result = Result.NOT_SENT if code in (*BUSY, *BAD_TOKEN) else Result.REFUSED
        return Attempt(result, fault=f"钉钉接口回复 {code} {answer.get('errmsg', '')}")

    def _result(self, token: str, task: str) -> dict[str, list[str]]:
        url = f"{self._setting.address}/topapi/message/corpconversation/getsendresult"
        body = {"agent_id": self._setting.extra, "task_id": task}
        try:
            answer = calling.post(url, body, query={"access_token": token})
        except calling.NoAnswer:
            return {}
        result = answer.get("send_result")
        return result if isinstance(result, dict) else {}
