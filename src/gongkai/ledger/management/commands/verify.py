"""``gongkai verify``: prints what it finds and exits 1 when something was changed."""

import sys
import time
from typing import Any

from django.core.management.base import BaseCommand

from gongkai.ledger.verify import VerificationReport, verify

QUIET_SECONDS = 2.0
SHOWN = 50


class Command(BaseCommand):
    help = "核验公开账本和全部登记记录未被改动"

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        spoken = started

        def progress(what: str, done: int, total: int) -> None:
            nonlocal spoken
            now = time.monotonic()
            if now - spoken >= QUIET_SECONDS:
                spoken = now
                self.stdout.write(f"{what} {done}/{total} …")

        report = verify(progress)
        self._say(report, time.monotonic() - started)
        if not report.ok:
            sys.exit(1)

    def _say(self, report: VerificationReport, seconds: float) -> None:
        self.stdout.write(
            f"账本 {report.events} 条记录，其中 {report.signed} 条已由 {report.checkpoints} 个检查点签名；"
            f"登记记录 {report.records} 件；用时 {seconds:.1f} 秒。"
        )
        if report.ok:
            self.stdout.write(
                "核验通过：账本完整，公布的文件与账本一致，每件登记记录都是其最后一次办理留下的样子。"
            )
            return
        for finding in report.findings[:SHOWN]:
            self.stdout.write(f"  ✗ {finding.message}")
        if len(report.findings) > SHOWN:
            self.stdout.write(f"  …… 另有 {len(report.findings) - SHOWN} 处。")
        self.stdout.write(
            f"核验未通过：发现 {len(report.findings)} 处不符。请保留现场，用备份和外部保存的检查点比对。"
        )
