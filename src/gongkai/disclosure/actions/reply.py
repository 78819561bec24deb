"""The reply (答复): what is decided, who approves it, how it is served and archived."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases.actions import local_day
from gongkai.cases.models import Case, CaseEvent, Letter
from gongkai.disclosure import letters, separation
from gongkai.disclosure.models import Rendition, Reply
from gongkai.law import closing
from gongkai.law.closing import Basis
from gongkai.law.course import Happened, course_of
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import OUTCOMES
from gongkai.units.posts import Actor


@dataclass(frozen=True)
class Decision:
    """What a reply decides and says."""

    outcome: str
    ground: str = ""
    reasons: str = ""
    information: str = ""
    referral: str = ""
    evidence: str = ""
    earlier_case: Case | None = None
    rendition: Rendition | None = None
    separation: str = ""


def basis_of(case: Case, decision: Decision) -> Basis:
    """Return what a decision rests on: its own words and the history of the request."""
    history = (Happened(event.action, event.happened_on, event.data) for event in case.events.order_by("seq"))
    earlier = decision.earlier_case
    return Basis(
        course=course_of(history),
        reasons=decision.reasons,
        information=decision.information,
        referral=decision.referral,
        evidence=decision.evidence,
        ground=decision.ground,
        earlier_reply=earlier is not None and earlier.closed_on is not None,
        separated=decision.rendition is not None or bool(decision.separation.strip()),
    )


def draft_reply(case: Case, decision: Decision, *, by: Actor, at: datetime, seen: int | None = None) -> Reply:
    """拟写答复: choose one outcome with all it needs.

    What discloses anything goes to secrecy review first (art. 17), the rest straight to the approver.
    """
    outcome = OUTCOMES[decision.outcome]
    closing.must_fit(outcome, basis_of(case, decision))
    if decision.rendition is not None:
        separation.must_go_with(case, decision.rendition)
    action = "draft_disclosing_reply" if outcome.id in closing.DISCLOSING else "draft_reply"
    with transaction.atomic():
        reply = Reply.objects.create(
            case=case,
            version=case.replies.count() + 1,  # type: ignore[attr-defined]
            outcome=outcome.id,
            ground=decision.ground or outcome.ground or "",
            reasons=decision.reasons,
            information=decision.information,
            referral=decision.referral,
            evidence=decision.evidence,
            earlier_case=decision.earlier_case,
            rendition=decision.rendition,
            separation=decision.separation,
            drafted_by=by.name,
            drafted_at=at,
        )
        cases.act(case, action, by=by, at=at, seen=seen, note=outcome.label)
    return reply


def pass_review(case: Case, *, note: str = "", by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """通过保密审查 (art. 17): another person than the drafter finds nothing in it that must be kept secret."""
    with transaction.atomic():
        reply = _draft_of(case, by)
        reply.reviewed_by, reply.reviewed_at, reply.review_note = by.name, at, note.strip()
        reply.save(update_fields=["reviewed_by", "reviewed_at", "review_note"])
        return cases.act(case, "pass_review", by=by, at=at, seen=seen, note=note)


def _draft_of(case: Case, by: Actor) -> Reply:
    """Lock the draft in hand for somebody who neither wrote nor reviewed it."""
    reply = Reply.objects.select_for_update(no_key=True).filter(case=case).last()
    if reply is None or by.name in (reply.drafted_by, reply.reviewed_by):
        raise Refusal(
            "拟稿、保密审查、审批应当由不同的人办理。",
            article="岗位分离",
            advice="请由另一位工作人员办理。",
        )
    return reply


def return_reply(case: Case, *, note: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """退回修改, with what is to be changed."""
    if not note.strip():
        raise Refusal("退回需要写明修改意见。", article="《条例》第四十五条", advice="请填写修改意见。")
    return cases.act(case, "return_reply", by=by, at=at, seen=seen, note=note)


def approve_reply(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> Letter:
    """审批答复: another person than the drafter approves; the letter is written, numbered and rendered."""
    today = local_day(at)
    with transaction.atomic():
        reply = _draft_of(case, by)
        reply.approved_by, reply.approved_at = by.name, at
        reply.save(update_fields=["approved_by", "approved_at"])
        outcome = OUTCOMES[reply.outcome]
        letter = letters.issue(
            case,
            outcome.letter,
            letters.reply_values(case, reply),
            signed_by=by.name,
            on=today,
            attachments=[paper.name for paper in separation.papers_of(reply)],
        )
        cases.act(
            case,
            "approve_reply",
            by=by,
            at=at,
            seen=seen,
            note=f"{outcome.label},{letter.number}",
            changes={"outcome": reply.outcome},
            public={"outcome": reply.outcome, "letter": letter.number},
        )
    return letter


def archive(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """归档 (art. 45)."""
    return cases.act(case, "archive", by=by, at=at, seen=seen, changes={"archived_on": local_day(at)})


def convert(case: Case, *, title: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """转为主动公开 (art. 44): what was given to applicants is drafted as an item for everybody (D28)."""
    if OUTCOMES[case.outcome].id not in closing.DISCLOSING | {"O_PUBLISHED"}:
        raise Refusal(
            "只有可以公开的信息才能转为主动公开。", article="《条例》第四十四条", advice="请核对办理结果。"
        )
    return cases.act(case, "convert", by=by, at=at, seen=seen, note=title)
