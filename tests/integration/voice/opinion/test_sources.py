"""What comes from outside: feeds that are none, pushes that are not what they say, tables with faults."""

import hashlib
import hmac
import json
import threading
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from gongkai.exchange import fetching
from gongkai.exchange.opinion import feeds
from gongkai.law.refusal import Refusal
from gongkai.voice.opinion import actions, sheet
from gongkai.voice.opinion.actions import SourceFields
from gongkai.voice.opinion.models import OpinionItem, OpinionReading, OpinionSource
from tests.conftest import at

RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>论坛</title>
<item><title>公园路路灯不亮</title><link>https://bbs.example.com/1</link><guid>1</guid><author>网友甲</author>
<description>&lt;p&gt;三处路灯&lt;b&gt;不亮&lt;/b&gt;😀𠮷&lt;/p&gt;</description><pubDate>Mon, 01 Sep 2025 20:15:00 +0800</pubDate></item>
<item><title>无日期</title><link>https://bbs.example.com/2</link><pubDate>昨天</pubDate></item>
<item><title>怪地址</title><link>javascript:alert(1)</link></item></channel></rss>""".encode()
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><title>积水</title><id>urn:1</id>
<link href="https://a.example.com/1"/><updated>2099-01-01T00:00:00Z</updated><summary>积水</summary></entry></feed>""".encode()
BOMB = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><item><title>&b;&x;</title></item></channel></rss>"""


class Pages(BaseHTTPRequestHandler):
    """Answers as the addresses of the tests say."""

    def do_GET(self):
        answers = {
            "/rss": (200, RSS, {"ETag": '"1"'}),
            "/atom": (200, ATOM, {}),
            "/page": (200, b"<!DOCTYPE html><html><body>login</body></html>", {}),
            "/text": (200, b"hello", {}),
            "/bomb": (200, BOMB, {}),
            "/large": (200, b"x" * (fetching.MOST_BYTES + 1), {"Content-Length": None}),
            "/declared": (200, b"", {"Content-Length": str(1024**3)}),
            "/gone": (404, b"", {}),
            "/loop": (302, b"", {"Location": "/loop"}),
            "/away": (302, b"", {"Location": "/rss"}),
            "/file": (302, b"", {"Location": "file:///etc/passwd"}),
            "/inside": (302, b"", {"Location": f"http://127.0.0.2:{self.server.server_port}/rss"}),
        }
        status, body, headers = answers[self.path]
        if self.headers.get("If-None-Match") == '"1"':
            status, body = 304, b""
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            if value is not None:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def site():
    server = HTTPServer(("0.0.0.0", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def local(address):
    return address == "127.0.0.1"


def source(world, kind="feed", **changes):
    fields = SourceFields(
        **{
            "key": "bbs", "name": "本地论坛", "kind": kind, "site": "本地论坛", "unit": world.office, "basis": "公开订阅",
            "since": date(2019, 1, 1), "address": "https://bbs.example.com/rss" if kind == "feed" else "", **changes,
        }
    )  # fmt: skip
    return actions.open_source(fields, by=world.actor("郑公开"), at=at("2025-09-01 08:00"))


def test_a_feed_becomes_items_once_and_says_what_it_could_not_take(world, site):
    feed = source(world, address=f"{site}/away")
    taken = feeds.read_source(feed, at=timezone.now(), may_connect=local)
    assert [(item.title, item.excerpt) for item in taken.new] == [
        ("公园路路灯不亮", "三处路灯不亮😀𠮷"),
        ("无日期", ""),
    ]
    assert [reason for _, reason in taken.faults] == ["网址不是 http 或 https 开头"]
    assert OpinionItem.objects.get(title="公园路路灯不亮").published_at == at("2025-09-01 20:15")
    assert OpinionItem.objects.get(title="无日期").published_at is None
    feed.refresh_from_db()
    assert (feed.fault, feed.etag) == ("", '"1"')
    assert feeds.read_source(feed, at=timezone.now(), may_connect=local) is None, "nothing changed since"
    feed.etag = ""
    assert not feeds.read_source(feed, at=timezone.now(), may_connect=local).new, "known already"


def test_a_date_in_the_future_is_not_believed(world, site):
    taken = feeds.read_source(source(world, address=f"{site}/atom"), at=timezone.now(), may_connect=local)
    assert taken.new[0].published_at is None


def test_entities_are_not_unfolded_and_no_file_is_read(world, site):
    taken = feeds.read_source(source(world, address=f"{site}/bomb"), at=timezone.now(), may_connect=local)
    assert all("root:" not in item.title for item in taken.new if taken)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/page", "返回的是网页"),
        ("/text", "返回的不是 RSS 或 Atom"),
        ("/large", "超过5 MB"),
        ("/declared", "1024 MB"),
        ("/gone", "404"),
        ("/loop", "转向超过5次"),
        ("/file", "不是 http"),
        ("/inside", "内部网络"),
    ],
)
def test_what_is_no_feed_is_said_at_the_source_and_logged_once(world, site, path, said):
    feed = source(world, address=f"{site}{path}")
    for _ in range(2):
        assert feeds.read_source(feed, at=timezone.now(), may_connect=local) is None
        feed.refresh_from_db()
    assert said in feed.fault
    assert OpinionReading.objects.filter(source=feed).count() == 1
    assert not OpinionItem.objects.exists()


def test_an_address_inside_is_never_asked(world, site):
    feed = source(world, address=f"{site}/rss")
    feeds.read_due(timezone.now())
    feed.refresh_from_db()
    assert feed.fault == "网址指向内部网络，不读取"


def test_feeds_are_read_at_their_interval_and_not_after_their_end(world, site):
    feed = source(world, address=f"{site}/rss")
    assert feeds.read_due(timezone.now(), may_connect=local) == 2
    tried = OpinionSource.objects.get().tried_at
    feeds.read_due(timezone.now() + timedelta(minutes=5), may_connect=local)
    assert OpinionSource.objects.get().tried_at == tried
    actions.end_source(feed, until=date(2025, 12, 31), by=world.actor("郑公开"), at=timezone.now())
    feeds.read_due(timezone.now() + timedelta(hours=5), may_connect=local)
    assert OpinionSource.objects.get().tried_at == tried


def push(client, secret, said, *, nonce="nonce-0001", stamp=None, key="vendor", signature=None):
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    stamp = str(stamp if stamp is not None else int(timezone.now().timestamp()))
    signed = hmac.new(secret.encode(), f"{stamp}.{nonce}.".encode() + body, hashlib.sha256).hexdigest()
    return client.post(
        reverse("opinion_webhook", args=[key]), body, content_type="application/json",
        headers={"X-Timestamp": stamp, "X-Nonce": nonce, "X-Signature": signature or signed},
    )  # fmt: skip


@pytest.fixture
def vendor(world):
    made = source(world, kind="webhook", key="vendor", basis="监测服务合同")
    return made, actions.new_secret(made, by=world.actor("郑公开"), at=timezone.now())


ITEMS = {
    "items": [
        {"title": "停水", "url": "https://weibo.example.com/1", "site": "新浪微博", "reads": 5, "sentiment": "负面",
         "published_at": "2025-09-01T08:00:00+08:00"},
        {"title": "", "url": "https://weibo.example.com/2"},
    ]
}  # fmt: skip


def test_a_signed_push_is_taken_and_a_replay_is_refused_and_logged(client, vendor):
    made, secret = vendor
    first = push(client, secret, ITEMS)
    assert first.status_code == 200
    assert first.json() == {"taken": 1, "repeated": 0, "refused": [{"item": 2, "reason": "没有标题"}]}
    again = push(client, secret, ITEMS)
    assert (again.status_code, "已经接收过" in again.json()["error"]) == (409, True)
    assert OpinionItem.objects.count() == 1
    assert [row.fault.startswith("拒绝推送") for row in made.readings.all()] == [True, False]
    assert push(client, secret, ITEMS, nonce="nonce-0002").json()["repeated"] == 1


def test_a_push_that_is_not_what_it_says_is_refused_with_the_reason(client, vendor):
    made, secret = vendor
    now = int(timezone.now().timestamp())
    for status, answer in (
        (401, push(client, secret, ITEMS, signature="0" * 64)),
        (401, push(client, secret, ITEMS, signature="签名")),
        (401, push(client, secret, ITEMS, stamp=now - 301)),
        (401, push(client, secret, ITEMS, nonce="短")),
        (404, push(client, secret, ITEMS, key="nobody")),
        (400, push(client, secret, b"<html>")),
        (400, push(client, secret, b'{"items": 3}')),
        (400, push(client, secret, b"[" * 100_000)),
        (413, push(client, secret, {"items": [{"title": "x"}] * 201})),
        (413, push(client, secret, b"x" * (1024 * 1024 + 1))),
    ):
        assert (answer.status_code, bool(answer.json()["error"])) == (status, True)
    assert client.get(reverse("opinion_webhook", args=["vendor"])).status_code == 405
    assert not OpinionItem.objects.exists()
    assert made.readings.filter(fault__contains="签名不对").count() == 1, "a stranger's tries are told once"
    made.refresh_from_db()
    assert made.fault == ""


def test_a_source_is_the_offices_and_must_say_its_basis(world):
    with pytest.raises(Refusal, match="依据"):
        source(world, basis=" ")
    with pytest.raises(Refusal, match="订阅地址"):
        source(world, address="")
    source(world)
    with pytest.raises(Refusal, match="已经有了"):
        source(world)
    fields = SourceFields("x", "x", "file", "x", world.office, "x", date(2025, 1, 1))
    with pytest.raises(Refusal, match="主管部门"):
        actions.open_source(fields, by=world.actor("王办"), at=timezone.now())


CSV = (
    "标题,网站,网址,发布时间,倾向,阅读,摘要\n"
    '路灯不亮,百度贴吧,https://t.example.com/1,2025-09-01 20:15,负面,"1,200",三处不亮\n'
    ",百度贴吧,,,,,\n"
    "坏行,百度贴吧,ftp://x,去年,很差,很多,\n"
    "未来,百度贴吧,,2999-01-01,,,\n"
)  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_table_is_read_row_by_row_with_every_fault(world, encoding):
    rows = sheet.read("x.csv", CSV.encode(encoding), timezone.now())
    assert [(row.number, len(row.errors)) for row in rows] == [(2, 0), (3, 1), (4, 4), (5, 1)]
    assert (rows[0].item.reads, rows[0].item.sentiment) == (1200, "negative")


def test_an_xlsx_is_read_alike_and_what_is_no_table_is_refused(world):
    book, content = Workbook(), BytesIO()
    book.active.append(["标题", "网站", "发现时间"])
    book.active.append(["路灯不亮", "百度贴吧", at("2025-09-01 20:15").replace(tzinfo=None)])
    book.save(content)
    assert sheet.read("x.xlsx", content.getvalue(), timezone.now())[0].item.seen_at == at("2025-09-01 20:15")
    for wrong, said in (
        (b"PK\x03\x04nonsense", "损坏"),
        (b"\x00\xff\x00\xff", "文字编码"),
        ("姓名\n张三".encode(), "表头没有"),
        (b"x" * (sheet.LARGEST + 1), "超过2 MB"),
        ("标题,网站\n".encode() + b"a,b\n" * 1001, "1000行"),
    ):
        with pytest.raises(Refusal, match=said):
            sheet.read("x.xlsx", wrong, timezone.now())


def test_the_import_is_shown_first_and_takes_in_what_was_shown(client, world):
    client.force_login(world.people["王办"])
    address = reverse("opinion_import")
    page = client.post(address, {"file": SimpleUploadedFile("x.csv", CSV.encode())})
    assert (page.context["good"], page.context["bad"]) == (1, 3)
    assert "很多”不是整数" in page.content.decode()
    assert not OpinionItem.objects.exists()
    assert client.post(address, {"rows": "forged"}).url == address
    client.post(address, {"rows": page.context["signed"]})
    found = OpinionItem.objects.get()
    assert (found.title, found.heat, found.published_at) == ("路灯不亮", 1200, at("2025-09-01 20:15"))
    client.post(address, {"rows": page.context["signed"]})
    assert OpinionItem.objects.count() == 1, "sent twice"
    assert "标题" in client.get(address, {"format": "csv"}).content.decode()


def test_what_no_database_takes_is_left_out_of_a_push(client, vendor):
    _, secret = vendor
    odd = {"title": "积\x00水\ud800😀", "url": "https://x.example.com/\x001", "site": "微\x00博", "author": "\ud83d",
           "excerpt": "\x07响", "id": "\ud800", "published_at": "0001-01-01T00:00:00+08:00", "reads": -1}  # fmt: skip
    fine = {**odd, "reads": True, "topic": ["不是文字"], "sentiment": {"a": 1}}
    answer = push(client, secret, {"items": [odd, fine]})
    assert answer.json() == {
        "taken": 1,
        "repeated": 0,
        "refused": [{"item": 1, "reason": "热度不是合理的数"}],
    }
    found = OpinionItem.objects.get()
    assert (found.title, found.site, found.author, found.excerpt, found.published_at) == (
        "积水😀",
        "微博",
        "",
        "响",
        None,
    )
