"""Every kind of public page, judged by axe (WCAG 2.2 AA), at the width of a desk and of a phone, without scripts too."""

import gzip
from datetime import date
from pathlib import Path

import axe_playwright_python
import pytest
from django.conf import settings
from django.utils import timezone

from gongkai.portal import site
from gongkai.publishing import actions, columns, duties, scheduled, surveys
from gongkai.publishing.models import Column, Genre
from tests.conftest import at, plan
from tests.integration.publishing.conftest import Desk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
LIGHTEST = 100_000
BODY = (
    "<h2>一、总体要求</h2><p>按照规定执行，每户补助<b>300元</b>。</p>"
    "<table><thead><tr><th scope='col'>项目</th><th scope='col'>金额</th></tr></thead>"
    "<tbody><tr><td>甲</td><td>100</td></tr></tbody></table>"
)


@pytest.fixture
def site_of_every_kind(world, address):
    """A site with every kind of page; return their addresses by name."""
    columns.install()
    duties.install(timezone.localdate())
    desk = Desk(world, {column.code: column for column in Column.objects.all()})
    document = desk.published(
        title="白银区财政补贴办法", genre=Genre.NORMATIVE, column=desk.columns["gfxwj"], body=BODY,
        doc_number="白区财发〔2019〕1号", **plan("2019-06-03"),
    )  # fmt: skip
    desk.published(
        title="办法解读", genre=Genre.INTERPRETATION, column=desk.columns["jiedu"], interprets=document,
        interpretation_kind="unit", body="<p>背景：……</p>",
    )  # fmt: skip
    item = desk.draft(title="决算公开", column=desk.columns["P07"], body=BODY)
    actions.attach(item, by=desk.officer, at=at("2019-06-03 09:05"), name="附表.json", content=b"{}")
    actions.submit(item, by=desk.officer, at=at("2019-06-03 09:10"))
    actions.check(item, by=desk.checker, at=at("2019-06-03 10:00"))
    actions.pass_secrecy(item, by=desk.secrecy, at=at("2019-06-03 11:00"))
    actions.sign(item, by=desk.approver, at=at("2019-06-03 15:00"))
    revised = actions.amend(
        item,
        by=desk.officer,
        at=at("2019-06-04 09:00"),
        changed_on=at("2019-06-04 09:00").date(),
        change_note="更正",
    )
    actions.revise(
        revised,
        by=desk.officer,
        at=at("2019-06-04 09:05"),
        expected_revision=revised.revision,
        body="<p>更正后</p>",
    )
    actions.submit(revised, by=desk.officer, at=at("2019-06-04 09:10"))
    actions.check(revised, by=desk.checker, at=at("2019-06-04 10:00"))
    actions.pass_secrecy(revised, by=desk.secrecy, at=at("2019-06-04 11:00"))
    actions.sign(revised, by=desk.approver, at=at("2019-06-04 15:00"))
    wrong = desk.published(title="发错的公告")
    actions.withdraw(wrong, by=desk.approver, at=at("2019-06-04 16:00"), reason="内容有误")
    call = desk.published(
        title="决策草案征求意见", comment_kind="decision", comment_until=at("2099-01-01 09:00").date(),
        column=desk.columns["zhengji"],
    )  # fmt: skip
    questions = surveys.read("最希望改造什么？（单选）\n- 供水\n- 供暖\n其他建议（文字）")
    asked, ended = (
        desk.published(title=f"问卷{until}", comment_kind="survey", comment_until=until, questions=questions)
        for until in (date(2099, 1, 1), date(2019, 7, 3))
    )
    for number in range(3):
        sent = {"q1": ["供水" if number else "供暖"]}
        actions.answer_survey(ended, at=at("2019-06-05 09:00"), sent=sent, sender=str(number))
    scheduled.sweep_ends(at("2019-07-04 09:00"))
    actions.mark_validity(
        document, by=desk.approver, at=at("2019-07-01 09:00"), validity="repealed", on=at("2019-07-01 09:00").date(),
        note="清理公告",
    )  # fmt: skip
    site.install()
    while site.sweep(timezone.now()):
        pass
    paths = {
        "首页": "/", "栏目": "/column/P07/", "上级栏目": "/column/xxgk/", "指南": "/column/guide/",
        "废止和失效": "/column/gfxwj/former/", "各单位": "/unit/", "单位": "/unit/czj/", "单位栏目": "/unit/czj/P07/",
        "政策文件库": "/policy/", "已废止": "/policy/repealed/", "按月": "/archive/2019-06/", "重点领域": "/topic/education/", "统计": "/statistics/",
        "网站地图": "/map/", "开放数据": "/data/", "找错": "/correct/", "核验": "/ledger/", "文件": document.public_url,
        "信息": item.public_url, "历史版本": item.public_url.replace(".html", "-v1.html"), "撤回": wrong.public_url,
        "征集": call.public_url, "提交意见": f"/comment/{call.slug}/", "检索": "/search/?q=决算", "没有结果": "/search/?q=乌有",
        "问卷": f"/survey/{asked.slug}/", "问卷结果": ended.public_url,
        "申请": "/apply/", "查询": "/track/", "错误网址": "/nowhere/",
    }  # fmt: skip
    return {name: f"{address}{path}" for name, path in paths.items()}


@pytest.mark.parametrize("width", [1440, 390])
def test_no_public_page_has_an_accessibility_fault_or_runs_off_the_screen(page, site_of_every_kind, width):
    page.set_viewport_size({"width": width, "height": 900})
    elsewhere = []
    page.on("request", lambda request: elsewhere.append(request.url))
    faults = {}
    for name, url in site_of_every_kind.items():
        page.goto(url)
        page.evaluate(AXE)
        result = page.evaluate("options => axe.run(options)", RULES)
        assert len(result["passes"]) > 10, "axe has judged the page"
        found = result["violations"]
        told = [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"][:3]]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            told.append("页面比屏幕宽")
        if told:
            faults[name] = told
    assert faults == {}
    host = site_of_every_kind["首页"]
    assert [url for url in elsewhere if not url.startswith((host, "data:"))] == []


def test_public_pages_are_light_and_can_be_read_without_scripts(browser, site_of_every_kind):
    without = browser.new_context(java_script_enabled=False).new_page()
    for name, url in site_of_every_kind.items():
        without.goto(url)
        assert without.locator("h1").count() == 1, name
        assert without.locator("main").inner_text().strip(), name
    for file in settings.SITE_ROOT.rglob("*.html"):
        assert file.stat().st_size < LIGHTEST, file
        assert gzip.decompress(file.with_name(f"{file.name}.gz").read_bytes()) == file.read_bytes()


def test_text_size_and_elder_mode_are_remembered_from_page_to_page(page, site_of_every_kind):
    page.goto(site_of_every_kind["首页"])
    page.get_by_role("button", name="长者模式").click()
    page.goto(site_of_every_kind["信息"])
    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == 22
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
