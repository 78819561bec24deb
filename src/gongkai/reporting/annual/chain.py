"""The verbs of a report's review: submit, pass, return, admit a late one; correct what was filed, or give that up."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gongkai.cases.actions import AlreadyDone
from gongkai.law.lateness import ARTICLE as ART_49
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_act
from gongkai.reporting.actions import (
    SEPARATION,
    NotFileable,
    drafting,
    hold,
    must_be_another,
    stated,
    take_step,
)
from gongkai.reporting.annual import correction
from gongkai.reporting.annual.compile import compile_report
from gongkai.reporting.annual.progress import is_public
from gongkai.reporting.models import AnnualReport
from gongkai.reporting.parameters import due_on
from gongkai.units.models import Role
from gongkai.units.posts import Actor

LONGEST_REMARK = 1000
LONGEST_REASON = 200
KEPT = ("sections", "entered", "explanations", "answers")


def submit_report(report: AnnualReport, *, expected_revision: int, by: Actor, at: datetime) -> AnnualReport:
    """提交审核: hand the text to whoever reviews it. Refused while a contradiction, a blank or an open warning remains.

    Raises:
        NotFileable: with the findings that stand in the way.
    """
    with transaction.atomic():
        row = drafting(report, by, expected_revision)
        compiled = compile_report(row, timezone.localtime(at).date())
        if compiled.blocking:
            raise NotFileable(compiled.blocking)
        if row.is_correction and row.frozen is not None and not _differs(row, stated(compiled)):
            raise Refusal(
                "更正稿与已归档的内容没有不同。", article=ART_49, advice="请改正差错后提交，或者放弃更正。"
            )
        if by.name not in row.writers:
            row.writers = [*row.writers, by.name]
        return _moved(row, AnnualReport.Stage.REVIEW, "submit", by=by, at=at)


def _differs(row: AnnualReport, content: dict[str, object]) -> bool:
    assert row.frozen is not None
    return bool(correction.cell_changes(row.frozen, content) or correction.text_changes(row.frozen, content))


def pass_report(
    report: AnnualReport, *, expected_revision: int, by: Actor, at: datetime, remark: str = ""
) -> AnnualReport:
    """审核通过: the disclosure office (or the head of its office) passes the district's report on to the leader."""
    with transaction.atomic():
        row = hold(report, expected_revision)
        if not row.is_district or row.stage != AnnualReport.Stage.REVIEW:
            raise AlreadyDone(
                f"报告现处于“{row.get_stage_display()}”，不需要审核通过。",
                article="",
                advice="请刷新页面查看进度。",
            )
        by.must_hold((Role.COMPETENT, Role.HEAD), row.unit)
        must_be_another(row, by, "审核")
        row.checked_by = by.name
        return _moved(row, AnnualReport.Stage.APPROVAL, "pass", by=by, at=at, remark=_remark(remark))


def return_report(
    report: AnnualReport, *, expected_revision: int, remark: str, by: Actor, at: datetime
) -> AnnualReport:
    """退回: send the text back to its writers with what is to be changed; the remark stays in view."""
    with transaction.atomic():
        row = hold(report, expected_revision)
        if row.stage == AnnualReport.Stage.DRAFTING:
            raise AlreadyDone("报告已退回编制。", article="", advice="请刷新页面查看进度。")
        roles = _reviewers(row)
        by.must_hold(roles, row.unit)
        if not _remark(remark):
            raise Refusal("没有填写退回意见。", article=SEPARATION, advice="请写明需要修改什么。")
        row.checked_by = ""
        return _moved(row, AnnualReport.Stage.DRAFTING, "return", by=by, at=at, remark=_remark(remark))


def _reviewers(row: AnnualReport) -> tuple[Role, ...]:
    if not row.is_district:
        return (Role.HEAD, Role.COMPETENT)
    return (Role.APPROVER,) if row.stage == AnnualReport.Stage.APPROVAL else (Role.COMPETENT, Role.HEAD)


def admit_late_report(
    report: AnnualReport, *, expected_revision: int, by: Actor, at: datetime, remark: str = ""
) -> AnnualReport:
    """准予补报: the disclosure office lets a unit file after the last day, having read why it is late (D80)."""
    with transaction.atomic():
        row = hold(report, expected_revision)
        by.must_hold((Role.COMPETENT,), row.unit)
        today = timezone.localtime(at).date()
        if row.is_district or row.is_correction or today <= due_on(row.year, of_government=False):
            raise Refusal("报告没有逾期，不需要准予补报。", article=ART_49, advice="由负责人审核后归档。")
        if row.stage != AnnualReport.Stage.REVIEW:
            raise Refusal(
                "单位还没有提交报告和逾期原因。", article=ART_49, advice="请督促单位编制并提交，再准予补报。"
            )
        if row.admitted_by:
            raise AlreadyDone(f"{row.admitted_by}已准予补报。", article="", advice="由单位负责人审核后归档。")
        row.admitted_by = by.name
        return _moved(row, row.stage, "admit", by=by, at=at, remark=_remark(remark))


def correct_report(report: AnnualReport, *, reason: str, by: Actor, at: datetime) -> AnnualReport:
    """发起更正: open a published report again as a new version. The one filed stays in force and public meanwhile."""
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        said = "没有填写更正原因。" if not reason else f"更正原因超过{LONGEST_REASON}字。"
        raise Refusal(said, article=ART_49, advice="请写明更正什么、为什么，将随新版本公布。")
    with transaction.atomic():
        row = hold(report)
        by.must_hold((Role.OFFICER, Role.COMPETENT), row.unit)
        if row.stage != AnnualReport.Stage.FILED:
            raise AlreadyDone(
                f"报告现处于“{row.get_stage_display()}”，不能再发起更正。",
                article="",
                advice="请刷新页面查看进度。",
            )
        if not is_public(row):
            raise Refusal(
                "报告还没有公布，不能更正。",
                article=ART_49,
                advice="公布后再更正；正在公布审核中的，由审核人退回、作废后另行处理。",
            )
        row.set_aside = {name: getattr(row, name) for name in KEPT}
        row.version += 1
        row.correction_reason, row.writers, row.checked_by = reason, [by.name], ""
        facts = {"version": row.version, "reason": reason}
        return _moved(row, AnnualReport.Stage.DRAFTING, "correct", by=by, at=at, remark=reason, facts=facts)


def abandon_correction(
    report: AnnualReport, *, expected_revision: int, by: Actor, at: datetime
) -> AnnualReport:
    """放弃更正: go back to the version that was filed; the year is locked again."""
    with transaction.atomic():
        row = drafting(report, by, expected_revision)
        if row.set_aside is None:
            raise Refusal("报告没有在更正。", article=ART_49, advice="请刷新页面查看进度。")
        for name in KEPT:
            setattr(row, name, row.set_aside[name])
        reason = row.correction_reason
        take_step(row, "abandon", by=by, at=at, remark=reason)
        row.version -= 1
        former = row.former.last()
        row.set_aside, row.correction_reason = None, former.reason if former else ""
        row.stage = AnnualReport.Stage.FILED
        return _recorded(row, "abandon", by=by, at=at)


def _moved(
    row: AnnualReport,
    stage: str,
    act: str,
    *,
    by: Actor,
    at: datetime,
    remark: str = "",
    facts: dict[str, object] | None = None,
) -> AnnualReport:
    row.stage = stage
    take_step(row, act, by=by, at=at, remark=remark)
    return _recorded(row, act, by=by, at=at, facts=facts)


def _recorded(
    row: AnnualReport, act: str, *, by: Actor, at: datetime, facts: dict[str, object] | None = None
) -> AnnualReport:
    row.revision += 1
    row.save()
    data = {"year": row.year, **(facts or {})}
    record_act(row, f"report.{act}", at=at, by=by.name, unit=row.unit.code, data=data)
    return row


def _remark(text: str) -> str:
    text = text.strip()
    if len(text) > LONGEST_REMARK:
        raise Refusal(f"意见超过{LONGEST_REMARK}字。", article="", advice="请精简后再提交。")
    return text
