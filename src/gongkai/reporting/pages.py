"""What reporting shows the public beside the filed reports: the comparison (对照) with the published one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.template.loader import render_to_string

from gongkai.reporting.annual import comparison
from gongkai.reporting.models import AnnualReport
from gongkai.units.models import UnitKind


@dataclass(frozen=True)
class PublicPage:
    """A page for the public site: its path, its title, and its content, rendered when asked for."""

    path: str
    title: str
    html: Callable[[], str]


def public_pages() -> Iterator[PublicPage]:
    """Yield the comparisons there are: a year is shown once its report is being drafted."""
    reports = AnnualReport.objects.filter(unit__kind=UnitKind.GOVERNMENT, year__in=comparison.years())
    for report in reports.select_related("unit"):
        yield PublicPage(
            f"compare/{report.year}.html",
            f"{report.unit.name}{report.year}年度报告对照",
            lambda report=report: comparison_html(report),  # type: ignore[misc]
        )


def comparison_html(report: AnnualReport) -> str:
    """Render the district's report beside the published one; empty when there is nothing to compare."""
    shown = comparison.compare(report)
    if shown is None:
        return ""
    return render_to_string("reporting/comparison.html", {"report": report, "comparison": shown})
