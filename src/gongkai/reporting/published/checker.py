"""Everything that can be said about a published report from the report alone."""

from gongkai.law import annual_report
from gongkai.law.annual_report import Finding
from gongkai.reporting.published import headings, narrative
from gongkai.reporting.published.report import PublishedReport

_ORDER = {"error": 0, "warning": 1, "format": 2}


def check_report(report: PublishedReport, previous: PublishedReport | None = None) -> list[Finding]:
    """Return all findings, errors first, in the order of the report within each severity."""
    findings = [*report.oddities]
    findings += [
        finding
        for finding in annual_report.check(
            report.tables, level=report.level, previous=previous.tables if previous else None
        )
        if finding.where.table in report.present
    ]
    if report.paragraphs:
        findings += narrative.check(report.paragraphs, report.tables)
        findings += headings.check(report.paragraphs, report.issuer)
    return sorted(findings, key=lambda finding: _ORDER[finding.severity])
