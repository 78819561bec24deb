"""The applicant's side of disclosure requests: D31–D33 as people meet them on the site."""

from datetime import date, timedelta
from unittest import mock

import pytest
from django.utils import timezone

from gongkai.disclosure import actions
from gongkai.disclosure.progress import progress_of
from gongkai.law.refusal import Refusal
from gongkai.portal import pages
from gongkai.units.calendars import calendar_in_force
from tests.conftest import at
from tests.integration.disclosure.conftest import application, handling, registered  # noqa: F401
from tests.integration.disclosure.test_verbs import answered


def test_d31_progress_tells_whose_turn_it_is_the_due_day_and_every_day_not_counted(handling, world):  # noqa: F811
    clerk = world.actor("张财")
    actions.consult(
        handling, kind="third_party", party="某公司", received_on=date(2025, 4, 25), by=clerk, at=at("2025-04-24 09:00"),
    )  # fmt: skip
    paused = progress_of(handling, date(2025, 5, 8), calendar_in_force())
    assert (paused.waiting, paused.next.who, paused.next.by) == (
        True,
        "第三方或者其他机关",
        date(2025, 5, 20),
    )
    actions.close_consultation(
        handling, answer="objection", reasons="商业秘密", by=clerk, at=at("2025-05-09 09:00")
    )
    actions.extend(handling, days=5, reasons="需要核对", by=world.actor("黄局长"), at=at("2025-05-12 09:00"))
    seen = progress_of(handling, date(2025, 5, 12), calendar_in_force())
    assert (seen.next.who, seen.due.day, seen.left) == ("财政局", date(2025, 6, 11), 21)
    assert (seen.excluded, seen.extension) == (9, 5)
    told = " ".join(f"{step.text}{step.detail}" for step in seen.passed)
    assert "延长5个工作日，理由：需要核对" in told
    assert "某公司" not in told
    assert "商业秘密" not in told


def test_d31_a_looked_up_case_closes_after_half_an_hour_and_needs_no_secret_in_an_address(client, world):
    opened = actions.submit(application(), unit=world.finance, at=at("2025-04-21 09:00"), token="t")
    answer = client.post("/track/", {"number": opened.case.number, "code": opened.code})
    assert answer["Location"] == "/track/case/"
    assert opened.case.number in client.get("/track/case/").content.decode()
    later = timezone.now() + timedelta(minutes=31)
    with mock.patch("time.time", return_value=later.timestamp()):
        assert opened.case.number not in client.get("/track/case/").content.decode()


def test_d32_the_disclosure_log_takes_no_word_that_tells_who_asked(handling, world):  # noqa: F811
    answered(handling, world)
    for words in ("张三", "13900000000", "11010519491231002X", "白银区公园路1号"):
        with pytest.raises(Refusal, match="拟公布的内容含有"):
            actions.propose_for_log(
                handling, subject="2018年度部门决算", answer=f"答复{words}", by=world.actor("张财"), at=at("2025-05-07 09:00"),
            )  # fmt: skip


def test_d33_every_guide_says_how_to_get_help(world, settings):
    pages.assets.cache_clear()
    pages.write_guides(date(2025, 6, 2))
    for unit in (world.office, world.finance, world.silong):
        page = (settings.SITE_ROOT / f"guide/{unit.code}/index.html").read_text()
        for said in ("口头申请", "第四十三条", "由工作人员代填", unit.phone):
            assert said in page


def test_d31_a_consultation_nobody_closed_pauses_the_period_no_longer_than_the_law_gives(handling, world):  # noqa: F811
    actions.consult(
        handling, kind="third_party", party="某公司", received_on=date(2025, 4, 25), by=world.actor("张财"),
        at=at("2025-04-24 09:00"),
    )  # fmt: skip
    seen = progress_of(handling, date(2025, 5, 28), calendar_in_force())
    assert (seen.waiting, seen.excluded, seen.due.day) == (False, 16, date(2025, 6, 13))
    assert seen.next.who == "财政局"


def test_d31_a_request_that_waits_for_its_correction_promises_no_day(registered, world):  # noqa: F811
    actions.ask_correction(registered, what="请写明年度", by=world.actor("张财"), at=at("2025-04-22 09:00"))
    seen = progress_of(registered, date(2025, 4, 23), calendar_in_force())
    assert (seen.due, seen.left) == (None, None)
    assert (seen.next.who, seen.next.by) == ("您", date(2025, 5, 15))
