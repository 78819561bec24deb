"""A message becomes a request, joins a case, or is set aside: by the platform where it is sure, else by an officer."""

from datetime import date

import pytest
from django.urls import reverse

from gongkai.cases import notices
from gongkai.cases.models import Case
from gongkai.cases.worklist import work_of
from gongkai.disclosure import actions, alarms
from gongkai.disclosure.actions import mail as verbs
from gongkai.disclosure.actions import mailboxes
from gongkai.disclosure.models import Mail
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import Channel
from gongkai.ledger.verify import verify
from tests.conftest import PDF, asked_of, at
from tests.integration.disclosure.conftest import application
from tests.unit.disclosure.test_reading_mail import WHOLE, a_mail

State = Mail.State


@pytest.fixture
def mailbox(world):
    return mailboxes.add_mailbox(
        unit=world.finance, address="czj@example.gov.cn", since=date(2025, 4, 1), by=world.actor("郑公开"),
        at=at("2025-04-01 09:00"),
    )  # fmt: skip


def arrive(mailbox, message, when="2025-04-21 09:30", uid=1):
    fetched = verbs.Fetched(1, uid, message.as_bytes(), 1000, at(when))
    return verbs.take_in(mailbox, fetched, at=at(when))


@pytest.fixture
def mail(mailbox):
    message = a_mail()
    message.add_attachment(PDF, maintype="application", subtype="pdf", filename="证明.pdf")
    return arrive(mailbox, message)


@pytest.fixture
def case(world):
    """A request by e-mail of somebody who left zhangsan@example.com."""
    return actions.register(
        application(email="zhangsan@example.com"), unit=world.finance, channel=Channel.EMAIL,
        by=world.actor("张财"), at=at("2025-04-21 09:00"),
    ).case  # fmt: skip


def test_a_mail_that_is_no_application_waits_for_an_officer_until_the_days_end(mail, world):
    assert (mail.state, mail.due_on, Case.objects.count()) == (State.NEW, date(2025, 4, 21), 0)
    assert [item.todo for item in work_of(world.people["张财"], date(2025, 4, 21))] == [
        "处理来信：登记、并入或说明理由"
    ]


def test_a_completed_mail_is_a_request_that_arrived_with_the_mail(mail, world):
    opened = verbs.register_mail(mail, application(), by=world.actor("张财"), at=at("2025-04-22 10:00"))
    case = opened.case
    assert (case.channel, case.stage, case.arrived_at, case.received_on, case.due_on) == (
        "email", "unconfirmed", at("2025-04-21 09:30"), None, date(2025, 4, 21),
    )  # fmt: skip
    assert list(case.attachments.values_list("name", flat=True)) == ["证明.pdf", "来信原件.eml"]
    mail.refresh_from_db()
    assert (mail.state, mail.case, mail.settled_by) == (State.REGISTERED, case, "张财")


def test_the_original_kept_with_the_case_is_the_message(mail, world):
    case = verbs.register_mail(mail, application(), by=world.actor("张财"), at=at("2025-04-22 10:00")).case
    assert case.attachments.get(name="来信原件.eml").sha256 == mail.sha256


def test_a_mail_that_states_everything_becomes_a_request_by_itself(mailbox):
    mail = arrive(mailbox, a_mail(WHOLE))
    assert mail.state == State.REGISTERED
    assert (mail.case.channel, mail.case.stage, mail.case.received_on) == ("email", "unconfirmed", None)
    assert mail.case.request.name == "张三"


def test_a_mail_whose_sender_was_refuted_never_does(mailbox):
    forged = a_mail(WHOLE, Authentication_Results="mx.example.gov.cn; spf=fail")
    assert arrive(mailbox, forged).state == State.NEW
    assert not Case.objects.exists()


def test_an_answer_to_a_mail_of_a_case_joins_it(mailbox, mail, world):
    case = verbs.register_mail(mail, application(), by=world.actor("张财"), at=at("2025-04-21 10:00")).case
    first = Mail.objects.get()
    Mail.objects.filter(pk=first.pk).update(message_id="<first@example.com>")
    answer = arrive(mailbox, a_mail("同意。", In_Reply_To="<first@example.com>"), "2025-04-21 11:00", uid=2)
    assert (answer.state, answer.case) == (State.JOINED, case)
    event = case.events.get(action="receive_letter")
    assert "收到电子邮件" in event.note
    assert case.attachments.filter(kind="申请人来信").count() == 1
    assert "查阅申请人来信" in [item.todo for item in work_of(world.people["张财"], date(2025, 4, 21))]


def test_an_answer_to_a_notice_joins_the_case_it_told_of(mailbox, world):
    asked = application(email="zhangsan@example.com", notify_by="email")
    case = actions.submit(asked, unit=world.finance, at=at("2025-04-21 09:00"), token="t").case
    identifier = notices.message_id(case.notices.get())
    assert arrive(mailbox, a_mail("收到", In_Reply_To=identifier)).case == case


def test_a_made_up_notice_identifier_joins_nothing(mailbox, world):
    asked = application(email="zhangsan@example.com", notify_by="email")
    notice = actions.submit(
        asked, unit=world.finance, at=at("2025-04-21 09:00"), token="t"
    ).case.notices.get()
    forged = f"<notice.{notice.pk}.{'0' * 16}@localhost>"
    assert arrive(mailbox, a_mail("收到", In_Reply_To=forged)).case is None


@pytest.mark.parametrize(
    "written", ["依申请公开〔2025〕1号", "Re: 依申请公开[2025]1号", "依申请公开（2025） 1 号 补充"]
)
def test_the_number_in_the_subject_joins_a_mail_of_the_applicant(mailbox, case, written):
    assert arrive(mailbox, a_mail(Subject=written)).case == case


def test_the_number_from_another_address_is_only_proposed(client, mailbox, case, world):
    stranger = arrive(mailbox, a_mail(Subject=case.number, From="wang@example.com"))
    assert (stranger.state, stranger.case) == (State.NEW, None)
    client.force_login(world.people["张财"])
    page = client.get(reverse("disclosure_mail", args=[stranger.pk])).content.decode()
    assert f'看来属于 <a href="{reverse("disclosure_case", args=[case.pk])}">' in page


def test_a_forged_answer_is_only_proposed(mailbox, case):
    forged = a_mail(Subject=case.number, Authentication_Results="mx.example.gov.cn; dmarc=fail")
    assert arrive(mailbox, forged).state == State.NEW


def test_an_officer_joins_a_mail_to_its_case(mail, case, world):
    verbs.join_mail(mail, case, by=world.actor("张财"), at=at("2025-04-21 10:00"))
    assert "发件地址与申请人留下的一致，身份未经核实" in case.events.get(action="receive_letter").note
    mail.refresh_from_db()
    assert (mail.state, mail.case) == (State.JOINED, case)


def test_a_mail_is_set_aside_with_a_reason_only_and_can_be_taken_up_again(mail, world):
    clerk = world.actor("张财")
    with pytest.raises(Refusal, match="理由"):
        verbs.set_aside(mail, reason=" ", by=clerk, at=at("2025-04-21 10:00"))
    verbs.set_aside(mail, reason="广告", by=clerk, at=at("2025-04-21 10:00"))
    verbs.take_up(mail, by=clerk, at=at("2025-04-21 11:00"))
    mail.refresh_from_db()
    assert (mail.state, mail.reason, mail.settled_by) == (State.NEW, "", "")


def test_the_second_of_two_officers_is_told_what_the_first_did(mail, world):
    clerk = world.actor("张财")
    verbs.set_aside(mail, reason="广告", by=clerk, at=at("2025-04-21 10:00"))
    with pytest.raises(Refusal, match="现为“不作申请处理”，由张财处理"):
        verbs.register_mail(mail, application(), by=clerk, at=at("2025-04-21 10:01"))
    assert not Case.objects.exists()


def test_an_incomplete_application_is_refused_and_the_mail_still_waits(mail, world):
    with pytest.raises(Refusal, match="身份证明"):
        verbs.register_mail(
            mail, application(id_number=""), by=world.actor("张财"), at=at("2025-04-21 10:00")
        )
    mail.refresh_from_db()
    assert mail.state == State.NEW


def test_officers_of_other_units_neither_see_nor_handle_a_mail(client, mail, world):
    client.force_login(world.people["吴镇"])
    assert client.get(reverse("disclosure_mail", args=[mail.pk])).status_code == 404
    with pytest.raises(Refusal, match="经办人"):
        verbs.set_aside(mail, reason="广告", by=world.actor("吴镇"), at=at("2025-04-21 10:00"))


def test_every_reading_is_in_the_ledger_and_a_pure_onlooker_reads_nothing(client, mail, world):
    from gongkai.ledger.models import Event

    client.force_login(world.people["张财"])
    client.get(reverse("disclosure_mail", args=[mail.pk]))
    assert Event.objects.filter(subject=f"mail/{mail.pk}", verb="disclosure.read_mail").count() == 1
    client.force_login(world.people["何审计"])
    assert client.get(reverse("disclosure_mail", args=[mail.pk])).status_code == 302
    assert client.get(reverse("disclosure_mail_original", args=[mail.pk])).status_code == 404


def test_the_inbox_masks_the_sender(client, mail, world):
    client.force_login(world.people["张财"])
    page = client.get(reverse("disclosure_inbox")).content.decode()
    assert "z***@example.com" in page
    assert "zhangsan" not in page
    assert "尚无人查阅" in page


def test_an_officer_completes_a_mail_on_screen_and_nothing_typed_is_lost(client, mail, world):
    client.force_login(world.people["张财"])
    address = reverse("disclosure_mail", args=[mail.pk])
    typed = {
        "do": "register", "applicant_kind": "natural", "name": "张三", "id_type": "id_card", "id_number": "1",
        "email": "zhangsan@example.com", "info_title": "2018年度部门决算", "form_required": "email",
        "delivery_channel": "email",
    }  # fmt: skip
    page = client.post(address, typed).content.decode()
    assert 'value="2018年度部门决算"' in page
    done = client.post(address, {**typed, "id_number": "11010519491231002X"}, follow=True)
    assert "查询码" in done.content.decode()
    assert Case.objects.get().channel == "email"


def test_an_attachment_is_handed_out_and_a_refused_one_is_not(client, mailbox, world):
    message = a_mail()
    message.add_attachment(PDF, maintype="application", subtype="pdf", filename="证明.pdf")
    message.add_attachment(b"MZ\x90", maintype="application", subtype="pdf", filename="坏.pdf")
    mail = arrive(mailbox, message)
    client.force_login(world.people["张财"])
    page = client.get(reverse("disclosure_mail", args=[mail.pk])).content.decode()
    assert "未能接收：附件“坏.pdf”的内容不是可接收的类型" in page
    good, bad = (client.get(reverse("disclosure_mail_file", args=[mail.pk, n])) for n in (0, 1))
    assert (b"".join(good.streaming_content)[:5], bad.status_code) == (b"%PDF-", 404)


def test_several_mails_are_set_aside_at_once_with_one_reason(client, mailbox, world):
    mails = [arrive(mailbox, a_mail(f"广告{n}"), uid=n) for n in range(3)]
    client.force_login(world.people["张财"])
    client.post(reverse("disclosure_mail_aside"), {"mail": [mail.pk for mail in mails[:2]], "reason": "广告"})
    assert list(Mail.objects.order_by("pk").values_list("state", flat=True)) == [
        State.SET_ASIDE, State.SET_ASIDE, State.NEW,
    ]  # fmt: skip


def test_thirty_mails_in_the_inbox_take_few_queries(client, mailbox, world, django_assert_max_num_queries):
    for number in range(20):
        arrive(mailbox, a_mail(f"第{number}封", From=f"a{number}@example.com"), uid=number)
    client.force_login(world.people["张财"])
    with django_assert_max_num_queries(16):
        client.get(reverse("disclosure_inbox"))


def test_only_the_competent_office_keeps_mailboxes(client, mailbox, world):
    with pytest.raises(Refusal, match="政务公开办"):
        mailboxes.stop_mailbox(mailbox, by=world.actor("张财"), at=at("2025-04-21 10:00"))
    typed = {
        "unit": world.silong.pk, "address": "silong@example.gov.cn", "port": 993, "security": "tls", "host": "mail.example",
        "login": "silong", "password": "geheim", "since": "2025-04-01", "announced": "on",
    }  # fmt: skip
    client.force_login(world.people["郑公开"])
    page = client.post(reverse("disclosure_mailbox_new"), typed, follow=True).content.decode()
    assert "已登记 silong@example.gov.cn" in page
    assert "geheim" not in page
    made = world.silong.mailboxes.get()
    client.post(reverse("disclosure_mailbox", args=[made.pk]), {**typed, "do": "change", "password": ""})
    made.refresh_from_db()
    assert made.password == "geheim"
    assert client.post(reverse("disclosure_mailbox_new"), typed).status_code == 200
    assert world.silong.mailboxes.count() == 1


def test_two_mailboxes_never_have_one_address(mailbox, world):
    who = {"by": world.actor("郑公开"), "at": at("2025-04-21 10:00")}
    other = mailboxes.add_mailbox(
        unit=world.office, address="zfb@example.gov.cn", since=date(2025, 4, 1), **who
    )
    with pytest.raises(Refusal, match="已经登记"):
        mailboxes.change_mailbox(other, address="CZJ@example.gov.cn", **who)
    mailboxes.stop_mailbox(mailbox, **who)
    assert (
        mailboxes.change_mailbox(other, address="czj@example.gov.cn", **who).address == "czj@example.gov.cn"
    )


def test_the_ledger_proves_every_mail(mailbox, mail, case, world):
    verbs.join_mail(mail, case, by=world.actor("张财"), at=at("2025-04-21 10:00"))
    assert verify().ok
    Mail.objects.filter(pk=mail.pk).update(reason="改过")
    assert not verify().ok


def test_an_alarm_is_raised_for_a_mail_nobody_handled(mail, world):
    assert alarms.sweep(at("2025-04-21 18:00")) == 0
    assert alarms.sweep(at("2025-04-22 00:01")) == 1
    assert alarms.sweep(at("2025-04-22 00:02")) == 0
    assert [item.todo for item in asked_of(world.people["郑公开"], date(2025, 4, 22))] == [
        "督促：来信无人查阅"
    ]


def test_held_mails_are_one_line_on_the_work_list_and_one_alarm(mailbox, world):
    for number in range(23):
        arrive(mailbox, a_mail(f"第{number}封"), uid=number)
    todo = [item.todo for item in work_of(world.people["张财"], date(2025, 4, 21))]
    assert todo.count("查看暂存的来信") == 1
    assert [item.title for item in asked_of(world.people["郑公开"], date(2025, 4, 22))] == [
        "同一发件人来信过多，暂存 3 封"
    ]


def test_nothing_is_chosen_that_the_mail_does_not_state(client, mail, world):
    client.force_login(world.people["张财"])
    form = client.get(reverse("disclosure_mail", args=[mail.pk])).context["forms"]["register"]
    stated = {name: form[name].value() for name in form.fields if form[name].value()}
    assert stated == {"email": "zhangsan@example.com"}
