"""What reporting puts on the work list."""

from datetime import date

from gongkai.cases.worklist import work_of
from gongkai.reporting import actions
from tests.integration.reporting.conftest import NOW

TODAY = date(2020, 1, 20)


def reporting_work(world, person):
    return [item for item in work_of(world.people[person], TODAY) if item.kind == "数据报送"]


def test_the_open_report_waits_for_the_disclosure_office_until_the_end_of_march(report, world):
    [item] = reporting_work(world, "郑公开")
    assert (item.todo, item.due_on) == ("编制、核对并提交审核", date(2020, 3, 31))
    assert [(item.todo, item.due_on) for item in reporting_work(world, "张财")] == [
        ("编制", date(2020, 1, 31))
    ]


def test_a_return_waits_for_the_head_of_its_unit_until_it_is_signed(world):
    entry = actions.enter_return(world.finance, "trainings", 2019, "1", by=world.actor("张财"), at=NOW)
    [item] = reporting_work(world, "黄局长")
    assert (item.title, item.due_on) == ("财政局2019年度数据（1项）", date(2020, 1, 31))
    assert reporting_work(world, "张财") == []
    actions.sign_return(entry, by=world.actor("黄局长"), at=NOW)
    assert reporting_work(world, "黄局长") == []
