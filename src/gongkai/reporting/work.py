"""Reports and returns on the work list: what waits to be written, reviewed, filed, published or signed; who is late."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from gongkai.cases.worklist import Notice, WorkItem
from gongkai.law.lateness import reminder
from gongkai.reporting.annual import progress, standing
from gongkai.reporting.models import AnnualReport, UnitReturn
from gongkai.reporting.parameters import due_on, first_year
from gongkai.units.models import Role, Unit, UnitKind, User

KIND = "数据报送"
FILED = AnnualReport.Stage.FILED
# Who has the next step, by stage: of a unit's report, and of the district's.
UNIT_STEPS = {"drafting": Role.OFFICER, "review": Role.HEAD, "filed": Role.OFFICER}
DISTRICT_STEPS = {
    "drafting": {Role.OFFICER},
    "review": {Role.COMPETENT, Role.HEAD},
    "approval": {Role.APPROVER},
    "filed": {Role.OFFICER},
}
ASKED = {
    "drafting": "编制、核对并提交审核",
    "review": "审核",
    "approval": "审定并归档",
    "filed": "提交公布",
}


def open_reports(user: User, on: date) -> Iterable[WorkItem]:
    """Yield the annual reports whose next step is ``user``'s; what she wrote she does not review."""
    posts = list(user.posts.on(on).select_related("unit"))
    district = {post.role for post in posts if post.unit.kind == UnitKind.GOVERNMENT}
    if any(post.role == Role.COMPETENT for post in posts):
        district |= {Role.COMPETENT, Role.OFFICER}
    mine = Q(pk__in=())
    for stage, roles in DISTRICT_STEPS.items():
        if roles & district:
            mine |= Q(unit__kind=UnitKind.GOVERNMENT, stage=stage)
    for stage, role in UNIT_STEPS.items():
        units = [post.unit_id for post in posts if post.role == role]
        mine |= Q(unit__in=units, stage=stage) & ~Q(unit__kind=UnitKind.GOVERNMENT)
    rows = AnnualReport.objects.filter(mine).select_related("unit", "publication").defer("frozen", "sections")
    for report in rows:
        reviewed = report.stage not in (FILED, AnnualReport.Stage.DRAFTING)
        if (reviewed and str(user) in report.writers) or (
            report.stage == FILED and not progress.can_be_published(report)
        ):
            continue
        yield _item(report)


def _item(report: AnnualReport) -> WorkItem:
    filed = report.stage == FILED and report.filed_at is not None
    todo = ASKED[report.stage]
    if report.stage == AnnualReport.Stage.REVIEW and not report.is_district:
        todo = "审核并归档"
    return WorkItem(
        title=f"{report.unit.short_name}{report.year}年度报告{'（更正）' if report.is_correction else ''}",
        number="",
        kind=KIND,
        todo=todo,
        unit=report.unit.short_name,
        due_on=due_on(report.year, of_government=report.is_district),
        provisional=False,
        since=timezone.localtime(report.filed_at).date() if filed else date(report.year + 1, 1, 1),
        url=reverse("reporting_report", args=[report.pk]),
    )


def _years(on: date) -> list[int]:
    """Return the years somebody has begun to report for here, as far as they are over."""
    begun = AnnualReport.objects.filter(year__lt=on.year).order_by("year")
    return list(begun.values_list("year", flat=True).distinct())


def missing_reports(user: User, on: date) -> Iterable[WorkItem]:
    """Yield the reports an officer's units owe and have not begun."""
    own = user.posts.on(on).filter(role=Role.OFFICER).values("unit")
    for year in _years(on):
        has_one = AnnualReport.objects.filter(unit=OuterRef("pk"), year=year)
        for unit in Unit.objects.on(date(year, 12, 31)).filter(~Exists(has_one), pk__in=own).assessed():
            yield WorkItem(
                title=f"{unit.short_name}{year}年度报告",
                number="",
                kind=KIND,
                todo="编制",
                unit=unit.short_name,
                due_on=due_on(year, of_government=False),
                provisional=False,
                since=date(year + 1, 1, 1),
                url=f"{reverse('reporting_overview')}?year={year}",
            )


def late_reports(user: User, on: date) -> Iterable[WorkItem]:
    """Yield, for the disclosure office, the units of each year that are late, and the late reports to admit."""
    if not user.posts.on(on).filter(role=Role.COMPETENT).exists():
        return
    for year in _years(on):
        late = [each for each in standing.standings(standing.assessed(year), year, on) if each.days_late]
        open_still = [each for each in late if each.handing.published_on is None]
        for each in open_still:
            if each.waits_to_be_admitted and each.report is not None:
                yield _late(
                    f"{each.unit.short_name}{year}年度报告",
                    "准予补报",
                    each.handing.due,
                    each.report.pk,
                    year,
                )
        if open_still:
            yield _late(
                f"{len(open_still)}个单位{year}年度报告逾期未公布",
                "督促报送",
                open_still[0].handing.due,
                None,
                year,
            )


def _late(title: str, todo: str, due: date, report: int | None, year: int) -> WorkItem:
    overview = f"{reverse('reporting_overview')}?year={year}"
    url = overview if report is None else reverse("reporting_report", args=[report])
    return WorkItem(
        title=title, number="", kind=KIND, todo=todo, unit="政务公开办", due_on=due, provisional=False, since=due, url=url
    )  # fmt: skip


def reminders(user: User, on: date) -> Iterable[Notice]:
    """Remind whoever writes or heads a unit of its report, 30, 14, 7, 3 and 1 days before the last day, and after it."""
    roles = (Role.OFFICER, Role.HEAD)
    units = [post.unit for post in user.posts.on(on).filter(role__in=roles).select_related("unit")]
    for year in _years(on)[-1:]:
        for each in standing.standings({unit.pk: unit for unit in units}.values(), year, on):
            if each.handing.published_on is not None:
                continue
            text = ""
            if each.days_late:
                text = f"{each.unit.short_name}{year}年度报告{each.state}，已逾期{each.days_late}日。"
            elif each.days_left is not None and reminder(each.days_left) is not None:
                text = f"{each.unit.short_name}{year}年度报告{each.state}，距报送公布的最后一日（{each.handing.due}）还有{each.days_left}日。"
            if text:
                yield Notice(text, f"{reverse('reporting_overview')}?year={year}")


def unsigned_returns(user: User, on: date) -> Iterable[WorkItem]:
    """Yield, for each unit and year, the figures that wait for the signature of its head."""
    headed = user.posts.on(on).filter(role=Role.HEAD).values("unit")
    waiting = (
        UnitReturn.objects.filter(unit__in=headed, signed_at=None, superseded_by=None)
        .order_by()
        .values("unit__short_name", "year")
        .annotate(n=Count("pk"), since=Min("entered_at"))
    )
    for row in waiting:
        yield WorkItem(
            title=f"{row['unit__short_name']}{row['year']}年度数据（{row['n']}项）",
            number="",
            kind=KIND,
            todo="核对并签字",
            unit=row["unit__short_name"],
            due_on=due_on(row["year"], of_government=False),
            provisional=False,
            since=timezone.localtime(row["since"]).date(),
            url=reverse("reporting_earlier")
            if row["year"] < first_year(on)
            else f"{reverse('reporting_returns')}?year={row['year']}",
        )
