"""The checklist of an outcome: pure comparison, for every outcome of the closed list."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.law.checklist import OnFile, checklist
from gongkai.law.regulation import OUTCOMES

FULL = OnFile(
    ground=True, reasons=True, information=True, referral=True, searches=1, earlier_reply=True, correction_asked=True,
    correction_received=True, third_party_asked=True, evidence=True, separation=True, reasons_judged=True, secrecy_review=True, drafted=True, approved=True, letter=True,
    served=True, service_proof=True,
)  # fmt: skip
FILES = st.builds(
    OnFile,
    **{field.name: st.booleans() for field in fields(OnFile) if field.name != "searches"},
    searches=st.integers(0, 3),
)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_full_file_lacks_nothing_and_an_empty_one_something(outcome):
    assert all(check.there for check in checklist(outcome, FULL))
    assert any(not check.there for check in checklist(outcome, OnFile()))


@given(st.sampled_from(sorted(OUTCOMES)), FILES)
def test_every_item_has_an_article_and_what_lacks_says_how_it_gets_there(outcome, file):
    for check in checklist(outcome, file):
        assert check.label
        assert check.article
        assert check.there or check.way


@pytest.mark.parametrize(
    ("outcome", "lacking", "label"),
    [
        ("O_NOTEXIST", {"searches": 0}, "检索记录"),
        ("O_REFUSE_THIRD", {"third_party_asked": False}, "征求第三方意见"),
        ("O_REFUSE_THIRD", {"third_party_open": True}, "第三方不同意公开的意见或者本机关的决定"),
        ("O_UNCLEAR", {"correction_asked": False}, "补正告知书"),
        ("O_ABANDON_CORR", {"correction_asked": False}, "补正告知书"),
        ("O_GRANT", {"secrecy_review": False}, "保密审查"),
        ("O_GRANT", {"joint_maker_open": True}, "共同制作机关意见已登记"),
        ("O_DUPLICATE", {"earlier_reply": False}, "前次答复的文号和日期"),
        ("O_QUERY", {"referral": False}, "所适用的法律、行政法规和查询机构"),
        ("O_GRANT", {"service_proof": False}, "送达凭证（邮件号码、签收）"),
    ],
)
def test_each_item_is_missed_when_it_is_not_on_file(outcome, lacking, label):
    checks = {check.label: check.there for check in checklist(outcome, replace(FULL, **lacking))}
    assert checks[label] is False


def test_disclosure_against_an_objection_asks_for_the_public_interest():
    objected = replace(FULL, third_party_objects=True, third_party_told=False)
    assert any("公共利益" in check.label and not check.there for check in checklist("O_GRANT", objected))
    assert not any("公共利益" in check.label for check in checklist("O_GRANT", FULL))
