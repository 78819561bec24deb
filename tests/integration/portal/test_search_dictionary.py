"""Names of the district are found: the dictionary is data, kept with the index, and changed by a rebuild beside it."""

import subprocess
import sys
from datetime import date

import pytest
from django.conf import settings
from django.urls import reverse

from gongkai.conf import clock
from gongkai.law.refusal import Refusal
from gongkai.portal import site
from gongkai.search import dictionary, find, index
from gongkai.search.models import SearchRebuild
from tests.conftest import at, plan

NOW = at("2019-06-03 12:00")
WORD = {"kind": "place", "text": "银光新村", "source": "区民政局社区名录"}


@pytest.fixture
def competent(world):
    return {"by": world.actor("郑公开"), "at": NOW}


@pytest.mark.parametrize("asked", ["四龙镇", "四龙", "白银区财政局", "财政局"])
def test_every_name_of_a_unit_is_found(publish, asked):
    item = publish(title="关于四龙镇道路的复函", body="<p>白银区财政局已拨付四龙镇人民政府。</p>")
    publish(title="别的", body="<p>龙头企业</p>")
    site.sweep(NOW)
    assert item.public_url in [hit.url for hit in find.query(asked).hits]


ASK = """
from django.conf import settings
settings.configure(SEARCH_ROOT={root!r})
from gongkai.search import find
print(find.query("四龙镇").total, find.query("银光新村").total)
"""


def test_a_process_that_never_saw_the_database_cuts_as_the_index_was_cut(publish, competent):
    dictionary.add_word(**WORD, **competent, on=date(2019, 6, 3))
    publish(title="四龙镇公告", body="<p>银光新村停水。</p>")
    site.sweep(NOW)
    code = ASK.format(root=str(settings.SEARCH_ROOT))
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["1", "1"]


def test_a_new_name_waits_for_a_rebuild_and_nothing_is_lost_meanwhile(publish, competent):
    item = publish(body="<p>银光新村停水。</p>")
    site.sweep(NOW)
    before = find.query("银光新村").total
    assert not dictionary.is_changed()
    dictionary.add_word(**WORD, **competent, on=date(2019, 6, 3))
    assert dictionary.is_changed()
    assert find.query("银光新村").total == before == 1
    other = publish(title="另一件", body="<p>银光新村供水。</p>")
    site.sweep(NOW)
    assert find.query("银光新村").total == 2
    dictionary.ask_for_rebuild(**competent)
    assert dictionary.is_asked_for()
    site.rebuild_search()
    assert not dictionary.is_changed()
    assert not dictionary.is_asked_for()
    assert {hit.url for hit in find.query("银光新村").hits} == {item.public_url, other.public_url}
    assert SearchRebuild.objects.get().total == 2
    assert "银光新村" in index.opened().cutter.words("银光新村停水")


def test_only_the_competent_office_changes_the_dictionary(world):
    with pytest.raises(Refusal, match="不能修改"):
        dictionary.add_word(**WORD, by=world.actor("张财"), at=NOW, on=date(2019, 6, 3))
    with pytest.raises(Refusal, match="不能修改"):
        dictionary.ask_for_rebuild(by=world.actor("张财"), at=NOW)


@pytest.mark.parametrize("given", [{"text": "银"}, {"source": " "}])
def test_a_name_needs_two_characters_and_a_source(competent, given):
    with pytest.raises(Refusal, match="来源"):
        dictionary.add_word(**{**WORD, **given}, **competent, on=date(2019, 6, 3))


def test_a_name_is_entered_once_and_may_come_back_after_its_end(competent):
    word = dictionary.add_word(**WORD, **competent, on=date(2019, 6, 3))
    with pytest.raises(Refusal, match="已有"):
        dictionary.add_word(**WORD, **competent, on=date(2019, 6, 3))
    dictionary.end_word(word, **competent, on=date(2019, 6, 4))
    assert "银光新村" not in dictionary.current()
    dictionary.add_word(**WORD, **competent, on=date(2019, 6, 5))


def test_a_second_rebuild_is_refused_while_one_goes_on(competent):
    dictionary.ask_for_rebuild(**competent)
    with pytest.raises(Refusal, match="正在重建"):
        dictionary.ask_for_rebuild(**competent)


def test_the_clock_begins_a_rebuild_that_was_asked_for_in_a_process_of_its_own(competent, monkeypatch):
    begun = []
    monkeypatch.setattr(clock, "_rebuilding", [])
    monkeypatch.setattr(clock.subprocess, "Popen", lambda command: begun.append(command[-1]))
    clock._rebuild_search_if_asked(NOW)
    assert begun == []
    dictionary.ask_for_rebuild(**competent)
    clock._rebuild_search_if_asked(NOW)
    assert begun == ["rebuild-search"]


def test_the_office_enters_a_name_and_asks_for_a_rebuild_on_the_screen(client, world, publish):
    publish()
    site.sweep(NOW)
    client.force_login(world.people["郑公开"])
    address = reverse("search_words")
    client.post(address, {"do": "add", **WORD})
    page = client.get(address).content.decode()
    assert "银光新村" in page
    assert "重建检索索引" in page
    client.post(address, {"do": "rebuild"})
    assert 'http-equiv="refresh"' in client.get(address).content.decode()
    client.force_login(world.people["张财"])
    assert 'name="do"' not in client.get(address).content.decode()


def test_a_column_finds_all_that_stands_below_it(publish, client):
    item = publish(title="财政办法", column="gfxwj", genre="normative", **plan("2019-06-03"), key_area="教育")
    site.sweep(NOW)
    assert [hit.url for hit in find.query("", within="P01").hits] == [item.public_url]
    page = client.get("/search/?within=P01&q=财政").content.decode()
    assert item.public_url in page


def test_the_facets_of_the_policy_library_combine(publish, client):
    both = publish(title="教育办法", column="gfxwj", genre="normative", **plan("2019-06-03"), key_area="教育")
    publish(title="教育通知", column="qtzcwj", genre="notice", key_area="教育")
    publish(title="别的办法", column="gfxwj", genre="normative", **plan("2019-06-03"))
    publish(title="预算", column="P07", key_area="教育")
    site.install()
    site.sweep(NOW)
    page = client.get("/policy/find/", {"genre": "normative", "key_area": "教育"}).content.decode()
    assert "找到 1 条" in page
    assert both.public_url in page
    assert "genre=notice" in page
    library = (settings.SITE_ROOT / "policy/index.html").read_text()
    assert '<option value="教育">教育（2）</option>' in library
    assert '<option value="normative">行政规范性文件（2）</option>' in library
