"""Response to the public: obligations D61 and D62; D60 stands with public opinion."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from gongkai.law.refusal import Refusal
from gongkai.portal import pages
from gongkai.voice import actions, alarms, statistics
from gongkai.voice.actions import Letter
from gongkai.voice.models import Message
from tests.conftest import at


def written(world, when="2025-09-24 09:00", **changes):
    given = {
        "kind": "help", "title": "路灯不亮", "text": "公园路3号路灯不亮，电话13900000000", "name": "李四",
        "phone": "13900000000", "may_be_published": True, **changes,
    }  # fmt: skip
    return actions.submit(Letter(**given), unit=world.office, at=at(when), token=when + given["title"]).case


def test_d61_a_message_is_due_by_its_category_and_tracked_to_its_answer(world):
    case = written(world)
    assert case.due_on == date(2025, 10, 21), "15 working days across the holiday"
    assert written(world, kind="question", title="问").due_on == date(2025, 9, 30)
    assert written(world, kind="fault", title="错").due_on == date(2025, 9, 28)
    actions.assign(case, world.finance, by=world.actor("郑公开"), at=at("2025-09-24 10:00"))
    actions.answer(case, text="已修复", by=world.actor("张财"), at=at("2025-09-25 10:00"))
    actions.approve(case, by=world.actor("杨签"), at=at("2025-09-25 11:00"))
    assert (case.stage, case.closed_on) == ("closed", date(2025, 9, 25))


def test_d61_unanswered_messages_are_told_at_the_limit_at_sixty_days_and_as_a_veto(world):
    case = written(world)
    for days, level in ((28, "late"), (61, "alarm"), (93, "veto")):
        assert alarms.sweep(at("2025-09-24 09:00") + timedelta(days=days)) == 1, level
        assert case.events.filter(action="escalate").last().data == {"level": level}
    assert alarms.sweep(at("2026-03-01 09:00")) == 0


def test_d62_received_answered_and_rate_are_published_by_month_and_unit(world, settings):
    answered = written(world)
    actions.assign(answered, world.finance, by=world.actor("郑公开"), at=at("2025-09-24 10:00"))
    actions.answer(answered, text="已修复", by=world.actor("张财"), at=at("2025-09-25 10:00"))
    actions.approve(answered, by=world.actor("杨签"), at=at("2025-09-25 11:00"))
    waiting = written(world, title="另一件")
    actions.assign(waiting, world.finance, by=world.actor("郑公开"), at=at("2025-09-24 10:00"))
    referred = written(world, title="信访事项")
    actions.refer(referred, channel="区信访局", by=world.actor("郑公开"), at=at("2025-09-24 10:00"))
    row = next(statistics.monthly())
    assert (row.year, row.month, row.unit, row.received, row.answered, row.rate) == (
        2025, 9, "白银区财政局", 2, 1, 0.5,
    )  # fmt: skip
    pages.write_messages()
    page = (settings.SITE_ROOT / "voice/index.html").read_text()
    assert "白银区财政局</th><td>2</td><td>1</td><td>50%" in page
    assert "2025,9,白银区财政局,2,1,50.00%" in (settings.SITE_ROOT / "voice/monthly.csv").read_text()


def test_d62_an_answer_is_published_with_consent_and_without_personal_data(world, settings):
    case = written(world)
    actions.assign(case, world.finance, by=world.actor("郑公开"), at=at("2025-09-24 10:00"))
    actions.answer(case, text="已修复", by=world.actor("张财"), at=at("2025-09-25 10:00"))
    actions.approve(case, by=world.actor("杨签"), at=at("2025-09-25 11:00"))
    office = {"by": world.actor("郑公开"), "at": at("2025-09-26 09:00")}
    with pytest.raises(Refusal, match="手机号码"):
        actions.publish(case, title="路灯", text=case.message.text, answer="已修复", **office)
    actions.publish(case, title="路灯", text="公园路路灯不亮", answer="已修复", **office)
    pages.write_messages()
    page = (settings.SITE_ROOT / "voice/index.html").read_text()
    assert "公园路路灯不亮" in page
    assert "13900000000" not in page


def test_d61_a_message_is_written_on_the_site_and_answered_at_the_desk(client, world):
    form = {
        "kind": "fault", "unit": "czj", "title": "错别字", "text": "“网名留言”应为“网民留言”", "page": "/item/1.html",
        "name": "李四", "email": "li@example.com", "token": "t1",
    }  # fmt: skip
    first, second = client.post(reverse("voice_write"), form), client.post(reverse("voice_write"), form)
    assert Message.objects.count() == 1, "a double click is one message"
    receipt = client.get(first.url).content.decode()
    assert "留言〔" in receipt
    assert client.get(second.url).content.decode() == receipt
    case = Message.objects.get().case

    def press(person, action, **typed):
        client.force_login(world.people[person])
        case.refresh_from_db()
        address = reverse("voice_act", args=["message", case.pk, action])
        page = client.post(address, {**typed, "seen": case.events_count}, follow=True).content.decode()
        assert "已办理" in page

    press("郑公开", "assign", unit=world.finance.pk)
    press("张财", "answer", text="已改正，谢谢。")
    press("杨签", "approve")
    case.refresh_from_db()
    assert case.stage == "closed"
