"""What was done to a log: the events that were published beside those that are there now."""

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Change(StrEnum):
    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    MOVED = "moved"


@dataclass(frozen=True)
class Difference:
    """One event that differs: where and what it was when signed (``was``), where and what it is now (``now``)."""

    change: Change
    was: tuple[int, str] | None
    now: tuple[int, str] | None


def differences(published: Sequence[str], present: Sequence[tuple[int, str]]) -> list[Difference]:
    """Return how ``present`` (index and leaf) departs from the ``published`` leaves.

    Events behind the published ones are no difference: they are waiting for the next checkpoint.
    """
    waiting = _waiting(published, present)
    origins = [
        index if _in_place(published, index, leaf) else waiting[leaf].popleft() if waiting[leaf] else None
        for index, leaf in present
    ]
    removed = {place: published[place] for places in waiting.values() for place in places}
    in_order = _longest_rising([origin for origin in origins if origin is not None])
    last_known = max((n for n, origin in enumerate(origins) if origin is not None), default=-1)

    found = []
    for n, (origin, now) in enumerate(zip(origins, present, strict=True)):
        index, leaf = now
        if origin is not None:
            if origin not in in_order:
                found.append(Difference(Change.MOVED, (origin, leaf), now))
        elif index in removed:
            found.append(Difference(Change.CHANGED, (index, removed.pop(index)), now))
        elif n < last_known:
            found.append(Difference(Change.INSERTED, None, now))
    found += [Difference(Change.REMOVED, was, None) for was in removed.items()]
    return sorted(found, key=lambda difference: (difference.now or difference.was or (0, ""))[0])


def _waiting(published: Sequence[str], present: Sequence[tuple[int, str]]) -> dict[str, deque[int]]:
    """Return the places of every published leaf that does not stand there any more."""
    in_place = {index for index, leaf in present if _in_place(published, index, leaf)}
    waiting: dict[str, deque[int]] = defaultdict(deque)
    for place, leaf in enumerate(published):
        if place not in in_place:
            waiting[leaf].append(place)
    return waiting


def _in_place(published: Sequence[str], index: int, leaf: str) -> bool:
    return 0 <= index < len(published) and published[index] == leaf


def _longest_rising(values: Sequence[int]) -> set[int]:
    """Return the members of a longest rising subsequence of distinct ``values``."""
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for value in values:
        length = bisect_left(ends, value)
        before[value] = ends[length - 1] if length else None
        ends[length : length + 1] = [value]
    members: set[int] = set()
    member: int | None = ends[-1] if ends else None
    while member is not None:
        members.add(member)
        member = before[member]
    return members
