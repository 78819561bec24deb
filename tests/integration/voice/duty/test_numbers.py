"""Reports approved at the same moment by different people take consecutive issues; one event never takes two."""

import threading

import pytest
from django.db import connection

from gongkai.law.refusal import Refusal
from gongkai.ledger.verify import verify
from gongkai.voice.duty import actions
from gongkai.voice.duty.models import DutyEvent, Report
from tests.conftest import at
from tests.integration.voice.duty.duty_world import drafted, received, reported

AT_ONCE = 12


def together(verbs):
    """Do all at once, each on its own connection; return the refusals."""
    start, refusals, errors = threading.Barrier(len(verbs)), [], []

    def run(verb):
        start.wait()
        try:
            verb()
        except Refusal as refusal:
            refusals.append(refusal)
        except Exception as error:  # noqa: BLE001 -- a thread's error must reach the test
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(verb,)) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    return refusals


@pytest.mark.django_db(transaction=True)
def test_reports_approved_at_once_have_issues_without_a_gap(world):
    leader = world.actor("赵签")
    events = [received(world, title=f"第{number}起") for number in range(AT_ONCE)]
    for case in events:
        drafted(world, case, "2019-06-03 14:40")
    refusals = together(
        [lambda case=case: actions.approve(case, by=leader, at=at("2019-06-03 14:50")) for case in events]
    )
    assert refusals == []
    assert sorted(Report.objects.values_list("issue", flat=True)) == list(range(1, AT_ONCE + 1))
    assert verify().ok


@pytest.mark.django_db(transaction=True)
def test_two_leaders_who_approve_one_report_give_it_one_issue(world):
    case = received(world)
    drafted(world, case, "2019-06-03 14:40")
    refusals = together(
        [
            lambda name=name: actions.approve(case, by=world.actor(name), at=at("2019-06-03 14:50"))
            for name in ("赵签", "钱主任")
        ]
    )
    assert len(refusals) == 1
    assert Report.objects.get().issue == 1
    assert reported(world, received(world, title="下一起"), "2019-06-03 15:00").issue == 2


@pytest.mark.django_db(transaction=True)
def test_one_call_entered_by_a_double_click_is_one_event(world):
    assert together([lambda: received(world)] * 4) == []
    assert DutyEvent.objects.count() == 1


def test_a_changed_report_is_named_by_verify(world):
    report = reported(world, received(world), "2019-06-03 15:00")
    assert verify().ok
    Report.objects.filter(pk=report.pk).update(situation="无人伤亡")
    assert not verify().ok
