"""Surveys: asked once of each browser, counted and published when they end."""

from datetime import date

import pytest
from django.utils import timezone

from gongkai.law.refusal import Refusal
from gongkai.publishing import actions, scheduled, surveys
from gongkai.publishing.models import Publication
from gongkai.voice.messages import challenge
from tests.conftest import at
from tests.integration.publishing.test_ends import page_of

TYPED = "您最希望改造什么？（单选）\n- 供水\n- 供暖\n\n还希望增加（多选）\n- 站点\n- 路灯\n\n其他建议（文字）"
QUESTIONS = surveys.read(TYPED)
DURING = at("2019-06-10 09:00")


@pytest.fixture
def survey(desk):
    return desk.published(comment_kind="survey", comment_until=date(2019, 7, 3), questions=QUESTIONS)


def test_questions_are_read_as_they_are_typed_and_written_back():
    assert [(each["kind"], each["choices"]) for each in QUESTIONS] == [
        ("single", ["供水", "供暖"]), ("multiple", ["站点", "路灯"]), ("text", []),
    ]  # fmt: skip
    assert surveys.read(surveys.write(QUESTIONS)) == QUESTIONS


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("没有种类", "既不是问题，也不是选项"),
        ("问（单选）\n- 甲", "2至"),
        ("- 甲", "既不是"),
        ("问（单选）\n- 甲\n- 甲", "不同"),
    ],
)
def test_what_is_no_question_is_told(typed, fault):
    with pytest.raises(Refusal, match=fault):
        surveys.read(typed)


def test_each_browser_answers_once(survey):
    actions.answer_survey(survey, at=DURING, sent={"q1": ["供水"]}, sender="1.2.3.4 甲")
    with pytest.raises(Refusal, match="已经提交过"):
        actions.answer_survey(survey, at=DURING, sent={"q1": ["供暖"]}, sender="1.2.3.4 甲")
    assert "1.2.3.4" not in survey.answers.get().sender


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        ({"q1": ["供电"]}, "不在选项里"),
        ({"q1": ["供水", "供暖"]}, "不在选项里"),
        ({}, "没有回答"),
        ({"q3": ["字" * 1001]}, "超过"),
    ],
)
def test_an_answer_that_is_none_is_refused(survey, sent, fault):
    with pytest.raises(Refusal, match=fault):
        actions.answer_survey(survey, at=DURING, sent=sent, sender="甲")


def test_after_its_last_day_a_survey_takes_no_answer_and_its_page_shows_the_counts(survey):
    for number, first in enumerate(["供水", "供水", "供暖"]):
        sent = {"q1": [first], "q2": ["站点"], "q3": ["多种树"]}
        actions.answer_survey(survey, at=DURING, sent=sent, sender=f"{number}")
    assert "问卷调查结果" not in page_of(survey)
    with pytest.raises(Refusal, match="截止"):
        actions.answer_survey(survey, at=at("2019-07-04 09:00"), sent={"q1": ["供水"]}, sender="丁")
    scheduled.sweep_ends(at("2019-07-04 09:00"))
    page = page_of(survey)
    assert "共收到答卷 3 份" in page
    assert "<td>2</td><td>66.7%</td>" in page
    assert "<svg" in page.split("问卷调查结果")[1]
    result = actions.write_result(
        Publication.objects.get(pk=survey.pk), by=actor(survey), at=at("2019-07-05 09:00")
    )
    assert "<td>供水</td><td>2</td><td>66.7%</td>" in result.body


def actor(publication):
    from gongkai.units import posts

    return posts.actor(publication.drafter, date(2019, 6, 3))


def test_the_public_form_takes_answers(desk, client):
    today = timezone.localdate()
    asked = desk.published(
        comment_kind="survey", comment_until=today, comment_short_reason="急", questions=QUESTIONS
    )
    address = f"/survey/{asked.slug}/"
    assert "您最希望改造什么" in client.get(address).content.decode()
    token = challenge.new(timezone.now()).token
    answer = str(challenge._question(challenge.nonce_of(token))[1])
    assert "还没有通过验证" in client.post(address, {"q1": "供水", "token": token}).content.decode()
    said = {"token": token, "answer": answer}
    assert "是第1份" in client.post(address, {"q1": "供水", "q2": ["站点", "路灯"], **said}).content.decode()
    assert asked.answers.get().given == [["供水"], ["站点", "路灯"], []]
    assert client.post(address, {"q1": "供水"}).status_code == 422
    again = client.post(address, {"q1": "供水", **said}, headers={"User-Agent": "another"})
    assert "您已经提交过这份问卷" in again.content.decode()
