"""A message from the phone of a citizen to its answer on the site: written, sorted, answered, published, rated."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gongkai.cases.models import Case
from gongkai.portal import messages_in_step, pages, site
from gongkai.publishing import columns
from gongkai.voice.messages import postboxes
from gongkai.voice.messages.models import Message
from tests.browser.test_main_path import press, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
WRITTEN = "公园路3号楼前的路灯坏了，我叫李小明，电话13912345678，请修一修🙏𠮷"


@pytest.fixture
def portal(world):
    columns.install()
    postboxes.install(timezone.localdate())
    site.install()
    site.rebuild_search()


def write(page: Page, title: str) -> None:
    page.fill("[name=title]", title)
    page.fill("[name=text]", WRITTEN)
    page.fill("[name=name]", "李小明")
    page.fill("[name=phone]", "13912345678")
    page.check("[name=may_be_published]")


def test_a_message_is_written_answered_published_and_rated(page: Page, address, world, portal):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/voice/")
    page.get_by_role("link", name="给政府留言").click()
    write(page, "路灯坏了")
    expect(page.locator("#proof-state")).to_have_text("已通过验证。", timeout=20_000)
    page.fill("[name=phone]", "")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("您填写的内容都保留着")).to_be_visible()
    expect(page.locator("[name=text]")).to_have_value(WRITTEN)
    page.fill("[name=phone]", "13912345678")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="已收到您的留言")).to_be_visible()
    code = page.locator(".code").inner_text()
    case = Case.objects.get(procedure="message")

    page.set_viewport_size({"width": 1440, "height": 900})
    sign_in(page, address, "zfb.competent")
    page.get_by_role("link", name="路灯坏了").click()
    page.get_by_role("link", name="分办").first.click()
    page.select_option("[name=unit]", label="财政局")
    press(page, "分办")
    sign_in(page, address, "czj.officer")
    page.get_by_role("link", name="路灯坏了").click()
    page.get_by_role("link", name="拟写答复").click()
    page.fill("[name=text]", "路灯已经修好，李小明先生可以放心。")
    press(page, "拟写答复")
    sign_in(page, address, "czj.approver")
    page.get_by_role("link", name="路灯坏了").click()
    page.get_by_role("link", name="审核答复").click()
    press(page, "审核答复")

    sign_in(page, address, "zfb.competent")
    expect(page.get_by_text("审查留言是否公开")).to_be_visible()
    page.get_by_role("link", name="路灯坏了").click()
    page.get_by_role("link", name="公开留言和答复").click()
    expect(page.locator("[name=text]")).to_have_value(
        "公园路3号楼前的路灯坏了，我叫某某，电话139****5678，请修一修🙏𠮷"
    )
    expect(page.locator("del").filter(has_text="李小明").first).to_be_visible()
    page.fill("[name=text]", "公园路3号楼前的路灯坏了，请修一修")
    page.get_by_role("button", name="看改动").click()
    press(page, "公开留言和答复")
    expect(page.get_by_text("已公开").first).to_be_visible()
    page.goto(f"{address}/workbench/voice/messages/figures/")
    page.get_by_role("link", name="1", exact=True).first.click()
    expect(page.get_by_role("link", name="路灯坏了")).to_be_visible()

    messages_in_step.sweep(timezone.now())
    pages.write_messages()
    pages.write_voice_statistics(timezone.localdate())
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/voice/")
    page.get_by_role("link", name="路灯坏了").click()
    expect(page.get_by_text("13912345678")).to_have_count(0)
    for path in ("/voice/", "/voice/answers/", "/voice/statistics/", "/voice/new/"):
        page.goto(f"{address}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    page.goto(f"{address}/search/?q=路灯")
    expect(page.get_by_role("link", name="路灯坏了")).to_be_visible()

    page.goto(f"{address}/track/")
    page.fill("[name=number]", case.number)
    page.fill("[name=code]", code)
    page.get_by_role("button", name="查询").first.click()
    page.get_by_label("非常满意", exact=True).check()
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_text("您的评价：非常满意")).to_be_visible()
    assert Message.objects.get().rating == 5


def test_without_scripts_a_question_is_answered_instead_and_the_page_one_came_from_is_filled_in(
    browser, address, world, portal
):
    page = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}).new_page()
    page.goto(f"{address}/voice/")
    page.get_by_role("link", name="我要纠错").click()
    expect(page.locator("[name=page]")).to_have_value("/voice/")
    write(page, "错别字")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("还没有通过验证")).to_be_visible()
    question = page.locator("label[for=id_answer]").inner_text()
    page.fill("[name=answer]", answer_to(question))
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="已收到您的留言")).to_be_visible()
    assert Message.objects.get().kind == "fault"


def answer_to(question: str) -> str:
    numbers = [
        "零一二三四五六七八九十".index(word)
        for word in question.split("“")[1].split("”", maxsplit=1)[0].split("、")[1::2]
    ]
    return str(numbers[0] - numbers[1] if "大多少" in question else sum(numbers))
