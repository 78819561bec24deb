import json

import pytest

from gongkai.law.refusal import Refusal
from gongkai.ledger.models import Event
from gongkai.publishing import actions
from gongkai.publishing.models import Publication
from tests.conftest import at


def test_a_withdrawal_leaves_title_number_reason_and_digest_in_public(desk):
    published = desk.published()
    first = published.public_change
    actions.withdraw(published, by=desk.approver, at=at("2019-06-04 09:00"), reason="文件已被撤销")
    facts = json.loads(Event.objects.get(index=published.public_change).leaf)["data"]
    assert published.public_change > first
    assert facts["reason"] == "文件已被撤销"
    assert (facts["title"], facts["index_no"], facts["content_sha256"]) == (
        published.title, published.index_no, published.content_sha256,
    )  # fmt: skip
    assert not Publication.objects.public().exists()


def test_the_competent_office_takes_down_at_once(desk, world):
    published = desk.published()
    actions.withdraw(published, by=world.actor("郑公开"), at=at("2019-06-04 09:00"), reason="涉及个人隐私")
    assert published.stage == "withdrawn"


def test_a_reason_is_needed(desk):
    with pytest.raises(Refusal, match="没有填写撤回理由"):
        actions.withdraw(desk.published(), by=desk.approver, at=at("2019-06-04 09:00"), reason="")


def test_an_officer_does_not_withdraw(desk):
    with pytest.raises(Refusal, match="审签人、政务公开办"):
        actions.withdraw(desk.published(), by=desk.officer, at=at("2019-06-04 09:00"), reason="x")


def test_the_document_number_is_free_again(desk):
    published = desk.published(doc_number="白区财发〔2019〕1号")
    actions.withdraw(published, by=desk.approver, at=at("2019-06-04 09:00"), reason="有误，重发")
    assert desk.draft(doc_number="白区财发〔2019〕1号").doc_number == published.doc_number
