"""The outbox: one sentence for each public act, sent once, and honest about what nobody knows."""

import threading
from datetime import date, timedelta
from email import message_from_bytes, policy

import pytest
from django.db import connection, transaction
from django.urls import reverse

from gongkai.cases import notices
from gongkai.cases.models import Notice
from gongkai.cases.notices import Attempt, Result
from gongkai.cases.worklist import work_of
from gongkai.disclosure import actions
from gongkai.exchange import sending
from gongkai.law.refusal import Refusal
from gongkai.ledger.verify import verify
from tests.conftest import at
from tests.integration.disclosure.conftest import application
from tests.integration.exchange.conftest import free_port

State = Notice.State
NOW = at("2025-04-21 09:00")


def submitted(world, **changes):
    asked = {"email": "zhangsan@example.com", "notify_by": "email", **changes}
    return actions.submit(application(**asked), unit=world.finance, at=NOW, token="t").case


@pytest.fixture
def notice(world):
    return submitted(world).notices.get()


@pytest.fixture
def short(world):
    return submitted(world, notify_by="sms").notices.get()


def tried(notice, attempt, when=NOW):
    claimed = notices.claim(when)
    assert claimed == notice
    return notices.record(claimed, attempt, at=when)


def test_every_public_act_tells_those_who_asked(world):
    case = submitted(world)
    actions.confirm(case, by=world.actor("张财"), at=at("2025-04-21 10:00"))
    actions.accept(case, by=world.actor("张财"), at=at("2025-04-21 11:00"))
    actions.record_search(
        case, place="档案室", keywords="决算", period="2018", result="有", by=world.actor("张财"), at=at("2025-04-21 12:00")
    )  # fmt: skip
    assert list(case.notices.order_by("pk").values_list("purpose", flat=True)) == [
        "提出申请",
        "双方确认",
        "受理",
    ]


def test_who_did_not_ask_is_not_told(world):
    assert not submitted(world, notify_by="").notices.exists()
    assert not Notice.objects.exists()


def test_a_notice_says_number_and_address_and_nothing_personal(notice):
    assert notice.case.number in notice.text
    assert reverse("track") in notice.text
    for private in ("张三", "决算", "13900000000", "zhangsan"):
        assert private not in notice.text


def test_the_recipient_is_encrypted_at_rest(notice):
    with connection.cursor() as cursor:
        cursor.execute("SELECT recipient FROM cases_notice")
        assert "zhangsan" not in cursor.fetchone()[0]


def test_an_act_that_fails_tells_nobody(world):
    case = submitted(world)
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.confirm(case, by=world.actor("张财"), at=at("2025-04-21 10:00"))
        raise RuntimeError
    assert case.notices.count() == 1


def test_an_email_arrives_once_with_its_receipt(notice, smtp_server):
    assert [sending.sweep(NOW), sending.sweep(NOW)] == [1, 0]
    notice.refresh_from_db()
    assert (notice.state, notice.receipt, notice.attempts) == (State.SENT, "queued as 4711", 1)
    [raw] = smtp_server.messages
    message = message_from_bytes(raw, policy=policy.default)
    assert message["Message-ID"] == notices.message_id(notice)
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content().strip() == notice.text


def test_without_a_server_sending_is_simulated_and_says_so(notice):
    sending.sweep(NOW)
    notice.refresh_from_db()
    assert (notice.state, notice.is_simulated) == (State.SENT, True)


def test_a_server_that_is_away_is_tried_again_later_and_longer(notice):
    away = Attempt(Result.NOT_SENT, fault="不能连接")
    when, waits = NOW, []
    for _ in notices.PAUSES:
        row = tried(notice, away, when)
        waits.append(row.next_at - when)
        assert notices.claim(row.next_at - timedelta(seconds=1)) is None
        when = row.next_at
    assert waits == list(notices.PAUSES)
    assert tried(notice, away, when).state == State.GAVE_UP


def test_a_refused_recipient_is_not_tried_again(notice, smtp_server, world):
    smtp_server.answer = "550 no such user"
    sending.sweep(NOW)
    notice.refresh_from_db()
    assert (notice.state, notice.next_at) == (State.GAVE_UP, None)
    assert "550 no such user" in notice.fault
    assert [item.todo for item in work_of(world.people["张财"], NOW.date()) if item.kind == "通知"] == [
        "改用其他方式告知申请人"
    ]


def test_a_server_that_is_busy_is_tried_again(notice, smtp_server):
    smtp_server.answer = "451 try later"
    sending.sweep(NOW)
    notice.refresh_from_db()
    assert notice.state == State.FAILED


def test_a_dead_server_leaves_a_sentence(notice, world):
    from gongkai.exchange.actions import set_mail_server

    set_mail_server(
        host="127.0.0.1", port=free_port(), security="none", sender="n@example.gov.cn", by=world.actor("郑公开"), at=NOW
    )  # fmt: skip
    sending.sweep(NOW)
    notice.refresh_from_db()
    assert (notice.state, notice.fault[:9]) == (State.FAILED, "不能连接发信服务器")


def test_a_short_message_of_unknown_fate_waits_for_a_person_and_is_never_sent_again(short, world):
    assert tried(short, Attempt(Result.UNKNOWN, fault="超时")).state == State.UNSURE
    assert notices.claim(NOW + timedelta(days=9)) is None
    assert [item.todo for item in work_of(world.people["张财"], NOW.date()) if item.kind == "通知"] == [
        "核实申请人是否收到"
    ]
    with pytest.raises(Refusal, match="核实情况"):
        notices.settle(short, note="", by=world.actor("张财"), at=NOW)
    notices.settle(short, note="电话确认已收到", by=world.actor("张财"), at=NOW)
    assert not [item for item in work_of(world.people["张财"], NOW.date()) if item.kind == "通知"]


def test_a_sender_killed_in_between_leaves_an_email_to_be_sent_again_under_its_identifier(
    notice, smtp_server
):
    sending.deliver(notices.claim(NOW), at=NOW)
    later = NOW + notices.PATIENCE + timedelta(seconds=1)
    assert sending.sweep(NOW + timedelta(minutes=5)) == 0
    sending.sweep(later)
    sending.sweep(later + notices.PAUSES[0])
    notice.refresh_from_db()
    identifiers = {message_from_bytes(raw)["Message-ID"] for raw in smtp_server.messages}
    assert (notice.state, len(smtp_server.messages), identifiers) == (
        State.SENT,
        2,
        {notices.message_id(notice)},
    )


def test_a_sender_killed_in_between_leaves_a_short_message_to_be_looked_at(short):
    notices.claim(NOW)
    notices.recover(NOW + notices.PATIENCE + timedelta(seconds=1))
    short.refresh_from_db()
    assert (short.state, short.fault) == (State.UNSURE, "发送中断，不知道是否已经发出")


def test_a_sender_that_comes_back_too_late_changes_nothing(short):
    late = notices.claim(NOW)
    notices.recover(NOW + notices.PATIENCE + timedelta(seconds=1))
    notices.record(late, Attempt(Result.SENT), at=NOW + timedelta(hours=1))
    short.refresh_from_db()
    assert short.state == State.UNSURE


def test_a_person_may_have_it_sent_again_once(short, world):
    tried(short, Attempt(Result.UNKNOWN))
    notices.send_again(short, by=world.actor("张财"), at=NOW)
    with pytest.raises(Refusal, match="待发送"):
        notices.send_again(short, by=world.actor("张财"), at=NOW)
    assert tried(short, Attempt(Result.SENT, receipt="77")).state == State.SENT


@pytest.mark.django_db(transaction=True)
def test_four_senders_at_once_send_each_notice_once(world, smtp_server):
    for number in range(12):
        asked = application(email=f"a{number}@example.com", notify_by="email")
        actions.submit(asked, unit=world.finance, at=NOW, token=f"t{number}")

    def send():
        try:
            sending.sweep(NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent = [message_from_bytes(raw)["Message-ID"] for raw in smtp_server.messages]
    assert (len(sent), len(set(sent))) == (12, 12)
    assert set(Notice.objects.values_list("state", flat=True)) == {State.SENT}


def test_the_ledger_proves_what_was_sent(notice):
    sending.sweep(NOW)
    assert verify().ok
    Notice.objects.update(text="改过")
    assert not verify().ok


def test_the_log_masks_recipients_narrows_and_exports(client, notice, world):
    sending.sweep(NOW)
    client.force_login(world.people["张财"])
    page = client.get(
        reverse("exchange_notices"), {"number": notice.case.number, "state": "sent"}
    ).content.decode()
    assert "z***@example.com" in page
    assert "模拟发送" in page
    assert "zhangsan" not in page
    assert notice.case.number in client.get(reverse("exchange_notices"), {"format": "csv"}).content.decode()
    assert (
        "没有符合条件的通知" in client.get(reverse("exchange_notices"), {"number": "不存在"}).content.decode()
    )
    assert "通知发送记录" in client.get(reverse("disclosure_case", args=[notice.case_id])).content.decode()


def test_the_log_of_another_unit_is_not_seen(client, notice, world):
    client.force_login(world.people["吴镇"])
    assert notice.case.number not in client.get(reverse("exchange_notices")).content.decode()
    assert client.get(reverse("exchange_notice", args=[notice.pk])).status_code == 404


def test_an_officer_follows_up_on_screen(client, short, world):
    tried(short, Attempt(Result.UNKNOWN))
    client.force_login(world.people["张财"])
    address = reverse("exchange_notice", args=[short.pk])
    assert "短信不会自动重发" in client.get(address).content.decode()
    assert (
        "已记录核实情况"
        in client.post(address, {"do": "settle", "note": "已电话告知"}, follow=True).content.decode()
    )
    short.refresh_from_db()
    assert short.settled_by == "张财"


def test_a_form_that_asks_for_a_short_message_needs_a_mobile_number():
    from gongkai.disclosure.forms.application import ApplicationForm

    for notify_by, contact in (("sms", {"phone": "0943-8221234"}), ("email", {"phone": "13900000000"})):
        form = ApplicationForm({"notify_by": notify_by, **contact})
        assert "notify_by" in form.errors


def test_a_number_with_blanks_is_sent_to_without_them(world):
    assert submitted(world, notify_by="sms", phone="139-0000 0000").notices.get().recipient == "13900000000"


def test_a_slow_server_does_not_make_the_next_notice_look_lost(world, monkeypatch):
    for number in range(2):
        actions.submit(
            application(phone="13900000000", notify_by="sms"), unit=world.finance, at=NOW, token=f"t{number}"
        )
    hours = iter(range(0, 7200, 900))
    monkeypatch.setattr(sending, "monotonic", lambda: next(hours))
    sending.sweep(NOW)
    first, second = Notice.objects.order_by("pk")
    assert second.tried_at - first.tried_at > notices.PATIENCE


def test_the_day_of_the_notice_is_not_the_day_of_receipt(notice):
    notice.case.refresh_from_db()
    assert notice.case.received_on is None
    assert notice.queued_at.date() == date(2025, 4, 21)
