"""Weather warnings and broadcasts: obligations S70, S71, S76, S77."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from gongkai.cases.notices import Attempt, Result
from gongkai.cases.worklist import work_of
from gongkai.exchange import broadcasting
from gongkai.exchange.channels import cmpp, dingtalk, simulated, wechat, wecom
from gongkai.exchange.models import ChannelSetting, SimulatedMessage
from gongkai.law.refusal import Refusal
from gongkai.voice.warnings import delivery
from gongkai.voice.warnings.actions import alerts, broadcasts, calls
from gongkai.voice.warnings.actions.people import Entry
from gongkai.voice.warnings.delivery import Parcel, Receipt
from gongkai.voice.warnings.models import Alert, Call, Delivery, Recipient, State
from tests.conftest import at
from tests.integration.voice.warnings.weather import (
    NOW,
    approved,
    cap,
    following,
    responsible,
    station,
    taken_in,
)

FIRST = "62040041600000_20260715160000"


@pytest.fixture
def signal(world):
    station(world)
    return taken_in()


def clock(moment):
    return lambda: moment


def test_s70_a_signal_is_kept_as_issued_with_station_and_time(signal):
    assert (signal.station, signal.issued_at) == ("白银市气象台", at("2026-07-15 15:50"))
    assert (signal.kind, signal.colour, signal.title) == ("暴雨", "orange", "暴雨橙色预警信号")
    assert signal.raw.encode() == cap()


def test_s70_a_signal_dated_ahead_is_refused(world):
    station(world)
    with pytest.raises(Refusal, match="在现在之后"):
        taken_in(when=at("2026-07-15 15:30"))
    assert not Alert.objects.exists()


@pytest.mark.parametrize("change", ["UPDATE voice_alert SET description = ''", "DELETE FROM voice_alert"])
def test_s70_a_signal_is_read_only_after_import_in_the_database_too(signal, change):
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


def test_s70_update_and_lifting_link_to_the_first_and_the_lifting_takes_the_signal_away(signal):
    update = taken_in(
        following(FIRST, "Update", severity="Extreme", headline="暴雨红色预警"), NOW + timedelta(hours=1)
    )
    assert (update.first, update.colour) == (signal, "red")
    assert list(Alert.objects.in_force(NOW + timedelta(hours=1))) == [update]
    lifted = taken_in(following(update.identifier, "Cancel", headline="解除"), NOW + timedelta(hours=2))
    assert lifted.first == signal
    assert not Alert.objects.in_force(NOW + timedelta(hours=2)).exists()


def test_s70_local_advice_has_its_own_author_and_leaves_the_signal_alone(signal, world):
    advice = alerts.write_advice(signal, "远离河道。", unit=world.office, by=world.actor("王办"), at=NOW)
    assert (advice.author, advice.alert.description) == ("王办", signal.description)
    job = approved(world, responsible(world), alert=signal, title="改写", text="无大碍")
    assert "无大碍" not in job.text
    assert job.text.startswith("白银市气象台7月15日15时50分发布暴雨橙色预警信号：预计未来3小时")
    assert job.text.endswith("本地提示：远离河道。")


def test_s71_receipts_are_kept_per_person_and_channel_and_a_failed_way_is_followed_by_the_next(signal, world):
    group = responsible(world, [Entry("吴村长", "", "13900000001", openid="o-wu")])
    approved(world, group, plan=("wechat", "sms"), alert=signal)
    [(row, parcel)] = delivery.claim("wechat", NOW)
    assert "confirm/" in parcel.link
    delivery.record([row], [Attempt(Result.REFUSED, fault="没有关注")], at=NOW)
    assert broadcasting.work("sms", clock(NOW)) == 1
    told = [(each.channel, each.state, each.fault) for each in Delivery.objects.order_by("pk")]
    assert told == [("wechat", "failed", "没有关注"), ("sms", "delivered", "")]
    assert Recipient.objects.get().state == State.DELIVERED


def test_s71_what_certainly_was_not_sent_is_tried_again_later_each_time(signal, world):
    approved(world, responsible(world, [Entry("吴村长", "", "13900000001")]), alert=signal)
    moment, waits = NOW, []
    for _ in range(18):
        [(row, _)] = delivery.claim("sms", moment)
        delivery.record([row], [Attempt(Result.NOT_SENT, fault="网关忙")], at=moment)
        row.refresh_from_db()
        waits.append((row.next_at - moment).total_seconds())
        moment = row.next_at
    assert waits == [*(8 * [1]), *(8 * [2]), 5, 5]


def test_s71_a_responsible_person_who_does_not_confirm_in_time_is_called_then_the_one_above(signal, world):
    group = responsible(world, [Entry("李镇长", "镇长", "13900000009"), Entry("吴村长", "", "13900000001")])
    boss, wu = group.people.order_by("pk")
    wu.superior = boss
    wu.save()
    approved(world, group, alert=signal)
    broadcasting.work("sms", clock(NOW))
    boss_row, wu_row = Recipient.objects.order_by("pk")
    assert broadcasts.confirm(boss_row, how="链接", at=NOW)
    assert calls.sweep(NOW + timedelta(minutes=14)) == 0
    assert calls.sweep(NOW + timedelta(minutes=15)) == 1
    assert calls.sweep(NOW + timedelta(minutes=16)) == 0, "once"
    day = timezone.localtime(NOW).date()
    assert "电话叫应1人" in [item.todo for item in work_of(world.people["王办"], day)]
    late = {"note": "响铃无人", "by": world.actor("王办"), "at": NOW + timedelta(minutes=20)}
    calls.note_call(Call.objects.get(), outcome="no_answer", **late)
    above = Call.objects.get(called_at=None)
    assert above.person == boss
    calls.note_call(above, outcome="reached", **late)
    wu_row.refresh_from_db()
    assert (wu_row.state, wu_row.confirmed_how) == ("confirmed", "上一级转告")


def test_s71_who_does_not_answer_and_has_nobody_above_is_called_again(signal, world):
    group = responsible(world, [Entry("吴村长", "", "13900000001")])
    approved(world, group, alert=signal)
    broadcasting.work("sms", clock(NOW))
    calls.sweep(NOW + timedelta(minutes=15))
    late = {"note": "", "by": world.actor("王办"), "at": NOW + timedelta(minutes=20)}
    for _ in range(2):
        calls.note_call(Call.objects.get(called_at=None), outcome="no_answer", **late)
    again = Call.objects.get(called_at=None)
    assert again.person == group.people.get()
    calls.note_call(again, outcome="reached", **late)
    assert Recipient.objects.get().confirmed_how == "电话叫应"
    assert Call.objects.count() == 3, "each attempt is kept"


def test_s76_every_message_has_a_key_and_nobody_gets_two_from_a_gateway_that_fails_half_the_time(
    signal, world
):
    group = responsible(world, [Entry(f"村民{n}", "", f"139000{n:05d}") for n in range(60)], kind="public")
    other = responsible(world, [Entry("村民1", "", "13900000001")], name="又一组", kind="public")
    approved(world, group, other, alert=signal)
    from random import Random

    provider, moment = simulated.Provider("sms", faults=50, chance=Random(7)), NOW
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(broadcasting.channels, "adapter_of", lambda channel: provider)
        for _ in range(20):
            broadcasting._asked.clear()
            broadcasting.work("sms", clock(moment))
            moment += timedelta(minutes=1)
    assert SimulatedMessage.objects.count() == 60
    assert SimulatedMessage.objects.values("address_key").distinct().count() == 60
    assert Delivery.objects.values("key").distinct().count() == 60
    assert set(Recipient.objects.values_list("state", flat=True)) == {"delivered"}


def test_s76_a_message_of_unknown_fate_is_not_sent_by_another_way(signal, world):
    group = responsible(world, [Entry("吴村长", "", "13900000001", email="wu@example.com")])
    approved(world, group, plan=("cmpp", "email"), alert=signal)
    [(row, _)] = delivery.claim("cmpp", NOW)
    delivery.record([row], [Attempt(Result.UNKNOWN, fault="没有应答")], at=NOW)
    assert Recipient.objects.get().state == State.UNSURE
    assert Delivery.objects.count() == 1
    assert delivery.claim("cmpp", NOW + timedelta(hours=1)) == []


def test_s76_the_same_form_handed_in_twice_is_one_job(signal, world):
    group = responsible(world)
    assert approved(world, group).pk is not None
    with pytest.raises(Refusal, match="发送中"):
        approved(world, group)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("DELIVRD", State.DELIVERED), ("ACCEPTD", State.SENT), ("EXPIRED", State.FAILED), ("UNDELIV", State.FAILED),
        ("REJECTD", State.FAILED), ("MA:0001", State.FAILED), ("UNKNOWN", State.UNSURE),
    ],
)  # fmt: skip
def test_s77_a_cmpp_status_means_one_state(status, state):
    assert cmpp.state_of(status) is state


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("success", State.DELIVERED), ("failed:user block", State.FAILED), ("failed: system failed", State.FAILED),
    ],
)  # fmt: skip
def test_s77_a_wechat_event_means_one_state(status, state):
    event = f"<xml><MsgType>event</MsgType><Event>TEMPLATESENDJOBFINISH</Event><MsgID>77</MsgID><Status>{status}</Status></xml>"
    [receipt], replies = wechat.understood(event.encode(), NOW)
    assert (receipt.state, receipt.provider_id, replies) == (state, "77", [])


def test_s77_dingtalk_lists_and_wecom_invalid_accounts_mean_one_state():
    assert dingtalk.LISTS == {
        "invalid_user_id_list": State.FAILED, "forbidden_user_id_list": State.FAILED, "failed_user_id_list": State.FAILED,
        "read_user_id_list": State.READ, "unread_user_id_list": State.DELIVERED,
    }  # fmt: skip
    app = wecom.Application(ChannelSetting(channel="wecom"))
    parcel = Parcel("1-1-wecom", "LiSi", "预警", "暴雨", "", 1)
    for answer, result in (
        ({"errcode": 0, "invaliduser": "zhang|lisi"}, Result.REFUSED), ({"errcode": 81013}, Result.REFUSED),
        ({"errcode": -1}, Result.NOT_SENT), ({"errcode": 0, "msgid": "M"}, Result.SENT),
    ):  # fmt: skip
        assert app._attempt(answer, parcel).result is result


def test_s77_receipts_may_come_twice_late_early_and_in_any_order(signal, world):
    approved(world, responsible(world, [Entry("吴村长", "", "13900000001")]), alert=signal)
    [(row, _)] = delivery.claim("sms", NOW)
    early = Receipt(State.DELIVERED, NOW, provider_id="P1")
    assert delivery.receive([early], "sms") == 0, "before the message was recorded"
    delivery.record([row], [Attempt(Result.SENT, receipt="P1")], at=NOW)
    row.refresh_from_db()
    assert row.state == State.DELIVERED
    assert delivery.receive([Receipt(State.READ, NOW, provider_id="P1")], "sms") == 1
    for state in (State.READ, State.DELIVERED, State.SENT, State.FAILED):
        assert delivery.receive([Receipt(state, NOW, provider_id="P1")], "sms") == 0
    assert Recipient.objects.get().state == State.READ
