"""Reviews and lawsuits: entered, answered in time, heard; their papers and alarms."""

from datetime import date

import pytest
from docx import Document

from gongkai.cases.worklist import work_of
from gongkai.disclosure import actions, papers, remedy_work
from gongkai.disclosure.letters import file_of
from gongkai.law.refusal import Refusal
from gongkai.ledger.verify import verify
from gongkai.units.models import Role
from tests.conftest import PDF, asked_of, at
from tests.integration.disclosure.remedy_world import entered, notice, refused


@pytest.fixture
def closed(handling, world):
    return refused(handling, world)


@pytest.mark.parametrize(
    ("given", "limit"),
    [
        ({}, date(2025, 6, 19)),
        ({"simplified": True}, date(2025, 6, 12)),
        ({"kind": "litigation_direct"}, date(2025, 6, 20)),
        ({"notified": "2025-06-07", "kind": "litigation_direct"}, date(2025, 6, 23)),
    ],
)
def test_the_period_for_the_answer_runs_from_the_copy(closed, world, given, limit):
    """2025-06-05 + 10 or 5 working days; + 15 days = Friday 20th; 06-07 + 15 days is a Sunday and rolls over."""
    assert entered(closed, world, when="2025-06-09 09:00", **given).due_on == limit


def test_before_2024_the_ten_days_of_a_review_were_calendar_days(world):
    from gongkai.disclosure import rules
    from gongkai.units.calendars import calendar_in_force

    for day, limit in ((date(2019, 9, 27), date(2019, 10, 8)), (date(2025, 9, 26), date(2025, 10, 16))):
        assert rules.period("review_answer", day).period.due(day, calendar_in_force()).day == limit


def test_it_is_a_case_of_its_own_beside_the_request(closed, world):
    case = entered(closed, world)
    assert (case.procedure, case.parent, case.unit, case.stage) == (
        "review",
        closed,
        world.finance,
        "notified",
    )
    assert case.number == "复议应对〔2025〕1号"
    assert closed.remedies.get().case == case
    assert [
        (i.number, i.due_on) for i in work_of(world.people["张财"], date(2025, 6, 5)) if i.kind == "行政复议"
    ] == [("复议应对〔2025〕1号", date(2025, 6, 19))]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "litigation_after_review"}, "没有登记过行政复议"),
        ({"kind": "litigation_direct", "simplified": True}, "简易程序"),
        ({"accepted": "2025-06-06", "notified": "2025-06-05"}, "先后不对"),
        ({"accepted": "2025-04-20"}, "先后不对"),
    ],
)
def test_a_notice_that_cannot_be_is_refused(closed, world, given, said):
    with pytest.raises(Refusal, match=said):
        entered(closed, world, **given)


def test_the_same_notice_is_entered_once(closed, world):
    entered(closed, world)
    with pytest.raises(Refusal, match="已经登记过"):
        entered(closed, world)


def test_another_unit_enters_nothing(closed, world):
    with pytest.raises(Refusal, match="不是财政局的"):
        actions.enter_remedy(closed, notice(), by=world.actor("吴镇"), at=at("2025-06-05 09:00"))


def test_an_answer_without_papers_is_refused(closed, world):
    case = entered(closed, world)
    with pytest.raises(Refusal, match="还没有答复书"):
        actions.submit_answer(
            case, on=date(2025, 6, 10), proof="当面", by=world.actor("张财"), at=at("2025-06-10 09:00")
        )


def test_from_the_notice_to_the_hearing(closed, world):
    clerk = world.actor("张财")
    case = entered(closed, world)
    actions.take_up(case, by=clerk, at=at("2025-06-06 09:00"))
    actions.write_answer(case, facts="经过", reasons="依据", by=clerk, at=at("2025-06-09 09:00"))
    actions.submit_answer(case, on=date(2025, 6, 10), proof="当面提交", by=clerk, at=at("2025-06-10 09:00"))
    assert (case.stage, case.due_on) == ("awaiting", date(2025, 8, 4)), "sixty days from 06-03, a Saturday"
    actions.set_hearing(case, on=date(2025, 7, 1), place="三楼", by=clerk, at=at("2025-06-20 09:00"))
    assert (case.stage, case.due_on) == ("hearing", date(2025, 7, 1))
    held = {"attended": "黄局长", "record": "陈述了意见", "by": clerk}
    with pytest.raises(Refusal, match="还没有到"):
        actions.hold_hearing(case, **held, at=at("2025-06-30 09:00"))
    actions.hold_hearing(case, **held, at=at("2025-07-01 17:00"))
    assert (case.stage, case.due_on) == ("awaiting", date(2025, 8, 4))
    assert verify().ok


def test_the_evidence_list_is_numbered_and_says_what_each_item_proves(handling, world):
    clerk = world.actor("张财")
    actions.record_search(
        handling, place="档案室", keywords="决算", period="2018年", result="查到", by=clerk, at=at("2025-04-25 09:00")
    )  # fmt: skip
    case = entered(refused(handling, world), world)
    evidence = papers.evidence_of(handling)
    assert [item.name.split("（")[0] for item in evidence] == [
        "政府信息公开申请表", "政府信息公开申请登记回执", "在档案室的检索记录", "政府信息不予公开答复书", "送达凭证",
    ]  # fmt: skip
    letter = actions.write_evidence_list(case, evidence, by=clerk, at=at("2025-06-09 09:00"))
    lines = [line.text for line in Document(file_of(letter, "docx")).paragraphs]
    assert "3. 在档案室的检索记录。证明目的：证明已尽合理检索义务。形成日期：2025-04-25。" in lines
    assert "以上共5件。" in lines


def test_the_power_of_attorney_names_agents_and_authority(closed, world):
    case = entered(closed, world, kind="litigation_direct")
    letter = actions.write_authorisation(
        case,
        agents="杨签，财政局法规科",
        authority="一般授权",
        by=world.actor("张财"),
        at=at("2025-06-09 09:00"),
    )
    text = "".join(letter.content["paragraphs"])
    for part in ("杨签，财政局法规科", "一般授权", "（2025）甘0402行初7号", "参加诉讼"):
        assert part in text


def test_signed_papers_are_kept_with_the_case(closed, world):
    from gongkai.cases.files import checked_content

    case = entered(closed, world)
    actions.attach_papers(
        case, [checked_content("答复书.pdf", PDF)], kind="证据材料", by=world.actor("张财"), at=at("2025-06-09 09:00")
    )  # fmt: skip
    assert case.attachments.get().kind == "证据材料"


def test_an_answer_not_given_in_time_is_told_to_the_competent_office_once(closed, world):
    entered(closed, world)
    assert remedy_work.sweep(at("2025-06-19 18:00")) == 0
    assert remedy_work.sweep(at("2025-06-20 09:00")) == 1
    assert remedy_work.sweep(at("2025-06-23 09:00")) == 0
    told = [item.todo for item in asked_of(world.people["郑公开"], date(2025, 6, 20))]
    assert told == ["督促：行政复议逾期未答复"]
    assert world.people["郑公开"].posts.get().role == Role.COMPETENT


def test_a_copy_is_not_received_ahead_of_its_day(closed, world):
    with pytest.raises(Refusal, match="晚于今天"):
        entered(closed, world, when="2025-06-05 09:00", accepted="2025-06-05", notified="2025-06-06")
