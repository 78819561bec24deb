"""Full-text search over plain documents: no database, no Django models."""

from dataclasses import replace
from datetime import date

import pytest

from gongkai.search import find, index
from gongkai.search.index import Document

BUDGET = Document(
    id="1", url="/item/1.html", title="白银区财政局2018年度部门决算", body="一般公共预算支出情况说明。",
    published_on=date(2019, 8, 20), unit="czj", unit_name="白银区财政局", column="P07", column_name="财政预决算",
    doc_number="白区财发〔2019〕12号", index_no="11620402015000001X/2019-000012",
)  # fmt: skip
ROADS = replace(
    BUDGET, id="2", url="/item/2.html", title="关于农村公路养护的通知", body="养护资金纳入财政预算。",
    published_on=date(2019, 9, 1), unit="silong", column="tongzhi", doc_number="", index_no="11620402015000002F/2019-000001",
)  # fmt: skip


@pytest.fixture(autouse=True)
def two_documents():
    index.update([BUDGET, ROADS])


def urls(results):
    return [hit.url for hit in results.hits]


def test_words_inside_a_title_count_more_than_words_in_a_text():
    assert urls(find.query("财政")) == ["/item/1.html", "/item/2.html"]


def test_all_words_must_be_there_when_a_document_has_them_all():
    assert urls(find.query("农村公路 养护")) == ["/item/2.html"]


def test_a_text_that_no_document_has_in_full_finds_those_with_most_of_it():
    assert "/item/2.html" in urls(find.query("农村公路改造"))


@pytest.mark.parametrize(
    "typed", ["白区财发〔2019〕12号", "白区财发[2019]12号", "11620402015000001X/2019-000012"]
)
def test_document_and_index_numbers_find_just_their_document_first(typed):
    assert urls(find.query(typed))[0] == "/item/1.html"


def test_filters_narrow_and_an_empty_text_lists_newest_first():
    assert urls(find.query("")) == ["/item/2.html", "/item/1.html"]
    assert urls(find.query("财政", unit="silong")) == ["/item/2.html"]
    assert urls(find.query("财政", year="2018")) == []


def test_what_was_found_is_marked_and_everything_else_is_escaped():
    index.update([replace(BUDGET, title="<b>财政</b> & 决算")])
    hit = find.query("财政", unit="czj").hits[0]
    assert hit.title == "&lt;b&gt;<mark>财政</mark>&lt;/b&gt; &amp; 决算"


def test_a_document_put_again_is_there_once_and_one_taken_out_is_gone():
    index.update([BUDGET])
    assert find.query("决算").total == 1
    index.update([], remove=["1"])
    assert find.query("决算").total == 0


@pytest.mark.parametrize("typed", ["", "   ", "《》、。", '"OR AND (', "*", "a" * 5000])
def test_nothing_typed_breaks_the_search(typed):
    find.query(typed)
