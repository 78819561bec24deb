"""Metadata are read from the text, each with its words; nothing is guessed."""

from datetime import date

import pytest

from gongkai.publishing.documents.suggestions import Suggestion, chinese_date, suggest
from gongkai.publishing.models import Genre, Mode

DECISION = """白云区人民政府关于废止部分文件的决定
（2020年1月2日）
各镇人民政府，区政府各部门：
为落实“放管服”改革要求，区政府对行政规范性文件进行了清理。根据清理结果，区政府决定废止下列文件。自2020年2月1日起施行。
一、白区政发〔2015〕3号
"""


def test_a_text_without_marks_says_nothing():
    assert suggest("天气很好。") == Suggestion()
    assert suggest("") == Suggestion()


def test_a_decision_in_plain_text():
    found = suggest(DECISION)
    assert found.title == "白云区人民政府关于废止部分文件的决定"
    assert found.genre == Genre.DECISION
    assert found.created_on == date(2020, 1, 2)
    assert found.doc_number is None
    assert found.mode is None
    assert found.issuing_body is None
    assert found.summary == (
        "为落实“放管服”改革要求，区政府对行政规范性文件进行了清理。根据清理结果，区政府决定废止下列文件。自2020年2月1日起施行。"
    )


def test_every_value_comes_with_its_words():
    found = suggest(
        "白云区财政局文件\n白区财发（2021）012号\n关于公布收费目录的公告\n现公布收费目录。\n白云区财政局\n二〇二一年十一月二十日\n（此件主动公开）"
    )
    assert found.evidence == {
        "title": "关于公布收费目录的公告",
        "doc_number": "白区财发（2021）012号",
        "created_on": "二〇二一年十一月二十日",
        "issuing_body": "白云区财政局",
        "genre": "公告",
        "mode": "此件主动公开",
        "keywords": "收费（2次）、目录（2次）",
    }
    assert (found.doc_number, found.created_on) == ("白区财发〔2021〕12号", date(2021, 11, 20))
    assert found.mode == Mode.PROACTIVE


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2019年6月3日", date(2019, 6, 3)),
        ("２０１９年６月３日", date(2019, 6, 3)),
        ("二〇一九年六月三日", date(2019, 6, 3)),
        ("二○二○年十月三十一日", date(2020, 10, 31)),
        ("二零二一年十二月二十日", date(2021, 12, 20)),
        ("2019 年 6 月 3 日", date(2019, 6, 3)),
        ("2019年2月30日", None),
        ("2019年6月", None),
    ],
)
def test_dates_are_read_as_they_are_written(text, day):
    assert chinese_date(text) == day


def test_the_day_of_effect_or_of_printing_is_not_the_day_of_signature():
    text = "关于防汛的通知\n本通知自2019年7月1日起施行。\n区政府办公室  2019年6月4日印发\n"
    assert suggest(text).created_on is None


def test_the_date_under_the_signature_comes_before_those_of_the_annexes():
    text = "关于防汛的通知\n文。\n白云区水务局\n2019年6月3日\n附件\n防汛工作方案\n白云区水务局\n2018年1月1日"
    assert suggest(text).created_on == date(2019, 6, 3)


def test_organs_that_sign_together_are_all_named():
    html = (
        '<p class="gk-title">关于防汛的通知</p><p>文。</p><p class="gk-right">白云区水务局</p>'
        '<p class="gk-right">白云区财政局</p><p class="gk-right">2019年6月3日</p>'
    )
    assert suggest(html).issuing_body == "白云区水务局、白云区财政局"


def test_organ_and_date_on_one_line():
    found = suggest('<p class="gk-title">公告</p><p class="gk-right">白云区水务局 2019年6月3日</p>')
    assert (found.issuing_body, found.created_on) == ("白云区水务局", date(2019, 6, 3))


def test_a_number_within_a_sentence_belongs_to_another_document():
    assert suggest("关于防汛的通知\n根据国办发〔2019〕54号，现通知如下：").doc_number is None


@pytest.mark.parametrize(
    ("mark", "mode"),
    [
        ("（此件公开发布）", Mode.PROACTIVE),
        ("公开方式：主动公开", Mode.PROACTIVE),
        ("此件依申请公开", Mode.ON_REQUEST),
        ("（此件不予公开）", Mode.WITHHELD),
        ("此件公开发布\n此件不公开", None),
        ("全面推进主动公开工作。", None),
    ],
)
def test_the_printed_mark_tells_the_mode(mark, mode):
    assert suggest(f"关于防汛的通知\n{mark}").mode == mode


@pytest.mark.parametrize(
    ("title", "genre"),
    [
        ("白云区住房租赁管理办法（试行）", Genre.MEASURES),
        ("关于印发《防汛方案》的通知", Genre.NOTICE),
        ("白云区水务局2020年政府信息公开工作年度报告", Genre.ANNUAL_REPORT),
        ("白云区“十四五”水利发展规划", Genre.PLAN),
        ("《白云区防汛办法》解读", Genre.INTERPRETATION),
        ("关于录用人员的公示", None),
    ],
)
def test_the_last_word_of_the_title_is_the_genre(title, genre):
    assert suggest(f'<p class="gk-title">{title}</p>').genre == genre


def test_printed_subject_words_are_taken_as_they_are():
    assert suggest("关于防汛的通知\n主题词：水利 防汛 通知").keywords == ("水利", "防汛", "通知")


def test_a_summary_is_whole_sentences_within_the_limit():
    long = "为" + "做好防汛" * 20 + "。" + "现将" + "事项" * 20 + "。"
    assert suggest(f"关于防汛的通知\n{long}").summary == "为" + "做好防汛" * 20 + "。"
    assert suggest("关于防汛的通知\n为" + "做好防汛" * 40 + "。").summary is None


def test_notes_are_no_part_of_the_text():
    html = (
        '<p class="gk-title">关于防汛的通知<sup><a href="#gk-note-1" id="gk-note-ref-1">[1]</a></sup></p>'
        '<ol class="gk-footnotes"><li id="gk-note-1"><p>此件不公开</p></li></ol>'
    )
    found = suggest(html)
    assert (found.title, found.mode) == ("关于防汛的通知", None)
