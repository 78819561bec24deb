"""The first page of the workbench."""

import pytest
from django.urls import reverse

from gongkai.cases import actions
from gongkai.cases import procedure as procedures
from gongkai.units import posts
from tests.conftest import at
from tests.integration.cases.test_engine import TRIAL


@pytest.fixture
def two_cases(world):
    procedures.register(TRIAL)
    for title, arrived in (("后到的", "2025-04-22 09:00"), ("先到的", "2025-04-21 09:00")):
        actions.open_case(
            TRIAL, "receive", unit=world.finance, title=title, channel="in_person",
            by=posts.applicant("张三"), at=at(arrived),
        )  # fmt: skip


def test_what_is_due_first_is_on_top(two_cases, world, client):
    client.force_login(world.people["张财"])
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert page.index("先到的") < page.index("后到的")
    assert "2025-05-21" in page
    assert "已逾期" in page


def test_nothing_to_do_says_what_to_do(world, client):
    client.force_login(world.people["吴镇"])
    assert "没有等您办理的事项" in client.get(reverse("wagtailadmin_home")).content.decode()


def test_a_stranger_is_sent_to_sign_in(db, client):
    response = client.get(reverse("wagtailadmin_home"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("wagtailadmin_login"))


def test_the_sign_in_page_is_chinese_and_points_citizens_elsewhere(db, client):
    page = client.get(reverse("wagtailadmin_login")).content.decode()
    assert "政务公开一体化平台" in page
    assert "不需要账号" in page


def test_an_account_is_locked_after_five_wrong_passwords(world, client):
    address = reverse("wagtailadmin_login")
    for _ in range(5):
        client.post(address, {"username": "czj.officer", "password": "wrong"})
    response = client.post(address, {"username": "czj.officer", "password": "gongkai-2019"})
    assert response.status_code == 429
