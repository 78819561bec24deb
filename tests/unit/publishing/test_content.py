"""What HTML a body may hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.law.refusal import Refusal
from gongkai.publishing.content import clean
from gongkai.publishing.passages import plain_text


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p style='color:red' onclick='x()'>文</p>", "<p>文</p>"),
        ("<p>甲<script>alert(1)</script>乙</p>", "<p>甲乙</p>"),
        ("<p>甲<!-- 批注 -->乙</p>", "<p>甲乙</p>"),
        ('<a href="javascript:alert(1)">链</a>', "<a>链</a>"),
        ('<a href="https://www.gov.cn/" target="_blank">链</a>', '<a href="https://www.gov.cn/">链</a>'),
        ('<img src="//else.example/a.png">', ""),
        ('<img src="/files/a.png" alt="图" onerror="x()">', '<img alt="图" src="/files/a.png"/>'),
        ('<td colspan="2" style="x">甲</td>', '<td colspan="2">甲</td>'),
        ("<font>字</font>", "字"),
        ("<h1>大标题</h1>", "大标题"),
        ("<p>甲<![CDATA[x><img src=x onerror=alert(1)>]]>乙</p>", "<p>甲乙</p>"),
        ("<!DOCTYPE html><?xml:namespace prefix=o ?><p>甲</p>", "<p>甲</p>"),
        ('<p class="gk-right MsoNormal">甲</p>', '<p class="gk-right">甲</p>'),
        ('<p class="MsoNormal">甲</p>', "<p>甲</p>"),
        (
            '<sup><a href="#gk-note-1" id="gk-note-ref-1">[1]</a></sup>',
            '<sup><a href="#gk-note-1" id="gk-note-ref-1">[1]</a></sup>',
        ),
        ('<a href="#top" id="x">甲</a>', "<a>甲</a>"),
        ('<ol start="3" type="a"><li>甲</li></ol>', '<ol start="3" type="a"><li>甲</li></ol>'),
        ('<ol start="x" type="disc"><li>甲</li></ol>', "<ol><li>甲</li></ol>"),
        ('<img src="picture:1">', ""),
        ("", ""),
    ],
)
def test_only_the_allowed_remains(html, kept):
    assert clean(html) == kept


@given(st.text(alphabet="<>/ap=\"'&;:scrit img文 \n", max_size=60))
def test_cleaning_twice_changes_nothing_more(html):
    once = clean(html)
    assert clean(once) == once
    assert "<script" not in once


def test_blocks_become_lines():
    assert plain_text("<p>甲</p><p>乙</p>").split() == ["甲", "乙"]


def test_markup_nested_too_deep_is_refused_in_a_sentence():
    with pytest.raises(Refusal, match="嵌套过深"):
        clean("<b>" * 3000 + "文")
