"""The verbs of reports taken in: take one in after it was looked at, take it back with a reason."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from gongkai.cases.actions import AlreadyDone
from gongkai.law.refusal import Refusal
from gongkai.law.report_series import BASES
from gongkai.ledger.actions import record_act
from gongkai.reporting.parameters import BEGINNING
from gongkai.reporting.past.models import PastReport
from gongkai.reporting.published import json_cells
from gongkai.reporting.published.report import PublishedReport
from gongkai.units.models import Role
from gongkai.units.posts import Actor

SOURCES = "数据来源一致"
SHORTEST_SOURCE = 8


@dataclass(frozen=True)
class Origin:
    """Where a report comes from, as the office states it. ``items`` is what its text says was published, if exact."""

    issuer: str
    year: int
    basis: str
    source: str
    file_name: str
    sha256: str
    items: int | None = None


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def take_in(
    report: PublishedReport, findings: Sequence[Sequence[str]], origin: Origin, *, by: Actor, at: datetime
) -> PastReport:
    """导入: keep the cells of a published report with issuer, year and source; its numbers are not touched.

    ``findings`` are (check, severity, sentence), as the report was checked when it was read.

    Raises:
        Refusal: not the competent office, issuer, year, basis or source missing, no whole Table 3, or taken in already.
    """
    _must_be_competent(by)
    _check(report, origin, timezone.localdate(at))
    row = PastReport(
        issuer=origin.issuer.strip(),
        year=origin.year,
        form=report.form.id,
        basis=origin.basis,
        source=origin.source.strip()[:500],
        file_name=origin.file_name[:200],
        file_sha256=origin.sha256,
        cells=json_cells.to_json(report),
        findings=[list(each) for each in findings],
        items_published=origin.items,
        entered_by=by.name,
        entered_at=at,
    )
    try:
        with transaction.atomic():
            row.save()
            row.ledger_index = record_act(
                row, "past.take_in", at=at, by=by.name, unit="",
                data={"issuer": row.issuer, "year": row.year, "sha256": row.file_sha256},
            )  # fmt: skip
            row.save(update_fields=["ledger_index"])
    except IntegrityError as error:
        raise AlreadyDone(
            f"{row}已经导入。", article=SOURCES, advice="要更换的，请先撤销原来导入的一份。"
        ) from error
    return row


def _must_be_competent(by: Actor) -> None:
    if not by.holds(Role.COMPETENT, ""):
        raise Refusal(
            f"{by.name}不是{Role.COMPETENT.label}，不能导入、撤销报告。",
            article="岗位分离规则",
            advice="请联系政务公开办。",
        )


def _check(report: PublishedReport, origin: Origin, today: date) -> None:
    if len(origin.issuer.strip()) < 4:
        raise Refusal(
            "没有写明报告机关的全称。", article=SOURCES, advice="请照报告标题填写，如“某某县人民政府”。"
        )
    if not BEGINNING <= origin.year <= today.year:
        raise Refusal(
            f"{origin.year}不是报告年度。",
            article=SOURCES,
            advice=f"请填{BEGINNING}至{today.year}之间的年度。",
        )
    if origin.basis not in BASES:
        raise Refusal(
            "没有选择统计口径。", article=SOURCES, advice="请选一级政府汇总，或者一个机关自己的数。"
        )
    if len(origin.source.strip()) < SHORTEST_SOURCE:
        raise Refusal(
            "没有写明报告的来源网址。", article=SOURCES, advice="请填公布报告的网页地址，供日后核对。"
        )
    if "requests" not in report.present:
        raise Refusal(
            "没有读到收到和处理申请情况表，不能导入。", article=SOURCES, advice="请导入有完整三张表的报告。"
        )


def withdraw(row: PastReport, *, reason: str, by: Actor, at: datetime) -> PastReport:
    """撤销: a report taken in by mistake leaves the comparisons; it is kept with the reason."""
    _must_be_competent(by)
    if not reason.strip():
        raise Refusal("没有写明撤销原因。", article=SOURCES, advice="请写明原因，如“年度有误”。")
    with transaction.atomic():
        row = PastReport.objects.select_for_update(no_key=True).get(pk=row.pk)
        if row.withdrawn_at is not None:
            raise AlreadyDone(f"{row.withdrawn_by}已撤销。", article="", advice="可以重新导入。")
        row.withdrawn_by, row.withdrawn_at, row.withdrawn_reason = by.name, at, reason.strip()[:200]
        row.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
        record_act(
            row, "past.withdraw", at=at, by=by.name, unit="", data={"issuer": row.issuer, "year": row.year}
        )
    return row
