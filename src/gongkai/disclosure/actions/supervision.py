"""Supervision (督促): what nobody opened, confirmed or answered in time is told to the competent office."""

from datetime import datetime

from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases.actions import local_day
from gongkai.cases.models import Case, CaseEvent, Step
from gongkai.units.models import Role
from gongkai.units.posts import PLATFORM


def raise_alarm(case: Case, *, at: datetime) -> CaseEvent:
    """Tell the competent office that nobody opened or confirmed an application in time (D10)."""
    reason = "无人查阅" if case.first_opened_at is None else "未与申请人确认"
    return _tell_the_competent_office(
        case, "alarm", f"申请{reason}", f"到达当个工作日结束时仍{reason}", at=at
    )


def escalate(case: Case, *, at: datetime) -> CaseEvent:
    """Tell the competent office that the period of a request has run out without a reply (D9)."""
    return _tell_the_competent_office(
        case, "escalate", "申请逾期未答复", f"期限{case.due_on}已过，尚未答复", at=at
    )


def _tell_the_competent_office(case: Case, action: str, todo: str, note: str, *, at: datetime) -> CaseEvent:
    with transaction.atomic():
        event = cases.act(case, action, by=PLATFORM, at=at, note=note)
        Step.objects.create(
            case=case,
            unit=case.unit,
            role=Role.COMPETENT,
            todo=f"督促：{todo}",
            since=local_day(at),
            due_on=local_day(at),
        )
    return event
