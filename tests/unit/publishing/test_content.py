"""What HTML a body may hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.publishing.content import clean, plain_text


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
