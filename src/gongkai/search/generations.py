"""Indexes that take one another's place: each in a folder of its own, ``live`` a link to the one that is read.

One process writes at a time and others wait; readers wait for nobody. A rebuild goes on beside the live index without
the writers' lock. Killed, it leaves the live index as it was, and the next one sweeps away what remains.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

import tantivy

HEAP_BYTES = 64 * 1024 * 1024
REBUILD_HEAP_BYTES = 512 * 1024 * 1024
REBUILD_THREADS = 2
LIVE = "live"
_WRITERS = "writer.lock"
_REBUILDS = "rebuild.lock"


def is_missing(folder: Path) -> bool:
    """Tell whether no index of this folder is live."""
    return not (folder / LIVE / "meta.json").exists()


def opened(folder: Path) -> tantivy.Index:
    """Return the live index, as it is now. Raises ``ValueError`` where there is none."""
    return opened_with_folder(folder)[0]


def opened_with_folder(folder: Path) -> tuple[tantivy.Index, Path]:
    """Return the live index, as it is now, and the folder of its own."""
    while True:
        generation = (folder / LIVE).resolve()
        try:
            index = index_of(generation)
            index.reload()
        except ValueError:
            # Removed between being named and being opened: another one has taken its place.
            if (folder / LIVE).resolve() == generation:
                raise
        else:
            return index, generation


@lru_cache(maxsize=16)
def index_of(generation: Path) -> tantivy.Index:
    """Return the index of one generation, live or not."""
    return tantivy.Index.open(str(generation))


def new(folder: Path, schema: tantivy.Schema) -> Path:
    """Make an empty index beside the live one and return its folder."""
    generation = (folder / f"g-{uuid4().hex[:12]}").absolute()
    generation.mkdir(parents=True)
    tantivy.Index(schema, path=str(generation))
    return generation.resolve()


def go_live(generation: Path) -> None:
    """Point ``live`` at a generation: a link is replaced in one step."""
    link = generation.parent / f".{uuid4().hex[:12]}"
    link.symlink_to(generation.name)
    os.replace(link, generation.parent / LIVE)


def remove_all_but(generation: Path) -> None:
    """Remove former generations, and what a killed rebuild left behind."""
    for each in generation.parent.glob("g-*"):
        if each.resolve() != generation:
            shutil.rmtree(each, ignore_errors=True)


def remove(folder: Path) -> None:
    """Throw all indexes below a folder away."""
    index_of.cache_clear()
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Let one writer at a time change the live index or put another in its place; others wait."""
    with _lock(folder / _WRITERS):
        yield


@contextmanager
def rebuilding(folder: Path) -> Iterator[None]:
    """Let one rebuild at a time go on, for each sweeps away what it finds beside the live index; others wait."""
    with _lock(folder / _REBUILDS):
        yield


def is_rebuilding(folder: Path) -> bool:
    """Tell whether a rebuild is under way."""
    with (folder / _REBUILDS).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def writing(index: tantivy.Index, heap: int = HEAP_BYTES, threads: int = 1) -> Iterator[tantivy.IndexWriter]:
    """Give a writer; what it wrote is kept when the block ends well, and forgotten otherwise."""
    writer = index.writer(heap, threads)
    try:
        yield writer
        writer.commit()
    except BaseException:
        writer.rollback()
        raise
    finally:
        writer.wait_merging_threads()
