"""What came of checking files, and the same as JUnit XML for build servers: a file a suite, a finding a failure."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

from gongkai.law.annual_report import Finding
from gongkai.reporting.published.report import PublishedReport

SEVERITIES = {"error": "错误", "warning": "提示", "format": "格式"}


@dataclass(frozen=True)
class Checked:
    """A file, the report read from it (``None`` when it cannot be read, with the ``fault``) and the findings."""

    path: Path
    report: PublishedReport | None
    findings: Sequence[Finding]
    fault: str = ""

    @property
    def title(self) -> str:
        assert self.report is not None
        issuer, year = self.report.issuer or "(未写明机关)", self.report.year or "(未写明年度)"
        return f"{issuer} {year} 年度报告，{self.report.form.id} 年格式"

    @property
    def counted(self) -> str:
        """Return how many findings there are of each severity."""
        return "、".join(
            f"{label}{sum(finding.severity == key for finding in self.findings)}"
            for key, label in SEVERITIES.items()
        )


def written(results: Sequence[Checked]) -> bytes:
    """Return the results as JUnit XML. An error fails, warnings and remarks on form are printed only."""
    root = Element("testsuites", name="gongkai check-report")
    for result in results:
        failures = [finding for finding in result.findings if finding.severity == "error"]
        suite = SubElement(
            root,
            "testsuite",
            name=str(result.path),
            tests=str(max(1, len(result.findings))),
            failures=str(len(failures)),
            errors="1" if result.report is None else "0",
        )
        for finding in result.findings:
            case = SubElement(
                suite, "testcase", classname=str(result.path), name=f"{finding.check} {finding.where}"
            )
            kind = "failure" if finding.severity == "error" else "system-out"
            SubElement(case, kind).text = finding.message
        if not result.findings:
            case = SubElement(suite, "testcase", classname=str(result.path), name="核对")
            if result.fault:
                SubElement(case, "error").text = result.fault
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))
