"""Last year's report of the same organ, whether it was filed here or only published (上年报告)."""

from gongkai.law.annual_report import SECTIONS
from gongkai.publishing.models import Genre, Publication
from gongkai.publishing.passages import plain_text
from gongkai.reporting.models import AnnualReport
from gongkai.reporting.published import headings


def filed_before(report: AnnualReport) -> AnnualReport | None:
    """Return the report the organ filed for the year before."""
    rows = AnnualReport.objects.filter(unit=report.unit, year=report.year - 1).exclude(frozen=None)
    return rows.select_related("unit").first()


def sections_before(report: AnnualReport, filed: AnnualReport | None) -> dict[str, str]:
    """Return the six sections of last year's report: as filed, else as read from what was published; or nothing."""
    if filed is not None and filed.frozen is not None:
        return dict(filed.frozen["sections"])
    published = Publication.objects.public().filter(
        unit=report.unit, genre=Genre.ANNUAL_REPORT, title__contains=f"{report.year - 1}年"
    )
    body = published.order_by("-published_at").values_list("body", flat=True).first()
    if body is None:
        return {}
    found = headings.sections(plain_text(body).split("\n"))
    return {
        section.id: "\n".join(each.paragraphs)
        for section in SECTIONS
        for each in found
        if each.section == section
    }
