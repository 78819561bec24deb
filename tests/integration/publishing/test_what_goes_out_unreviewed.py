"""Words that become public at once are looked through for personal data, as every reviewed text is."""

from datetime import date

import pytest

from gongkai.law.refusal import Refusal
from gongkai.publishing import actions
from gongkai.publishing.checks import findings
from gongkai.publishing.checks.personal import veiled
from tests.conftest import at

PHONE, NOW = "误将张某手机１3909431234公开", at("2019-06-05 09:00")


def test_the_reason_of_a_withdrawal_holds_no_personal_data(desk):
    public = desk.published()
    with pytest.raises(Refusal, match=r"撤回理由含有手机号码（139\*\*\*\*1234）"):
        actions.withdraw(public, by=desk.approver, at=NOW, reason=PHONE)
    public.refresh_from_db()
    assert public.stage == "published"


def test_a_note_on_validity_holds_none(desk):
    with pytest.raises(Refusal, match="有效性变更依据含有手机号码"):
        actions.mark_validity(
            desk.published(), by=desk.approver, at=NOW, validity="repealed", on=date(2019, 6, 5), note=PHONE
        )


def test_the_answer_to_an_opinion_holds_none(desk):
    call = desk.published(comment_kind="decision", comment_until=date(2019, 7, 3))
    opinion = actions.receive(call, at=NOW, text="建议")
    with pytest.raises(Refusal, match="理由含有手机号码"):
        actions.weigh(opinion, by=desk.officer, at=NOW, handling="not_adopted", answer=PHONE)


@pytest.mark.parametrize(
    ("name", "place"), [("change_note", "修订说明"), ("comment_short_reason", "缩短期限的理由")]
)
def test_notes_published_beside_a_text_are_checked_with_it(desk, name, place):
    assert [each.place for each in findings(desk.draft(**{name: PHONE}), date(2019, 6, 3))] == [place]


def test_an_opinion_is_veiled_before_it_is_quoted():
    assert veiled(f"{PHONE}。", NOW.date()) == "误将张某手机139****1234公开。"
