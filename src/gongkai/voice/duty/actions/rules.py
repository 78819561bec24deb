"""What several verbs of duty ask first."""

from gongkai.law.refusal import Refusal
from gongkai.units.models import Unit
from gongkai.units.posts import Actor
from gongkai.voice.duty.procedure import RULE, STAFF

ROSTER_RULE = "值班制度"


def must_be_staff(by: Actor, unit: Unit) -> None:
    """Refuse who holds no post in the unit: duty goes round among all of its staff."""
    if not any(by.holds(role, unit.code) for role in STAFF):
        raise Refusal(
            f"{by.name}不是{unit.short_name}的工作人员，不能办理此事。",
            article=ROSTER_RULE,
            advice=f"请由{unit.short_name}的值班人员办理。",
        )


def must_say(text: str, what: str) -> str:
    """Return what was typed without the space around it; refuse when nothing was."""
    if not text.strip():
        raise Refusal(f"没有填写{what}。", article=RULE, advice="请填写后再提交。")
    return text.strip()
