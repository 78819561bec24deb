"""Reading a mailbox by IMAP. Nothing is ever changed there: messages stay, unread marks included."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.utils import timezone
from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError

from gongkai.disclosure.actions.mail import Fetched
from gongkai.disclosure.mail.reading import LIMIT
from gongkai.disclosure.models import Mailbox, Security

PATIENCE = SocketTimeout(connect=10, read=60)
FAULTS = (IMAPClientError, OSError, ssl.SSLError)


class ImapReader:
    """An open mailbox: which messages there are, and each of them."""

    def __init__(self, client: IMAPClient, uidvalidity: int) -> None:
        self._client = client
        self.uidvalidity = uidvalidity

    def after(self, uid: int, since: date) -> list[int]:
        """Return the identifiers beyond ``uid`` of messages that arrived since a day, the oldest first."""
        found: list[int] = self._client.search(["UID", f"{uid + 1}:*", "SINCE", since])
        # A range ending in * always holds the last message.
        return sorted(each for each in found if each > uid)

    def fetch(self, uid: int) -> Fetched | None:
        """Return a message, or only its head when it is too large; ``None`` when somebody has removed it."""
        about = self._client.fetch([uid], ["RFC822.SIZE", "INTERNALDATE"]).get(uid)
        if about is None:
            return None
        size = int(about[b"RFC822.SIZE"])
        is_whole = size <= LIMIT
        section = b"BODY[]" if is_whole else b"BODY[HEADER]"
        parts: dict[bytes, Any] = self._client.fetch([uid], [section.replace(b"BODY", b"BODY.PEEK")]).get(
            uid, {}
        )
        if section not in parts:
            return None
        arrived = about[b"INTERNALDATE"]
        return Fetched(
            self.uidvalidity,
            uid,
            parts[section],
            size,
            arrived if arrived.tzinfo else timezone.make_aware(arrived, timezone.get_default_timezone()),
            is_whole,
        )


@contextmanager
def opened(mailbox: Mailbox) -> Iterator[ImapReader]:
    """Open a mailbox for reading only, over a line protected as it says."""
    context = ssl.create_default_context()
    client = IMAPClient(
        mailbox.host,
        mailbox.port,
        ssl=mailbox.security == Security.TLS,
        ssl_context=context if mailbox.security == Security.TLS else None,
        timeout=PATIENCE,
    )
    client.normalise_times = False
    with client:
        if mailbox.security == Security.STARTTLS:
            client.starttls(context)
        client.login(mailbox.login, mailbox.password)
        folder = client.select_folder("INBOX", readonly=True)
        yield ImapReader(client, int(folder[b"UIDVALIDITY"]))
