"""What tests of duty speak of: people on duty, an event as the telephone tells it, a report on its way upward."""

from datetime import date, timedelta

from gongkai.law.emergencies import EventKind, Toll
from gongkai.voice.duty import actions
from gongkai.voice.duty.actions import Draft, Sending, Told, Turn
from gongkai.voice.duty.models import DutyEvent, DutyPerson
from tests.conftest import at

TOLD = {
    "kind": EventKind.ROAD_TRAFFIC, "title": "四龙镇双合村道路交通事故", "place": "四龙镇双合村路口",
    "nature": "一辆货车与面包车相撞。", "source": "四龙镇政府电话", "toll": Toll(deaths=1, serious=2),
    "reporter_name": "吴镇", "reporter_post": "四龙镇值班员", "reporter_phone": "13912345678",
}  # fmt: skip


def person(world, name, part="officer", *, account="", unit=None, sort=0, phone="13800001111"):
    """Enter somebody who takes duty in the office, with the account of a name of the world or none."""
    return actions.save_person(
        unit or world.office, part=part, name=name, phone=phone, sort=sort,
        user=world.people[account] if account else None, by=world.actor("王办"), at=at("2019-01-02 09:00"),
    )  # fmt: skip


def crew(world):
    """Return two leaders, three officers and a driver of the office; nobody has an account."""
    leaders = [person(world, name, "leader", sort=n) for n, name in enumerate(("赵签", "钱主任"))]
    officers = [person(world, name, sort=n) for n, name in enumerate(("王办", "李核", "周密"))]
    return leaders, officers, person(world, "马师傅", "driver")


def roster(world, first, days, *, leader, officer, when=None):
    """Enter whole-day turns of one leader and one officer."""
    first = date.fromisoformat(first)
    turns = [Turn(first + timedelta(days=n), "whole", leader, (officer,)) for n in range(days)]
    return actions.build(
        world.office, turns, by=world.actor("王办"), at=when or at(f"{first} 08:00"), source="test"
    )


def received(world, when="2019-06-03 14:25", **changes):
    told = {"occurred_at": at(when) - timedelta(minutes=20), **TOLD, **changes}
    return actions.receive(
        world.office, Told(**told), by=world.actor("王办"), at=at(when), token=f"{when}{told['title']}"
    ).case


def drafted(world, case, when, **changes):
    known = changes.get("toll") or DutyEvent.objects.get(case=case).toll
    said = {"situation": str(known), "sent_to": "市政府总值班室", "measures": "已送医", **changes}
    return actions.draft(case, Draft(**said), by=world.actor("王办"), at=at(when))


def approved(world, case, when):
    return actions.approve(case, by=world.actor("赵签"), at=at(when))


def sent(world, case, when, **changes):
    how = {
        "sent_at": at(when), "channel": "fax", "sent_to": "市政府总值班室", "receiver": "刘某", "receipt": "回0001",
        **changes,
    }  # fmt: skip
    return actions.send(case, Sending(**how), by=world.actor("王办"), at=at(when))


def reported(world, case, when, **changes):
    """Write, approve and send a report within one minute; return it."""
    drafted(world, case, when, **changes)
    approved(world, case, when)
    sent(world, case, when)
    return case.duty_reports.order_by("number").last()


__all__ = ["DutyPerson", "approved", "crew", "drafted", "person", "received", "reported", "roster", "sent"]
