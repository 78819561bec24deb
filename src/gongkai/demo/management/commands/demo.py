import gc
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.utils import timezone

from gongkai.demo import current, district, seals, year2019
from gongkai.demo.cast import COMPETENT, Cast, moment
from gongkai.demo.models import DemoStep
from gongkai.demo.replaying import replaying
from gongkai.publishing import columns, standards

CURRENT, SEALS = "current", "seals"


def _prepare_statements() -> None:
    """Let the server plan the few statements of the replay once.

    Elsewhere each is planned for its values: one plan for all of them can be thousands of times too slow.
    """
    if connection.in_atomic_block:
        return
    connection.close()
    connection.settings_dict["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 3}


def _keep_to_one_core() -> None:
    """Keep this process and its own database process on one core.

    The two take turns, thousands of times a second; waking another core each time costs a third of the replay.
    A database that runs elsewhere, or under a user this one may not touch, is left as it is.
    """
    if sys.platform != "linux":
        return
    core = {max(os.sched_getaffinity(0))}
    with connection.cursor() as cursor, suppress(OSError):
        cursor.execute("SELECT pg_backend_pid() WHERE inet_server_addr() IS NULL")
        for (backend,) in cursor.fetchall():
            os.sched_setaffinity(backend, core)
            os.sched_setaffinity(0, core)


@contextmanager
def _without_savepoints() -> Iterator[None]:
    """Let the verbs of a step set no savepoints: what fails in one takes the whole step back."""
    connection.features.uses_savepoints = False
    try:
        yield
    finally:
        connection.features.uses_savepoints = True


class Command(BaseCommand):
    help = "载入演示区县并回放2019年；中断后再次运行从断点继续"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--share", type=float, default=1.0, help="只回放这一比例的公开信息（测试用）")
        parser.add_argument("--today", type=date.fromisoformat, help="在办事项以这一天为今天，如 2026-03-02")

    def handle(self, *args: Any, **options: Any) -> None:
        done = set(DemoStep.objects.values_list("name", flat=True))
        if CURRENT in done:
            return
        _prepare_statements()
        _keep_to_one_core()
        # A replay makes no cycles worth looking for, and looking takes a quarter of its time.
        gc.disable()
        try:
            with replaying():
                self._replay(done, options["share"], options["today"])
        finally:
            gc.enable()

    def _replay(self, done: set[str], share: float, today: date | None) -> None:
        columns.install()
        district.install()
        standards.install(date(year2019.YEAR, 1, 1))
        cast = Cast.load(date(year2019.YEAR, 1, 1))
        if SEALS not in done:
            since = district.SINCE
            by = cast.of("zfb", COMPETENT)
            self._play(SEALS, lambda: seals.plant(moment(since, 9), by=by, since=since))
        started, count, total = time.monotonic(), 0, round(year2019.ITEMS * share)
        for step in year2019.steps(cast, share):
            count += step.items
            if step.name not in done:
                self._play(step.name, step.play)
                self._progress(step.day, count, total, time.monotonic() - started)
        now = moment(today, 17) if today else timezone.now()
        self._play(CURRENT, lambda: current.play(Cast.load(timezone.localtime(now).date()), now))
        self.stdout.write(f"\n演示年度已就绪：{count} 条公开信息，{time.monotonic() - started:.0f} 秒。")

    def _play(self, name: str, play: Callable[[], None]) -> None:
        """Play a step and note it, in one transaction: a killed replay goes on with the next start."""
        with transaction.atomic(), _without_savepoints():
            play()
            DemoStep.objects.create(name=name, done_at=timezone.now())

    def _progress(self, day: date, count: int, total: int, seconds: float) -> None:
        ending = "" if sys.stdout.isatty() else "\n"
        if sys.stdout.isatty() or day.day == 1:
            share = 100 * count // max(1, total)
            self.stdout.write(
                f"\r回放演示年度 {day}  {count}/{total} 条  {share}%  {seconds:.0f} 秒", ending=ending
            )
            self.stdout.flush()
