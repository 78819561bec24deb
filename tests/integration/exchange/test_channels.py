"""The adapters against servers that answer as providers do, and what comes back from them."""

import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from gongkai.cases.notices import Result
from gongkai.exchange import actions, broadcasting
from gongkai.exchange.channels import adapter_of, calling, cmpp
from gongkai.exchange.channels.cmpp_gateway import Gateway
from gongkai.exchange.channels.sealed import seal
from gongkai.law.refusal import Refusal
from gongkai.voice.warnings import cap as reading
from gongkai.voice.warnings.actions.people import Entry
from gongkai.voice.warnings.delivery import Fate, Parcel
from gongkai.voice.warnings.models import Alert, Delivery, Recipient, State
from tests.integration.exchange.conftest import free_port
from tests.integration.voice.warnings.weather import (
    NOW,
    SECRET,
    approved,
    cap,
    responsible,
    station,
    taken_in,
)


def parcels(*addresses, text="暴雨，请确认。"):
    return [
        Parcel(f"1-{n}-x", address, "预警", text, "http://l/confirm/t", 1)
        for n, address in enumerate(addresses)
    ]


@pytest.fixture
def provider():
    class Answering(BaseHTTPRequestHandler):
        answers, asked, status = {}, [], 200

        def do_GET(self):
            self._answer({"access_token": "T", "expires_in": 7200})

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            parts = urlsplit(self.path)
            self.asked.append((parts.path, parse_qs(parts.query), body))
            if self.status is None:
                self.connection.close()
                return
            self._answer(self.answers[parts.path.rpartition("/")[2]])

        def _answer(self, answer):
            self.send_response(self.status or 200)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *args):
            pass

    Answering.answers, Answering.asked, Answering.status = {}, [], 200
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Answering.url = f"http://127.0.0.1:{server.server_port}"
    calling._tokens.clear()
    yield Answering
    server.shutdown()
    server.server_close()


@pytest.fixture
def configured(world, provider):
    def configure(channel, **changes):
        given = {
            "address": provider.url,
            "account": "A",
            "secret": "S",
            "extra": "7",
            "callback_secret": "C",
            **changes,
        }
        actions.set_channel(channel, **given, by=world.actor("郑公开"), at=NOW)
        return adapter_of(channel)

    return configure


def test_wechat_takes_a_template_message_under_its_key(configured, provider):
    provider.answers["send"] = {"errcode": 0, "msgid": 4711}
    [attempt] = configured("wechat").send(parcels("o-wu"), NOW)
    assert (attempt.result, attempt.receipt) == (Result.SENT, "4711")
    [(_, query, body)] = provider.asked
    assert query == {"access_token": ["T"]}
    assert (body["touser"], body["template_id"], body["client_msg_id"]) == ("o-wu", "7", "1-0-x")


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        ({"errcode": 43004}, Result.REFUSED), ({"errcode": -1}, Result.NOT_SENT), ({"errcode": 40001}, Result.NOT_SENT),
        ({"errcode": 45009}, Result.NOT_SENT),
    ],
)  # fmt: skip
def test_what_wechat_answers_is_definite(configured, provider, answer, result):
    provider.answers["send"] = answer
    assert configured("wechat").send(parcels("o"), NOW)[0].result is result


@pytest.mark.parametrize(
    ("status", "result"), [(None, Result.UNKNOWN), (500, Result.UNKNOWN), (503, Result.NOT_SENT)]
)
def test_no_answer_leaves_the_fate_unknown(configured, provider, status, result):
    adapter, provider.answers["send"] = configured("wechat"), {"errcode": 0}
    calling.token(adapter._setting, NOW, adapter._fetch)
    provider.status = status
    assert adapter.send(parcels("o"), NOW)[0].result is result


def test_nobody_listening_means_nothing_was_sent(configured):
    adapter = configured("wecom", address=f"http://127.0.0.1:{free_port()}")
    assert adapter.send(parcels("a"), NOW)[0].result is Result.NOT_SENT


def test_wecom_names_the_accounts_that_are_none(configured, provider):
    provider.answers["send"] = {"errcode": 0, "invaliduser": "li|Wang", "msgid": "M"}
    attempts = configured("wecom").send(parcels("zhang", "LI", "wang"), NOW)
    assert [attempt.result for attempt in attempts] == [Result.SENT, Result.REFUSED, Result.REFUSED]
    assert provider.asked[0][2]["touser"] == "zhang|LI|wang"
    provider.answers["send"] = {"errcode": 81013}
    assert configured("wecom").send(parcels("x"), NOW)[0].result is Result.REFUSED


def test_dingtalk_tells_afterwards_who_has_read(configured, provider):
    adapter, provider.answers["asyncsend_v2"] = configured("dingtalk"), {"errcode": 0, "task_id": 9}
    batch = parcels("a", "b", "c")
    assert {attempt.receipt for attempt in adapter.send(batch, NOW)} == {"9"}
    provider.answers["getsendresult"] = {
        "errcode": 0,
        "send_result": {
            "read_user_id_list": ["a"],
            "unread_user_id_list": ["b"],
            "failed_user_id_list": ["c"],
        },
    }
    told = adapter.receipts([(parcel, "9") for parcel in batch], NOW)
    assert {each.key: each.state for each in told} == {
        "1-0-x": State.READ, "1-1-x": State.DELIVERED, "1-2-x": State.FAILED,
    }  # fmt: skip


def test_dingtalk_refuses_what_is_too_long_instead_of_cutting_a_warning_short(configured, provider):
    assert configured("dingtalk").send(parcels("a", text="雨" * 700), NOW)[0].result is Result.REFUSED
    assert provider.asked == []


def test_a_gateway_is_asked_for_messages_of_unknown_fate(world, provider, configured):
    actions.set_sms_gateway(actions.Gateway(url=f"{provider.url}/send"), by=world.actor("郑公开"), at=NOW)
    adapter = configured("sms", address=f"{provider.url}/query")
    provider.answers["query"] = {"taken": ["1-0-x"], "unknown": ["1-1-x"]}
    assert adapter.ask(parcels("1", "2", "3"), NOW) == [Fate.TAKEN, Fate.UNKNOWN, Fate.NEVER_SEEN]
    provider.answers["query"] = {"error": "?"}
    assert set(adapter.ask(parcels("1", "2"), NOW)) == {Fate.UNKNOWN}


@pytest.fixture
def gateway():
    server = Gateway()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def line(world, gateway):
    port = gateway.server_address[1]
    actions.set_channel(
        "cmpp",
        address=f"127.0.0.1:{port}",
        account="900001",
        secret="secret",
        extra="1069",
        by=world.actor("郑公开"),
        at=NOW,
    )
    line = adapter_of("cmpp")
    yield line
    line._close()


def test_cmpp_submits_over_one_line_and_reports_come_back_once_in_effect(line, gateway):
    sent = line.send(parcels("13900000001", "13900000002", text="请转移。"), NOW)
    assert [attempt.result for attempt in sent] == [Result.SENT, Result.SENT]
    assert [(phone, content.decode("utf-16-be")) for phone, content, _ in gateway.taken] == [
        ("13900000001", "请转移。"), ("13900000002", "请转移。"),
    ]  # fmt: skip
    told = line.receipts([], NOW)
    assert {receipt.provider_id for receipt in told} == {attempt.receipt for attempt in sent}
    assert {receipt.state for receipt in told} == {State.DELIVERED}


def test_cmpp_sends_a_long_text_in_parts_of_sixty_seven(line, gateway):
    line.send(parcels("13900000001", text="雨" * 100), NOW)
    assert [(content[:6].hex(), len(content) - 6, head) for _, content, head in gateway.taken] == [
        (f"050003{gateway.taken[0][1][3]:02x}0201", 134, 1), (f"050003{gateway.taken[0][1][3]:02x}0202", 66, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "result"), [(8, Result.NOT_SENT), (1, Result.REFUSED), (None, Result.UNKNOWN)]
)
def test_what_a_cmpp_gateway_does_is_told_by_what_is_certain(line, gateway, answer, result):
    gateway.result = lambda number: answer
    assert line.send(parcels("13900000001"), NOW)[0].result is result
    gateway.result = lambda number: 0
    assert line.send(parcels("13900000002"), NOW)[0].result is Result.SENT, "the line is opened again"


def test_a_wrong_password_sends_nothing(line, gateway):
    gateway.secret = "another"
    attempt = line.send(parcels("13900000001"), NOW)[0]
    assert attempt.result is Result.NOT_SENT
    assert "登录被拒绝" in attempt.fault


def test_a_reply_on_the_line_confirms(world, line, gateway):
    approved(world, responsible(world), plan=("cmpp",), to_confirm=True)
    broadcasting._asked.clear()
    broadcasting.work("cmpp", lambda: NOW)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}
    gateway.replies.append(("13900000002", "收到。"))
    broadcasting._asked.clear()
    broadcasting.work("cmpp", lambda: NOW)
    assert Recipient.objects.get(state="confirmed").person.name == "郑组长"


def test_a_signal_comes_by_the_interface_and_is_told_why_not(client, world):
    station(world)
    soon = time.strftime("%Y-%m-%dT%H:%M:%S+08:00", time.gmtime(time.time() + 8 * 3600 + 86400))
    content, stamp = cap(expires=soon), str(int(time.time()))

    def post(signature):
        headers = {"X-Timestamp": stamp, "X-Signature": signature}
        return client.post(
            reverse("exchange_signal"), content, content_type="application/xml", headers=headers
        )

    assert post("0" * 64).status_code == 422
    answer = post(reading.signature_of(content, SECRET, stamp))
    assert (answer.status_code, Alert.objects.count()) == (201, 1)
    again = post(reading.signature_of(content, SECRET, stamp))
    assert again.status_code == 422
    assert "已经接收过" in again.json()["reason"]


def test_signed_receipts_and_replies_of_the_sms_provider(client, world):
    actions.set_channel("sms", callback_secret="C", by=world.actor("郑公开"), at=NOW)
    approved(world, responsible(world), to_confirm=True)
    broadcasting.work("sms", lambda: NOW)
    keys = list(Delivery.objects.order_by("pk").values_list("key", flat=True))
    body = json.dumps(
        {
            "receipts": [{"key": key, "status": "DELIVRD"} for key in keys * 2] + [{"key": "x"}, 7],
            "replies": [{"phone": "13900000001", "text": "收到"}, {"phone": "13900000002", "text": "你是谁"}],
        }
    ).encode()
    stamp = str(int(time.time()))

    def post(content, signature, at=stamp):
        headers = {"X-Timestamp": at, "X-Signature": signature}
        address = reverse("exchange_receipts", args=["sms"])
        return client.post(address, content, content_type="application/json", headers=headers)

    assert post(body, "bad").status_code == 403
    old = str(int(time.time()) - 700)
    assert post(body, seal("C", old, body), old).status_code == 403, "an old callback played again"
    assert post(body, seal("C", stamp, body)).json()["confirmed"] == 1
    assert post(body, seal("C", stamp, body)).json() == {"ok": True, "new": 0, "confirmed": 0}
    html = b"<html></html>"
    assert post(html, seal("C", stamp, html)).status_code == 400


def test_wechat_events_are_believed_with_the_right_signature_only(client, world):
    actions.set_channel("wechat", callback_secret="tok", by=world.actor("郑公开"), at=NOW)
    signature = hashlib.sha1("".join(sorted(("tok", "1", "n"))).encode()).hexdigest()
    query = f"?signature={signature}&timestamp=1&nonce=n"
    address = reverse("exchange_wechat")
    assert client.get(f"{address}{query}&echostr=hello").content == b"hello"
    assert client.get(f"{address}?signature=x&timestamp=1&nonce=n").status_code == 403
    entity = b'<!DOCTYPE x [<!ENTITY a "b">]><xml>&a;</xml>'
    assert client.post(address + query, entity, content_type="text/xml").status_code == 400


def test_bad_settings_are_refused_and_secrets_kept(world):
    who = {"by": world.actor("郑公开"), "at": NOW}
    with pytest.raises(Refusal, match="https"):
        actions.set_channel("wechat", address="ftp://x", **who)
    with pytest.raises(Refusal, match="主机:端口"):
        actions.set_channel("cmpp", address="gateway", **who)
    actions.set_channel("wechat", secret="S", **who)
    assert actions.set_channel("wechat", **who).secret == "S"
    with pytest.raises(Refusal, match="不能修改发送渠道"):
        actions.set_channel("wechat", by=world.actor("王办"), at=NOW)


def test_a_status_report_of_a_failure_leads_to_the_next_channel(world, line, gateway):
    gateway.status = b"UNDELIV"
    station(world)
    group = responsible(world, [Entry("吴村长", "", "13900000001", email="wu@example.com")])
    approved(world, group, plan=("cmpp", "email"), alert=taken_in())
    broadcasting._asked.clear()
    broadcasting.work("cmpp", lambda: NOW)
    told = [(each.channel, each.state) for each in Delivery.objects.order_by("pk")]
    assert told == [("cmpp", "failed"), ("email", "queued")]
    assert cmpp.state_of("UNDELIV") is State.FAILED
