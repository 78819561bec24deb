"""Everything that can be said about a published report from the report alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gongkai.law import relations
from gongkai.law.annual_report import Finding
from gongkai.law.relations import Unchecked
from gongkai.reporting.published import headings, narrative
from gongkai.reporting.published.report import PublishedReport

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
    findings += relations.check(
        report.tables, level=report.level, previous=previous.tables if previous else None
    )
    if report.paragraphs:
        findings += narrative.check(report.paragraphs, report.tables)
        findings += headings.check(report.paragraphs, report.issuer)
    return sorted(findings, key=lambda finding: list(SEVERITIES).index(finding.severity))


def checked(path: Path, report: PublishedReport, previous: PublishedReport | None = None) -> Checked:
    """Return a report with all that is found in it, and with what could not be checked."""
    unchecked = relations.unchecked(
        report.tables, level=report.level, previous=previous.tables if previous else None
    )
    return Checked(path, report, check_report(report, previous), unchecked=unchecked)
