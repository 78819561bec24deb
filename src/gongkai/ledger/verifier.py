"""核验公开账本:今天的账本是否原样包含昨天的账本。

只需要 Python 3.8 以上,不需要任何其他软件。账本所在网站不必可信:一切由本机重新计算。

    python3 verify.py https://网站/ledger --save 检查点文件        第一次:核验并保存检查点
    python3 verify.py https://网站/ledger --since 检查点文件       以后:证明此后只增未改
    python3 verify.py 目录或网址 --item 索引号 [--hash 散列值]      查一条公开信息的公布、撤回和内容散列

退出状态:0 通过,1 不符,2 不能核验。
格式:C2SP tlog-tiles、tlog-checkpoint、signed-note;RFC 6962;RFC 8032 (Ed25519)。
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import io
import json
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

WIDTH = 256


class Mismatch(Exception):
    """The ledger is not what it claims to be."""


class Unreadable(Exception):
    """Something needed for the verification cannot be read."""


# ---- reading -------------------------------------------------------------------------------------------


def reader(source: str) -> Callable[[str], bytes | None]:
    """Return a function that reads a file of the ledger from a folder or an address."""
    if not source.startswith(("http://", "https://")):
        return lambda path: _from_disk(Path(source) / path)
    return lambda path: _from_web(source.rstrip("/") + "/" + path)


def _from_disk(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unreadable(f"不能读取 {path}:{error.strerror}。") from error


def _from_web(address: str) -> bytes | None:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310
            content: bytes = answer.read()
            return content
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return None
        raise Unreadable(f"{address} 回答 {error.code}。") from error
    except OSError as error:
        raise Unreadable(f"不能访问 {address}:{error}。") from error


def entry_path(number: int, width: int) -> str:
    groups = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        groups.insert(0, f"x{number % 1000:03d}")
    return "tile/entries/" + "/".join(groups) + ("" if width == WIDTH else f".p/{width}")


def entries(read: Callable[[str], bytes | None], size: int) -> Iterator[bytes]:
    """Yield the first ``size`` entries of the ledger."""
    for number in range((size + WIDTH - 1) // WIDTH):
        width = min(WIDTH, size - number * WIDTH)
        content = read(entry_path(number, width))
        if content is None:
            content = read(entry_path(number, WIDTH))
        if content is None:
            raise Mismatch(f"账本文件 {entry_path(number, width)} 缺失。")
        found = list(_split(content))[:width]
        if len(found) < width:
            raise Mismatch(f"账本文件 {entry_path(number, width)} 不完整。")
        yield from found


def _split(bundle: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(bundle):
        end = at + 2 + int.from_bytes(bundle[at : at + 2], "big")
        if end > len(bundle):
            raise Mismatch("账本文件在一条记录中间中断。")
        yield bundle[at + 2 : end]
        at = end


# ---- Merkle tree (RFC 6962) ----------------------------------------------------------------------------


class Tree:
    """The roots of the perfect subtrees of a growing tree, the largest first."""

    def __init__(self) -> None:
        self.size = 0
        self.peaks: list[bytes] = []

    def append(self, entry: bytes) -> None:
        node = hashlib.sha256(b"\x00" + entry).digest()
        left = self.size
        while left & 1:
            node = hashlib.sha256(b"\x01" + self.peaks.pop() + node).digest()
            left >>= 1
        self.peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        if not self.peaks:
            return hashlib.sha256().digest()
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = hashlib.sha256(b"\x01" + peak + node).digest()
        return node


# ---- Ed25519 (RFC 8032 section 5.1.7) ------------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)


def _add(one: tuple[int, ...], two: tuple[int, ...]) -> tuple[int, ...]:
    a = (one[1] - one[0]) * (two[1] - two[0]) % P
    b = (one[1] + one[0]) * (two[1] + two[0]) % P
    c = 2 * one[3] * two[3] * D % P
    d = 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(scalar: int, point: tuple[int, ...]) -> tuple[int, ...]:
    total: tuple[int, ...] = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = _add(total, point)
        point = _add(point, point)
        scalar >>= 1
    return total


def _same(one: tuple[int, ...], two: tuple[int, ...]) -> bool:
    return (one[0] * two[2] - two[0] * one[2]) % P == 0 and (one[1] * two[2] - two[1] * one[2]) % P == 0


def _point(encoded: bytes) -> tuple[int, ...] | None:
    """Return the point of an encoding, or None when there is none."""
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * SQRT_M1 % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")) or ()


def ed25519_is_good(public: bytes, signature: bytes, message: bytes) -> bool:
    key, nonce = _point(public), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or key is None or nonce is None or s >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    return _same(_times(s, BASE), _add(nonce, _times(challenge, key)))


# ---- signed notes and checkpoints ----------------------------------------------------------------------


def parse_key(text: str) -> tuple[str, bytes, bytes]:
    """Return name, key id and public key of ``<name>+<key id>+<base64>``."""
    try:
        name, identifier, encoded = text.strip().split("+", 2)
        raw = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error) as error:
        raise Unreadable("公钥的格式不对。") from error
    key_id = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    if len(raw) != 33 or raw[0] != 1 or identifier != key_id.hex():
        raise Unreadable("公钥的格式不对。")
    return name, key_id, raw[1:]


def open_checkpoint(note: str, key: tuple[str, bytes, bytes]) -> tuple[int, bytes]:
    """Return size and root of a checkpoint that ``key`` has signed."""
    name, key_id, public = key
    text, _, lines = note.rpartition("\n\n")
    text += "\n"
    for line in lines.splitlines():
        parts = line.split(" ")
        if len(parts) != 3 or parts[:2] != ["—", name]:
            continue
        try:
            raw = base64.b64decode(parts[2], validate=True)
        except binascii.Error:
            continue
        if raw[:4] != key_id:
            continue
        if not ed25519_is_good(public, raw[4:], text.encode()):
            raise Mismatch("检查点的签名无效。")
        return _size_and_root(text)
    raise Mismatch(f"检查点没有 {name} 的签名。")


def _size_and_root(text: str) -> tuple[int, bytes]:
    try:
        _, size, root = text.split("\n")[:3]
        return int(size), base64.b64decode(root, validate=True)
    except (ValueError, binascii.Error) as error:
        raise Mismatch("检查点的格式不对。") from error


# ---- the verification ----------------------------------------------------------------------------------


def verify(
    read: Callable[[str], bytes | None],
    key: tuple[str, bytes, bytes],
    today: str,
    since: str | None = None,
    seen: Callable[[int, bytes], None] = lambda _index, _entry: None,
) -> tuple[int, int]:
    """Recompute the tree from its entries: it must have the root signed today and begin with that of ``since``.

    Returns the number of entries, and of those added since.
    """
    size, root = open_checkpoint(today, key)
    old_size, old_root = open_checkpoint(since, key) if since else (0, hashlib.sha256().digest())
    if old_size > size:
        raise Mismatch(f"账本变短了：以前有 {old_size} 条记录，现在只有 {size} 条。")
    tree = Tree()
    if old_size == 0 and tree.root() != old_root:
        raise Mismatch("所保存的检查点自相矛盾。")
    for index, entry in enumerate(entries(read, size)):
        tree.append(entry)
        seen(index, entry)
        if tree.size == old_size and tree.root() != old_root:
            raise Mismatch(f"前 {old_size} 条记录与所保存的检查点不符：有记录被改动、删除、插入或调换。")
    if tree.root() != root:
        raise Mismatch("公布的记录与今天的检查点不符。")
    return size, size - old_size


def item_events(found: list[tuple[int, dict[str, Any]]], number: str) -> Callable[[int, bytes], None]:
    """Return a collector of the events whose public facts name the item ``number``."""

    def seen(index: int, entry: bytes) -> None:
        if not number or number.encode() not in entry:
            return
        try:
            event = json.loads(entry.decode())
        except ValueError:
            return
        if event.get("data", {}).get("index_no") == number:
            found.append((index, event))

    return seen


def _must_hold(found: list[tuple[int, dict[str, Any]]], number: str, wanted: str | None) -> None:
    if not found:
        raise Mismatch(f"账本中没有索引号 {number} 的记录。")
    for index, event in found:
        digest = event["data"].get("content_sha256", "")
        shown = f"内容散列 {digest}" if digest else ""
        say(f"  第 {index} 号 {event.get('at')} {event.get('verb')} {shown}")
    if wanted and all(event["data"].get("content_sha256") != wanted.lower() for _, event in found):
        raise Mismatch(f"账本中 {number} 的内容散列不是 {wanted}。")


def say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _required(content: bytes | None, path: str) -> str:
    if content is None:
        raise Unreadable(f"没有找到 {path}。")
    return content.decode("utf-8")


def run(options: argparse.Namespace) -> None:
    read = reader(options.ledger)
    today = _required(read("checkpoint"), "checkpoint")
    key = parse_key(options.key or _required(read("key"), "key"))
    since = _required(_from_disk(Path(options.since)), options.since) if options.since else None
    found: list[tuple[int, dict[str, Any]]] = []
    size, added = verify(read, key, today, since, item_events(found, options.item or ""))
    say(f"签名者 {key[0]}。账本共 {size} 条记录，逐条重算与签名的检查点相符。")
    if since:
        say(f"与所保存的检查点相比，只增加了 {added} 条，以前的记录没有任何改动。")
    if options.item:
        _must_hold(found, options.item, options.hash)
    if options.save:
        Path(options.save).write_text(today, encoding="utf-8")
        say(f"检查点已保存到 {options.save}，下次用 --since 核验。")


def main() -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ledger", help="账本的网址或目录，如 https://网站/ledger")
    parser.add_argument("--since", help="以前保存的检查点文件")
    parser.add_argument("--save", help="核验通过后把今天的检查点存到此文件")
    parser.add_argument("--key", help="公钥，应从另一渠道取得；不给出时用账本自己公布的")
    parser.add_argument("--item", help="要查的公开信息的索引号")
    parser.add_argument("--hash", help="所持内容的SHA-256，应与账本中的相同")
    options = parser.parse_args()
    try:
        run(options)
    except Mismatch as error:
        sys.stderr.write(f"核验未通过：{error}\n")
        return 1
    except Unreadable as error:
        sys.stderr.write(f"不能核验：{error}\n")
        return 2
    say("核验通过。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
