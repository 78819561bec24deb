"""The form of a message under bad input: floods, a megabyte, rare characters, programs, files that are no pictures."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from gongkai.cases.models import Case, Notice
from gongkai.units.models import Parameter
from gongkai.voice.messages import postboxes
from gongkai.voice.messages.models import Message
from tests.conformance.test_messages import filled
from tests.conftest import PDF

REQUIRED = "必需字段"
WRITE = "/voice/new/"
PLAIN = {"kind": "question", "title": "问路", "text": "到区政府怎么走？"}


@pytest.fixture
def boxes(world):
    postboxes.install(date(2019, 1, 1))


def plain(client, path=WRITE, **typed):
    form = filled(client, path, **{**PLAIN, **typed})
    return {name: value for name, value in form.items() if name not in ("page", "fault_kind")}


def refusal(client, form):
    answer = client.post(WRITE, form)
    assert answer.status_code == 422
    return answer.content.decode()


def a_picture():
    target = BytesIO()
    Image.new("RGB", (20, 20), "red").save(target, "JPEG")
    return target.getvalue()


def test_a_flood_from_one_address_is_refused_with_a_sentence_and_nothing_is_lost(client, world):
    Parameter.objects.create(
        key="messages_an_hour", value=3, since=date(2019, 1, 1), source="测试", entered_by="郑公开"
    )
    for number in range(3):
        assert client.post(WRITE, plain(client, title=f"第{number}件")).status_code == 302
    form = plain(client, title="第四件")
    page = refusal(client, form)
    assert "一小时内已收到多件留言" in page
    assert "到区政府怎么走" in page
    assert client.post(WRITE, form, REMOTE_ADDR="203.0.113.9").status_code == 302, "others write on"
    Case.objects.update(arrived_at=timezone.now() - timedelta(hours=2))
    assert client.post(WRITE, plain(client, title="第五件")).status_code == 302


def test_a_flood_from_many_addresses_is_refused_too(client, world):
    Parameter.objects.create(
        key="messages_an_hour_in_all", value=10, since=date(2019, 1, 1), source="测试", entered_by="郑公开"
    )
    for number in range(10):
        client.post(WRITE, plain(client, title=f"第{number}件"), REMOTE_ADDR=f"203.0.113.{number}")
    assert Message.objects.count() == 10
    assert "现在留言太多" in refusal(client, plain(client, title="再一件"))


def test_a_megabyte_is_refused_and_shown_again(client, world):
    page = refusal(client, plain(client, text="灌" * 350_000))
    assert "4000" in page
    assert page.count("灌") >= 350_000
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "请修路灯🙏👨\u200d👩",
        "𠮷野家旁𪚥𠀀",
        "\u202e反写\u200f",
        "=HYPERLINK(1)",
        "<script>alert(1)</script>",
    ],
)
def test_rare_characters_are_kept_as_they_were_written(client, world, text):
    assert client.post(WRITE, plain(client, text=text)).status_code == 302
    assert Message.objects.get().text == text


def test_a_null_character_and_blanks_alone_are_refused(client, world):
    assert "空" in refusal(client, plain(client, text="\x00"))
    assert REQUIRED in refusal(client, plain(client, text="  \n "))


def test_programs_that_skip_the_proof_are_refused_and_a_form_serves_once(client, world):
    form = plain(client)
    assert "还没有通过验证" in refusal(client, {**form, "proof": ""})
    assert "验证信息不完整" in refusal(client, {**form, "token": "made-up"})
    assert client.post(WRITE, form).status_code == 302
    page = refusal(client, {**form, "text": "用同一份表单写的另一件"})
    assert "已经提交过" in page
    assert Message.objects.count() == 1


def test_an_expired_form_keeps_what_was_typed_and_gets_a_new_challenge(client, world, monkeypatch):
    form = plain(client)
    later = timezone.now() + timedelta(hours=3)
    monkeypatch.setattr("gongkai.portal.voice_views.timezone.now", lambda: later)
    page = refusal(client, form)
    assert "超过两小时" in page
    assert "到区政府怎么走" in page
    assert form["token"] not in page
    assert 'name="proof" value=""' in page


def test_pictures_are_kept_without_their_place_and_other_files_are_refused(client, world):
    picture = SimpleUploadedFile("路灯.jpg", a_picture(), "image/jpeg")
    assert client.post(WRITE, {**plain(client), "files": [picture]}).status_code == 302
    message = Message.objects.get()
    kept = message.case.attachments.get()
    assert (kept.name, kept.content_type, kept.kind) == ("路灯.jpg", "image/jpeg", "随留言")
    program = SimpleUploadedFile("路灯.jpg", b"MZ" + bytes(200), "image/jpeg")
    page = refusal(client, {**plain(client), "files": [program]})
    assert "Windows 程序" in page
    assert "浏览器不保留附件" in page
    paper = SimpleUploadedFile("说明.pdf", PDF)
    assert "不是图片" in refusal(client, {**plain(client), "files": [paper]})
    many = [SimpleUploadedFile(f"{n}.jpg", a_picture()) for n in range(4)]
    assert "附件超过 3 个" in refusal(client, {**plain(client), "files": many})
    client.force_login(world.people["郑公开"])
    assert client.get(f"/workbench/voice/messages/{message.pk}/files/{kept.pk}/").status_code == 200
    client.force_login(world.people["吴镇"])
    assert client.get(f"/workbench/voice/messages/{message.pk}/files/{kept.pk}/").status_code == 404


def test_a_postbox_decides_receiver_and_kind(client, world, boxes):
    page = client.get(f"{WRITE}?box=leader").content.decode()
    assert 'name="unit"' not in page
    form = plain(client, f"{WRITE}?box=leader", box="leader", unit="czj")
    client.post(WRITE, form)
    message = Message.objects.get()
    assert (message.case.unit.code, message.postbox.code) == ("zfb", "leader")
    client.post(WRITE, {**filled(client), "box": "fault"})
    fault = Message.objects.get(kind="fault")
    assert (fault.case.unit.code, fault.fault_kind, fault.page) == ("zfb", "misspelt", "/item/1.html")
    client.post(WRITE, plain(client, f"{WRITE}?box=unit", box="unit", title="给财政局"))
    assert Message.objects.get(case__title="给财政局").case.unit == world.finance


def test_the_page_of_a_fault_is_the_one_the_reader_came_from(client, world, boxes):
    came = client.get(f"{WRITE}?kind=fault", headers={"referer": "http://testserver/item/%E7%99%BD-1.html"})
    assert 'value="/item/白-1.html"' in came.content.decode()
    for elsewhere in ("http://elsewhere.example/x", "http://testserver/correct/", ""):
        page = client.get(f"{WRITE}?kind=fault", headers={"referer": elsewhere}).content.decode()
        assert 'value="/x"' not in page
        assert 'value="/correct/"' not in page


def test_who_left_an_address_is_told_there_of_each_step_without_the_words_of_the_message(client, world):
    client.post(WRITE, plain(client, email="li@example.com"))
    notice = Notice.objects.get()
    assert (notice.channel, notice.recipient) == ("email", "li@example.com")
    assert "您的留言已收到" in notice.text
    assert "到区政府怎么走" not in notice.text
