"""Reconsideration and litigation (复议诉讼) over a reply."""

from datetime import date, datetime

from django.db import transaction

from gongkai.cases.models import Case
from gongkai.disclosure.models import (
    Remedy,
)
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_act
from gongkai.units.models import Role
from gongkai.units.posts import Actor


def enter_remedy(
    case: Case, *, kind: str, body: str, number: str, accepted_on: date, by: Actor, at: datetime
) -> Remedy:
    """登记复议诉讼 over a reply."""
    by.must_hold((Role.COMPETENT,), case.unit)
    with transaction.atomic():
        remedy = Remedy.objects.create(
            case=case, kind=kind, body=body, number=number, accepted_on=accepted_on
        )
        record_act(remedy, "remedy.enter", at=at, by=by.name, unit=case.unit.code, data={"kind": kind})
    return remedy


def decide_remedy(
    remedy: Remedy, *, result: str, decision: str, decided_on: date, by: Actor, at: datetime
) -> Remedy:
    """登记审结结果."""
    by.must_hold((Role.COMPETENT,), remedy.case.unit)
    if remedy.result != Remedy.Result.PENDING:
        raise Refusal(
            f"此案已登记为“{remedy.get_result_display()}”。",
            article="年度报告表四",
            advice="如有改判，请另行登记。",
        )
    with transaction.atomic():
        remedy.result, remedy.decision, remedy.decided_on = result, decision, decided_on
        remedy.save(update_fields=["result", "decision", "decided_on"])
        record_act(
            remedy, "remedy.decide", at=at, by=by.name, unit=remedy.case.unit.code, data={"result": result}
        )
    return remedy
