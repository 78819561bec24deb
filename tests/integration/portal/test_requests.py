"""The applicant's side: apply, receipt, follow."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongkai.cases.models import Case
from gongkai.disclosure.models import LookupFailure
from tests.conftest import PDF
from tests.integration.disclosure.test_desk import FORM

ONLINE = {name: value for name, value in FORM.items() if name not in ("channel", "received_on")} | {
    "unit": "czj",
    "token": "abc",
}


@pytest.fixture
def sent(client, world):
    response = client.post(reverse("apply"), {**ONLINE, "send": "1"}, follow=True)
    code = re.search(r'class="code">(\w+)<', response.content.decode())[1]
    return Case.objects.get(), code


def test_what_is_already_public_is_shown_before_sending(client, world):
    response = client.post(reverse("apply"), {**ONLINE, "check": "1"})
    page = response.content.decode()
    assert "没有找到已经公开的同类信息" in page
    assert "确认提交申请" in page
    assert not Case.objects.exists()


def test_an_attachment_chosen_in_the_first_step_is_not_lost_unawares(client, world):
    file = SimpleUploadedFile("证明.pdf", PDF)
    page = client.post(reverse("apply"), {**ONLINE, "check": "1", "files": file}).content.decode()
    assert 'name="files_chosen" value="证明.pdf"' in page
    again = {**ONLINE, "send": "1", "files_chosen": "证明.pdf"}
    refused = client.post(reverse("apply"), again)
    assert refused.status_code == 422
    assert "您选择过附件（证明.pdf），这次没有收到" in refused.content.decode()
    assert not Case.objects.exists()
    sent = client.post(reverse("apply"), {**again, "files": SimpleUploadedFile("证明.pdf", PDF)})
    assert sent.status_code == 302
    assert Case.objects.get().attachments.get().name == "证明.pdf"


def test_no_purpose_is_asked(client, world):
    page = client.get(reverse("apply")).content.decode()
    assert "不需要说明用途" in page
    assert 'name="purpose"' not in page


def test_the_receipt_shows_number_code_ledger_index_and_a_qr_code(client, sent):
    case, code = sent
    assert case.unit.code == "czj"
    response = client.post(reverse("apply"), {**ONLINE, "send": "1"}, follow=True)
    page = response.content.decode()
    assert case.number in page
    assert code in page
    assert "第 0 号" in page or re.search(r"第 \d+ 号", page)
    assert "<svg" in page
    assert Case.objects.count() == 1


def test_errors_keep_everything_typed_and_name_the_rule(client, world):
    response = client.post(reverse("apply"), {**ONLINE, "phone": "", "id_number": "1", "send": "1"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "第二十九条" in page
    assert 'value="2018年度部门决算"' in page


@pytest.mark.parametrize(
    ("name", "content", "said"), [("a.pdf", b"", "empty|空"), ("a.pdf", b"MZ not a pdf", "不是可接收的类型")]
)
def test_files_are_judged_by_their_content(client, world, name, content, said):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile(name, content, content_type="application/pdf")
    page = client.post(reverse("apply"), {**ONLINE, "send": "1", "files": file}).content.decode()
    assert re.search(said, page)
    assert not Case.objects.exists()


def test_the_applicant_follows_with_number_and_code(client, sent):
    case, code = sent
    response = client.post(
        reverse("track"), {"number": case.number, "code": f" {code.lower()[:5]}-{code[5:]} "}, follow=True
    )
    page = response.content.decode()
    assert "等待与您确认" in page
    assert "张三" not in page


def test_five_wrong_codes_an_hour_are_the_end(client, sent):
    case, code = sent
    for _ in range(5):
        assert client.post(reverse("track"), {"number": case.number, "code": "WRONG"}).status_code == 422
    assert client.post(reverse("track"), {"number": case.number, "code": code}).status_code == 429
    LookupFailure.objects.all().delete()
    found = client.post(reverse("track"), {"number": case.number, "code": code}, follow=True)
    assert case.number in found.content.decode()


def test_a_wrong_address_gets_a_page_that_helps(client, world):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "要找的内容、文号或者索引号" in response.content.decode()


def test_search_answers_with_and_without_results(client, world):
    assert "输入要找的内容" in client.get("/search/").content.decode()
    assert "没有找到" in client.get("/search/", {"q": "不存在的内容", "p": "x"}).content.decode()
