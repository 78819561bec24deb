"""Public opinion: obligation D60."""

from datetime import date

import pytest

from gongkai.cases.worklist import work_of
from gongkai.law.refusal import Refusal
from gongkai.law.response import Grade
from gongkai.voice import actions, alarms
from gongkai.voice.models import Opinion
from tests.conftest import at

FOUND = at("2025-10-01 22:30")


def found(world, grade):
    case = actions.enter(
        unit=world.office, title="水质异常", text="网传水质异常", source="新浪微博", found_at=FOUND,
        by=world.actor("郑公开"), at=at("2025-10-01 22:50"),
    ).case  # fmt: skip
    actions.assess(case, grade=grade, unit=world.finance, by=world.actor("郑公开"), at=at("2025-10-01 23:00"))
    return case


def test_d60_serious_matters_five_hours_and_a_conference_within_a_day_through_the_holiday(world):
    found(world, Grade.SERIOUS)
    assert [(due.limit.id, due.by) for due in Opinion.objects.get().dues()] == [
        ("first_info", at("2025-10-02 03:30")),
        ("press", at("2025-10-02 22:30")),
    ]


def test_d60_other_matters_within_forty_eight_hours_from_the_finding(world):
    case = found(world, Grade.ORDINARY)
    assert [due.by for due in Opinion.objects.get().dues()] == [at("2025-10-03 22:30")]
    assert case.due_on == date(2025, 10, 3)


def test_d60_all_six_moments_are_kept_and_lateness_is_told(world):
    case, clerk = found(world, Grade.SERIOUS), world.actor("张财")
    with pytest.raises(Refusal, match="发布权威信息"):
        actions.close(case, by=world.actor("郑公开"), at=at("2025-10-02 04:00"))
    actions.note(case, "first_info", done_at=at("2025-10-02 03:00"), by=clerk, at=at("2025-10-02 04:00"))
    event = actions.note(case, "press", done_at=at("2025-10-02 23:00"), by=clerk, at=at("2025-10-03 09:00"))
    assert "超过时限" in event.note
    actions.close(case, by=world.actor("郑公开"), at=at("2025-10-03 10:00"))
    opinion = Opinion.objects.get()
    assert (opinion.found_at, opinion.assessed_at, opinion.first_info_at, opinion.press_at, opinion.closed_at) == (
        FOUND, at("2025-10-01 23:00"), at("2025-10-02 03:00"), at("2025-10-02 23:00"), at("2025-10-03 10:00"),
    )  # fmt: skip


def test_d60_a_missed_hour_is_told_to_the_competent_office_once(world):
    found(world, Grade.SERIOUS)
    assert alarms.sweep(at("2025-10-02 03:29")) == 0
    assert alarms.sweep(at("2025-10-02 03:31")) == 1
    assert alarms.sweep(at("2025-10-02 04:00")) == 0
    assert "督促：发布权威信息" in [item.todo for item in work_of(world.people["郑公开"], date(2025, 10, 2))]
