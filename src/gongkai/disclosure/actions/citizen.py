"""A person who signed in through the identity service, and the cases kept together for her (我的申请)."""

from datetime import datetime

from django.db import transaction

from gongkai.cases.models import Case
from gongkai.disclosure.models import Citizen, CitizenCase
from gongkai.ledger.actions import record_fact

HERSELF = "申请人本人"


def welcome(*, issuer: str, subject: str, name: str, at: datetime) -> Citizen:
    """Return the citizen the identity service named, known or new. Only the first visit is an event."""
    with transaction.atomic():
        citizen, new = Citizen.objects.get_or_create(
            issuer=issuer, subject=subject, defaults={"name": name, "since": at}
        )
        if new:
            record_fact(f"citizen/{citizen.pk}", "citizen.first_sign_in", at=at, by=HERSELF)
    return citizen


def keep_case(citizen: Citizen, case: Case, *, at: datetime) -> CitizenCase:
    """Keep a case under a citizen's sign-in. The public ledger does not tell which cases one person has."""
    with transaction.atomic():
        kept, new = CitizenCase.objects.get_or_create(citizen=citizen, case=case, defaults={"added_at": at})
        if new:
            record_fact(f"case/{case.pk}", "citizen.keep_case", at=at, by=HERSELF)
    return kept
