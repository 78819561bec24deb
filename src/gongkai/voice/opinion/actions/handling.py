"""An opinion from its entry to its archive: found, assessed, reported, assigned, handled, evaluated (D60, S72)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from gongkai.cases import actions as cases
from gongkai.cases.actions import Opened, local_day
from gongkai.cases.models import Case, CaseEvent, Step
from gongkai.law.refusal import Refusal
from gongkai.law.response import SOURCE, Concern, Concerned, Grade, must_answer, next_due
from gongkai.units import parameters
from gongkai.units.models import Role, Unit
from gongkai.units.posts import PLATFORM, Actor
from gongkai.voice.opinion.actions.common import due_day, locked, must_say, renew_steps, save_dues
from gongkai.voice.opinion.models import Opinion, OpinionAssignment, OpinionReferral, Sentiment
from gongkai.voice.opinion.procedure import OPINION

# Before it nothing was watched; the years of broken clocks are far from it.
EARLIEST = 2000
HANDLED, NOT_NEEDED = "HANDLED", "NO_RESPONSE"
Side, State = OpinionAssignment.Side, OpinionAssignment.State


def enter(
    *,
    unit: Unit,
    title: str,
    text: str,
    source: str,
    found_at: datetime,
    by: Actor,
    at: datetime,
    address: str = "",
    sentiment: str = Sentiment.NEGATIVE,
    region: str = "",
    topic: str = "",
) -> Opened:
    """登记舆情: what was found, where and when. The hours run from the finding, not from the entry."""
    by.must_hold((Role.COMPETENT, Role.OFFICER), unit)
    if found_at.year < EARLIEST or found_at > at:
        raise Refusal("发现时间晚于现在，或者年份不对。", article=SOURCE, advice="请填写实际发现的时间。")
    opinion = Opinion(
        monitor=unit, source=source, address=address, text=text, found_at=found_at, sentiment=sentiment,
        region=region, topic=topic,
    )  # fmt: skip
    hours = int(parameters.value("opinion_assess_hours", local_day(found_at)))
    until = timezone.localtime(found_at + timedelta(hours=hours))

    def papers(case: Case) -> None:
        todo = OPINION.stage("found").todo
        case.steps.filter(done_at=None).update(todo=f"{todo}（{until:%m-%d %H:%M} 前）")

    return cases.open_case(
        OPINION, "enter", unit=unit, title=title, channel="opinion", by=by, at=at, detail=opinion,
        waits_until=local_day(until), papers=papers,
    )  # fmt: skip


def assess(
    case: Case,
    *,
    grade: Grade,
    by: Actor,
    at: datetime,
    concern: Concern | None = None,
    note: str = "",
    seen: int | None = None,
) -> CaseEvent:
    """研判: how serious it is, and why it must be answered above others; from now on it is known what runs out when."""
    return _grade(case, "assess", grade, concern, by=by, at=at, note=note, seen=seen)


def regrade(
    case: Case,
    *,
    grade: Grade,
    by: Actor,
    at: datetime,
    concern: Concern | None = None,
    note: str = "",
    seen: int | None = None,
) -> CaseEvent:
    """调整等级: it became more serious, or less; the limits follow from the finding all the same."""
    return _grade(case, "regrade", grade, concern, by=by, at=at, note=note, seen=seen)


def _grade(
    case: Case,
    action: str,
    grade: Grade,
    concern: Concern | None,
    *,
    by: Actor,
    at: datetime,
    note: str,
    seen: int | None,
) -> CaseEvent:
    with transaction.atomic():
        opinion = locked(case)
        opinion.grade, opinion.concern = grade.value, concern.value if concern else ""
        opinion.assessed_at = opinion.assessed_at or at
        save_dues(opinion, "grade", "concern", "assessed_at")
        said = "；".join(filter(None, [grade.label, concern.label if concern else "", note]))
        return cases.act(
            case, action, by=by, at=at, seen=seen, note=said, data={"grade": grade.value},
            public={"grade": grade.value}, waits_until=due_day(opinion), papers=renew_steps(opinion, at),
        )  # fmt: skip


def report(case: Case, *, to: str, by: Actor, at: datetime, note: str = "", seen: int | None = None) -> CaseEvent:  # fmt: skip
    """报送: whom the matter was reported to, by the unit that watches or the office."""
    must_say(to, "报送对象")
    with transaction.atomic():
        opinion = locked(case)
        by.must_hold((Role.COMPETENT, Role.OFFICER), opinion.monitor or case.unit)
        opinion.reported_at, opinion.reported_to = opinion.reported_at or at, to.strip()
        opinion.save(update_fields=["reported_at", "reported_to"])
        said = "；".join(filter(None, [to.strip(), note]))
        return cases.act(case, "report", by=by, at=at, seen=seen, note=said)


@dataclass(frozen=True)
class Plan:
    """Who does what about an opinion: one unit leads, others answer with it or set things right."""

    lead: Unit
    online: Sequence[Unit] = ()
    offline: Sequence[Unit] = ()
    task: str = ""

    def sides(self) -> dict[Unit, str]:
        """Return what each unit is asked for; who answers and acts does both."""
        sides: dict[Unit, str] = {self.lead: Side.ONLINE if self.offline else Side.BOTH}
        for unit in self.online:
            sides.setdefault(unit, Side.ONLINE)
        for unit in self.offline:
            sides[unit] = Side.BOTH if unit in sides else Side.OFFLINE
        return sides


def assign(
    case: Case, plan: Plan, *, by: Actor, at: datetime, note: str = "", seen: int | None = None
) -> CaseEvent:
    """交办: who leads and who acts with it (谁主管谁负责). A unit under vertical leadership: its superior is told.

    Assigning anew withdraws what was asked of units no longer named; what they reported stays.
    """
    with transaction.atomic():
        opinion = locked(case)
        opinion.responsible, opinion.assigned_at = plan.lead, opinion.assigned_at or at
        opinion.save(update_fields=["responsible", "assigned_at"])
        sides = plan.sides()
        others = "、".join(unit.short_name for unit in sides if unit != plan.lead)
        said = "；".join(
            filter(None, [f"{plan.lead.short_name}牵头", others and f"{others}协同", plan.task, note])
        )

        def papers(case: Case) -> None:
            _ask(case, plan, sides, at)
            _tell_superior(case, plan, by, at)
            renew_steps(opinion, at)(case)

        return cases.act(
            case, "assign", by=by, at=at, seen=seen, note=said, changes={"unit": plan.lead},
            data={"lead": plan.lead.code, "with": sorted(unit.code for unit in sides if unit != plan.lead)},
            waits_until=due_day(opinion), papers=papers,
        )  # fmt: skip


def _ask(case: Case, plan: Plan, sides: dict[Unit, str], at: datetime) -> None:
    standing = case.opinion_assignments.exclude(state=State.WITHDRAWN)
    standing.exclude(unit__in=list(sides)).update(state=State.WITHDRAWN)
    standing.update(is_lead=False)
    kept = {each.unit_id: each for each in standing}
    for unit, side in sides.items():
        row = kept.get(unit.pk) or OpinionAssignment(case=case, unit=unit, assigned_at=at)
        row.side, row.is_lead, row.task = side, unit == plan.lead, plan.task or row.task
        row.save()


def _tell_superior(case: Case, plan: Plan, by: Actor, at: datetime) -> None:
    """Put down who answers for a department led from above, once."""
    superior = plan.lead.superior_department if plan.lead.vertical else ""
    concerned = (Concerned(plan.lead.code, superior),)
    organ = must_answer(concerned, plan.lead.code)
    told = case.opinion_referrals.filter(to=OpinionReferral.To.SUPERIOR, organ=organ).exists()
    if organ != plan.lead.code and not told:
        reason = f"{plan.lead.short_name}实行垂直领导，由其上级主管部门负责回应"
        OpinionReferral.objects.create(
            case=case, to=OpinionReferral.To.SUPERIOR, organ=organ, reason=reason, at=at, by=by.name
        )


def refer(
    case: Case, *, to: str, organ: str, reason: str, by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """移送: rumours and what looks like crime go to the police or the cyberspace office; the answer stays due."""
    must_say(organ, "接收机关")
    must_say(reason, "移送的事由")
    row = OpinionReferral(
        to=OpinionReferral.To(to), organ=organ.strip(), reason=reason.strip(), at=at, by=by.name
    )

    def papers(case: Case) -> None:
        row.case = case
        row.save()

    return cases.act(
        case, "refer", by=by, at=at, seen=seen, note=f"{row.organ}：{row.reason}", data={"to": to},
        papers=papers,
    )  # fmt: skip


def feedback(
    case: Case,
    assignment: OpinionAssignment,
    *,
    result: str,
    by: Actor,
    at: datetime,
    seen: int | None = None,
) -> CaseEvent:
    """反馈处置情况: what a unit did; each unit for itself."""
    must_say(result, "处置情况")
    with transaction.atomic():
        opinion = locked(case)
        row = (
            OpinionAssignment.objects.select_for_update(no_key=True)
            .select_related("unit")
            .get(pk=assignment.pk)
        )
        by.must_hold((Role.OFFICER,), row.unit)
        if row.state != State.OPEN:
            raise Refusal(
                f"{row.unit.short_name}的任务{row.get_state_display()}。",
                article=SOURCE,
                advice="请查看办理记录。",
            )
        row.result, row.state, row.done_at, row.done_by = result.strip(), State.DONE, at, by.name
        row.save()

        def papers(case: Case) -> None:
            case.steps.filter(done_at=None, unit=row.unit).exclude(unit=case.unit).update(done_at=at)
            renew_steps(opinion, at)(case)

        return cases.act(
            case, "feedback", by=by, at=at, seen=seen, note=f"{row.unit.short_name}：{row.result}",
            data={"unit": row.unit.code}, papers=papers,
        )  # fmt: skip


def drop(case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """不需回应: nothing has to be said to it; the reason is kept."""
    must_say(reason, "不需回应的理由")
    with transaction.atomic():
        opinion = locked(case)
        opinion.closed_at, opinion.next_due_at = at, None
        opinion.assessed_at = opinion.assessed_at or at
        opinion.save(update_fields=["closed_at", "next_due_at", "assessed_at"])
        day = local_day(at)
        return cases.act(
            case, "drop", by=by, at=at, seen=seen, note=reason,
            changes={"outcome": NOT_NEEDED, "closed_on": day, "archived_on": day},
        )  # fmt: skip


def close(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """办结: not before everything that had to be said has been said, and every unit has told what it did."""
    with transaction.atomic():
        opinion = locked(case)
        waiting = next_due(opinion.dues())
        if waiting is not None:
            raise Refusal(f"还没有登记“{waiting.limit.label}”。", article=SOURCE, advice="请先登记。")
        silent = case.opinion_assignments.filter(state=State.OPEN).select_related("unit")
        names = "、".join(each.unit.short_name for each in silent if not each.is_lead)
        if names:
            raise Refusal(f"{names}还没有反馈处置情况。", article=SOURCE, advice="请催促反馈，或者重新交办。")
        opinion.closed_at = at
        opinion.save(update_fields=["closed_at"])
        return cases.act(
            case, "close", by=by, at=at, seen=seen, changes={"outcome": HANDLED, "closed_on": local_day(at)}
        )


def reopen(case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """重新处置: it goes on after all; the lead has it again."""
    must_say(reason, "重新处置的理由")
    with transaction.atomic():
        opinion = locked(case)
        opinion.closed_at = opinion.evaluated_at = None
        opinion.save(update_fields=["closed_at", "evaluated_at"])
        return cases.act(
            case, "reopen", by=by, at=at, seen=seen, note=reason, changes={"outcome": "", "closed_on": None}
        )


def evaluate(
    case: Case,
    *,
    effect: str,
    effect_note: str,
    by: Actor,
    at: datetime,
    lessons: str = "",
    seen: int | None = None,
) -> CaseEvent:
    """评估: what the answer brought about, and what is learned from it."""
    must_say(effect_note, "效果说明")
    with transaction.atomic():
        opinion = locked(case)
        opinion.effect = Opinion.Effect(effect)
        opinion.effect_note, opinion.lessons, opinion.evaluated_at = effect_note.strip(), lessons.strip(), at
        opinion.save(update_fields=["effect", "effect_note", "lessons", "evaluated_at"])
        said = f"{Opinion.Effect(effect).label}：{opinion.effect_note}"
        return cases.act(case, "evaluate", by=by, at=at, seen=seen, note=said)


def archive(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """归档."""
    return cases.act(case, "archive", by=by, at=at, seen=seen, changes={"archived_on": local_day(at)})


def escalate(case: Case, *, what: str, label: str, due_at: datetime, at: datetime) -> CaseEvent:
    """Tell the competent office that a limit in hours has passed; ``what`` is told once."""
    with transaction.atomic():
        event = cases.act(case, "escalate", by=PLATFORM, at=at, note=f"{label}超过时限", data={"limit": what})
        Step.objects.create(
            case=case, unit=case.unit, role=Role.COMPETENT, todo=f"督促：{label}", since=local_day(at),
            due_on=local_day(due_at),
        )  # fmt: skip
    return event


def told_of(case: Case) -> set[str]:
    """Return the limits whose passing was told."""
    return {str(event.data.get("limit")) for event in case.events.all() if event.action == "escalate"}
