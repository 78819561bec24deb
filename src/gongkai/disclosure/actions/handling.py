"""Handling of a request (办理): acceptance, assignment, search, extension, help to the applicant."""

from datetime import date, datetime

from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases.actions import local_day
from gongkai.cases.models import Case, CaseEvent
from gongkai.disclosure import letters
from gongkai.disclosure.actions.routing import hands_of
from gongkai.disclosure.models import Request, SearchRecord
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_fact
from gongkai.units.models import Role
from gongkai.units.posts import Actor


def accept(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """受理: take the request into handling."""
    return cases.act(
        case, "accept", by=by, at=at, seen=seen, changes={"handler": case.handler or hands_of(by, case)}
    )


def record_search(
    case: Case,
    *,
    place: str,
    keywords: str,
    period: str,
    result: str,
    by: Actor,
    at: datetime,
    on: date | None = None,
    seen: int | None = None,
) -> SearchRecord:
    """Put a search on file: the organ must prove that it looked (合理检索义务)."""
    with transaction.atomic():
        record = SearchRecord.objects.create(
            case=case,
            place=place,
            keywords=keywords,
            period=period,
            person=by.name,
            searched_on=on or local_day(at),
            result=result,
        )
        cases.act(case, "search", by=by, at=at, seen=seen, note=f"在{place}检索“{keywords}”：{result}")
    return record


def extend(
    case: Case, *, days: int, reasons: str, by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """延期答复: once, at most twenty working days, agreed by the head, notified in time (art. 33)."""
    if not reasons.strip():
        raise Refusal("延期需要写明理由。", article="《条例》第三十三条", advice="请填写需要延长的理由。")
    today = local_day(at)
    values = {"reasons": reasons, "days": str(days), "head": by.name}
    return cases.act(
        case,
        "extend",
        by=by,
        at=at,
        seen=seen,
        note=reasons,
        data={"days": days},
        papers=lambda extended: letters.issue(extended, "L06", values, signed_by=by.name, on=today),
    )


def assist(case: Case, *, measure: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """提供帮助: what was done for an applicant with difficulties in reading, seeing or hearing (art. 43)."""
    with transaction.atomic():
        Request.objects.filter(case=case).update(assistance_given=measure)
        return cases.act(case, "assist", by=by, at=at, seen=seen, note=measure)


def read_personal(case: Case, *, by: Actor, at: datetime) -> Request:
    """Return the applicant's data in full, for handlers of the case alone; the reading is logged (D32, D90)."""
    by.must_hold((Role.OFFICER, Role.APPROVER, Role.HEAD), case.unit)
    with transaction.atomic():
        record_fact(f"case/{case.pk}", "disclosure.read_personal", at=at, by=by.name, unit=case.unit.code)
    return case.request  # type: ignore[attr-defined,no-any-return]
