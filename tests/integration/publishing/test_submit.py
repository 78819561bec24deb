from datetime import date

import pytest

from gongkai.cases.actions import AlreadyDone
from gongkai.publishing import actions
from tests.conftest import at


def test_a_clean_draft_goes_to_the_checker(desk):
    assert desk.submitted().stage == "checking"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"body": "<p>联系人张三，620402198001010013。</p>"}, "居民身份证号码"),
        ({"body": "<p>电话13909431234</p>"}, "手机号码"),
        ({"body": "<p>账号6222 0200 0000 0000 000</p>"}, "银行卡号"),
        ({"body": "<p>机密★一年</p>"}, "国家秘密标志"),
        ({"summary": ""}, "没有内容概述"),
        ({"created_on": date(2019, 6, 4)}, "晚于今天"),
        ({"body": '<img src="/files/a.png">'}, "没有替代文字"),
        ({"body": ""}, "没有正文"),
    ],
)
def test_what_blocks_keeps_the_text_at_the_drafter(desk, changes, sentence):
    draft = desk.draft(**changes)
    with pytest.raises(actions.NotReady, match=sentence):
        actions.submit(draft, by=desk.officer, at=at("2019-06-03 09:10"))
    draft.refresh_from_db()
    assert (draft.stage, draft.revision) == ("draft", 1)


def test_a_second_click_is_told_who_was_first_and_changes_nothing(desk):
    submitted = desk.submitted()
    with pytest.raises(AlreadyDone, match="已由张财于2019-06-03 09:10“提交核稿”"):
        actions.submit(submitted, by=desk.officer, at=at("2019-06-03 09:11"))
    assert submitted.acts.count() == 2
