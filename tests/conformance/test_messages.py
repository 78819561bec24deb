"""Messages of the public: obligations D61, D62, S63, and the parts of S64 and S65 that concern messages."""

import hashlib
import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from gongkai.cases import deadlines
from gongkai.cases.models import Case
from gongkai.law.refusal import Refusal
from gongkai.ledger.models import Event
from gongkai.portal import messages_in_step, pages, site
from gongkai.search import find, index
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Parameter
from gongkai.voice.messages import actions, alarms, figures, postboxes, statistics
from gongkai.voice.messages.actions import Letter
from gongkai.voice.messages.actions.intake import period_of
from gongkai.voice.messages.models import Message, Postbox
from gongkai.voice.messages.procedure import MESSAGE
from tests.conftest import asked_of, at

TODAY = date(2025, 10, 8)


def written(world, when="2025-09-24 09:00", **changes):
    given = {
        "kind": "help", "title": "路灯不亮", "text": "公园路3号路灯不亮，电话13900000000", "name": "李四",
        "phone": "13900000000", "may_be_published": True, **changes,
    }  # fmt: skip
    return actions.submit(Letter(**given), unit=world.office, at=at(when), token=when + given["title"]).case


def office(world, when="2025-09-24 10:00"):
    return {"by": world.actor("郑公开"), "at": at(when)}


def assigned(world, **changes):
    case = written(world, **changes)
    actions.assign(case, world.finance, **office(world))
    return case


def answered(world, text="已修复", **changes):
    case = assigned(world, **changes)
    actions.answer(case, text=text, by=world.actor("张财"), at=at("2025-09-25 10:00"))
    actions.approve(case, by=world.actor("杨签"), at=at("2025-09-25 11:00"))
    return case


def published(world, **changes):
    case = answered(world, **changes)
    actions.publish(
        case, title="路灯", text="公园路路灯不亮", answer="已修复", **office(world, "2025-09-26 09:00")
    )
    return case


def proof_for(nonce, bits):
    for n in range(10_000_000):
        if int.from_bytes(hashlib.sha256(f"{nonce}:{n}".encode()).digest(), "big") >> (256 - bits) == 0:
            return str(n)
    raise AssertionError


def filled(client, path="/voice/new/?kind=fault", **typed):
    """Return what a browser sends of the form, its small computation done."""
    page = client.get(path).content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    nonce, bits = re.search(r'data-nonce="(\w+)" data-bits="(\d+)"', page).groups()
    given = {
        "unit": "czj", "kind": "fault", "fault_kind": "misspelt", "title": "错别字", "text": "“网名留言”应为“网民留言”",
        "page": "/item/1.html", "name": "李四", "email": "li@example.com", **typed,
    }  # fmt: skip
    return {"token": token, "proof": proof_for(nonce, int(bits)), **given}


def test_d61_a_message_is_due_by_its_category_and_tracked_to_its_answer(world):
    case = written(world)
    assert case.due_on == date(2025, 10, 21), "15 working days across the holiday"
    assert written(world, kind="question", title="问").due_on == date(2025, 9, 30)
    assert written(world, kind="fault", title="错").due_on == date(2025, 9, 28)
    actions.assign(case, world.finance, **office(world))
    actions.answer(case, text="已修复", by=world.actor("张财"), at=at("2025-09-25 10:00"))
    actions.approve(case, by=world.actor("杨签"), at=at("2025-09-25 11:00"))
    assert (case.stage, case.closed_on) == ("closed", date(2025, 9, 25))


def test_d61_unanswered_messages_are_told_at_the_limit_at_sixty_days_and_as_a_veto(world):
    case = written(world)
    for days, level in ((28, "late"), (61, "alarm"), (93, "veto")):
        assert alarms.sweep(at("2025-09-24 09:00") + timedelta(days=days)) == 1, level
        assert case.events.filter(action="escalate").last().data == {"level": level}
    assert alarms.sweep(at("2026-03-01 09:00")) == 0


def test_d61_a_message_is_written_on_the_site_and_answered_at_the_desk(client, world):
    form = filled(client)
    first, second = client.post(reverse("voice_write"), form), client.post(reverse("voice_write"), form)
    assert Message.objects.count() == 1, "a double click is one message"
    receipt = client.get(first.url).content.decode()
    assert "留言〔" in receipt
    assert client.get(second.url).content.decode() == receipt
    case = Message.objects.get().case

    def press(person, action, **typed):
        client.force_login(world.people[person])
        case.refresh_from_db()
        address = reverse("voice_message_act", args=[case.pk, action])
        page = client.post(address, {**typed, "seen": case.events_count}, follow=True).content.decode()
        assert "已办理" in page

    press("郑公开", "assign", unit=world.finance.pk)
    press("张财", "answer", text="已改正，谢谢。")
    press("杨签", "approve")
    case.refresh_from_db()
    assert case.stage == "closed"


def test_d62_received_answered_and_rate_are_published_by_month_and_unit(world, settings):
    answered(world)
    assigned(world, title="另一件")
    actions.refer(written(world, title="诉讼"), channel="白银区人民法院", **office(world))
    actions.set_aside(written(world, title="广告"), ground="advertising", **office(world))
    row = next(statistics.monthly(TODAY))
    assert (row.year, row.month, row.unit, row.received, row.answered, row.rate, row.days, row.overdue) == (
        2025, 9, "白银区财政局", 2, 1, 0.5, 1.0, 0,
    )  # fmt: skip
    assert next(statistics.monthly(date(2025, 10, 22))).overdue == 1
    pages.write_messages()
    page = (settings.SITE_ROOT / "voice/index.html").read_text()
    assert "白银区财政局</th><td>2</td><td>1</td><td>50%" in page
    assert "2025,9,白银区财政局,2,1,50.00%,1.0," in (settings.SITE_ROOT / "voice/monthly.csv").read_text()


def test_d62_an_answer_is_published_with_consent_and_without_personal_data(world, settings):
    case = answered(world)
    by = office(world, "2025-09-26 09:00")
    with pytest.raises(Refusal, match="手机号码"):
        actions.publish(case, title="路灯", text=case.message.text, answer="已修复", **by)
    with pytest.raises(Refusal, match="留言人姓名"):
        actions.publish(case, title="路灯", text="李四反映路灯不亮", answer="已修复", **by)
    actions.publish(case, title="路灯", text="公园路路灯不亮", answer="已修复", **by)
    pages.write_answers()
    page = (settings.SITE_ROOT / f"voice/answers/{case.pk}.html").read_text()
    assert "公园路路灯不亮" in page
    assert "13900000000" not in page


def test_s63_a_message_is_acknowledged_at_once_with_number_day_and_code(client, world):
    sent = client.post(reverse("voice_write"), filled(client))
    receipt = client.get(sent.url).content.decode()
    case = Case.objects.get(procedure="message")
    assert case.number in receipt
    assert f"{case.due_on:%Y-%m-%d}" in receipt
    code = re.search(r'class="code">(\w+)<', receipt)[1]
    looked_up = client.post("/track/", {"number": case.number, "code": code}, follow=True).content.decode()
    assert "已收到您的留言" in looked_up


def test_s63_the_default_periods_are_fifteen_five_and_three_days_and_the_office_may_change_them(world):
    assert [period_of(kind, TODAY).days for kind in Message.Kind] == [5, 15, 15, 15, 3]
    Parameter.objects.create(
        key="message_days", value=10, since=date(2025, 1, 1), source="区政府办通知", entered_by="郑公开"
    )
    assert written(world).due_on == date(2025, 10, 14)


def test_s63_the_period_is_extended_once_before_it_ends_by_no_more_than_itself(world):
    case, head = assigned(world), world.actor("杨签")
    with pytest.raises(Refusal, match="1到15个工作日"):
        actions.extend(case, days=16, reason="要现场勘查", by=head, at=at("2025-09-25 09:00"))
    with pytest.raises(Refusal, match="不是财政局的审签人"):
        actions.extend(case, days=5, reason="要现场勘查", by=world.actor("张财"), at=at("2025-09-25 09:00"))
    actions.extend(case, days=5, reason="要现场勘查", by=head, at=at("2025-09-25 09:00"))
    assert case.due_on == date(2025, 10, 28)
    assert (
        "延期5个工作日"
        in deadlines.clock_of(MESSAGE, case.events.order_by("seq"), calendar_in_force()).explain()
    )
    with pytest.raises(Refusal, match="只能延长一次"):
        actions.extend(case, days=5, reason="还要", by=head, at=at("2025-09-26 09:00"))
    late = assigned(world, title="另一件")
    with pytest.raises(Refusal, match="期限已过"):
        actions.extend(late, days=5, reason="忘了", by=head, at=at("2025-10-22 09:00"))


def test_s63_nothing_is_published_before_the_reviewers_decision_and_she_is_asked_for_it(world, settings):
    case = answered(world)
    reviewer = world.people["郑公开"]
    assert [item.todo for item in asked_of(reviewer, TODAY)] == ["审查留言是否公开"]
    messages_in_step.sweep(at("2025-09-26 09:00"))
    assert not (settings.SITE_ROOT / f"voice/answers/{case.pk}.html").exists()
    actions.keep(case, reason="涉及邻里纠纷", **office(world, "2025-09-26 09:00"))
    assert asked_of(reviewer, TODAY) == []
    assert "涉及邻里纠纷" not in (settings.SITE_ROOT / "voice/answers/index.html").read_text()
    refused = answered(world, title="不愿公开", may_be_published=False)
    assert asked_of(reviewer, TODAY) == []
    with pytest.raises(Refusal, match="没有同意公开"):
        actions.publish(refused, title="题", text="文", answer="答", **office(world, "2025-09-26 10:00"))


def test_s63_a_published_answer_has_its_page_is_listed_searched_fed_and_gone_when_withdrawn(world, settings):
    site.rebuild_search()
    case, root = published(world), settings.SITE_ROOT
    messages_in_step.sweep(at("2025-09-26 10:00"))
    page = root / f"voice/answers/{case.pk}.html"
    lists = [
        root / "voice/answers" / name / "index.html"
        for name in ("", "unit-czj", "kind-help", "month-2025-09")
    ]
    assert all("公园路路灯不亮" in page.read_text() or "路灯" in each.read_text() for each in lists)
    assert [hit.url for hit in find.query("路灯").hits] == [f"/voice/answers/{case.pk}.html"]
    assert "路灯" in (root / "voice/feed.xml").read_text()
    index.clear()
    site.rebuild_search()
    assert find.query("路灯").total == 1, "a rebuilt index has the answers too"
    actions.withdraw(case, reason="留言人要求", **office(world, "2025-10-08 09:00"))
    messages_in_step.sweep(at("2025-10-08 09:01"))
    assert not page.exists()
    assert not lists[1].exists()
    assert find.query("路灯").total == 0
    assert "路灯" not in (root / "voice/feed.xml").read_text()


def test_s63_duplicates_merge_keep_both_numbers_and_both_writers_get_the_answer(world):
    lead, second = assigned(world), written(world, "2025-09-24 11:00", title="路灯又不亮", name="王五")
    actions.merge(second, into=lead, **office(world, "2025-09-24 12:00"))
    second.refresh_from_db()
    assert (second.stage, second.outcome, second.parent) == ("merged", "MERGED", lead)
    assert lead.number != second.number
    assert statistics.whole(date(2025, 1, 1), TODAY, TODAY).answered == 0
    actions.answer(lead, text="已修复", by=world.actor("张财"), at=at("2025-09-25 10:00"))
    actions.approve(lead, by=world.actor("杨签"), at=at("2025-09-25 11:00"))
    assert second.events.last().action == "answered"
    assert statistics.whole(date(2025, 1, 1), TODAY, TODAY).answered == 2
    with pytest.raises(Refusal, match="不能作为主件"):
        third = written(world, title="第三件")
        actions.merge(third, into=second, **office(world, "2025-09-26 12:00"))


def test_s63_what_is_set_aside_is_counted_apart_and_comes_back_with_its_old_period(world):
    case = written(world)
    with pytest.raises(Refusal, match="选择理由"):
        actions.set_aside(case, ground="", **office(world))
    actions.set_aside(case, ground="advertising", note="卖房", **office(world))
    whole = statistics.whole(date(2025, 1, 1), TODAY, TODAY)
    assert (whole.received, whole.set_aside) == (0, 1)
    actions.restore(case, reason="不是广告", **office(world, "2025-09-25 10:00"))
    assert (case.stage, case.closed_on, case.due_on) == ("received", None, date(2025, 10, 21))
    assert statistics.whole(date(2025, 1, 1), TODAY, TODAY).received == 1


def test_s63_the_figures_of_a_year_are_what_was_received_and_answered_by_its_end(world):
    answered(world)
    written(world, title="没有答复")
    later = written(world, title="来年才转走")
    actions.refer(later, channel="区法院", **office(world, "2026-01-05 09:00"))
    actions.refer(written(world, title="当年转走"), channel="区法院", **office(world))
    year = date(2025, 1, 1), date(2025, 12, 31)
    assert figures.received(*year).count() == 3
    assert figures.answered(*year).count() == 1
    assert figures.received(date(2026, 1, 1), date(2026, 12, 31)).count() == 0


def test_s63_the_writer_rates_an_answer_once(client, world):
    case = answered(world)
    actions.rate(case, rating=2, at=at("2025-09-27 09:00"), note="太慢")
    with pytest.raises(Refusal, match="已经评价过"):
        actions.rate(case, rating=5, at=at("2025-09-27 09:01"))
    whole = statistics.whole(date(2025, 1, 1), TODAY, TODAY)
    assert (whole.rated, whole.satisfied) == (1, 0)
    with pytest.raises(Refusal, match="没有需要评价的答复"):
        actions.rate(written(world, title="未答"), rating=5, at=at("2025-09-27 09:00"))


def test_s64_a_petition_is_transferred_within_fifteen_days_and_told_to_the_writer(client, world):
    case = written(world)
    event = actions.transfer(case, told="已转区信访局，电话0943-1234567", **office(world, "2025-10-09 09:00"))
    assert (event.data["late"], event.data["objection_until"]) == (False, "2025-10-15")
    assert (case.outcome, case.closed_on) == ("TRANSFERRED", date(2025, 10, 9))
    late = written(world, title="晚了")
    event = actions.transfer(late, told="已转区信访局", **office(world, "2025-10-10 09:00"))
    assert event.data["late"], "15 days end on 9 October, the first working day after the holiday"
    assert "超过15日" in event.note


def test_s64_the_petition_office_may_object_within_five_working_days(world):
    case = written(world)
    actions.transfer(case, told="已转区信访局", **office(world, "2025-09-25 09:00"))
    with pytest.raises(Refusal, match="没有填写异议的理由"):
        actions.object_to_transfer(case, reason=" ", **office(world, "2025-09-28 09:00"))
    actions.object_to_transfer(case, reason="属于区住建局职责", **office(world, "2025-09-30 09:00"))
    assert (case.stage, case.outcome, case.due_on) == ("received", "", date(2025, 10, 21))
    actions.transfer(case, told="再转", **office(world, "2025-10-09 09:00"))
    with pytest.raises(Refusal, match="2025-10-15 前提出"):
        actions.object_to_transfer(case, reason="晚了", **office(world, "2025-10-16 09:00"))


def test_s64_a_disclosure_request_moves_to_its_procedure_with_a_trace_on_both_sides(client, world):
    case = written(world, title="请提供2024年决算", text="申请公开区财政局2024年部门决算")
    client.force_login(world.people["郑公开"])
    address = reverse("workbench_message_to_request", args=[case.pk])
    page = client.get(address).content.decode()
    assert "申请公开区财政局2024年部门决算" in page
    typed = {
        "channel": "email", "applicant_kind": "natural", "name": "李四", "id_type": "other", "id_number": "军官证1号",
        "phone": "13900000000", "email": "li@example.com", "info_title": "2024年部门决算", "form_required": "email",
        "feature_description": f"（由网站留言 {case.number} 转来）", "delivery_channel": "email", "seen": 1,
    }  # fmt: skip
    done = client.post(address, typed, follow=True).content.decode()
    assert "已登记" in done
    request = Case.objects.get(procedure="disclosure")
    case.refresh_from_db()
    assert (case.outcome, case.message.redirected_to) == ("REDIRECTED", request)
    assert request.number in case.message.answer, "the writer is told the number"
    assert case.number in request.request.feature_description
    traces = Event.objects.filter(subject=f"case/{request.pk}", verb="message.became")
    assert f'"from":"{case.number}"' in traces.get().leaf
    again = client.post(address, typed)
    assert again.status_code == 404, "a second click registers nothing"


def test_s65_an_answer_taken_from_a_knowledge_entry_records_the_entry(client, world):
    case = assigned(world)
    client.force_login(world.people["张财"])
    address = reverse("voice_message_act", args=[case.pk, "answer"])
    client.post(address, {"text": "按照规定办理", "knowledge": "17", "seen": case.events_count})
    case.message.refresh_from_db()
    assert case.message.answered_from == 17
    assert case.events.last().data == {"knowledge": 17}
    assert "知识条目第 17 号" in client.get(reverse("voice_message", args=[case.pk])).content.decode()


def test_s63_postboxes_are_data_of_the_office(client, world):
    postboxes.install(date(2025, 1, 1))
    postboxes.install(date(2025, 1, 1))
    assert [box.code for box in Postbox.objects.on(TODAY)] == ["leader", "unit", "fault", "general"]
    client.force_login(world.people["张财"])
    box = {"code": "party", "name": "书记信箱", "sort": 0, "source": "区委办通知", "since": "2025-01-01"}
    refused = client.post(reverse("voice_new_postbox"), box).content.decode()
    assert "不能修改" in refused
    assert "书记信箱" in refused, "nothing typed is lost"
    client.force_login(world.people["郑公开"])
    client.post(reverse("voice_new_postbox"), box)
    client.post(reverse("voice_postbox", args=["leader"]), {**box, "name": "区长信箱", "until": "2025-06-01"})
    assert [box.name for box in Postbox.objects.on(TODAY)] == [
        "书记信箱",
        "部门信箱",
        "我为政府网站找错",
        "给政府留言",
    ]
