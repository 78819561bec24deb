"""After the decision (案后): what was ordered is done, what went wrong is changed, then the case is closed."""

from datetime import date, datetime

from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases.actions import local_day
from gongkai.cases.models import Case, CaseEvent
from gongkai.disclosure.models import Lesson, Remedy
from gongkai.law.refusal import Refusal
from gongkai.units.posts import Actor

INTERNAL = "案后整改（内部制度）"


def implement(
    case: Case, *, on: date, how: str, by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """登记履行: what the decision ordered has been done. A new reply must have been served first."""
    remedy = Remedy.objects.select_related("request").get(case=case)
    if remedy.orders_reply and remedy.request.closed_on is None:
        raise Refusal(
            f"决定责令重新答复，{remedy.request.number}还没有办结。",
            article="《条例》第五十一条",
            advice="请先送达重新作出的答复。",
        )
    with transaction.atomic():
        remedy.implemented_on = on
        remedy.save(update_fields=["implemented_on"])
        return cases.act(case, "implement", by=by, at=at, happened_on=on, seen=seen, note=how)


def learn(
    case: Case, *, wrong: str, change: str, due_on: date, by: Actor, at: datetime, seen: int | None = None
) -> Lesson:
    """案后整改: put what went wrong, what is changed and by when on the unit's work list."""
    if due_on < local_day(at):
        raise Refusal(f"完成期限{due_on}已经过去。", article=INTERNAL, advice="请填写今天或者以后的日期。")
    with transaction.atomic():
        lesson = Lesson.objects.create(
            case=case, wrong=wrong, change=change, due_on=due_on, entered_by=by.name, entered_on=local_day(at)
        )
        cases.act(case, "learn", by=by, at=at, seen=seen, note=f"{wrong}→{change}（{due_on}前）")
    return lesson


def finish_lesson(
    lesson: Lesson, *, done: str, by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """整改完成, with what was done."""
    with transaction.atomic():
        fresh = Lesson.objects.select_for_update(no_key=True).get(pk=lesson.pk)
        if fresh.done_on is not None:
            raise Refusal(f"此项整改已于{fresh.done_on}完成。", article="", advice="不必重复登记。")
        fresh.done_on, fresh.done = local_day(at), done
        fresh.save(update_fields=["done_on", "done"])
        return cases.act(fresh.case, "finish_lesson", by=by, at=at, seen=seen, note=done)


def close_remedy(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """结案: after the order is carried out; a case lost leaves a lesson. Lessons may outlast the case."""
    remedy = Remedy.objects.get(case=case)
    if remedy.orders_reply and remedy.implemented_on is None:
        raise Refusal(
            "决定责令重新答复，还没有登记履行。",
            article="《条例》第五十一条",
            advice="请先办理“登记履行”。",
        )
    if remedy.result == Remedy.Result.CORRECTED and not case.lessons.exists():  # type: ignore[attr-defined]
        raise Refusal(
            "结果纠正的案件，结案前应当登记案后整改。",
            article=INTERNAL,
            advice="请写明问题、措施和完成期限。",
        )
    return cases.act(case, "close", by=by, at=at, seen=seen, changes={"closed_on": local_day(at)})
