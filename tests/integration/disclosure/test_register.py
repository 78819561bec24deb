"""The register (登记簿): each condition, sorting, export."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from gongkai.disclosure import actions
from gongkai.disclosure.actions import Decision
from gongkai.disclosure.register import LIGHTS, Viewer, narrowed
from gongkai.law.clock import light_of
from gongkai.law.regulation import Channel
from gongkai.ledger.models import Event
from gongkai.units.calendars import calendar_in_force
from tests.conftest import at
from tests.integration.disclosure.conftest import application, approved
from tests.integration.disclosure.remedy_world import entered

TODAY = date(2025, 5, 16)


@pytest.fixture
def several(world):
    """Four requests at 财政局: answered with help, open and claimed, open and unclaimed by post, one of a company."""
    clerk = world.actor("张财")

    def one(title, when, channel=Channel.IN_PERSON, **changes):
        return actions.register(
            application(info_title=title, **changes),
            unit=world.finance,
            channel=channel,
            by=clerk,
            at=at(when),
        ).case

    answered = one("2018年度部门决算", "2025-04-01 09:00", needs_assistance=True)
    actions.accept(answered, by=clerk, at=at("2025-04-01 10:00"))
    actions.draft_reply(
        answered, Decision("O_GRANT", information="附表"), by=clerk, at=at("2025-04-09 09:00")
    )
    approved(answered, world, "2025-04-09 10:00")
    actions.serve(answered, manner="counter", by=clerk, at=at("2025-04-10 09:00"))
    entered(answered, world, "2025-05-01 09:00", accepted="2025-04-28", notified="2025-05-01")
    claimed = one("政府采购合同", "2025-04-21 09:00", name="李四")
    actions.accept(claimed, by=clerk, at=at("2025-04-21 10:00"))
    by_post = one(
        "老旧小区改造资金", "2025-04-25 09:00", channel=Channel.POST_SIGNED, doc_number="区财发〔2025〕3号"
    )
    company = one(
        "债券资金使用情况", "2025-05-12 09:00", applicant_kind="org_business", name="某公司", id_type="other",
        id_number="1",
    )  # fmt: skip
    return {"answered": answered, "claimed": claimed, "by_post": by_post, "company": company}


def viewer(world, name="张财"):
    return Viewer(world.people[name], TODAY, calendar_in_force())


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"q": "部门决算"}, {"answered"}),
        ({"q": "小区 资金"}, {"by_post"}),
        ({"q": "区财发〔2025〕3号"}, {"by_post"}),
        ({"q": "购"}, {"claimed"}),
        ({"q": "李四"}, {"claimed"}),
        ({"q": "李"}, set()),
        ({"q": "不存在的"}, set()),
        ({"handler": "none"}, {"by_post", "company"}),
        ({"since": date(2025, 4, 21), "until": date(2025, 4, 25)}, {"claimed", "by_post"}),
        ({"received_from": date(2025, 5, 12)}, {"company"}),
        ({"received_to": date(2025, 4, 20)}, {"answered"}),
        ({"closed_from": date(2025, 4, 10), "closed_to": date(2025, 4, 10)}, {"answered"}),
        ({"due_from": date(2025, 5, 21), "due_to": date(2025, 5, 21)}, {"claimed"}),
        ({"kind": "org_business"}, {"company"}),
        ({"channel": "post_signed"}, {"by_post"}),
        ({"outcome": "O_GRANT"}, {"answered"}),
        ({"used_from": "6", "used_to": "6"}, {"answered"}),
        ({"used_from": "7"}, set()),
        ({"help": True}, {"answered"}),
        ({"remedy": True}, {"answered"}),
        ({"light": "yellow"}, {"claimed"}),
        ({"unclocked": True}, set()),
        ({"q": "资金", "handler": "none", "kind": "natural"}, {"by_post"}),
    ],
)
def test_each_condition_keeps_what_fits_it(several, world, wanted, found):
    seen = viewer(world)
    kept = narrowed(seen.cases, wanted, seen)
    assert {name for name, case in several.items() if case in kept} == found
    assert kept.count() == len(found)


def test_a_request_is_found_by_its_number_in_any_form(several, world):
    case, seen = several["claimed"], viewer(world)
    serial = case.number.split("〕")[1].removesuffix("号")
    for text in (case.number, serial, f"2025-{serial}", f"〔2025〕{serial}号"):
        assert list(narrowed(seen.cases, {"q": text}, seen)) == [case], text


def test_the_name_is_found_only_by_handlers_and_the_search_is_logged(client, several, world):
    competent = viewer(world, "郑公开")
    assert not narrowed(competent.cases, {"q": "李四"}, competent).exists()
    client.force_login(world.people["张财"])
    page = client.get(reverse("disclosure_register"), {"q": "李四"}).content.decode()
    assert several["claimed"].number in page
    event = Event.objects.get(verb="disclosure.find_by_name")
    assert "李四" not in event.leaf


def test_the_lights_of_the_filter_are_those_shown(several, world):
    """Over a year with holidays and make-up days the filter and the light of each row never differ."""
    calendar, case = calendar_in_force(), several["claimed"]
    for ordinal in range(date(2025, 1, 1).toordinal(), date(2025, 12, 1).toordinal(), 3):
        for ahead in (-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12):
            today = date.fromordinal(ordinal)
            type(case).objects.filter(pk=case.pk).update(due_on=date.fromordinal(ordinal + ahead))
            expected = light_of(date.fromordinal(ordinal + ahead), today, calendar)
            seen = Viewer(world.people["张财"], today, calendar)
            name = next(name for name, light in LIGHTS.items() if light is expected)
            assert case in narrowed(seen.cases, {"light": name}, seen), (today, ahead)


def test_columns_sort_both_ways(client, several, world):
    client.force_login(world.people["张财"])

    def order(sort):
        page = client.get(reverse("disclosure_register"), {"sort": sort}).content.decode()
        places = {
            name: page.index(case.number + "<") if case.number + "<" in page else page.index(case.number)
            for name, case in several.items()
        }
        return sorted(places, key=places.get)

    assert order("arrived") == ["answered", "claimed", "by_post", "company"]
    assert order("-arrived") == ["company", "by_post", "claimed", "answered"]


def test_the_export_is_exactly_what_is_filtered_without_personal_data_and_is_logged(client, several, world):
    client.force_login(world.people["张财"])
    wanted = {"since": "2025-04-21", "kind": "natural"}
    text = client.get(reverse("disclosure_register"), {**wanted, "format": "csv"}).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["编号"] for row in rows} == {several["claimed"].number, several["by_post"].number}
    book = load_workbook(
        io.BytesIO(client.get(reverse("disclosure_register"), {**wanted, "format": "xlsx"}).content)
    )
    assert [row[0] for row in book.active.iter_rows(min_row=2, values_only=True)] == [
        row["编号"] for row in rows
    ]
    for private in ("张三", "李四", "13900000000"):
        assert private not in text
    assert Event.objects.filter(verb="disclosure.export").count() == 2


def test_a_cell_never_starts_a_formula(client, world):
    actions.submit(
        application(info_title="=HYPERLINK(1)"), unit=world.finance, at=at("2025-04-21 09:00"), token="t"
    )
    client.force_login(world.people["张财"])
    text = client.get(reverse("disclosure_register"), {"format": "csv"}).content.decode()
    assert ",'=HYPERLINK" in text
    book = load_workbook(io.BytesIO(client.get(reverse("disclosure_register"), {"format": "xlsx"}).content))
    cell = book.active["B2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_a_wrong_filter_is_said_and_exports_nothing(client, several, world):
    client.force_login(world.people["张财"])
    response = client.get(reverse("disclosure_register"), {"since": "昨天", "format": "csv"})
    assert response["Content-Type"].startswith("text/html")
    assert "gk-error" in response.content.decode()
    assert not Event.objects.filter(verb="disclosure.export").exists()
