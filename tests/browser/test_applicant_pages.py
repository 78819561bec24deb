"""The pages of applicants, judged by axe (WCAG 2.2 AA), at two widths and without scripts, at every stage of a case."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from gongkai.disclosure import actions
from gongkai.disclosure.actions import Decision
from gongkai.law.regulation import Channel
from gongkai.portal import requests_in_step, site
from gongkai.publishing import columns
from tests.browser.test_public_pages import AXE, RULES
from tests.conftest import at
from tests.integration.disclosure.conftest import application

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
STANDING = {
    "须知": "/guide/", "单位须知": "/guide/czj/", "计算器": "/calculator/", "办理情况": "/requests/", "单位办理情况": "/requests/unit-czj/",
    "条目": "/requests/{entry}.html", "统计": "/requests/figures/", "输错": "/calculator/?rule=reply&start=2025-02-30",
    "算出": "/calculator/?rule=reply&start=2025-09-24&sent1=2025-09-25&reached1=2025-09-26&answered1=2025-10-10",
}  # fmt: skip


@pytest.fixture
def cases(world, address):
    """Requests waiting for confirmation, for correction, for an opinion, and answered online; with their codes."""
    columns.install()
    clerk, approver = world.actor("张财"), world.actor("杨签")

    def handed_in(title):
        opened = actions.register(
            application(info_title=title), unit=world.finance, channel=Channel.IN_PERSON, by=clerk,
            at=at("2025-04-21 09:00"), received_on=at("2025-04-21 09:00").date(),
        )  # fmt: skip
        actions.accept(opened.case, by=clerk, at=at("2025-04-21 10:00"))
        return opened

    unconfirmed = actions.submit(
        application(info_title="待确认"), unit=world.finance, at=at("2025-04-21 09:00"), token="u"
    )
    correcting, consulting, answered = (handed_in(title) for title in ("待补正", "征求意见", "已答复"))
    actions.ask_correction(correcting.case, what="请写明年度", by=clerk, at=at("2025-04-22 09:00"))
    actions.consult(
        consulting.case, kind="third_party", party="某公司", received_on=at("2025-04-25 09:00").date(), by=clerk,
        at=at("2025-04-24 09:00"),
    )  # fmt: skip
    case = answered.case
    actions.draft_reply(case, Decision("O_GRANT", information="见附件"), by=clerk, at=at("2025-05-06 09:00"))
    actions.pass_review(case, by=world.actor("陈密"), at=at("2025-05-06 09:30"))
    actions.approve_reply(case, by=approver, at=at("2025-05-06 10:00"))
    actions.serve(case, manner="online", proof="系统记录", by=clerk, at=at("2025-05-06 11:00"))
    entry = actions.propose_for_log(
        case, subject="2018年度部门决算", answer="见预决算专栏。", by=clerk, at=at("2025-05-07 09:00")
    )
    actions.release_to_log(entry, by=approver, at=at("2025-05-07 10:00"))
    site.install()
    requests_in_step.sweep_log(timezone.now())
    return {
        "entry": entry,
        "待确认": unconfirmed,
        "待补正": correcting,
        "征求意见": consulting,
        "已答复": answered,
    }


def look_up(page, address, opened):
    page.goto(f"{address}/track/")
    page.fill("#number", opened.case.number)
    page.fill("#code", opened.code)
    page.get_by_role("button", name="查询", exact=True).click()


def faults_of(page):
    page.evaluate(AXE)
    result = page.evaluate("options => axe.run(options)", RULES)
    assert len(result["passes"]) > 10, "axe has judged the page"
    told = [
        f"{each['id']}: {node['html'][:120]}" for each in result["violations"] for node in each["nodes"][:3]
    ]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        told.append("页面比屏幕宽")
    return told


@pytest.mark.parametrize("width", [1440, 390])
def test_no_page_of_an_applicant_has_an_accessibility_fault_or_runs_off_the_screen(
    page, address, cases, width
):
    page.set_viewport_size({"width": width, "height": 900})
    faults = {}
    for name, path in STANDING.items():
        page.goto(f"{address}{path.format(entry=cases['entry'].pk)}")
        faults[name] = faults_of(page)
    for name, opened in cases.items():
        if name != "entry":
            look_up(page, address, opened)
            page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
            faults[name] = faults_of(page)
    look_up(page, address, cases["征求意见"])
    page.get_by_text("撤回申请").click()
    page.get_by_role("button", name="下一步").click()
    faults["确认撤回"] = faults_of(page)
    page.get_by_role("link", name="不撤回，返回").click()
    page.get_by_role("button", name="长者模式").click()
    faults["长者模式"] = faults_of(page)
    page.goto(f"{address}/apply/")
    faults["长者模式申请"] = faults_of(page)
    page.context.clear_cookies()
    page.goto(f"{address}/track/case/")
    faults["已关闭"] = faults_of(page)
    assert {name: told for name, told in faults.items() if told} == {}


def test_a_correction_is_handed_in_and_a_request_withdrawn_without_scripts(browser, address, cases):
    page = browser.new_context(java_script_enabled=False).new_page()
    look_up(page, address, cases["待补正"])
    page.get_by_label("补正的内容").fill("2018年度")
    page.locator("#correct").get_by_role("button", name="提交").click()
    expect(page.get_by_text("已收到您的补正")).to_be_visible()
    expect(page.get_by_text("正在办理").first).to_be_visible()
    page.get_by_text("撤回申请").click()
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="确认撤回").click()
    expect(page.get_by_text("申请已撤回")).to_be_visible()
    assert re.search(r"/track/case/\?done=withdraw$", page.url)
