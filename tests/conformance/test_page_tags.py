"""Page tags, footer and dates of the public site: obligations D54–D56."""

import re

import pytest
from django.conf import settings

from gongkai.law.platform import ARTICLE_TAGS, COLUMN_TAGS, SITE_CODE_LENGTH, SITE_TAGS
from gongkai.portal import pages, site
from gongkai.publishing.models import Publication
from tests.conftest import at
from tests.integration.portal.conftest import columns_installed, publish  # noqa: F401


@pytest.fixture
def page_of(publish, world):  # noqa: F811
    """Return the published pages: an item, its column, its unit, the home page."""
    item = publish()
    site.install()
    site.sweep(at("2019-06-03 12:00"))
    paths = {
        "item": pages.item_path(item),
        "column": "column/P07/index.html",
        "unit": "unit/czj/index.html",
        "home": "index.html",
    }
    return {name: (settings.SITE_ROOT / path).read_text() for name, path in paths.items()}


def tags(page):
    return dict(re.findall(r'<meta name="(\w+)" content="([^"]*)"', page))


@pytest.mark.parametrize("name", ["item", "column", "unit", "home"])
def test_d54_every_page_has_the_site_and_column_tags(page_of, name):
    found = tags(page_of[name])
    assert all(found.get(tag) for tag in (*SITE_TAGS, *COLUMN_TAGS))
    assert len(found["SiteIDCode"]) == SITE_CODE_LENGTH


def test_d54_an_item_has_the_article_tags_with_the_minute(page_of):
    found = tags(page_of["item"])
    assert all(found.get(tag) for tag in ARTICLE_TAGS)
    assert found["PubDate"] == "2019-06-03 10:00"


@pytest.mark.parametrize("name", ["item", "column", "unit", "home"])
def test_d55_every_footer_names_code_records_host_and_contact(page_of, name):
    footer = page_of[name].split("<footer>")[1]
    for said in ("网站标识码", "ICP备", "公网安备", "主办", "联系电话", "我为政府网站找错"):
        assert said in footer


def test_d56_the_day_of_creation_and_the_day_of_publication_are_shown_apart(publish):  # noqa: F811
    item = publish(when="2019-06-03")
    item = pages.with_everything(Publication.objects.filter(pk=item.pk)).get()
    item.created_on = at("2019-05-30 09:00").date()
    pages.write_item(item)
    page = (settings.SITE_ROOT / pages.item_path(item)).read_text()
    assert re.search(r"生成日期</dt><dd>2019-05-30", page)
    assert re.search(r"发布日期</dt><dd>2019-06-03 10:00", page)
