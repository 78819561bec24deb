"""Partial disclosure: the verbs, who may, what is kept, and the screens they are reached by."""

import hashlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader, PdfWriter

from gongkai.cases.actions import AlreadyDone, hash_code
from gongkai.cases.files import CheckedFile, checked_content
from gongkai.cases.models import Attachment, Case
from gongkai.disclosure import actions
from gongkai.disclosure.actions import Decision
from gongkai.disclosure.models import Redaction, Region, Rendition
from gongkai.disclosure.redaction import rendition, source
from gongkai.disclosure.redaction.regions import Region as Place
from gongkai.law.refusal import Refusal
from gongkai.law.separation import Audience, Scope
from gongkai.ledger.models import Event
from gongkai.ledger.verify import verify
from tests.conftest import at
from tests.unit.disclosure.redaction import papers
from tests.unit.disclosure.redaction.papers import ID_NUMBER, LIST, PHONE, region_over, typeset

NOW = at("2025-05-06 09:00")
PARTIAL = {
    "outcome": "O_PARTIAL",
    "ground": "EX_THIRD",
    "information": "随信附名单",
    "reasons": "名单中的证件号码属于个人隐私",
}


def a_file(content=None, name="张三丰低保名单.pdf"):
    return checked_content(name, content or typeset(LIST, "第二页"))


@pytest.fixture
def clerk(world):
    return world.actor("张财")


@pytest.fixture
def redaction(handling, clerk):
    return actions.add_source(handling, a_file(), by=clerk, at=NOW)


def black(redaction, clerk, word=ID_NUMBER, scope=Scope.EVERYONE, ground="EX_THIRD"):
    places = region_over(typeset(LIST, "第二页"), word)
    actions.mark(redaction, places, ground=ground, scope=scope, by=clerk, at=NOW, seen=redaction.changes)


def text_of(attachment):
    with attachment.file.open() as file:
        content = file.read()
    assert hashlib.sha256(content).hexdigest() == attachment.sha256
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages)


def test_the_applicant_gets_what_the_public_may_not_have(redaction, clerk):
    black(redaction, clerk)
    black(redaction, clerk, PHONE, Scope.PUBLIC)
    ours = actions.make_rendition(redaction, Audience.APPLICANT, by=clerk, at=NOW)
    theirs = actions.make_rendition(redaction, Audience.PUBLIC, by=clerk, at=NOW)
    assert (ours.black, theirs.black) == (1, 2)
    assert ID_NUMBER not in text_of(ours.result)
    assert PHONE in text_of(ours.result)
    assert not any(word in text_of(theirs.result) for word in (ID_NUMBER, PHONE))


def test_the_list_names_page_number_ground_and_article_and_no_word_of_what_is_black(redaction, clerk):
    black(redaction, clerk)
    black(redaction, clerk, "李四", ground="NOT_GOV_INFO")
    listed = text_of(actions.make_rendition(redaction, Audience.APPLICANT, by=clerk, at=NOW).listing)
    for said in (
        "《条例》第十五条",
        "不是政府信息",
        "《条例》第三十七条",
        "遮盖2处",
        "依申请公开〔2025〕1号",
    ):
        assert said in listed
    assert not any(word in listed for word in (ID_NUMBER, "李四", "张三丰"))


def test_no_name_of_a_file_gives_anything_away(redaction, clerk):
    black(redaction, clerk)
    actions.make_rendition(redaction, Audience.APPLICANT, by=clerk, at=NOW)
    assert list(Attachment.objects.values_list("name", flat=True)) == [
        "源文件1.pdf",
        "区分处理件1.pdf",
        "遮盖清单1.pdf",
    ]
    assert not any("张三丰" in event.leaf for event in Event.objects.all())


def test_every_act_is_one_event_and_the_ledger_notices_a_region_moved_silently(redaction, clerk, handling):
    before = Event.objects.count()
    black(redaction, clerk)
    actions.change_region(
        Region.objects.get(),
        Place(1, 0, 0, 9_000, 5_000),
        ground="EX_THIRD",
        scope=Scope.EVERYONE,
        by=clerk,
        at=NOW,
    )
    actions.make_rendition(Redaction.objects.get(), Audience.APPLICANT, by=clerk, at=NOW)
    assert Event.objects.count() == before + 3
    assert verify().ok
    Region.objects.filter(removed_at=None).update(right=8_000)
    assert not verify().ok


def test_a_region_taken_back_stays_on_file_and_is_black_no_more(redaction, clerk):
    black(redaction, clerk)
    black(redaction, clerk, PHONE)
    gone = Region.objects.get(left=region_over(typeset(LIST, "第二页"), PHONE)[0].left)
    actions.remove_region(gone, by=clerk, at=NOW)
    gone.refresh_from_db()
    assert gone.removed_by == "张财"
    made = actions.make_rendition(Redaction.objects.get(), Audience.APPLICANT, by=clerk, at=NOW)
    assert PHONE in text_of(made.result)
    with pytest.raises(Refusal, match="已经取消"):
        actions.remove_region(gone, by=clerk, at=NOW)


def test_of_two_officers_at_once_the_second_is_told_and_nothing_is_half_done(redaction, clerk, world):
    black(redaction, clerk)
    with pytest.raises(AlreadyDone, match="张财已于 2025-05-06 09:00 改动遮盖区域"):
        actions.mark(
            redaction, [papers.EVERYWHERE], ground="EX_THIRD", scope=Scope.EVERYONE, by=clerk, at=NOW, seen=0
        )
    with pytest.raises(AlreadyDone):
        actions.make_rendition(redaction, Audience.APPLICANT, by=clerk, at=NOW, seen=0)
    assert Region.objects.count() == 1
    assert not Rendition.objects.exists()


@pytest.mark.parametrize("name", ["吴镇", "杨签", "何审计"])
def test_only_the_officers_of_the_case_mark(redaction, world, name):
    with pytest.raises(Refusal, match="不是财政局的经办人"):
        actions.mark(
            redaction,
            [papers.EVERYWHERE],
            ground="EX_THIRD",
            scope=Scope.EVERYONE,
            by=world.actor(name),
            at=NOW,
        )


def test_what_lies_with_the_approver_is_not_changed(redaction, clerk, handling):
    black(redaction, clerk)
    made = actions.make_rendition(redaction, Audience.APPLICANT, by=clerk, at=NOW)
    actions.draft_reply(handling, Decision(**PARTIAL, rendition=made), by=clerk, at=NOW)
    with pytest.raises(Refusal, match="现处于“保密审查中”环节"):
        black(redaction, clerk, PHONE)


@pytest.mark.parametrize(
    "place, said",
    [
        (Place(3, 0, 0, 10, 10), "没有第3页"),
        (Place(1, 10, 10, 10, 20), "没有大小"),
        (Place(1, 0, 0, 10_001, 10), "超出页面"),
    ],
)
def test_a_place_that_is_not_on_a_page_is_refused(redaction, clerk, place, said):
    with pytest.raises(Refusal, match=said):
        actions.mark(redaction, [place], ground="EX_THIRD", scope=Scope.EVERYONE, by=clerk, at=NOW)


def test_nothing_black_makes_no_rendition(redaction, clerk):
    black(redaction, clerk, scope=Scope.PUBLIC)
    with pytest.raises(Refusal, match="还没有需要对申请人遮盖的区域"):
        actions.make_rendition(redaction, Audience.APPLICANT, by=clerk, at=NOW)


def test_a_rendition_that_does_not_pass_the_check_is_not_kept(redaction, clerk, monkeypatch):
    black(redaction, clerk)
    whole = rendition.made

    def careless(content, places):
        return rendition.Rendition(content, whole(content, places).sheets)

    monkeypatch.setattr(rendition, "made", careless)
    with pytest.raises(Refusal, match="没有通过核验"):
        actions.make_rendition(redaction, Audience.APPLICANT, by=clerk, at=NOW)
    assert not Rendition.objects.exists()
    assert Attachment.objects.count() == 1


def test_a_source_changed_on_disk_is_not_used(redaction, clerk):
    black(redaction, clerk)
    with open(redaction.source.file.path, "ab") as file:
        file.write(b" ")
    with pytest.raises(Refusal, match="与上传时不一致"):
        actions.make_rendition(redaction, Audience.APPLICANT, by=clerk, at=NOW)


# The reply


def test_a_partial_reply_needs_a_rendition_or_says_how_the_parts_were_parted(handling, clerk):
    with pytest.raises(Refusal, match=r"区分处理件，或者如何作区分处理的说明.*第三十七条"):
        actions.draft_reply(handling, Decision(**PARTIAL), by=clerk, at=NOW)
    actions.draft_reply(handling, Decision(**PARTIAL, separation="摘录名单的第一、二栏"), by=clerk, at=NOW)


def test_the_letter_names_the_rendition_and_the_list_among_its_annexes(redaction, clerk, handling, world):
    black(redaction, clerk)
    made = actions.make_rendition(redaction, Audience.APPLICANT, by=clerk, at=NOW)
    actions.draft_reply(handling, Decision(**PARTIAL, rendition=made), by=clerk, at=NOW)
    actions.pass_review(handling, by=world.actor("陈密"), at=NOW)
    letter = actions.approve_reply(handling, by=world.actor("杨签"), at=NOW)
    assert tuple(letter.content["attachments"]) == ("区分处理件1.pdf", "遮盖清单1.pdf")
    assert "已遮盖1处" in text_of_letter(letter)
    assert verify().ok


def test_the_applicant_takes_the_files_of_the_reply_once_it_was_served(
    client, redaction, clerk, handling, world
):
    black(redaction, clerk)
    made = actions.make_rendition(redaction, Audience.APPLICANT, by=clerk, at=NOW)
    actions.draft_reply(handling, Decision(**PARTIAL, rendition=made), by=clerk, at=NOW)
    actions.pass_review(handling, by=world.actor("陈密"), at=NOW)
    actions.approve_reply(handling, by=world.actor("杨签"), at=NOW)
    handling.lookup_hash = hash_code("ABCDE")
    handling.save(update_fields=["lookup_hash"])
    address = f"/track/case/papers/{made.result_id}/"
    assert client.get(address).status_code == 403, "nobody without number and code"
    client.post("/track/", {"number": handling.number, "code": "abcde"})
    assert client.get(address).status_code == 404, "not before the reply was served"
    actions.serve(handling, manner="counter", proof="本人签收", by=clerk, at=NOW)
    content = b"".join(client.get(address).streaming_content)
    assert hashlib.sha256(content).hexdigest() == made.result.sha256
    assert client.get(f"/track/case/papers/{redaction.source_id}/").status_code == 404, "never the source"


def text_of_letter(letter):
    return "".join(
        "".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(letter.pdf.read())).pages
    )


def test_the_words_of_an_excerpt_stand_in_the_letter(handling, clerk, world):
    actions.draft_reply(handling, Decision(**PARTIAL, separation="摘录名单的第一、二栏"), by=clerk, at=NOW)
    actions.pass_review(handling, by=world.actor("陈密"), at=NOW)
    letter = actions.approve_reply(handling, by=world.actor("杨签"), at=NOW)
    assert "区分处理：摘录名单的第一、二栏。" in text_of_letter(letter)


def test_a_rendition_for_the_public_or_of_before_a_change_does_not_go_with_a_reply(
    redaction, clerk, handling
):
    black(redaction, clerk)
    public = actions.make_rendition(redaction, Audience.PUBLIC, by=clerk, at=NOW)
    stale = actions.make_rendition(redaction, Audience.APPLICANT, by=clerk, at=NOW)
    black(redaction, clerk, PHONE)
    for made in (public, stale):
        with pytest.raises(Refusal, match="不能随本答复提供"):
            actions.draft_reply(handling, Decision(**PARTIAL, rendition=made), by=clerk, at=NOW)


# Taking files in


def test_a_picture_becomes_a_page(handling, clerk):
    target = io.BytesIO()
    Image.new("RGB", (800, 600), "white").save(target, "PNG")
    made = actions.add_source(handling, checked_content("a.png", target.getvalue()), by=clerk, at=NOW)
    assert (made.pages, made.source.content_type) == (1, "application/pdf")


def test_a_word_file_is_refused_with_the_way_to_a_pdf(handling, clerk):
    word = CheckedFile("名单.docx", b"PK", "application/x", ".docx")
    with pytest.raises(Refusal, match=r"不能直接遮盖.*类型选 PDF"):
        actions.add_source(handling, word, by=clerk, at=NOW)
    assert not Redaction.objects.exists()


def test_a_page_larger_than_a0_is_refused(handling, clerk):
    writer = PdfWriter()
    writer.add_blank_page(width=14_400, height=14_400)
    with pytest.raises(Refusal, match="第1页为 5080×5080 毫米，大于 A0"):
        actions.add_source(handling, a_file(papers.written(writer)), by=clerk, at=NOW)


def test_a_broken_file_is_refused(handling, clerk):
    with pytest.raises(Refusal, match="已损坏"):
        actions.add_source(handling, a_file(b"%PDF-1.7 nothing"), by=clerk, at=NOW)


def test_more_pages_than_can_be_looked_through_are_refused(handling, clerk, monkeypatch):
    monkeypatch.setattr(source, "PAGES", 1)
    with pytest.raises(Refusal, match="有 2 页"):
        actions.add_source(handling, a_file(), by=clerk, at=NOW)


# The screens


@pytest.fixture
def desk(client, world):
    client.force_login(world.people["张财"])
    return client


def upload(desk, case, content, name="名单.pdf"):
    return desk.post(
        reverse("redaction_new", args=[case.pk]),
        {"file": SimpleUploadedFile(name, content), "seen": Case.objects.get().events_count},
        follow=True,
    )


def test_an_officer_uploads_marks_previews_makes_and_answers(desk, handling):
    page = upload(desk, handling, typeset(LIST, "第二页"), "张三丰低保名单.pdf").content.decode()
    assert "区分处理：张三丰低保名单.pdf" in page
    redaction = Redaction.objects.get()
    args = [handling.pk, redaction.pk]
    found = desk.post(reverse("redaction_find", args=args), {"words": "李四"}).content.decode()
    assert all(said in found for said in ("居民身份证号码", "110105********002X", "手机号码", "“李四”"))
    assert not Region.objects.exists()
    (place,) = region_over(typeset(LIST, "第二页"), ID_NUMBER)
    why = {"ground": "EX_THIRD", "scope": "everyone", "page": "1"}
    chosen = f"1:{place.left}:{place.top}:{place.right}:{place.bottom}"
    typed = {"left": "80", "top": "90.5", "width": "10", "height": "5"}
    desk.post(reverse("redaction_mark", args=args), {**why, **typed, "drawn": chosen, "seen": "0"})
    assert Region.objects.count() == 2
    assert "第1页2处" in desk.get(reverse("disclosure_case", args=[handling.pk])).content.decode()
    preview = desk.get(reverse("redaction_preview", args=[*args, "applicant"])).content.decode()
    assert "遮盖 2 处" in preview
    page = desk.post(reverse("redaction_make", args=[*args, "applicant"]), {"seen": "1"}, follow=True)
    assert "已生成区分处理件1.pdf（供申请人，遮盖2处），通过核验" in page.content.decode()
    reply = reverse("disclosure_act", args=[handling.pk, "draft_reply"])
    answer = {**PARTIAL, "rendition": Rendition.objects.get().pk, "seen": Case.objects.get().events_count}
    assert "已办理" in desk.post(reply, answer, follow=True).content.decode()


def test_all_that_was_found_is_black_in_one_act_and_not_proposed_again(desk, handling, redaction):
    args = [handling.pk, redaction.pk]
    desk.post(reverse("redaction_open", args=args))
    found = desk.post(reverse("redaction_find", args=args), {"words": "李四\n第二页"})
    why = {"ground": "EX_THIRD", "scope": "everyone", "page": "1", "seen": "0", "do": "every"}
    desk.post(reverse("redaction_mark", args=args), {**why, "every": found.context["every"]})
    assert sorted(Region.objects.values_list("page", flat=True)) == [1, 1, 1, 2]
    assert Event.objects.filter(verb="disclosure.mark").count() == 1
    again = desk.post(reverse("redaction_find", args=args), {"words": "李四"}).content.decode()
    assert "没有查到尚未遮盖的内容" in again


def test_a_file_with_scripts_or_a_password_is_refused_in_a_sentence(desk, handling):
    writer = PdfWriter(clone_from=io.BytesIO(typeset(LIST)))
    writer.encrypt("geheim")
    assert "设有密码或者加密" in upload(desk, handling, papers.written(writer)).content.decode()
    scripted = papers.changed(
        typeset(LIST), lambda writer, page: page.update({papers.NameObject("/AA"): papers.DictionaryObject({papers.NameObject("/O"): papers.TextStringObject("x")})})
    )  # fmt: skip
    assert "含有自动执行的动作" in upload(desk, handling, scripted).content.decode()
    assert not Redaction.objects.exists()


def test_the_source_is_read_by_handlers_alone_each_reading_is_logged_and_nothing_is_kept(
    client, world, redaction
):
    args = [redaction.case_id, redaction.pk]
    picture = reverse("redaction_page", args=[*args, 1])
    client.force_login(world.people["杨签"])
    assert client.get(picture).status_code == 302
    client.post(reverse("redaction_open", args=args))
    answer = client.get(picture)
    assert answer.content.startswith(b"\xff\xd8")
    assert "no-store" in answer["Cache-Control"]
    client.get(reverse("redaction", args=args))
    assert Event.objects.filter(verb="disclosure.read_source").count() == 1
    for name in ("刘核", "何审计", "郑公开"):
        client.force_login(world.people[name])
        page = client.post(reverse("redaction_open", args=args), follow=True)
        assert "不能办理此事" in page.content.decode()
        assert client.get(picture).status_code == 302
        assert "张三丰低保名单" not in client.get(reverse("disclosure_case", args=args[:1])).content.decode()
    client.force_login(world.people["吴镇"])
    assert client.post(reverse("redaction_open", args=args)).status_code == 404
    assert Event.objects.filter(verb="disclosure.read_source").count() == 1


def test_the_source_is_no_attachment_that_can_be_downloaded(desk, redaction):
    address = reverse("disclosure_attachment", args=[redaction.case_id, redaction.source_id])
    assert desk.get(address).status_code == 404
    assert address not in desk.get(reverse("disclosure_case", args=[redaction.case_id])).content.decode()


def test_the_preview_shows_black_where_the_file_will_be(desk, redaction, clerk):
    black(redaction, clerk, scope=Scope.PUBLIC)
    args = [redaction.case_id, redaction.pk]
    desk.post(reverse("redaction_open", args=args))
    (row,) = Region.objects.all()
    pictures = {
        audience: Image.open(
            io.BytesIO(desk.get(reverse("redaction_page", args=[*args, 1]), {"for": audience}).content)
        ).convert("L")
        for audience in ("applicant", "public")
    }
    size = pictures["public"].size
    box = row.place.on(size)
    inside = tuple(map(round, (box.left + 4, box.top + 4, box.right - 4, box.bottom - 4)))
    assert pictures["public"].crop(inside).getextrema()[1] < 60
    assert pictures["applicant"].crop(inside).getextrema()[1] > 200


def test_what_was_drawn_and_typed_stays_when_somebody_else_was_faster(desk, redaction, clerk):
    args = [redaction.case_id, redaction.pk]
    desk.post(reverse("redaction_open", args=args))
    black(redaction, clerk)
    typed = {"ground": "EX_INTERNAL", "scope": "public", "page": "1", "drawn": "1:1:2:3000:4000", "seen": "0"}
    page = desk.post(reverse("redaction_mark", args=args), typed).content.decode()
    assert "您打开的页面不是最新的" in page
    assert 'name="drawn" value="1:1:2:3000:4000"' in page
    assert '<option value="EX_INTERNAL" selected>' in page
    assert Region.objects.count() == 1


def test_a_region_is_changed_and_taken_back_on_the_screen(desk, redaction, clerk):
    args = [redaction.case_id, redaction.pk]
    desk.post(reverse("redaction_open", args=args))
    black(redaction, clerk)
    row = Region.objects.get()
    address = reverse("redaction_region", args=[*args, row.pk])
    typed = {
        "ground": "EX_PROCESS",
        "scope": "public",
        "page": 2,
        "left": 1,
        "top": 2,
        "width": 3,
        "height": 4,
    }
    desk.post(address, {f"r{row.pk}-{name}": value for name, value in typed.items()} | {"seen": "1"})
    changed = Region.objects.get(removed_at=None)
    assert changed.place == Place(2, 100, 200, 400, 600)
    assert (changed.ground, changed.scope) == ("EX_PROCESS", "public")
    address = reverse("redaction_region", args=[*args, changed.pk])
    desk.post(address, {"do": "remove", "seen": "2"})
    assert not Region.objects.filter(removed_at=None).exists()


def test_a_place_typed_in_part_is_refused_beside_the_form(desk, redaction):
    args = [redaction.case_id, redaction.pk]
    desk.post(reverse("redaction_open", args=args))
    typed = {"ground": "EX_THIRD", "scope": "everyone", "page": "1", "left": "10", "seen": "0"}
    page = desk.post(reverse("redaction_mark", args=args), typed).content.decode()
    assert "位置要填写左、上、宽、高四项" in page
    assert not Region.objects.exists()
