"""Serving letters: every way with its proof and its legal day; what was forgotten is on the work list."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from gongkai.cases.files import checked_content
from gongkai.cases.models import Case
from gongkai.cases.worklist import work_of
from gongkai.disclosure import actions
from gongkai.law.refusal import Refusal
from gongkai.ledger.models import Event
from gongkai.ledger.verify import verify
from tests.conftest import PDF, at
from tests.integration.disclosure.test_verbs import answered


@pytest.fixture
def receipt(handling):
    """The L03 of the request, made on 2025-04-21."""
    return handling.letters.get(template="L03")


def served(case, letter, world, manner, when="2025-04-22 09:00", **how):
    return actions.serve_letter(case, letter, manner=manner, by=world.actor("张财"), at=at(when), **how)


def test_by_post_the_day_of_posting_counts(handling, receipt, world):
    served(
        handling,
        receipt,
        world,
        "post",
        when="2025-04-25 09:00",
        on=date(2025, 4, 22),
        carrier="中国邮政EMS",
        proof="E1",
    )
    receipt.refresh_from_db()
    assert (receipt.sent_on, receipt.carrier, receipt.proof, receipt.served_by) == (
        date(2025, 4, 22), "中国邮政EMS", "E1", "张财",
    )  # fmt: skip


def test_at_the_counter_the_day_of_signature_counts_and_who_signed_is_kept(handling, receipt, world):
    served(handling, receipt, world, "counter", on=date(2025, 4, 21), recipient="李四（受托人）")
    receipt.refresh_from_db()
    assert (receipt.sent_on, receipt.served_to) == (date(2025, 4, 21), "李四（受托人）")


@pytest.mark.parametrize("manner", ["email", "fax", "online"])
def test_an_electronic_letter_is_served_when_it_enters_the_recipients_system(
    handling, receipt, world, manner
):
    with pytest.raises(Refusal, match="凭证"):
        served(handling, receipt, world, manner)
    entered = at("2025-04-22 23:59")
    served(handling, receipt, world, manner, when="2025-04-23 08:00", entered_at=entered, proof="系统记录")
    receipt.refresh_from_db()
    assert (receipt.sent_on, receipt.served_at) == (date(2025, 4, 22), entered)


def test_a_file_proves_an_electronic_service_as_well(handling, receipt, world):
    served(handling, receipt, world, "email", file=checked_content("回执.pdf", PDF))
    receipt.refresh_from_db()
    assert receipt.proof_file.kind == "送达凭证"


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"carrier": "顺丰速运", "proof": "SF1"}, "中国邮政"),
        ({"carrier": "中国邮政EMS", "proof": "E1", "collect": True}, "不得由申请人支付邮费"),
        ({"carrier": "中国邮政EMS"}, "邮件号码"),
        ({"carrier": "中国邮政EMS", "proof": "E1", "on": date(2025, 4, 20)}, "早于文书的制作日期"),
    ],
)
def test_post_by_another_carrier_at_the_applicants_cost_without_number_or_before_the_making_is_refused(
    handling, receipt, world, how, said
):
    with pytest.raises(Refusal, match=said):
        served(handling, receipt, world, "post", **how)
    receipt.refresh_from_db()
    assert receipt.sent_on is None


def test_a_letter_is_served_once_and_only_if_it_goes_to_somebody(handling, receipt, world):
    served(handling, receipt, world, "counter")
    with pytest.raises(Refusal, match="已于2025-04-22送达"):
        served(handling, receipt, world, "counter")
    made = actions.make_receipt(handling, receipt, by=world.actor("张财"), at=at("2025-04-22 10:00"))
    with pytest.raises(Refusal, match="不需要送达"):
        served(handling, made, world, "counter")


def test_the_reply_is_served_by_its_own_act_alone(handling, world):
    actions.draft_reply(
        handling,
        actions.Decision("O_GRANT", information="附表"),
        by=world.actor("张财"),
        at=at("2025-05-06 09:00"),
    )
    actions.pass_review(handling, by=world.actor("陈密"), at=at("2025-05-06 09:30"))
    reply = actions.approve_reply(handling, by=world.actor("杨签"), at=at("2025-05-06 10:00"))
    with pytest.raises(Refusal, match="送达答复"):
        served(handling, reply, world, "counter", when="2025-05-06 11:00")


def test_the_record_of_an_ending_is_served_after_the_end(handling, world):
    actions.withdraw(handling, reason="已取得", by=world.actor("张财"), at=at("2025-04-23 09:00"))
    record = handling.letters.get(template="R22")
    served(handling, record, world, "counter", when="2025-04-23 10:00")
    assert handling.stage == "closed"


def test_a_receipt_is_made_before_service_to_be_signed_and_after_it_with_what_was_registered(
    handling, receipt, world
):
    clerk = world.actor("张财")
    before = actions.make_receipt(handling, receipt, by=clerk, at=at("2025-04-21 11:00"))
    assert "＿＿＿＿年＿＿月＿＿日" in str(before.content)
    served(handling, receipt, world, "post", carrier="中国邮政EMS", proof="E77")
    after = actions.make_receipt(handling, receipt, by=clerk, at=at("2025-04-22 11:00"))
    for said in (receipt.number, "邮寄", "2025年4月22日", "张三", "中国邮政EMS E77"):
        assert said in str(after.content)


def test_the_signed_copy_is_put_with_its_letter_once_it_was_served(handling, receipt, world):
    file, how = checked_content("签收.pdf", PDF), {"by": world.actor("张财"), "at": at("2025-04-22 11:00")}
    with pytest.raises(Refusal, match="尚未登记送达"):
        actions.attach_signed(handling, receipt, file, **how)
    served(handling, receipt, world, "counter")
    assert actions.attach_signed(handling, receipt, file, **how).name == "签收.pdf"


def test_a_letter_that_should_have_been_served_is_on_the_work_list_until_it_is(handling, receipt, world):
    def todo(day):
        return [item.todo for item in work_of(world.people["张财"], day)]

    assert "送达登记回执" not in todo(date(2025, 4, 22))
    assert "送达登记回执" in todo(date(2025, 4, 23))
    assert "送达登记回执" not in [item.todo for item in work_of(world.people["吴镇"], date(2025, 4, 23))]
    served(handling, receipt, world, "counter", when="2025-04-23 09:00")
    assert "送达登记回执" not in todo(date(2025, 4, 23))


def test_an_approved_reply_is_on_the_list_once(handling, receipt, world):
    served(handling, receipt, world, "counter")
    actions.draft_reply(
        handling,
        actions.Decision("O_GRANT", information="附表"),
        by=world.actor("张财"),
        at=at("2025-05-06 09:00"),
    )
    actions.pass_review(handling, by=world.actor("陈密"), at=at("2025-05-06 09:30"))
    actions.approve_reply(handling, by=world.actor("杨签"), at=at("2025-05-06 10:00"))
    todo = [item.todo for item in work_of(world.people["张财"], date(2025, 5, 20))]
    assert todo == ["送达答复"]


def test_service_is_one_ledger_event_and_its_silent_change_is_found(handling, receipt, world):
    served(handling, receipt, world, "post", carrier="中国邮政EMS", proof="E1")
    assert Event.objects.filter(verb="disclosure.serve_letter").count() == 1
    assert verify().ok
    handling.letters.filter(pk=receipt.pk).update(proof="E2")
    assert not verify().ok


def test_the_reply_keeps_who_signed_and_who_served(handling, world):
    answered(handling, world)
    letter = handling.letters.get(template="R02")
    assert (letter.served_to, letter.served_by, letter.sent_on) == ("张三", "张财", date(2025, 5, 6))


class TestOnScreen:
    @pytest.fixture
    def clerk(self, client, world):
        client.force_login(world.people["张财"])
        return client

    def address(self, name, case, letter):
        return reverse(name, args=[case.pk, letter.pk])

    def test_the_box_of_the_case_leads_to_service_receipt_and_signed_copy(self, clerk, handling, receipt):
        page = clerk.get(reverse("disclosure_case", args=[handling.pk])).content.decode()
        assert "应送达而未送达" in page
        today = date.today()
        clerk.post(
            self.address("disclosure_serve_letter", handling, receipt),
            {"manner": "counter", "on": today, "seen": Case.objects.get().events_count},
        )
        clerk.post(self.address("disclosure_service_receipt", handling, receipt))
        clerk.post(
            self.address("disclosure_signed", handling, receipt),
            {"file": SimpleUploadedFile("签收.pdf", PDF)},
        )
        page = clerk.get(reverse("disclosure_case", args=[handling.pk])).content.decode()
        assert "送达凭证：签收.pdf" in page
        assert "送达回证</a>" in page
        assert "应送达而未送达" not in page

    def test_what_was_typed_stays_when_service_is_refused(self, clerk, handling, receipt):
        page = clerk.post(
            self.address("disclosure_serve_letter", handling, receipt),
            {
                "manner": "post",
                "on": date.today(),
                "carrier": "顺丰速运",
                "proof": "SF9",
                "seen": handling.events_count,
            },
        ).content.decode()
        assert "不能使用顺丰速运" in page
        assert 'value="SF9"' in page

    def test_an_electronic_service_asks_for_its_time_and_proof(self, clerk, handling, receipt):
        address = self.address("disclosure_serve_letter", handling, receipt)
        given = {"manner": "email", "seen": handling.events_count}
        assert "请填写进入对方邮件系统之日的时间" in clerk.post(address, given).content.decode()
        given |= {"entered_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}"}
        assert "需要凭证" in clerk.post(address, given).content.decode()

    def test_a_letter_of_another_unit_is_not_found(self, client, handling, receipt, world):
        client.force_login(world.people["吴镇"])
        assert client.get(self.address("disclosure_serve_letter", handling, receipt)).status_code == 404
