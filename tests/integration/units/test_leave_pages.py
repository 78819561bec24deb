"""The pages of leave: asking, answering, deciding, who is away, what is refused keeps what was typed."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gongkai.law.leave import LeaveKind, Span
from gongkai.ledger.models import Event
from gongkai.units.calendars import calendar_in_force
from gongkai.units.leave import actions
from gongkai.units.leave.actions import Wish
from gongkai.units.leave.models import Leave
from gongkai.units.models import Post, Role
from tests.conftest import at


@pytest.fixture
def monday():
    """A working day to come, followed by another."""
    day = timezone.localdate() + timedelta(days=10)
    while not all(calendar_in_force().is_working(day + timedelta(days=n)) for n in range(2)):
        day += timedelta(days=1)
    return day


def as_(client, world, name):
    client.force_login(world.people[name])
    return client


def typed(world, monday, **changes):
    return {
        "kind": "personal", "first": monday.isoformat(), "last": monday.isoformat(), "reason": "家中有事",
        "everything": world.people["刘核"].pk, "token": "t1", **changes,
    }  # fmt: skip


def do(client, row, action, **data):
    return client.post(reverse("leave_act", args=[row.pk, action]), data)


def test_leave_is_asked_for_accepted_and_approved(client, world, monday):
    asked = as_(client, world, "张财").post(reverse("leave_new"), typed(world, monday))
    row = Leave.objects.get()
    assert asked.url == reverse("leave_detail", args=[row.pk])
    assert "请您代理" in as_(client, world, "刘核").get(asked.url).text
    do(client, row, "accept", seen=row.revision)
    page = as_(client, world, "黄局长").get(reverse("leave_index")).text
    assert "张财请假" in page and "批准请假" in page
    do(client, row, "approve")
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("approved", "黄局长")


def test_the_same_form_sent_twice_is_one_request(client, world, monday):
    for _ in range(2):
        as_(client, world, "张财").post(reverse("leave_new"), typed(world, monday))
    assert Leave.objects.count() == 1


def test_what_was_typed_stays_when_it_is_refused(client, world, monday):
    said = as_(client, world, "张财").post(reverse("leave_new"), typed(world, monday, everything=""))
    assert said.status_code == 422
    assert "没有选择代理人" in said.text and "家中有事" in said.text
    backwards = typed(world, monday, last=(monday - timedelta(days=3)).isoformat())
    assert "止期早于起期" in client.post(reverse("leave_new"), backwards).text


@pytest.mark.parametrize(
    "change", [{"first": "昨天"}, {"kind": "nap"}, {"everything": "999999"}, {"last": ""}]
)
def test_nonsense_is_answered_with_the_form(client, world, monday, change):
    said = as_(client, world, "张财").post(reverse("leave_new"), typed(world, monday, **change))
    assert said.status_code == 422 and not Leave.objects.exists()


def test_the_check_says_days_level_and_both_sides_before_sending(client, world, monday):
    said = as_(client, world, "张财").post(reverse("leave_check"), typed(world, monday, from_noon="on")).text
    assert "0.5 个工作日" in said and "由工作机构负责人批准" in said
    assert "不能再由刘核核稿" in said
    assert not Leave.objects.exists()


def test_the_reason_is_for_those_who_decide_and_reading_it_is_logged(client, world, monday):
    as_(client, world, "张财").post(reverse("leave_new"), typed(world, monday))
    row = Leave.objects.get()
    page = reverse("leave_detail", args=[row.pk])
    assert "家中有事" in client.get(page).text
    colleague = as_(client, world, "陈密").get(page).text
    assert "家中有事" not in colleague and "事假" not in colleague
    assert client.post(reverse("leave_reason", args=[row.pk])).status_code == 404
    assert "家中有事" not in as_(client, world, "黄局长").get(page).text
    assert "家中有事" in client.post(reverse("leave_reason", args=[row.pk]), follow=True).text
    assert Event.objects.filter(verb="leave.read_reason").count() == 1


def test_other_units_see_nothing_of_it(client, world, monday):
    as_(client, world, "张财").post(reverse("leave_new"), typed(world, monday))
    assert (
        as_(client, world, "吴镇").get(reverse("leave_detail", args=[Leave.objects.get().pk])).status_code
        == 404
    )


def test_the_second_of_two_who_decide_is_told(client, world, monday):
    as_(client, world, "张财").post(reverse("leave_new"), typed(world, monday))
    row = Leave.objects.get()
    do(as_(client, world, "刘核"), row, "accept")
    do(as_(client, world, "黄局长"), row, "refuse", text="当日有会")
    said = do(as_(client, world, "杨签"), row, "approve")
    assert said.status_code == 422 and "黄局长已于" in said.text and "没有执行" in said.text


def test_a_declined_request_comes_back_and_another_is_asked(client, world, monday):
    as_(client, world, "张财").post(reverse("leave_new"), typed(world, monday))
    row = Leave.objects.get()
    assert "没有写明不能代理的理由" in do(as_(client, world, "刘核"), row, "decline", text=" ").text
    do(client, row, "decline", text="同日外出")
    assert "另选代理人" in as_(client, world, "张财").get(reverse("leave_index")).text
    do(client, row, "another", cover=row.covers.get().pk, substitute=world.people["陈密"].pk)
    assert str(row.covers.get()) == "财政局经办人由陈密代理"


def test_the_calendar_statistics_and_table_agree(client, world, monday):
    as_(client, world, "张财").post(reverse("leave_new"), typed(world, monday))
    row = Leave.objects.get()
    do(as_(client, world, "刘核"), row, "accept")
    do(as_(client, world, "黄局长"), row, "approve")
    month = client.get(reverse("leave_calendar"), {"month": f"{monday:%Y-%m}"}).text
    assert "张财" in month and ">假<" in month
    year = client.get(reverse("leave_statistics"), {"year": monday.year}).text
    assert "1 次，共 1.0 个工作日" in year
    table = client.get(reverse("leave_export"), {"year": monday.year}).text.splitlines()
    assert len(table) == 2 and "张财,事假" in table[1] and "家中有事" not in table[1]


@pytest.mark.parametrize("query", ["month=2019-13", "month=x", "unit=nowhere", "month=99999-01"])
def test_strange_addresses_show_this_month(client, world, query):
    assert as_(client, world, "张财").get(f"{reverse('leave_calendar')}?{query}").status_code == 200


def test_only_heads_order_a_substitute(client, world):
    assert as_(client, world, "张财").get(reverse("leave_order")).status_code == 404
    today = calendar_in_force().next_working_day(timezone.localdate()).day
    given = typed(world, today, kind="sick", reason="住院")
    as_(client, world, "黄局长").post(f"{reverse('leave_order')}?person={world.people['张财'].pk}", given)
    assert Leave.objects.get().is_emergency


def test_the_check_for_somebody_of_two_posts_is_for_her_head_alone(client, world, monday):
    person = world.people["张财"]
    Post.objects.create(user=person, unit=world.finance, role=Role.CHECKER, since=date(2019, 1, 1))
    given = typed(world, monday, person=person.pk)
    assert "1 个工作日" in as_(client, world, "黄局长").post(reverse("leave_check"), given).text
    assert as_(client, world, "吴镇").post(reverse("leave_check"), given).status_code == 404


def test_undecided_requests_are_reminded_of_once(world, monday):
    chosen = {("czj", "officer"): world.people["刘核"]}
    span = Span(date(2019, 6, 17), date(2019, 6, 17))
    row = actions.ask(
        Wish(LeaveKind.ANNUAL, span, "", chosen), by=world.actor("张财"), at=at("2019-06-05 09:00"), token="r"
    )
    assert actions.remind_all(at("2019-06-05 15:00")) == 0
    assert actions.remind_all(at("2019-06-06 09:00")) == 1
    assert actions.remind_all(at("2019-06-07 09:00")) == 0
    assert row.events.last().action == "remind"
