"""Reports and returns on the work list: what waits to be compiled, published or signed."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from gongkai.cases.worklist import WorkItem
from gongkai.law.annual_report import publish_by
from gongkai.reporting.models import AnnualReport, UnitReturn
from gongkai.reporting.parameters import first_year
from gongkai.units.models import Role, User

KIND = "数据报送"


def open_reports(user: User, on: date) -> Iterable[WorkItem]:
    """Yield the annual reports that ``user`` compiles and that are not published yet."""
    mine = Q(pk__in=())
    for post in user.posts.on(on):
        if post.role == Role.COMPETENT:
            mine |= Q(unit__kind="government")
        elif post.role in (Role.OFFICER, Role.HEAD):
            mine |= Q(unit=post.unit_id) & ~Q(unit__kind="government")
    for report in AnnualReport.objects.filter(mine, publication=None).select_related("unit"):
        drafting = report.stage == AnnualReport.Stage.DRAFTING
        yield WorkItem(
            title=f"{report.unit.short_name}{report.year}年度报告",
            number="",
            kind=KIND,
            todo="编制、核对并归档" if drafting else "公布",
            unit=report.unit.short_name,
            due_on=publish_by(report.year, of_government=report.is_district),
            provisional=False,
            since=date(report.year + 1, 1, 1)
            if report.filed_at is None
            else timezone.localtime(report.filed_at).date(),
            url=reverse("reporting_report", args=[report.pk]),
        )


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
            due_on=publish_by(row["year"], of_government=False),
            provisional=False,
            since=timezone.localtime(row["since"]).date(),
            url=reverse("reporting_earlier")
            if row["year"] < first_year(on)
            else f"{reverse('reporting_returns')}?year={row['year']}",
        )
