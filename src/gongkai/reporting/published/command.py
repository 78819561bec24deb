"""``gongkai check-report FILE… [--json] [--previous FILE]``: exit 0 clean, 1 findings, 2 unreadable."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from gongkai.law.annual_report import Finding
from gongkai.reporting.published import json_cells, reader
from gongkai.reporting.published.checker import check_report
from gongkai.reporting.published.report import PublishedReport, Unreadable

_SEVERITIES = {"error": "错误", "warning": "提示", "format": "格式"}


def main(argv: list[str]) -> int:
    """Check each file, print one line a finding, and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="gongkai check-report", description="核对已公布的政府信息公开工作年度报告"
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="文件", help="文本、HTML 或 JSON")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("--previous", type=Path, metavar="上年报告", help="核对上年结转和项目数量的衔接")
    options = parser.parse_args(argv)
    worst = 0
    results: list[dict[str, Any]] = []
    try:
        previous = reader.read(options.previous) if options.previous else None
    except Unreadable as error:
        print(f"{options.previous}: {error}", file=sys.stderr)
        return 2
    for path in options.files:
        try:
            report = reader.read(path)
        except Unreadable as error:
            print(f"{path}: {error}", file=sys.stderr)
            worst = 2
            continue
        findings = check_report(report, previous)
        worst = max(worst, 1 if findings else 0)
        if options.json:
            file = {"file": str(path)} if len(options.files) > 1 else {}
            found = [_as_json(finding) for finding in findings]
            results.append({**file, **json_cells.to_json(report), "findings": found})
        else:
            _print(path, report, findings)
    if options.json and results:
        shown: Any = results[0] if len(options.files) == 1 else results
        print(json.dumps(shown, ensure_ascii=False, indent=1))
    return worst


def _as_json(finding: Finding) -> dict[str, Any]:
    where = {"table": finding.where.table, "row": finding.where.row, "column": finding.where.column}
    return {
        "check": finding.check,
        "severity": finding.severity,
        "where": {key: value for key, value in where.items() if value},
        "message": finding.message,
        "expected": finding.expected,
        "actual": finding.actual,
    }


def _print(path: Path, report: PublishedReport, findings: list[Finding]) -> None:
    title = (
        f"{report.issuer or '(未写明机关)'} {report.year or '(未写明年度)'} 年度报告，{report.form.id} 年格式"
    )
    print(f"{path}: {title}")
    for finding in findings:
        place = ".".join(
            part for part in (finding.where.table, finding.where.row, finding.where.column) if part
        )
        print(f"{finding.check:<10}{_SEVERITIES[finding.severity]}  {place}  {finding.message}")
    if not findings:
        print("没有发现问题。")
    else:
        counts = [f"{label}{sum(f.severity == key for f in findings)}" for key, label in _SEVERITIES.items()]
        print(f"共{len(findings)}条：{'、'.join(counts)}。")
