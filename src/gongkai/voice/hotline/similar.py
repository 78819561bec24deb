"""Tickets that may be about the same (疑似重复): the same caller, the same place, the same words, not long ago.

Words are indexed together with the month a ticket was taken in, so that only the tickets of the last months are read
however many there are in all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from django.db.models import Q

from gongkai.cases.models import Case
from gongkai.search.terms import pairs_of, telling_words
from gongkai.voice.hotline.models import Ticket, TicketTerms

MONTHS, SHOWN = 3, 5
MOST_OF_A_CALLER, MOST_OF_A_PLACE, MOST_BY_WORDS = 20, 40, 200
# The longest words of a text are the most particular ones; the rest finds too much.
MOST_WORDS, MOST_OF_SUBJECT = 6, 3
SAME_CALLER, SAME_PLACE, SAME_WORDS = 0.35, 0.15, 0.7
LEAST = 0.3
# One word in common says little.
FEWEST_WORDS = 2


@dataclass(frozen=True)
class Alike:
    """A ticket that may be about the same, how much speaks for it (0 to 1), and what."""

    case: Case
    weight: float
    reasons: tuple[str, ...]


def write(case: Case, text: str) -> None:
    """Write the terms of a ticket; called by the verb that opens it."""
    TicketTerms.objects.create(
        case=case, pairs=sorted(pairs_of(case.title)), words=dated_words(f"{case.title} {text}", _month(case))
    )


def dated_words(text: str, month: str) -> list[str]:
    """Return the telling words of a text with the month before them."""
    return [f"{month}{word}" for word in telling_words(text)]


def history(caller_key: str, most: int = SHOWN) -> list[Case]:
    """Return the last tickets of a caller."""
    if not caller_key:
        return []
    rows = Case.objects.filter(ticket__caller_key=caller_key).select_related("unit", "ticket")
    return list(rows.order_by("-pk")[:most])


def duplicates(
    title: str, text: str, *, caller_key: str, place_key: str, on: date, but: int | None = None
) -> list[Alike]:
    """Return the tickets of the last months most like what is being typed, the most alike first.

    Alike are the words of the subject, or those of all that was said: who tells much is not to be missed for it.
    """
    subject, months = _particular(title), _months(on)
    asked = list(dict.fromkeys([*subject[:MOST_OF_SUBJECT], *_particular(f"{title} {text}")]))[:MOST_WORDS]
    worded = _worded(asked, months)
    of_caller = _latest(MOST_OF_A_CALLER, caller_key=caller_key) if caller_key else set()
    of_place = _latest(MOST_OF_A_PLACE, place_key=place_key) if place_key else set()
    others = TicketTerms.objects.filter(pk__in=(of_caller | of_place) - worded.keys())
    words = worded | dict(others.values_list("pk", "words"))
    found = []
    for pk, dated in words.items():
        if pk == but or not dated or dated[0][: len(months[0])] not in months:
            continue
        theirs = {word[len(months[0]) :] for word in dated}
        likeness = max(_share(asked, theirs), _share(subject, theirs) if len(subject) > 1 else 0.0)
        same_caller, same_place = pk in of_caller, pk in of_place
        weight = SAME_CALLER * same_caller + SAME_PLACE * same_place + SAME_WORDS * likeness
        if weight >= LEAST:
            found.append((weight, pk, _reasons(likeness, same_caller=same_caller, same_place=same_place)))
    best = sorted(found, reverse=True)[:SHOWN]
    cases = Case.objects.select_related("unit", "ticket").in_bulk([pk for _, pk, _ in best])
    return [Alike(cases[pk], min(weight, 1.0), reasons) for weight, pk, reasons in best]


def _share(asked: Sequence[str], theirs: set[str]) -> float:
    return sum(word in theirs for word in asked) / len(asked) if asked else 0.0


def _reasons(likeness: float, *, same_caller: bool, same_place: bool) -> tuple[str, ...]:
    said = (
        (same_caller, "同一来电号码"),
        (same_place, "同一地点"),
        (likeness >= LEAST / 2, f"文字相近{likeness:.0%}"),
    )
    return tuple(reason for holds, reason in said if holds)


def _latest(most: int, **key: str) -> set[int]:
    return set(Ticket.objects.filter(**key).order_by("-pk").values_list("pk", flat=True)[:most])


def _worded(asked: Sequence[str], months: Sequence[str]) -> dict[int, list[str]]:
    """Return the tickets that share two words with what is asked (its one word, if it has no more), newest month first.

    Two words at a time are intersected in the index itself, before any row is read.
    """
    found: dict[int, list[str]] = {}
    if not asked:
        return found
    for month in months:
        dated = [f"{month}{word}" for word in asked]
        both = Q()
        for together in combinations(dated, min(FEWEST_WORDS, len(dated))):
            both |= Q(words__contains=list(together))
        found |= dict(TicketTerms.objects.filter(both).values_list("pk", "words")[:MOST_BY_WORDS])
        if len(found) >= MOST_BY_WORDS:
            break
    return found


def _particular(text: str) -> list[str]:
    """Return the longest words of a text, without those that are part of a longer one."""
    chosen: list[str] = []
    for word in sorted(telling_words(text), key=len, reverse=True):
        if not any(word in longer for longer in chosen):
            chosen.append(word)
    return chosen[:MOST_WORDS]


def _months(on: date) -> list[str]:
    """Return the months looked at, the newest first: ``202611``, ``202610`` …"""
    count = on.year * 12 + on.month - 1
    return [f"{(count - back) // 12:04}{(count - back) % 12 + 1:02}" for back in range(MONTHS)]


def _month(case: Case) -> str:
    return f"{case.received_on:%Y%m}"
