"""Words are read, marked and replaced across markup; only blocks, cells and breaks part them."""

import pytest

from gongkai.publishing.passages import Passages, plain_text


@pytest.mark.parametrize(
    "html, words",
    [
        ("<p>1389301<b>2345</b></p>", "13893012345"),
        ("<p>6204021980<strong>0101</strong><em>1234</em></p>", "620402198001011234"),
        ("<p>138&shy;9301\u200b2345</p>", "13893012345"),
        ("<p>138<br>9301</p>", "138\n9301"),
        ("<table><tr><td>138</td><td>9301</td></tr></table>", "138\n9301"),
        ("<p>甲</p><p>乙</p>", "甲\n乙"),
        ("<ul><li>甲<ol><li>乙</li></ol></li></ul>", "甲\n乙"),
        ("甲<div>乙</div>丙", "甲\n乙\n丙"),
        ("<p>a &lt; b &amp; c</p>", "a < b & c"),
    ],
)
def test_words_are_parted_by_blocks_and_by_nothing_else(html, words):
    assert plain_text(html) == words


def test_words_that_run_through_markup_are_marked_in_each_piece():
    text = Passages("<p>电话1389301<b>2345</b>。</p>")
    text.mark("13893012345", "f-1", "含有手机号码")
    assert str(text) == (
        '<p>电话<mark id="f-1" title="含有手机号码">1389301</mark>'
        '<b><mark title="含有手机号码">2345</mark></b>。</p>'
    )


def test_the_same_words_again_are_marked_where_they_stand_next():
    text = Passages("<p>互査</p><p>互査</p>")
    behind = text.mark("互査", "f-1", "一")
    text.mark("互査", "f-2", "二", behind)
    assert (
        str(text)
        == '<p><mark id="f-1" title="一">互査</mark></p><p><mark id="f-2" title="二">互査</mark></p>'
    )


def test_a_total_is_marked_in_its_row_and_not_in_the_text_before():
    text = Passages(
        "<p>资金500万元</p><table><tr><td>甲</td><td>500</td></tr><tr><td>合计</td><td>500</td></tr></table>"
    )
    text.mark("500", "f-1", "不符", text.start_of_row(0, 1))
    assert str(text).endswith('<td>合计</td><td><mark id="f-1" title="不符">500</mark></td></tr></table>')


def test_words_are_not_found_across_blocks():
    text = Passages("<p>互</p><p>査</p>")
    assert text.mark("互査", "f-1", "一") == -1
    assert str(text) == "<p>互</p><p>査</p>"


def test_words_are_replaced_wherever_they_stand_and_the_markup_stays():
    text = Passages("<p>互<b>査</b>和互査</p>")
    text.replace("互査", "互查")
    assert str(text) == "<p>互查<b></b>和互查</p>"
