"""Merkle tree hashing, proofs and their verification (RFC 6962 section 2.1, RFC 9162 section 2.1).

Everything speaks of a perfect subtree as ``(height, place)``: the ``place``-th run of ``2**height`` leaves.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256

NodeAt = Callable[[int, int], bytes]

EMPTY_ROOT = sha256().digest()


def leaf_hash(leaf: bytes) -> bytes:
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def perfect_subtrees(size: int) -> Iterator[tuple[int, int]]:
    """Return the perfect subtrees a tree of ``size`` leaves consists of, the largest and leftmost first."""
    start = 0
    for height in range(size.bit_length() - 1, -1, -1):
        if size >> height & 1:
            yield height, start >> height
            start += 1 << height


def join(peaks: Sequence[bytes]) -> bytes:
    """Return the root over the hashes of a tree's perfect subtrees, given from left to right."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over ``2**n`` hashes."""
    level = list(hashes)
    while len(level) > 1:
        level = [node_hash(left, right) for left, right in zip(level[::2], level[1::2], strict=True)]
    return level[0]


def nodes_over(hashes: Sequence[bytes]) -> NodeAt:
    """Return the nodes of the tree over ``hashes``, computed when asked for."""
    return lambda height, place: perfect_root(hashes[place << height : (place + 1) << height])


def root(hashes: Sequence[bytes]) -> bytes:
    node = nodes_over(hashes)
    return join([node(*subtree) for subtree in perfect_subtrees(len(hashes))])


def inclusion_proof(node: NodeAt, index: int, size: int) -> list[bytes]:
    """Return the path from leaf ``index`` to the root of the first ``size`` leaves, the lowest sibling first."""
    if not 0 <= index < size:
        raise ValueError(f"Leaf {index} is not among the first {size}.")
    return _path(node, index, 0, size)


def consistency_proof(node: NodeAt, old: int, new: int) -> list[bytes]:
    """Return what proves that the tree of ``new`` leaves begins with the tree of ``old`` leaves."""
    if not 0 <= old <= new:
        raise ValueError(f"A tree of {new} leaves does not extend one of {old}.")
    return _extension(node, old, 0, new, whole=True) if 0 < old < new else []


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected_root: bytes
) -> bool:
    """Return whether the leaf hash ``leaf`` stands at ``index`` of the tree (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    first, last, computed = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if first & 1 or first == last:
            computed = node_hash(sibling, computed)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            computed = node_hash(computed, sibling)
        first, last = first >> 1, last >> 1
    return last == 0 and computed == expected_root


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Return whether the proof shows the new tree to begin with the old one (RFC 9162 section 2.1.4.2)."""
    if old > new or old < 0:
        return False
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    if old == new:
        return not proof and old_root == new_root
    hashes = list(proof) if old & (old - 1) else [old_root, *proof]
    if not hashes:
        return False
    first, last = old - 1, new - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    computed_old = computed_new = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            computed_old, computed_new = node_hash(sibling, computed_old), node_hash(sibling, computed_new)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            computed_new = node_hash(computed_new, sibling)
        first, last = first >> 1, last >> 1
    return last == 0 and computed_old == old_root and computed_new == new_root


def _split(size: int) -> int:
    """Return the largest power of two smaller than ``size``."""
    return 1 << (size - 1).bit_length() - 1


def _range_root(node: NodeAt, start: int, end: int) -> bytes:
    size = end - start
    if not size & (size - 1):
        height = size.bit_length() - 1
        return node(height, start >> height)
    middle = start + _split(size)
    return node_hash(_range_root(node, start, middle), _range_root(node, middle, end))


def _path(node: NodeAt, index: int, start: int, end: int) -> list[bytes]:
    if end - start == 1:
        return []
    middle = start + _split(end - start)
    if index < middle:
        return [*_path(node, index, start, middle), _range_root(node, middle, end)]
    return [*_path(node, index, middle, end), _range_root(node, start, middle)]


def _extension(node: NodeAt, old: int, start: int, end: int, *, whole: bool) -> list[bytes]:
    if old == end:
        return [] if whole else [_range_root(node, start, end)]
    middle = start + _split(end - start)
    if old <= middle:
        return [*_extension(node, old, start, middle, whole=whole), _range_root(node, middle, end)]
    return [*_extension(node, old, middle, end, whole=False), _range_root(node, start, middle)]


def leaf_hashes(leaves: Iterable[bytes]) -> list[bytes]:
    return [leaf_hash(leaf) for leaf in leaves]
