"""Scanned reports read by character recognition: cells read right, refused and wrong (limit 0 wrong), seconds a page.

Real reports are printed, scanned askew at 200 dots an inch and, as a worse copy, at 120, and read again. A first
argument says how many of the reports; without one, every tenth.
"""

import os
import sys
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.conf.settings")
ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
TILTS = (0.0, 0.6, -1.2)
TABLES = ("proactive", "requests", "remedies")


def main():
    import django

    django.setup()
    from gongkai.reporting.published import reader
    from gongkai.reporting.published.report import Unreadable
    from tests.report_files import as_pdf, scanned

    collected = sorted((ROOT / "tests/data/reports").glob("*.json"))
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else len(collected) // 10
    chosen = collected[:: max(1, len(collected) // wanted)][:wanted]
    wrong = 0
    for dots in (200, 120):
        right = refused = reports_refused = pages = 0
        spent = 0.0
        for number, path in enumerate(chosen):
            report = reader.read(path)
            cells = {(table, row, column): value for table in TABLES for row, values in report.tables.table(table).items()
                     for column, value in values.items()}  # fmt: skip
            scans = scanned(report, tilt=TILTS[number % len(TILTS)], dots=dots)
            pages += len(scans)
            started = time.perf_counter()
            try:
                again = reader.read_bytes(as_pdf(scans))
            except Unreadable:
                refused, reports_refused = refused + len(cells), reports_refused + 1
            else:
                good = sum(
                    again.tables.table(table)[row].get(column) == value
                    for (table, row, column), value in cells.items()
                )
                right, wrong = right + good, wrong + len(cells) - good
            spent += time.perf_counter() - started
        print(
            f"{dots} dots an inch: {right} cells right, {wrong} wrong, {refused} refused with {reports_refused} of "
            f"{len(chosen)} reports; {spent / pages:.1f} s a page",
            flush=True,
        )
    if wrong:
        sys.exit("a scanned number was read wrong")


if __name__ == "__main__":
    main()
