"""The senders of broadcasts (群发): one to a channel, each for itself, so that a slow provider keeps nobody waiting."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import close_old_connections, connection

from gongkai.exchange import channels
from gongkai.exchange.channels import cmpp
from gongkai.exchange.models import ChannelSetting
from gongkai.voice.warnings import delivery
from gongkai.voice.warnings.actions import broadcasts, calls
from gongkai.voice.warnings.models import Channel

# How often providers are asked for receipts, in seconds.
RECEIPTS_EVERY = {Channel.DINGTALK.value: 30.0}
RECEIPTS_OFTEN = 2.0
log = logging.getLogger("gongkai.broadcasting")
Clock = Callable[[], datetime]
_working: dict[str, threading.Thread] = {}
_asked: dict[str, float] = {}


def sweep(now: datetime) -> int:
    """Start a sender for each channel that has something to do; close what is done, ask for calls that are due."""
    clock = clock_from(now)
    lines = set() if channels.is_simulated(Channel.CMPP) else {Channel.CMPP.value}
    waiting = {*lines, *delivery.waiting_channels(now), *delivery.channels_without_receipts(now)}
    for channel in waiting:
        thread = _working.get(channel)
        if thread is None or not thread.is_alive():
            _working[channel] = threading.Thread(target=_run, args=(channel, clock), daemon=True)
            _working[channel].start()
    broadcasts.finish_those_done(now)
    calls.sweep(now)
    return len(waiting)


def clock_from(now: datetime) -> Clock:
    began = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - began)


def _run(channel: str, clock: Clock) -> None:
    try:
        work(channel, clock)
    except Exception:
        log.exception("群发渠道“%s”出错，稍后重试", channel)
        close_old_connections()
    finally:
        connection.close()


def work(channel: str, clock: Clock) -> int:
    """Send what is due on a channel, as its only sender, until nothing is; return how many messages were handled."""
    handled = 0
    with delivery.alone(channel) as is_alone:
        if not is_alone:
            return 0
        adapter = channels.adapter_of(channel)
        setting = ChannelSetting.of(channel)
        rate = setting.rate if setting else 0
        delivery.recover(channel, clock(), adapter.slowest)
        while True:
            done = _ask(channel, adapter, clock) + _send(channel, adapter, clock, rate)
            _receive(channel, adapter, clock)
            if not done:
                return handled
            handled += done


def _send(channel: str, adapter: channels.Adapter, clock: Clock, rate: int) -> int:
    began = time.monotonic()
    limit = min(adapter.at_once, rate) if rate else adapter.at_once
    taken = delivery.claim(channel, clock(), limit)
    if taken:
        rows, parcels = [row for row, _ in taken], [parcel for _, parcel in taken]
        delivery.record(rows, adapter.send(parcels, clock()), at=clock())
    if rate:
        time.sleep(max(0.0, len(taken) / rate - (time.monotonic() - began)))
    return len(taken)


def _ask(channel: str, adapter: channels.Adapter, clock: Clock) -> int:
    asked = delivery.unsure(channel, clock())
    if asked:
        rows, parcels = [row for row, _ in asked], [parcel for _, parcel in asked]
        delivery.settle(rows, adapter.ask(parcels, clock()), at=clock())
    return len(asked)


def _receive(channel: str, adapter: channels.Adapter, clock: Clock) -> None:
    every = RECEIPTS_EVERY.get(channel, RECEIPTS_OFTEN)
    if time.monotonic() - _asked.get(channel, -every) < every:
        return
    _asked[channel] = time.monotonic()
    if isinstance(adapter, cmpp.Line):
        # The line tells by itself, and tells replies too.
        delivery.receive(adapter.receipts([], clock()), channel)
        while adapter.replies:
            phone, text = adapter.replies.pop()
            broadcasts.confirm_by_reply(phone, text, how="短信回复", at=clock())
        return
    for sent in delivery.without_receipts(channel, clock()):
        delivery.receive(adapter.receipts(sent, clock()), channel)
