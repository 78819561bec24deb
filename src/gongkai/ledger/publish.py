"""Publishing the tree: tiles for the new events, then a signed checkpoint (C2SP tlog-tiles, tlog-checkpoint).

Order makes it safe to stop anywhere: tiles first, then the checkpoint's row, then its file. What an
interrupted run left undone the next one does. Nothing is signed that does not extend the last checkpoint.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.models import Max

from gongkai.ledger import notes, tiles
from gongkai.ledger.models import Checkpoint, Event
from gongkai.ledger.notes import BadNote, Signer

PUBLISH_LOCK = 7712
CHUNK = 5000

Row = tuple[int, str, bytes]
Write = Callable[[str, bytes], None]


class LedgerBroken(Exception):
    """The ledger no longer extends what was signed before; nothing is published until this is cleared up."""


def folder() -> Path:
    return Path(settings.SITE_ROOT) / "ledger"


def signer() -> Signer:
    """Return the signing key, called after the address of the ledger when it was made."""
    base = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    return notes.read_or_create_signer(
        settings.VAR / "ledger-signing-key", f"{base.netloc}{base.path.rstrip('/')}/ledger"
    )


def publish_checkpoint(at: datetime) -> Checkpoint | None:
    """Publish the events appended since the last checkpoint; return the new checkpoint, if there is one.

    Raises:
        LedgerBroken: events or files no longer agree with what was signed before.
    """
    with _publishing_alone() as alone:
        return _publish(at) if alone else None


def rebuild() -> int:
    """Write every tile and the last checkpoint again from the database; return the number of events in them."""
    with _publishing_alone() as alone:
        last = Checkpoint.objects.last()
        if not alone or last is None:
            return 0
        _rebuilt(last)
        _write("checkpoint", last.note.encode())
        return last.size


def rows(start: int, end: int | None = None) -> Iterator[Row]:
    """Return index, leaf and stored hash of the events from ``start`` on and before ``end``, in order."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                'SELECT "index", leaf, leaf_hash FROM ledger_event WHERE "index" >= %s AND "index" < %s'
                ' ORDER BY "index" LIMIT %s',
                [start, 2**62 if end is None else end, CHUNK],
            )
            chunk = cursor.fetchall()
            yield from chunk
            if len(chunk) < CHUNK:
                return
            start = chunk[-1][0] + 1


@contextmanager
def _publishing_alone() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [PUBLISH_LOCK])
        alone = bool(cursor.fetchone()[0])
        try:
            yield alone
        finally:
            if alone:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [PUBLISH_LOCK])


def _publish(at: datetime) -> Checkpoint | None:
    highest = Event.objects.aggregate(highest=Max("index"))["highest"]
    last = Checkpoint.objects.last()
    size = 0 if highest is None else highest + 1
    shown = _published_note()
    if size == (last.size if last else 0) and shown == (last.note if last else None):
        return None
    key = signer()
    _must_be_ours(key, last, size, shown)
    edge = _edge_of(last, rebuild_all=shown is None) if last else tiles.Edge()
    new = _extended(edge, size, key, at) if not last or size > last.size else None
    _write_companions(key)
    _write("checkpoint", (new or last).note.encode())  # type: ignore[union-attr]
    return new


def _extended(edge: tiles.Edge, size: int, key: Signer, at: datetime) -> Checkpoint:
    _grow(edge, (leaf.encode() for _, leaf, _ in rows(edge.size, size)), _write_full)
    for path, content in edge.partial_files():
        _write(path, content)
    if edge.size != size:
        raise LedgerBroken(f"账本应有 {size} 条记录，实有 {edge.size} 条。请运行 gongkai verify。")
    root = edge.root()
    note = key.sign(notes.checkpoint_text(key.name, size, root))
    return Checkpoint.objects.create(size=size, root=root, note=note, at=at)


def _edge_of(last: Checkpoint, *, rebuild_all: bool) -> tiles.Edge:
    """Return the edge of the tree signed last, from its files, or from the database when they fail."""
    if not rebuild_all:
        try:
            edge = tiles.edge_on_disk(folder(), last.size)
        except (OSError, ValueError):
            return _rebuilt(last)
        if edge.root() == bytes(last.root):
            return edge
    return _rebuilt(last)


def _rebuilt(last: Checkpoint) -> tiles.Edge:
    """Write the tree of ``last`` from the database, after making sure that it still is that tree."""
    edge = tiles.Edge()
    _grow(edge, _leaves_before(last.size), lambda *_: None)
    if edge.root() != bytes(last.root):
        raise LedgerBroken(
            f"数据库中前 {last.size} 条记录与已签名的检查点不符，停止发布。请运行 gongkai verify 查明被改动的记录。"
        )
    edge = tiles.Edge()
    _grow(edge, _leaves_before(last.size), _write_full)
    for path, content in edge.partial_files():
        _write(path, content)
    _write_companions(signer())
    return edge


def _leaves_before(size: int) -> Iterator[bytes]:
    return (leaf.encode() for _, leaf, _ in rows(0, size))


def _grow(edge: tiles.Edge, leaves: Iterable[bytes], write: Write) -> None:
    for leaf in leaves:
        edge.append(leaf)
        for path, content in edge.full_files():
            write(path, content)


def _write_full(path: str, content: bytes) -> None:
    """Write a full tile; the partial ones it replaces may go (tlog-tiles, Partial Tiles)."""
    _write(path, content)
    shutil.rmtree(folder() / f"{path}.p", ignore_errors=True)


def _must_be_ours(key: Signer, last: Checkpoint | None, size: int, shown: str | None) -> None:
    """Refuse to go on from a history that is not the one signed before."""
    if last is not None:
        try:
            key.verifier.open(last.note)
        except BadNote as error:
            raise LedgerBroken(
                f"{error}签名密钥 ledger-signing-key 已被更换，请从备份恢复原密钥。"
            ) from error
        if size < last.size:
            raise LedgerBroken(
                f"账本只有 {size} 条记录，少于检查点签名的 {last.size} 条。请运行 gongkai verify。"
            )
    if shown is not None and not _was_signed_here(shown):
        raise LedgerBroken(
            f"{folder()} 中已公布的检查点不是本数据库签发的。如确要从头公布，请先将该目录移作证据保存。"
        )


def _was_signed_here(note: str) -> bool:
    try:
        _, size, _ = notes.parse_checkpoint(note)
    except BadNote:
        return False
    return Checkpoint.objects.filter(size=size, note=note).exists()


def _published_note() -> str | None:
    try:
        return (folder() / "checkpoint").read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def _write_companions(key: Signer) -> None:
    """Put the public key and the stand-alone verifier beside the tree."""
    _write("key", f"{key.verifier.text}\n".encode())
    _write("verify.py", Path(__file__).with_name("verifier.py").read_bytes())


def _write(path: str, content: bytes) -> None:
    target = folder() / path
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.draft")
    with draft.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    draft.replace(target)
