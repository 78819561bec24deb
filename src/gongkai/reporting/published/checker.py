"""Everything that can be said about a published report from the report alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gongkai.law import relations
from gongkai.law.annual_report import Finding, Place
from gongkai.law.relations import Unchecked
from gongkai.reporting.published import headings, narrative
from gongkai.reporting.published.report import PublishedReport

# No heading and no title is as long: what has none longer is tables without a text.
_HEADING = 50
MISFIT = "PREV"
SEVERITIES = {"error": "错误", "warning": "提示", "format": "格式"}


@dataclass(frozen=True)
class Checked:
    """A file, the report read from it (``None`` when it cannot be read, with the ``fault``) and the findings."""

    path: Path
    report: PublishedReport | None
    findings: Sequence[Finding]
    fault: str = ""
    unchecked: Sequence[Unchecked] = field(default=())

    @property
    def title(self) -> str:
        assert self.report is not None
        issuer, year = self.report.issuer or "(未写明机关)", self.report.year or "(未写明年度)"
        return f"{issuer} {year} 年度报告，{self.report.form.id} 年格式"

    @property
    def left_out(self) -> str:
        """Say which relations were not checked, and why; empty when all were."""
        checks = list(dict.fromkeys(each.check for each in self.unchecked))
        if not checks:
            return ""
        counted = "、".join(f"{c}（{sum(e.check == c for e in self.unchecked)}处）" for c in checks)
        return f"未核对：{counted}，因为所需的数据这份文件里没有或者不能读作数字。"

    @property
    def counted(self) -> str:
        """Return how many findings there are of each severity."""
        return "、".join(
            f"{label}{sum(finding.severity == key for finding in self.findings)}"
            for key, label in SEVERITIES.items()
        )


def check_report(report: PublishedReport, previous: PublishedReport | None = None) -> list[Finding]:
    """Return all findings, errors first, in the order of the report within each severity."""
    findings = [*report.oddities]
    misfit = _misfit(report, previous)
    if misfit:
        previous, findings = None, [*findings, Finding(MISFIT, "error", Place("text"), misfit)]
    findings += relations.check(
        report.tables, level=report.level, previous=previous.tables if previous else None
    )
    if any(len(paragraph) > _HEADING for paragraph in report.paragraphs):
        findings += narrative.check(report.paragraphs, report.tables)
        findings += headings.check(report.paragraphs, report.issuer)
    return sorted(findings, key=lambda finding: list(SEVERITIES).index(finding.severity))


def _misfit(report: PublishedReport, previous: PublishedReport | None) -> str:
    """Say why ``previous`` is not the report of the year before; empty when it may be."""
    if previous is None:
        return ""
    if report.year and previous.year and previous.year != report.year - 1:
        return f"作为上年报告的文件是{previous.year}年度的，不是{report.year - 1}年度的，没有核对上年结转。"
    names = [report.issuer, previous.issuer]
    if all(names) and names[0] not in names[1] and names[1] not in names[0]:
        return f"作为上年报告的文件是“{names[1]}”的，不是“{names[0]}”的，没有核对上年结转。"
    return ""


def checked(path: Path, report: PublishedReport, previous: PublishedReport | None = None) -> Checked:
    """Return a report with all that is found in it, and with what could not be checked."""
    findings = check_report(report, previous)
    fits = previous is not None and all(finding.check != MISFIT for finding in findings)
    unchecked = relations.unchecked(
        report.tables, level=report.level, previous=previous.tables if previous and fits else None
    )
    return Checked(path, report, findings, unchecked=unchecked)
