"""Links lead somewhere: pages of this site are known, others are looked up in the background."""

from datetime import timedelta

import pytest

from gongkai.publishing import links
from gongkai.publishing.checks import Severity, findings
from gongkai.publishing.models import CheckedLink, Mode
from tests.conftest import at

NOW = at("2019-06-03 10:00")


def said(desk, link):
    found = findings(desk.draft(body=f'<p>见<a href="{link}">这里</a></p>'), NOW.date())
    return [(each.severity, each.message[:6]) for each in found]


@pytest.mark.parametrize(
    "link", ["/column/tongzhi/", "/unit/czj/", "/search/?q=1", "/", "http://localhost:8000/apply/"]
)
def test_known_pages_of_this_site_are_fine(desk, link, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://www.gov.example"
    assert said(desk, link.replace("http://localhost:8000", "https://www.gov.example")) == []


@pytest.mark.parametrize(
    "link", ["/column/nosuch/", "/unit/nosuch/", "/old/2017/a.html", "/workbench/publishing/1/"]
)
def test_addresses_of_this_site_without_a_page_are_pointed_out(desk, link):
    assert said(desk, link) == [(Severity.WARNS, "链接的页面不")]


def test_a_page_written_to_the_site_is_known(desk, settings):
    (settings.SITE_ROOT / "map").mkdir(parents=True)
    (settings.SITE_ROOT / "map" / "index.html").write_text("")
    assert said(desk, "/map/") == []


def look_up(monkeypatch, desk, answers, days=0):
    monkeypatch.setattr(links, "_answer", lambda link: answers[link])
    return links.look_up(NOW + timedelta(days=days))


def test_a_page_elsewhere_that_is_gone_is_told_from_the_next_look_on(desk, monkeypatch):
    link = "https://other.example/a"
    assert said(desk, link) == []
    look_up(monkeypatch, desk, {link: 404})
    assert said(desk, link) == [(Severity.WARNS, "外部链接最近")]
    assert look_up(monkeypatch, desk, {link: 200}, days=8) == 1
    assert said(desk, link) == []


def test_a_network_that_is_down_says_nothing_of_an_address(desk, monkeypatch):
    link = "https://other.example/a"
    said(desk, link)
    for _ in range(links.FAILURES):
        look_up(monkeypatch, desk, {link: None})
    assert CheckedLink.objects.get().fault == ""


def test_a_site_that_alone_is_silent_three_times_is_told(desk, monkeypatch):
    link, other = "https://other.example/a", "https://second.example/"
    desk.draft(body=f'<p><a href="{link}">一</a><a href="{other}">二</a></p>')
    for day in (0, 8, 16):
        look_up(monkeypatch, desk, {link: None, other: 200}, days=day)
    assert CheckedLink.objects.get(address=link).fault == "连续3次没有打开"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "10.0.0.1", "169.254.1.1"])
def test_hosts_of_inner_networks_are_never_asked(host):
    assert links._answer(f"http://{host}/") is None


def test_a_document_quoted_by_its_title_that_is_not_public_is_pointed_out(desk):
    desk.draft(title="关于内部分工的通知", mode=Mode.WITHHELD, mode_reason="《条例》第十六条")
    quoting = desk.draft(title="另一通知", body="<p>按照《关于内部分工的通知》执行。</p>")
    (finding,) = findings(quoting, NOW.date())
    assert "公开方式是“不予公开”" in finding.message
