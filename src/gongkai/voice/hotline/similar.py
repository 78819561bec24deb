"""Tickets that may be about the same (疑似重复): the same caller, the same place, the same words, not long ago.

Words are indexed together with the month a ticket was taken in, so that only the tickets of the last months are read
however many there are in all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from gongkai.cases.models import Case
from gongkai.search.terms import pairs_of, telling_words
from gongkai.voice.hotline.models import TicketTerms

MONTHS, SHOWN = 3, 5
MOST_OF_A_CALLER, MOST_OF_A_PLACE, MOST_BY_WORDS = 20, 40, 40
# The longest words of a text are the most particular ones; the rest finds too much.
MOST_WORDS = 6
SAME_CALLER, SAME_PLACE = 0.35, 0.15
LEAST = 0.3
# A title of one's own beside the words both texts have.
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
    text: str, *, caller_key: str, place_key: str, on: date, but: int | None = None
) -> list[Alike]:
    """Return the tickets of the last months most like what is being typed, the most alike first."""
    words = _particular(text)
    since = _months(on)[-1]
    found = _found(words, _months(on), caller_key, place_key, f"{since[:4]}-{since[4:]}-01")
    best = [row for row in found if row[1] >= LEAST and row[0] != but][:SHOWN]
    cases = Case.objects.select_related("unit", "ticket").in_bulk([pk for pk, *_ in best])
    return [
        Alike(
            cases[pk],
            min(weight, 1.0),
            tuple(
                reason
                for holds, reason in (
                    (same_caller, "同一来电号码"),
                    (same_place, "同一地点"),
                    (likeness >= LEAST / 2, f"文字相近{likeness:.0%}"),
                )
                if holds
            ),
        )
        for pk, weight, likeness, same_caller, same_place in best
    ]


def _found(
    words: Sequence[str], months: Sequence[str], caller_key: str, place_key: str, since: str
) -> list[tuple[int, float, float, bool, bool]]:
    asked = [f"{month}{word}" for month in months for word in words]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH candidate AS (
                (SELECT case_id FROM voice_ticket WHERE %(caller)s <> '' AND caller_key = %(caller)s
                 AND caller_key <> '' ORDER BY case_id DESC LIMIT %(of_caller)s)
                UNION
                (SELECT case_id FROM voice_ticket WHERE %(place)s <> '' AND place_key = %(place)s
                 AND place_key <> '' ORDER BY case_id DESC LIMIT %(of_place)s)
                UNION
                (SELECT case_id FROM (
                    SELECT case_id, (SELECT count(*) FROM unnest(words) w WHERE w = ANY(%(words)s)) AS shared
                    FROM voice_ticketterms WHERE words && %(words)s OFFSET 0
                 ) worded WHERE shared >= %(fewest)s ORDER BY shared DESC, case_id DESC LIMIT %(by_words)s)
            ), judged AS (
                SELECT t.case_id, t.caller_key = %(caller)s AND %(caller)s <> '' AS same_caller,
                       t.place_key = %(place)s AND %(place)s <> '' AS same_place,
                       (SELECT count(*) FROM unnest(terms.words) w WHERE w = ANY(%(words)s))::float
                           / GREATEST(%(n)s, 1) AS likeness
                FROM candidate JOIN voice_ticket t USING (case_id)
                JOIN voice_ticketterms terms USING (case_id)
                JOIN cases_case c ON c.id = case_id
                WHERE c.received_on >= %(since)s
            )
            SELECT case_id, same_caller::int * %(same_caller)s + same_place::int * %(same_place)s + likeness * 0.7,
                   likeness, same_caller, same_place
            FROM judged ORDER BY 2 DESC, case_id DESC LIMIT %(most)s
            """,
            {
                "words": asked, "n": len(words), "fewest": min(FEWEST_WORDS, len(words)), "caller": caller_key,
                "place": place_key, "of_caller": MOST_OF_A_CALLER, "of_place": MOST_OF_A_PLACE,
                "by_words": MOST_BY_WORDS, "same_caller": SAME_CALLER, "same_place": SAME_PLACE,
                "since": since, "most": SHOWN + 1,
            },
        )  # fmt: skip
        return [
            (int(pk), float(weight), float(likeness), bool(caller), bool(place))
            for pk, weight, likeness, caller, place in cursor.fetchall()
        ]


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
