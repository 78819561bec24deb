"""The clock process: runs the sweeps, each over what the database says is still to do.

A sweep is safe to run twice, and what an interrupted one left undone the next one finds. No task queue holds
state of its own.
"""

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

PAUSE = 0.2
NICENESS = 5
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


def sweeps_of_the_site() -> list[Sweep]:
    """Return the sweeps people wait for: what was signed becomes public, what was withdrawn is gone."""
    from gongkai.ledger import publish
    from gongkai.portal import (
        knowledge_in_step,
        messages_in_step,
        requests_in_step,
        site,
        units_in_step,
        warnings_in_step,
    )
    from gongkai.publishing import scheduled
    from gongkai.voice.knowledge import indexing

    return [
        Sweep("公开页面", partial(site.sweep, budget=LISTS_BUDGET), 0.0),
        Sweep("预警横幅", warnings_in_step.sweep, 2.0),
        Sweep("账本检查点", publish.publish_checkpoint, 2.0),
        Sweep("检索重建", _rebuild_search_if_asked, 2.0),
        Sweep("定时公开", scheduled.sweep, 2.0),
        Sweep("公开的留言", messages_in_step.sweep, 5.0),
        Sweep("知识库检索", indexing.sweep, 2.0),
        Sweep("知识库公开页面", knowledge_in_step.sweep, 5.0),
        Sweep("依申请公开办理情况", requests_in_step.sweep_log, 2.0),
        Sweep("机构信息", units_in_step.sweep, 5.0),
    ]


def sweeps() -> list[Sweep]:
    """Return the sweeps over limits and sums, of which some take seconds."""
    from gongkai.demo.replaying import is_replaying
    from gongkai.disclosure import alarms, remedy_work
    from gongkai.portal import requests_in_step, site
    from gongkai.publishing import scheduled
    from gongkai.reporting.rounds import reminders
    from gongkai.units.leave import actions as leave
    from gongkai.voice.duty import alarms as duty
    from gongkai.voice.hotline import urging
    from gongkai.voice.knowledge.actions import expire_all
    from gongkai.voice.messages import alarms as messages
    from gongkai.voice.opinion import alarms as opinion

    return [
        Sweep("汇总页面", site.sum_up, 5.0),
        Sweep("到期事项", lambda now: None if is_replaying() else scheduled.sweep_ends(now), 60.0),
        Sweep("留言时限", lambda now: None if is_replaying() else messages.sweep(now), 60.0),
        Sweep("舆情时限", lambda now: None if is_replaying() else opinion.sweep(now), 60.0),
        Sweep("值班时限和交接班", lambda now: None if is_replaying() else duty.sweep(now), 30.0),
        Sweep("知识条目到期", lambda now: None if is_replaying() else expire_all(now), 60.0),
        Sweep("热线催办", lambda now: None if is_replaying() else urging.sweep(now), 60.0),
        Sweep("依申请公开统计和须知", requests_in_step.sweep_standing, 600.0),
        Sweep("指标解释和指标数据", site.write_figures_pages, 600.0),
        Sweep("未查阅申请", lambda now: None if is_replaying() else alarms.sweep(now), 60.0),
        Sweep("催报", lambda now: None if is_replaying() else reminders.sweep(now), 60.0),
        Sweep("请假提醒", lambda now: None if is_replaying() else leave.remind_all(now), 60.0),
        Sweep("复议诉讼逾期", lambda now: None if is_replaying() else remedy_work.sweep(now), 60.0),
    ]


def sweeps_outside() -> list[Sweep]:
    """Return the sweeps that wait for servers elsewhere, which must not keep the site waiting with them."""
    from gongkai.exchange import reading, selftest, sending, weather
    from gongkai.exchange.opinion import feeds
    from gongkai.publishing import links

    return [
        Sweep("申请邮箱", reading.sweep, 60.0),
        Sweep("发送通知", sending.sweep, 5.0),
        Sweep("邮箱自检", selftest.sweep, 60.0),
        Sweep("外链检查", links.sweep, 60.0),
        Sweep("舆情订阅", feeds.sweep, 60.0),
        Sweep("气象信号", weather.sweep, 60.0),
    ]


def sweeps_of_the_desk() -> list[Sweep]:
    """Return the sweep of the workbench's search: where its index is missing it reads every record, while publishing goes on."""
    from gongkai.workbench import desk

    return [Sweep("工作台检索", desk.sweep, 1.0)]


def sweeps_at_once() -> list[Sweep]:
    """Return the sweeps that wait for nobody: people in danger are told while a mail server keeps others waiting."""
    from gongkai.demo.replaying import is_replaying
    from gongkai.exchange import broadcasting

    return [Sweep("群发", lambda now: None if is_replaying() else broadcasting.sweep(now), 1.0)]


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
    """Run the sweeps until killed; those that wait for others, read everything or wait for nobody in threads of their own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.conf.settings")
    import django

    django.setup()
    # People at work come first; the clock takes what they leave.
    os.nice(NICENESS)
    for todo in (sweeps(), sweeps_outside(), sweeps_of_the_desk(), sweeps_at_once()):
        threading.Thread(target=_run, args=(todo,), daemon=True).start()
    from gongkai.portal import site

    _run(sweeps_of_the_site(), site.wait)


def _run(todo: list[Sweep], pause: Callable[[float], None] = time.sleep) -> None:
    """Run sweeps for ever; an error in one is logged and does not stop the others."""
    from django.db import close_old_connections
    from django.utils import timezone

    while True:
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
        try:
            pause(PAUSE)
        except Exception:
            log.exception("后台任务的等待中断，继续")
            close_old_connections()
            time.sleep(PAUSE)


if __name__ == "__main__":
    main()
