"""电子邮件: by the server in force; the Message-ID is the key, which mail systems know again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from urllib.parse import urlsplit

from gongkai.cases.notices import Attempt
from gongkai.exchange import smtp
from gongkai.units.identity import base_url
from gongkai.voice.warnings.delivery import Fate, Parcel, Receipt


class Mail:
    at_once = 50
    slowest = timedelta(seconds=1800)

    def send(self, batch: Sequence[Parcel], at: datetime) -> list[Attempt]:
        return [smtp.send(_message(parcel)) for parcel in batch]

    def ask(self, batch: Sequence[Parcel], at: datetime) -> list[Fate]:
        return [Fate.UNKNOWN for _ in batch]

    def receipts(self, sent: Sequence[tuple[Parcel, str]], at: datetime) -> list[Receipt]:
        return []


def _message(parcel: Parcel) -> EmailMessage:
    message = EmailMessage()
    message["To"] = parcel.address
    message["Subject"] = parcel.title
    message["Message-ID"] = f"<broadcast.{parcel.key}@{urlsplit(base_url()).hostname or 'localhost'}>"
    message.set_content(parcel.text)
    return message
