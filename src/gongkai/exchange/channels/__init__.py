"""The channels people are told by (渠道): one adapter each behind one small interface, and a simulator for each.

An adapter hands a batch over and says of every message what is certain; what came of it later it tells as receipts
in the one set of states. It writes no table of the platform and holds no lock.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from gongkai.cases.notices import Attempt
from gongkai.exchange.channels import cmpp, dingtalk, mail, oa, short, simulated, wechat, wecom
from gongkai.exchange.models import ChannelSetting, MailServer, SmsGateway
from gongkai.voice.warnings.delivery import Fate, Parcel, Receipt
from gongkai.voice.warnings.models import Channel


class Adapter(Protocol):
    """What a channel can do: ``at_once`` messages to a batch, which is with the provider for ``slowest`` at most."""

    at_once: int
    slowest: timedelta

    def send(self, batch: Sequence[Parcel], at: datetime) -> list[Attempt]:
        """Hand a batch over; return what is known of each message, in their order."""

    def ask(self, batch: Sequence[Parcel], at: datetime) -> list[Fate]:
        """Ask what became of messages of unknown fate, in their order."""

    def receipts(self, sent: Sequence[tuple[Parcel, str]], at: datetime) -> list[Receipt]:
        """Return what has become of messages handed over, given with the provider's ids."""


def adapter_of(channel: str) -> Adapter:
    """Return the adapter of a channel as it is set now; a channel without an address is simulated."""
    setting = ChannelSetting.of(channel)
    if channel == Channel.OA:
        return oa.Inbox()
    if is_simulated(channel):
        return simulated.Provider(channel, faults=setting.simulated_faults if setting else 0)
    if channel == Channel.EMAIL:
        return mail.Mail()
    if channel == Channel.SMS:
        return short.Gateway(SmsGateway.in_force(), setting)
    assert setting is not None
    adapters: dict[str, Callable[[ChannelSetting], Adapter]] = {
        Channel.WECHAT: wechat.Account,
        Channel.WECOM: wecom.Application,
        Channel.DINGTALK: dingtalk.Application,
        Channel.CMPP: cmpp.line_of,
    }
    return adapters[channel](setting)


def is_simulated(channel: str) -> bool:
    """Tell whether nothing really leaves by this channel, for want of an address."""
    if channel == Channel.OA:
        return False
    if channel == Channel.EMAIL:
        server = MailServer.in_force()
        return server is None or not server.host
    if channel == Channel.SMS:
        gateway = SmsGateway.in_force()
        return gateway is None or not gateway.url
    setting = ChannelSetting.of(channel)
    return setting is None or not setting.address
