"""Following a request on the site and acting on it, through the pages."""

from datetime import timedelta
from unittest import mock

import pytest
from django.utils import timezone

from gongkai.cases.models import Case
from gongkai.disclosure import actions
from gongkai.disclosure.models import LookupFailure, NoticeChoice, Satisfaction
from gongkai.portal import lookup
from tests.conftest import PDF, at
from tests.integration.disclosure.conftest import application, handling, registered  # noqa: F401
from tests.integration.disclosure.test_applicant import answered_online, correcting  # noqa: F401

PAGE = "/track/case/"


@pytest.fixture
def code(monkeypatch):
    """Every code drawn is this one."""
    from gongkai.cases import actions as cases

    monkeypatch.setattr(cases, "new_code", lambda seed: "ABCDEFGHJK")
    return "ABCDEFGHJK"


@pytest.fixture
def opened(client, code, request):
    """Return a function that looks a case up and gives its page."""

    def look_up(case):
        response = client.post("/track/", {"number": case.number, "code": code})
        assert response.status_code == 302
        assert code not in response["Location"]
        return client.get(PAGE).content.decode()

    return look_up


@pytest.fixture
def case(code, request):
    """The case of the fixture a test names."""
    return request.getfixturevalue(request.param)


of = pytest.mark.parametrize


def do(client, act, **typed):
    return client.post(f"{PAGE}do/{act}/", {"token": "t1", **typed})


@of("case", ["handling"], indirect=True)
def test_the_page_says_what_happened_what_comes_next_and_by_when(client, case, opened):
    page = opened(case)
    for said in (
        "正在办理",
        "由<strong>财政局</strong>作出答复",
        "2025年5月21日",
        "已经超过期限",
        "申请已登记",
    ):
        assert said in page
    assert page.count('aria-current="step"') == 1
    assert "张三" not in page
    assert "/calculator/?rule=reply&amp;start=2025-04-21" in page


@of("case", ["handling"], indirect=True)
@pytest.mark.parametrize(
    "typed",
    ["依申请公开[2025]1号", "依申请公开（2025）1号", " 依申请公开【２０２５】１号 ", "2025-1", "2025 ／ 1"],
)
def test_a_number_may_be_typed_with_the_brackets_of_any_keyboard(client, case, code, typed):
    assert case.number == "依申请公开〔2025〕1号"
    assert client.post("/track/", {"number": typed, "code": code}).status_code == 302


@of("case", ["handling"], indirect=True)
def test_wrong_codes_close_a_number_and_not_the_address_a_hall_shares(client, case, code):
    for _ in range(6):
        wrong = client.post("/track/", {"number": "依申请公开〔2025〕99号", "code": "WRONGWRONG"})
    assert wrong.status_code == 429
    assert client.post("/track/", {"number": case.number, "code": code}).status_code == 302


@of("case", ["handling"], indirect=True)
def test_pauses_and_extension_are_named_with_their_days(client, case, opened, world):
    by = world.actor("张财")
    actions.consult(
        case, kind="third_party", party="某公司", received_on=at("2025-04-25 09:00").date(), by=by, at=at("2025-04-24 09:00"),
    )  # fmt: skip
    actions.close_consultation(
        case, answer="objection", reasons="我方商业秘密", by=by, at=at("2025-05-09 09:00")
    )
    actions.extend(case, days=5, reasons="需要核对", by=world.actor("黄局长"), at=at("2025-05-12 09:00"))
    page = opened(case)
    for said in (
        "征求第三方意见",
        "4月25日起停止计算，至5月9日，9个工作日不计入期限",
        "延长5个工作日，理由：需要核对",
    ):
        assert said in page
    assert "某公司" not in page
    assert "我方商业秘密" not in page


@of("case", ["correcting"], indirect=True)
def test_the_correction_is_handed_in_on_the_page(client, case, opened):
    page = opened(case)
    assert "需要补正：请写明年度" in page
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("说明.pdf", PDF, content_type="application/pdf")
    sent = client.post(f"{PAGE}do/correct/", {"token": "t1", "text": "2018年度", "files": file}, follow=True)
    assert "已收到您的补正" in sent.content.decode()
    assert Case.objects.get().stage == "handling"
    assert do(client, "correct", text="2018年度").status_code == 302, (
        "the same form once more is no second act"
    )
    assert Case.objects.get().events.filter(action="correct_online").count() == 1


@of("case", ["correcting"], indirect=True)
def test_what_was_typed_stays_when_an_act_is_refused(client, case, opened, world):
    opened(case)
    actions.receive_correction(case, text="电话补充", by=world.actor("张财"), at=at("2025-04-28 09:00"))
    answer = do(client, "correct", text="我写了很久的补正内容")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "不能“网上补正”" in page
    assert "我写了很久的补正内容" in page


@of("case", ["correcting"], indirect=True)
def test_after_half_an_hour_the_code_is_asked_again_and_the_text_kept(client, case, opened, code):
    opened(case)
    later = timezone.now() + timedelta(minutes=31)
    with mock.patch("time.time", return_value=later.timestamp()):
        assert "打开半小时后关闭" in client.get(PAGE).content.decode()
        answer = do(client, "correct", text="2018年度")
        assert answer.status_code == 403
        assert 'name="text" value="2018年度"' in answer.content.decode()
        assert Case.objects.get().stage == "correcting"
    assert not LookupFailure.objects.exists(), "an hour-glass that ran out is no wrong code"
    client.cookies.clear()
    wrong = do(client, "correct", text="2018年度", number=case.number, code="WRONG")
    assert wrong.status_code == 422
    assert "2018年度" in wrong.content.decode()
    do(client, "correct", text="2018年度", number=case.number, code=code)
    assert Case.objects.get().stage == "handling"


@of("case", ["handling"], indirect=True)
def test_withdrawing_takes_a_second_step(client, case, opened):
    opened(case)
    asked = do(client, "withdraw", reason="不需要了")
    assert "确认撤回" in asked.content.decode()
    assert Case.objects.get().stage == "handling"
    done = client.post(f"{PAGE}do/withdraw/", {"token": "t1", "reason": "不需要了", "sure": "1"}, follow=True)
    assert "申请已撤回" in done.content.decode()
    assert Case.objects.get().outcome == "O_OTHER"


@of("case", ["answered_online"], indirect=True)
def test_an_online_reply_is_read_confirmed_and_rated(client, case, opened):
    page = opened(case)
    assert "确认收到答复" in page
    letter = case.letters.get(template="R02")
    assert client.get(f"{PAGE}letters/{letter.pk}.pdf").status_code == 200
    do(client, "receipt")
    assert do(client, "rate").status_code == 422
    do(client, "rate", score="5", text="谢谢")
    assert Satisfaction.objects.get().score == 5
    assert "您可以办理" not in client.get(PAGE).content.decode()


@of("case", ["handling"], indirect=True)
def test_consent_to_notices_is_given_on_the_page_and_no_address_shown_back(client, case, opened):
    opened(case)
    assert do(client, "notices", by_email="on").status_code == 422
    do(client, "notices", by_email="on", email="zhang@example.com")
    assert NoticeChoice.objects.get().email == "zhang@example.com"
    assert "zhang@example.com" not in client.get(PAGE).content.decode()


@of("case", ["handling"], indirect=True)
def test_no_page_no_letter_and_no_act_without_the_code(client, case, world):
    letter = case.letters.get(template="L03")
    assert "输入编号和查询码" not in client.get(PAGE).content.decode()
    assert case.number not in client.get(PAGE).content.decode()
    assert client.get(f"{PAGE}letters/{letter.pk}.pdf").status_code == 403
    assert do(client, "withdraw", sure="1").status_code == 403
    client.cookies[lookup.COOKIE] = "forged"
    assert do(client, "withdraw", sure="1").status_code == 403
    assert Case.objects.get().stage == "handling"


@of("case", ["handling"], indirect=True)
def test_the_code_of_one_case_opens_no_letter_of_another(client, case, opened, world):
    other = actions.submit(application(), unit=world.finance, at=at("2025-04-21 09:00"), token="o").case
    actions.confirm(other, by=world.actor("张财"), at=at("2025-04-22 09:00"))
    opened(case)
    assert client.get(f"{PAGE}letters/{other.letters.get().pk}.pdf").status_code == 404


@of("case", ["handling"], indirect=True)
def test_letters_to_third_parties_and_unsent_replies_are_not_handed_out(client, case, opened, world):
    by = world.actor("张财")
    actions.consult(
        case, kind="third_party", party="某公司", received_on=at("2025-04-25 09:00").date(), by=by, at=at("2025-04-24 09:00"),
    )  # fmt: skip
    page = opened(case)
    asked = case.letters.get(template="L08")
    assert asked.number not in page
    assert client.get(f"{PAGE}letters/{asked.pk}.pdf").status_code == 404


@of("case", ["handling"], indirect=True)
def test_leaving_closes_the_page_at_once(client, case, opened):
    opened(case)
    client.post("/track/leave/")
    assert case.number not in client.get(PAGE).content.decode()


@of("case", ["handling"], indirect=True)
def test_wrong_codes_count_against_a_number_however_it_is_written(client, case, code):
    for typed in ("2025-1", "2025-01", "2025/1", "2025-001", case.number):
        assert client.post("/track/", {"number": typed, "code": "WRONGWRONG"}).status_code != 429
    assert client.post("/track/", {"number": case.number, "code": code}).status_code == 429
