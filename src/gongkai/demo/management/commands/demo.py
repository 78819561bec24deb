import gc
import sys
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from gongkai.demo import current, district, year2019
from gongkai.demo.models import DemoStep
from gongkai.demo.year2019 import Cast
from gongkai.publishing import columns

ITEMS = year2019.TOWNSHIP_ITEMS + year2019.DEPARTMENT_ITEMS + year2019.NORMATIVE_BEFORE


class Command(BaseCommand):
    help = "载入演示区县并回放2019年；中断后再次运行从断点继续"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--share", type=float, default=1.0, help="只回放这一比例的公开信息（测试用）")

    def handle(self, *args: Any, **options: Any) -> None:
        # A replay makes no cycles worth looking for, and looking takes a quarter of its time.
        gc.disable()
        columns.install()
        district.install()
        done = set(DemoStep.objects.values_list("name", flat=True))
        cast = Cast.load()
        started, count = time.monotonic(), 0
        total = round(ITEMS * options["share"])
        for name, day, items, play in year2019.steps(cast, options["share"]):
            if name not in done:
                self._step(name, play)
                self._progress(day, count + items, total, time.monotonic() - started)
            count += items
        if "current" not in done:
            self._step("current", lambda: current.play(cast, timezone.localdate()))
            self.stdout.write(f"\n演示年度已就绪：{count} 条公开信息，{time.monotonic() - started:.0f} 秒。")

    def _step(self, name: str, play: Any) -> None:
        """Play a step and note it, in one transaction: a killed replay goes on with the next start."""
        with transaction.atomic():
            play()
            DemoStep.objects.create(name=name, done_at=timezone.now())

    def _progress(self, day: Any, count: int, total: int, seconds: float) -> None:
        ending = "" if sys.stdout.isatty() else "\n"
        if sys.stdout.isatty() or day.day == 1:
            share = 100 * count // max(1, total)
            self.stdout.write(
                f"\r回放演示年度 {day}  {count}/{total} 条  {share}%  {seconds:.0f} 秒", ending=ending
            )
            self.stdout.flush()
