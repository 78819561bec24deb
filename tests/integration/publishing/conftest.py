"""The desk of 财政局: a draft, and a text on its way through the review."""

from datetime import date

import pytest

from gongkai.publishing import actions, columns
from gongkai.publishing.models import Column, Genre
from tests.conftest import at, plant_the_page_tree

TEXT = {
    "title": "关于做好2019年减税降费工作的通知",
    "body": "<p>各科室：现将有关事项通知如下。</p>",
    "summary": "部署2019年减税降费工作。",
    "genre": Genre.NOTICE,
    "created_on": date(2019, 6, 3),
}


@pytest.fixture
def site_columns(db):
    plant_the_page_tree()
    columns.install()
    return {column.code: column for column in Column.objects.all()}


@pytest.fixture
def desk(world, site_columns):
    """Who does what in 财政局, and how far a text has come."""
    return Desk(world, site_columns)


class Desk:
    def __init__(self, world, site_columns):
        self.world = world
        self.columns = site_columns
        self.officer, self.checker = world.actor("张财"), world.actor("刘核")
        self.secrecy, self.approver = world.actor("陈密"), world.actor("杨签")

    def draft(self, **changes):
        fields = TEXT | {"column": self.columns["tongzhi"]} | changes
        return actions.draft(self.world.finance, by=self.officer, at=at("2019-06-03 09:00"), **fields)

    def submitted(self, **changes):
        return actions.submit(self.draft(**changes), by=self.officer, at=at("2019-06-03 09:10"))

    def checked(self, **changes):
        return actions.check(self.submitted(**changes), by=self.checker, at=at("2019-06-03 10:00"))

    def cleared(self, **changes):
        return actions.pass_secrecy(self.checked(**changes), by=self.secrecy, at=at("2019-06-03 11:00"))

    def published(self, **changes):
        return actions.sign(self.cleared(**changes), by=self.approver, at=at("2019-06-03 15:00"))
