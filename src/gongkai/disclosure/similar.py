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
from gongkai.law.regulation import OUTCOMES, Outcome

MOST_CANDIDATES, MOST_SAME, SHOWN = 200, 50, 5
# Of the words two requests have between them, how many they share at least when they ask for the same.
SAME = 0.8
RELATED = 0.25
# A word that more than this part of all requests have leads to none; it only helps to rank those found by others.
TOO_FREQUENT = 0.02
ANSWERED = ("closed", "archived")
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
    draft: Decision


@dataclass(frozen=True)
class Alike:
    """A request, how much of both its words and those asked for it shares, and where it stands."""

    pk: int
    likeness: float
    stage: str


@dataclass(frozen=True)
class Around:
    """What stands beside a case: answers to similar requests, and requests of others for the same."""

    answered: list[Earlier]
    others: tuple[Case, ...]


@dataclass(frozen=True)
class SameSubject:
    """Who asked for the same before: the applicant's own requests, and how many others."""

    own: tuple[Case, ...]
    others: tuple[Case, ...]


def around(case: Case) -> Around:
    """Return what is alike to ``case``: answered requests, the most alike first, and requests of others for the same."""
    words = SearchTerms.objects.filter(pk=case.pk).values_list("words", flat=True).first() or []
    alike = [one for one in _alike(words) if one.pk != case.pk]
    answered = [one for one in alike if one.stage in ANSWERED and one.likeness >= RELATED][:SHOWN]
    key = case.request.applicant_key  # type: ignore[attr-defined]
    return Around(
        _earlier(answered),
        tuple(each for each in _same(alike) if each.request.applicant_key != key),  # type: ignore[attr-defined]
    )


def draft_from(case: Case, pk: int) -> Decision | None:
    """Return the answer of the similar request ``pk`` as a draft, if it is among those shown for ``case``."""
    return next((each.draft for each in around(case).answered if each.case.pk == pk), None)


def same_subject(subject: str, name: str, id_number: str) -> SameSubject:
    """Find requests for the same as ``subject`` (D23, D28): this applicant's own, and those of others."""
    cases = _same(_alike(terms.telling_words(subject)))
    key = applicant_key(name, id_number)
    own = tuple(case for case in cases if case.request.applicant_key == key)  # type: ignore[attr-defined]
    return SameSubject(own, tuple(case for case in cases if case not in own))


def _same(alike: Sequence[Alike]) -> list[Case]:
    pks = [one.pk for one in alike if one.likeness >= SAME][:MOST_SAME]
    cases = Case.objects.filter(pk__in=pks) if pks else Case.objects.none()
    return list(cases.select_related("unit", "request").order_by("-arrived_at"))


def without_personal(text: str, names: Iterable[str]) -> str:
    """Mask names of the applicant and long numbers (identity, telephone, account) in a text others will read."""
    for name in names:
        if name.strip():
            text = text.replace(name.strip(), MASK)
    return LONG_NUMBER.sub(MASK, text)


def _alike(words: Sequence[str]) -> list[Alike]:
    """Return requests sharing words with ``words``, the most alike first."""
    if not words:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT case_id, shared::float / (cardinality(words) + %(n)s - shared) AS likeness, stage
            FROM (
                SELECT t.case_id, t.words, c.stage,
                       (SELECT count(*) FROM unnest(t.words) w WHERE w = ANY(%(words)s)) AS shared
                FROM disclosure_searchterms t JOIN cases_case c ON c.id = t.case_id
                WHERE t.words && %(telling)s
            ) found
            ORDER BY likeness DESC, case_id DESC
            LIMIT %(most)s
            """,
            {"words": list(words), "telling": _telling(words), "n": len(words), "most": MOST_CANDIDATES},
        )
        return [Alike(int(pk), float(likeness), str(stage)) for pk, likeness, stage in cursor.fetchall()]


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


def _earlier(alike: Sequence[Alike]) -> list[Earlier]:
    pks = [one.pk for one in alike]
    cases = Case.objects.select_related("unit", "request").prefetch_related("letters", "replies").in_bulk(pks)
    return [_with_answer(cases[pk]) for pk in pks]


def _with_answer(case: Case) -> Earlier:
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
        draft=draft,
    )
