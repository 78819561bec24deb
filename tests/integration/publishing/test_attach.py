import hashlib
from io import BytesIO

import pytest
from openpyxl import Workbook

from gongkai.law.refusal import Refusal
from gongkai.publishing import actions
from tests.conftest import PDF, at


def attach(desk, draft, name="附件.pdf", content=PDF):
    return actions.attach(draft, by=desk.officer, at=at("2019-06-03 09:05"), name=name, content=content)


def test_a_file_is_kept_with_type_size_and_digest(desk):
    file = attach(desk, desk.draft())
    assert (file.content_type, file.size) == ("application/pdf", len(PDF))
    with file.file.open() as kept:
        assert file.sha256 == hashlib.sha256(kept.read()).hexdigest()


def test_a_program_named_pdf_is_refused(desk):
    with pytest.raises(Refusal, match="不是可接收的类型，而是 Windows 程序"):
        attach(desk, desk.draft(), content=b"MZ\x90\x00")


def test_json_is_taken_if_it_is_json(desk):
    assert attach(desk, desk.draft(), "报表.json", b'{"a": 1}').content_type == "application/json"
    with pytest.raises(Refusal, match="不是有效的JSON"):
        attach(desk, desk.draft(), "报表.json", b"{")


def test_two_files_of_one_name_are_refused(desk):
    draft = desk.draft()
    attach(desk, draft)
    with pytest.raises(Refusal, match="已有名为"):
        attach(desk, draft)


def test_a_removed_file_stays_in_the_history(desk):
    draft = desk.draft()
    file = attach(desk, draft)
    actions.detach(file, by=desk.officer, at=at("2019-06-03 09:06"))
    assert not draft.files.exists()
    assert [act.note for act in draft.acts.filter(act="detach")] == ["附件.pdf"]


def test_no_file_is_added_once_the_text_is_under_review(desk):
    with pytest.raises(Refusal, match="核稿"):
        attach(desk, desk.submitted())


def name_list(*rows):
    book, content = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


def test_personal_data_inside_a_file_blocks_until_the_secrecy_reviewer_lets_it_stand(desk):
    item = desk.draft()
    content = name_list(("姓名", "电话"), ("李四", "13909431234"), ("王五", "13909431235"))
    actions.attach(item, by=desk.officer, at=at("2019-06-03 09:05"), name="名单.xlsx", content=content)
    with pytest.raises(actions.NotReady, match="含有手机号码2处") as caught:
        actions.submit(item, by=desk.officer, at=at("2019-06-03 09:10"))
    (finding,) = caught.value.findings
    assert "13909431234" not in finding.excerpt
    assert finding.fix == ""
    actions.submit(item, by=desk.officer, at=at("2019-06-03 09:10"), release_reason="公示所需，本人同意")
    assert item.held[0]["place"] == "附件《名单.xlsx》"


def test_a_file_without_personal_data_lets_a_text_pass_and_its_words_are_kept(desk):
    item = desk.draft()
    content = name_list(("项目", "金额"), ("道路维修", "三十万元"))
    kept = actions.attach(item, by=desk.officer, at=at("2019-06-03 09:05"), name="表.xlsx", content=content)
    assert "道路维修" in kept.text
    actions.submit(item, by=desk.officer, at=at("2019-06-03 09:10"))
