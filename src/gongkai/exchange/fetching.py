"""Reading an address elsewhere without harm: bounded in size, time and redirects, and never an address inside.

The address a name stands for is judged once the line is open, before a byte is asked for: a name that leads elsewhere
a moment later, or a redirect, cannot make the platform knock at doors behind it.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

MOST_BYTES = 5 * 1024 * 1024
MOST_SECONDS, WAIT = 20.0, 10.0
MOST_REDIRECTS = 5
PIECE = 64 * 1024
SAFE = "/%:@!$&'()*+,;=~?"
REDIRECTS = (301, 302, 303, 307, 308)
MayConnect = Callable[[str], bool]


class Unfetchable(Exception):
    """An address that could not be read; the message is a sentence for the office."""


@dataclass(frozen=True)
class Fetched:
    """What an address gave; ``content`` is ``None`` where nothing changed since last time."""

    content: bytes | None
    etag: str = ""
    modified: str = ""


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the world, not of an inner network."""
    return ipaddress.ip_address(address.split("%", maxsplit=1)[0]).is_global


def fetch(
    address: str, *, etag: str = "", modified: str = "", may_connect: MayConnect = is_public
) -> Fetched:
    """Read ``address``, following redirects.

    Raises:
        Unfetchable: no answer, an error, too large, too slow, or an address that must not be asked.
    """
    until = time.monotonic() + MOST_SECONDS
    for _ in range(MOST_REDIRECTS + 1):
        connection, path = _connection(address, may_connect)
        try:
            headers = {
                "Host": urlsplit(address).netloc.rpartition("@")[2],
                "User-Agent": "gongkai (reader)",
            }
            headers |= {"If-None-Match": etag} if etag else {}
            headers |= {"If-Modified-Since": modified} if modified else {}
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            if answer.status in REDIRECTS:
                address = urljoin(address, answer.getheader("Location") or "")
                continue
            return _read(answer, until)
        except TimeoutError as error:
            raise Unfetchable("对方没有应答（超时）") from error
        except ssl.SSLCertVerificationError as error:
            raise Unfetchable("对方的证书不可信") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Unfetchable(f"连接失败（{type(error).__name__}）") from error
        finally:
            connection.close()
    raise Unfetchable(f"转向超过{MOST_REDIRECTS}次")


def _read(answer: http.client.HTTPResponse, until: float) -> Fetched:
    if answer.status == 304:
        return Fetched(None)
    if answer.status != 200:
        raise Unfetchable(f"对方答复 {answer.status}")
    if answer.getheader("Content-Encoding", "identity") not in ("", "identity"):
        raise Unfetchable("对方返回了没有要求的压缩内容")
    declared = answer.getheader("Content-Length") or "0"
    if declared.isdigit() and int(declared) > MOST_BYTES:
        raise Unfetchable(f"内容有{int(declared) // 1024 // 1024} MB，超过{MOST_BYTES // 1024 // 1024} MB")
    content = bytearray()
    while piece := answer.read1(PIECE):
        content += piece
        if len(content) > MOST_BYTES:
            raise Unfetchable(f"内容超过{MOST_BYTES // 1024 // 1024} MB")
        if time.monotonic() > until:
            raise Unfetchable(f"{MOST_SECONDS:.0f}秒内没有读完")
    return Fetched(bytes(content), answer.getheader("ETag") or "", answer.getheader("Last-Modified") or "")


def _connection(address: str, may_connect: MayConnect) -> tuple[http.client.HTTPConnection, str]:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Unfetchable("转向了不是 http 或 https 的地址")
    made: http.client.HTTPConnection
    try:
        if parts.scheme == "https":
            made = http.client.HTTPSConnection(
                parts.hostname, parts.port, timeout=WAIT, context=ssl.create_default_context()
            )
        else:
            made = http.client.HTTPConnection(parts.hostname, parts.port, timeout=WAIT)
    except (ValueError, http.client.InvalidURL) as error:
        raise Unfetchable("网址不正确") from error

    def opened(where: Any, *args: Any, **kwargs: Any) -> socket.socket:
        line = socket.create_connection(where, *args, **kwargs)
        if not may_connect(line.getpeername()[0]):
            line.close()
            raise Unfetchable("网址指向内部网络，不读取")
        return line

    made._create_connection = opened  # type: ignore[attr-defined]
    query = f"?{quote(parts.query, safe=SAFE)}" if parts.query else ""
    return made, quote(parts.path or "/", safe=SAFE) + query
