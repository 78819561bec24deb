"""A review in the browser: entered from the closed request, answered, lost; the request is open again, Table 4 counts it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from gongkai.disclosure import actions
from gongkai.disclosure.actions import Decision
from gongkai.law.regulation import Channel
from tests.integration.disclosure.conftest import application

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def closed(address, world):
    """A request of ten days ago, refused two days ago."""
    then = timezone.now() - timedelta(days=10)
    clerk = world.actor("张财", on=then.date())
    case = actions.register(
        application(), unit=world.finance, channel=Channel.IN_PERSON, by=clerk, at=then
    ).case
    actions.accept(case, by=clerk, at=then)
    then += timedelta(days=8)
    actions.draft_reply(case, Decision("O_REFUSE_INTERNAL", reasons="属于内部事务信息"), by=clerk, at=then)
    actions.approve_reply(case, by=world.actor("杨签", on=then.date()), at=then)
    actions.serve(case, manner="counter", by=clerk, at=then)
    return case


def sign_in(page, address, username):
    page.goto(f"{address}/workbench/login/")
    page.fill("#id_username", username)
    page.fill("#id_password", "gongkai-2019")
    page.click("button[type=submit]")


def test_a_review_from_the_notice_to_the_request_reopened(page, address, closed):
    today = timezone.localdate()
    sign_in(page, address, "czj.officer")
    page.goto(f"{address}/workbench/requests/{closed.pk}/")
    page.click("text=登记复议、诉讼")
    page.fill("#id_number", "白区复〔2026〕1号")
    page.fill("#id_accepted_on", str(today))
    page.click("button:text-is('登记')")
    page.click(".gk-acts >> text=制作答复书")
    assert "作出政府信息不予公开答复书" in page.input_value("#id_facts")
    page.click("main button[type=submit], .gk-buttons button")
    page.click(".gk-acts >> text=制作证据清单")
    page.click(".gk-buttons button")
    page.click(".gk-acts >> text=提交答复")
    page.fill("#id_proof", "当面提交")
    page.click(".gk-buttons button")
    page.click(".gk-acts >> text=登记结果")
    page.select_option("#id_decision", "撤销")
    page.fill("#id_reply_within", "20个工作日")
    page.click(".gk-buttons button")
    assert "计入“结果纠正”" in page.inner_text(".gk-columns")
    page.click(".gk-columns dl a")
    assert "待重新办理" in page.inner_text(".gk-head")
    page.goto(f"{address}/workbench/reports/tables/?unit=czj")
    cell = page.locator("a[href*='remedies.review.corrected']")
    assert cell.inner_text() == "1"
    cell.click()
    assert "白区复〔2026〕1号" in page.inner_text(".gk-table")
