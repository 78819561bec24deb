"""The public proof of one event: leaf, path and signed checkpoint, for the receipt of a request."""

from typing import Any

from gongkai.ledger import merkle, notes, tiles
from gongkai.ledger.models import Event
from gongkai.ledger.publish import LedgerBroken, folder


class NotYetPublished(Exception):
    """The event is in the ledger, but no checkpoint covers it yet; the next one will, within seconds."""


def inclusion_proof(index: int) -> dict[str, Any]:
    """Return what proves event ``index`` to anyone: its leaf, the path to the root, the signed checkpoint.

    Raises:
        NotYetPublished: the checkpoint published last is older than the event.
        LedgerBroken: the event is not the one that was published.
    """
    try:
        note = (folder() / "checkpoint").read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise NotYetPublished(f"第 {index} 号记录将进入下一个检查点，请稍候再看。") from error
    _, size, root = notes.parse_checkpoint(note.rpartition("\n\n")[0] + "\n")
    if index >= size:
        raise NotYetPublished(f"第 {index} 号记录将进入下一个检查点，请稍候再看。")
    leaf = Event.objects.values_list("leaf", flat=True).get(pk=index)
    path = merkle.inclusion_proof(tiles.nodes_on_disk(folder(), size), index, size)
    if not merkle.verify_inclusion(merkle.leaf_hash(leaf.encode()), index, size, path, root):
        raise LedgerBroken(f"第 {index} 号记录与已公布的账本不符。请运行 gongkai verify。")
    return {
        "leaf": leaf,
        "index": index,
        "size": size,
        "hashes": [node.hex() for node in path],
        "checkpoint": note,
    }
