"""What stands beside a case on its page: similar answers, the checklist, what the text may really be."""

from datetime import date
from typing import Any

from django.http import QueryDict

from gongkai.cases.models import Case
from gongkai.disclosure import recognition, similar
from gongkai.disclosure.actions import Decision
from gongkai.disclosure.on_file import on_file
from gongkai.law.checklist import checklist
from gongkai.law.regulation import OUTCOMES
from gongkai.units.models import Role
from gongkai.units.posts import Actor

BEFORE_THE_REPLY = ("unconfirmed", "registered", "returned", "handling")


def beside(case: Case, actor: Actor, considered: str, today: date) -> dict[str, Any]:
    """Return the boxes of the case page. ``considered`` is the outcome looked at, else the drafted one."""
    request = case.request  # type: ignore[attr-defined]
    reply = case.replies.last()  # type: ignore[attr-defined]
    outcome = considered if considered in OUTCOMES else (reply.outcome if reply else case.outcome)
    early = case.stage in BEFORE_THE_REPLY
    asked = f"{request.info_title}。{request.feature_description}"
    around = similar.around(case)
    return {
        "considered": OUTCOMES.get(outcome),
        "outcomes": list(OUTCOMES.values()),
        "checks": checklist(outcome, on_file(case, reply)) if outcome in OUTCOMES else [],
        "similar": around.answered,
        "suggestions": recognition.recognise(asked, recognition.in_force(today)) if early else [],
        "others": around.others,
        "may_draft": case.stage == "handling" and actor.holds(Role.OFFICER, case.unit.code),
    }


def proposed_draft(case: Case, asked: QueryDict) -> Decision | None:
    """Return what the reply form begins with: a similar answer, or an outcome chosen beside the case."""
    like, outcome = asked.get("like", ""), asked.get("outcome", "")
    if like.isdigit():
        return similar.draft_from(case, int(like))
    return Decision(outcome) if outcome in OUTCOMES else None
