"""Correction of an unclear application (补正, art. 30): asked once, answered or abandoned."""

from datetime import date, datetime

from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases.actions import local_day
from gongkai.cases.models import Case, CaseEvent, Letter
from gongkai.disclosure import letters, terms
from gongkai.disclosure.actions.ending import end
from gongkai.disclosure.models import Request
from gongkai.disclosure.procedure import ART_30
from gongkai.law.periods import due
from gongkai.units import parameters
from gongkai.units.calendars import calendar_in_force
from gongkai.units.posts import Actor


def ask_correction(case: Case, *, what: str, by: Actor, at: datetime, seen: int | None = None) -> Letter:
    """一次性告知补正: once only, within seven working days from receipt (art. 30)."""
    today = local_day(at)
    answer_by = due(parameters.working_days("correction_days", today), today, calendar_in_force()).day
    with transaction.atomic():
        cases.act(
            case,
            "ask_correction",
            by=by,
            at=at,
            seen=seen,
            note=what,
            ground=ART_30,
            data={"answer_by": str(answer_by)},
            waits_until=answer_by,
            papers=lambda asked: letters.issue(
                asked,
                "L04",
                {"what": what, "limit": letters.chinese_date(answer_by)},
                signed_by=by.name,
                on=today,
            ),
        )
    return case.letters.filter(template="L04").latest("pk")


def receive_correction(
    case: Case, *, text: str, by: Actor, at: datetime, on: date | None = None, seen: int | None = None
) -> CaseEvent:
    """收到补正: the period begins anew from the day the corrected application is received (art. 30)."""
    day = on or local_day(at)
    with transaction.atomic():
        request = Request.objects.select_for_update().get(case=case)
        request.feature_description = f"{request.feature_description}\n[补正]{text}".strip()
        request.save(update_fields=["feature_description"])
        terms.write(request.case)
        return cases.act(
            case,
            "receive_correction",
            by=by,
            at=at,
            happened_on=day,
            seen=seen,
            note="收到补正",
        )


def abandon(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """逾期不补正: not before the correction period has run out (art. 30)."""
    reasons = "申请人无正当理由逾期不补正。"
    return end(case, "abandon", "O_ABANDON_CORR", reasons, by=by, at=at, seen=seen)
