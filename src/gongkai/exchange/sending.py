"""The sweep over the outbox (发送通知): one notice at a time, claimed before and recorded after."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from time import monotonic

from gongkai.cases import notices
from gongkai.cases.models import Notice
from gongkai.cases.notices import Attempt
from gongkai.exchange import sms, smtp

AT_ONCE = 50


def sweep(now: datetime) -> int:
    """Send what is due. Several senders may run at once: each claims its own."""
    notices.recover(now)
    began, sent = monotonic(), 0

    def moment() -> datetime:
        # A slow server must not make the notices behind it look as if their sender had died.
        return now + timedelta(seconds=monotonic() - began)

    while sent < AT_ONCE and (notice := notices.claim(moment())) is not None:
        notices.record(notice, deliver(notice, at=moment()), at=moment())
        sent += 1
    return sent


def deliver(notice: Notice, *, at: datetime) -> Attempt:
    """Hand one notice to the adapter of its channel. Nothing is written here, and no lock is held."""
    if notice.channel == Notice.Channel.SMS:
        return sms.send(notice.recipient, notice.text, key=notice.key, at=at)
    message = EmailMessage()
    message["To"] = notice.recipient
    message["Subject"] = f"办理进展通知 {notice.case.number}"
    message["Message-ID"] = notices.message_id(notice)
    message.set_content(notice.text)
    return smtp.send(message)
