"""A page that cannot be written is somebody's work, and everybody at work is told."""

import errno
from pathlib import Path

import pytest
from django.urls import reverse

from gongkai.cases.worklist import work_of
from gongkai.portal import site
from gongkai.portal.models import SiteFault
from tests.conftest import at

NOW = at("2019-06-03 12:00")


@pytest.fixture
def full_disk(publish, monkeypatch):
    publish()

    def full(path, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    site.sweep(NOW)
    monkeypatch.undo()


def test_a_full_disk_stands_on_the_work_list_of_the_competent_office(full_disk, world):
    (item,) = [each for each in work_of(world.people["郑公开"], NOW.date()) if each.kind == "公开网站"]
    assert "没有生成" in item.title
    assert item.url == reverse("site_faults")
    assert not [each for each in work_of(world.people["张财"], NOW.date()) if each.kind == "公开网站"]


def test_everybody_is_told_on_the_first_page(full_disk, client, world):
    for name in ("张财", "郑公开"):
        client.force_login(world.people[name])
        page = client.get("/workbench/").content.decode()
        assert "磁盘已满" in page, name
    assert "磁盘已满" in client.get(reverse("site_faults")).content.decode()


def test_what_was_made_good_is_told_no_more(full_disk, client, world):
    site.sweep(at("2019-06-03 12:05"))
    assert not SiteFault.objects.exists()
    client.force_login(world.people["郑公开"])
    assert "没有生成" not in client.get("/workbench/").content.decode()
    assert "没有故障" in client.get(reverse("site_faults")).content.decode()
