"""Checking a published report: one text report when everything is loaded, and a PDF of twenty pages.

    .venv/bin/python bench/bench_check_report.py

The limits are for the clock on a machine with nothing else to do; the time of the processor is printed beside it.
Each is read and checked as ``gongkai check-report`` does it, and printed as a ratio to its limit.
"""

import os
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.conf.settings")

TEXT_LIMIT, PDF_LIMIT = 0.050, 2.0
PAGES = 20
ROUNDS = 9


def main():
    import django

    django.setup()
    text = (ROOT / "tests" / "data" / "baiyin-2019.txt").read_bytes()
    pdf = pdf_of_twenty_pages(text)
    missed = [
        name
        for name, content, limit, rounds in (
            ("one text report, warm", text, TEXT_LIMIT, ROUNDS),
            (f"a PDF of {PAGES} pages", pdf, PDF_LIMIT, 3),
        )
        if not measure(name, content, limit, rounds)
    ]
    if missed:
        sys.exit(f"slower than the limit: {', '.join(missed)}")


def pdf_of_twenty_pages(text):
    """Return the report as PDF with a preface long enough for twenty pages, tables at the end."""
    import io

    from pypdf import PdfReader

    from gongkai.law.annual_report import SECTIONS
    from gongkai.reporting.annual import outputs
    from gongkai.reporting.annual.layout import grids
    from gongkai.reporting.published import reader
    from tests.report_files import LONG, PLACE

    report = reader.read_bytes(text)
    by_section = {grid.section: grid for grid in grids(report.tables)}
    parts = [(f"{s.number}、{s.heading}", [LONG], by_section.get(PLACE.get(s.id, ""))) for s in SECTIONS]
    paragraphs = 40
    while True:
        content = outputs.pdf_file("报告", report.issuer, [LONG] * paragraphs, parts)
        pages = len(PdfReader(io.BytesIO(content)).pages)
        if pages == PAGES:
            return content
        paragraphs += PAGES - pages if abs(PAGES - pages) < 3 else (PAGES - pages) * 2


def measure(name, content, limit, rounds):
    from gongkai.reporting.published import reader
    from gongkai.reporting.published.checker import checked

    def work():
        started = time.perf_counter()
        result = checked(Path("report"), reader.read_bytes(content))
        assert any(finding.check == "T3-C1" for finding in result.findings), (
            "the errors of the report are found"
        )
        return time.perf_counter() - started

    work()
    processor = time.process_time()
    work()
    processor = time.process_time() - processor
    taken = statistics.median(work() for _ in range(rounds))
    print(
        f"{name:<24}{taken * 1000:>9.1f} ms  {taken / limit:>6.2f} × (limit {limit * 1000:.0f} ms)  processor {processor * 1000:.0f} ms"
    )
    return taken <= limit


if __name__ == "__main__":
    main()
