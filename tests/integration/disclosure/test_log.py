"""The disclosure log: who proposes, who releases, and what keeps personal data out of it."""

from datetime import date

import pytest

from gongkai.cases.files import checked_content
from gongkai.cases.worklist import work_of
from gongkai.disclosure import actions
from gongkai.disclosure.models import LogEntry
from gongkai.law.refusal import Refusal
from tests.conftest import PDF, at
from tests.integration.disclosure.test_verbs import answered


@pytest.fixture
def closed(handling, world):
    answered(handling, world)
    return handling


def propose(case, world, by="张财", **changes):
    said = {"subject": "2018年度部门决算", "answer": "见财政局门户网站预决算专栏。"} | changes
    return actions.propose_for_log(case, **said, by=world.actor(by), at=at("2025-05-07 09:00"))


def test_an_entry_is_public_only_after_a_second_person_released_it(closed, world):
    entry = propose(closed, world)
    assert (entry.state, entry.public_change, entry.working_days) == ("proposed", None, 9)
    assert "审核公布" in [item.todo for item in work_of(world.people["杨签"], date(2025, 5, 7))]
    released = actions.release_to_log(entry, by=world.actor("杨签"), at=at("2025-05-07 10:00"))
    assert released.state == "released"
    assert released.public_change is not None
    assert work_of(world.people["杨签"], date(2025, 5, 7)) == []


def test_the_proposer_cannot_release_and_a_stranger_can_do_neither(closed, world):
    from gongkai.units.models import Post

    with pytest.raises(Refusal, match="不是财政局"):
        propose(closed, world, by="吴镇")
    entry = propose(closed, world)
    with pytest.raises(Refusal, match="不是财政局的审签人"):
        actions.release_to_log(entry, by=world.actor("张财"), at=at("2025-05-07 10:00"))
    Post.objects.create(
        user=world.people["张财"], unit=world.finance, role="approver", since=date(2025, 1, 1)
    )
    both = world.actor("张财", on=date(2025, 5, 7))
    with pytest.raises(Refusal, match="提出人不能审核"):
        actions.release_to_log(entry, by=both, at=at("2025-05-07 10:00"))


def test_an_open_request_is_not_proposed(handling, world):
    with pytest.raises(Refusal, match="还没有办结"):
        propose(handling, world)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("张三申请的决算", "申请人的姓名"),
        ("电话13900000000", "申请人的电话"),
        ("寄到白银区公园路1号", "申请人的地址"),
        ("李四11010519491231002X", "证件号码"),
        ("联系人13811112222", "手机号码（138\\*\\*\\*\\*2222）"),
        ("家住白银区人民路街道3号", "自然人住址"),
    ],
)
def test_personal_data_of_the_applicant_or_anybody_else_is_refused(closed, world, words, said):
    with pytest.raises(Refusal, match=said):
        propose(closed, world, answer=words)
    assert not LogEntry.objects.exists()


def test_words_changed_behind_the_back_are_looked_at_again_before_release(closed, world):
    entry = propose(closed, world)
    LogEntry.objects.update(answer="申请人张三")
    with pytest.raises(Refusal, match="申请人的姓名"):
        actions.release_to_log(entry, by=world.actor("杨签"), at=at("2025-05-07 10:00"))


def test_a_scan_nobody_can_read_is_refused(closed, world):
    with pytest.raises(Refusal, match="读不出文字"):
        propose(closed, world, file=checked_content("扫描.pdf", PDF))


def test_the_words_of_a_file_are_checked(closed, world):
    letter = closed.letters.get(template="R02").pdf.read()
    with pytest.raises(Refusal, match="申请人的姓名"):
        propose(closed, world, file=checked_content("答复.pdf", letter))


def test_taking_down_needs_a_reason_and_happens_once(closed, world):
    entry = actions.release_to_log(propose(closed, world), by=world.actor("杨签"), at=at("2025-05-07 10:00"))
    with pytest.raises(Refusal, match="写明原因"):
        actions.take_from_log(entry, reason=" ", by=world.actor("张财"), at=at("2025-05-08 09:00"))
    taken = actions.take_from_log(entry, reason="有误", by=world.actor("张财"), at=at("2025-05-08 09:00"))
    assert taken.state == "taken"
    assert taken.public_change > entry.public_change
    with pytest.raises(Refusal, match="已由张财撤下"):
        actions.take_from_log(entry, reason="有误", by=world.actor("杨签"), at=at("2025-05-08 10:00"))
    assert propose(closed, world).state == "proposed"


def test_two_people_releasing_at_once_is_one_release(closed, world):
    entry = propose(closed, world)
    actions.release_to_log(entry, by=world.actor("杨签"), at=at("2025-05-07 10:00"))
    with pytest.raises(Refusal, match="现为“已公布”"):
        actions.release_to_log(entry, by=world.actor("杨签"), at=at("2025-05-07 10:00"))


def test_the_screen_leads_from_the_case_to_the_log(client, closed, world):
    address = f"/workbench/requests/{closed.pk}/log/"
    client.force_login(world.people["张财"])
    assert address in client.get(f"/workbench/requests/{closed.pk}/").content.decode()
    typed = {"do": "propose", "subject": "2018年度部门决算", "answer": "张三的决算"}
    page = client.post(address, typed).content.decode()
    assert "申请人的姓名" in page
    assert "张三的决算</textarea>" in page
    client.post(address, {**typed, "answer": "见专栏"})
    client.force_login(world.people["杨签"])
    assert "审核通过，公布" in client.get(address).content.decode()
    client.post(address, {"do": "release"})
    assert LogEntry.objects.get().state == "released"
    client.post(address, {"do": "take", "reason": "有误"})
    assert LogEntry.objects.get().state == "taken"
