"""Pasted HTML: what a body may hold remains, with every visible word."""

import re

import pytest
from bs4 import BeautifulSoup
from bs4.element import PreformattedString
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.law.refusal import Refusal
from gongkai.publishing.content import clean, clean_imported
from gongkai.publishing.documents.pasted import clean_pasted

FROM_WORD = """
<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset=utf-8><title>无</title>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style>p.MsoNormal {mso-style-parent:""; font-family:仿宋_GB2312}</style></head><body lang=ZH-CN>
<!--StartFragment-->
<p class=MsoNormal align=center style='text-align:center'><b><span style='font-family:方正小标宋简体'>关于开放日的公告</span></b><o:p></o:p></p>
<p class=MsoNormal style='text-indent:32.0pt'><span lang=EN-US>&nbsp;&nbsp;&nbsp; </span><span>为了<span style="font-weight:bold">公开</span>，</span><span>定于6月3日。</span></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<?xml:namespace prefix = o /><![if !supportLists]>1.<![endif]>时间
<p class=MsoNormal align=right style='text-align:right'>2019年6月3日</p>
<!--EndFragment--></body></html>
"""


def test_what_word_pastes_becomes_plain_paragraphs():
    html, notes = clean_pasted(FROM_WORD)
    assert html == (
        '<p class="gk-center"><strong>关于开放日的公告</strong></p>'
        "<p>为了<strong>公开</strong>，定于6月3日。</p>"
        "<p>1.时间</p>"
        '<p class="gk-right">2019年6月3日</p>'
    )
    assert notes == []


@pytest.mark.parametrize(
    ("html", "kept", "notes"),
    [
        ("<div>甲<div>乙</div></div>", "<p>甲</p><p>乙</p>", []),
        ("甲<br>乙", "<p>甲<br/>乙</p>", []),
        ("<p>\u3000\u3000甲\u3000乙 &nbsp; 丙</p>", "<p>甲\u3000乙 丙</p>", []),
        ("<p>甲</p><p>&nbsp;</p><p><br></p>", "<p>甲</p>", []),
        ("<h1>题</h1>", "<h2>题</h2>", []),
        ("<p onclick='x()'>甲<script>x()</script></p>", "<p>甲</p>", ["已删去 2 处脚本、事件或者嵌入内容。"]),
        ('<p><a href="JavaScript:x()">甲</a></p>', "<p>甲</p>", ["已删去 1 个会运行程序的链接。"]),
        (
            '<p>甲<img src="data:image/png;base64,AA"><img src="file:///C:/a.png"></p>',
            "<p>甲</p>",
            ["有 2 幅随文粘贴的图片没有保留，请作为图片文件插入，并填写替代文字。"],
        ),
        (
            '<p>甲<img src="//other.example/a.png"></p>',
            "<p>甲</p>",
            ["有 1 幅其他网站的图片没有保留，请确认可以使用后作为图片文件插入。"],
        ),
        ('<p><img src="/files/a.png" alt="章"></p>', '<p><img alt="章" src="/files/a.png"/></p>', []),
        ('<p>甲<span style="display:none">乙</span></p>', "<p>甲</p>", ["有 1 处隐藏文字没有保留。"]),
        ('<p><span style="vertical-align:super">2</span></p>', "<p><sup>2</sup></p>", []),
        (
            "<table><thead><tr><th>年</th></tr></thead><tr><td width=99><p class=MsoNormal>甲</p></td></tr></table>",
            '<table><thead><tr><th scope="col">年</th></tr></thead><tr><td>甲</td></tr></table>',
            [],
        ),
        ('<p>甲</p> <a href="#_ftn1">[1]</a>', "<p>甲</p><p>[1]</p>", []),
        ("", "", []),
    ],
)
def test_each_kind_of_debris_goes_and_the_words_stay(html, kept, notes):
    assert clean_pasted(html) == (kept, notes)


def test_what_an_import_made_is_not_changed_by_pasting_it():
    html = (
        '<p class="gk-title">题</p><p>甲<sup><a href="#gk-note-1" id="gk-note-ref-1">[1]</a></sup></p>'
        '<ol start="3"><li>乙</li></ol><table><caption>表1</caption><tr><th scope="row">丙</th><td></td></tr></table>'
        '<ol class="gk-footnotes"><li id="gk-note-1"><p>注 <a href="#gk-note-ref-1">返回正文</a></p></li></ol>'
    )
    assert clean_pasted(html) == (html, [])


def test_markup_nested_too_deep_is_refused_in_a_sentence():
    with pytest.raises(Refusal, match="嵌套过深"):
        clean_pasted("<b>" * 3000 + "文")


WORD = st.text(alphabet="甲乙丙丁戊己", min_size=1, max_size=4)
ATTRIBUTES = st.sampled_from(
    ["", " style='color:red'", " onclick='x()'", ' onerror="x()"', " class=MsoNormal", " align=right", " id=top",
     ' href="javascript:x()"', " href='https://www.gov.cn/'", ' href="&#106;avascript:x()"', " lang=EN-US",
     ' style="font-weight:bold"', ' style="text-align:center"', " class='gk-right x'", ' colspan="2"']
)  # fmt: skip
TAGS = st.sampled_from(
    ["p", "div", "span", "b", "i", "u", "font", "a", "o:p", "h1", "h3", "li", "ul", "ol", "table", "tr", "td",
     "strong", "em", "sup", "center", "blockquote", "section", "svg", "math", "form", "figure"]
)  # fmt: skip
JUNK = st.sampled_from(
    ["<br>", "&nbsp;", "\u3000\u3000", " ", "\n", "<script>alert(1)</script>", "<style>p{}</style>", "<hr>",
     "<!-- x -->", "<!--[if mso]><b>x</b><![endif]-->", '<img src="https://a.example/b.png">', "<img src=data:x>",
     "<img src=x onerror=alert(1)>", "<![CDATA[x><img src=x onerror=alert(1)>]]>", "<?xml:namespace prefix=o />",
     "<p>", "</div>", "</p>", "<o:p></o:p>", "<iframe src=//x></iframe>", "<svg/onload=alert(1)>", "\u200b", "&lt;b&gt;"]
)  # fmt: skip


def _element(children):
    return st.builds(
        lambda tag, attributes, inner: f"<{tag}{attributes}>{''.join(inner)}</{tag}>",
        TAGS,
        ATTRIBUTES,
        st.lists(children, max_size=4),
    )


PAGES = st.lists(st.recursive(WORD | JUNK, _element, max_leaves=12), max_size=6).map("".join)


def _words(html):
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(["script", "style", "iframe"]):
        tag.decompose()
    for markup in soup.find_all(string=lambda text: isinstance(text, PreformattedString)):
        markup.extract()
    return re.sub(r"[\s\u200b]+", "", soup.get_text())


def _is_harmless(html):
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(True):
        assert tag.name not in ("script", "style", "iframe", "object", "svg", "form")
        assert "style" not in tag.attrs
        assert not [name for name in tag.attrs if name.startswith("on")]
        assert "javascript" not in str(tag.get("href", "")).lower()
        assert tag.name != "img" or str(tag["src"]).startswith("/")
    return "<!" not in html and "<?" not in html


@settings(max_examples=200, deadline=None)
@given(PAGES)
def test_pasting_leaves_nothing_dangerous_and_every_visible_word(html):
    cleaned, _ = clean_pasted(html)
    assert _is_harmless(cleaned)
    assert _words(cleaned) == _words(html)


@settings(max_examples=200, deadline=None)
@given(PAGES)
def test_pasting_twice_changes_nothing_more(html):
    cleaned, _ = clean_pasted(html)
    assert clean_pasted(cleaned)[0] == cleaned
    assert clean(cleaned) == cleaned


@settings(max_examples=200, deadline=None)
@given(PAGES)
def test_the_gate_leaves_nothing_dangerous_and_is_idempotent(html):
    for gate in (clean, clean_imported):
        cleaned = gate(html)
        assert _is_harmless(cleaned)
        assert gate(cleaned) == cleaned
        assert _words(cleaned) == _words(html)
