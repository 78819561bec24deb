"""办公平台: the inbox inside the platform. What is sent is there; reading and confirming are its receipts."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from gongkai.cases.notices import Attempt, Result
from gongkai.voice.warnings.delivery import Fate, Parcel, Receipt
from gongkai.voice.warnings.models import State


class Inbox:
    at_once = 500
    slowest = timedelta(seconds=1)

    def send(self, batch: Sequence[Parcel], at: datetime) -> list[Attempt]:
        return [Attempt(Result.SENT, receipt=parcel.key) for parcel in batch]

    def ask(self, batch: Sequence[Parcel], at: datetime) -> list[Fate]:
        return [Fate.NEVER_SEEN for _ in batch]

    def receipts(self, sent: Sequence[tuple[Parcel, str]], at: datetime) -> list[Receipt]:
        return [Receipt(State.DELIVERED, at, parcel.key) for parcel, _ in sent]
