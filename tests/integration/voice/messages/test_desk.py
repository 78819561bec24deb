"""The desk of messages: what the list shows to whom, its filters and export, acts refused and never done twice."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gongkai.ledger.models import Event
from gongkai.voice.messages import actions, redaction
from gongkai.voice.messages.alike import alike
from gongkai.voice.messages.models import Message
from tests.conformance.test_messages import answered, assigned, at, filled, office, published, written

REQUIRED = "必需字段"
LIST = "/workbench/voice/messages/"


def signed_in(client, world, name):
    client.force_login(world.people[name])
    return client


def titles(client, query=""):
    page = client.get(f"{LIST}{query}").content.decode()
    return {title for title in ("路灯不亮", "停水", "垃圾", "问路") if title in page}


def test_a_unit_sees_its_own_messages_and_the_office_all(client, world):
    assigned(world)
    written(world, title="停水")
    assert titles(signed_in(client, world, "郑公开")) == {"路灯不亮", "停水"}
    assert titles(signed_in(client, world, "张财")) == {"路灯不亮"}
    assert titles(signed_in(client, world, "吴镇")) == set()


def test_filters_stand_in_the_address_and_wrong_ones_do_no_harm(client, world):
    assigned(world)
    written(world, title="停水", kind="question")
    answered(world, title="垃圾")
    signed_in(client, world, "郑公开")
    assert titles(client, "?kind=question") == {"停水"}
    assert titles(client, "?unit=czj&stage=handling") == {"路灯不亮"}
    assert titles(client, "?what=undecided") == {"垃圾"}
    assert titles(client, "?what=overdue&since=2025-09-01") == {"路灯不亮", "停水"}
    assert titles(client, "?q=留言〔2025〕2号") == {"停水"}
    for wrong in (
        "?stage=x&p=999",
        "?unit=x&kind=y&what=z",
        "?since=yesterday",
        "?q=%00",
        f"?q={'长' * 500}",
    ):
        assert client.get(f"{LIST}{wrong}").status_code == 200


def test_the_export_holds_what_the_list_shows_and_nothing_of_who_wrote(client, world):
    written(world, title="=停水", name="李四")
    table = signed_in(client, world, "郑公开").get(f"{LIST}?format=csv").content.decode()
    assert "'=停水" in table
    assert "李四" not in table
    assert "13900000000" not in table


def test_a_longer_list_asks_the_database_no_more_often(client, world):
    signed_in(client, world, "郑公开")

    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(LIST)
        return len(asked)

    written(world, title="第一件")
    queries()
    few = queries()
    for number in range(20):
        written(world, title=f"第{number}件")
    assert queries() <= few


def test_two_people_at_once_do_not_both_act_and_what_was_typed_stays(client, world):
    case = assigned(world)
    signed_in(client, world, "张财")
    address = reverse("voice_message_act", args=[case.pk, "return"])
    seen = case.events_count
    actions.extend(case, days=2, reason="勘查", by=world.actor("杨签"), at=at("2025-09-25 09:00"))
    page = client.post(address, {"text": "不是我们的职责", "seen": seen}).content.decode()
    assert "您打开的页面不是最新的" in page
    assert "不是我们的职责" in page
    case.refresh_from_db()
    assert case.stage == "handling"


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30, "²"])
def test_a_page_without_its_mark_is_refused_without_an_error(client, world, seen):
    case = assigned(world)
    signed_in(client, world, "张财")
    page = client.post(reverse("voice_message_act", args=[case.pk, "answer"]), {"text": "答", "seen": seen})
    assert page.status_code == 200
    assert "不是最新的" in page.content.decode()


def test_acts_of_others_and_unknown_ones_lead_back(client, world):
    case = assigned(world)
    signed_in(client, world, "张财")
    for action in ("approve", "publish", "set_aside", "no-such"):
        address = reverse("voice_message_act", args=[case.pk, action])
        assert "不能办理此事" in client.post(address, {"seen": 2}, follow=True).content.decode()
    assert client.get(reverse("workbench_message_to_request", args=[case.pk])).status_code == 302
    signed_in(client, world, "吴镇")
    assert client.get(reverse("voice_message", args=[case.pk])).status_code == 404


def test_the_same_matter_written_twice_is_shown_and_merged_with_one_click(client, world):
    first = written(world, title="公园路停水", text="公园路一处小区停水两天，物业没有通知。")
    second = written(
        world, "2025-09-24 11:00", title="停水两天", text="公园路一处小区停水两天了，什么时候来水？"
    )
    written(world, title="垃圾", text="市场后面垃圾成堆，没有人清运。")
    assert [each.case for each in alike(second)] == [first]
    signed_in(client, world, "郑公开")
    page = client.get(reverse("voice_message", args=[second.pk])).content.decode()
    assert "内容相近的留言" in page
    address = reverse("voice_message_act", args=[second.pk, "merge"])
    assert first.number in client.get(f"{address}?into={first.number}").content.decode()
    assert "没有编号为" in client.post(address, {"into": "留言〔2025〕99号", "seen": 1}).content.decode()
    client.post(address, {"into": first.number, "seen": second.events_count})
    second.refresh_from_db()
    assert second.parent == first


def test_reading_the_writers_data_is_logged_and_masked_before(client, world):
    case = assigned(world)
    signed_in(client, world, "张财")
    address = reverse("voice_message", args=[case.pk])
    page = client.get(address).content.decode()
    assert "李*" in page
    assert "李四" not in page
    assert "李四" in client.post(address).content.decode()
    assert Event.objects.filter(verb="voice.read_personal", subject=f"case/{case.pk}").count() == 1


def test_the_redaction_proposes_masked_texts_and_shows_every_difference(world):
    case = written(
        world, text="我是李四，家住公园路小区3号楼2单元，身份证620402199001010015，电话13900000000"
    )
    shown = redaction.proposal(case.message.text, case.message, date(2025, 9, 24))
    assert "李四" not in shown
    assert "13900000000" not in shown
    assert "139****0000" in shown
    marked = redaction.differences("电话<13900000000>", "电话<139****0000>")
    assert "<del>" in marked
    assert "&lt;" in marked


def test_not_publishing_asks_for_a_reason_and_the_public_never_sees_it(client, world):
    case = answered(world)
    signed_in(client, world, "郑公开")
    address = reverse("voice_message_act", args=[case.pk, "keep"])
    assert REQUIRED in client.post(address, {"text": "", "seen": case.events_count}).content.decode()
    client.post(address, {"text": "邻里纠纷", "seen": case.events_count})
    case.message.refresh_from_db()
    assert case.message.kept_reason == "邻里纠纷"


def test_figures_open_into_the_lists_they_count(client, world):
    published(world)
    actions.set_aside(written(world, title="广告"), ground="advertising", **office(world))
    page = signed_in(client, world, "郑公开").get(f"{LIST}figures/?year=2025").content.decode()
    assert "不作为留言" in page
    opened = re.findall(rf'href="({LIST}\?[^"]*)">(\d+)</a>', page)
    assert len(opened) > 6
    for address, count in opened:
        rows = client.get(address.replace("&amp;", "&") + "&format=csv").content.decode().splitlines()[1:]
        assert len(rows) == int(count), address
    for year in ("", "x", "1999", "²²²²"):
        assert client.get(f"{LIST}figures/?year={year}").status_code == 200


def test_the_writer_sees_the_reason_of_an_extension_and_rates_the_answer_on_the_site(client, world):
    sent = client.post("/voice/new/", filled(client))
    code = re.search(r'class="code">(\w+)<', client.get(sent.url).content.decode())[1]
    message = Message.objects.get()
    now = timezone.now()
    actions.assign(message.case, world.finance, by=world.actor("郑公开"), at=now)
    actions.extend(message.case, days=2, reason="要现场核实", by=world.actor("杨签"), at=now)
    actions.answer(message.case, text="已改正", by=world.actor("张财"), at=now)
    actions.approve(message.case, by=world.actor("杨签"), at=now)
    page = client.post("/track/", {"number": message.case.number, "code": code}, follow=True).content.decode()
    assert "要现场核实" in page
    assert "已改正" in page
    assert REQUIRED in client.post(reverse("voice_rate"), {}).content.decode()
    assert (
        "您的评价：<strong>满意</strong>"
        in client.post(reverse("voice_rate"), {"rating": 4}, follow=True).content.decode()
    )
    assert client.post(reverse("voice_rate"), {"rating": 4}).status_code == 422
    client.cookies.clear()
    assert client.post(reverse("voice_rate"), {"rating": 4}).status_code == 403


def test_who_was_slower_sees_what_she_typed(client, world):
    message = assigned(world)
    actions.answer(message, text="先答的", by=world.actor("张财"), at=timezone.now())
    typed = {"text": "后一位同事写了半天的答复", "seen": "2"}
    late = signed_in(client, world, "张财").post(
        reverse("voice_message_act", args=[message.pk, "answer"]), typed
    )
    assert late.status_code == 409
    assert "后一位同事写了半天的答复" in late.content.decode()


def test_an_answer_is_proposed_for_the_knowledge_base_without_whoever_wrote(client, world):
    message = answered(world, text="张三您好，已改正，详询13909431234。")
    Message.objects.filter(case=message).update(name="张三")
    page = (
        signed_in(client, world, "张财")
        .get(reverse("voice_knowledge_propose"), {"case": message.pk})
        .content.decode()
    )
    assert "某某您好，已改正" in page
    assert "张三" not in page
    assert "13909431234" not in page
