"""What is signed for a time to come is published then, in step with its interpretation, or goes back (定时公开)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gongkai.law.refusal import Refusal
from gongkai.publishing import actions, scheduled
from gongkai.publishing.models import Genre, Publication, Stage, WordRule
from gongkai.publishing.work import waiting_publications
from tests.conftest import at, plan

SIGNED, LATER = at("2019-06-03 15:00"), at("2019-06-04 09:00")


@pytest.fixture
def pair(desk):
    # The interpretation was begun first: the order of keys must not matter.
    text = desk.cleared(
        title="办法解读",
        genre=Genre.INTERPRETATION,
        column=desk.columns["jiedu"],
        body="<p>为什么出台：减轻企业负担，稳定预期。</p>",
    )
    document = desk.cleared(genre=Genre.NORMATIVE, **plan("2019-06-05"))
    Publication.objects.filter(pk=text.pk).update(interprets=document, interpretation_kind="unit")
    text.refresh_from_db()
    return document, text


def stages(*publications):
    return [Publication.objects.get(pk=each.pk).stage for each in publications]


def test_document_and_interpretation_scheduled_together_become_public_together(desk, pair):
    document, text = pair
    actions.sign_together(document, [text], by=desk.approver, at=SIGNED, publish_from=LATER)
    assert stages(*pair) == [Stage.SCHEDULED, Stage.SCHEDULED]
    scheduled.sweep(LATER - timedelta(minutes=1))
    assert stages(*pair) == [Stage.SCHEDULED, Stage.SCHEDULED]
    scheduled.sweep(LATER)
    assert stages(*pair) == [Stage.PUBLISHED, Stage.PUBLISHED]
    assert {each.published_at for each in Publication.objects.public()} == {LATER}


def test_an_interpretation_is_not_scheduled_before_its_document(desk, pair):
    document, text = pair
    actions.sign(document, by=desk.approver, at=SIGNED, publish_from=LATER)
    with pytest.raises(Refusal, match="还没有公开"):
        actions.sign(text, by=desk.approver, at=SIGNED, publish_from=LATER - timedelta(hours=1))
    actions.sign(text, by=desk.approver, at=SIGNED, publish_from=LATER + timedelta(hours=1))


def test_the_box_for_signing_together_keeps_the_time_and_the_revision_on_the_screen(desk, pair, client):
    document, text = pair
    client.force_login(desk.world.people["杨签"])
    when = timezone.localtime() + timedelta(days=1)
    Publication.objects.filter(pk=document.pk).update(plan_on=when.date())
    sent = {"together": [text.pk], "publish_from": f"{when:%Y-%m-%dT%H:%M}", "seen": 1}
    address = reverse("publishing_act", args=[document.pk, "sign"])
    assert client.post(address, sent).status_code == 409
    client.post(address, sent | {"seen": document.revision})
    assert stages(*pair) == [Stage.SCHEDULED, Stage.SCHEDULED]


def forbid(wrong):
    WordRule.objects.create(
        kind="name", wrong=wrong, right="财政厅", blocks=True, source="机构改革方案", since=SIGNED.date()
    )


def test_the_checks_are_repeated_when_an_item_is_signed(desk):
    cleared = desk.cleared(body="<p>各科室：请财政局厅知悉。</p>")
    forbid("财政局厅")
    with pytest.raises(actions.NotReady, match="财政局厅"):
        actions.sign(cleared, by=desk.approver, at=SIGNED)


def test_a_scheduled_item_that_no_longer_passes_goes_back_to_its_drafter(desk):
    waiting = actions.sign(
        desk.cleared(body="<p>各科室：请财政局厅知悉。</p>"), by=desk.approver, at=SIGNED, publish_from=LATER
    )
    forbid("财政局厅")
    scheduled.sweep(LATER)
    assert stages(waiting) == [Stage.DRAFT]
    assert "没有公开：有1处须改正" in waiting.acts.get(act="send_back").note
    work = list(waiting_publications(desk.world.people["张财"], LATER.date()))
    assert [(item.title, item.todo) for item in work] == [(waiting.title, "拟稿并提交核稿")]


def test_a_wording_quoted_is_released_by_the_secrecy_reviewer_and_stays_so_at_signing(desk):
    forbid("财政局厅")
    quoted = desk.draft(body="<p>来信称“财政局厅”。</p>")
    actions.submit(quoted, by=desk.officer, at=at("2019-06-03 09:10"), release_reason="引用来信原文")
    actions.check(quoted, by=desk.checker, at=at("2019-06-03 10:00"))
    keys = [held["key"] for held in quoted.held]
    actions.pass_secrecy(quoted, by=desk.secrecy, at=at("2019-06-03 11:00"), released=keys)
    assert actions.sign(quoted, by=desk.approver, at=SIGNED).stage == Stage.PUBLISHED


def test_missing_metadata_is_never_released(desk):
    with pytest.raises(actions.NotReady, match="内容概述"):
        actions.submit(
            desk.draft(summary=""), by=desk.officer, at=at("2019-06-03 09:10"), release_reason="请放行"
        )
