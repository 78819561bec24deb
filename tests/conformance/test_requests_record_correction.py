"""Record corrections (政府信息更正, 条例 art. 41): D29."""

from datetime import date

import pytest

from gongkai.cases.files import checked_content
from gongkai.disclosure import actions
from gongkai.disclosure.actions import WrongRecord
from gongkai.law.refusal import Refusal
from gongkai.reporting import figures
from gongkai.reporting.scope import Scope
from tests.conftest import PDF, at


def wrong_record(**changes):
    given = {
        "name": "李建国",
        "id_type": "other",
        "id_number": "演示证件1",
        "record": "2024年困难群众救助公示名单",
        "wrong": "家庭人口写成2人",
        "right": "家庭人口为3人",
        "evidence": "户口簿复印件",
        "phone": "13911112222",
        "files": (checked_content("户口簿.pdf", PDF),),
    }
    return WrongRecord(**{**given, **changes})


def asked(world, when="2025-04-21 09:00"):
    return actions.submit_correction(wrong_record(), unit=world.finance, at=at(when), token=when).case


def test_d29_a_record_correction_is_a_case_of_its_own_and_not_in_table_3(world):
    case = asked(world)
    assert (case.procedure, case.number) == ("record_correction", "信息更正〔2025〕1号")
    assert set(figures.request_values(Scope(2025)).values()) == {0}


@pytest.mark.parametrize(
    "lacking", [{"files": ()}, {"evidence": " "}, {"wrong": ""}, {"id_number": ""}, {"phone": ""}]
)
def test_d29_it_needs_identity_the_wrong_record_and_evidence(world, lacking):
    with pytest.raises(Refusal, match="更正申请缺少") as refused:
        actions.submit_correction(
            wrong_record(**lacking), unit=world.finance, at=at("2025-04-21 09:00"), token="1"
        )
    assert refused.value.article == "《条例》第四十一条"


def test_d29_the_office_has_a_target_and_the_law_no_period(world):
    case = asked(world)
    assert case.due_on == date(2025, 5, 21)
    assert "未定期限" in case.events.get().data["source"]


def answered(world, result, **said):
    case, clerk = asked(world), world.actor("张财")
    actions.accept_correction(case, by=clerk, at=at("2025-04-21 10:00"))
    actions.verify_record(case, found="查阅档案，户口簿属实", by=clerk, at=at("2025-04-23 09:00"))
    actions.propose_correction(case, result=result, **said, by=clerk, at=at("2025-04-24 09:00"))
    actions.approve_correction(case, by=world.actor("杨签"), at=at("2025-04-25 09:00"))
    actions.serve_correction(
        case, manner="counter", on=date(2025, 4, 27), by=clerk, at=at("2025-04-27 09:00")
    )
    return case


@pytest.mark.parametrize(
    ("result", "said", "text"),
    [
        ("corrected", {"wording": "家庭人口3人"}, "已将该记录更正为：家庭人口3人。"),
        ("forwarded", {"organ": "白银区民政局"}, "已将您的申请转送白银区民政局处理。"),
        ("directed", {"organ": "白银区民政局（0943-1）"}, "请向白银区民政局（0943-1）提出更正申请。"),
        ("refused", {"reasons": "户口簿为今年所换"}, "不予更正。理由：户口簿为今年所换。"),
    ],
)
def test_d29_it_is_corrected_forwarded_directed_or_refused_with_letter_r21(world, result, said, text):
    case = answered(world, result, **said)
    letter = case.letters.get()
    assert (letter.template, letter.content["title"]) == ("R21", "政府信息更正答复书")
    assert any(text in paragraph for paragraph in letter.content["paragraphs"])
    assert (case.outcome, case.closed_on) == (result, date(2025, 4, 27))


def test_d29_a_refusal_needs_reasons_and_a_result_a_verification(world):
    case, clerk = asked(world), world.actor("张财")
    actions.accept_correction(case, by=clerk, at=at("2025-04-21 10:00"))
    with pytest.raises(Refusal, match="缺少：理由"):
        actions.propose_correction(case, result="refused", by=clerk, at=at("2025-04-22 09:00"))
    with pytest.raises(Refusal, match="还没有核实"):
        actions.propose_correction(
            case, result="corrected", wording="3人", by=clerk, at=at("2025-04-22 09:00")
        )
