"""``gongkai check-report FILE… [--json] [--junit FILE] [--previous FILE]``: exit 0 clean, 1 findings, 2 unreadable.

A folder stands for every report below it; one file that cannot be read does not stop the others.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from gongkai.reporting.published import json_cells, junit, reader
from gongkai.reporting.published.checker import SEVERITIES, Checked, checked
from gongkai.reporting.published.report import Unreadable

SUFFIXES = (
    ".txt",
    ".html",
    ".htm",
    ".json",
    ".docx",
    ".xlsx",
    ".pdf",
    ".png",
    ".jpg",
    ".jpeg",
    ".tif",
    ".tiff",
    ".mht",
    ".mhtml",
    ".doc",
    ".xls",
)


def main(argv: list[str]) -> int:
    """Check each file, print one line a finding, and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="gongkai check-report", description="核对已公布的政府信息公开工作年度报告"
    )
    parser.add_argument(
        "files", nargs="+", metavar="文件", help="文本、网页、Word、Excel、PDF、JSON，或者存放它们的文件夹"
    )
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("--junit", type=Path, metavar="XML", help="另写一份 JUnit 格式的结果")
    parser.add_argument("--previous", type=Path, metavar="上年报告", help="核对上年结转和项目数量的衔接")
    options = parser.parse_args(argv)
    try:
        previous = reader.read(options.previous) if options.previous else None
    except Unreadable as error:
        print(f"{options.previous}: {error}", file=sys.stderr)
        return 2
    paths = [path for name in options.files for path in _reports_at(name)]
    if not paths:
        print(f"没有找到报告文件：{'、'.join(options.files)}。", file=sys.stderr)
        return 2
    results = []
    for path in paths:
        try:
            report = reader.read(path)
        except Unreadable as error:
            print(f"{path}: {error}", file=sys.stderr)
            results.append(Checked(path, None, [], str(error)))
            continue
        results.append(checked(path, report, previous))
        if not options.json:
            _print(results[-1])
    if options.junit:
        try:
            options.junit.write_bytes(junit.written(results))
        except OSError as error:
            print(f"{options.junit}: 不能写入结果：{error.strerror}。", file=sys.stderr)
            return 2
    if options.json:
        _print_json(results)
    elif len(results) > 1:
        _print_summary(results)
    return max(2 if result.report is None else 1 if result.findings else 0 for result in results)


def _reports_at(name: str) -> Iterator[Path]:
    """Yield the file ``name``, the reports below the folder ``name``, or the files the pattern ``name`` fits."""
    path = Path(name)
    if path.is_dir():
        yield from sorted(each for each in path.rglob("*") if each.suffix.lower() in SUFFIXES)
    elif not path.exists() and any(sign in name for sign in "*?["):
        yield from sorted(Path(path.anchor).glob(str(path.relative_to(path.anchor))))
    else:
        yield path


def _print_json(results: Sequence[Checked]) -> None:
    shown = [
        {
            **({"file": str(result.path)} if len(results) > 1 else {}),
            **({"error": result.fault} if result.report is None else json_cells.checked(result)),
        }
        for result in results
    ]
    print(json.dumps(shown[0] if len(results) == 1 else shown, ensure_ascii=False, indent=1))


def _print(result: Checked) -> None:
    print(f"{result.path}: {result.title}")
    for finding in result.findings:
        print(f"{finding.check:<10}{SEVERITIES[finding.severity]}  {finding.where}  {finding.message}")
    print(f"共{len(result.findings)}条：{result.counted}。" if result.findings else "没有发现问题。")
    if result.left_out:
        print(result.left_out)


def _print_summary(results: Sequence[Checked]) -> None:
    print(f"\n共核对{len(results)}份：")
    for result in results:
        read = result.counted if result.findings else "没有发现问题"
        said = "不能读取" if result.fault else read
        print(f"{said}\t{result.path}")
