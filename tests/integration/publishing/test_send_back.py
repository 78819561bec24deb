import pytest

from gongkai.law.refusal import Refusal
from gongkai.publishing import actions
from tests.conftest import at


@pytest.mark.parametrize(
    ("so_far", "who"), [("submitted", "checker"), ("checked", "secrecy"), ("cleared", "approver")]
)
def test_each_reviewer_may_send_the_text_back(desk, so_far, who):
    text = getattr(desk, so_far)()
    actions.send_back(text, by=getattr(desk, who), at=at("2019-06-03 16:00"), note="标题与内容不符")
    assert (text.stage, text.checker, text.secrecy_reviewer) == ("draft", None, None)
    assert text.acts.last().note == "标题与内容不符"


def test_a_reason_is_needed(desk):
    with pytest.raises(Refusal, match="没有填写退回意见"):
        actions.send_back(desk.submitted(), by=desk.checker, at=at("2019-06-03 16:00"), note=" ")


def test_only_who_has_the_text_sends_it_back(desk):
    with pytest.raises(Refusal, match="不是财政局的核稿人"):
        actions.send_back(desk.submitted(), by=desk.approver, at=at("2019-06-03 16:00"), note="x")


def test_the_review_starts_anew(desk):
    text = desk.cleared()
    actions.send_back(text, by=desk.approver, at=at("2019-06-03 16:00"), note="改")
    assert actions.submit(text, by=desk.officer, at=at("2019-06-03 16:10")).stage == "checking"
