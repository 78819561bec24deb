"""The applicant's kind (申请人类别): fixed at registration, corrected by two persons (D13)."""

from datetime import datetime

from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases.models import Case, CaseEvent
from gongkai.disclosure.models import KindChange, Request
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import ApplicantKind
from gongkai.units.posts import Actor

ONE_KIND = "年度报告格式：一件申请只计一类申请人"


def change_kind(
    case: Case, *, kind: ApplicantKind, reason: str, by: Actor, at: datetime, seen: int | None = None
) -> KindChange:
    """更正申请人类别: propose it with a reason. It takes effect when a second person has confirmed it."""
    before = case.request.applicant_kind  # type: ignore[attr-defined]
    if not reason.strip() or kind.value == before:
        raise Refusal(
            "更正申请人类别需要另一类别和理由，并由另一人复核。",
            article=ONE_KIND,
            advice="请改选类别并填写理由。",
        )
    if KindChange.objects.filter(case=case, confirmed_by="").exists():
        raise Refusal("已有一项更正等待复核。", article=ONE_KIND, advice="请先复核。")
    with transaction.atomic():
        change = KindChange.objects.create(
            case=case, before=before, after=kind.value, reason=reason, proposed_by=by.name
        )
        note = f"提出由{change.get_before_display()}更正为{kind.label}：{reason}"
        cases.act(case, "change_kind", by=by, at=at, seen=seen, note=note)
    return change


def confirm_kind(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """复核申请人类别, by another person; every table follows from the one field."""
    with transaction.atomic():
        change = KindChange.objects.select_for_update(no_key=True).filter(case=case, confirmed_by="").first()
        if change is None:
            raise Refusal("没有等待复核的更正。", article=ONE_KIND, advice="请先提出更正。")
        if change.proposed_by == by.name:
            raise Refusal("提出人不能复核自己的更正。", article=ONE_KIND, advice="请由另一位工作人员复核。")
        change.confirmed_by = by.name
        change.save(update_fields=["confirmed_by"])
        Request.objects.filter(case=case).update(applicant_kind=change.after)
        return cases.act(
            case,
            "confirm_kind",
            by=by,
            at=at,
            seen=seen,
            note=f"由{change.get_before_display()}更正为{change.get_after_display()}（提出：{change.proposed_by}）",
            public={"kind": change.after},
        )
