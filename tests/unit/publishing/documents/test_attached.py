"""What attached files say and what they carry unseen, read from real files."""

from io import BytesIO

import pytest
import typst
from openpyxl import Workbook

from gongkai.publishing.documents.attached import MOST_CHARACTERS, UNREAD, read_attached
from tests.conftest import PDF
from tests.unit.publishing.documents.files import paragraph, parts_of, zipped

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def xlsx(*sheets):
    book = Workbook()
    book.remove(book.active)
    for title, rows, state in sheets:
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        for row in rows:
            sheet.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def test_the_words_of_a_word_file_its_tables_and_notes_are_read():
    table = f"<w:tbl><w:tr><w:tc>{paragraph('表中文字')}</w:tc></w:tr></w:tbl>"
    notes = f'<w:footnotes {W}><w:footnote w:id="2">{paragraph("脚注文字")}</w:footnote></w:footnotes>'
    read = read_attached(zipped(parts_of(paragraph("正文文字") + table, footnotes=notes)), ".docx")
    assert read.text.split("\n") == ["正文文字", "表中文字", "脚注文字"]
    assert read.traces == ()


def test_comments_and_deleted_words_of_a_word_file_are_pointed_out():
    deleted = '<w:p><w:del w:id="1"><w:r><w:delText>张三得十万元</w:delText></w:r></w:del></w:p>'
    comments = (
        f'<w:comments {W}><w:comment w:id="0" w:author="王">{paragraph("再核")}</w:comment></w:comments>'
    )
    read = read_attached(zipped(parts_of(paragraph("文") + deleted, comments=comments)), ".docx")
    assert "张三得十万元" in read.text
    assert [trace[:4] for trace in read.traces] == ["有批注，", "有修订痕"]


def test_every_sheet_of_a_table_is_read_and_hidden_ones_are_pointed_out():
    read = read_attached(
        xlsx(("名单", [["姓名", "补助"], ["李四", 300]], "visible"), ("底稿", [["身份证"]], "hidden")),
        ".xlsx",
    )
    assert "李四 300" in read.text
    assert "身份证" in read.text
    assert read.traces == ("有隐藏的工作表“底稿”，公众下载后可以打开",)


def test_the_words_of_a_pdf_are_read_and_one_without_words_says_so():
    content = typst.compile(b"2018 final accounts 13909431234")
    assert "13909431234" in read_attached(content, ".pdf").text
    assert read_attached(PDF, ".pdf").traces == (UNREAD,)


def test_the_words_of_an_ofd_are_read():
    page = (
        "<ofd:Page xmlns:ofd='http://www.ofdspec.org/2016'><ofd:Content><ofd:Layer><ofd:TextObject>"
        "<ofd:TextCode X='0' Y='1'>白银区公告</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>"
    )
    content = zipped(
        {"OFD.xml": "<OFD/>", "Doc_0/Pages/Page_0/Content.xml": page, "Doc_0/Document.xml": "<D/>"}
    )
    assert read_attached(content, ".ofd").text == "白银区公告"


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".xlsx", ".ofd"])
def test_a_broken_file_keeps_nobody_from_handing_it_in(suffix):
    assert read_attached(b"PK\x03\x04 broken", suffix).traces == (UNREAD,)


def test_of_a_long_file_only_the_beginning_is_kept():
    content = zipped(parts_of("".join(paragraph("字" * 1000) for _ in range(80))))
    assert len(read_attached(content, ".docx").text) <= MOST_CHARACTERS + 80
