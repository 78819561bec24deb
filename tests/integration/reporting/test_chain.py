"""The review of a report by several persons, and its later correction."""

import json

import pytest
from django.urls import reverse

from gongkai.cases.actions import AlreadyDone
from gongkai.law.refusal import Refusal
from gongkai.ledger.models import Event
from gongkai.ledger.verify import verify
from gongkai.publishing import actions as publishing
from gongkai.publishing import columns
from gongkai.publishing.models import Publication
from gongkai.reporting import actions
from gongkai.reporting.annual import chain, progress
from tests.integration.reporting.conftest import NOW, file_through, give, make_public, save, submitted


def act(verb, row, world, person, **given):
    return verb(row, expected_revision=row.revision, by=world.actor(person, NOW.date()), at=NOW, **given)


def test_nobody_files_what_she_wrote_or_passed(complete, world):
    row = submitted(complete, world)
    with pytest.raises(Refusal, match="还没有经政务公开办审核"):
        act(actions.file_report, row, world, "赵签")
    with pytest.raises(Refusal, match="编写人，不能由同一人审核"):
        act(chain.pass_report, row, world, "郑公开")
    row = act(chain.pass_report, row, world, "钱主任")
    for person in ("郑公开", "钱主任", "张财"):
        with pytest.raises(Refusal):
            act(actions.file_report, row, world, person)
    assert act(actions.file_report, row, world, "赵签").checked_by == "钱主任"
    assert verify().ok


def test_a_returned_report_shows_the_remark_to_its_writers_until_it_is_submitted_again(
    client, complete, world
):
    row = submitted(complete, world)
    with pytest.raises(Refusal, match="没有填写退回意见"):
        act(chain.return_report, row, world, "钱主任", remark=" ")
    row = act(chain.return_report, row, world, "钱主任", remark="补充社会评议结果")
    assert "补充社会评议结果" in progress.what_next(row)
    client.force_login(world.people["郑公开"])
    page = client.get(reverse("reporting_report", args=[row.pk])).content.decode()
    assert "钱主任已退回：补充社会评议结果" in page
    row = submitted(save(row, world), world)
    assert [step.act for step in row.steps.all()] == ["open", "submit", "return", "submit"]


def test_what_is_under_review_is_not_written_on(complete, world):
    row = submitted(complete, world)
    with pytest.raises(Refusal, match="现处于“待审核”，不能修改"):
        save(row, world)


def test_the_second_of_two_reviewers_is_told_that_the_report_moved_on(complete, world):
    row = submitted(complete, world)
    act(chain.pass_report, row, world, "钱主任")
    with pytest.raises(AlreadyDone):
        act(chain.return_report, row, world, "钱主任", remark="再看看")


def test_pressing_publish_twice_makes_one_publication(filed, world):
    columns.install()
    actions.prepare_publication(filed, by=world.actor("郑公开"), at=NOW)
    with pytest.raises(AlreadyDone):
        actions.prepare_publication(filed, by=world.actor("郑公开"), at=NOW)
    assert Publication.objects.count() == 1


def test_what_was_filed_is_not_rewritten_on_its_way_to_the_public(filed, world):
    columns.install()
    item = actions.prepare_publication(filed, by=world.actor("郑公开"), at=NOW)
    publishing.send_back(item, by=world.actor("李核", NOW.date()), at=NOW, note="请补充关键词")
    item.refresh_from_db()
    by, same = world.actor("郑公开"), {"at": NOW, "expected_revision": item.revision}
    with pytest.raises(Refusal, match="出自已归档的2019年度报告第1版"):
        publishing.revise(item, by=by, **same, body=item.body.replace("</p>", "，略有改动</p>", 1))
    with pytest.raises(Refusal, match="公布时不能改动"):
        publishing.detach(item.files.first(), by=by, at=NOW)
    with pytest.raises(Refusal, match="公布时不能改动"):
        publishing.attach(item, by=by, at=NOW, name="另附.json", content=b"{}")
    tidied = item.body.replace("<p>", '<p class="x">')
    kept = publishing.revise(item, by=by, **same, body=tidied, keywords="年报")
    assert (kept.keywords, 'class="x"' in kept.body) == ("年报", False)


def test_only_a_published_report_is_corrected_and_says_why(filed, world):
    columns.install()
    with pytest.raises(Refusal, match="还没有公布"):
        chain.correct_report(filed, reason="漏计", by=world.actor("郑公开"), at=NOW)
    make_public(filed, world)
    with pytest.raises(Refusal, match="没有填写更正原因"):
        chain.correct_report(filed, reason=" ", by=world.actor("郑公开"), at=NOW)


def test_a_correction_keeps_both_versions_and_opens_the_year_only_while_it_lasts(filed, world):
    columns.install()
    make_public(filed, world)
    first = filed.frozen_sha256
    row = chain.correct_report(filed, reason="许可决定漏计", by=world.actor("郑公开"), at=NOW)
    with pytest.raises(Refusal, match="没有不同"):
        submitted(row, world)
    give(world, "licences.decisions", "7")
    row = file_through(save(row, world), world)
    with pytest.raises(Refusal, match="已锁定"):
        give(world, "licences.decisions", "8")
    (former,) = row.former.all()
    assert (former.frozen_sha256, former.reason, row.version) == (first, "许可决定漏计", 2)
    assert row.frozen_sha256 != first
    assert any("由0更正为7" in line for line in row.frozen["preface"])
    filings = [json.loads(event.leaf)["data"] for event in Event.objects.filter(verb="report.file")]
    assert filings[1]["reason"] == "许可决定漏计"
    assert Event.objects.filter(verb="report.supersede").count() == 1
    assert verify().ok


def test_a_correction_given_up_leaves_what_was_filed(filed, world):
    columns.install()
    make_public(filed, world)
    row = chain.correct_report(filed, reason="误以为漏计", by=world.actor("郑公开"), at=NOW)
    row = save(row, world, sections={"overview": "写坏了。"})
    row = act(chain.abandon_correction, row, world, "郑公开")
    assert (row.stage, row.version, row.correction_reason) == ("filed", 1, "")
    assert row.sections == filed.sections
    with pytest.raises(Refusal, match="已锁定"):
        give(world, "licences.decisions", "8")
    assert verify().ok


def test_the_preview_is_the_public_page_before_anything_is_filed(client, complete, world):
    columns.install()
    client.force_login(world.people["郑公开"])
    page = client.get(reverse("report_preview_page", args=[complete.pk])).content.decode()
    assert "网上可办率98.85%" in page
    assert "政府信息公开年报" in page
    client.force_login(world.people["张财"])
    assert client.get(reverse("report_preview_page", args=[complete.pk])).status_code == 404


def test_a_text_is_shown_with_its_figures_while_it_is_typed(client, complete, world):
    client.force_login(world.people["郑公开"])
    address = reverse("reporting_rendered", args=[complete.pk])
    shown = client.post(address, {"section.other": "<b>收到{{figure:requests.new.total}}件"}).content.decode()
    assert shown == "<p>&lt;b&gt;收到2件</p>"
