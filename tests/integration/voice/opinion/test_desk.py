"""The screens of public opinion: who sees and does what, and that nothing typed is lost."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from gongkai.cases.models import Case
from gongkai.law.response import Grade
from gongkai.ledger.models import Event
from gongkai.publishing import columns
from gongkai.publishing.models import Publication
from gongkai.voice.opinion import actions
from gongkai.voice.opinion.actions import Item, Plan
from gongkai.voice.opinion.models import OpinionBrief, OpinionItem, OpinionSource
from tests.conftest import PDF


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def case(world, now):
    by = world.actor("郑公开", now.date())
    found = {
        "unit": world.office,
        "title": "=停水",
        "text": "停水两天",
        "source": "新浪微博",
        "topic": "供水",
    }
    made = actions.enter(**found, found_at=now - timedelta(hours=3), by=by, at=now).case
    actions.assess(made, grade=Grade.ORDINARY, by=by, at=now)
    actions.assign(made, Plan(world.finance, offline=(world.silong,)), by=by, at=now)
    return made


def items(world, now, *titles):
    given = [Item(title=title, site="百度贴吧", author="网友王小二", excerpt=title) for title in titles]
    return actions.take_in(given, unit=world.office, by=world.actor("王办"), at=now).new


def text_of(client, name, *args, **query):
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_sees_the_opinions_of_the_units_concerned_and_no_others(client, world, case):
    for person, status in (("张财", 200), ("吴镇", 200), ("王办", 200), ("郑公开", 200)):
        client.force_login(world.people[person])
        assert client.get(reverse("voice_opinion", args=[case.pk])).status_code == status
    actions.assign(case, Plan(world.finance), by=world.actor("郑公开"), at=timezone.now())
    client.force_login(world.people["吴镇"])
    assert client.get(reverse("voice_opinion", args=[case.pk])).status_code == 404
    assert case.number not in text_of(client, "voice_opinions")
    client.logout()
    assert client.get(reverse("voice_opinions")).status_code == 302


def test_the_register_is_narrowed_by_the_address_and_exported_as_shown(client, world, case, now):
    client.force_login(world.people["郑公开"])
    for query, shown in (
        ({"grade": "ordinary", "topic": "供水", "source": "新浪微博"}, True), ({"grade": "serious"}, False),
        ({"timing": "overdue"}, False), ({"timing": "kept"}, True), ({"unit": world.finance.pk}, True),
        ({"q": case.number}, True), ({"q": "没有"}, False), ({"since": date(2099, 1, 1)}, False),
        ({"stage": "responding"}, True), ({"stage": "closed"}, False), ({"since": "坏", "p": "x"}, True),
        ({"until": "9999-12-31"}, True), ({"since": "0001-01-01"}, True),
    ):  # fmt: skip
        assert (case.number in text_of(client, "voice_opinions", **query)) is shown, query
    exported = text_of(client, "voice_opinions", format="csv")
    assert "'=停水" in exported, "no cell is a formula"
    assert "一般" in exported


def test_the_lists_ask_the_database_as_often_for_one_row_as_for_many(
    client, world, case, now, django_assert_max_num_queries
):
    by = world.actor("郑公开")
    for n in range(12):
        actions.enter(unit=world.office, title=f"舆情{n}", text="x", source="x", found_at=now, by=by, at=now)
    items(world, now, *(f"线索{n}线索" for n in range(12)))
    client.force_login(world.people["郑公开"])
    for name, most in (("voice_opinions", 30), ("opinion_items", 30), ("opinion_board", 30)):
        with django_assert_max_num_queries(most):
            text_of(client, name)


def test_what_was_typed_stays_when_somebody_was_quicker(client, world, case):
    client.force_login(world.people["郑公开"])
    address = reverse("opinion_act", args=[case.pk, "refer"])
    typed = {"to": "police", "organ": "白银区公安分局", "reason": "编造谣言", "seen": case.events_count - 1}
    page = client.post(address, typed).content.decode()
    assert "不是最新的" in page
    assert "编造谣言" in page
    assert client.post(address, {**typed, "seen": "坏"}).status_code == 200
    assert client.post(address, {**typed, "seen": case.events_count}).status_code == 302
    assert case.opinion_referrals.count() == 1


def test_an_act_of_another_person_or_stage_is_not_open(client, world, case):
    client.force_login(world.people["张财"])
    for name in ("assess", "close", "nonsense", "enter"):
        answer = client.get(reverse("opinion_act", args=[case.pk, name]), follow=True)
        assert "不能办理此事" in answer.content.decode()
    row = case.opinion_assignments.get(unit=world.silong)
    answer = client.get(reverse("opinion_feedback", args=[case.pk, row.pk]), follow=True)
    assert "不能办理此事" in answer.content.decode()


def test_judging_and_assigning_on_one_page_are_both_done_or_neither(client, world, now):
    by = world.actor("郑公开")
    case = actions.enter(
        unit=world.office, title="停水", text="x", source="x", found_at=now, by=by, at=now
    ).case
    client.force_login(world.people["郑公开"])
    address = reverse("opinion_act", args=[case.pk, "assess"])
    typed = {
        "grade": "ordinary",
        "lead": world.finance.pk,
        "offline": [world.silong.pk],
        "seen": case.events_count,
    }
    assert client.post(address, typed).status_code == 302
    case.refresh_from_db()
    assert (case.stage, case.unit, case.opinion_assignments.count()) == ("responding", world.finance, 2)


def test_items_are_screened_in_the_list_and_the_reason_typed_stays(client, world, case, now):
    one, two, three, four = items(world, now, "一一一一", "二二二二", "三三三三", "四四四四")
    client.force_login(world.people["王办"])
    address = reverse("opinion_items")
    page = client.post(address, {"do": "join", "item": [one.pk], "reason": "未发的理由"}).content.decode()
    assert "没有选择并入哪一件" in page
    assert "未发的理由" in page
    assert "没有选择线索" in client.post(address, {"do": "dismiss", "reason": "x"}).content.decode()
    client.post(address, {"do": "dismiss", "item": [one.pk], "reason": "无关"})
    client.post(address, {"do": "join", "item": [two.pk], "case": case.pk})
    client.post(address, {"do": "take_up", "item": [three.pk, four.pk], "title": "新的一件"})
    states = dict(OpinionItem.objects.values_list("title", "state"))
    assert states == {"一一一一": "dismissed", "二二二二": "taken", "三三三三": "taken", "四四四四": "taken"}
    assert Case.objects.get(title="新的一件").found_items.count() == 2
    assert (
        "已由王办筛查"
        in client.post(address, {"do": "dismiss", "item": [one.pk], "reason": "再来"}).content.decode()
    )
    for bad in ("x", "9" * 30, "-1", "٣"):
        assert client.post(address, {"do": "dismiss", "item": [bad], "reason": "x"}).status_code == 200


def test_the_author_is_masked_and_reading_it_is_logged(client, world, now):
    (found,) = items(world, now, "路灯不亮")
    client.force_login(world.people["王办"])
    address = reverse("opinion_item", args=[found.pk])
    assert "王小二" not in client.get(address).content.decode()
    assert "网友王小二" in client.post(address).content.decode()
    assert Event.objects.filter(verb="opinion_item.read_author").count() == 1
    client.force_login(world.people["李核"])
    assert "网友王小二" not in client.post(address).content.decode()
    client.force_login(world.people["张财"])
    assert client.get(address).status_code == 404


def test_an_item_is_entered_with_a_picture_and_its_snapshot_handed_out(client, world):
    client.force_login(world.people["王办"])
    typed = {"title": "𠮷田路😀积水", "site": "掌上白银", "seen_at": "2025-09-01T10:00", "excerpt": "积水"}
    bad = client.post(reverse("opinion_item_new"), {**typed, "snapshot": SimpleUploadedFile("x.pdf", b"MZ")})
    assert "𠮷田路😀积水" in bad.content.decode()
    client.post(reverse("opinion_item_new"), {**typed, "snapshot": SimpleUploadedFile("x.pdf", PDF)})
    found = OpinionItem.objects.get()
    answer = client.get(reverse("opinion_snapshot", args=[found.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content)[:5] == b"%PDF-"


def test_a_secret_is_shown_once_and_only_to_the_office(client, world):
    client.force_login(world.people["郑公开"])
    form = {"key": "vendor", "name": "监测服务", "kind": "webhook", "site": "多平台", "unit": world.office.pk,
            "minutes": 15, "basis": "合同", "since": "2025-01-01"}  # fmt: skip
    client.post(reverse("opinion_source_new"), form)
    made = OpinionSource.objects.get()
    address = reverse("opinion_source", args=[made.pk])
    page = client.post(address, {"do": "secret"}).content.decode()
    made.refresh_from_db()
    assert made.secret in page
    assert made.secret not in client.get(address).content.decode()
    client.post(reverse("opinion_source_edit", args=[made.pk]), {**form, "name": "改名", "key": "other"})
    made.refresh_from_db()
    assert (made.name, made.key) == ("改名", "vendor")
    client.post(address, {"do": "end", "until": "2025-12-31"})
    made.refresh_from_db()
    assert made.until == date(2025, 12, 31)
    client.force_login(world.people["王办"])
    assert "主管部门" in client.post(address, {"do": "secret"}).content.decode()
    assert made.secret not in client.get(address).content.decode()


def test_a_brief_is_drafted_edited_signed_and_handed_out(client, world, case):
    client.force_login(world.people["王办"])
    day = timezone.localdate().replace(day=1) - timedelta(days=1)
    client.post(reverse("opinion_briefs"), {"kind": "monthly", "day": day})
    brief = OpinionBrief.objects.get()
    address = reverse("opinion_brief", args=[brief.pk])
    typed = {"do": "save", "title": brief.title, "opening": "改过的综述", "revision": 0}
    assert client.post(address, typed).status_code == 302
    page = client.post(address, {**typed, "opening": "晚到的综述"}).content.decode()
    assert "晚到的综述" in page
    assert "刚才修改过" in page
    client.post(address, {"do": "recount", "revision": 1})
    assert "编制简报" in text_of(client, "opinion_briefs")
    client.force_login(world.people["赵签"])
    client.post(address, {"do": "sign", "revision": 2})
    brief.refresh_from_db()
    assert brief.number == 1
    for form, start in (("pdf", b"%PDF-"), ("docx", b"PK")):
        answer = client.get(reverse("opinion_brief_file", args=[brief.pk, form]))
        assert b"".join(answer.streaming_content).startswith(start)
    assert client.get(reverse("opinion_brief_file", args=[brief.pk, "exe"])).status_code == 404
    client.force_login(world.people["张财"])
    assert client.get(address).status_code == 404


def test_an_approved_text_goes_to_the_site_once(client, world, case, now):
    columns.install()
    clerk = {"by": world.actor("张财"), "at": now}
    text = actions.write(case, kind="respond", title="停水说明", text="已恢复供水。", **clerk)
    client.force_login(world.people["张财"])
    address = reverse("workbench_respond", args=[case.pk, text.pk])
    form = {"title": "停水说明", "created_on": timezone.localdate()}
    assert "待审核" in client.post(address, form).content.decode()
    assert not Publication.objects.exists(), "both or neither"
    actions.approve(text, by=world.actor("杨签"), at=now)
    for _ in range(2):
        client.post(address, form)
    item = Publication.objects.get()
    assert item.body == "<p>已恢复供水。</p>"
    assert reverse("publishing_detail", args=[item.pk]) in text_of(client, "voice_opinion", case.pk)
    assert case.number in text_of(client, "publishing_detail", item.pk)


def test_the_board_opens_into_the_lists_it_counts(client, world, case, now):
    items(world, now, "路灯不亮")
    client.force_login(world.people["郑公开"])
    page = text_of(client, "opinion_board", span="坏")
    assert f"{reverse('opinion_items')}?since={timezone.localdate()}&amp;until={timezone.localdate()}" in page
    assert "还有" in page


def test_a_moment_nobody_can_have_meant_is_refused(client, world):
    client.force_login(world.people["王办"])
    typed = {"title": "停水", "source": "x", "text": "x", "sentiment": "negative"}
    for moment in ("0001-01-01T00:00", "9999-12-31T23:59"):
        page = client.post(reverse("voice_enter_opinion"), {**typed, "found_at": moment}).content.decode()
        assert "年份不对" in page
    assert (
        "期内任一日"
        in client.post(reverse("opinion_briefs"), {"kind": "monthly", "day": "9999-12-31"}).content.decode()
    )
    assert not Case.objects.exists()
    assert not OpinionBrief.objects.exists()
