"""The daily self-test of announced mailboxes (邮箱自检): a token mail to itself, out by SMTP and back by IMAP."""

from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

from django.utils import timezone

from gongkai.cases.actions import local_day
from gongkai.cases.notices import Result
from gongkai.disclosure.actions import mailboxes
from gongkai.disclosure.actions.mail import Fetched
from gongkai.disclosure.mail.words import header
from gongkai.disclosure.models import Mailbox
from gongkai.exchange import smtp

# A token mail that comes days late is still none to anybody.
LOOKED_FOR = 7


def sweep(now: datetime) -> int:
    """Send the token mail of the day to each announced mailbox, and miss those that did not come back."""
    sent = 0
    for mailbox in Mailbox.objects.in_use().filter(announced=True).select_related("unit"):
        if _is_due(mailbox, now):
            sent += _send(mailbox, now)
        elif _is_missing(mailbox, now):
            mailboxes.note_test_failed(
                mailbox,
                f"{timezone.localtime(mailbox.test_sent_at):%m-%d %H:%M} 发出的自检信没有收到",
                at=now,
            )
    return sent


def came_back(mailbox: Mailbox, fetched: Fetched, *, at: datetime) -> bool:
    """Tell whether a message is a token mail of this mailbox: it is then no message to anybody."""
    message = message_from_bytes(fetched.raw[:20_000], _class=EmailMessage, policy=policy.default)
    subject = header(message, "Subject")
    days = (local_day(at) - timedelta(days=n) for n in range(LOOKED_FOR))
    if not any(mailboxes.test_token(mailbox, day) in subject for day in days):
        return False
    mailboxes.note_test_passed(mailbox, at=at)
    return True


def _send(mailbox: Mailbox, now: datetime) -> int:
    message = EmailMessage()
    message["Subject"] = f"申请邮箱自检 {mailboxes.test_token(mailbox, local_day(now))}"
    message["To"] = mailbox.address
    message.set_content("这是平台每天发给申请邮箱的自检信，不需要处理。")
    attempt = smtp.send(message)
    mailboxes.note_test_sent(mailbox, at=now)
    if attempt.result is not Result.SENT:
        mailboxes.note_test_failed(mailbox, f"自检信没有发出：{attempt.fault}", at=now)
    return 1


def _is_due(mailbox: Mailbox, now: datetime) -> bool:
    """Tell whether to send: once a day, and every hour while the last one failed."""
    sent = mailbox.test_sent_at
    if sent is None or local_day(sent) < local_day(now):
        return True
    return bool(mailbox.test_fault) and now - sent >= mailboxes.TEST_PATIENCE


def _is_missing(mailbox: Mailbox, now: datetime) -> bool:
    sent, passed = mailbox.test_sent_at, mailbox.test_passed_at
    if sent is None or now - sent < mailboxes.TEST_PATIENCE:
        return False
    return passed is None or passed < sent
