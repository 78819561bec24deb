"""The sweep over announced mailboxes (收信): each is read from where the last reading stopped."""

import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Protocol

from django.utils import timezone
from imapclient.exceptions import LoginError

from gongkai.disclosure.actions import mail as verbs
from gongkai.disclosure.actions import mailboxes
from gongkai.disclosure.actions.mail import Fetched
from gongkai.disclosure.models import Mailbox
from gongkai.exchange import imap, selftest
from gongkai.exchange.simulator import SimulatedReader

# One flooded mailbox must not keep the others waiting: the rest is read by the next sweep.
AT_ONCE = 500
log = logging.getLogger("gongkai.mail")


class Reader(Protocol):
    """A mailbox that is open for reading."""

    uidvalidity: int

    def after(self, uid: int, since: date) -> list[int]: ...

    def fetch(self, uid: int) -> Fetched | None: ...


def sweep(now: datetime) -> int:
    """Take in what came into every mailbox; a mailbox that cannot be read does not keep the others."""
    return sum(read_mailbox(mailbox) for mailbox in Mailbox.objects.in_use().select_related("unit"))


def read_mailbox(mailbox: Mailbox) -> int:
    """Take in the new messages of one mailbox, and return how many there were."""
    try:
        with _opened(mailbox) as reader:
            taken = _take_in(mailbox, reader)
    except imap.FAULTS as error:
        log.warning("邮箱 %s 读取失败：%s", mailbox.address, error)
        mailboxes.note_fault(mailbox, _said(error), at=timezone.now())
        return 0
    except Exception as error:
        # Not the server's fault, but the mailbox stands still all the same: people must hear of it.
        mailboxes.note_fault(mailbox, f"处理邮件出错：{type(error).__name__}", at=timezone.now())
        log.exception("邮箱 %s 的邮件处理出错", mailbox.address)
        return 0
    mailboxes.note_read(mailbox, at=timezone.now())
    return taken


def _take_in(mailbox: Mailbox, reader: Reader) -> int:
    # A server that counts anew gives old messages new numbers: all are looked at again, none is taken in twice.
    begin = mailbox.last_uid if mailbox.uidvalidity == reader.uidvalidity else 0
    taken = 0
    for uid in reader.after(begin, mailbox.since)[:AT_ONCE]:
        fetched = reader.fetch(uid)
        if fetched is None or selftest.came_back(mailbox, fetched, at=timezone.now()):
            verbs.pass_over(mailbox, reader.uidvalidity, uid)
        else:
            taken += verbs.take_in(mailbox, fetched, at=timezone.now()) is not None
    return taken


@contextmanager
def _opened(mailbox: Mailbox) -> Iterator[Reader]:
    if not mailbox.host:
        yield SimulatedReader(mailbox)
        return
    with imap.opened(mailbox) as reader:
        yield reader


def _said(error: BaseException) -> str:
    """Return what a person can make of a fault of the line or the server."""
    match error:
        case TimeoutError():
            return "服务器没有应答（超时）"
        case ConnectionRefusedError():
            return "服务器拒绝连接，请核对地址和端口"
        case ssl.SSLCertVerificationError():
            return "服务器的证书不可信，没有登录"
        case LoginError():
            return f"登录失败，请核对登录名和口令（{error}）"
        case _:
            return f"{type(error).__name__}：{error}"
