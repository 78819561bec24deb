import pytest

from gongkai.disclosure import actions
from gongkai.disclosure.actions import Application
from gongkai.law.regulation import Channel
from tests.conftest import at


def application(**changes):
    """张三 asks for the accounts of 2018."""
    return Application(
        **{
            "applicant_kind": "natural",
            "name": "张三",
            "id_type": "id_card",
            "id_number": "11010519491231002X",
            "info_title": "2018年度部门决算",
            "phone": "13900000000",
            "postal_address": "白银区公园路1号",
            **changes,
        }
    )


@pytest.fixture
def registered(world):
    """A request handed in at the counter of 财政局 on 2025-04-21, due 2025-05-21."""
    return actions.register(
        application(),
        unit=world.finance,
        channel=Channel.IN_PERSON,
        by=world.actor("张财"),
        at=at("2025-04-21 09:00"),
    ).case


@pytest.fixture
def handling(registered, world):
    actions.accept(registered, by=world.actor("张财"), at=at("2025-04-21 10:00"))
    return registered


REVIEWERS = {"财政局": ("陈密", "杨签"), "政府办": ("周密", "赵签"), "四龙镇": ("孙密", "胡签")}


def approved(case, world, when):
    """Bring a drafted reply through secrecy review, where it discloses anything, and approval."""
    secrecy, approver = REVIEWERS[case.unit.short_name]
    if case.stage == "reviewing":
        actions.pass_review(case, by=world.actor(secrecy), at=at(when))
    return actions.approve_reply(case, by=world.actor(approver), at=at(when))
