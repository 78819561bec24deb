"""A refused request of 2025 and the reviews and lawsuits over it, for the tests that need one."""

from datetime import date

from gongkai.disclosure import actions
from gongkai.disclosure.actions import Decision, Notice
from tests.conftest import at
from tests.integration.disclosure.conftest import approved

REFUSED = Decision("O_REFUSE_INTERNAL", reasons="属于内部事务信息")


def refused(case, world, when="2025-05-06"):
    """Answer ``case`` with a refusal, served on the same day."""
    actions.draft_reply(case, REFUSED, by=world.actor("张财"), at=at(f"{when} 09:00"))
    approved(case, world, f"{when} 10:00")
    actions.serve(case, manner="counter", by=world.actor("张财"), at=at(f"{when} 11:00"))
    return case


def notice(kind="review", accepted="2025-06-03", notified="2025-06-05", **changes):
    given = {
        "kind": kind,
        "body": "白银区人民政府" if kind == "review" else "白银市白银区人民法院",
        "number": "白区复〔2025〕3号" if kind == "review" else "（2025）甘0402行初7号",
        "accepted_on": date.fromisoformat(accepted),
        "notified_on": date.fromisoformat(notified),
    }
    return Notice(**{**given, **changes})


def entered(case, world, when="2025-06-05 09:00", **given):
    return actions.enter_remedy(case, notice(**given), by=world.actor("张财"), at=at(when)).case
