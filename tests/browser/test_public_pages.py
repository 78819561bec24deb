"""Every kind of public page, judged by axe (WCAG 2.2 AA), at the width of a desk and of a phone, without scripts too."""

import gzip
from datetime import date, timedelta
from pathlib import Path

import axe_playwright_python
import pytest
from django.conf import settings
from django.db.models import Count
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from gongkai.conf.install import install
from gongkai.portal import files, pages, site
from gongkai.portal.pages import paging
from gongkai.publishing import actions, columns, duties, scheduled, standards, surveys
from gongkai.publishing.key_areas import KEY_AREAS
from gongkai.publishing.models import Column, Genre, Publication, StandardField
from gongkai.reporting.actions import open_report
from gongkai.units.models import Unit, User
from tests.conftest import at, plan, plant_the_page_tree
from tests.integration.portal.test_requests import ONLINE
from tests.integration.publishing.conftest import Desk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
LIGHTEST = 100_000
# What sticks out where the page is wider than the screen.
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? null : [...document.querySelectorAll("main *")]
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1).slice(0, 3)
  .map((each) => each.outerHTML.slice(0, 90)).join(" | ")"""
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
    standards.install(timezone.localdate())
    open_report(world.district, 2019, by=world.actor("郑公开"), at=timezone.now())
    for number in range(42):
        desk.published(title=f"第{number}期公告")
    site.install()
    while site.sweep(timezone.now()):
        pass
    site.sweep(timezone.now() + timedelta(minutes=15))
    site.write_figures_pages(timezone.now())
    for code in ("400", "403", "403_csrf", "500"):
        files.write(f"fault/{code}.html", render_to_string(f"{code}.html").encode())
    sent = Client().post("/apply/", {**ONLINE, "send": "1"})
    field = StandardField.objects.filter(standard_items__isnull=False).first()
    paths = {
        "首页": "/", "栏目": "/column/P07/", "上级栏目": "/column/xxgk/", "指南": "/column/guide/",
        "废止和失效": "/column/gfxwj/former/", "各单位": "/unit/", "单位": "/unit/czj/", "单位栏目": "/unit/czj/P07/",
        "政策文件库": "/policy/", "已废止": "/policy/repealed/", "按月": "/archive/2019-06/", "重点领域": "/topic/education/", "统计": "/statistics/",
        "指标解释": "/figures/", "指标": "/figures/publications.total/", "表三的指标": "/figures/requests.new.total/",
        "网站地图": "/map/", "开放数据": "/data/", "找错": "/correct/", "核验": "/ledger/", "文件": document.public_url,
        "信息": item.public_url, "历史版本": item.public_url.replace(".html", "-v1.html"), "撤回": wrong.public_url,
        "征集": call.public_url, "提交意见": f"/comment/{call.slug}/", "检索": "/search/?q=决算", "没有结果": "/search/?q=乌有",
        "问卷": f"/survey/{asked.slug}/", "问卷结果": ended.public_url,
        "标准目录": "/standard/", "标准领域": f"/standard/{field.code}/", "对照": "/compare/2019.html", "回执": sent["Location"],
        "失效的文书链接": "/track/case/letters/1.pdf", "满页": "/column/P07/p1.html", "筛选": "/policy/find/?validity=repealed",
        "不能查看": "/fault/403.html", "页面过期": "/fault/403_csrf.html", "出错": "/fault/500.html", "不完整": "/fault/400.html",
        "申请": "/apply/", "查询": "/track/", "互动": "/voice/", "写留言": "/voice/new/", "找错表单": "/voice/new/?kind=fault",
        "留言和答复": "/voice/answers/", "回应统计": "/voice/statistics/", "核对": "/check/", "错误网址": "/nowhere/",
    }  # fmt: skip
    return {name: f"{address}{path}" for name, path in paths.items()}


@pytest.fixture
def district_of_its_size(address):
    """The demo district's units and columns, with enough items for the fullest page of each kind."""
    plant_the_page_tree()
    install()
    units, columns_ = list(Unit.objects.all()), list(Column.objects.filter(takes_items=True))
    staff = list(User.objects.all()[:4])
    began = at("2008-06-03 09:00")
    Publication.objects.bulk_create(
        Publication(
            unit=units[n % len(units)], owner_unit=units[n % len(units)], column=columns_[n % len(columns_)], genre="notice",
            title=f"关于公布第{n}号事项办理情况和下一步工作安排以及有关附件的公告", summary="公布办理情况。" * 12, source="本单位",
            body="<p>为做好政务公开工作，现将有关事项公布如下。</p>" * 200, created_on=(began + timedelta(days=n)).date(),
            key_area=list(KEY_AREAS.values())[n % len(KEY_AREAS)], stage="published", stage_at=began, due_on=began.date(),
            published_at=began + timedelta(days=n), index_no=f"{units[n % len(units)].uscc}/2019-{n:06d}",
            content_sha256=f"{n:064x}", public_change=n, drafter=staff[0], checker=staff[1], secrecy_reviewer=staff[2],
            approver=staff[3],
        )
        for n in range(4000)
    )  # fmt: skip
    site.rebuild_search()
    pages.write_standing_pages()
    pages.write_units()
    pages.write_home()
    pages.write_statistics(pages.summed_up())
    pages.write_standards()
    item = Publication.objects.last()
    pages.write_item(pages.with_everything(Publication.objects.filter(pk=item.pk)).get())
    field = StandardField.objects.annotate(n=Count("standard_items")).order_by("-n").first()
    lists = ("column/xxgk", "column/guide", "unit/czj", "policy", f"standard/{field.code}", "archive/2019-01")
    for folder in lists:
        paging.write_all(pages.listing_at(folder))
    single = (
        "",
        "unit/",
        "statistics/",
        "standard/",
        "map/",
        "data/",
        "search/?q=公告",
        "policy/find/?year=2019",
    )
    paths = [*single, *(f"{folder}/" for folder in lists), "column/xxgk/p9.html", item.public_url.lstrip("/")]
    return {path: f"{address}/{path}" for path in paths}


@pytest.mark.parametrize("width", [1440, 390, 320])
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
        if (wide := page.evaluate(TOO_WIDE)) is not None:
            told.append(f"页面比屏幕宽：{wide}")
        if told:
            faults[name] = told
    assert faults == {}
    host = site_of_every_kind["首页"]
    assert [url for url in elsewhere if not url.startswith((host, "data:"))] == []


def test_public_pages_can_be_read_without_scripts(browser, site_of_every_kind):
    without = browser.new_context(java_script_enabled=False).new_page()
    for name, url in site_of_every_kind.items():
        without.goto(url)
        assert without.locator("h1").count() == 1, name
        assert without.locator("main").inner_text().strip(), name
    for file in settings.SITE_ROOT.rglob("*.html"):
        if "fault" not in file.parts:
            assert gzip.decompress(file.with_name(f"{file.name}.gz").read_bytes()) == file.read_bytes()


def test_every_page_and_all_it_loads_but_pictures_weighs_less_than_the_budget(browser, district_of_its_size):
    """HTML, styles, scripts and fonts as they come over the line, on the fullest pages of a district of the demo's size."""
    for name, url in district_of_its_size.items():
        page = browser.new_context().new_page()
        answers = []
        page.on("response", lambda answer, kept=answers: kept.append(answer))
        page.goto(url, wait_until="networkidle")
        kinds = {"document", "stylesheet", "script", "font", "fetch", "xhr"}
        weighed = {
            answer.url: answer.request.sizes()["responseBodySize"]
            for answer in answers
            if answer.request.resource_type in kinds
        }
        assert len(weighed) >= 3, name
        assert sum(weighed.values()) < LIGHTEST, (name, weighed)
        page.context.close()


def test_text_size_and_elder_mode_are_remembered_from_page_to_page(page, site_of_every_kind):
    page.goto(site_of_every_kind["首页"])
    page.get_by_role("button", name="长者模式").click()
    page.goto(site_of_every_kind["信息"])
    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == 22
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
