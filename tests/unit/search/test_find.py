"""What a reader of the site can ask of the index."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
from django.conf import settings

from gongkai.search import find, index, words
from gongkai.search.index import Document

BUDGET = Document(
    id="1", url="/item/1.html", title="白银区财政局2018年度部门决算", body="本年收入支出决算总表，三公经费支出。",
    published_on=date(2019, 6, 3), unit="czj", unit_name="白银区财政局", column="P07", column_name="财政预决算",
    index_no="11620402013912770D/2019-000001", genre="report", validity="in_force",
)  # fmt: skip
RULES = Document(
    id="2", url="/item/2.html", title="最低生活保障办法", body="财政补助标准按年调整，家庭经济状况核对。",
    published_on=date(2018, 3, 1), unit="mzj", unit_name="白银区民政局", column="gfxwj",
    column_name="行政规范性文件", doc_number="白区政发〔2018〕5号", genre="normative", validity="repealed",
)  # fmt: skip
ROADS = replace(RULES, id="3", url="/item/3.html", title="农村公路养护公告", body="公路养护。", genre="announcement",
                unit="silong", unit_name="四龙镇人民政府", doc_number="", validity="in_force")  # fmt: skip


@pytest.fixture(autouse=True)
def documents():
    index.update([BUDGET, RULES, ROADS])


def urls(results):
    return [hit.url for hit in results.hits]


def counts(results, name):
    return {each.value: each.n for each in results.facets[name]}


def test_results_are_counted_by_every_facet():
    results = find.query("财政")
    assert counts(results, "unit") == {"czj": 1, "mzj": 1}
    assert counts(results, "validity") == {"in_force": 1, "repealed": 1}
    assert counts(results, "year") == {"2019": 1, "2018": 1}


def test_a_chosen_facet_still_shows_its_other_values():
    results = find.query("财政", unit="czj")
    assert urls(results) == ["/item/1.html"]
    assert counts(results, "unit") == {"czj": 1, "mzj": 1}
    assert counts(results, "year") == {"2019": 1}


def test_results_can_be_narrowed_to_days():
    assert urls(find.query("", since=date(2019, 1, 1))) == ["/item/1.html"]
    assert urls(find.query("财政", until=date(2018, 12, 31))) == ["/item/2.html"]


def test_words_in_quotation_marks_stand_together():
    assert urls(find.query("“家庭经济状况”")) == ["/item/2.html"]
    assert urls(find.query('"支出家庭"')) == []


@pytest.mark.parametrize(
    "phrase", ["公路养护", "农村公路养护公告", "养护公告", "财政补助标准", "财政局2018年度"]
)
def test_a_phrase_is_found_inside_longer_words_too(phrase):
    assert len(urls(find.query(f"“{phrase}”"))) == 1


def test_a_phrase_does_not_run_from_the_title_into_the_text():
    assert urls(find.query("“公告公路”")) == []


@pytest.mark.parametrize(
    "typed",
    ["11620402013912770d/2019-000001", "11620402013912770D/2019-000001", " 11620402013912770D/2019-000001 "],
)
def test_a_whole_index_number_comes_first(typed):
    assert urls(find.query(typed))[0] == "/item/1.html"


@pytest.mark.parametrize("typed", ["白区政发〔2018〕5号", "白区政发[2018]5号", "白区政发（2018）5号"])
def test_a_whole_document_number_comes_first_however_its_brackets_are_typed(typed):
    assert urls(find.query(typed))[0] == "/item/2.html"


def test_a_citizens_word_finds_the_documents_word():
    assert urls(find.query("低保")) == ["/item/2.html"]


def test_the_documents_term_finds_the_citizens_word():
    index.update([replace(ROADS, id="4", url="/item/4.html", title="低保金发放公告", body="按月发放。")])
    found = urls(find.query("最低生活保障"))
    assert set(found) == {"/item/2.html", "/item/4.html"}
    assert "/item/4.html" in urls(find.query("最低生活保障 发放"))


def test_it_is_said_when_nothing_has_all_the_words():
    assert find.query("公路 养护").has_all_words
    some = find.query("公路 养护 呵呵")
    assert some.total == 1
    assert not some.has_all_words


def test_a_slip_is_put_right_also_where_other_words_are_found():
    assert find.query("农村才政").did_you_mean == "农村财政"


def test_nothing_is_put_right_that_is_a_number_or_no_slip():
    assert find.query("白区财发〔2019〕5号").did_you_mean == ""
    assert find.query("农村公路才政").did_you_mean == "农村公路财政"


def test_a_slip_is_put_right():
    assert find.query("才政").did_you_mean == "财政"
    assert find.query("财政").did_you_mean == ""


def test_what_is_being_typed_is_completed():
    assert "农村公路养护公告" in find.suggest("农村")
    assert find.suggest("") == []
    assert find.suggest("没有这样的词") == []


def test_what_is_not_public_is_found_by_its_own_unit_alone():
    index.update([replace(BUDGET, id="9", url="/workbench/9/", title="未公开的财政草稿", audience="czj")])
    assert "/workbench/9/" not in urls(find.query("财政草稿"))
    assert urls(find.query("未公开的财政草稿", audiences=("public", "czj")))[0] == "/workbench/9/"
    assert "/workbench/9/" not in urls(find.query("财政草稿", audiences=("public", "mzj")))


def test_names_of_the_district_are_words():
    cutter = words.Cutter(["人民路街道"])
    assert "人民路街道" in cutter.words("白银区人民路街道办事处")
    assert "人民路街道" not in words.words("白银区人民路街道办事处")


@pytest.mark.parametrize(
    "typed", ["😀", "a" * 2000, '"', "“”", "()[]{}^~*?:\\/", "的", "\x00", "AND OR NOT", "title:财政"]
)
def test_strange_input_is_answered(typed):
    assert find.query(typed).total >= 0


def test_the_names_of_an_index_cut_what_is_asked_of_it_too():
    place = replace(ROADS, title="王岘镇道路", body="王岘镇人民政府")
    assert index.names() == frozenset()
    index.rebuild([place], known=["王岘镇", "王岘镇人民政府"])
    assert index.names() == {"王岘镇", "王岘镇人民政府"}
    for asked in ("王岘镇", "王岘", "王岘镇人民政府", "“王岘镇道路”"):
        assert urls(find.query(asked)) == ["/item/3.html"], asked
    index.update([replace(place, id="9", url="/item/9.html")])
    assert find.query("王岘").total == 2


def test_a_column_finds_what_is_below_it():
    index.update([replace(RULES, id="8", url="/item/8.html", within=("P01", "gfxwj"))])
    assert urls(find.query("", within="P01")) == ["/item/8.html"]


def test_readers_are_answered_while_a_new_index_is_built_and_see_it_afterwards():
    seen = []

    def documents():
        for number in range(100):
            seen.append(find.query("财政").total)
            yield replace(BUDGET, id=f"n{number}", url=f"/item/n{number}.html")

    assert index.rebuild(documents(), lambda: ([RULES], ["n0"])) == 100
    assert set(seen) == {2}
    assert find.query("财政").total == 100
    assert len(list(index.folder().glob("g-*"))) == 1


KILLED = """
import os, signal
from datetime import date
from django.conf import settings
settings.configure(SEARCH_ROOT={root!r})
from gongkai.search import index
def documents():
    for number in range(50_000):
        if number == 20_000:
            os.kill(os.getpid(), signal.SIGKILL)
        yield index.Document(id=str(number), url="", title="财政", body="财政", published_on=date(2019, 1, 1), unit="", unit_name="",
            column="", column_name="")
index.{verb}(documents())
"""


@pytest.mark.parametrize("verb", ["update", "rebuild"])
def test_a_process_killed_while_writing_leaves_the_index_as_it_was(verb):
    code = KILLED.format(root=str(settings.SEARCH_ROOT), verb=verb)
    killed = subprocess.run([sys.executable, "-c", code], env=os.environ, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert find.query("财政").total == 2
    index.update([replace(BUDGET, id="4", url="/item/4.html")])
    assert find.query("财政").total == 3
    index.rebuild([BUDGET])
    assert find.query("财政").total == 1
    assert len(list(index.folder().glob("g-*"))) == 1
