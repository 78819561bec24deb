"""A provider inside the platform (模拟渠道), where none is set: it keeps what would have reached people.

It behaves as its real counterpart does: knows keys again or can be asked, tells receipts a moment later, and fails as
often as the office says, so that an exercise can be held with a bad gateway.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Protocol

from gongkai.cases.notices import Attempt, Result
from gongkai.exchange.models import SimulatedMessage
from gongkai.voice.warnings.actions.people import digest
from gongkai.voice.warnings.delivery import UNKNOWN, Fate, Parcel, Receipt, Unknown
from gongkai.voice.warnings.models import State

TAKEN = Attempt(Result.SENT, is_simulated=True)
DOWN = Attempt(Result.NOT_SENT, fault="模拟网关忙，没有接收", is_simulated=True)
LOST = Attempt(Result.UNKNOWN, fault="模拟网关没有应答，不知道是否已经发出", is_simulated=True)


def _as_read(parcel: Parcel) -> str:
    """Return the text with the link that stands beside it where the channel shows both."""
    beside = parcel.link and parcel.link not in parcel.text
    return f"{parcel.text}\n点开可确认：{parcel.link}" if beside else parcel.text


class Chance(Protocol):
    """Where the faults come from: a number from 0 to 1."""

    def random(self) -> float: ...


class Provider:
    """The simulated provider of a channel. Of its faults half take nothing, half take the message and do not answer."""

    at_once = 500
    slowest = timedelta(seconds=5)

    def __init__(self, channel: str, *, faults: int = 0, chance: Chance | None = None) -> None:
        self._channel = channel
        self._faults = faults / 100
        self._chance = chance or Random()  # noqa: S311 -- an exercise, no secret

    def send(self, batch: Sequence[Parcel], at: datetime) -> list[Attempt]:
        known = self._seen(batch) if UNKNOWN[self._channel] is Unknown.REPEAT else set()
        attempts, arrived = [], []
        for parcel in batch:
            fate = self._fate()
            attempts.append(
                Attempt(fate.result, f"模拟 {parcel.key}", fate.fault, is_simulated=True)
                if fate is TAKEN
                else fate
            )
            if fate is not DOWN and parcel.key not in known:
                arrived.append(parcel)
        SimulatedMessage.objects.bulk_create(
            SimulatedMessage(
                channel=self._channel, key=parcel.key, address_key=digest(parcel.address), title=parcel.title,
                text=_as_read(parcel), arrived_at=at,
            )
            for parcel in arrived
        )  # fmt: skip
        return attempts

    def ask(self, batch: Sequence[Parcel], at: datetime) -> list[Fate]:
        if UNKNOWN[self._channel] is not Unknown.ASK:
            return [Fate.UNKNOWN for _ in batch]
        known = self._seen(batch)
        return [Fate.TAKEN if parcel.key in known else Fate.NEVER_SEEN for parcel in batch]

    def receipts(self, sent: Sequence[tuple[Parcel, str]], at: datetime) -> list[Receipt]:
        known = self._seen([parcel for parcel, _ in sent])
        return [Receipt(State.DELIVERED, at, parcel.key) for parcel, _ in sent if parcel.key in known]

    def _seen(self, batch: Sequence[Parcel]) -> set[str]:
        keys = [parcel.key for parcel in batch]
        seen = SimulatedMessage.objects.filter(channel=self._channel, key__in=keys)
        return set(seen.values_list("key", flat=True))

    def _fate(self) -> Attempt:
        drawn = self._chance.random()
        if drawn < self._faults / 2:
            return DOWN
        return LOST if drawn < self._faults else TAKEN
