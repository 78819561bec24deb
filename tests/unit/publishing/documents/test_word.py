"""Word files become clean HTML."""

import io

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from gongkai.publishing.documents.word import read_word


def saved(document):
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_a_notice():
    document = Document()
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run("关于加强工作的通知")
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "方正小标宋简体")
    document.add_paragraph("　　各镇：")
    document.add_paragraph("一、总体要求")
    document.add_paragraph("\u3000\u3000为了工作。").add_run("重点").bold = True
    document.add_paragraph("甲", style="List Number")
    document.add_paragraph("乙", style="List Bullet")
    document.add_heading("标题", 2)
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "头"
    document.add_paragraph("                                2019年6月3日")
    read = read_word("a.docx", saved(document))
    assert read.html == (
        '<p class="gk-title">关于加强工作的通知</p><p>各镇：</p><h2>一、总体要求</h2><p>为了工作。<strong>重点</strong></p>'
        "<ol><li>甲</li></ol><ul><li>乙</li></ul><h3>标题</h3>"
        '<table><tr><td colspan="2">头</td></tr><tr><td></td><td></td></tr></table>'
        '<p class="gk-right">2019年6月3日</p>'
    )
