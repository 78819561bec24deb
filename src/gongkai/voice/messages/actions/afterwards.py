"""What follows a message beside its handling: the writer's rating, alarms, readings of personal data."""

from datetime import datetime

from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases.actions import local_day
from gongkai.cases.models import Case, CaseEvent, Step
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_fact
from gongkai.units.models import Role
from gongkai.units.posts import PLATFORM, Actor, applicant
from gongkai.voice.messages.models import Message
from gongkai.voice.messages.procedure import ANSWERED, WEBSITE_RULES

LEVELS = {
    "late": "留言逾期未答复",
    "alarm": "留言长期未答复，接近单项否决",
    "veto": "留言超过3个月未答复（单项否决）",
}
# The five grades of 好差评, the best first.
RATINGS = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}


def rate(case: Case, *, rating: int, at: datetime, note: str = "") -> CaseEvent:
    """评价, once, by whoever wrote and got the answer."""
    if rating not in RATINGS:
        raise Refusal("没有选择评价。", article=WEBSITE_RULES, advice="请选择一项再提交。")
    with transaction.atomic():
        message = Message.objects.select_for_update(no_key=True).get(case=case)
        answered = case.parent or case
        if answered.outcome != ANSWERED:
            raise Refusal("这件留言没有需要评价的答复。", article=WEBSITE_RULES, advice="答复后可以评价。")
        message.rating, message.rating_note = rating, note.strip()[:500]
        message.save(update_fields=["rating", "rating_note"])
        return cases.act(case, "rate", by=applicant(message.name), at=at, note=RATINGS[rating])


def escalate(case: Case, *, level: str, at: datetime) -> CaseEvent:
    """Tell the competent office that a message has not been answered: at the limit, as an alarm, as a veto (D61)."""
    with transaction.atomic():
        event = cases.act(case, "escalate", by=PLATFORM, at=at, note=LEVELS[level], data={"level": level})
        Step.objects.create(
            case=case,
            unit=case.unit,
            role=Role.COMPETENT,
            todo=f"督促：{LEVELS[level]}",
            since=local_day(at),
            due_on=local_day(at),
        )
    return event


def read_personal(case: Case, *, by: Actor, at: datetime) -> Message:
    """Return the writer's data in full, for those who handle the message; the reading is logged (D90)."""
    by.must_hold((Role.OFFICER, Role.APPROVER, Role.COMPETENT), case.unit)
    with transaction.atomic():
        record_fact(f"case/{case.pk}", "voice.read_personal", at=at, by=by.name, unit=case.unit.code)
    return Message.objects.get(case=case)
