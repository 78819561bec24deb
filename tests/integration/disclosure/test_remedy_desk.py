"""The screens of reviews and lawsuits: from the closed request to the page of the case."""

from datetime import date

import pytest

from gongkai.disclosure.models import OfficePeriod, Remedy
from tests.integration.disclosure.remedy_world import entered, refused

NOTICE = {
    "kind": "review", "body": "白银区人民政府", "number": "白区复〔2025〕3号", "accepted_on": "2025-06-03",
    "notified_on": "2025-06-05",
}  # fmt: skip


@pytest.fixture
def closed(handling, world):
    return refused(handling, world)


@pytest.fixture
def desk(client, world):
    client.force_login(world.people["张财"])
    return client


def test_a_review_is_entered_from_the_closed_request(desk, closed):
    page = desk.get(f"/workbench/requests/{closed.pk}/").content.decode()
    assert f"/workbench/requests/{closed.pk}/remedy/" in page
    assert "申请复议至 2025-07-07；应当先申请复议" in page, "sixty days from 05-06 end on a Saturday"
    form = desk.get(f"/workbench/requests/{closed.pk}/remedy/").content.decode()
    assert 'value="白银区人民政府"' in form, "the reviewing body of the unit is filled in"
    answer = desk.post(f"/workbench/requests/{closed.pk}/remedy/", NOTICE, follow=True)
    remedy = Remedy.objects.get()
    page = answer.content.decode()
    assert answer.redirect_chain[0][0] == f"/workbench/requests/remedies/{remedy.case_id}/"
    for shown in ("2025-06-19", "《行政复议法》（2023年）第四十八条", "承办", "制作证据清单", closed.number):
        assert shown in page


def test_a_refused_notice_keeps_what_was_typed(desk, closed):
    wrong = {**NOTICE, "kind": "litigation_after_review", "claims": "请求撤销答复"}
    page = desk.post(f"/workbench/requests/{closed.pk}/remedy/", wrong).content.decode()
    assert "没有登记过行政复议" in page
    assert "请求撤销答复" in page
    assert not Remedy.objects.exists()


def test_the_list_is_filtered_and_shows_what_is_due(desk, closed, world):
    entered(closed, world)
    everything = desk.get("/workbench/requests/remedies/").content.decode()
    assert "复议应对〔2025〕1号" in everything
    assert "2025-06-19" in everything
    assert (
        "没有符合条件的案件"
        in desk.get("/workbench/requests/remedies/?kind=litigation_direct").content.decode()
    )
    assert "复议应对〔2025〕1号" in desk.get("/workbench/requests/remedies/?q=白区复").content.decode()


def test_another_unit_sees_nothing_of_it(client, closed, world):
    case = entered(closed, world)
    client.force_login(world.people["吴镇"])
    assert client.get(f"/workbench/requests/remedies/{case.pk}/").status_code == 404
    assert case.number not in client.get("/workbench/requests/remedies/").content.decode()


def test_every_act_offered_opens_its_form(desk, closed, world):
    case = entered(closed, world)
    for act in ("take_up", "answer", "evidence", "authorisation", "attach", "submit_answer", "decide"):
        assert desk.get(f"/workbench/requests/remedies/{case.pk}/do/{act}/").status_code == 200, act
    assert desk.get(f"/workbench/requests/remedies/{case.pk}/do/close/").status_code == 302


def test_the_evidence_list_is_made_from_the_file_and_typed_lines(desk, closed, world):
    case = entered(closed, world)
    address = f"/workbench/requests/remedies/{case.pk}/do/evidence/"
    page = desk.post(address, {"seen": case.events_count, "chosen": ["0"], "more": "截图"}).content.decode()
    assert "应写成" in page
    typed = {"seen": case.events_count, "chosen": ["0", "1"], "more": "目录截图；证明已公开；2025-04-02"}
    assert desk.post(address, typed).status_code == 302
    lines = case.letters.get(template="F02").content["paragraphs"]
    assert lines[1] == "1. 目录截图。证明目的：证明已公开。形成日期：2025-04-02。"
    assert lines[-1] == "以上共3件。"
    letter = case.letters.get()
    pdf = desk.get(f"/workbench/requests/remedies/{case.pk}/letters/{letter.pk}.pdf")
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")


def test_two_people_at_once_do_it_once(desk, closed, world):
    case = entered(closed, world)
    address = f"/workbench/requests/remedies/{case.pk}/do/take_up/"
    assert desk.post(address, {"seen": case.events_count}).status_code == 302
    answer = desk.post(address, {"seen": case.events_count}, follow=True).content.decode()
    assert "您现在不能办理此事" in answer
    assert case.events.filter(action="take_up").count() == 1


def test_the_competent_office_changes_a_rule_with_its_source(client, world):
    client.force_login(world.people["张财"])
    assert "修改期限" not in client.get("/workbench/requests/remedies/rules/").content.decode()
    client.force_login(world.people["郑公开"])
    form = {
        "form": "period",
        "key": "review_answer",
        "text": "8个工作日",
        "since": "2025-01-01",
        "source": "通知",
    }
    assert (
        "不是期限"
        in client.post("/workbench/requests/remedies/rules/", {**form, "text": "八天"}).content.decode()
    )
    page = client.post("/workbench/requests/remedies/rules/", form, follow=True).content.decode()
    assert "行政复议：答复并提交证据：8个工作日" in page
    assert OfficePeriod.objects.get().since == date(2025, 1, 1)
