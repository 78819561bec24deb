"""Disclosure requests by e-mail: the day of receipt, and that nobody may overlook one (D10; 指导案例26号)."""

from datetime import date

from gongkai.disclosure import actions, alarms
from gongkai.disclosure.actions import mail as verbs
from tests.conftest import asked_of, at
from tests.integration.disclosure.conftest import application
from tests.integration.disclosure.test_mail import arrive, mailbox  # noqa: F401
from tests.unit.disclosure.test_reading_mail import a_mail


def test_d10_a_request_by_mail_arrived_with_the_mail_and_is_received_when_both_sides_confirm(mailbox, world):  # noqa: F811
    mail = arrive(mailbox, a_mail(), "2025-04-21 09:30")
    case = verbs.register_mail(mail, application(), by=world.actor("张财"), at=at("2025-04-22 10:00")).case
    assert (case.arrived_at, case.received_on) == (at("2025-04-21 09:30"), None)
    actions.confirm(case, by=world.actor("张财"), at=at("2025-04-23 09:00"))
    assert (case.received_on, case.due_on) == (date(2025, 4, 23), date(2025, 5, 23))


def test_d10_a_mail_nobody_handled_by_the_end_of_its_working_day_raises_the_alarm(mailbox, world):  # noqa: F811
    arrive(mailbox, a_mail(), "2025-04-26 20:00")
    assert alarms.sweep(at("2025-04-27 23:59")) == 0, "Saturday evening: Sunday 2025-04-27 is the working day"
    assert alarms.sweep(at("2025-04-28 00:01")) == 1
    assert [item.todo for item in asked_of(world.people["郑公开"], date(2025, 4, 28))] == [
        "督促：来信无人查阅"
    ]
