"""What is no message to answer, or not one of its own: told where it belongs, handed on, merged, set aside.

Everything leaves a trace on both sides, and who wrote is told.
"""

from datetime import datetime

from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases.actions import local_day
from gongkai.cases.models import Case, CaseEvent
from gongkai.law import petitions
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_fact
from gongkai.units.calendars import calendar_in_force
from gongkai.units.posts import Actor
from gongkai.voice.messages.actions.saying import must_say
from gongkai.voice.messages.models import Message
from gongkai.voice.messages.procedure import (
    MERGED,
    MESSAGE,
    REDIRECTED,
    REFERRED,
    SET_ASIDE,
    TRANSFERRED,
    WEBSITE_RULES,
)

# Why something is set aside (不作为留言的理由).
GROUNDS = {
    "advertising": "广告",
    "abuse": "谩骂、侮辱、人身攻击",
    "unlawful": "含有违法内容",
    "empty": "没有可以办理的内容",
    "machine": "机器灌水",
    "repeated": "同一人重复提交，已经答复",
}
PETITION_OFFICE = "区信访局"


def refer(case: Case, *, channel: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """告知其他渠道: a matter for the courts, a review or another body is told where it belongs."""
    channel = must_say(channel, "应当通过的渠道")
    with transaction.atomic():
        Message.objects.filter(case=case).update(answer=channel, answered_by=by.name)
        return cases.act(
            case, "refer", by=by, at=at, seen=seen, note=channel,
            changes={"outcome": REFERRED, "closed_on": local_day(at)}, public={"outcome": REFERRED},
        )  # fmt: skip


def transfer(
    case: Case, *, told: str, by: Actor, at: datetime, to: str = PETITION_OFFICE, seen: int | None = None
) -> CaseEvent:
    """转送信访: who wrote is told in writing within fifteen days of the receipt; later, the record says so."""
    told, day, calendar = must_say(told, "告知的内容"), local_day(at), calendar_in_force()
    assert case.received_on is not None
    late = day > petitions.told_by(case.received_on, calendar).day
    until = petitions.objection_until(day, calendar).day
    with transaction.atomic():
        Message.objects.filter(case=case).update(answer=told, answered_by=by.name)
        return cases.act(
            case, "transfer", by=by, at=at, seen=seen,
            note=f"转送{to}{'（超过15日）' if late else ''}，对方可以在 {until} 前提出异议；告知：{told}",
            data={"to": to, "late": late, "objection_until": str(until)},
            changes={"outcome": TRANSFERRED, "closed_on": day}, public={"outcome": TRANSFERRED, "late": late},
        )  # fmt: skip


def object_to_transfer(
    case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """登记异议退回: the organ it was transferred to objects within five working days, with reasons."""
    reason = must_say(reason, "异议的理由")
    with transaction.atomic():
        transferred = case.events.filter(action="transfer").last()
        until = transferred.data["objection_until"] if transferred else ""
        if str(local_day(at)) > until:
            raise Refusal(
                f"异议应当在 {until} 前提出。",
                article=petitions.source(local_day(at)),
                advice="请由接受转送的机关办理。",
            )
        Message.objects.filter(case=case).update(answer="", answered_by="")
        return cases.act(
            case, "object", by=by, at=at, seen=seen, note=reason, changes={"outcome": "", "closed_on": None}
        )


def redirect(case: Case, *, to: Case, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """转依申请公开: part of the act that registers the request ``to``; each names the other from now on."""
    told = f"您要求提供政府信息，已登记为政府信息公开申请 {to.number}，由{to.unit.name}办理。"
    with transaction.atomic():
        Message.objects.filter(case=case).update(answer=told, answered_by=by.name, redirected_to=to)
        event = cases.act(
            case, "redirect", by=by, at=at, seen=seen, note=f"转为 {to.number}", data={"to": to.number},
            changes={"outcome": REDIRECTED, "closed_on": local_day(at)},
            public={"outcome": REDIRECTED, "to": to.number},
        )  # fmt: skip
        record_fact(
            f"case/{to.pk}",
            "message.became",
            at=at,
            by=by.name,
            unit=to.unit.code,
            data={"from": case.number},
        )
        return event


def merge(case: Case, *, into: Case, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """并入另一件: both keep their numbers; who wrote this one gets the answer to the other."""
    with transaction.atomic():
        locked = Case.objects.select_for_update(no_key=True).filter(pk__in=(case.pk, into.pk)).order_by("pk")
        lead = {row.pk: row for row in locked}[into.pk]
        if lead.pk == case.pk or lead.procedure != MESSAGE.key or lead.outcome not in ("", "ANSWERED"):
            raise Refusal(
                f"{lead.number}不能作为主件。",
                article=WEBSITE_RULES,
                advice="请选择正在办理或者已经答复的另一件留言。",
            )
        if Case.objects.filter(parent=case, stage="merged").exists():
            raise Refusal(
                "已有其他留言并入这一件。", article=WEBSITE_RULES, advice="请把另一件并入这一件，不要反过来。"
            )
        event = cases.act(
            case, "merge", by=by, at=at, seen=seen, note=f"并入 {lead.number}", data={"into": lead.number},
            changes={"parent": lead, "outcome": MERGED, "closed_on": local_day(at)},
            public={"outcome": MERGED, "into": lead.number},
        )  # fmt: skip
        if lead.outcome:
            cases.act(case, "answered", by=by, at=at)
        return event


def set_aside(
    case: Case, *, ground: str, by: Actor, at: datetime, note: str = "", seen: int | None = None
) -> CaseEvent:
    """不作为留言: spam and abuse, with the reason; counted apart, and restored when it was a mistake."""
    if ground not in GROUNDS:
        raise Refusal("没有选择理由。", article=WEBSITE_RULES, advice="请选择不作为留言的理由。")
    return cases.act(
        case, "set_aside", by=by, at=at, seen=seen, note="：".join(filter(None, (GROUNDS[ground], note.strip()))),
        data={"ground": ground}, changes={"outcome": SET_ASIDE, "closed_on": local_day(at)},
        public={"outcome": SET_ASIDE},
    )  # fmt: skip


def restore(case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """恢复办理 of what was set aside by mistake; its period has run on."""
    return cases.act(
        case, "restore", by=by, at=at, seen=seen, note=must_say(reason, "恢复的理由"),
        changes={"outcome": "", "closed_on": None},
    )  # fmt: skip
