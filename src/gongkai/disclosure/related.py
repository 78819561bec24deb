"""What the platform knows of the same applicant's other requests."""

from django.db.models import QuerySet

from gongkai.cases import actions as cases
from gongkai.cases.models import Case
from gongkai.disclosure.procedure import DISCLOSURE


def earlier_answers(case: Case) -> QuerySet[Case]:
    """Return answered requests of the same applicant about the same subject (D23)."""
    request = case.request  # type: ignore[attr-defined]
    same = Case.objects.filter(
        procedure=DISCLOSURE.key, request__applicant_key=request.applicant_key, closed_on__isnull=False
    ).exclude(pk=case.pk)
    return same.filter(title=case.title).order_by("-closed_on")


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
