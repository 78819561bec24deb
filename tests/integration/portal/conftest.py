import pytest

from gongkai.portal import pages
from gongkai.publishing import actions, columns
from gongkai.publishing.models import Column
from tests.conftest import at


@pytest.fixture
def columns_installed(world):
    pages.assets.cache_clear()
    columns.install()


@pytest.fixture
def publish(world, columns_installed):
    """Return a function that takes a text of 财政局 through its whole review to the public."""

    def through_review(
        title="白银区2018年度财政决算公开",
        body="<p>全文见附件。</p>",
        column="P07",
        when="2019-06-03",
        files=(),
        genre="announcement",
        **fields,
    ):
        item = actions.draft(
            world.finance, by=world.actor("张财"), at=at(f"{when} 09:00"), title=title, body=body,
            column=Column.objects.get(code=column), genre=genre, created_on=at(f"{when} 09:00").date(),
            summary=title, **fields,
        )  # fmt: skip
        for name, content in files:
            actions.attach(item, by=world.actor("张财"), at=at(f"{when} 09:05"), name=name, content=content)
        actions.submit(item, by=world.actor("张财"), at=at(f"{when} 09:10"))
        actions.check(item, by=world.actor("刘核"), at=at(f"{when} 09:20"))
        actions.pass_secrecy(item, by=world.actor("陈密"), at=at(f"{when} 09:30"))
        actions.sign(item, by=world.actor("杨签"), at=at(f"{when} 10:00"))
        return item

    return through_review
