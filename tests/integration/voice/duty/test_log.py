"""The duty log: lines are added and corrected beside, callers are masked, readings logged."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from gongkai.law.refusal import Refusal
from gongkai.ledger.models import Event
from gongkai.voice.duty import actions
from gongkai.voice.duty.actions import Line
from gongkai.voice.duty.models import DutyLogEntry
from tests.conftest import at


def written(world, text="四龙镇来电：道路塌陷", token="t1", **changes):
    line = Line(
        "phone", at("2019-06-03 10:00"), text, reporter_name="吴镇", reporter_phone="13912345678", **changes
    )
    return actions.note(world.office, line, by=world.actor("王办"), at=at("2019-06-03 10:05"), token=token)


def test_the_database_refuses_to_change_or_delete_a_line(world):
    entry = written(world)
    for change in (lambda: DutyLogEntry.objects.update(text="改了"), entry.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert DutyLogEntry.objects.get().text == "四龙镇来电：道路塌陷"


def test_a_correction_stands_beside_the_line_it_corrects(world):
    entry = written(world)
    by, now = world.actor("李核"), at("2019-06-03 11:00")
    right = actions.correct(
        entry, Line("phone", entry.happened_at, "水川镇来电：道路塌陷"), by=by, at=now, token="t2"
    )
    assert (right.corrects, right.recorded_by) == (entry, "李核")
    with pytest.raises(Refusal, match="更正的是一条更正"):
        actions.correct(right, Line("phone", entry.happened_at, "再改"), by=by, at=now, token="t3")
    assert DutyLogEntry.objects.count() == 2


def test_the_same_form_sent_twice_is_one_line(world):
    assert written(world) == written(world)
    assert DutyLogEntry.objects.count() == 1


def test_a_line_of_tomorrow_an_empty_one_and_one_by_a_stranger_are_refused(world):
    by, now = world.actor("王办"), at("2019-06-03 10:05")
    with pytest.raises(Refusal, match="晚于现在"):
        actions.note(world.office, Line("phone", at("2019-06-04 10:00"), "来电"), by=by, at=now, token="a")
    with pytest.raises(Refusal, match="没有填写起因"):
        actions.note(world.office, Line("phone", now, "  "), by=by, at=now, token="b")
    with pytest.raises(Refusal, match="不是政府办的工作人员"):
        actions.note(world.office, Line("phone", now, "来电"), by=world.actor("张财"), at=now, token="c")


def test_callers_are_masked_and_shown_in_full_on_a_click_that_is_logged(world, client):
    entry = written(world)
    client.force_login(world.people["王办"])
    page = client.get(reverse("duty_log")).content.decode()
    assert "139****5678" in page
    assert "13912345678" not in page
    assert "13912345678" in client.post(reverse("duty_caller", args=[entry.pk])).content.decode()
    event = Event.objects.filter(verb="duty.read_caller").get()
    assert "13912345678" not in event.leaf
    assert client.get(reverse("duty_caller", args=[entry.pk])).status_code == 405


def test_the_log_of_another_unit_is_not_shown(world, client):
    entry = written(world)
    client.force_login(world.people["张财"])
    assert "道路塌陷" not in client.get(reverse("duty_log") + "?unit=zfb").content.decode()
    for name in ("duty_correct", "duty_caller"):
        assert client.post(reverse(name, args=[entry.pk])).status_code == 404


def test_the_log_is_written_on_the_screen_filtered_and_exported_without_callers(world, client):
    written(world, text="=HYPERLINK(1)", token="x")
    client.force_login(world.people["王办"])
    address = reverse("duty_log")
    typed = {"kind": "phone", "happened_at": "2019-06-03T09:00", "text": "水川镇来电 😀𠮷", "token": "y"}
    assert client.post(address, typed).status_code == 302
    assert "水川镇来电 😀𠮷" in client.get(address, {"q": "水川"}).content.decode()
    assert "水川" not in client.get(address, {"day": "2019-06-04"}).content.decode().split("gk-filter")[1]
    assert client.get(address, {"day": "garbage", "p": "zzz"}).status_code == 200
    table = client.get(address, {"format": "csv"}).content.decode()
    assert "'=HYPERLINK(1)" in table
    assert "13912345678" not in table


def test_what_was_typed_stays_when_it_is_refused(world, client):
    client.force_login(world.people["王办"])
    typed = {"kind": "phone", "happened_at": "2099-01-01T00:00", "text": "长长的记录", "token": "y"}
    page = client.post(reverse("duty_log"), typed).content.decode()
    assert "晚于现在" in page
    assert "长长的记录" in page
