"""Word files become clean HTML."""

import io
import re
from datetime import date

import pytest
from bs4 import BeautifulSoup
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from gongkai.law.refusal import Refusal
from gongkai.publishing.content import clean
from gongkai.publishing.documents.pasted import clean_pasted
from gongkai.publishing.documents.word import read_word
from gongkai.publishing.models import Genre, Mode
from tests.unit.publishing.documents.files import (
    cell,
    image,
    lists,
    paragraph,
    parts_of,
    picture,
    row,
    run,
    table,
    word,
    zipped,
)

TITLE_FONT, HEI, KAI, FANG = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312"
RED = '<w:color w:val="FF0000"/>'
BOLD = "<w:b/>"


def html(body, **parts):
    return read_word("文.docx", word(body, **parts)).html


def notes(body, **parts):
    return read_word("文.docx", word(body, **parts)).notes


def fang(text):
    return paragraph(run(text, font=FANG, size=16))


NOTICE = "".join(
    [
        paragraph(run("白云区人民政府办公室文件", font=TITLE_FONT, size=48, marks=RED), jc="center"),
        paragraph(run("白区政办发[2019]054号", font=FANG, size=16), jc="center"),
        paragraph(run("白云区人民政府办公室", font=TITLE_FONT, size=22), jc="center"),
        paragraph(run("关于加强防汛工作的通知", font=TITLE_FONT, size=22), jc="center"),
        paragraph(""),
        fang("各镇人民政府，各街道办事处，区政府各部门："),
        fang(
            "\u3000\u3000为做好2019年防汛工作，保障人民群众生命财产安全，经区政府同意，现将有关事项通知如下："
        ),
        paragraph(run("\u3000\u3000一、落实防汛责任", font=HEI, size=16)),
        paragraph(run("\u3000\u3000（一）镇街责任。", font=KAI, size=16)),
        fang("\u3000\u3000各镇街对本辖区防汛负总责，防汛物资按下表储备。"),
        paragraph(
            run("\u3000\u3000（二）部门责任。", font=KAI, size=16),
            run("水务部门负责防汛调度。", font=FANG, size=16),
        ),
        paragraph(run("\u3000\u3000二、储备防汛物资", font=HEI, size=16)),
        paragraph(run("表1 防汛物资储备", font=HEI, size=14), jc="center"),
        table(
            row(
                cell("镇街", marks=BOLD, more='<w:vMerge w:val="restart"/>'),
                cell("物资", marks=BOLD, more='<w:gridSpan w:val="2"/>'),
            ),
            row(cell("", more="<w:vMerge/>"), cell("沙袋", marks=BOLD), cell("水泵", marks=BOLD)),
            row(cell("东镇"), cell("100"), cell("2")),
            row(cell("西镇"), cell("80"), cell("")),
        ),
        fang("\u3000\u3000本通知自2019年7月1日起施行。"),
        fang("\u3000\u3000附件：1.防汛责任人名单"),
        fang("\u3000\u3000\u3000\u3000\u3000 2.防汛物资清单"),
        paragraph(""),
        paragraph(
            picture("m1", "白云区人民政府办公室印章", anchored=True), run("白云区人民政府办公室"), jc="right"
        ),
        paragraph(run("\u3000" * 14 + "2019年6月3日", font=FANG, size=16)),
        fang("（此件公开发布）"),
        fang("抄送：区委办公室。"),
        fang("白云区人民政府办公室\u3000\u3000\u3000\u30002019年6月4日印发"),
    ]
)
NOTICE_HTML = (
    '<p class="gk-center">白云区人民政府办公室文件</p>'
    '<p class="gk-center">白区政办发[2019]054号</p>'
    '<p class="gk-title">白云区人民政府办公室</p>'
    '<p class="gk-title">关于加强防汛工作的通知</p>'
    "<p>各镇人民政府，各街道办事处，区政府各部门：</p>"
    "<p>为做好2019年防汛工作，保障人民群众生命财产安全，经区政府同意，现将有关事项通知如下：</p>"
    "<h2>一、落实防汛责任</h2>"
    "<h3>（一）镇街责任。</h3>"
    "<p>各镇街对本辖区防汛负总责，防汛物资按下表储备。</p>"
    "<p>（二）部门责任。水务部门负责防汛调度。</p>"
    "<h2>二、储备防汛物资</h2>"
    "<table><caption>表1 防汛物资储备</caption><thead>"
    '<tr><th rowspan="2" scope="col">镇街</th><th colspan="2" scope="colgroup">物资</th></tr>'
    '<tr><th scope="col">沙袋</th><th scope="col">水泵</th></tr></thead>'
    "<tbody><tr><td>东镇</td><td>100</td><td>2</td></tr><tr><td>西镇</td><td>80</td><td></td></tr></tbody></table>"
    "<p>本通知自2019年7月1日起施行。</p>"
    "<p>附件：1.防汛责任人名单</p>"
    "<p>2.防汛物资清单</p>"
    '<p class="gk-right"><img alt="白云区人民政府办公室印章" src="picture:1"/>白云区人民政府办公室</p>'
    '<p class="gk-right">2019年6月3日</p>'
    "<p>（此件公开发布）</p>"
    "<p>抄送：区委办公室。</p>"
    "<p>白云区人民政府办公室\u30002019年6月4日印发</p>"
)


def test_a_notice_keeps_its_structure_and_every_word():
    assert html(NOTICE, media={"seal.png": image()}) == NOTICE_HTML


def test_a_notice_tells_its_metadata():
    found = read_word("通知.docx", word(NOTICE, media={"seal.png": image()})).suggestions
    assert found.title == "白云区人民政府办公室关于加强防汛工作的通知"
    assert found.doc_number == "白区政办发〔2019〕54号"
    assert found.created_on == date(2019, 6, 3)
    assert found.issuing_body == "白云区人民政府办公室"
    assert (found.genre, found.mode) == (Genre.NOTICE, Mode.PROACTIVE)
    assert "防汛" in found.keywords
    assert found.summary == (
        "为做好2019年防汛工作，保障人民群众生命财产安全，经区政府同意，现将有关事项通知如下。"
    )


def test_the_seal_is_a_picture_of_its_own():
    seal = image()
    read = read_word("通知.docx", word(NOTICE, media={"seal.png": seal}))
    (found,) = read.pictures
    assert (found.name, found.content, found.content_type) == ("图1.png", seal, "image/png")
    assert found.alt == "白云区人民政府办公室印章"
    assert read.notes == ()


def test_a_file_of_another_writer():
    document = Document()
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.add_run("关于加强工作的通知")._element.get_or_add_rPr().get_or_add_rFonts().set(
        qn("w:eastAsia"), TITLE_FONT
    )
    document.add_paragraph("\u3000\u3000为了工作。").add_run("重点").bold = True
    document.add_paragraph("甲", style="List Number")
    document.add_paragraph("乙", style="List Bullet")
    document.add_heading("标题", 2)
    grid = document.add_table(2, 2)
    grid.cell(0, 0).merge(grid.cell(0, 1)).text = "头"
    buffer = io.BytesIO()
    document.save(buffer)
    assert read_word("a.docx", buffer.getvalue()).html == (
        '<p class="gk-title">关于加强工作的通知</p><p>为了工作。<strong>重点</strong></p>'
        "<ol><li>甲</li></ol><ul><li>乙</li></ul><h3>标题</h3>"
        '<table><tr><td colspan="2">头</td></tr><tr><td></td><td></td></tr></table>'
    )


def test_heading_styles_begin_under_the_title_of_the_page():
    body = (
        paragraph("甲", style="1") + paragraph("文") + paragraph("乙", style="1") + paragraph("丙", style="2")
    )
    assert html(body) == "<h2>甲</h2><p>文</p><h2>乙</h2><h3>丙</h3>"


def test_a_single_first_heading_is_the_title():
    body = paragraph("区规划", style="1") + paragraph("目标", style="2") + paragraph("文")
    assert html(body) == '<p class="gk-title">区规划</p><h2>目标</h2><p>文</p>'


def test_chapters_and_plain_numbers_are_headings_when_text_follows():
    body = (
        paragraph("第一章 总则", jc="center") + paragraph("第一条 为了公开，制定本办法。")
        + paragraph("一、目标") + paragraph("文。") + paragraph("一、身份证") + paragraph("二、户口簿；")
    )  # fmt: skip
    assert html(body) == (
        '<h2 class="gk-center">第一章 总则</h2><p>第一条 为了公开，制定本办法。</p>'
        "<h2>一、目标</h2><p>文。</p><p>一、身份证</p><p>二、户口簿；</p>"
    )


@pytest.mark.parametrize(
    ("form", "text", "printed"),
    [
        ("chineseCounting", "%1、", ["十、", "十一、"]),
        ("japaneseCounting", "（%1）", ["（十）", "（十一）"]),
        ("decimalEnclosedCircle", "%1", ["⑩", "⑪"]),
        ("decimal", "%1）", ["10）", "11）"]),
        ("chineseCountingThousand", "第%1条", ["第十条", "第十一条"]),
        ("chineseLegalSimplified", "%1.", ["壹拾. ", "壹拾壹. "]),
        ("ideographTraditional", "%1、", ["癸、", "甲、"]),
        ("upperRoman", "%1、", ["X、", "XI、"]),
    ],
)
def test_numbers_that_word_prints_become_text(form, text, printed):
    body = paragraph("甲，", number=(1, 0)) + paragraph("乙，", number=(1, 0))
    first, second = printed
    assert html(body, numbering=lists((form, text, 10))) == f"<p>{first}甲，</p><p>{second}乙，</p>"


def test_numbers_of_several_levels_count_on():
    body = "".join(
        [
            paragraph(run("责任", font=HEI), number=(1, 0)),
            paragraph("甲，", number=(1, 1)),
            paragraph("乙，", number=(1, 1)),
            paragraph(run("物资", font=HEI), number=(1, 0)),
            paragraph("丙，", number=(1, 1)),
            paragraph("丁，", number=(1, 2)),
        ]
    )
    numbering = lists(("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%1.%3"))
    assert html(body, numbering=numbering) == (
        "<h2>一、责任</h2><p>（一）甲，</p><p>（二）乙，</p><h2>二、物资</h2><p>（一）丙，</p><p>二.1 丁，</p>"
    )


def test_a_plain_list_is_a_list_and_counts_on_after_a_break():
    body = "".join(
        [
            paragraph("甲，", number=(1, 0)),
            paragraph("子，", number=(1, 1)),
            paragraph("乙，", number=(1, 0)),
            paragraph("文。"),
            paragraph("丙，", number=(1, 0)),
            paragraph("丁，", number=(2, 0)),
        ]
    )
    assert html(body, numbering=lists(("decimal", "%1."), ("lowerLetter", "%2."))) == (
        '<ol><li>甲，<ol type="a"><li>子，</li></ol></li><li>乙，</li></ol><p>文。</p>'
        '<ol start="3"><li>丙，</li></ol><ol><li>丁，</li></ol>'
    )


def test_bullets_are_a_list():
    body = paragraph("甲", number=(1, 0)) + paragraph("乙", number=(1, 0))
    assert html(body, numbering=lists(("bullet", "\uf06c"))) == "<ul><li>甲</li><li>乙</li></ul>"


def test_footnotes_and_endnotes_link_both_ways():
    reference = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:{}noteReference w:id="{}"/></w:r>'
    body = paragraph(
        run("甲"),
        reference.format("foot", 2),
        run("乙"),
        reference.format("end", 2),
        reference.format("foot", 9),
    )
    footnotes = (
        '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote><w:footnote w:id="2">{}</w:footnote>'
    )
    endnotes = '<w:endnote w:id="2">{}</w:endnote>'
    assert html(
        body, footnotes=footnotes.format(paragraph(" 脚注")), endnotes=endnotes.format(paragraph("尾注"))
    ) == (
        '<p>甲<sup><a href="#gk-note-1" id="gk-note-ref-1">[1]</a></sup>乙'
        '<sup><a href="#gk-note-2" id="gk-note-ref-2">[2]</a></sup></p>'
        '<ol class="gk-footnotes"><li id="gk-note-1"><p>脚注 <a href="#gk-note-ref-1">返回正文</a></p></li>'
        '<li id="gk-note-2"><p>尾注 <a href="#gk-note-ref-2">返回正文</a></p></li></ol>'
    )


def test_tracked_changes_are_accepted_and_told():
    body = (
        "<w:p>" + run("甲") + f"<w:ins>{run('乙')}</w:ins><w:del><w:r><w:delText>丙</w:delText></w:r></w:del></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + run("丁") + "</w:p><w:p>" + run("戊") + "</w:p>"
        + table(row(cell("己"), more="<w:del/>"), row(cell("庚"), more="<w:ins/>"))
    )  # fmt: skip
    assert html(body) == "<p>甲乙</p><p>丁戊</p><table><tr><td>庚</td></tr></table>"
    assert notes(body) == ("已接受 1 处修订插入。", "已删去 2 处修订中删除的内容。")


def test_comments_and_hidden_words_are_dropped_and_told():
    body = (
        '<w:p><w:commentRangeStart w:id="1"/>' + run("甲") + '<w:commentRangeEnd w:id="1"/>'
        '<w:r><w:commentReference w:id="1"/></w:r>' + run("密语", marks="<w:vanish/>") + "</w:p>"
        + paragraph("更密", style="Secret")
    )  # fmt: skip
    comments = f'<w:comment w:id="1">{paragraph("批")}</w:comment>'
    assert html(body, comments=comments) == "<p>甲</p>"
    assert notes(body, comments=comments) == ("有 1 条批注，没有导入。", "有 4 个隐藏文字，没有导入。")


def test_a_table_of_contents_is_dropped_and_other_fields_keep_their_result():
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    code = "<w:r><w:instrText>{}</w:instrText></w:r>"
    begin, separate, end = mark.format("begin"), mark.format("separate"), mark.format("end")
    body = (
        paragraph("目\u3000录")
        + paragraph(begin, code.format(' TOC \\o "1-2" '), separate, run("一、责任"), run("1"))
        + paragraph(run("二、物资"), run("3"), end)
        + paragraph(begin, code.format(" DATE "), separate, run("2019年"), end)
        + f'<w:p><w:fldSimple w:instr="PAGE">{run("第")}</w:fldSimple></w:p>'
        + paragraph("三", style="TOC1")
    )
    assert html(body) == "<p>2019年</p><p>第</p>"
    assert notes(body) == ("目录没有导入：网页没有页码。",)


def test_links_lead_to_pages_and_mailboxes_only():
    relations = [
        ("h1", "hyperlink", "https://www.gov.cn/", "External"),
        ("h2", "hyperlink", "mailto:a@b.cn", "External"),
        ("h3", "hyperlink", "javascript:x()", "External"),
        ("h4", "hyperlink", "file:///C:/a.doc", "External"),
    ]
    body = (
        "<w:p>"
        + "".join(f'<w:hyperlink r:id="h{n}">{run(str(n))}</w:hyperlink>' for n in range(1, 5))
        + "</w:p>"
    )
    assert html(body, relations=relations) == (
        '<p><a href="https://www.gov.cn/">1</a><a href="mailto:a@b.cn">2</a>34</p>'
    )


def test_marks_of_words_are_kept_and_joined():
    body = paragraph(
        run("甲", marks=BOLD), run("乙", marks=BOLD), run("丙", marks="<w:i/>"), run("丁", marks='<w:u w:val="single"/>'),
        run("戊", marks="<w:strike/>"), run("2", marks='<w:vertAlign w:val="superscript"/>'),
        run("3", marks='<w:vertAlign w:val="subscript"/>'), run("己", marks='<w:b w:val="0"/>'),
    ) + paragraph("庚", style="Body")  # fmt: skip
    assert html(body) == (
        "<p><strong>甲乙</strong><em>丙</em><u>丁</u><s>戊</s><sup>2</sup><sub>3</sub>己</p><p><strong>庚</strong></p>"
    )


def test_a_line_to_fill_in_stays_a_line():
    assert html(paragraph(run("签名："), run("    ", marks='<w:u w:val="single"/>'))) == "<p>签名：____</p>"


def test_indentation_by_spaces_and_empty_paragraphs_go():
    body = paragraph("\u3000\u3000甲\u00a0\u00a0 乙\u3000丙  ") + paragraph(" \u3000 ") + paragraph("")
    assert html(body) == "<p>甲 乙\u3000丙</p>"


def test_a_paragraph_set_in_is_marked():
    assert (
        html(paragraph("引文", more='<w:ind w:leftChars="400" w:left="840"/>'))
        == '<p class="gk-indent">引文</p>'
    )


def test_a_text_box_comes_after_its_paragraph_once():
    box = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData>'
        f"<wps:wsp><wps:txbx><w:txbxContent>{paragraph('框内')}</w:txbxContent></wps:txbx></wps:wsp>"
        "</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
        f"<w:txbxContent>{paragraph('框内')}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    body = f"<w:p>{run('甲')}{box}</w:p>" + paragraph("乙")
    assert html(body) == "<p>甲</p><p>框内</p><p>乙</p>"
    assert notes(body) == ("有 1 个文本框，其文字已放在所在段落之后，请核对位置。",)


def test_pictures_of_a_group_are_kept_and_their_words_too():
    group = (
        '<w:r><w:drawing><wp:inline><wp:docPr descr="流程图"/><a:graphic><a:graphicData><wpg:wgp>'
        '<pic:pic><pic:blipFill><a:blip r:embed="m1"/></pic:blipFill></pic:pic>'
        '<pic:pic><pic:blipFill><a:blip r:embed="m2"/></pic:blipFill></pic:pic>'
        "</wpg:wgp></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    read = read_word("a.docx", word(paragraph(group), media={"a.png": image(), "b.jpg": image("JPEG")}))
    assert read.html == '<p><img alt="流程图" src="picture:1"/><img alt="流程图" src="picture:2"/></p>'
    assert [found.content_type for found in read.pictures] == ["image/png", "image/jpeg"]


def test_a_drawing_that_only_its_fallback_can_show_is_read_from_there():
    drawn = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='cx1'><w:drawing/></mc:Choice>"
        f"<mc:Fallback>{picture('m1', '树状图')[5:-6]}</mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert html(paragraph(drawn), media={"a.png": image()}) == '<p><img alt="树状图" src="picture:1"/></p>'


def test_a_drawn_group_without_a_picture_is_told():
    group = "<w:r><w:drawing><wp:inline><a:graphic><wpg:wgp><wps:wsp/></wpg:wgp></a:graphic></wp:inline></w:drawing></w:r>"
    (note,) = notes(paragraph("甲", group))
    assert note.startswith("有 1 个绘制的组合图形没有导入")


RUNS = st.builds(
    run,
    st.text(alphabet="甲乙丙一二、（）。12 \u3000", min_size=1, max_size=8),
    font=st.sampled_from(["", HEI, KAI, TITLE_FONT]),
    marks=st.sampled_from(["", BOLD, RED, "<w:i/>", '<w:vertAlign w:val="subscript"/>']),
)
PARAGRAPHS = st.builds(
    lambda runs, jc, style, number: paragraph(*runs, jc=jc, style=style, number=number),
    st.lists(RUNS, max_size=3),
    st.sampled_from(["", "center", "right"]),
    st.sampled_from(["", "1", "2", "T", "Cap"]),
    st.sampled_from([None, None, (1, 0), (1, 1), (2, 0)]),
)
BODIES = st.lists(
    PARAGRAPHS | st.builds(lambda texts: table(row(*map(cell, texts))), st.lists(st.just("丁"), min_size=1))
)


@settings(max_examples=150, deadline=None)
@given(BODIES.map("".join), st.sampled_from(["bullet", "decimal"]))
def test_every_word_of_a_file_arrives_and_cleaning_it_again_changes_nothing(body, form):
    made = html(body, numbering=lists((form, "%1."), (form, "%2.")))
    written = "".join(re.findall(r"<w:t [^>]*>([^<]*)", body))
    read = BeautifulSoup(made, "html.parser").get_text()
    # Where HTML counts no list, its numbers are words of the text; they hold no sign but these.
    assert re.sub(r"[\s\d.•]", "", read) == re.sub(r"[\s\d.•]", "", written)
    assert clean(made) == made
    assert clean_pasted(made) == (made, [])


def test_an_old_drawing_and_word_art_are_read():
    body = paragraph(
        '<w:r><w:pict><v:shape alt="徽"><v:imagedata r:id="m1" o:title="x"/></v:shape></w:pict></w:r>'
        '<w:r><w:pict><v:shape><v:textpath string="政府文件"/></v:shape></w:pict></w:r>'
    )
    assert html(body, media={"a.png": image()}) == '<p><img alt="徽" src="picture:1"/>政府文件</p>'


def test_a_picture_with_its_caption_is_a_figure():
    body = paragraph(picture("m1", "柱状图"), jc="center") + paragraph("图1 收入", jc="center")
    assert html(body, media={"a.png": image()}) == (
        '<figure><img alt="柱状图" src="picture:1"/><figcaption>图1 收入</figcaption></figure>'
    )


def test_what_a_page_cannot_show_is_told():
    chart = '<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><c:chart r:id="c1"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    body = (
        paragraph(picture("m1", "甲"))
        + paragraph(picture("m2"))
        + paragraph(picture("x1"))
        + paragraph(chart)
        + "<w:p><m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath></w:p>"
    )
    parts = {
        "media": {"a.emf": b"\1\0\0\0", "b.png": image()},
        "relations": [("x1", "image", "https://other.example/a.png", "External")],
    }
    assert html(body, **parts) == '<p><img alt="" src="picture:1"/></p><p>a+b</p>'
    assert notes(body, **parts) == (
        "有 1 个公式按文字导入，请核对，必要时改为图片。",
        "有 1 个图表没有导入，请截图为 PNG 后插入，并填写替代文字。",
        "有 1 幅链接的外部图片没有导入，请把图片存入文档后重新导入。",
        "有 1 幅图片的格式（EMF）浏览器不能显示，没有导入，请改为 PNG 或 JPG。",
        "有 1 幅图片没有替代文字，请填写，视障读者才能得知内容。",
    )


def test_a_photograph_loses_where_it_was_taken_and_a_broken_one_is_told():
    exif = Image.Exif()
    exif[0x010F] = "相机".encode()
    body = paragraph(picture("m1", "照片")) + paragraph(picture("m2", "坏"))
    media = {"a.jpg": image("JPEG", exif=exif), "b.png": b"\x89PNG\r\n\x1a\n"}
    read = read_word("a.docx", word(body, media=media))
    assert b"Exif" in media["a.jpg"]
    assert b"Exif" not in read.pictures[0].content
    assert read.html == '<p><img alt="照片" src="picture:1"/></p>'
    assert read.notes == ("有 1 幅图片已损坏或者过大，没有导入。",)


def test_content_controls_and_check_boxes_keep_their_signs():
    box = '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>'
    body = f"<w:sdt><w:sdtContent><w:p>{box.format(run('☑'))}{run('同意')}</w:p></w:sdtContent></w:sdt>"
    assert html(body) == "<p>☑同意</p>"


def test_rows_that_begin_further_right_stay_under_their_columns():
    body = table(row(cell("甲"), cell("乙")), row(cell("丙"), more='<w:gridBefore w:val="1"/>'))
    assert html(body) == "<table><tr><td>甲</td><td>乙</td></tr><tr><td></td><td>丙</td></tr></table>"


def test_page_headers_and_section_breaks_leave_nothing():
    body = paragraph("甲") + '<w:sectPr><w:headerReference r:id="hd"/></w:sectPr>'
    parts = parts_of(body, relations=[("hd", "header", "header1.xml")])
    parts["word/header1.xml"] = (
        '<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
    )
    assert read_word("a.docx", zipped(parts)).html == "<p>甲</p>"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04", "已损坏"),
        (zipped({"a.txt": "x"}), "中没有 Word 正文"),
        (word("<w:p/>" + " " * (11 * 1024 * 1024)), "文字过多|压缩比"),
        (zipped({**parts_of("<w:p/>"), "word/document.xml": "<a"}), "已损坏"),
        (
            zipped({**parts_of("<w:p/>"), "word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
            "DTD",
        ),
    ],
)
def test_what_is_no_word_file_is_refused(content, said):
    with pytest.raises(Refusal, match=said):
        read_word("文.docx", content)
