"""Published reports of other governments, taken in by the disclosure office: real ones, with their sources."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from gongkai.demo.cast import COMPETENT, Act, Cast
from gongkai.reporting.past import actions
from gongkai.reporting.published import json_cells
from gongkai.reporting.published.checker import check_report

DATA = Path(__file__).parent / "data" / "reports.json"


def acts(cast: Cast, now: datetime) -> Iterator[Act]:
    """Yield one act for each report whose year has ended."""
    at = now - timedelta(minutes=20)
    for given in json.loads(DATA.read_text("utf-8")):
        if given["report"]["year"] <= at.year:
            yield Act(at, partial(_take_in, cast, given, at))


def _take_in(cast: Cast, given: dict[str, Any], at: datetime) -> None:
    report = json_cells.read(given["report"])
    content = json.dumps(given["report"], ensure_ascii=False).encode()
    origin = actions.Origin(
        report.issuer, report.year or 0, given["basis"], given["source"],
        f"{report.issuer}{report.year}.json", actions.digest(content),
    )  # fmt: skip
    findings = [(each.check, each.severity, each.message) for each in check_report(report)]
    actions.take_in(report, findings, origin, by=cast.of("zfb", COMPETENT), at=at)
