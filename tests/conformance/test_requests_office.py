"""Disclosure requests, the officer's side: what obligations D9, D23, D30 and D32 ask of lists and desks."""

from datetime import date

import pytest
from django.urls import reverse

from gongkai.disclosure import actions, related, similar
from gongkai.disclosure.actions import Decision
from gongkai.law.refusal import Refusal
from gongkai.ledger.models import Event
from tests.conftest import at
from tests.integration.disclosure.conftest import application, handling, registered  # noqa: F401
from tests.integration.disclosure.test_board_and_statistics import links_of, shown_count
from tests.integration.disclosure.test_desk import FORM
from tests.integration.disclosure.test_register import several  # noqa: F401


def test_d9_the_board_and_the_register_count_the_same_lights(client, several, world):  # noqa: F811
    client.force_login(world.people["郑公开"])
    lights = [link for link in links_of(client, "disclosure_board", {}) if "light=" in link[0]]
    assert lights
    assert all(shown_count(client, address) == int(count) for address, count in lights)


def test_d23_a_duplicate_is_pointed_out_before_it_is_registered(client, several, world):  # noqa: F811
    client.force_login(world.people["张财"])
    page = client.post(reverse("disclosure_new"), FORM).content.decode()
    assert f"同一申请人申请过相同内容：{several['answered'].number}" in page
    assert "2025-04-10 已答复，可能属于重复申请" in page


def test_d30_a_request_at_a_dissolved_unit_is_proposed_to_its_successor(handling, world):  # noqa: F811
    world.finance.valid_to, world.finance.successor = date(2025, 4, 30), world.office
    world.finance.save()
    handling.refresh_from_db()
    successor = related.proposed_unit(handling, date(2025, 5, 6))
    actions.assign(handling, successor, by=world.actor("郑公开"), at=at("2025-05-06 09:00"))
    handling.refresh_from_db()
    assert (handling.unit, handling.due_on) == (world.office, date(2025, 5, 21))


def test_d30_a_request_is_not_given_to_a_unit_before_it_is_set_up(handling, world):  # noqa: F811
    world.silong.valid_from = date(2025, 6, 1)
    world.silong.save()
    with pytest.raises(Refusal, match="自2025-06-01起设立"):
        actions.assign(handling, world.silong, by=world.actor("郑公开"), at=at("2025-04-22 09:00"))


def test_d32_lists_exports_statistics_and_similar_answers_name_no_applicant(client, several, world):  # noqa: F811
    asked = actions.submit(
        application(info_title="2018年度部门决算", name="王五"), unit=world.finance, at=at("2025-05-12 09:00"), token="t"
    ).case  # fmt: skip
    client.force_login(world.people["郑公开"])
    pages = [
        client.get(reverse(name), query).content.decode()
        for name, query in (
            ("disclosure_register", {}),
            ("disclosure_register", {"format": "csv"}),
            ("disclosure_board", {}),
            ("disclosure_statistics", {"since": "2025-01-01", "until": "2025-12-31"}),
        )
    ]
    answers = similar.around(asked).answered
    pages += [str(each.paragraphs) + each.title for each in answers]
    assert [each.case for each in answers] == [several["answered"]]
    for private in ("张三", "李四", "王五", "13900000000", "11010519491231002X"):
        assert not any(private in page for page in pages)
    assert all("张三" not in event.leaf for event in Event.objects.all())
    assert Decision("O_GRANT", information="附表") == answers[0].draft
