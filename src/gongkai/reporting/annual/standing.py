"""How far each unit's annual report has come, and which are late (报送进度, D80)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from gongkai.law.annual_report import Finding, Place
from gongkai.law.lateness import ARTICLE, Handing
from gongkai.publishing.models import Stage
from gongkai.reporting.models import AnnualReport
from gongkai.reporting.parameters import due_on
from gongkai.units.models import Unit, UnitKind

PUBLIC = (Stage.PUBLISHED, Stage.WITHDRAWN)
SHOWN = 10
KEY = "D80-LATE"


@dataclass(frozen=True)
class Standing:
    """Where a unit stands with its report on a day; ``report`` is ``None`` while nobody has begun it."""

    unit: Unit
    report: AnnualReport | None
    handing: Handing
    days_late: int
    days_left: int | None

    @property
    def state(self) -> str:
        """Say in a word how far the report has come."""
        if self.report is None:
            return "未编制"
        if self.report.stage != AnnualReport.Stage.FILED:
            return (
                f"更正：{self.report.get_stage_display()}"
                if self.report.is_correction
                else self.report.get_stage_display()
            )
        if self.handing.published_on:
            return "已更正公布" if self.report.is_correction else "已公布"
        return "已归档，未公布"

    @property
    def waits_to_be_admitted(self) -> bool:
        report = self.report
        return (
            report is not None
            and report.stage == AnnualReport.Stage.REVIEW
            and not report.is_district
            and not report.is_correction
            and self.days_late > 0
            and not report.admitted_by
        )

    @property
    def said(self) -> str:
        return f"{self.unit.short_name}（{self.state}，逾期{self.days_late}日）"


def standings(units: Iterable[Unit], year: int, on: date) -> list[Standing]:
    """Return how the reports of ``units`` for ``year`` stand, the latest first, then in the order of the units."""
    units = list(units)
    reports = AnnualReport.objects.filter(year=year, unit__in=units).select_related("unit", "publication")
    by_unit = {report.unit_id: report for report in reports.defer("frozen", "publication__body")}
    due = {kind: due_on(year, of_government=kind) for kind in (True, False)}
    found = [
        _standing(unit, by_unit.get(unit.pk), due[unit.kind == UnitKind.GOVERNMENT], on) for unit in units
    ]
    return sorted(found, key=lambda each: (-each.days_late, each.unit.sort))


def standing_of(report: AnnualReport, on: date) -> Standing:
    due = due_on(report.year, of_government=report.is_district)
    return _standing(report.unit, report, due, on)


def _standing(unit: Unit, report: AnnualReport | None, due: date, on: date) -> Standing:
    handing = Handing(due, _filed_on(report), _published_on(report))
    return Standing(unit, report, handing, handing.days_late(on), handing.days_left(on))


def _filed_on(report: AnnualReport | None) -> date | None:
    """Return the day the report was first handed in: a correction does not make it late."""
    if report is None or report.filed_at is None:
        return None
    first = (
        report.former.order_by("number").values_list("filed_at", flat=True).first()
        if report.is_correction
        else None
    )
    return timezone.localtime(first or report.filed_at).date()


def _published_on(report: AnnualReport | None) -> date | None:
    publication = report.publication if report else None
    if publication is None or publication.stage not in PUBLIC or publication.published_at is None:
        return None
    return timezone.localtime(publication.published_at).date()


def assessed(year: int) -> QuerySet[Unit]:
    """Return the units that owe a report for ``year``: those that existed at its end."""
    return Unit.objects.on(date(year, 12, 31)).assessed()


def findings(report: AnnualReport, on: date | None) -> list[Finding]:
    """Say that the report itself is late, and on the district's report which units are."""
    if on is None or report.is_correction:
        return []
    found = []
    own = due_on(report.year, of_government=report.is_district)
    if on > own and report.filed_at is None:
        found.append(
            Finding(
                KEY,
                "warning",
                Place("report"),
                f"报送和公布的最后一日是{own}，已逾期{(on - own).days}日；请写明逾期原因（{ARTICLE}）。",
                str(own),
                str(on),
            )
        )
    if report.is_district:
        late = [each for each in standings(assessed(report.year), report.year, on) if each.days_late]
        if late:
            named = "、".join(each.said for each in late[:SHOWN])
            more = f"等{len(late)}个单位" if len(late) > SHOWN else ""
            found.append(
                Finding(
                    "D80-UNITS",
                    "warning",
                    Place("report", "units"),
                    f"{len(late)}个单位没有按期报送、公布本单位年度报告：{named}{more}；请督促，或说明情况（{ARTICLE}）。",
                    "0",
                    str(len(late)),
                )
            )
    return found
