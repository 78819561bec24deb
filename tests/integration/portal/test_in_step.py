"""The site stays in step with the database whatever happens to the process, the disk and the pages."""

import errno
import os
import random
import signal
import time
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from openpyxl import Workbook

from gongkai.portal import comparing, files, site, units_in_step
from gongkai.portal.models import ListToWrite, SiteFault, SiteState
from gongkai.portal.pages import items as items_pages
from gongkai.publishing import actions
from gongkai.publishing.actions.recording import PUBLIC_CHANGE
from gongkai.publishing.models import Publication
from gongkai.search import find
from gongkai.units.actions import change_facts
from tests.conftest import at, plan

NOW = at("2019-06-03 12:00")


def sweep_in_a_process_killed_after(seconds):
    pid = os.fork()
    if pid == 0:
        # A connection of its own; the one inherited stays untouched until the process ends.
        kept, connection.connection = connection.connection, None
        try:
            while site.sweep(timezone.now()):
                pass
        finally:
            os._exit(0 if kept else 1)
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


@pytest.mark.django_db
def test_a_withdrawal_leaves_the_lists_at_once_however_much_else_waits(publish, world, monkeypatch):
    item = publish(title="将被撤回的信息", column="P07")
    site.sweep(NOW)
    page = settings.SITE_ROOT / "column/P07/index.html"
    assert item.title in page.read_text()
    monkeypatch.setattr(site, "BATCH", 2)
    actions.withdraw(item, by=world.actor("杨签"), at=at("2019-06-04 09:00"), reason="内容有误")
    for number in range(4):
        publish(title=f"第{number}件", column="tongzhi")
    site.sweep(NOW + timedelta(seconds=1), budget=0)
    assert item.title not in page.read_text()
    assert SiteState.objects.get().lists_change < SiteState.objects.get().last_change


@pytest.mark.django_db(transaction=True)
def test_a_sweep_killed_at_any_moment_leaves_a_site_that_the_next_one_completes(publish, world, monkeypatch):
    monkeypatch.setattr(site, "BATCH", 7)
    items = [publish(title=f"第{number}件", column=("P07", "tongzhi")[number % 2]) for number in range(40)]
    for item in items[::9]:
        actions.withdraw(item, by=world.actor("杨签"), at=at("2019-06-04 09:00"), reason="内容有误")
    chance = random.Random(5)
    for _ in range(6):
        sweep_in_a_process_killed_after(chance.uniform(0.05, 0.6))
        for page in Path(settings.SITE_ROOT).rglob("*.html"):
            assert page.read_text().rstrip().endswith("</html>"), page
    assert comparing.differences() == []
    deadline = time.monotonic() + 120
    while site.sweep(timezone.now()) or not _all_reached():
        assert time.monotonic() < deadline
    assert comparing.differences() == []
    folder = settings.SITE_ROOT / "column/P07"
    listed = "".join(file.read_text() for file in folder.glob("*.json"))
    for item in Publication.objects.filter(column__code="P07"):
        assert (item.index_no in listed) == (item.stage == "published"), item.title


def _all_reached():
    last = Publication.objects.order_by("-public_change").first().public_change
    state = SiteState.objects.get()
    return state.last_change == state.lists_change == last and not ListToWrite.objects.exists()


def test_the_comparison_names_what_differs(publish):
    item, other = publish(), publish(title="另一件")
    site.sweep(NOW)
    assert comparing.differences() == []
    (settings.SITE_ROOT / item.public_url.lstrip("/")).unlink()
    page = settings.SITE_ROOT / other.public_url.lstrip("/")
    page.write_text(page.read_text().replace(other.content_sha256, "0" * 64))
    files.write("item/nobody-2019-000001.html", b"<html></html>")
    told = comparing.differences()
    assert len(told) == 3
    assert any("网站上没有" in sentence for sentence in told)
    assert any("不是最近一次" in sentence for sentence in told)
    assert any("数据库里没有" in sentence for sentence in told)


def test_a_full_disk_loses_nothing_and_is_made_good(publish, monkeypatch):
    item = publish()
    site.sweep(NOW)
    before = (settings.SITE_ROOT / "index.html").read_bytes()
    other = publish(title="磁盘满时公开的")
    whole = Path.write_bytes

    def full(path, content):
        whole(path, content[: len(content) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    site.sweep(NOW)
    monkeypatch.undo()
    assert (settings.SITE_ROOT / "index.html").read_bytes() == before
    assert (settings.SITE_ROOT / item.public_url.lstrip("/")).exists()
    assert SiteFault.objects.filter(
        path=other.public_url.lstrip("/"), error__contains="No space left"
    ).exists()
    assert [path for path in Path(settings.SITE_ROOT).rglob(".*") if path.is_file()] == []
    site.sweep(NOW + timedelta(minutes=1))
    assert "磁盘满时公开的" in (settings.SITE_ROOT / "index.html").read_text()
    assert not SiteFault.objects.exists()
    assert comparing.differences() == []


def test_a_page_that_cannot_be_rendered_is_tried_again(publish, monkeypatch):
    item = publish()
    monkeypatch.setattr(items_pages, "render", lambda *a: 1 / 0)
    site.sweep(NOW)
    assert SiteFault.objects.filter(path=item.public_url.lstrip("/")).exists()
    monkeypatch.undo()
    site.sweep(NOW + timedelta(minutes=1))
    assert (settings.SITE_ROOT / item.public_url.lstrip("/")).exists()
    assert not SiteFault.objects.exists()


def test_one_items_act_renders_only_what_it_touches(publish, monkeypatch):
    publish(title="别的", column="tongzhi")
    site.install()
    site.sweep(NOW)
    written = []
    whole = files.write
    monkeypatch.setattr(files, "write", lambda path, content: (written.append(path), whole(path, content)))
    item = publish(column="P07")
    site.sweep(NOW)
    pages = {path for path in written if path.endswith(".html")}
    assert pages == {
        item.public_url.lstrip("/"), "index.html", "column/P07/index.html", "column/statutory/index.html",
        "column/xxgk/index.html", "unit/czj/index.html", "unit/czj/P07/index.html", "archive/2019-06/index.html",
    }  # fmt: skip
    assert not any(path.startswith("column/tongzhi") for path in written)


@pytest.mark.django_db(transaction=True)
def test_an_interrupted_rebuild_goes_on_where_it_stopped(publish, monkeypatch):
    for number in range(9):
        publish(title=f"第{number}件")
    site.sweep(NOW)
    monkeypatch.setattr(site, "REBUILD_CHUNK", 3)

    def interrupt(done, total):
        if done >= 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        site.rebuild(NOW, processes=1, progress=interrupt)
    seen = []
    site.rebuild(NOW, processes=1, progress=lambda done, total: seen.append(done))
    assert seen[0] > 3
    assert seen[-1] == 9
    assert comparing.differences() == []


def test_what_stands_only_in_an_attached_file_is_found(publish, world):
    book, content = Workbook(), BytesIO()
    book.active.append(["银光路口信号灯改造", "十二万元"])
    book.save(content)
    item = publish(files=[("明细表.xlsx", content.getvalue())])
    site.sweep(NOW)
    for words in ("银光路口信号灯", "明细表"):
        assert [hit.url for hit in find.query(words).hits] == [item.public_url], words
    site.rebuild_search()
    assert [hit.url for hit in find.query("银光路口信号灯").hits] == [item.public_url]


@pytest.mark.django_db(transaction=True)
def test_an_act_is_seen_before_the_lists_of_a_backlog_are_all_written(publish, world, monkeypatch):
    for number in range(5):
        publish(title=f"积压{number}", column="P07")
    site.install()
    assert site.sweep(NOW, budget=0.0) == 5
    waiting = ListToWrite.objects.count()
    assert waiting > 3
    item = publish(title="后来的急件", column="tongzhi")
    later = NOW + timedelta(seconds=1)
    assert site.sweep(later, budget=0.0) == 1
    assert (settings.SITE_ROOT / item.public_url.lstrip("/")).exists()
    assert "后来的急件" in (settings.SITE_ROOT / "index.html").read_text()
    first = ListToWrite.objects.order_by("-asked_at", "pk").first()
    assert first.asked_at == later
    while ListToWrite.objects.exists():
        site.sweep(later + timedelta(seconds=1), budget=0.0)
    assert "积压0" in (settings.SITE_ROOT / "column/P07/index.html").read_text()
    assert "后来的急件" in (settings.SITE_ROOT / "column/tongzhi/index.html").read_text()


@pytest.mark.django_db(transaction=True)
def test_who_keeps_the_site_in_step_is_told_of_a_public_change_while_busy_or_waiting(publish, world):
    site.wait(0)
    listening = connection.connection
    Publication.objects.count()
    assert list(listening.notifies(timeout=0)) == []
    item = publish(title="公开一件")
    Publication.objects.count()  # busy with something else when it is told
    assert [told.channel for told in listening.notifies(timeout=5, stop_after=1)] == [PUBLIC_CHANGE]
    actions.withdraw(item, by=world.actor("杨签"), at=at("2019-06-04 09:00"), reason="内容有误")
    site.wait(30)
    assert list(listening.notifies(timeout=0)) == [], "the wait has taken what it was told"


@pytest.mark.django_db
def test_a_units_page_and_guide_follow_what_it_says_of_itself(publish, world):
    publish(title="财政局的信息")
    site.install()
    site.sweep(NOW)
    assert units_in_step.sweep(NOW) == 0
    change_facts(world.finance, by=world.actor("黄局长"), at=NOW, phone="0943-7654321")
    assert units_in_step.sweep(NOW) == 1
    site.sweep(NOW)
    for page in ("unit/czj/index.html", "guide/czj/index.html"):
        assert "0943-7654321" in (settings.SITE_ROOT / page).read_text(), page
    assert units_in_step.sweep(NOW) == 0


@pytest.mark.django_db
def test_a_units_column_lists_what_stands_below_it_too(publish, world):
    publish(title="一份规范性文件", column="gfxwj", genre="notice", **plan("2019-06-04"))
    site.sweep(NOW)
    for page in ("unit/czj/P01/index.html", "unit/czj/gfxwj/index.html"):
        assert "一份规范性文件" in (settings.SITE_ROOT / page).read_text(), page
    assert '<a href="/unit/czj/P01/"' in (settings.SITE_ROOT / "unit/czj/index.html").read_text()
