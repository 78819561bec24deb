"""Finding what was written before in nearly the same words (重复留言)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from gongkai.cases.models import Case
from gongkai.voice.messages.procedure import MESSAGE, NO_MESSAGE

ALIKE = 0.35
WITHIN = timedelta(days=180)
LOOKED_AT = 500
MOST = 5


@dataclass(frozen=True)
class Alike:
    """Another message and how much of the words it shares, in percent."""

    case: Case
    percent: int


def alike(case: Case) -> list[Alike]:
    """Return the messages of the half year before that share the most words with ``case``, the closest first."""
    others = (
        Case.objects.filter(procedure=MESSAGE.key, arrived_at__gte=case.arrived_at - WITHIN)
        .exclude(pk=case.pk)
        .exclude(outcome__in=(*NO_MESSAGE, "MERGED"))
        .select_related("message", "unit")
        .only(
            "number", "title", "stage", "outcome", "arrived_at", "unit__short_name", "message__text", "message__kind"
        )
        .order_by("-arrived_at")[:LOOKED_AT]
    )  # fmt: skip
    return closest(_pairs(f"{case.title}{case.message.text}"), others)


def closest(wanted: frozenset[str], others: Iterable[Case]) -> list[Alike]:
    found = [
        Alike(other, round(100 * likeness))
        for other in others
        if (likeness := _likeness(wanted, _pairs(f"{other.title}{other.message.text}"))) >= ALIKE
    ]
    return sorted(found, key=lambda each: -each.percent)[:MOST]


def _pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring letters: words enough in a language that writes none apart."""
    letters = "".join(letter for letter in text[:1000] if letter.isalnum())
    return frozenset(a + b for a, b in pairwise(letters))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of pairs in common, of the shorter text: a repetition is often cut short."""
    least = min(len(one), len(other))
    return len(one & other) / least if least else 0.0
