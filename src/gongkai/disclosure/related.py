"""What the platform knows beside a request: the applicant's other ones, the unit proposed for it."""

from datetime import date

from django.db import models
from django.db.models import Q, QuerySet, When

from gongkai.cases import actions as cases
from gongkai.cases.models import Case
from gongkai.disclosure.procedure import DISCLOSURE
from gongkai.units.models import Unit


def earlier_answers(case: Case) -> QuerySet[Case]:
    """Return answered requests of the same applicant about the same subject (D23)."""
    request = case.request  # type: ignore[attr-defined]
    same = Case.objects.filter(
        procedure=DISCLOSURE.key, request__applicant_key=request.applicant_key, closed_on__isnull=False
    ).exclude(pk=case.pk)
    return same.filter(title=case.title).order_by("-closed_on")


def answered_before(case: Case) -> QuerySet[Case]:
    """Return the requests of the same applicant the unit has answered, those with the same subject first: which one is
    repeated, the officer says (D23).
    """
    same = Case.objects.filter(
        procedure=DISCLOSURE.key,
        request__applicant_key=case.request.applicant_key,  # type: ignore[attr-defined]
        unit=case.unit,
        closed_on__isnull=False,
        letters__template__startswith="R",
        letters__sent_on__isnull=False,
    ).exclude(Q(pk=case.pk) | Q(outcome="ANNULLED"))
    first = models.Case(When(title=case.title, then=0), default=1)
    return same.order_by(first, "-closed_on", "pk").distinct()


def pending_repeats(case: Case) -> QuerySet[Case]:
    """Return other requests of the same applicant about the same subject that wait for an answer as well."""
    request = case.request  # type: ignore[attr-defined]
    same = Case.objects.open().filter(
        procedure=DISCLOSURE.key, title=case.title, request__applicant_key=request.applicant_key
    )
    return same.exclude(pk=case.pk).select_related("unit").order_by("arrived_at")


def requests_in_month(case: Case) -> int:
    """Count the applicant's requests to the same organ in the calendar month (D24)."""
    month = cases.local_day(case.arrived_at)
    return Case.objects.filter(
        procedure=DISCLOSURE.key,
        unit=case.unit,
        request__applicant_key=case.request.applicant_key,  # type: ignore[attr-defined]
        arrived_at__year=month.year,
        arrived_at__month=month.month,
    ).count()


def asked_for_the_same(case: Case) -> QuerySet[Case]:
    """Return requests of other applicants for the same information (art. 44, D28)."""
    key = case.request.applicant_key  # type: ignore[attr-defined]
    same = Case.objects.filter(procedure=DISCLOSURE.key, title=case.title).exclude(outcome="ANNULLED")
    return same.exclude(request__applicant_key=key).select_related("unit").order_by("-arrived_at")


def proposed_unit(case: Case, on: date) -> Unit | None:
    """Return the unit a returned request is believed to belong to, or who took over from a dissolved one (D30)."""
    returned = case.events.filter(action="return_case").last()
    if returned is not None and returned.data["believed"]:
        return Unit.objects.on(on).filter(code=returned.data["believed"]).first()
    ended = case.unit.valid_to is not None and case.unit.valid_to < on
    return case.unit.successor if ended else None
