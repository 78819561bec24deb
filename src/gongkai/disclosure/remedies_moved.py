"""Remedies entered before they were cases of their own: the ledger follows each to its case.

Their old events stand under ``remedy/<n>``; the migration that gave each a case wrote one more, which says to which.
What the case says is proven under ``case/<n>`` like every other.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from gongkai.disclosure.models import Remedy
from gongkai.ledger.models import Event

SUBJECT = "remedy"


def state_of(remedy: Any) -> Mapping[str, Any]:
    return {"case": remedy.case_id}


def moved() -> Iterable[Remedy]:
    subjects = Event.objects.filter(subject__startswith=f"{SUBJECT}/").values_list("subject", flat=True)
    keys = {int(subject.partition("/")[2]) for subject in subjects}
    return Remedy.objects.filter(pk__in=keys).order_by("pk")
