"""The reply (答复): what is decided, who approves it, how it is served and archived."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases.actions import local_day
from gongkai.cases.models import Case, CaseEvent, Letter
from gongkai.disclosure import letters, separation
from gongkai.disclosure.models import (
    Rendition,
    Reply,
    SearchRecord,
)
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import (
    OUTCOMES,
    Needs,
    Outcome,
)
from gongkai.units.posts import Actor

CHINA_POST = "中国邮政"


@dataclass(frozen=True)
class Decision:
    """What a reply decides and says."""

    outcome: str
    ground: str = ""
    reasons: str = ""
    information: str = ""
    referral: str = ""
    earlier_case: Case | None = None
    rendition: Rendition | None = None
    separation: str = ""


def must_fit(case: Case, decision: Decision) -> None:
    """Refuse a decision that lacks what its outcome needs (closing matrix, D14–D21)."""
    outcome = OUTCOMES[decision.outcome]
    missing = [need.value for need in outcome.needs if not _has(case, outcome, decision, need)]
    if missing:
        raise Refusal(
            f"“{outcome.label}”的答复缺少：{'、'.join(missing)}。",
            article=outcome.article,
            advice="请补充后再送审。",
        )
    if decision.ground and outcome.ground not in (None, decision.ground):
        raise Refusal(
            f"办理结果“{outcome.label}”与所选情形不一致。",
            article=outcome.article,
            advice="请改选一致的结果和情形。",
        )


def _has(case: Case, outcome: Outcome, decision: Decision, need: Needs) -> bool:
    match need:
        case Needs.GROUND:
            return bool(outcome.ground or decision.ground)
        case Needs.REASONS:
            return bool(decision.reasons.strip())
        case Needs.SEARCH:
            return SearchRecord.objects.filter(case=case).exists()
        case Needs.EARLIER_REPLY:
            return decision.earlier_case is not None and decision.earlier_case.closed_on is not None
        case Needs.ADDRESS | Needs.INFORMATION:
            return bool(decision.information.strip())
        case Needs.SPECIAL_LAW | Needs.CHANNEL:
            return bool(decision.referral.strip())
        case Needs.SEPARATION:
            return decision.rendition is not None or bool(decision.separation.strip())


def draft_reply(case: Case, decision: Decision, *, by: Actor, at: datetime, seen: int | None = None) -> Reply:
    """拟写答复: choose one outcome with all it needs, and put it before the approver."""
    must_fit(case, decision)
    if decision.rendition is not None:
        separation.must_go_with(case, decision.rendition)
    with transaction.atomic():
        reply = Reply.objects.create(
            case=case,
            version=case.replies.count() + 1,  # type: ignore[attr-defined]
            outcome=decision.outcome,
            ground=decision.ground or OUTCOMES[decision.outcome].ground or "",
            reasons=decision.reasons,
            information=decision.information,
            referral=decision.referral,
            earlier_case=decision.earlier_case,
            rendition=decision.rendition,
            separation=decision.separation,
            drafted_by=by.name,
            drafted_at=at,
        )
        cases.act(case, "draft_reply", by=by, at=at, seen=seen, note=OUTCOMES[decision.outcome].label)
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
        reply = Reply.objects.select_for_update().filter(case=case).last()
        if reply is None or reply.drafted_by == by.name:
            raise Refusal(
                "拟稿人不能审批自己拟写的答复。", article="岗位分离（D91）", advice="请由另一位审签人审批。"
            )
        reply.approved_by, reply.approved_at = by.name, at
        reply.save(update_fields=["approved_by", "approved_at"])
        outcome = OUTCOMES[reply.outcome]
        letter = letters.issue(
            case,
            outcome.letter,
            letters.reply_fields(case, reply, today),
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


def serve(
    case: Case,
    *,
    manner: str,
    by: Actor,
    at: datetime,
    on: date | None = None,
    carrier: str = "",
    proof: str = "",
    collect: bool = False,
    seen: int | None = None,
) -> CaseEvent:
    """送达. For mail the day of posting is the day of reply; only the postal enterprise may carry it (邮政法55)."""
    if manner == "post":
        if carrier.strip() and not carrier.startswith(CHINA_POST):
            raise Refusal(
                f"答复应通过{CHINA_POST}寄送，不能使用{carrier}。",
                article="国办公开办函〔2016〕235号；《邮政法》第五十五条",
                advice="请改用邮政挂号信或邮政特快专递。",
            )
        if collect:
            raise Refusal(
                "不得由申请人支付邮费。", article="国办公开办函〔2016〕235号", advice="请取消到付后寄送。"
            )
        if not proof.strip():
            raise Refusal(
                "邮寄送达需要邮件号码。", article="国办公开办函〔2016〕235号", advice="请填写邮件号码。"
            )
    day = on or local_day(at)
    with transaction.atomic():
        letter = case.letters.select_for_update().filter(template__startswith="R").last()
        if letter is None:
            raise Refusal("没有可送达的答复。", article="《条例》第四十五条", advice="请先完成审批。")
        letter.manner, letter.sent_on, letter.proof = manner, day, proof
        letter.save(update_fields=["manner", "sent_on", "proof"])
        return cases.act(
            case,
            "serve",
            by=by,
            at=at,
            happened_on=day,
            seen=seen,
            changes={"closed_on": day},
            public={"sent_on": str(day), "due_on": str(case.due_on)},
        )


def archive(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """归档 (art. 45)."""
    return cases.act(case, "archive", by=by, at=at, seen=seen, changes={"archived_on": local_day(at)})
