"""Similar earlier requests with their answers (类似申请), and who else asks for the same.

Answers of every unit of the district are shown, without anything about their applicants.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from gongkai.cases.models import Case
from gongkai.disclosure import terms
from gongkai.disclosure.actions import Decision
from gongkai.disclosure.models import SearchTerms, applicant_key
from gongkai.disclosure.procedure import DISCLOSURE, KEY
from gongkai.law.regulation import OUTCOMES, Outcome

MOST_CANDIDATES = 200
# Of the words two requests have between them, how many they share at least when they ask for the same.
SAME = 0.8
RELATED = 0.25
# A word that more than this part of all requests have leads to none; it only helps to rank those found by others.
TOO_FREQUENT = 0.02
ANSWERED = ("closed", "archived")
ANY_STAGE = tuple(stage.id for stage in DISCLOSURE.stages)
# Mobile telephones, identity cards, accounts. Numbers of offices (0943-…) stay: they belong to the answer.
LONG_NUMBER = re.compile(r"\d{11,}[Xx]?")
MASK = "＊＊＊"


@dataclass(frozen=True)
class Earlier:
    """An earlier request with its answer."""

    case: Case
    title: str
    outcome: Outcome
    letter_number: str
    paragraphs: tuple[str, ...]
    likeness: float
    draft: Decision


@dataclass(frozen=True)
class SameSubject:
    """Who asked for the same before: the applicant's own requests, and how many others."""

    own: tuple[Case, ...]
    others: tuple[Case, ...]


def answered_like(case: Case, limit: int = 5) -> list[Earlier]:
    """Return answered requests about what ``case`` asks for, the most alike first."""
    found = SearchTerms.objects.filter(pk=case.pk).values_list("words", flat=True).first() or []
    alike = {
        pk: likeness for pk, likeness in _alike(found, ANSWERED) if pk != case.pk and likeness >= RELATED
    }
    best = sorted(alike, key=lambda pk: (-alike[pk], -pk))[:limit]
    cases = (
        Case.objects.filter(pk__in=best)
        .select_related("unit", "request")
        .prefetch_related("letters", "replies")
    )
    earlier = {each.pk: _earlier(each, alike[each.pk]) for each in cases}
    return [earlier[pk] for pk in best]


def draft_from(case: Case, pk: int) -> Decision | None:
    """Return the answer of the similar request ``pk`` as a draft, if it is among those shown for ``case``."""
    return next((each.draft for each in answered_like(case) if each.case.pk == pk), None)


def same_subject(subject: str, name: str, id_number: str, *, apart_from: int | None = None) -> SameSubject:
    """Find requests for the same as ``subject`` (D23, D28): this applicant's own, and those of others."""
    words = terms.telling_words(subject)
    pks = [pk for pk, likeness in _alike(words, ANY_STAGE) if likeness >= SAME and pk != apart_from]
    cases = Case.objects.filter(pk__in=pks[:50]).select_related("unit", "request").order_by("-arrived_at")
    key = applicant_key(name, id_number)
    own = tuple(case for case in cases if case.request.applicant_key == key)  # type: ignore[attr-defined]
    return SameSubject(own, tuple(case for case in cases if case not in own))


def without_personal(text: str, names: Iterable[str]) -> str:
    """Mask names of the applicant and long numbers (identity, telephone, account) in a text others will read."""
    for name in names:
        if name.strip():
            text = text.replace(name.strip(), MASK)
    return LONG_NUMBER.sub(MASK, text)


def _alike(words: Sequence[str], stages: Sequence[str]) -> list[tuple[int, float]]:
    """Return requests sharing words with ``words`` and how much of both they share, the most alike first."""
    if not words:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT case_id, shared::float / (cardinality(words) + %(n)s - shared) AS likeness
            FROM (
                SELECT t.case_id, t.words,
                       (SELECT count(*) FROM unnest(t.words) w WHERE w = ANY(%(words)s)) AS shared
                FROM disclosure_searchterms t JOIN cases_case c ON c.id = t.case_id
                WHERE t.words && %(telling)s AND c.procedure = %(procedure)s AND c.stage = ANY(%(stages)s)
            ) found
            ORDER BY likeness DESC, case_id DESC
            LIMIT %(most)s
            """,
            {
                "words": list(words),
                "telling": _telling(words),
                "n": len(words),
                "procedure": KEY,
                "stages": list(stages),
                "most": MOST_CANDIDATES,
            },
        )
        return [(int(pk), float(likeness)) for pk, likeness in cursor.fetchall()]


def _telling(words: Sequence[str]) -> list[str]:
    """Leave out the words that are too frequent, by PostgreSQL's own statistics of the column."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT word, part FROM pg_stats,
                   unnest(most_common_elems::text::text[], most_common_elem_freqs::float8[]) AS common (word, part)
            WHERE tablename = 'disclosure_searchterms' AND attname = 'words' AND word = ANY(%s)
            """,
            [list(words)],
        )
        parts = dict(cursor.fetchall())
    rare = [word for word in words if parts.get(word, 0.0) <= TOO_FREQUENT]
    return rare or [min(words, key=lambda word: parts[word])]


def _earlier(case: Case, likeness: float) -> Earlier:
    request = case.request  # type: ignore[attr-defined]
    names = (request.name, request.contact_person)
    letter = next((each for each in reversed(case.letters.all()) if each.template.startswith("R")), None)
    reply = next((each for each in reversed(case.replies.all()) if each.approved_by), None)  # type: ignore[attr-defined]
    paragraphs = letter.content["paragraphs"] if letter else ()
    draft = Decision(case.outcome)
    if reply is not None:
        draft = Decision(
            reply.outcome,
            ground=reply.ground,
            reasons=without_personal(reply.reasons, names),
            information=without_personal(reply.information, names),
            referral=without_personal(reply.referral, names),
        )
    return Earlier(
        case=case,
        title=without_personal(case.title, names),
        outcome=OUTCOMES[case.outcome],
        letter_number=letter.number if letter else "",
        paragraphs=tuple(without_personal(text, names) for text in paragraphs),
        likeness=likeness,
        draft=draft,
    )
