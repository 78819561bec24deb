"""A gateway that speaks CMPP (模拟 CMPP 网关), for trying the adapter out: ``python -m gongkai.exchange.channels.cmpp_gateway``.

It takes every message, tells a state for each a moment later, and can be told to fail.
"""

import socketserver
import struct
import sys
import threading
from collections.abc import Callable

from gongkai.exchange.channels.cmpp import (
    ACTIVE_TEST,
    ANSWER,
    CONNECT,
    DELIVER,
    DELIVER_HEAD,
    REPORT,
    SUBMIT,
    SUBMIT_HEAD,
    TERMINATE,
    UCS2,
    Packet,
    authenticator,
    read_packet,
)


class Gateway(socketserver.ThreadingTCPServer):
    """The server. ``taken`` holds what reached telephones: number, content, and whether the content has a head."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int = 0, *, account: str = "900001", secret: str = "secret") -> None:  # noqa: S107
        super().__init__(("127.0.0.1", port), Conversation)
        self.account, self.secret = account, secret
        self.taken: list[tuple[str, bytes, int]] = []
        self.result: Callable[[int], int | None] = lambda _number: 0
        self.status = b"DELIVRD"
        self.replies: list[tuple[str, str]] = []
        self.lock = threading.Lock()
        self.numbers = 0


class Conversation(socketserver.BaseRequestHandler):
    server: Gateway

    def handle(self) -> None:
        try:
            while True:
                packet = read_packet(self.request)
                if packet.command == TERMINATE:
                    return
                {CONNECT: self.connect, SUBMIT: self.submit, ACTIVE_TEST: self.test}.get(
                    packet.command, self.ignore
                )(packet)
        except OSError:
            return

    def connect(self, packet: Packet) -> None:
        stamp = f"{struct.unpack('!I', packet.body[23:27])[0]:010d}"
        is_right = packet.body[6:22] == authenticator(self.server.account, self.server.secret, stamp)
        self._answer(packet, bytes((0 if is_right else 3,)) + bytes(17))

    def submit(self, packet: Packet) -> None:
        fields = SUBMIT_HEAD.unpack_from(packet.body)
        phone, length = fields[18].rstrip(b"\0").decode(), fields[19]
        content = packet.body[SUBMIT_HEAD.size : SUBMIT_HEAD.size + length]
        with self.server.lock:
            self.server.numbers += 1
            number = struct.pack("!Q", self.server.numbers)
            result = self.server.result(self.server.numbers)
            if result in (0, None):
                self.server.taken.append((phone, content, fields[9]))
        if result is None:
            # Taken, and the line breaks before anybody is told.
            raise OSError("broken on purpose")
        self._answer(packet, number + bytes((result,)))
        if result == 0 and fields[1] == fields[2]:
            # Twice: providers repeat their reports.
            for _ in range(2):
                self._deliver(number, phone, self._report(number, phone), is_report=1)

    def test(self, packet: Packet) -> None:
        for phone, text in self.server.replies:
            self._deliver(bytes(8), phone, text.encode("utf-16-be"), is_report=0)
        self.server.replies.clear()
        self._answer(packet, b"\0")

    def ignore(self, packet: Packet) -> None:
        """Answers to what was delivered need no answer."""

    def _report(self, number: bytes, phone: str) -> bytes:
        return REPORT.pack(number, self.server.status, b"2601010000", b"2601010000", phone.encode(), bytes(4))

    def _deliver(self, number: bytes, phone: str, content: bytes, *, is_report: int) -> None:
        head = DELIVER_HEAD.pack(number, b"1069", b"", 0, 0, UCS2, phone.encode(), is_report, len(content))
        self.request.sendall(Packet(DELIVER, self.server.numbers, head + content + bytes(8)).raw)

    def _answer(self, packet: Packet, body: bytes) -> None:
        self.request.sendall(Packet(packet.command | ANSWER, packet.sequence, body).raw)


if __name__ == "__main__":
    with Gateway(int(sys.argv[1]) if len(sys.argv) > 1 else 7890) as gateway:
        gateway.serve_forever()
