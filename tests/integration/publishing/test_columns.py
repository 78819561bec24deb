from wagtail.models import Page

from gongkai.law.regulation import COUNTY_ITEMS, PROACTIVE_ITEMS, TOWNSHIP_ITEMS
from gongkai.publishing import columns
from gongkai.publishing.models import Column


def test_the_five_parts_stand_below_the_disclosure_column(site_columns):
    parts = site_columns["xxgk"].get_children().specific()
    assert [part.code for part in parts] == ["guide", "rules", "statutory", "annual", "apply"]
    assert site_columns["xxgk"].title == "政府信息公开"


def test_every_statutory_item_has_its_node(site_columns):
    nodes = {node.code for node in site_columns["statutory"].get_children().specific()}
    assert nodes == {*PROACTIVE_ITEMS, *COUNTY_ITEMS, *TOWNSHIP_ITEMS}


def test_installing_again_changes_nothing(site_columns):
    columns.install()
    assert Column.objects.count() == len(site_columns)
    assert not any(Page.find_problems())
