"""短信（HTTP 网关): the gateway the notices leave by, some messages at a time, and asking it what became of one."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from gongkai.cases.notices import Attempt
from gongkai.exchange import sms
from gongkai.exchange.channels import calling
from gongkai.exchange.channels.sealed import seal
from gongkai.exchange.models import ChannelSetting, SmsGateway
from gongkai.voice.warnings.delivery import Fate, Parcel, Receipt


class Gateway:
    """An HTTP gateway; ``setting.address``, if given, is where it can be asked for messages by their keys.

    Asked with ``{"keys": […]}`` it answers ``{"taken": […], "unknown": […]}``; every other key it has never seen.
    """

    at_once = 96
    slowest = timedelta(seconds=90)

    def __init__(self, gateway: SmsGateway | None, setting: ChannelSetting | None) -> None:
        self._gateway = gateway
        self._setting = setting

    def send(self, batch: Sequence[Parcel], at: datetime) -> list[Attempt]:
        return calling.each(
            batch,
            lambda parcel: sms.send_by(self._gateway, parcel.address, parcel.text, key=parcel.key, at=at),
        )

    def ask(self, batch: Sequence[Parcel], at: datetime) -> list[Fate]:
        if self._setting is None or not self._setting.address:
            return [Fate.UNKNOWN for _ in batch]
        body = {"keys": [parcel.key for parcel in batch]}
        stamp = str(int(at.timestamp()))
        headers = {"X-Timestamp": stamp, "X-Signature": seal(self._setting.secret, stamp, _bytes_of(body))}
        try:
            answer = calling.post(self._setting.address, body, headers=headers)
        except calling.NoAnswer:
            return [Fate.UNKNOWN for _ in batch]
        taken, unknown = set(answer.get("taken") or ()), set(answer.get("unknown") or ())
        if not isinstance(answer.get("taken"), list):
            return [Fate.UNKNOWN for _ in batch]
        return [
            Fate.TAKEN if parcel.key in taken else Fate.UNKNOWN if parcel.key in unknown else Fate.NEVER_SEEN
            for parcel in batch
        ]

    def receipts(self, sent: Sequence[tuple[Parcel, str]], at: datetime) -> list[Receipt]:
        return []


def _bytes_of(body: dict[str, list[str]]) -> bytes:
    return ",".join(body["keys"]).encode()
