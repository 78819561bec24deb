"""The clock process: runs the sweeps, each over what the database says is still to do.

A sweep is safe to run twice, and what an interrupted one left undone the next one finds. No task queue holds
state of its own.
"""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

PAUSE = 0.25
# How long lists may be written before new acts are looked for again.
LISTS_BUDGET = 0.5
log = logging.getLogger("gongkai.clock")


@dataclass
class Sweep:
    """A piece of recurring work: at most every ``period`` seconds."""

    name: str
    run: Callable[[datetime], object]
    period: float
    next_at: float = field(default=0.0)


def sweeps() -> list[Sweep]:
    from gongkai.demo.replaying import is_replaying
    from gongkai.disclosure import alarms
    from gongkai.ledger import publish
    from gongkai.portal import site
    from gongkai.publishing import scheduled
    from gongkai.workbench import desk

    return [
        Sweep("公开页面", partial(site.sweep, budget=LISTS_BUDGET), 0.0),
        Sweep("工作台检索", desk.sweep, 1.0),
        Sweep("账本检查点", publish.publish_checkpoint, 2.0),
        Sweep("检索重建", _rebuild_search_if_asked, 2.0),
        Sweep("定时公开", scheduled.sweep, 2.0),
        Sweep("未查阅申请", lambda now: None if is_replaying() else alarms.sweep(now), 60.0),
    ]


def _rebuild_search_if_asked(now: datetime) -> None:
    """Begin the rebuild the office has asked for, in a process of its own: publishing does not wait for it.

    One that was killed is begun again.
    """
    from gongkai.search import dictionary

    if _rebuilding and _rebuilding[-1].poll() is None:
        return
    if dictionary.is_asked_for():
        command = "from gongkai.conf.command import main; main()"
        _rebuilding[:] = [subprocess.Popen([sys.executable, "-c", command, "rebuild-search"])]


_rebuilding: list[subprocess.Popen[bytes]] = []


def main() -> None:
    """Run the sweeps until killed; an error in one is logged and does not stop the others."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.conf.settings")
    import django

    django.setup()
    from django.db import close_old_connections
    from django.utils import timezone

    todo = sweeps()
    while True:
        began = time.monotonic()
        for sweep in todo:
            if time.monotonic() < sweep.next_at:
                continue
            try:
                sweep.run(timezone.now())
            except Exception:
                log.exception("后台任务“%s”出错，稍后重试", sweep.name)
                close_old_connections()
                sweep.next_at = time.monotonic() + 5
            else:
                sweep.next_at = time.monotonic() + sweep.period
        # Never take more than half of a core from the people at work.
        time.sleep(max(PAUSE, time.monotonic() - began))


if __name__ == "__main__":
    main()
