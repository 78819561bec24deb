"""Signals read at a station's address: each once, only its own, and a fault that is said."""

import threading
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.urls import reverse

from gongkai.cases.worklist import warnings_for
from gongkai.exchange import weather as reader
from gongkai.law.refusal import Refusal
from gongkai.voice.warnings.actions import alerts
from gongkai.voice.warnings.models import Alert, RefusedAlert, Station, StationReading
from tests.integration.voice.warnings.weather import NOW, SENDER, STATION, cap, following

FEED = '<feed xmlns="http://www.w3.org/2005/Atom"><title>预警</title>{entries}</feed>'
ENTRY = '<entry><id>{path}</id><title>x</title><link href="{path}"/></entry>'


@pytest.fixture
def site():
    """Serve what a test puts into the dictionary, by path; what is missing is answered with 404."""
    pages: dict[str, bytes] = {}

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self):
            body = pages.get(self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield pages, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def station(world, address):
    return Station.objects.create(
        name=STATION, sender=SENDER, address=address, entered_at=NOW, entered_by="郑公开"
    )


def feed(*paths):
    return FEED.format(entries="".join(ENTRY.format(path=path) for path in paths)).encode()


def test_a_signal_at_an_address_is_taken_once_and_says_where_it_was_read(world, site):
    pages, address = site
    pages["/cap.xml"] = cap()
    station(world, f"{address}/cap.xml")
    assert [reader.sweep(NOW), reader.sweep(NOW + timedelta(minutes=1))] == [1, 0]
    alert = Alert.objects.get()
    assert (alert.proof, alert.imported_by) == (f"自登记的地址{address}/cap.xml读取", "信号读取")
    assert alert.raw == cap().decode(), "unaltered"
    assert not RefusedAlert.objects.exists()


def test_a_feed_gives_its_new_messages_the_oldest_first_and_leads_nowhere_else(world, site):
    pages, address = site
    pages.update({"/1": cap(), "/2": following("62040041600000_20260715160000", "Cancel")})
    pages["/feed"] = feed("/2", "/1", "http://127.0.0.2/elsewhere")
    station(world, f"{address}/feed")
    assert reader.sweep(NOW) == 2
    assert [alert.act for alert in Alert.objects.order_by("pk")] == ["Alert", "Cancel"]
    assert reader.sweep(NOW) == 0
    assert StationReading.objects.get().seen == [f"{address}/1", f"{address}/2"]


def test_another_senders_message_is_refused_once_and_logged(world, site):
    pages, address = site
    other = "other@cma.example.cn"
    Station.objects.create(name=STATION, sender=other, entered_at=NOW, entered_by="郑公开")
    pages["/cap.xml"] = cap().replace(SENDER.encode(), other.encode())
    station(world, f"{address}/cap.xml")
    assert [reader.sweep(NOW), reader.sweep(NOW)] == [0, 0]
    assert "另一个发布者" in RefusedAlert.objects.get().reason
    assert not Alert.objects.exists()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (None, "对方答复 404"),
        (b"<!DOCTYPE html><html><body>login</body></html>", "返回的不是 CAP 报文，也不是 RSS 或 Atom"),
        (feed("/gone"), "对方答复 404"),
    ],
)
def test_what_cannot_be_read_is_told_the_office_until_it_can_again(client, world, site, body, said):
    pages, address = site
    if body is not None:
        pages["/cap.xml"] = body
    station(world, f"{address}/cap.xml")
    reader.sweep(NOW)
    on = date(2026, 7, 15)
    assert said in StationReading.objects.get().fault
    assert any("白银市气象台" in each.text for each in warnings_for(world.people["郑公开"], on))
    assert warnings_for(world.people["张财"], on) == []
    client.force_login(world.people["郑公开"])
    assert "读不到" in client.get(reverse("warnings_stations")).content.decode()
    pages["/cap.xml"] = cap()
    assert reader.sweep(NOW) == 1
    assert StationReading.objects.get().fault == ""
    assert not [each for each in warnings_for(world.people["郑公开"], on) if "读不到" in each.text]


def test_an_open_line_needs_a_signature(world):
    said = {
        "name": STATION,
        "sender": SENDER,
        "secret": "",
        "certificate": "",
        "address": "http://cma.example.cn/cap",
    }
    with pytest.raises(Refusal, match="不是 https"):
        alerts.set_station(**said, by=world.actor("郑公开"), at=NOW)
    made = alerts.set_station(
        **{**said, "address": "https://cma.example.cn/cap"}, by=world.actor("郑公开"), at=NOW
    )
    assert Station.objects.in_force().get() == made
