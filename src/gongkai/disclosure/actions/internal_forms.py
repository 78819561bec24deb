"""Forms for the file (登记表、审查呈批单): written from the history of the request when somebody asks for them."""

from datetime import datetime

from gongkai.cases import actions as cases
from gongkai.cases.actions import local_day
from gongkai.cases.letter_layout import arabic_day
from gongkai.cases.models import Case, Letter
from gongkai.disclosure import letters
from gongkai.disclosure.models import Reply
from gongkai.disclosure.procedure import ART_45
from gongkai.law.letters import KINDS
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import GROUNDS, OUTCOMES
from gongkai.units.posts import Actor

FORMS = {"L02": "申请登记表", "L15": "答复审查呈批单（保密审查表）"}


def make_form(case: Case, template: str, *, by: Actor, at: datetime, seen: int | None = None) -> Letter:
    """制作内部表单: the register form L02 or the review form L15, as the case now stands."""
    kind = KINDS[template]
    values = _review(case) if template == "L15" else {}
    cases.act(
        case,
        "make_form",
        by=by,
        at=at,
        seen=seen,
        note=kind.name,
        papers=lambda made: letters.issue(made, template, values, signed_by=by.name, on=local_day(at)),
    )
    return case.letters.filter(template=template).latest("pk")


def _review(case: Case) -> dict[str, str]:
    reply = Reply.objects.filter(case=case).last()
    if reply is None:
        raise Refusal("还没有拟写答复。", article=ART_45, advice="请先拟写答复，再制作审查呈批单。")
    outcome = OUTCOMES[reply.outcome]
    ground = GROUNDS.get(reply.ground)
    steps = [f"{reply.drafted_by} {arabic_day(local_day(reply.drafted_at))} 拟稿"]
    if reply.reviewed_at:
        said = reply.review_note or "经保密审查，可以公开"
        steps.append(f"{reply.reviewed_by} {arabic_day(local_day(reply.reviewed_at))} 保密审查：{said}")
    if reply.approved_at:
        steps.append(f"{reply.approved_by} {arabic_day(local_day(reply.approved_at))} 审批：同意")
    return {
        "review_grounds": f"{outcome.label}（{outcome.article}）" + (f"；{ground.label}" if ground else ""),
        "reviewers": "\n".join(steps),
    }
