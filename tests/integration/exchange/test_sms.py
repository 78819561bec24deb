"""The SMS gateway: a real HTTP server that answers as gateways do."""

import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.urls import reverse

from gongkai.cases.notices import Result
from gongkai.exchange import sms
from gongkai.exchange.actions import Gateway, set_sms_gateway
from gongkai.exchange.models import SmsGateway
from gongkai.law.refusal import Refusal
from tests.conftest import at
from tests.integration.exchange.conftest import free_port

NOW = at("2025-04-21 09:00")
BODY = '{"to": ["{phone}"], "content": "{text}", "ref": "{key}", "ts": "{timestamp}", "n": 1}'


@pytest.fixture
def provider():
    class Answering(BaseHTTPRequestHandler):
        status, answer, asked = 200, {"code": 0, "data": {"id": "A77"}}, []

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.asked.append((dict(self.headers), json.loads(body)))
            if self.status is None:
                self.connection.close()
                return
            self.send_response(self.status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(json.dumps(self.answer).encode())

        def log_message(self, *args):
            pass

    Answering.asked = []
    server = HTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Answering.url = f"http://127.0.0.1:{server.server_port}/send"
    yield Answering
    server.shutdown()
    server.server_close()


@pytest.fixture
def gateway(world, provider):
    return set_sms_gateway(
        Gateway(
            url=provider.url, headers="X-Sign: {signature}\nX-App: gongkai", body=BODY, secret="s3cret",
            signed_text="{timestamp}{phone}{text}", success="code=0", receipt="data.id",
        ),
        by=world.actor("郑公开"),
        at=NOW,
    )  # fmt: skip


def send(text="您的申请：已受理。"):
    return sms.send("13900000000", text, key="case/1/2/sms", at=NOW)


def test_a_message_is_sent_signed_and_its_receipt_kept(gateway, provider):
    attempt = send()
    assert (attempt.result, attempt.receipt, attempt.is_simulated) == (Result.SENT, "A77", False)
    [(headers, body)] = provider.asked
    stamp = str(int(NOW.timestamp()))
    assert body == {
        "to": ["13900000000"], "content": "您的申请：已受理。", "ref": "case/1/2/sms", "ts": stamp, "n": 1,
    }  # fmt: skip
    signed = f"{stamp}13900000000您的申请：已受理。".encode()
    assert headers["X-Sign"] == hmac.new(b"s3cret", signed, hashlib.sha256).hexdigest()


def test_no_text_breaks_out_of_the_template(gateway, provider):
    text = '引号"、反斜线\\、换行\n和{key}'
    send(text)
    assert provider.asked[0][1]["content"].startswith('引号"、反斜线\\、换行\n')


@pytest.mark.parametrize(
    ("status", "answer", "result"),
    [
        (200, {"code": 7, "msg": "余额不足"}, Result.REFUSED),
        (400, {}, Result.REFUSED),
        (302, {}, Result.REFUSED),
        (429, {}, Result.NOT_SENT),
        (503, {}, Result.NOT_SENT),
        (500, {}, Result.UNKNOWN),
        (504, {}, Result.UNKNOWN),
        (None, {}, Result.UNKNOWN),
    ],
)
def test_what_the_answer_means(gateway, provider, status, answer, result):
    provider.status, provider.answer = status, answer
    assert send().result is result
    assert len(provider.asked) == 1


def test_a_gateway_that_does_not_answer_in_time_leaves_a_doubt(gateway, monkeypatch):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        SmsGateway.objects.update(url=f"http://127.0.0.1:{silent.getsockname()[1]}/")
        monkeypatch.setattr(sms, "PATIENCE", 0.3)
        assert send().result is Result.UNKNOWN


def test_a_gateway_nobody_listens_at_sent_nothing(gateway):
    SmsGateway.objects.update(url=f"http://127.0.0.1:{free_port()}/")
    assert send().result is Result.NOT_SENT


def test_without_a_gateway_sending_is_simulated(db):
    assert send().is_simulated


def test_secrets_are_encrypted_kept_when_left_empty_and_never_shown(client, gateway, world):
    client.force_login(world.people["郑公开"])
    typed = {"do": "sms", "url": gateway.url, "body": "{}", "signed_text": "{text}", "secret": ""}
    page = client.post(reverse("exchange_channels"), typed, follow=True).content.decode()
    assert "已保存" in page
    assert "s3cret" not in page
    assert SmsGateway.in_force().secret == "s3cret"
    assert SmsGateway.objects.count() == 2


def test_a_broken_template_is_refused_and_stays_on_screen(client, gateway, world):
    client.force_login(world.people["郑公开"])
    typed = {"do": "sms", "url": gateway.url, "body": '{"to": ', "signed_text": "{text}"}
    page = client.post(reverse("exchange_channels"), typed).content.decode()
    assert "不是有效的 JSON" in page
    assert SmsGateway.objects.count() == 1


def test_only_the_competent_office_sets_channels(world):
    with pytest.raises(Refusal, match="政务公开办"):
        set_sms_gateway(Gateway(url="https://sms.example"), by=world.actor("张财"), at=NOW)
