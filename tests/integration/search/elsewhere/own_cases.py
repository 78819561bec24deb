"""What our backend promises beyond modelsearch's own tests, in a Django project that is not this platform."""

import signal
import subprocess
import sys
from datetime import date

import pytest
from django.core import management
from django.core.exceptions import ImproperlyConfigured
from modelsearch import index
from modelsearch.backends import get_search_backend
from modelsearch.backends.base import FilterError
from modelsearch.query import MATCH_ALL, Fuzzy, Phrase
from modelsearch.test.testapp.models import AdvertWithCustomUUIDPrimaryKey as Advert
from modelsearch.test.testapp.models import Book, ProgrammingGuide

from gongkai.search.backend import IndexOutOfDate, SearchBackend, columns
from gongkai.search.backend.index import Rebuilder

pytestmark = pytest.mark.django_db


@pytest.fixture
def backend():
    made = get_search_backend()
    made.reset_indexes()
    return made


@pytest.fixture
def books(backend):
    """Three books; to save them puts them into the index."""
    for title, pages, day in (
        ("白银区政务公开工作年度报告", 30, "2020-01-20"),
        ("公开招标采购政务服务设备", 12, "2020-01-20"),
        ("农村公路养护办法", 8, "2019-03-01"),
    ):
        Book.objects.create(title=title, number_of_pages=pages, publication_date=date.fromisoformat(day))


@pytest.fixture
def other_fields(monkeypatch):
    """The search fields of adverts are no longer those the index was built for."""
    Advert.objects.create(text="清仓公告")
    fields = [*Advert.search_fields, index.FilterField("text")]
    monkeypatch.setattr(Advert, "search_fields", fields)
    columns.schema.cache_clear()
    yield
    columns.schema.cache_clear()


def titles(results):
    return [book.title for book in results]


def another_process(statements):
    """Begin a process of this project that runs ``statements`` with the index of adverts at hand."""
    begin = (
        "import os, signal, django; django.setup()\n"
        "from modelsearch.backends import get_search_backend\n"
        "from modelsearch.test.testapp.models import AdvertWithCustomUUIDPrimaryKey as Advert\n"
        "backend = get_search_backend()\n"
    )
    return subprocess.Popen([sys.executable, "-c", begin + statements])


def test_chinese_words_are_found(backend, books):
    assert titles(Book.objects.search("年度报告")) == ["白银区政务公开工作年度报告"]
    assert titles(Book.objects.search("公路 报告")) == []
    assert len(Book.objects.search("公路 报告", operator="or")) == 2


def test_the_words_of_a_phrase_stand_together(backend, books):
    assert titles(backend.search(Phrase("公路养护"), Book)) == ["农村公路养护办法"]
    assert titles(backend.search(Phrase("养护公路"), Book)) == []
    assert len(Book.objects.search("政务公开")) == 2
    assert titles(backend.search(Phrase("政务公开"), Book)) == ["白银区政务公开工作年度报告"]
    assert titles(backend.search(Phrase("白银区政务公开"), Book)) == ["白银区政务公开工作年度报告"]


def test_a_slip_finds_the_word(backend):
    Book.objects.create(title="Transparency", number_of_pages=1, publication_date=date(2020, 1, 1))
    assert titles(backend.search(Fuzzy("transparensy"), Book)) == ["Transparency"]


def test_what_is_being_typed_finds_titles_with_such_words(backend, books):
    assert titles(Book.objects.autocomplete("农村公")) == ["农村公路养护办法"]
    with pytest.raises(NotImplementedError):
        list(backend.autocomplete(Phrase("农村"), Book))


@pytest.mark.parametrize("typed", ["", "   ", "《》、。", '"OR AND (', "*", "a" * 5000])
def test_nothing_typed_breaks_the_search(backend, books, typed):
    for ask in (Book.objects.search, Book.objects.autocomplete):
        assert titles(ask(typed)) == []
    assert titles(backend.search(Phrase(typed), Book)) == []


def test_the_order_may_go_by_several_fields(backend, books):
    def pages(*order, start=0, stop=None):
        found = backend.search(MATCH_ALL, Book.objects.order_by(*order), order_by_relevance=False)
        return [book.number_of_pages for book in found[start:stop]]

    assert pages("publication_date", "-number_of_pages") == [8, 30, 12]
    assert pages("-publication_date", "number_of_pages") == [12, 30, 8]
    assert pages("publication_date", "-number_of_pages", start=1, stop=2) == [30]


def test_facets_are_counted_in_the_values_of_the_field_and_follow_the_filters(backend, books):
    assert backend.search(MATCH_ALL, Book).facet("publication_date") == {
        date(2020, 1, 20): 2,
        date(2019, 3, 1): 1,
    }
    thick = Book.objects.filter(number_of_pages__gt=20)
    assert backend.search(MATCH_ALL, thick).facet("publication_date") == {date(2020, 1, 20): 1}


def test_a_child_is_counted_by_its_own_key(backend):
    for title in ("Python", "Rust"):
        guide = ProgrammingGuide.objects.create(
            title=title, number_of_pages=1, publication_date=date(2020, 1, 1), programming_language="py"
        )
    assert backend.search(MATCH_ALL, ProgrammingGuide.objects.filter(pk=guide.pk)).count() == 1
    assert backend.search(MATCH_ALL, ProgrammingGuide.objects.exclude(pk=guide.pk)).count() == 1


@pytest.mark.parametrize("lookup", ["contains", "iexact", "regex"])
def test_a_filter_the_index_cannot_do_is_refused_and_never_passed_over(backend, books, lookup):
    with pytest.raises(FilterError):
        list(backend.search("公路", Book.objects.filter(**{f"title__{lookup}": "x"})))


def test_texts_are_compared_letter_by_letter(backend, books):
    assert titles(backend.search(MATCH_ALL, Book.objects.filter(title__gte="农", title__lt="农村公司"))) == []
    assert (
        len(backend.search(MATCH_ALL, Book.objects.filter(title__gt="农村公", title__lt="农村公\U0010ffff")))
        == 1
    )


def test_what_the_database_no_longer_holds_is_not_shown(backend, books):
    Book.objects.filter(title__startswith="农村").update(number_of_pages=100)
    assert titles(backend.search("公路", Book.objects.filter(number_of_pages=8))) == []


def test_before_there_is_an_index_a_search_finds_nothing(tmp_path, books):
    new = SearchBackend({"PATH": tmp_path / "none"})
    found = new.search("公路", Book)
    assert (list(found), found.count(), dict(found.facet("title"))) == ([], 0, {})


def test_the_backend_says_what_it_needs():
    with pytest.raises(ImproperlyConfigured, match="PATH"):
        SearchBackend({})


def test_another_function_may_cut_the_words(tmp_path):
    made = SearchBackend({"PATH": tmp_path, "WORDS": "elsewhere_settings.letters"})
    advert = Advert.objects.create(text="公路")
    made.add(advert)
    assert list(made.search("路", Advert)) == [advert]


def test_readers_keep_the_old_index_until_the_new_one_is_whole_and_nothing_saved_meanwhile_is_lost(
    backend, books
):
    live = backend.get_index_for_model(Book)
    rebuilder = Rebuilder(live)
    unfinished = rebuilder.start()
    unfinished.add_items(Book, Book.objects.all())
    Book.objects.create(title="农村饮水", number_of_pages=1, publication_date=date(2020, 1, 1))
    Book.objects.get(title="农村公路养护办法").delete()
    assert titles(Book.objects.search("农村")) == ["农村饮水"]
    rebuilder.finish()
    assert titles(Book.objects.search("农村")) == ["农村饮水"]
    assert len(Book.objects.search("政务")) == 2
    assert len(list(live.folder.glob("g-*"))) == 1


def test_a_killed_rebuild_leaves_the_live_index_and_the_next_one_sweeps_it_away(backend):
    advert = Advert.objects.create(text="清仓公告")
    live = backend.get_index_for_model(Advert)
    killed = another_process(
        "rebuilder = backend.rebuilder_class(backend.get_index_for_model(Advert))\n"
        "rebuilder.start().add_items(Advert, [Advert(text='公告') for _ in range(100)])\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    assert killed.wait(60) == -signal.SIGKILL
    assert list(backend.search("公告", Advert)) == [advert]
    assert len(list(live.folder.glob("g-*"))) == 2
    management.call_command("rebuild_modelsearch_index", verbosity=0)
    assert list(backend.search("公告", Advert)) == [advert]
    assert len(list(live.folder.glob("g-*"))) == 1


def test_two_writers_wait_for_each_other(backend):
    writers = [
        another_process("for _ in range(5): backend.add(Advert(text='公告'))\n"),
        another_process("for _ in range(5): backend.add(Advert(text='公告'))\n"),
    ]
    assert [each.wait(60) for each in writers] == [0, 0]
    assert backend.get_index_for_model(Advert).opened().searcher.num_docs == 10


def test_other_search_fields_are_told_with_the_command_to_run(backend, other_fields):
    with pytest.raises(
        IndexOutOfDate, match=r"searchtests_advertwithcustomuuidprimarykey.*rebuild_modelsearch_index"
    ):
        list(backend.search("公告", Advert))
    # To save goes on: the fault is in the log.
    Advert.objects.create(text="新公告")
    management.call_command("rebuild_modelsearch_index", verbosity=0)
    assert backend.search("公告", Advert.objects.filter(text="新公告")).count() == 1
