import hashlib

import pytest

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
