"""The checklist of an outcome (办结核对清单) on the page of a case, and the papers put on file for it."""

from django.urls import reverse

from gongkai.disclosure import actions
from gongkai.disclosure.actions import Decision
from gongkai.disclosure.on_file import on_file
from gongkai.law.checklist import checklist
from tests.conftest import PDF, at
from tests.integration.disclosure.conftest import approved


def missing(case, outcome):
    reply = case.replies.last()
    return {check.label for check in checklist(outcome, on_file(case, reply)) if not check.there}


def test_what_is_missing_for_an_outcome_is_told_before_it_is_drafted(client, handling, world):
    client.force_login(world.people["张财"])
    page = client.get(
        reverse("disclosure_case", args=[handling.pk]), {"outcome": "O_NOTEXIST"}
    ).content.decode()
    assert "办结核对清单：信息不存在" in page
    assert "检索记录" in missing(handling, "O_NOTEXIST")
    actions.record_search(
        handling, place="档案室", keywords="决算", period="2018年", result="未查到", by=world.actor("张财"),
        at=at("2025-05-05 09:00"),
    )  # fmt: skip
    assert "检索记录" not in missing(handling, "O_NOTEXIST")


def test_a_complete_file_lacks_nothing(handling, world):
    clerk = world.actor("张财")
    actions.draft_reply(
        handling, Decision("O_GRANT", information="附表"), by=clerk, at=at("2025-05-06 09:00")
    )
    approved(handling, world, "2025-05-06 10:00")
    assert missing(handling, "O_GRANT") == {"送达", "送达凭证（邮件号码、签收）"}
    actions.serve(handling, manner="counter", proof="本人签收", by=clerk, at=at("2025-05-06 11:00"))
    assert missing(handling, "O_GRANT") == set()


def test_papers_put_on_file_are_part_of_what_the_ledger_proves(handling, world):
    from gongkai.cases.files import checked_content
    from gongkai.ledger.models import Event

    event = actions.add_paper(
        handling, kind="检索截图或清单", files=(checked_content("审查.pdf", PDF),), by=world.actor("张财"),
        at=at("2025-05-06 09:00"),
    )  # fmt: skip
    assert event.note == "检索截图或清单：审查.pdf"
    assert Event.objects.filter(verb="disclosure.add_paper").count() == 1
