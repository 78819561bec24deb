"""What every verb of an opinion needs: the locked row, its limits kept in step, the work list to the minute."""

from datetime import date, datetime

from django.utils import timezone

from gongkai.cases.actions import Papers, local_day
from gongkai.cases.models import Case, Step
from gongkai.law.refusal import Refusal
from gongkai.law.response import SOURCE, next_due
from gongkai.units.models import Role
from gongkai.voice.opinion.models import Opinion, OpinionAssignment
from gongkai.voice.opinion.procedure import OPINION

HELP, FINISH = "协同处置舆情、反馈情况", "核对处置和回应，办结"


def locked(case: Case) -> Opinion:
    """Lock the opinion's own row, before the case and the ledger."""
    return (
        Opinion.objects.select_for_update(of=("self",), no_key=True).select_related("monitor").get(case=case)
    )


def must_say(text: str, what: str) -> None:
    if not text.strip():
        raise Refusal(f"没有填写{what}。", article=SOURCE, advice="请填写后再提交。")


def save_dues(opinion: Opinion, *changed: str) -> None:
    """Save the changed fields, and what follows from the moments: what is due next, whether something was late."""
    waiting = next_due(opinion.dues())
    opinion.next_due_at = waiting.by if waiting else None
    opinion.is_late = any(due.late for due in opinion.dues())
    opinion.save(update_fields=[*changed, "next_due_at", "is_late"])


def due_day(opinion: Opinion) -> date | None:
    waiting = next_due(opinion.dues())
    return local_day(waiting.by) if waiting else None


def renew_steps(opinion: Opinion, at: datetime) -> Papers:
    """Return what writes the limit to the minute into the open steps, and asks the units that act with the lead."""

    def write(case: Case) -> None:
        stage, waiting = OPINION.stage(case.stage), next_due(opinion.dues())
        main = case.steps.filter(done_at=None, todo__startswith=stage.todo)
        todo = stage.todo
        if waiting:
            todo = f"{stage.todo}：{waiting.limit.label}（{timezone.localtime(waiting.by):%m-%d %H:%M} 前）"
        main.update(todo=todo)
        if case.stage == "responding":
            _ask_others(case, at)
            if waiting is None:
                _ask_office(case, at)

    return write


def _ask_others(case: Case, at: datetime) -> None:
    """Put the units that act with the lead on the work list; every move of the case empties it."""
    waiting = case.opinion_assignments.filter(state=OpinionAssignment.State.OPEN).exclude(unit=case.unit)
    asked = set(case.steps.filter(done_at=None, todo=HELP).values_list("unit", flat=True))
    Step.objects.bulk_create(
        Step(
            case=case, unit_id=each.unit_id, role=Role.OFFICER, todo=HELP, since=local_day(at), due_on=case.due_on
        )
        for each in waiting
        if each.unit_id not in asked
    )  # fmt: skip


def _ask_office(case: Case, at: datetime) -> None:
    """Everything has been said: the office looks at it, once the others have told what they did."""
    silent = case.opinion_assignments.filter(state=OpinionAssignment.State.OPEN, is_lead=False)
    if silent.exists() or case.steps.filter(done_at=None, todo=FINISH).exists():
        return
    Step.objects.create(case=case, unit=case.unit, role=Role.COMPETENT, todo=FINISH, since=local_day(at))
