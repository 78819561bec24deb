"""The announced mailbox of the government's office, on the simulator, with two messages an officer must see to."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial

from django.utils import timezone

from gongkai.demo.cast import COMPETENT, Act, Cast
from gongkai.disclosure.actions.mail import Fetched, take_in
from gongkai.disclosure.actions.mailboxes import add_mailbox
from gongkai.disclosure.models import Mailbox

ADDRESS = "zfb-gongkai@example.gov.cn"
MESSAGES = (
    (
        "申请公开老旧小区改造名单",
        "政府办：\n\n我想申请公开今年老旧小区改造的小区名单和改造内容。\n\n姓名：马春梅\n联系电话：13900000000\n谢谢！",
    ),
    ("求助", "我家楼下的路灯坏了两个星期了，请问归哪个部门管？"),
)


def acts(cast: Cast, now: datetime) -> Iterator[Act]:
    """Yield the announcement of the mailbox, and what came in within the last hour."""
    announced = now - timedelta(hours=4)
    yield Act(announced, partial(_announce, cast, announced))
    for number, (subject, text) in enumerate(MESSAGES, start=1):
        at = now - timedelta(minutes=60 - 20 * number)
        yield Act(at, partial(_arrive, _message(number, subject, text), at))


def _announce(cast: Cast, at: datetime) -> None:
    office = cast.of("zfb", COMPETENT)
    add_mailbox(
        unit=cast.units["zfb"], address=ADDRESS, since=timezone.localtime(at).date(), by=office, at=at
    )


def _arrive(raw: bytes, at: datetime) -> None:
    # Number 0: these came before the simulated post office began to count.
    take_in(Mailbox.objects.get(address=ADDRESS), Fetched(1, 0, raw, len(raw), at), at=at)


def _message(number: int, subject: str, text: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = f"demo{number}@example.com", ADDRESS
    message["Subject"], message["Message-ID"] = subject, f"<demo-{number}@example.com>"
    message.set_content(text)
    return message.as_bytes()
