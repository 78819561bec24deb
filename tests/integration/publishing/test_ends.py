"""What ends on its day: calls for comments close, documents expire, and the pages say so."""

from datetime import date

import pytest

from gongkai.law.refusal import Refusal
from gongkai.portal import pages
from gongkai.publishing import actions, scheduled
from gongkai.publishing.checks import findings
from gongkai.publishing.models import Publication
from gongkai.publishing.work import afterwards
from tests.conftest import at

DAY_AFTER = at("2019-07-04 00:05")


def call(desk, **more):
    return desk.published(comment_kind="decision", comment_until=date(2019, 7, 3), **more)


def page_of(publication):
    rows = pages.with_everything(Publication.objects.filter(pk=publication.pk))
    return pages.item_page(rows.get()).decode()


def test_a_call_closes_the_day_after_its_last_and_its_page_offers_no_form(desk):
    made = call(desk)
    before = made.public_change
    scheduled.sweep_ends(at("2019-07-03 23:59"))
    assert "提交意见" in page_of(made)
    scheduled.sweep_ends(DAY_AFTER)
    made.refresh_from_db()
    assert made.comments_closed_on == date(2019, 7, 3)
    assert made.public_change > before, "The page is written again for every public act."
    assert "提交意见" not in page_of(made)
    assert "征求意见已经截止" in page_of(made)
    assert scheduled.sweep_ends(DAY_AFTER) == 0


def test_a_document_is_not_yet_in_force_before_its_day(desk):
    made = desk.published(effective_on=date(2019, 7, 4))
    assert made.validity == "not_yet"
    assert "尚未施行" in page_of(made)
    assert scheduled.sweep_ends(at("2019-07-03 23:59")) == 0
    assert scheduled.sweep_ends(DAY_AFTER) == 1
    made.refresh_from_db()
    assert made.validity == "in_force"
    assert "尚未施行" not in page_of(made)
    assert scheduled.sweep_ends(DAY_AFTER) == 0


def test_a_document_past_its_validity_is_marked_as_expired(desk):
    made = desk.published(valid_until=date(2019, 7, 3))
    officer = desk.world.people["张财"]
    warned = [(item.todo, item.due_on) for item in afterwards(officer, date(2019, 6, 4))]
    assert ("有效期即将届满，评估继续有效、修订或者废止", date(2019, 7, 3)) in warned
    scheduled.sweep_ends(DAY_AFTER)
    made.refresh_from_db()
    assert (made.validity, made.validity_changed_on) == ("expired", date(2019, 7, 4))
    assert "已失效" in page_of(made)


def test_a_revision_that_prolongs_the_validity_puts_the_document_in_force_again(desk):
    made = desk.published(valid_until=date(2019, 7, 3))
    scheduled.sweep_ends(DAY_AFTER)
    fresh = actions.amend(
        made, by=desk.officer, at=at("2019-07-04 09:00"), changed_on=date(2019, 7, 4), change_note="延续"
    )
    actions.revise(
        fresh,
        by=desk.officer,
        at=at("2019-07-04 09:10"),
        expected_revision=fresh.revision,
        valid_until=date(2021, 7, 3),
    )
    actions.submit(fresh, by=desk.officer, at=at("2019-07-04 09:20"))
    actions.check(fresh, by=desk.checker, at=at("2019-07-04 09:30"))
    actions.pass_secrecy(fresh, by=desk.secrecy, at=at("2019-07-04 09:40"))
    actions.sign(fresh, by=desk.approver, at=at("2019-07-04 09:50"))
    made.refresh_from_db()
    assert (made.validity, made.valid_until) == ("in_force", date(2021, 7, 3))


def test_the_result_is_drafted_from_the_weighed_opinions(desk):
    made = call(desk)
    opinion = actions.receive(made, at=at("2019-06-10 09:00"), text="增加站点，电话13909431234", name="王某")
    with pytest.raises(Refusal, match="2019-07-03才截止"):
        actions.write_result(made, by=desk.officer, at=at("2019-07-01 09:00"))
    with pytest.raises(Refusal, match="还有1条意见没有研究"):
        actions.write_result(made, by=desk.officer, at=DAY_AFTER)
    actions.weigh(opinion, by=desk.officer, at=DAY_AFTER, handling="not_adopted", answer="已有规划。")
    result = actions.write_result(made, by=desk.officer, at=DAY_AFTER)
    assert result.result_of == made
    assert "共收到意见1条，其中采纳0条、部分采纳0条、未采纳1条" in result.body
    assert "增加站点，电话139****1234" in result.body
    assert "已有规划。" in result.body
    assert "王某" not in result.body
    assert [each for each in findings(result, DAY_AFTER.date()) if each.blocks] == []


def test_a_result_before_the_call_has_ended_is_pointed_out(desk):
    made = call(desk)
    actions.receive(made, at=at("2019-06-10 09:00"), text="增加站点")
    early = desk.draft(title="结果", result_of=made)
    said = [each.message for each in findings(early, date(2019, 7, 1))]
    assert any("2019-07-03才截止" in each for each in said)
    assert any("还有1条意见没有记录采纳情况" in each for each in said)
