"""A real IMAP server (pymap) and a real SMTP server (aiosmtpd) beside the test."""

import socket
import subprocess
import sys
import time
from contextlib import suppress
from datetime import date, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from imapclient import IMAPClient

from gongkai.disclosure.actions import mailboxes
from gongkai.exchange import actions, reading
from tests.conftest import at

LOGIN, PASSWORD = "zfb", "secret"
ADDRESS = "zfb@example.gov.cn"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class ImapServer:
    """A mail server in a process of its own, whose mailboxes die with it."""

    def __init__(self) -> None:
        self.port = free_port()
        self.start()

    def start(self, *tls: str) -> None:
        command = [Path(sys.executable).with_name("pymap"), "--host", "127.0.0.1", "--port", str(self.port)]
        options = [*(tls or ["--no-tls"]), "--no-service", "managesieve", "dict"]
        user = ["--demo-user", LOGIN, "--demo-password", PASSWORD]
        self._process = subprocess.Popen(
            [*command, *options, *user], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(100):
            with suppress(OSError):
                self._client = IMAPClient("127.0.0.1", self.port, ssl=False)
                self._client.login(LOGIN, PASSWORD)
                return
            time.sleep(0.1)
        raise TimeoutError("pymap did not start")

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()

    def receive(self, raw: bytes, when: datetime | None = None) -> None:
        self._client.append("INBOX", raw, msg_time=when or at("2025-04-21 09:00"))

    def flags(self) -> list[tuple[bytes, ...]]:
        self._client.select_folder("INBOX", readonly=True)
        return list(self._client.get_flags(self._client.search()).values())


@pytest.fixture
def imap_server():
    server = ImapServer()
    yield server
    server.stop()


class Delivered:
    """Keeps what was handed over, and puts it into the IMAP server when there is one."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []
        self.answer = "250 queued as 4711"
        self.imap: ImapServer | None = None

    async def handle_DATA(self, server, session, envelope):
        if self.answer.startswith("250"):
            self.messages.append(envelope.content)
            if self.imap is not None:
                self.imap.receive(envelope.content)
        return self.answer


@pytest.fixture
def smtp_server(world):
    """A server that takes every e-mail, set as the one notices leave by."""
    handler = Delivered()
    port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    actions.set_mail_server(
        host="127.0.0.1", port=port, security="none", sender="noreply@example.gov.cn",
        by=world.actor("郑公开"), at=at("2025-04-01 09:00"),
    )  # fmt: skip
    yield handler
    controller.stop()


@pytest.fixture
def mailbox(world, imap_server):
    """The announced mailbox of 政府办, read since 2025-04-01."""
    return mailboxes.add_mailbox(
        unit=world.office, address=ADDRESS, since=date(2025, 4, 1), host="127.0.0.1", port=imap_server.port,
        security="none", login=LOGIN, password=PASSWORD, by=world.actor("郑公开"), at=at("2025-04-01 09:00"),
    )  # fmt: skip


def a_mail(text="请公开2018年度部门决算。", number=1, **headers) -> EmailMessage:
    message = EmailMessage()
    message["From"] = headers.pop("From", "zhangsan@example.com")
    message["To"] = ADDRESS
    message["Subject"] = headers.pop("Subject", "信息公开申请")
    message["Message-ID"] = headers.pop("Message_ID", f"<{number}@example.com>")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def read(mailbox) -> int:
    mailbox.refresh_from_db()
    return reading.read_mailbox(mailbox)
