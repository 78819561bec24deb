"""What came of checking files as JUnit XML for build servers: a file a suite, an error a failure."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from gongkai.reporting.published.checker import Checked


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
