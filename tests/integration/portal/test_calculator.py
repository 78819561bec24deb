"""The public deadline calculator, through its page and its data."""

import re

import pytest

from gongkai.law.deadline_rules import RULES
from gongkai.law.periods import AtOnce

RULE_OF = {3: "sp_interp", 7: "correction_notice", 15: "consultation", 20: "reply"}
VECTORS = [
    ("2019-06-03", 7, "2019-06-13"),
    ("2019-06-03", 20, "2019-07-02"),
    ("2019-06-03", 40, "2019-07-30"),
    ("2019-09-25", 20, "2019-10-28"),
    ("2019-12-31", 20, "2020-02-05"),
    ("2020-01-20", 7, "2020-02-06"),
    ("2020-01-20", 20, "2020-02-25"),
    ("2025-01-20", 20, "2025-02-21"),
    ("2025-04-21", 7, "2025-04-29"),
    ("2025-07-01", 20, "2025-07-29"),
    ("2025-07-01", 40, "2025-08-26"),
    ("2025-09-24", 15, "2025-10-21"),
    ("2025-09-24", 20, "2025-10-28"),
    ("2025-10-04", 20, "2025-11-04"),
    ("2025-11-01", 20, "2025-11-28"),
    ("2025-12-25", 20, "2026-01-23"),
    ("2026-02-06", 20, "2026-03-12"),
    ("2026-09-14", 20, "2026-10-16"),
    ("2025-09-29", 3, "2025-10-10"),
    ("2025-09-30", 3, "2025-10-11"),
]
CONSULTED = {"rule": "reply", "start": "2025-04-21", "sent1": "2025-04-24", "reached1": "2025-04-25"}


@pytest.fixture
def answer(client, db):
    """Return a function that asks page and data alike, and gives the day both say, with the page."""

    def ask(**asked):
        page = client.get("/calculator/", asked)
        data = client.get("/calculator.json", asked)
        text = page.content.decode()
        if page.status_code != 200:
            assert data.status_code == page.status_code
            return None, text
        shown = re.search(r'class="standing"><time datetime="([\d-]+)"', text)[1]
        assert data.json()["deadline"] == shown
        return shown, text

    return ask


@pytest.mark.parametrize(("received", "days", "expected"), VECTORS)
def test_every_vector_comes_out(answer, received, days, expected):
    asked = {"rule": "reply", "extension": 20} if days == 40 else {"rule": RULE_OF[days]}
    assert answer(start=received, **asked)[0] == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"answered1": "2025-05-09"}, "2025-06-04"),
        ({}, "2025-06-13"),
        ({"answered1": "2025-07-30"}, "2025-06-13"),
        # A second consultation within the first takes nothing more out.
        ({"answered1": "2025-05-09", "sent2": "2025-04-28", "reached2": "2025-04-28", "answered2": "2025-05-07"}, "2025-06-04"),
    ],
)  # fmt: skip
def test_the_suspension_vectors_come_out(answer, changes, expected):
    shown, page = answer(**CONSULTED, **changes)
    assert shown == expected
    assert "<span>征求意见</span>" in page


def test_a_corrected_application_and_a_fee_come_out(answer):
    assert answer(rule="reply", start="2025-06-03", corrected="2025-06-20")[0] == "2025-07-18"
    assert answer(rule="fee", start="2025-08-04")[0] == "2025-09-01"


def test_calendar_days_roll_over_and_say_so(answer):
    shown, page = answer(rule="reconsideration", start="2019-08-02")
    assert shown == "2019-10-08"
    assert "这一天是国庆节，顺延到其后第一个工作日2019-10-08" in page


def test_the_page_shows_holidays_make_up_days_article_version_and_source(answer):
    _, page = answer(rule="reply", start="2025-09-24")
    for said in (
        "国庆节",
        "调休上班",
        "《条例》第三十三条",
        "基础版",
        "国务院办公厅历年节假日安排",
        "第20日",
    ):
        assert said in page
    assert page.count('<table class="month">') == 2


def test_a_corrected_calendar_is_used_and_named(answer, world):
    from gongkai.units.models import CalendarVersion
    from tests.conftest import at

    CalendarVersion.objects.create(
        number=1, changes={"2025-07-29": "holiday"}, source="甘政办发〔2025〕1号", entered_at=at("2025-07-01 09:00"),
        entered_by="郑公开",
    )  # fmt: skip
    shown, page = answer(rule="reply", start="2025-07-01")
    assert shown == "2025-07-30"
    assert "第1版，甘政办发〔2025〕1号" in page


def test_a_year_without_its_notice_makes_the_day_provisional(answer):
    _, page = answer(rule="reply", start="2026-12-20")
    assert "暂定" in page
    assert "2027年的放假安排尚未公布" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"start": "2025-02-30"}, "“2025-02-30”不是一个存在的日期"),
        ({"start": "昨天"}, "“昨天”不是一个存在的日期"),
        ({"start": "1898-01-01"}, "只能计算2004年至"),
        ({"start": "9999-12-31"}, "只能计算2004年至"),
        ({"start": ""}, "请填写起算之日"),
        ({"rule": "nonsense"}, "没有“nonsense”这种期限"),
        ({"extension": "21"}, "延长不得超过20个工作日"),
        ({"extension": "x"}, "请填写整数"),
        ({"sent1": "2025-07-02"}, "征求意见要填写发出和对方收到的日期"),
        ({"corrected": "2025-06-01"}, "早于收到申请之日"),
        ({"rule": "fee", "extension": "5"}, "只影响答复申请的期限"),
    ],
)
def test_what_cannot_be_reckoned_is_refused_in_a_sentence(answer, changes, said):
    shown, page = answer(**{"rule": "reply", "start": "2025-07-01", **changes})
    assert shown is None
    assert said in page


def test_a_day_may_be_written_as_people_write_it(answer):
    assert answer(rule="reply", start="2025年7月1日")[0] == "2025-07-29"


def test_every_rule_can_be_asked_for(answer):
    for rule in RULES.values():
        shown, page = answer(rule=rule.id, start="2025-09-24")
        assert rule.article in page
        assert (shown == "2025-09-24") == isinstance(rule.period, AtOnce)


def test_without_a_question_there_is_a_form_and_the_data_says_how_to_ask(client, db):
    assert "：最后一天是</h2>" not in client.get("/calculator/").content.decode()
    assert client.get("/calculator.json").status_code == 422
