"""The terms a request is found by: parts of its subject for the register, its words for similar requests.

Kept in PostgreSQL beside the case, so that a request is found in the very moment it is registered.
"""

from typing import Any

from gongkai.cases.models import Case
from gongkai.cases.personal import keyed
from gongkai.disclosure.models import SearchTerms
from gongkai.search.terms import pairs_of, telling_words


def write(case: Case) -> None:
    """Write the terms of a request; called by the verbs that open it or change what it asks for."""
    SearchTerms.objects.update_or_create(case=case, defaults=terms_of(case.request))  # type: ignore[attr-defined]


def terms_of(request: Any) -> dict[str, Any]:
    """Return the terms of an application, also of one as it was stored in an older version."""
    subject = f"{request.info_title} {request.doc_number}".strip() or request.feature_description[:80]
    return {
        "pairs": sorted(pairs_of(subject)),
        "words": telling_words(f"{request.info_title} {request.doc_number} {request.feature_description}"),
        "name_key": name_key(request.name),
    }


def name_key(name: str) -> str:
    """Return the keyed hash by which an applicant is found by her full name, and by nothing less."""
    return keyed(name)
