"""The layout of official letters: measures of GB/T 9704 in Word, the same in print, any text whatever."""

import io
import zipfile
from datetime import date

import pytest
from docx import Document
from docx.shared import Mm
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from gongkai.cases.glyphs import marked, missing_in, printable
from gongkai.cases.letter_layout import LetterContent, arabic_day, render_pdf
from gongkai.cases.letter_word import render_docx


def a_letter(*paragraphs, **changes):
    given_ = {
        "title": "政府信息公开申请答复书", "number": "白区财公复〔2025〕1号", "addressee": "张三", "paragraphs": paragraphs,
        "attachments": (), "organ": "白银区财政局", "day": date(2025, 5, 6),
    }  # fmt: skip
    return LetterContent(**{**given_, **changes})


def pages(content):
    return PdfReader(io.BytesIO(render_pdf(content))).pages


def test_the_page_has_the_margins_and_the_grid_of_the_standard():
    section = Document(io.BytesIO(render_docx(a_letter("正文")))).sections[0]
    assert [round(Mm(1) and side / Mm(1)) for side in (
        section.top_margin, section.bottom_margin, section.left_margin, section.right_margin,
    )] == [37, 35, 28, 26]  # fmt: skip
    assert section._sectPr.xpath("w:docGrid/@w:linePitch") == ["579"]
    page = pages(a_letter("正文"))[0]
    assert [round(float(side) * 25.4 / 72) for side in page.mediabox[2:]] == [210, 297]


def test_a_page_has_twenty_two_lines_of_twenty_eight_characters():
    # The second page holds nothing but body text.
    body = "".join(f"{n:03}" + "一" * 25 for n in range(200)).replace("0", "零").replace("1", "壹")
    text = "壹" * 28 * 100
    lines = pages(a_letter(text))[1].extract_text().split("\n")
    written = [line for line in lines if "壹" in line]
    assert [len(line.strip()) for line in written] == [28] * 22
    assert body


def test_the_date_is_in_arabic_numerals_without_leading_zeros():
    assert arabic_day(date(2025, 5, 6)) == "2025年5月6日"


def test_a_short_row_of_a_table_gives_its_width_to_the_last_cell():
    rows = (("甲", "乙", "丙", "丁"), ("戊", "己"))
    table = Document(io.BytesIO(render_docx(a_letter(rows, form=True)))).tables[0]
    assert [len({cell._tc for cell in row.cells}) for row in table.rows] == [4, 2]


def test_a_form_has_no_red_head_and_no_signature():
    text = pages(a_letter((("甲", "乙"),), form=True, addressee=""))[0].extract_text()
    assert "白银区财政局" not in text
    assert "编号：" in text


def test_a_signature_never_stands_on_a_page_alone():
    for lines in range(7, 16):
        printed = pages(a_letter("壹" * 28 * lines, "特此答复。"))
        last = printed[-1].extract_text()
        assert "特此答复" in last or len(printed) == 1


def test_no_file_says_when_it_was_packed():
    with zipfile.ZipFile(io.BytesIO(render_docx(a_letter("正文")))) as packed:
        assert {info.date_time for info in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize(
    ("text", "lacking"), [("㛃堃喆囍①〔〕", ()), ("𠮷田", ("𠮷",)), ("葛\U000e0100", ())]
)
def test_a_character_without_a_glyph_is_found(text, lacking):
    assert missing_in(text) == lacking


def test_a_missing_character_is_printed_by_its_code_point():
    assert marked("𠮷田") == "〔U+20BB7〕田"


def test_characters_that_control_something_are_left_out():
    assert printable("甲\x00\u202e乙\r\n丙\t丁\ufeff") == "甲乙\n丙  丁"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=40))
def test_any_text_at_all_can_be_printed(text, name):
    content = a_letter(text, ((text[:20], name),), addressee=name, attachments=(name or "甲",), note=name)
    assert render_pdf(content).startswith(b"%PDF")
    assert render_docx(content).startswith(b"PK")
