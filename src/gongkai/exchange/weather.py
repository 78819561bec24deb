"""Weather signals read at a station's address (预警信号读取): a CAP message, or an RSS or Atom feed of such messages."""

import hashlib
import io
import logging
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urljoin, urlsplit

import feedparser

from gongkai.exchange.fetching import Unfetchable, fetch
from gongkai.law.refusal import Refusal
from gongkai.voice.warnings import cap
from gongkai.voice.warnings.actions import alerts
from gongkai.voice.warnings.models import Station, StationReading

MOST_ENTRIES = 100
READER = "信号读取"
log = logging.getLogger("gongkai.warnings")


def sweep(now: datetime) -> int:
    """Read every station that has an address; return how many signals are new."""
    return sum(read_station(station, at=now) for station in Station.objects.in_force().exclude(address=""))


def read_station(station: Station, *, at: datetime) -> int:
    """Read one station now and take its new signals in; why it could not be read stays with it (信号来源)."""
    known = StationReading.objects.filter(sender=station.sender).first() or StationReading(
        sender=station.sender
    )
    new, seen, fault = 0, list(known.seen), ""
    try:
        for mark, content in _messages(station.address, frozenset(seen)):
            new += _taken(content, station, at)
            seen.append(mark)
    except Unfetchable as error:
        fault = str(error)
        log.warning("信号来源 %s：%s", station.sender, fault)
    alerts.note_reading(known, seen=seen, fault=fault, at=at)
    return new


def _messages(address: str, seen: frozenset[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the messages not seen before, each with the mark it is known by from now on, the oldest first."""
    content = _read(address)
    if cap.is_message(content):
        mark = hashlib.sha256(content).hexdigest()
        if mark not in seen:
            yield mark, content
        return
    for link in _links(content, address):
        if link not in seen:
            message = _read(link)
            if not cap.is_message(message):
                raise Unfetchable(f"{link} 返回的不是 CAP 报文")
            yield link, message


def _read(address: str) -> bytes:
    # The office enters the address; a station of the province often stands in the government's own network.
    content = fetch(address, may_connect=lambda _: True).content
    assert content is not None, "nothing is asked for conditionally"
    return content


def _links(content: bytes, address: str) -> list[str]:
    # Given as a stream: a text would be taken for an address or the name of a file.
    parsed = feedparser.parse(io.BytesIO(content))
    if not parsed.get("version"):
        raise Unfetchable("返回的不是 CAP 报文，也不是 RSS 或 Atom")
    links = [urljoin(address, str(entry.get("link", ""))) for entry in parsed.entries[:MOST_ENTRIES]]
    # Whoever may write into the feed does not send the platform elsewhere.
    return [link for link in reversed(links) if urlsplit(link)[:2] == urlsplit(address)[:2]]


def _taken(content: bytes, station: Station, at: datetime) -> bool:
    """Take one message in; one that is refused stands in the log of refused messages with the reason."""
    try:
        alerts.take_in(content, by=READER, at=at, proof=f"自登记的地址{station.address}读取", of=station)
    except Refusal as refusal:
        log.warning("信号来源 %s：%s", station.sender, refusal)
        return False
    return True
