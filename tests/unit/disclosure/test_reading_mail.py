"""Reading a message: whatever it holds, something is understood and nothing raises."""

import io
import zipfile
from datetime import date
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.disclosure.mail import prefill
from gongkai.disclosure.mail.attached import judged
from gongkai.disclosure.mail.reading import read
from gongkai.disclosure.mail.words import text_of_html
from tests.conftest import PDF


def a_mail(text="请公开2018年度部门决算。", **headers) -> EmailMessage:
    message = EmailMessage()
    message["From"] = headers.pop("From", "张三 <zhangsan@example.com>")
    message["To"] = "zfb@example.gov.cn"
    message["Subject"] = headers.pop("Subject", "信息公开申请")
    message["Date"] = "Mon, 21 Apr 2025 09:00:00 +0800"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    if text is not None:
        message.set_content(text)
    return message


def read_mail(message: EmailMessage):
    return read(message.as_bytes())


def test_a_plain_mail_is_read_whole():
    letter = read_mail(a_mail(Message_ID="<a@example.com>", References="<x@y> <z@y>"))
    assert (letter.sender, letter.subject, letter.text) == (
        "zhangsan@example.com", "信息公开申请", "请公开2018年度部门决算。",
    )  # fmt: skip
    assert (letter.message_id, letter.answers) == ("<a@example.com>", ("<x@y>", "<z@y>"))
    assert (letter.warnings, letter.automatic) == ((), "")


@pytest.mark.parametrize(
    ("charset", "encoding", "said"),
    [
        ("gb2312", "gbk", ""),
        ("gbk", "gb18030", ""),
        ("", "gbk", "没有注明文字编码"),
        ("", "utf-8", "没有注明文字编码"),
        ("utf-8", "gbk", "“utf-8”不符"),
        ("x-nonsense", "utf-8", "“x-nonsense”不符"),
    ],
)
def test_whatever_charset_is_named_the_words_are_found(charset, encoding, said):
    kind = f"Content-Type: text/plain; charset={charset}\r\n" if charset else ""
    head = f"From: a@example.com\r\n{kind}Content-Transfer-Encoding: 8bit\r\n\r\n"
    letter = read(head.encode() + "申请公开镕基路规划".encode(encoding))
    assert letter.text == "申请公开镕基路规划"
    assert any(said in warning for warning in letter.warnings) if said else not letter.warnings


def test_a_subject_of_raw_gbk_is_readable():
    letter = read(b"From: a@example.com\r\nSubject: " + "信息公开申请".encode("gbk") + b"\r\n\r\nx")
    assert letter.subject == "信息公开申请"


def test_an_html_mail_is_read_as_text_and_nothing_in_it_runs():
    message = a_mail(text=None)
    message.set_content(
        "<html><head><title>x</title><style>p{}</style></head><body><p>请公开<b>决算</b></p><script>alert(1)</script>"
        "<img src='http://example.com/beacon.gif'><div>谢谢</div></body></html>",
        subtype="html",
    )
    letter = read_mail(message)
    assert letter.text == "请公开决算\n谢谢"


def test_broken_html_is_no_fault():
    assert text_of_html("<p>未完<b") == "未完"
    assert text_of_html("") == ""


def test_an_empty_mail_says_so():
    assert "这是一封空邮件" in read_mail(a_mail(text="")).warnings


def test_thirty_attachments_are_each_judged():
    message = a_mail()
    for number in range(29):
        message.add_attachment(PDF, maintype="application", subtype="pdf", filename=f"证明{number}.pdf")
    message.add_attachment(b"MZ\x90\x00", maintype="application", subtype="pdf", filename="证明.pdf")
    letter = read_mail(message)
    assert (len(letter.attached), len(letter.files)) == (30, 29)
    assert "Windows 程序" in letter.attached[-1].refusal
    assert "30 个附件中有 1 个不能接收，已随原件保存" in letter.warnings


def a_locked_zip() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.txt", "x")
    raw = bytearray(content.getvalue())
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    return bytes(raw)


def test_a_locked_archive_is_named_as_such():
    assert judged("资料.zip", a_locked_zip()).refusal == "附件“资料.zip”是设有密码的压缩包（zip）。"


def test_a_broken_part_is_said_and_the_rest_is_read():
    raw = (
        b"From: a@example.com\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n'
        b"--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!not base64"
    )
    letter = read(raw)
    assert letter.text == "hello"
    assert any("结构有缺陷" in warning for warning in letter.warnings)
    assert (letter.attached[0].name, letter.attached[0].file) == ("a.pdf", None)


def test_a_multipart_without_its_boundary_keeps_its_text():
    letter = read(b"From: a@example.com\r\nContent-Type: multipart/mixed\r\n\r\nplease disclose")
    assert "please disclose" in letter.text
    assert any("结构有缺陷" in warning for warning in letter.warnings)


def test_a_message_inside_the_message_is_an_attachment():
    message = a_mail()
    message.add_attachment(a_mail(text="inner"))
    letter = read_mail(message)
    assert letter.text == "请公开2018年度部门决算。"
    assert len(letter.attached) == 1


@pytest.mark.parametrize("result", ["spf=fail", "dkim=fail", "dmarc=fail", "spf=softfail", "DMARC = Fail"])
def test_a_sender_the_server_refuted_is_called_forged(result):
    letter = read_mail(a_mail(Authentication_Results=f"mx.example.gov.cn; {result} smtp.mailfrom=x"))
    assert letter.is_refuted
    assert "可能是伪造的" in letter.warnings[0]


def test_only_the_topmost_result_is_the_servers_own():
    message = a_mail(Authentication_Results="mx.example.gov.cn; dmarc=fail")
    message["Authentication-Results"] = "mx.example.gov.cn; dmarc=pass"
    assert read_mail(message).is_refuted


def test_an_answer_address_elsewhere_is_pointed_out():
    warnings = read_mail(a_mail(Reply_To="li@example.org")).warnings
    assert any("回复地址（l***@example.org）与发件人地址不同" in warning for warning in warnings)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<news.example.com>"},
        {"X_Auto_Response_Suppress": "All"},
        {"Return_Path": "<>"},
        {"From": "zfb@example.gov.cn"},
    ],
)
def test_what_no_person_wrote_is_recognised(headers):
    assert read(a_mail(**headers).as_bytes(), frozenset({"zfb@example.gov.cn"})).automatic


def test_a_person_saying_so_is_no_machine():
    assert not read_mail(a_mail(Auto_Submitted="no")).automatic


def test_copies_that_came_another_way_have_one_key_and_different_texts_have_two():
    message = a_mail(Message_ID="<a@example.com>").as_bytes()
    assert read(b"Received: from elsewhere\r\n" + message).key == read(message).key
    assert read(a_mail(text="另一封", Message_ID="<a@example.com>").as_bytes()).key != read(message).key


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_make_the_reading_fail(raw):
    letter = read(raw)
    assert "\x00" not in letter.text + letter.subject + letter.sender


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(
        ["Content-Type", "Content-Disposition", "Subject", "From", "Message-ID", "Date", "Auto-Submitted"]
    ),
    st.binary(max_size=80),
)
def test_no_header_makes_the_reading_fail(name, value):
    value = value.replace(b"\n", b" ").replace(b"\r", b" ")
    assert read(name.encode() + b": " + value + b"\r\n\r\nbody").key


WHOLE = """
姓名：张三
身份证号：11010519491231002X
联系电话：13900000000
所需信息的名称：2018年度部门决算
获取信息的方式：电子邮件
获取信息的途径：在线查看
"""


def test_only_what_stands_after_its_label_is_taken_over():
    found = prefill.found(
        read_mail(a_mail("我叫李四，请公开决算。\n联系电话：13900000000")), date(2025, 4, 21)
    )
    assert found == {"phone": "13900000000"}


def test_a_mail_that_states_everything_is_an_application():
    application = prefill.application(read_mail(a_mail(WHOLE)), date(2025, 4, 21))
    assert (application.name, application.applicant_kind, application.form_required) == (
        "张三", "natural", "email",
    )  # fmt: skip


@pytest.mark.parametrize("lacking", [line for line in WHOLE.splitlines() if line])
def test_a_mail_that_lacks_one_thing_is_none(lacking):
    assert prefill.application(read_mail(a_mail(WHOLE.replace(lacking, ""))), date(2025, 4, 21)) is None
