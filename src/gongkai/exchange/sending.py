"""The sweep over the outbox (发送通知): one notice at a time, claimed before and recorded after."""

from datetime import datetime
from email.message import EmailMessage

from django.utils import timezone

from gongkai.cases import notices
from gongkai.cases.models import Notice
from gongkai.cases.notices import Attempt
from gongkai.exchange import sms, smtp

AT_ONCE = 50


def sweep(now: datetime) -> int:
    """Send what is due. Several senders may run at once: each claims its own."""
    notices.recover(now)
    sent = 0
    while sent < AT_ONCE and (notice := notices.claim(now)) is not None:
        notices.record(notice, deliver(notice, at=now), at=timezone.now())
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
