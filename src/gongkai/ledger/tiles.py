"""The tree as static files (C2SP tlog-tiles): paths, entry bundles, and the growing right edge of the tree."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from gongkai.ledger import merkle

HEIGHT = 8
WIDTH = 1 << HEIGHT
HASH_BYTES = 32

File = tuple[str, bytes]


def tile_path(level: int, number: int, width: int = WIDTH) -> str:
    return f"tile/{level}/{_numbered(number, width)}"


def bundle_path(number: int, width: int = WIDTH) -> str:
    return f"tile/entries/{_numbered(number, width)}"


def _numbered(number: int, width: int) -> str:
    """Write 1234067 as ``x001/x234/067``, with ``.p/<width>`` for a partial tile."""
    groups = [f"{number % 1000:03d}"]
    while number := number // 1000:
        groups.append(f"x{number % 1000:03d}")
    return "/".join(reversed(groups)) + ("" if width == WIDTH else f".p/{width}")


def partial_widths(size: int) -> list[tuple[int, int, int]]:
    """Return level, number and width of every partial tile of a tree of ``size`` leaves."""
    tiles = []
    level = 0
    while size:
        if size % WIDTH:
            tiles.append((level, size // WIDTH, size % WIDTH))
        level, size = level + 1, size // WIDTH
    return tiles


def bundle(leaves: Sequence[bytes]) -> bytes:
    """Return an entry bundle: every leaf behind its length as big-endian uint16."""
    return b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in leaves)


def leaves_of(content: bytes) -> list[bytes]:
    """Return the leaves of an entry bundle.

    Raises:
        ValueError: the bundle ends in the middle of a leaf.
    """
    leaves, at = [], 0
    while at < len(content):
        end = at + 2 + int.from_bytes(content[at : at + 2], "big")
        if end > len(content):
            raise ValueError("An entry bundle ends in the middle of a leaf.")
        leaves.append(content[at + 2 : end])
        at = end
    return leaves


def hashes_of(tile: bytes) -> list[bytes]:
    return [tile[at : at + HASH_BYTES] for at in range(0, len(tile), HASH_BYTES)]


def read(folder: Path, path_of: Callable[..., str], *place: int, width: int) -> bytes:
    """Return a tile or bundle; a partial one may meanwhile have become part of the full one."""
    try:
        return (folder / path_of(*place, width)).read_bytes()
    except FileNotFoundError:
        return (folder / path_of(*place)).read_bytes()


@dataclass
class Edge:
    """The right edge of a tree: all that is needed to append to it and to know its root.

    ``rows`` holds the hashes of the last, unfinished tile of each level, ``leaves`` those of the last bundle,
    ``peaks`` the perfect subtrees from left to right.
    """

    size: int = 0
    rows: list[list[bytes]] = field(default_factory=lambda: [[]])
    leaves: list[bytes] = field(default_factory=list)
    peaks: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> bytes:
        """Append a leaf and return its hash. A full bundle must have been taken by ``full_files`` before."""
        leaf_hash = node = sha256(b"\x00" + leaf).digest()
        self.leaves.append(leaf)
        self.rows[0].append(node)
        left, height = self.size, 0
        while left & 1:
            node = sha256(b"\x01" + self.peaks.pop() + node).digest()
            left, height = left >> 1, height + 1
            if not height % HEIGHT:
                self._row(height // HEIGHT).append(node)
        self.peaks.append(node)
        self.size += 1
        return leaf_hash

    def root(self) -> bytes:
        return merkle.join(self.peaks)

    def full_files(self) -> Iterator[File]:
        """Return the bundle and the tiles that the last leaf has filled, and begin the next ones."""
        if self.size % WIDTH:
            return
        number = self.size // WIDTH - 1
        yield bundle_path(number), bundle(self.leaves)
        self.leaves = []
        for level, row in enumerate(self.rows):
            if len(row) < WIDTH:
                return
            yield tile_path(level, number), b"".join(row)
            self.rows[level] = []
            number = (number + 1) // WIDTH - 1

    def partial_files(self) -> Iterator[File]:
        """Return the unfinished bundle and tiles of a tree of just this size."""
        for level, number, width in partial_widths(self.size):
            if level == 0:
                yield bundle_path(number, width), bundle(self.leaves)
            yield tile_path(level, number, width), b"".join(self.rows[level])

    def _row(self, level: int) -> list[bytes]:
        if level == len(self.rows):
            self.rows.append([])
        return self.rows[level]


def edge_on_disk(folder: Path, size: int) -> Edge:
    """Return the edge of the tree of ``size`` leaves as its files have it.

    Raises:
        OSError: a file is missing.
        ValueError: a file is no tile or bundle of its width.
    """
    levels = max(1, -(-size.bit_length() // HEIGHT))
    edge = Edge(size=size, rows=[[] for _ in range(levels)])
    for level, number, width in partial_widths(size):
        edge.rows[level] = hashes_of(read(folder, tile_path, level, number, width=width))[:width]
        if len(edge.rows[level]) < width:
            raise ValueError(f"{tile_path(level, number, width)} is too short.")
    if size % WIDTH:
        edge.leaves = leaves_of(read(folder, bundle_path, size // WIDTH, width=size % WIDTH))[: size % WIDTH]
        if merkle.leaf_hashes(edge.leaves) != edge.rows[0]:
            raise ValueError(f"{bundle_path(size // WIDTH, size % WIDTH)} does not hash to its tile.")
    for row in reversed(edge.rows):
        node = merkle.nodes_over(row)
        edge.peaks += [node(*subtree) for subtree in merkle.perfect_subtrees(len(row))]
    return edge


def nodes_on_disk(folder: Path, size: int) -> merkle.NodeAt:
    """Return the perfect subtrees of the published tree of ``size`` leaves, read from its tiles."""
    tiles: dict[tuple[int, int], list[bytes]] = {}

    def node(height: int, place: int) -> bytes:
        level, inner = divmod(height, HEIGHT)
        number, first = divmod(place << inner, WIDTH)
        if (level, number) not in tiles:
            in_level = size >> (HEIGHT * level)
            width = min(WIDTH, in_level - number * WIDTH)
            tiles[level, number] = hashes_of(read(folder, tile_path, level, number, width=width))
        return merkle.perfect_root(tiles[level, number][first : first + (1 << inner)])

    return node


def published_leaves(folder: Path, size: int) -> Iterator[bytes]:
    """Return the first ``size`` leaves as the bundles on disk have them."""
    for number in range(-(-size // WIDTH)):
        width = min(WIDTH, size - number * WIDTH)
        yield from leaves_of(read(folder, bundle_path, number, width=width))[:width]
