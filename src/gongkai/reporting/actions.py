"""The verbs of reporting: return a figure, sign for it, write a report, file it, publish it."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from gongkai.cases.actions import AlreadyDone
from gongkai.cases.files import CheckedFile
from gongkai.law.annual_report import FORMS, SECTIONS, Finding, form_for_year
from gongkai.law.lateness import must_be_admitted
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_act
from gongkai.ledger.canonical import canonical
from gongkai.publishing import actions as publishing
from gongkai.publishing.models import Column, Genre, Publication, Stage
from gongkai.reporting import figures
from gongkai.reporting.annual import correction, progress
from gongkai.reporting.annual.compile import (
    Compiled,
    cells_of,
    compile_report,
    frozen_of,
    is_cell,
    key_of,
    scope_of,
    shown_value,
)
from gongkai.reporting.annual.problems import STATES
from gongkai.reporting.models import AnnualReport, FormerReport, ReportStep, UnitReturn
from gongkai.reporting.parameters import due_on
from gongkai.reporting.scope import Scope
from gongkai.units.models import Role, Unit, UnitKind
from gongkai.units.posts import Actor

ART_49 = "《条例》第四十九条"
ART_50 = "《条例》第五十条"
LARGEST = 10**12
RELATIONS = "年度报告格式：勾稽关系"
SEPARATION = "岗位分离规则"


class NotFileable(Refusal):
    """The report contradicts itself or its records, or has blanks; ``findings`` says where."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(
            f"还有{len(findings)}处问题，不能归档：{findings[0].message}",
            article=RELATIONS,
            advice="请逐处改正；提示性问题请写明说明。",
        )
        self.findings = findings


def enter_return(
    unit: Unit,
    figure_id: str,
    year: int,
    value: str,
    *,
    by: Actor,
    at: datetime,
    note: str = "",
    evidence: CheckedFile | None = None,
) -> UnitReturn:
    """填报: give a figure that no module of the platform counts. It counts once the head has signed."""
    figure = figures.get(figure_id)
    if figure.kind != "returned":
        raise Refusal(
            f"“{figure.label}”由平台统计，不能填报。",
            article="数据来源一致",
            advice="如有出入，请更正所统计的记录。",
        )
    by.must_hold((Role.OFFICER,), unit)
    number = _number(value, signed=figure_id.endswith(".delta"), decimals=figure.unit_of_measure == "万元")
    _must_be_open(unit, year)
    entry = UnitReturn(
        unit=unit, figure=figure_id, year=year, value=number, note=note, entered_by=by.name, entered_at=at
    )
    if evidence is not None:
        entry.evidence_name, entry.evidence_sha256 = evidence.name, _sha256(evidence.content)
        path = f"{entry.evidence_sha256[:2]}/{entry.evidence_sha256}{evidence.suffix}"
        entry.evidence.save(path, ContentFile(evidence.content), save=False)
    with transaction.atomic():
        entry.save()
        record_act(
            entry,
            "return.enter",
            at=at,
            by=by.name,
            unit=unit.code,
            data={"figure": figure_id, "year": year, "value": str(number)},
        )
    return entry


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def sign_return(entry: UnitReturn, *, by: Actor, at: datetime) -> UnitReturn:
    """签字: the head answers for the figure; it takes the place of an earlier one, which is kept."""
    by.must_hold((Role.HEAD,), entry.unit)
    if by.name == entry.entered_by:
        raise Refusal(
            "填报人不能为自己的数据签字。", article="岗位分离规则", advice="请由工作机构负责人签字。"
        )
    _must_be_open(entry.unit, entry.year)
    with transaction.atomic():
        entry = UnitReturn.objects.select_for_update(no_key=True).get(pk=entry.pk)
        if entry.signed_at is not None:
            raise AlreadyDone(f"{entry.signed_by}已经签字。", article="", advice="如需更正，请重新填报。")
        entry.signed_by, entry.signed_at = by.signature((Role.HEAD,), entry.unit.code), at
        entry.save(update_fields=["signed_by", "signed_at"])
        earlier = UnitReturn.objects.in_force().filter(unit=entry.unit, figure=entry.figure, year=entry.year)
        for old in earlier.exclude(pk=entry.pk):
            old.superseded_by = entry
            old.save(update_fields=["superseded_by"])
            record_act(
                old,
                "return.supersede",
                at=at,
                by=by.name,
                unit=entry.unit.code,
                data={"figure": entry.figure},
            )
        record_act(
            entry,
            "return.sign",
            at=at,
            by=by.name,
            unit=entry.unit.code,
            data={"figure": entry.figure, "year": entry.year},
        )
    return entry


def _number(text: str, *, signed: bool, decimals: bool) -> Decimal:
    try:
        number = Decimal(text.strip().replace(",", "").replace(",", ""))
    except InvalidOperation as error:
        raise Refusal(
            f"“{text}”不是数字。", article=RELATIONS, advice="只填数字；“约”“余”等写在说明里。"
        ) from error
    if (
        not number.is_finite()
        or abs(number) >= LARGEST
        or (number < 0 and not signed)
        or (number % 1 and not decimals)
    ):
        raise Refusal(f"“{text}”不是可以填报的数。", article=RELATIONS, advice="件数应为不小于0的整数。")
    return number


def _must_be_open(unit: Unit, year: int) -> None:
    """A year is locked by the unit's own filed report, and by the district's; a correction of one's own opens it."""
    reports = AnnualReport.objects.filter(year=year).select_related("unit").defer("frozen")
    if reports.filter(unit=unit, version__gt=1).exclude(stage=AnnualReport.Stage.FILED).exists():
        return
    locked = reports.filter(Q(unit=unit) | Q(unit__kind=UnitKind.GOVERNMENT), stage=AnnualReport.Stage.FILED)
    filed = locked.first()
    if filed:
        raise Refusal(
            f"{filed.unit.short_name}{year}年度报告已于{timezone.localtime(filed.filed_at):%Y-%m-%d}归档，该年度数据已锁定。",
            article=ART_49,
            advice="确需更正的，先在本单位的年度报告中发起更正；两个版本都保留。",
        )


def open_report(
    unit: Unit, year: int, *, by: Actor, at: datetime, sections: Mapping[str, str] | None = None
) -> AnnualReport:
    """开始编制: the report of a unit, or of the district when the unit is the government."""
    by.must_hold((Role.OFFICER, Role.COMPETENT), unit)
    with transaction.atomic():
        report = AnnualReport.objects.filter(unit=unit, year=year).first()
        if report is not None:
            return report
        report = AnnualReport.objects.create(
            unit=unit,
            year=year,
            form=form_for_year(year).id,
            sections=dict(sections or {}),
            writers=[by.name],
        )
        take_step(report, "open", by=by, at=at)
        record_act(report, "report.open", at=at, by=by.name, unit=unit.code, data={"year": year})
    return report


def save_report(
    report: AnnualReport,
    *,
    sections: Mapping[str, str],
    entered: Mapping[str, str],
    explanations: Mapping[str, str],
    answers: Mapping[str, Mapping[str, str]] | None = None,
    expected_revision: int,
    by: Actor,
    at: datetime,
) -> AnnualReport:
    """保存: texts, cells entered by hand, explanations of warnings, and what became of last year's problems.

    A newer version is not overwritten; without ``answers`` those given before stay.
    """
    with transaction.atomic():
        row = drafting(report, by, expected_revision)
        row.sections = {section.id: sections.get(section.id, "") for section in SECTIONS}
        row.entered = {key: _cell(row, key, value) for key, value in entered.items() if value.strip()}
        row.explanations = {key: value.strip() for key, value in explanations.items() if value.strip()}
        if answers is not None:
            row.answers = {key: _answer(given) for key, given in answers.items() if any(given.values())}
        if by.name not in row.writers:
            row.writers = [*row.writers, by.name]
        row.revision += 1
        row.save()
        record_act(row, "report.save", at=at, by=by.name, unit=row.unit.code, data={"year": row.year})
    return row


def _answer(given: Mapping[str, str]) -> dict[str, str]:
    state = given.get("state", "")
    if state and state not in STATES:
        raise Refusal(
            f"没有“{state}”这种处理结果。", article=ART_50, advice=f"请选择{'、'.join(STATES.values())}。"
        )
    return {"state": state, "answer": given.get("answer", "").strip()}


def _cell(report: AnnualReport, key: str, text: str) -> str:
    if not is_cell(report.form, key):
        raise Refusal(
            f"{report.form}年格式没有单元格“{key}”。", article=RELATIONS, advice="请刷新页面后重填。"
        )
    return str(_number(text, signed=key.endswith("/delta"), decimals="amount" in key))


def file_report(report: AnnualReport, *, expected_revision: int, by: Actor, at: datetime) -> AnnualReport:
    """归档: freeze values, texts and the very records counted; their digest goes into the ledger, the year is locked.

    The head of the unit files its report, the leader who signs for the government (审签人) the district's, once the
    disclosure office has passed it; nobody files what she wrote or passed. A correction sets the version before aside.

    Raises:
        NotFileable: a contradiction, a blank, or a warning without explanation remains.
    """
    with transaction.atomic():
        row = hold(report, expected_revision)
        if row.stage == AnnualReport.Stage.DRAFTING:
            raise Refusal(
                "报告还没有提交审核。", article=SEPARATION, advice="请由编写人提交，经另一人审核后归档。"
            )
        if row.stage == AnnualReport.Stage.REVIEW and row.is_district:
            raise Refusal(
                "区政府的报告还没有经政务公开办审核。",
                article=SEPARATION,
                advice="请先由政务公开办审核通过。",
            )
        signing = (Role.APPROVER,) if row.is_district else (Role.HEAD,)
        by.must_hold(signing, row.unit)
        must_be_another(row, by, "归档")
        today = timezone.localtime(at).date()
        if not row.is_district and not row.is_correction:
            due = due_on(row.year, of_government=False)
            must_be_admitted(row.unit.short_name, due, today, admitted=bool(row.admitted_by))
        compiled = compile_report(row, today)
        if compiled.blocking:
            raise NotFileable(compiled.blocking)
        frozen = freeze(compiled)
        _set_former_aside(row, by, at)
        row.frozen, row.set_aside = frozen, None
        row.frozen_sha256 = _sha256(canonical(row.frozen).encode())
        row.stage, row.filed_at = AnnualReport.Stage.FILED, at
        row.filed_by = by.signature(signing, row.unit.code)
        row.revision += 1
        row.save()
        take_step(row, "file", by=by, at=at)
        facts = {"year": row.year, "form": row.form, "sha256": row.frozen_sha256}
        if row.is_correction:
            facts |= {"version": row.version, "reason": row.correction_reason}
        row.ledger_index = record_act(row, "report.file", at=at, by=by.name, unit=row.unit.code, data=facts)
        row.save(update_fields=["ledger_index"])
    return row


def _set_former_aside(row: AnnualReport, by: Actor, at: datetime) -> None:
    """Keep the version a correction takes the place of, as it was filed."""
    if row.frozen is None or row.filed_at is None:
        return
    former = FormerReport.objects.create(
        report=row,
        number=row.version - 1,
        frozen=row.frozen,
        frozen_sha256=row.frozen_sha256,
        filed_by=row.filed_by,
        filed_at=row.filed_at,
        ledger_index=row.ledger_index,
        replaced_at=at,
        reason=row.correction_reason,
    )
    facts = {"year": row.year, "version": former.number, "sha256": former.frozen_sha256}
    record_act(former, "report.supersede", at=at, by=by.name, unit=row.unit.code, data=facts)


def stated(compiled: Compiled) -> dict[str, Any]:
    """Return what the public reads of a report: preface, cells and texts; a correction says what it changes."""
    report = compiled.report
    content: dict[str, Any] = {
        "unit": report.unit.code,
        "year": report.year,
        "form": report.form,
        "preface": preface(report),
        "cells": cells_of(compiled.tables),
        "sections": compiled.sections,
    }
    if report.is_correction and report.frozen is not None:
        content["preface"] += correction.statement(
            report.frozen,
            content,
            version=report.version,
            filed_on=timezone.localtime(report.filed_at).date(),
            reason=report.correction_reason,
        )
        content |= {"version": report.version, "correction_reason": report.correction_reason}
    return content


def freeze(compiled: Compiled) -> dict[str, Any]:
    """Return what is fixed at filing: what is stated, and for every figure its value and the ids of its records."""
    report, scope = compiled.report, scope_of(compiled.report)
    kept: dict[str, Any] = {}
    for figure in figures.report_figures():
        value = compiled.values[figure.id]
        if value or (figure.kind == "returned" and value is not None):
            kept[figure.id] = {
                "value": str(shown_value(figure.id, value)),
                "records": record_ids(figure, scope),
            }
    return stated(compiled) | {
        "explanations": {key_of(f): report.explanations.get(key_of(f), "") for f in compiled.findings},
        "coverage": {
            "units": compiled.coverage.units,
            "missing": list(compiled.coverage.missing),
            "unsigned": list(compiled.coverage.unsigned),
        },
        "problems": [
            {"problem": each.text, "state": each.state, "answer": each.answer} for each in compiled.problems
        ],
        "figures": kept,
    }


def record_ids(figure: figures.Figure, scope: Scope) -> list[int]:
    return sorted(figure.records(scope).values_list("pk", flat=True))


def preface(report: AnnualReport) -> list[str]:
    """Return what a report says of itself: basis, period, where to get it, whom to ask (D83)."""
    unit = report.unit
    return [
        f"本报告根据《中华人民共和国政府信息公开条例》第五十条和《中华人民共和国政府信息公开工作年度报告格式》（{FORMS[report.form].basis}）编制。",
        f"所列数据的统计期限为{report.year}年1月1日至12月31日，由平台按记录统计或者由单位报送签字。",
        "报告电子版可在本机关网站“政府信息公开年报”栏目查阅、下载。",
        f"联系方式：{unit.office_name}，地址：{unit.address}，电话：{unit.phone}。",
    ]


def hold(report: AnnualReport, expected_revision: int | None = None) -> AnnualReport:
    """Lock the row of a report; refuse when it is not the one on the screen any more.

    Raises:
        AlreadyDone: it is filed, or somebody changed it meanwhile.
    """
    row = (
        AnnualReport.objects.select_for_update(of=("self",), no_key=True)
        .select_related("unit", "publication")
        .get(pk=report.pk)
    )
    if row.stage == AnnualReport.Stage.FILED and expected_revision is not None:
        raise AlreadyDone(
            f"{row.filed_by}已将此报告归档。", article=ART_49, advice="归档后不再修改；发现差错的，发起更正。"
        )
    if expected_revision is not None and row.revision != expected_revision:
        raise AlreadyDone(
            "报告已被他人修改或者办理。",
            article="",
            advice="您填写的内容还在下面，请与最新内容核对后再办理。",
        )
    return row


def drafting(report: AnnualReport, by: Actor, expected_revision: int) -> AnnualReport:
    """Lock a report that ``by`` is to write on."""
    row = hold(report, expected_revision)
    by.must_hold((Role.OFFICER, Role.COMPETENT, Role.HEAD), row.unit)
    if row.stage != AnnualReport.Stage.DRAFTING:
        raise Refusal(
            f"报告已提交，现处于“{row.get_stage_display()}”，不能修改。",
            article=SEPARATION,
            advice="需要修改的，由审核人写明意见退回。",
        )
    return row


def must_be_another(row: AnnualReport, by: Actor, act: str) -> None:
    """Refuse that somebody passes or files what she wrote, or files what she passed (岗位分离)."""
    if by.name in row.writers or by.name == row.checked_by:
        did = "编写" if by.name in row.writers else "审核"
        raise Refusal(
            f"{by.name}是本报告的{did}人，不能由同一人{act}。", article=SEPARATION, advice="请由另一人办理。"
        )


def take_step(row: AnnualReport, act: str, *, by: Actor, at: datetime, remark: str = "") -> None:
    """Write an act into the history of the report."""
    ReportStep.objects.create(
        report=row, version=row.version, act=act, by=by.name, post=by.post, at=at, remark=remark
    )


def prepare_publication(report: AnnualReport, *, by: Actor, at: datetime) -> Publication:
    """准备公布: put the filed report, with all its files, before the usual review of a publication (D35, D83).

    A correction goes the same way, as a new version of what is public: the earlier one stays readable beside it.
    """
    # Loaded when first needed: the typesetters would take 30 MB of every worker.
    from gongkai.reporting.annual import outputs

    with transaction.atomic():
        row = hold(report)
        if row.stage != AnnualReport.Stage.FILED:
            raise Refusal("报告还没有归档。", article=ART_49, advice="请先归档，再公布。")
        if not progress.can_be_published(row):
            raise AlreadyDone("报告已提交公布。", article="", advice="请在“信息公开”中查看审核进度。")
        replaces = row.publication if row.publication and row.publication.stage == Stage.PUBLISHED else None
        if replaces is not None:
            publication = _amended(replaces, row, by=by, at=at)
        else:
            publication = publishing.draft(
                row.unit,
                by=by,
                at=at,
                title=outputs.title(row),
                body=outputs.html(row),
                column=Column.objects.get(code="annual"),
                genre=Genre.ANNUAL_REPORT,
                created_on=timezone.localtime(at).date(),
                summary=_summary(row),
                keywords="政府信息公开，年度报告",
                public_by=due_on(row.year, of_government=row.is_district),
            )
            row.publication = publication
        for name, content in outputs.all_files(row).items():
            publishing.attach(publication, by=by, at=at, name=name, content=content)
        publishing.submit(publication, by=by, at=at, filed_as=f"{row.year}年度报告第{row.version}版")
        row.published_version = row.version
        row.save(update_fields=["publication", "published_version"])
        take_step(row, "publish", by=by, at=at)
        facts = {"year": row.year, **({"version": row.version} if row.is_correction else {})}
        record_act(row, "report.publish", at=at, by=by.name, unit=row.unit.code, data=facts)
    report.publication, report.published_version = row.publication, row.published_version
    return publication


def _amended(public: Publication, row: AnnualReport, *, by: Actor, at: datetime) -> Publication:
    """Begin the new version of a public report: the corrected text in place of the old one, without its files."""
    from gongkai.reporting.annual import outputs

    item = publishing.amend(
        public,
        by=by,
        at=at,
        changed_on=timezone.localtime(at).date(),
        change_note=f"更正：{row.correction_reason}",
    )
    for file in list(item.files.all()):
        publishing.detach(file, by=by, at=at)
        item.refresh_from_db()
    return publishing.revise(
        item,
        by=by,
        at=at,
        expected_revision=item.revision,
        body=outputs.html(row),
        summary=f"{_summary(row)}本版已更正。",
    )


def _summary(row: AnnualReport) -> str:
    return f"{row.unit.name}{row.year}年度政府信息公开工作情况，{row.form}年格式。"


def changes_since_filing(report: AnnualReport) -> list[tuple[str, str, str]]:
    """Return the figures that count something else today than when filed: label, filed value, value now."""
    scope, kept = scope_of(report), frozen_of(report)["figures"]
    now = figures.values(scope)
    changed = []
    for figure in figures.report_figures():
        filed = kept.get(figure.id, {"value": "0", "records": []})
        counts_something = bool(now[figure.id]) or figure.id in kept
        if counts_something and record_ids(figure, scope) != filed["records"]:
            changed.append((figure.label, filed["value"], str(shown_value(figure.id, now[figure.id]))))
    return changed
