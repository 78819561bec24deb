"""短信（CMPP 2.0 网关): a long connection; SUBMIT hands over, the state comes in a DELIVER of its own.

Layouts are those of the protocol's second version, from memory; an office with another version puts a relay between.
"""

import hashlib
import socket
import struct
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gongkai.cases.notices import Attempt, Result
from gongkai.exchange.models import ChannelSetting
from gongkai.law.warnings import PART, SINGLE
from gongkai.voice.warnings.delivery import Fate, Parcel, Receipt
from gongkai.voice.warnings.models import State

CONNECT, TERMINATE, SUBMIT, DELIVER, ACTIVE_TEST = 1, 2, 4, 5, 8
ANSWER = 0x80000000
VERSION = 0x20
UCS2, PLAIN = 8, 0
HEAD = struct.Struct("!III")
SUBMIT_HEAD = struct.Struct("!8sBBBB10sB21sBBB6s2s6s17s17s21sB21sB")
DELIVER_HEAD = struct.Struct("!8s21s10sBBB21sBB")
REPORT = struct.Struct("!8s7s10s10s21s4s")
LONGEST_PACKET = 4096
PATIENCE = 6.0
DEFAULT_PORT = 7890
# What the gateway says it could not do now, and what it says of the message itself.
RESULTS = {
    1: "消息结构错误", 2: "命令字错误", 3: "序号重复", 4: "消息长度错误", 5: "资费代码错误",
    6: "超过最大信息长度", 7: "业务代码错误", 8: "流量控制", 9: "本网关不负责此号段",
}  # fmt: skip
FLOW_CONTROL = 8
STATES = {
    "DELIVRD": State.DELIVERED,
    "ACCEPTD": State.SENT,
    "EXPIRED": State.FAILED,
    "DELETED": State.FAILED,
    "UNDELIV": State.FAILED,
    "REJECTD": State.FAILED,
}


def state_of(status: str) -> State:
    """Return what a status report means; a code of one's own operator (``MA:0001``) is a failure."""
    return STATES.get(status, State.UNSURE if status == "UNKNOWN" else State.FAILED)


@dataclass(frozen=True)
class Packet:
    command: int
    sequence: int
    body: bytes

    @property
    def raw(self) -> bytes:
        return HEAD.pack(HEAD.size + len(self.body), self.command, self.sequence) + self.body


def read_packet(line: socket.socket) -> Packet:
    """Return the next packet; raise ``OSError`` when the line ends or speaks something else."""
    length, command, sequence = HEAD.unpack(_exactly(line, HEAD.size))
    if not HEAD.size <= length <= LONGEST_PACKET:
        raise OSError(f"packet of {length} bytes")
    return Packet(command, sequence, _exactly(line, length - HEAD.size))


def _exactly(line: socket.socket, size: int) -> bytes:
    content = b""
    while len(content) < size:
        piece = line.recv(size - len(content))
        if not piece:
            raise OSError("the line was closed")
        content += piece
    return content


def authenticator(account: str, secret: str, stamp: str) -> bytes:
    digest = hashlib.md5(account.encode() + bytes(9) + secret.encode() + stamp.encode())  # noqa: S324 -- the protocol's
    return digest.digest()


def parts_of(text: str, reference: int) -> list[tuple[int, bytes]]:
    """Return the parts of a text in UCS-2, each with whether it begins with a header that says its place."""
    content = text.encode("utf-16-be")
    if len(content) <= 2 * SINGLE:
        return [(0, content)]
    pieces = [content[start : start + 2 * PART] for start in range(0, len(content), 2 * PART)]
    heads = [bytes((5, 0, 3, reference % 256, len(pieces), place)) for place in range(1, len(pieces) + 1)]
    return [(1, head + piece) for head, piece in zip(heads, pieces, strict=True)]


def submit_body(
    setting: ChannelSetting, phone: str, part: tuple[int, bytes], place: int, total: int
) -> bytes:
    has_head, content = part
    source = setting.account.encode()[:6]
    head = SUBMIT_HEAD.pack(
        bytes(8), total, place, 1, 1, b"", 2, b"", 0, has_head, UCS2, source, b"01", b"0", b"", b"",
        setting.extra.encode()[:21], 1, phone.encode()[:21], len(content),
    )  # fmt: skip
    return head + content + bytes(8)


class Line:
    """The connection of this process to a gateway, opened when needed and kept."""

    at_once = 100
    slowest = timedelta(seconds=600)

    def __init__(self, setting: ChannelSetting) -> None:
        self._setting = setting
        self._line: socket.socket | None = None
        self._sequence = 0
        self._delivered: list[Receipt] = []
        self.replies: list[tuple[str, str]] = []
        self._alone = threading.Lock()

    def send(self, batch: Sequence[Parcel], at: datetime) -> list[Attempt]:
        with self._alone:
            return [self._send(parcel, at) for parcel in batch]

    def ask(self, batch: Sequence[Parcel], at: datetime) -> list[Fate]:
        # CMPP_QUERY counts, it does not know messages.
        return [Fate.UNKNOWN for _ in batch]

    def receipts(self, sent: Sequence[tuple[Parcel, str]], at: datetime) -> list[Receipt]:
        """Return the status reports that have come, and keep the line alive."""
        with self._alone:
            try:
                line = self._opened(at)
                self._write(line, ACTIVE_TEST, b"")
                self._answer(line, ACTIVE_TEST, self._sequence, at)
            except OSError:
                self._close()
            come, self._delivered = self._delivered, []
            return come

    def _send(self, parcel: Parcel, at: datetime) -> Attempt:
        try:
            line = self._opened(at)
        except OSError as error:
            self._close()
            return Attempt(Result.NOT_SENT, fault=f"不能连接短信网关（{error}）"[:300])
        parts = parts_of(parcel.text, hash(parcel.key))
        number = b""
        for place, part in enumerate(parts, start=1):
            try:
                body = submit_body(self._setting, parcel.address, part, place, len(parts))
                self._write(line, SUBMIT, body)
                answer = self._answer(line, SUBMIT, self._sequence, at)
            except OSError as error:
                self._close()
                return Attempt(Result.UNKNOWN, fault=f"短信网关没有应答（{error}），不知道是否已经发出"[:300])
            number, result = answer[:8], answer[8]
            if result == 0:
                continue
            fault = f"短信网关不接收（{result} {RESULTS.get(result, '其他错误')}）"
            if place > 1:
                # Some parts are with the person already: sending all of them again would be a second message.
                return Attempt(Result.UNKNOWN, receipt=number.hex(), fault=fault)
            return Attempt(Result.NOT_SENT if result == FLOW_CONTROL else Result.REFUSED, fault=fault)
        return Attempt(Result.SENT, receipt=number.hex())

    def _opened(self, at: datetime) -> socket.socket:
        if self._line is not None:
            return self._line
        host, _, port = self._setting.address.rpartition(":")
        if not host:
            host, port = port, str(DEFAULT_PORT)
        line = socket.create_connection((host, int(port)), timeout=PATIENCE)
        line.settimeout(PATIENCE)
        self._line = line
        stamp = f"{at:%m%d%H%M%S}"
        proof = authenticator(self._setting.account, self._setting.secret, stamp)
        source = self._setting.account.encode()[:6].ljust(6, b"\0")
        self._write(line, CONNECT, source + proof + bytes((VERSION,)) + struct.pack("!I", int(stamp)))
        status = self._answer(line, CONNECT, self._sequence, at)[0]
        if status != 0:
            raise OSError(f"登录被拒绝，代码 {status}")
        return line

    def _write(self, line: socket.socket, command: int, body: bytes) -> None:
        self._sequence += 1
        line.sendall(Packet(command, self._sequence, body).raw)

    def _answer(self, line: socket.socket, command: int, sequence: int, at: datetime) -> bytes:
        """Return the answer to a packet; what the gateway sends meanwhile is kept and answered."""
        while True:
            packet = read_packet(line)
            if packet.command == command | ANSWER and packet.sequence == sequence:
                return packet.body
            if packet.command == DELIVER:
                number = self._take(packet.body, at)
                line.sendall(Packet(DELIVER | ANSWER, packet.sequence, number + b"\0").raw)
            elif packet.command == ACTIVE_TEST:
                line.sendall(Packet(ACTIVE_TEST | ANSWER, packet.sequence, b"\0").raw)
            elif packet.command == TERMINATE:
                raise OSError("网关结束了连接")

    def _take(self, body: bytes, at: datetime) -> bytes:
        """Keep what a DELIVER tells: a status report, or a reply from a telephone."""
        number, _to, _service, _pid, _udhi, form, phone, is_report, length = DELIVER_HEAD.unpack_from(body)
        content = body[DELIVER_HEAD.size : DELIVER_HEAD.size + length]
        if is_report:
            told, status, *_ = REPORT.unpack_from(content)
            name = status.rstrip(b"\0").decode("ascii", "replace")
            state = state_of(name)
            fault = f"短信网关：{name}" if state is State.FAILED else ""
            if state is not State.UNSURE:
                self._delivered.append(Receipt(state, at, provider_id=told.hex(), fault=fault))
        else:
            words = content.decode("utf-16-be" if form == UCS2 else "gb18030", "replace")
            self.replies.append((phone.rstrip(b"\0").decode("ascii", "replace"), words))
        return number

    def _close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


_lines: dict[int, Line] = {}


def line_of(setting: ChannelSetting) -> Line:
    """Return this process's line to the gateway set now; a changed setting is a new line."""
    if setting.pk not in _lines:
        for line in _lines.values():
            line._close()
        _lines.clear()
        _lines[setting.pk] = Line(setting)
    return _lines[setting.pk]
