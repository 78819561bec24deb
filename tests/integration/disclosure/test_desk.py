"""The desk of disclosure on request, as an officer uses it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from gongkai.cases.models import Case
from gongkai.disclosure import actions
from gongkai.disclosure.progress import progress_of
from gongkai.law.regulation import Channel
from gongkai.units.calendars import calendar_in_force
from tests.conftest import PDF, at
from tests.integration.disclosure.conftest import application

FORM = {
    "channel": "in_person", "received_on": "2025-04-21", "applicant_kind": "natural", "name": "张三", "id_type": "id_card",
    "id_number": "11010519491231002X", "phone": "13900000000", "info_title": "2018年度部门决算", "form_required": "paper",
    "delivery_channel": "counter",
}  # fmt: skip


@pytest.fixture
def clerk(client, world):
    client.force_login(world.people["张财"])
    return client


def test_a_counter_application_is_registered_and_the_code_shown_once(clerk, world):
    response = clerk.post(reverse("disclosure_new"), FORM, follow=True)
    assert "查询码" in response.content.decode()
    assert Case.objects.get().unit == world.finance


def test_what_was_typed_stays_when_the_form_is_refused(clerk):
    response = clerk.post(reverse("disclosure_new"), {**FORM, "id_number": "110105194912310021"})
    page = response.content.decode()
    assert "校验位不符" in page
    assert 'value="2018年度部门决算"' in page
    assert not Case.objects.exists()


def test_the_form_asks_no_purpose(clerk):
    assert "用途</label>" not in clerk.get(reverse("disclosure_new")).content.decode()


def test_the_register_masks_the_applicant_and_shows_the_light(clerk, registered):
    page = clerk.get(reverse("disclosure_register")).content.decode()
    assert "张*" in page
    assert "张三" not in page
    assert "已逾期" in page


def test_the_history_masks_the_applicant_like_the_rest_of_the_page(clerk, world):
    case = actions.submit(application(), unit=world.finance, at=at("2025-04-20 09:00"), token="history").case
    page = clerk.get(reverse("disclosure_case", args=[case.pk])).content.decode()
    assert "提出申请</strong> 张" in page
    assert application().name not in page


def test_two_open_requests_of_one_applicant_about_the_same_are_named_to_each_other(clerk, world):
    first, second = (
        actions.submit(
            application(), unit=world.finance, at=at(f"2025-04-20 09:0{n}"), token=f"twice{n}"
        ).case
        for n in range(2)
    )
    page = clerk.get(reverse("disclosure_case", args=[second.pk])).content.decode()
    assert "同一申请人正在办理的相同申请" in page
    assert first.number in page


def test_an_attachment_chosen_before_the_hints_is_not_lost_unawares(clerk, world):
    actions.submit(application(), unit=world.finance, at=at("2025-04-20 09:00"), token="before")
    form = {**FORM, "files": SimpleUploadedFile("证明.pdf", PDF)}
    page = clerk.post(reverse("disclosure_new"), form).content.decode()
    assert 'name="files_chosen" value="证明.pdf"' in page
    again = {**FORM, "files_chosen": "证明.pdf", "go_on": "1"}
    refused = clerk.post(reverse("disclosure_new"), again).content.decode()
    assert "您选择过附件（证明.pdf），这次没有收到" in refused
    assert clerk.post(reverse("disclosure_new"), {**again, "without_files": "1"}).status_code == 302


def test_the_register_can_be_exported_without_personal_data(clerk, registered):
    text = clerk.get(reverse("disclosure_register"), {"format": "csv"}).content.decode()
    assert registered.number in text
    assert "张三" not in text


def test_a_stale_page_is_told_what_happened_and_keeps_the_text(clerk, handling, world):
    address = reverse("disclosure_act", args=[handling.pk, "search"])
    stale = handling.events_count
    typed = {"place": "档案室", "keywords": "决算", "period": "2018年", "result": "未查到", "seen": stale}
    clerk.post(address, typed)
    response = clerk.post(address, {**typed, "result": "第二次"})
    page = response.content.decode()
    assert "您打开的页面不是最新的" in page
    assert "第二次" in page
    assert handling.searches.count() == 1


def test_acts_of_other_posts_are_not_offered(clerk, handling):
    page = clerk.get(reverse("disclosure_case", args=[handling.pk])).content.decode()
    assert "拟写答复" in page
    assert "延期答复</a>" not in page


def test_a_case_of_another_unit_is_not_found(client, registered, world):
    client.force_login(world.people["吴镇"])
    assert client.get(reverse("disclosure_case", args=[registered.pk])).status_code == 404


def test_opening_a_case_ends_its_being_unopened(clerk, world):
    case = actions.submit(application(), unit=world.finance, at=at("2025-04-21 09:00"), token="t").case
    clerk.get(reverse("disclosure_case", args=[case.pk]))
    case.refresh_from_db()
    assert case.first_opened_at is not None


def test_the_whole_case_can_be_handled_on_screen(client, world, registered):
    def press(person, action, **typed):
        client.force_login(world.people[person])
        seen = Case.objects.get().events_count
        response = client.post(
            reverse("disclosure_act", args=[registered.pk, action]), {**typed, "seen": seen}, follow=True
        )
        assert "已办理" in response.content.decode()

    press("张财", "accept")
    press("张财", "draft_reply", outcome="O_GRANT", information="随信附表")
    press("陈密", "return_reply", text="写明页数")
    press("张财", "draft_reply", outcome="O_GRANT", information="随信附表3页")
    press("陈密", "pass_review")
    press("杨签", "approve_reply")
    press("张财", "serve", manner="counter", on=timezone.localdate().isoformat(), proof="本人签收")
    press("张财", "archive")
    case = Case.objects.get()
    assert (case.stage, case.outcome) == ("archived", "O_GRANT")
    client.force_login(world.people["张财"])
    letter = case.letters.get(template="R02")
    pdf = client.get(reverse("disclosure_letter", args=[case.pk, letter.pk, "pdf"]))
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")


def test_fifty_requests_take_few_queries(clerk, world, django_assert_max_num_queries):
    for number in range(20):
        actions.submit(application(), unit=world.finance, at=at("2025-04-21 09:00"), token=f"t{number}")
    with django_assert_max_num_queries(18):
        clerk.get(reverse("disclosure_register"))


def test_an_annulled_registration_opens_for_everybody(clerk, client, registered, world):
    actions.annul(registered, reason="重复登记", by=world.actor("郑公开"), at=timezone.now())
    for name in ("张财", "郑公开"):
        client.force_login(world.people[name])
        page = client.get(reverse("disclosure_case", args=[registered.pk]))
        assert page.status_code == 200
        assert "已作废" in page.content.decode()
    progress = progress_of(registered, timezone.localdate(), calendar_in_force())
    assert (progress.next.by, progress.due) == (None, None)
    assert all(phase.state == "done" for phase in progress.phases)


def test_a_fax_registered_a_day_late_is_confirmed_on_the_day_it_was(clerk, world):
    today = timezone.localdate()
    arrived = today - timedelta(days=2)
    clerk.post(reverse("disclosure_new"), {**FORM, "channel": "fax", "received_on": arrived.isoformat()})
    case = Case.objects.get()
    assert timezone.localtime(case.arrived_at).date() == arrived
    actions.confirm(case, by=world.actor("张财"), at=timezone.now(), on=arrived)
    assert case.received_on == arrived


@pytest.mark.parametrize("day", ["1900-01-01", "2008-04-30"])
def test_nothing_was_received_before_there_was_a_regulation(clerk, day):
    page = clerk.post(reverse("disclosure_new"), {**FORM, "received_on": day}).content.decode()
    assert "早于《条例》施行之日" in page
    assert not Case.objects.exists()


def test_a_request_may_repeat_one_with_other_words(clerk, world, registered):
    actions.accept(registered, by=world.actor("张财"), at=at("2025-04-21 10:00"))
    actions.draft_reply(
        registered, actions.Decision("O_NOTOURS", reasons="由区统计局制作"), by=world.actor("张财"), at=at("2025-04-22 09:00")
    )  # fmt: skip
    actions.approve_reply(registered, by=world.actor("杨签"), at=at("2025-04-22 10:00"))
    actions.serve(
        registered, manner="counter", recipient="本人", by=world.actor("张财"), at=at("2025-04-23 09:00")
    )
    again = actions.register(
        application(info_title="再要一份2018年部门决算"), unit=world.finance, channel=Channel.IN_PERSON,
        by=world.actor("张财"), at=at("2025-04-24 09:00"),
    ).case  # fmt: skip
    actions.accept(again, by=world.actor("张财"), at=at("2025-04-24 10:00"))
    page = clerk.get(reverse("disclosure_act", args=[again.pk, "draft_reply"])).content.decode()
    assert f'<option value="{registered.pk}">' in page


def test_an_officer_who_was_slower_keeps_the_reply_she_wrote(clerk, world, registered):
    now = at("2025-04-22 09:00")
    actions.accept(registered, by=world.actor("张财"), at=now)
    actions.draft_reply(
        registered, actions.Decision("O_NOTOURS", reasons="由区统计局制作"), by=world.actor("张财"), at=now
    )
    typed = {"outcome": "O_NOTOURS", "reasons": "我写了很久的理由", "seen": "2"}
    page = clerk.post(reverse("disclosure_act", args=[registered.pk, "draft_reply"]), typed).content.decode()
    assert "我写了很久的理由" in page
    assert "您填写的内容还在下面" in page


def test_who_may_not_do_an_act_is_told_whose_it_is(clerk, world, registered):
    actions.accept(registered, by=world.actor("张财"), at=at("2025-04-21 10:00"))
    page = clerk.get(reverse("disclosure_act", args=[registered.pk, "extend"]), follow=True).content.decode()
    assert "“延期答复”由" in page
    assert "负责人" in page


def test_whoever_is_asked_after_the_deadline_makes_it_no_less_late(world, registered):
    actions.accept(registered, by=world.actor("张财"), at=at("2025-04-21 10:00"))
    due = registered.due_on
    actions.consult(
        registered, kind="third_party", party="某公司", by=world.actor("张财"), at=at("2025-06-10 09:00")
    )  # fmt: skip
    assert registered.due_on == due
