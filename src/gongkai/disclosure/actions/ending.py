"""Ends without a reply (终止办理): abandoned, unpaid, withdrawn, annulled."""

from datetime import datetime

from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases.actions import local_day
from gongkai.cases.models import Case, CaseEvent
from gongkai.disclosure import letters
from gongkai.disclosure.models import Consultation
from gongkai.disclosure.procedure import ART_45
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import OUTCOMES
from gongkai.units.posts import Actor

ANNULLED = "ANNULLED"


def end(
    case: Case, action: str, outcome: str, reasons: str, *, by: Actor, at: datetime, seen: int | None
) -> CaseEvent:
    """Close a request without a reply and put the record R22 on file."""
    today = local_day(at)
    values = {"reasons": letters.sentence(reasons), "article": OUTCOMES[outcome].article}
    with transaction.atomic():
        # Nobody waits any longer for those who were asked.
        Consultation.objects.filter(case=case, closed_on=None).update(closed_on=today)
        return cases.act(
            case,
            action,
            by=by,
            at=at,
            seen=seen,
            note=reasons,
            changes={"outcome": outcome, "closed_on": today},
            public={"outcome": outcome},
            papers=lambda ended: letters.issue(ended, "R22", values, signed_by=by.name, on=today),
        )


def withdraw(case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """撤回申请, on the applicant's wish."""
    return end(case, "withdraw", "O_OTHER", f"申请人撤回申请：{reason}", by=by, at=at, seen=seen)


def annul(case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """作废 a registration made by mistake: it keeps its number and history and is counted nowhere (D27)."""
    if not reason.strip():
        raise Refusal("作废需要写明理由。", article=ART_45, advice="请写明登记错在哪里、以哪个编号为准。")
    with transaction.atomic():
        return cases.act(
            case,
            "annul",
            by=by,
            at=at,
            seen=seen,
            note=reason,
            changes={"outcome": ANNULLED, "closed_on": local_day(at)},
            public={"outcome": ANNULLED},
        )
