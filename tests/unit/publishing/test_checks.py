"""The content checks, each on a text of its own."""

import json
from datetime import date

import pytest

from gongkai.publishing import wordlist
from gongkai.publishing.checks import Severity, findings
from gongkai.publishing.models import Genre, Mode, Publication

TODAY = date(2019, 6, 3)
pytestmark = pytest.mark.django_db


def found(body="<p>正文</p>", **fields):
    fields = {
        "title": "标题", "summary": "概述", "created_on": TODAY, "mode": Mode.PROACTIVE, "genre": Genre.NOTICE,
    } | fields  # fmt: skip
    publication = Publication(body=body, **fields)
    publication.file_parts, publication.column_code = [], "tongzhi"
    return findings(publication, TODAY)


def test_a_clean_text_has_no_findings():
    assert found() == []


@pytest.mark.parametrize(
    "text",
    [
        "身份证620402198001010013",
        "身份证\uff16\uff12\uff10\uff14\uff10\uff12\uff11\uff19\uff18\uff10\uff10\uff11\uff10\uff11\uff10\uff10\uff11\uff13",
        "电话13909431234。",
        "电话139-0943-1234",
        "电话139 0943 1234",
        "卡号6222020000000000000",
        "机密★10年",
        "密级：秘密",
        "密级\uff1a绝密",
        "此件不予公开",
        "内部资料，注意保存",
    ],
)
def test_what_must_not_be_public_blocks(text):
    assert [finding.severity for finding in found(f"<p>{text}</p>")] == [Severity.BLOCKS]


@pytest.mark.parametrize(
    "text",
    [
        "索引号11620402000000000X/2019-000001",
        "合同编号620402198001010010",
        "办公电话0943-8221234",
        "保守国家秘密，机密文件的管理",
        "此件公开发布",
        "预算 6222 0200 0000 0001 元",
        "流水号139094312345678",
    ],
)
def test_what_only_looks_like_it_does_not(text):
    assert found(f"<p>{text}</p>") == []


def test_digits_of_two_table_cells_are_not_one_number():
    assert found("<table><tr><th>1390943</th><td>1234</td></tr></table>") == []


def test_the_excerpt_shows_the_words_around_but_not_the_number():
    finding = found("<p>请与张某联系，电话13909431234，工作时间均可。</p>")[0]
    assert finding.place == "正文"
    assert "电话139****1234，工作时间" in finding.excerpt


def test_title_and_summary_are_read_too():
    assert [finding.place for finding in found(title="致13909431234", summary="13909431234")] == [
        "名称",
        "内容概述",
    ]


def test_what_blocks_stands_before_what_warns():
    severities = [finding.severity for finding in found(summary="", doc_number="国务院令第711号")]
    assert severities == [Severity.BLOCKS, Severity.WARNS]


def test_an_interpretation_without_its_document_is_pointed_out():
    assert "没有关联" in found(genre=Genre.INTERPRETATION)[0].message
    assert found(genre=Genre.INTERPRETATION, interpretation_kind="reposted") == []


@pytest.mark.parametrize("text", ["电话1389301<b>2345</b>。", "身份证6204021980<strong>0101</strong>0013"])
def test_a_number_of_which_one_part_is_bold_is_still_a_number(text):
    assert [finding.severity for finding in found(f"<p>{text}</p>")] == [Severity.BLOCKS]


def test_the_excerpt_shows_no_other_number_beside_its_own():
    excerpts = [finding.excerpt for finding in found("<p>张某13909431234，李某620402198001010013</p>")]
    assert all("13909431234" not in each and "620402198001010013" not in each for each in excerpts)


def test_an_announced_attachment_that_is_not_there_is_pointed_out():
    text = "<p>请填报。</p><p>附件：1.汇总表</p>"
    assert [finding.message for finding in found(text)] == ["正文列有附件“汇总表”，没有上传附件。"]
    assert found(text + "<p>附件1</p><p>汇总表</p>") == []
    assert found("<p>附件请在窗口领取。</p>") == []


def test_a_table_that_does_not_add_up_is_pointed_out():
    rows = (
        "<tr><th>项目</th><th>金额</th></tr><tr><td>甲</td><td>100</td></tr><tr><td>乙</td><td>50</td></tr>"
    )
    assert found(f"<table>{rows}<tr><td>合计</td><td>150</td></tr></table>") == []
    (finding,) = found(f"<table>{rows}<tr><td>合计</td><td>160</td></tr></table>")
    assert (finding.severity, finding.words) == (Severity.WARNS, "160")


def test_cells_over_several_rows_and_columns_keep_the_columns_apart():
    head = '<tr><th rowspan="2">项目</th><th colspan="2">金额</th></tr><tr><th>今年</th><th>去年</th></tr>'
    rows = "<tr><td>甲</td><td>1</td><td>2</td></tr><tr><td>乙</td><td>3</td><td>4</td></tr>"
    (finding,) = found(f"<table>{head}{rows}<tr><td>合计</td><td>4</td><td>7</td></tr></table>")
    assert finding.words == "7"


def test_the_name_of_a_ministry_is_not_found_in_the_words_for_its_kind():
    wordlist.install(TODAY)
    assert found("<p>各级监察部门、环境保护部门要配合。</p>") == []
    assert [each.words for each in found("<p>按照监察部的要求。</p>")] == ["监察部"]


def test_the_list_begins_with_two_hundred_wordings_each_with_its_source():
    rules = json.loads(wordlist.BEGINNING.read_text("utf-8"))
    assert len(rules) >= 200
    assert len({rule["wrong"] for rule in rules}) == len(rules)
    assert all(rule["source"] for rule in rules)
    assert {rule["kind"] for rule in rules} == {"name", "slip", "form", "sensitive"}
    assert not [rule["wrong"] for rule in rules if rule["right"] and rule["wrong"] in rule["right"]]
