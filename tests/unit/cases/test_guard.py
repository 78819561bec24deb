"""Uploads are weighed, looked through and cleaned; what could harm a reader is refused in a sentence."""

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from gongkai.cases.files import checked_content
from gongkai.cases.guard import archive, picture, refuse_dangerous
from gongkai.law.refusal import Refusal
from tests.unit.publishing.documents.files import image, paragraph, parts_of, relations_xml, zipped

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refused(content, suffix, said):
    with pytest.raises(Refusal, match=said) as caught:
        refuse_dangerous("件" + suffix, content, suffix)
    assert caught.value.advice
    assert "件" in caught.value.message


def docx(more=None, **parts):
    return zipped({**parts_of(paragraph("文"), **parts), **(more or {})})


def outside(kind, target="https://other.example/x", mode="External"):
    return docx(relations=[("x1", kind, target, mode)])


# Word and Excel


def test_a_plain_word_file_is_kept_as_it_is():
    content = docx(media={"a.png": image()})
    assert refuse_dangerous("件.docx", content, ".docx") == content
    assert checked_content("件.docx", content).suffix == ".docx"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (docx({"word/vbaProject.bin": b"x"}), "含有宏"),
        (docx({"[Content_Types].xml": '<Types><Default ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'}), "含有宏"),
        (docx({"xl/macrosheets/sheet1.xml": "<a/>"}), "宏表"),
        (docx({"word/activeX/activeX1.xml": "<a/>"}), "ActiveX"),
        (docx({"word/embeddings/oleObject1.bin": OLD}), "嵌入的对象“oleObject1.bin”"),
        (docx({"word/media/image1.png": b"MZ" + b"\0" * 60 + b"PE\0\0"}), "可执行程序“image1.png”"),
        (docx({"word/run.EXE": b"x"}), "可执行程序“run.EXE”"),
        (docx({"word/embeddings/a.zip": zipped({"a": "b"})}), "嵌入的文件“a.zip”"),
        (outside("attachedTemplate"), "外部模板"),
        (outside("externalLinkPath"), "其他工作簿"),
        (outside("image"), "外部图片"),
        (outside("frame"), "外部文件"),
        (outside("hyperlink", "java\tscript:x()"), "超链接"),
        (outside("hyperlink", "JavaScript:x()"), "会运行程序的超链接"),
        (docx({"word/settings.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'}), "DTD"),
        (docx({"word/settings.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode("utf-16")}), "DTD"),
        (docx({"word/a.xml": "<w:instrText>DDE</w:instrText><w:instrText>AUTO c:\\x</w:instrText>"}), "DDE"),
        (docx({"../a.xml": "<a/>"}), "路径异常"),
    ],
)  # fmt: skip
def test_what_acts_or_fetches_is_refused(content, said):
    refused(content, ".docx", said)


def test_links_to_pages_are_no_danger():
    content = outside("hyperlink", "https://www.gov.cn/")
    assert refuse_dangerous("件.docx", content, ".docx") == content


def test_the_workbook_of_a_chart_is_kept_when_it_is_harmless():
    chart = {"word/charts/_rels/chart1.xml.rels": relations_xml([("c1", "package", "../embeddings/a.xlsx")])}
    harmless = docx({**chart, "word/embeddings/a.xlsx": docx()})
    assert refuse_dangerous("件.docx", harmless, ".docx") == harmless
    refused(docx({**chart, "word/embeddings/a.xlsx": docx({"xl/vbaProject.bin": "x"})}), ".docx", "含有宏")


def test_a_plain_workbook_is_kept_as_it_is():
    buffer = io.BytesIO()
    Workbook().save(buffer)
    assert refuse_dangerous("表.xlsx", buffer.getvalue(), ".xlsx") == buffer.getvalue()


def test_old_and_locked_office_files_are_told_apart():
    refused(OLD + b"\0" * 600, ".doc", "旧版 Office 或 WPS")
    with pytest.raises(Refusal) as caught:
        checked_content("件.doc", OLD)
    assert "请在 Word 或 WPS 中另存为 .docx" in caught.value.advice
    refused(OLD + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), ".docx", "打开密码")


@pytest.mark.parametrize(
    ("content", "kind"), [(b"MZ\x90", "Windows 程序"), (b"\x7fELF\2", "Linux 程序"), (b"#!/bin/sh\n", "脚本")]
)
def test_renamed_programs_are_called_what_they_are(content, kind):
    refused(content, ".docx", kind)
    with pytest.raises(Refusal, match=kind):
        checked_content("件.pdf", content)


# Sizes


def test_a_file_too_large_is_refused_before_it_is_read():
    refused(b"PK\x03\x04" + bytes(21 * 1024 * 1024), ".docx", "超过 20 MB")


def test_a_bomb_is_refused_by_what_it_declares():
    refused(docx({"word/a.xml": b" " * (201 * 1024 * 1024)}), ".docx", "展开后超过 200 MB")
    refused(docx({"word/a.xml": b" " * (11 * 1024 * 1024)}), ".docx", "压缩比异常")


def test_a_bomb_that_declares_less_is_refused_and_never_inflated():
    content = bytearray(docx({"word/a.xml": b" " * 1_000_000}))
    declared = struct.pack("<I", 1_000_000)
    while declared in content:
        at = content.index(declared)
        content[at : at + 4] = struct.pack("<I", 10)
    refused(bytes(content), ".docx", "已损坏")


def test_members_are_counted_while_they_are_read(monkeypatch):
    monkeypatch.setattr(archive, "INFLATED_LIMIT", 5000)
    monkeypatch.setattr(archive, "_weigh", lambda *values: None)
    refused(docx({"word/a.xml": b"x" * 5000}), ".docx", "展开后超过")


def test_too_many_parts_are_refused(monkeypatch):
    monkeypatch.setattr(archive, "MEMBER_LIMIT", 5)
    refused(docx({f"word/{number}.xml": "<a/>" for number in range(9)}), ".docx", "超过 5 个")


def test_a_locked_container_is_refused():
    content = bytearray(docx())
    at = content.index(b"PK\x01\x02") + 8
    content[at] |= 1
    refused(bytes(content), ".docx", "设有密码")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_file_is_refused_or_kept_never_a_fault(data):
    whole = data.draw(st.sampled_from([docx(media={"a.png": image()}), pdf(), image(), image("JPEG")]))
    suffix = {b"P": ".docx", b"%": ".pdf", b"\x89": ".png", b"\xff": ".jpg"}[whole[:1]]
    place = data.draw(st.integers(0, len(whole) - 1))
    damaged = data.draw(
        st.sampled_from([whole[:place], whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]])
    )
    try:
        refuse_dangerous("件" + suffix, damaged, suffix)
    except Refusal as refusal:
        assert refusal.message


# PDF


def pdf(change=None, password=None):
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    if change:
        change(writer)
    if password:
        writer.encrypt(password)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def name(text):
    return NameObject(text)


def action(kind, **more):
    return DictionaryObject(
        {name("/S"): name(kind), **{name(f"/{key}"): value for key, value in more.items()}}
    )


def root(key, value):
    return lambda writer: writer.root_object.__setitem__(name(key), value)


def test_a_plain_pdf_is_kept_as_it_is():
    assert refuse_dangerous("件.pdf", pdf(), ".pdf") == pdf()


def test_opening_at_a_page_is_no_action():
    content = pdf(root("/OpenAction", ArrayObject([NumberObject(0), name("/Fit")])))
    assert refuse_dangerous("件.pdf", content, ".pdf") == content


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (pdf(root("/OpenAction", action("/JavaScript", JS=TextStringObject("app.alert(1)")))), "自动执行"),
        (pdf(root("/OpenAction", action("/URI", URI=TextStringObject("http://x")))), "自动执行"),
        (pdf(root("/X", action("/Launch"))), "启动其他程序"),
        (pdf(root("/AA", DictionaryObject({name("/WC"): action("/Named")}))), "自动执行"),
        (pdf(root("/Names", DictionaryObject({name("/EmbeddedFiles"): action("/x")}))), "内嵌其他文件"),
        (pdf(root("/AcroForm", DictionaryObject({name("/XFA"): ArrayObject([name("/a")])}))), "XFA"),
        (pdf(lambda writer: writer._add_object(action("/SubmitForm"))), "发送数据"),
        (pdf(password="x"), "设有密码"),
        (b"%PDF-1.7\n", "已损坏"),
        (b"%PDF-1.7\n%%EOF", "已损坏|没有页面"),
    ],
)
def test_a_pdf_that_acts_is_refused(content, said):
    refused(content, ".pdf", said)


def test_a_script_in_an_object_stream_is_found():
    hidden = b"<</S/JavaScript/JS(x)>>"
    body = b"7 0 " + hidden
    packed = zlib.compress(body)
    out = b"%PDF-1.7\n"
    places = {}
    for number, text in (
        (1, b"<</Type/Catalog/Pages 2 0 R>>"),
        (2, b"<</Type/Pages/Kids[3 0 R]/Count 1>>"),
        (3, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"),
        (5, b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n" % len(packed) + packed + b"\nendstream"),
    ):  # fmt: skip
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + text + b"\nendobj\n"
    places[6] = len(out)
    rows = b"\0\0\0\0" + b"".join(b"\1" + struct.pack(">H", places[n]) + b"\0" for n in (1, 2, 3))
    rows += b"\0\0\0\0" + b"".join(b"\1" + struct.pack(">H", places[n]) + b"\0" for n in (5, 6)) + b"\2\0\5\0"
    out += b"6 0 obj\n<</Type/XRef/Size 8/W[1 2 1]/Root 1 0 R/Length %d>>stream\n" % len(rows) + rows
    out += b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % places[6]
    assert b"/JavaScript" not in out
    assert len(PdfReader(io.BytesIO(out)).pages) == 1
    refused(out, ".pdf", "脚本")


# Pictures


def test_a_photograph_loses_place_camera_and_words_but_stands_upright():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera"
    exif.get_ifd(0x8825)[1] = "N"
    content = image("JPEG", (8, 6), exif=exif, comment=b"secret", quality=90) + b"PK\x03\x04"
    cleaned = refuse_dangerous("照.jpg", content, ".jpg")
    kept = Image.open(io.BytesIO(cleaned))
    assert dict(kept.getexif()) == {0x0112: 6}
    assert b"Camera" not in cleaned
    assert b"secret" not in cleaned
    assert cleaned.endswith(b"\xff\xd9")
    assert kept.convert("RGB").tobytes() == Image.open(io.BytesIO(content)).convert("RGB").tobytes()
    assert refuse_dangerous("照.jpg", cleaned, ".jpg") == cleaned


def test_a_progressive_photograph_is_kept_point_by_point():
    source = Image.effect_noise((64, 48), 80).convert("RGB")
    buffer = io.BytesIO()
    source.save(buffer, "JPEG", progressive=True, icc_profile=b"x" * 200)
    cleaned = refuse_dangerous("照.jpg", buffer.getvalue(), ".jpg")
    assert Image.open(io.BytesIO(cleaned)).tobytes() == Image.open(buffer).tobytes()
    assert b"ICC_PROFILE" in cleaned


def test_a_png_loses_its_words_and_what_follows_its_end():
    text = b"Author\0secret"
    chunk = struct.pack(">I", len(text)) + b"tEXt" + text + struct.pack(">I", zlib.crc32(b"tEXt" + text))
    plain = image()
    content = plain[:33] + chunk + plain[33:] + b"<script>"
    assert refuse_dangerous("图.png", content, ".png") == plain


def test_a_picture_of_too_many_points_is_refused_unread(monkeypatch):
    monkeypatch.setattr(picture, "PIXEL_LIMIT", 10_000)
    refused(image(size=(101, 100)), ".png", "超过 1 万像素")
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    refused(b"\x89PNG\r\n\x1a\n" + chunk + image()[33:], ".png", "像素")


def test_a_picture_of_another_kind_is_refused():
    refused(image("GIF"), ".png", "已损坏")
    assert refuse_dangerous("图.gif", image("GIF"), ".gif") == image("GIF")


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:i="urn:ink" {}>{}</svg>'


def test_a_drawing_is_cut_to_its_shapes():
    content = SVG.format(
        'i:v="1"',
        "<metadata>甲</metadata><!-- 乙 --><i:x/><path d='M0 0' fill='url(#g)'/><use xlink:href='#p'/>",
    )
    cleaned = refuse_dangerous("图.svg", content.encode(), ".svg").decode()
    assert cleaned.split("\n", 1)[1] == (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        '<path d="M0 0" fill="url(#g)"/><use xlink:href="#p"/></svg>'
    )


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        ("<script>x()</script>", "script"),
        ("<path onclick='x()'/>", "事件脚本"),
        ("<foreignObject/>", "foreignObject"),
        ("<image href='https://a.example/b.png'/>", "外部内容"),
        ("<a xlink:href='javascript:x()'/>", "外部内容"),
        ("<rect style='fill:url(//a.example/b)'/>", "外部内容"),
        ("<rect style='fill:\\75rl(//a.example/b)'/>", "外部内容"),
        ("<style>@import 'a.css'</style>", "外部内容"),
        ("<set attributeName='href' to='javascript:x()'/>", "动画|外部内容"),
        ("<image href='data:image/svg+xml;base64,AAAA'/>", "外部内容"),
    ],
)
def test_a_drawing_that_acts_or_fetches_is_refused(inner, said):
    refused(SVG.format("", inner).encode(), ".svg", said)


def test_what_is_no_drawing_is_refused():
    refused(b"<html/>", ".svg", "不是 SVG")
    refused(b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', ".svg", "DTD")


# OFD


def ofd(parts):
    plain = "<ofd:OFD xmlns:ofd='http://www.ofdspec.org/2016'><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:OFD>"
    return zipped({"OFD.xml": plain, **parts})


def test_a_plain_ofd_is_kept_as_it_is():
    content = ofd({"Doc_0/Document.xml": "<D><FontFile>a.ttf</FontFile><URI URI='https://www.gov.cn/'/></D>"})
    assert refuse_dangerous("件.ofd", content, ".ofd") == content


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        ("<JavaScript>x()</JavaScript>", "脚本"),
        ("<Attachment Name='a'/>", "内嵌其他文件"),
        ("<URI URI='javascript:x()'/>", "链接"),
        ("<FontFile>http://a.example/a.ttf</FontFile>", "外部文件"),
        ("<Page BaseLoc='../../etc/passwd'/>", "外部文件"),
    ],
)
def test_an_ofd_that_acts_or_fetches_is_refused(inner, said):
    refused(ofd({"Doc_0/Document.xml": f"<D>{inner}</D>"}), ".ofd", said)


def test_other_types_are_refused():
    refused(b"hello", ".txt", "不是可接收的类型")
