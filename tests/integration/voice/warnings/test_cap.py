"""Messages of stations, good and bad: what is refused is said and logged, and nothing of it is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.law.refusal import Refusal
from gongkai.voice.warnings import cap as reading
from gongkai.voice.warnings.actions import alerts
from gongkai.voice.warnings.actions.alerts import Seal
from gongkai.voice.warnings.models import Alert, RefusedAlert
from tests.integration.voice.warnings.weather import (
    NOW,
    SECRET,
    SENDER,
    cap,
    following,
    key_pair,
    signed,
    station,
    taken_in,
)

BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<html><body>404</body></html>", "不是 CAP 1.2"),
        (b"\x00\xff not xml", "不是 XML"),
        (BOMB, "DTD"),
        (b"x" * (1024 * 1024 + 1), "1 MB"),
        (cap(event="外星人入侵"), "未知的预警种类“外星人入侵”"),
        (cap(severity="Unknown"), "不是红橙黄蓝四级之一"),
        (cap(severity="Minor"), "标题写的是橙色，级别却是蓝色"),
        (cap(status="Exercise"), "演练、测试报文不接收"),
        (cap(act="Ack"), "不是发布、变更或者解除"),
        (cap(instruction=""), "没有写明应采取的措施"),
        (cap(area="", starts=""), "没有写明起始时间、影响范围"),
        (cap(sent="2026-07-15T15:50:00"), "没有时区"),
        (cap(expires="明天"), "不是时间"),
        (cap(expires="2026-07-15T15:59:00+08:00"), "失效"),
        (cap(sender="someone@example.com"), "没有登记过发布者"),
        (cap(station="某某气象局"), "不一致"),
        (following("从来没有", "Cancel"), "解除的信号没有接收过"),
        (cap(identifier="含 空格"), "identifier 缺失或者不合规定"),
    ],
)
def test_what_is_wrong_is_refused_with_its_reason_and_logged(world, content, reason):
    station(world)
    with pytest.raises(Refusal, match=reason):
        taken_in(content)
    assert not Alert.objects.exists()
    assert reason in RefusedAlert.objects.get().reason


def test_the_same_message_twice_is_taken_once(world):
    station(world)
    taken_in()
    with pytest.raises(Refusal, match="已经接收过"):
        taken_in()
    assert Alert.objects.count() == 1


def test_a_change_of_an_unknown_signal_is_shown_all_the_same_and_says_so(world):
    station(world)
    made = taken_in(following("从来没有", "Update"))
    assert made.first is None
    assert "从来没有" in made.remark


def test_a_file_without_any_proof_is_refused(world):
    station(world)
    with pytest.raises(Refusal, match="没有签名"):
        alerts.upload(cap(), proof=" ", unit=world.office, by=world.actor("王办"), at=NOW)
    with pytest.raises(Refusal, match="四龙镇不接收"):
        alerts.upload(cap(), proof="电话", unit=world.silong, by=world.actor("吴镇"), at=NOW)


def test_a_signature_is_checked_where_a_certificate_is_known(world):
    key, certificate = key_pair()
    stranger, other = key_pair()
    station(world, certificate=certificate)
    good = signed(cap(), key, certificate)
    for content in (cap(), signed(cap(), stranger, other), good.replace("50毫米".encode(), "5毫米".encode())):
        with pytest.raises(Refusal, match="签名"):
            taken_in(content)
    assert taken_in(good).proof == "XML 签名有效"
    assert RefusedAlert.objects.count() == 3


@pytest.mark.parametrize(
    ("stamp", "secret", "reason"),
    [
        (NOW.timestamp(), "wrong", "接口签名不符"),
        (NOW.timestamp() - 601, SECRET, "不在十分钟以内"),
        (NOW.timestamp() + 601, SECRET, "不在十分钟以内"),
    ],
)
def test_a_wrong_or_old_seal_is_refused(world, stamp, secret, reason):
    station(world)
    text = str(int(stamp))
    seal = Seal(text, reading.signature_of(cap(), secret, text))
    with pytest.raises(Refusal, match=reason):
        alerts.take_in(cap(), by="接口", at=NOW, seal=seal)


def test_without_a_secret_nothing_comes_by_the_interface(world):
    station(world, secret="")
    stamp = str(int(NOW.timestamp()))
    with pytest.raises(Refusal, match="没有设置接口密钥"):
        alerts.take_in(cap(), by="接口", at=NOW, seal=Seal(stamp, reading.signature_of(cap(), "", stamp)))


def test_what_a_message_refers_to_is_read_from_its_references():
    first, second = reading.read(cap()), reading.read(following("A", "Update"))
    assert first.followed == []
    assert second.followed == [(SENDER, "A")]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content):
    with pytest.raises(Refusal):
        reading.read(content)
