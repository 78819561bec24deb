"""Every announced mailbox proves each day that what is sent there arrives."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gongkai.disclosure.actions import mailboxes
from gongkai.disclosure.models import Mail
from gongkai.exchange import reading, selftest
from tests.conftest import asked_of, at
from tests.integration.exchange.conftest import a_mail, read


@pytest.fixture
def now(monkeypatch):
    """A morning; messages come back at once."""
    morning = at("2025-04-21 09:00")
    monkeypatch.setattr(timezone, "now", lambda: morning)
    return morning


@pytest.fixture
def simulated(world):
    return mailboxes.add_mailbox(
        unit=world.office, address="zfb@example.gov.cn", since=date(2025, 4, 1), by=world.actor("郑公开"),
        at=at("2025-04-01 09:00"),
    )  # fmt: skip


def todo(world, now):
    return [item.todo for item in asked_of(world.people["郑公开"], now.date())]


def test_the_token_mail_goes_out_comes_back_and_is_no_mail_to_anybody(mailbox, imap_server, smtp_server, now):
    smtp_server.imap = imap_server
    assert [selftest.sweep(now), selftest.sweep(now + timedelta(minutes=5))] == [1, 0]
    read(mailbox)
    mailbox.refresh_from_db()
    assert mailbox.test_passed_at is not None
    assert not Mail.objects.exists()
    assert selftest.sweep(now + timedelta(days=1)) == 1


def test_a_token_mail_that_does_not_come_back_is_told_until_one_does(
    mailbox, imap_server, smtp_server, world, client, now
):
    selftest.sweep(now)
    selftest.sweep(now + timedelta(minutes=59))
    assert todo(world, now) == []
    selftest.sweep(now + timedelta(minutes=61))
    assert todo(world, now) == ["修复：自检未通过"]
    client.force_login(world.people["郑公开"])
    page = client.get(reverse("disclosure_mailbox", args=[mailbox.pk])).content.decode()
    assert "09:00 发出的自检信没有收到" in page
    smtp_server.imap = imap_server
    selftest.sweep(now + timedelta(minutes=62))
    read(mailbox)
    assert todo(world, now) == []


def test_a_token_mail_that_cannot_be_sent_is_told_at_once(mailbox, smtp_server, world, now):
    smtp_server.answer = "550 not allowed"
    selftest.sweep(now)
    mailbox.refresh_from_db()
    assert mailbox.test_fault.startswith("自检信没有发出：发信服务器不接收（550 not allowed")
    assert todo(world, now) == ["修复：自检未通过"]


def test_a_made_up_token_hides_nothing(mailbox, imap_server):
    imap_server.receive(a_mail(Subject=f"申请邮箱自检 gongkai-selftest-20250421-{'0' * 32}").as_bytes())
    assert read(mailbox) == 1


def test_a_mailbox_that_is_not_announced_is_not_tested(simulated, world, now):
    mailboxes.change_mailbox(simulated, announced=False, by=world.actor("郑公开"), at=now)
    assert selftest.sweep(now) == 0


def test_a_simulated_mailbox_is_tested_by_the_simulator(simulated, now):
    selftest.sweep(now)
    reading.sweep(now)
    simulated.refresh_from_db()
    assert simulated.test_passed_at is not None
    assert not Mail.objects.exists()


def test_the_competent_office_may_ask_for_a_test_now(simulated, client, world, now):
    selftest.sweep(now)
    client.force_login(world.people["郑公开"])
    client.post(reverse("disclosure_mailbox", args=[simulated.pk]), {"do": "test"})
    assert selftest.sweep(now + timedelta(minutes=1)) == 1
