"""The texts of letters in the hands of the office: what is refused, what is kept, what it looks like before."""

import io
from dataclasses import replace
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from PIL import Image

from gongkai.cases.files import checked_content
from gongkai.demo.seals import seal_picture
from gongkai.disclosure import actions, letter_texts, letters
from gongkai.disclosure.models import LetterText, Seal
from gongkai.law.letter_fields import FIELDS
from gongkai.law.letters import KINDS
from gongkai.law.refusal import Refusal
from gongkai.law.remedies import RemedyDuty
from gongkai.ledger.models import Event
from gongkai.ledger.verify import verify
from tests.conftest import at
from tests.integration.disclosure.test_letters import issued, pdf_of

NOW = at("2025-04-22 09:00")


def newest(kind_id="L04"):
    return letter_texts.versions(kind_id)[-1]


def saved(world, text=None, seen=0, since=date(2025, 5, 1), reason="政务公开办会议", **changes):
    text = replace(text or newest(), valid_from=since, **changes)
    return actions.save_text(text, by=world.actor("郑公开"), at=NOW, reason=reason, seen=seen)


def with_line(text, line):
    return {"body": f"{text.body}\n{line}"}


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_every_text_that_comes_along_is_sound_and_names_its_source(kind):
    texts = letter_texts.shipped(kind.id)
    for text in texts:
        assert letter_texts.faults(kind, text) == []
        assert text.source
    assert [text.valid_from for text in texts] == sorted(text.valid_from for text in texts)


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_a_text_without_a_required_field_is_refused_with_the_reason(kind):
    text = letter_texts.shipped(kind.id)[-1]
    for field in kind.fields:
        name = FIELDS[field].name
        found = letter_texts.faults(kind, replace(text, body=text.body.replace(f"{{{name}}}", "")))
        assert any(f"缺少必备字段{{{name}}}" in fault for fault in found), name


@pytest.mark.parametrize("kind", [k for k in KINDS.values() if k.says], ids=lambda k: k.id)
def test_a_text_without_a_required_statement_is_refused(kind):
    text = letter_texts.shipped(kind.id)[-1]
    for statement in kind.says:
        body = text.body
        for words in statement.words:
            body = body.replace(words, "")
        assert any(statement.what in fault for fault in letter_texts.faults(kind, replace(text, body=body)))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{补正期线}", "没有“补正期线”这个字段"),
        ("{检索情况}", "“补正告知书”没有“检索情况”这个字段"),
        ("请于{对方期限前", "花括号不成对"),
        ("请见{?理由}{理由}", "花括号不成对"),
        ("{{ request.name }}", "花括号不成对"),
        ("{本机关.__class__}", "没有“本机关.__class__”这个字段"),
    ],
)
def test_an_unknown_field_or_a_broken_brace_is_named(world, line, said):
    with pytest.raises(Refusal, match=said.replace(".", r"\.")):
        saved(world, **with_line(newest(), line))
    assert not LetterText.objects.exists()


def test_a_required_field_behind_another_fields_condition_does_not_count(world):
    text = newest()
    hidden = text.body.replace("请于{对方期限}前补正", "{?联系方式}请于{对方期限}前补正")
    with pytest.raises(Refusal, match="对方期限"):
        saved(world, body=hidden.replace("{?联系方式}", "{?申请人}"))


@pytest.mark.parametrize(
    ("line", "put", "said"),
    [
        ("因{理由}，延期答复。", "需要逐件核查。", "因需要逐件核查，延期答复。"),
        ("理由：{理由}。", "需要核查；", "理由：需要核查。"),
        ("{理由}", "需要核查。", "需要核查。"),
        ("{理由}特此告知。", "需要核查。", "需要核查。特此告知。"),
    ],
)
def test_a_stop_typed_at_the_end_of_a_value_gives_way_to_that_of_the_text(line, put, said):
    assert letter_texts.put_in(line, {"reasons": put}) == said


def test_a_new_text_is_for_the_letters_of_its_day_and_later(handling, world):
    saved(world, **with_line(newest(), "可以到窗口当面补正。"))
    before, after = date(2025, 4, 30), date(2025, 5, 1)
    assert letter_texts.in_force("L04", before).version == "2019-05-15"
    assert letter_texts.in_force("L04", after).version == "2025-05-01·1"
    letter = issued(handling, "L04")
    assert "可以到窗口当面补正" in pdf_of(letter)
    assert letter.template_version == "2025-05-01·1"


def test_a_text_is_never_back_dated_before_a_letter_made_by_the_old_one(handling, world):
    issued(handling, "L04")
    with pytest.raises(Refusal, match="制作于2025-05-06"):
        saved(world, since=date(2025, 5, 6), **with_line(newest(), "补充。"))
    saved(world, since=date(2025, 5, 7), **with_line(newest(), "补充。"))


def test_two_at_once_do_not_overwrite_each_other(world):
    saved(world, **with_line(newest(), "甲。"))
    with pytest.raises(Refusal, match="刚刚由郑公开改为第1版"):
        saved(world, **with_line(letter_texts.shipped("L04")[0], "乙。"), seen=0)
    assert LetterText.objects.count() == 1


@pytest.mark.parametrize(("changes", "said"), [({"reason": " "}, "修改理由"), ({}, "没有改动")])
def test_a_change_needs_a_reason_and_to_be_one(world, changes, said):
    with pytest.raises(Refusal, match=said):
        saved(world, **changes)


def test_only_the_competent_office_words_letters(world):
    for name in ("张财", "黄局长", "何审计"):
        with pytest.raises(Refusal, match="不能修改"):
            actions.save_text(newest(), by=world.actor(name), at=NOW, reason="x", seen=0)


def test_the_office_returns_to_the_text_that_came_along_by_a_new_version(world):
    saved(world, **with_line(newest(), "甲。"))
    made = actions.restore_text("L04", by=world.actor("郑公开"), at=NOW, valid_from=date(2025, 6, 1), seen=1)
    assert made.number == 2
    assert letter_texts.in_force("L04", date(2025, 6, 1)).said == letter_texts.shipped("L04")[0].said
    assert "甲。" in letter_texts.in_force("L04", date(2025, 5, 31)).body


def test_a_saved_text_is_in_the_ledger_and_the_database_refuses_to_change_it(world):
    made = saved(world, **with_line(newest(), "甲。"))
    assert Event.objects.filter(subject=f"letter_text/{made.pk}", verb="letters.save_text").count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        LetterText.objects.filter(pk=made.pk).update(body="改")
    assert verify().ok


@pytest.mark.parametrize(
    "kind", [k for k in KINDS.values() if k.remedy is RemedyDuty.OPTIONAL], ids=lambda k: k.id
)
def test_where_the_law_leaves_it_open_the_text_switches_the_remedy_paragraph(handling, world, kind):
    assert "60日内" in pdf_of(issued(handling, kind.id))
    saved(world, text=newest(kind.id), since=date(2025, 5, 7), prints_remedy=False)
    handling.refresh_from_db()
    from tests.integration.disclosure.test_letters import told

    with transaction.atomic():
        later = letters.issue(
            handling, kind.id, {**told(kind), "addressee": "某"}, signed_by="杨签", on=date(2025, 5, 8)
        )
    assert "60日内" not in pdf_of(later)


def test_a_refusal_can_never_be_silent_about_remedies(world):
    with pytest.raises(Refusal, match="不能关闭"):
        saved(world, text=newest("R07"), prints_remedy=False)


def test_procedural_notices_say_nothing_of_remedies(handling):
    for kind_id in ("L03", "L04", "L05", "L06", "L07", "L10", "L14"):
        assert "行政复议" not in pdf_of(issued(handling, kind_id))


def seal_file(name="seal.png", picture=None):
    return checked_content(name, picture or seal_picture("白银区财政局"))


def test_a_seal_lies_on_the_letters_from_its_day_on_and_its_digest_in_the_ledger(handling, world):
    seal = actions.set_seal(
        world.finance, seal_file(), by=world.actor("黄局长"), at=NOW, valid_from=date(2025, 5, 1)
    )
    assert f'"sha256":"{seal.sha256}"' in Event.objects.get(verb="letters.set_seal").leaf
    assert verify().ok
    letter = issued(handling, "R02")
    assert letter.content["seal"] == seal.sha256
    from pypdf import PdfReader

    assert sum(len(page.images) for page in PdfReader(letter.pdf.open()).pages) == 1
    assert b"word/media/image1.png" in letters.file_of(letter, "docx").read()
    assert issued(handling, "L02").content["seal"] == "", "a form bears no seal"


def opaque():
    target = io.BytesIO()
    Image.new("RGB", (400, 400), "white").save(target, "PNG")
    return target.getvalue()


def narrow():
    target = io.BytesIO()
    Image.new("RGBA", (400, 100)).save(target, "PNG")
    return target.getvalue()


def jpeg():
    target = io.BytesIO()
    Image.new("RGB", (400, 400)).save(target, "JPEG")
    return target.getvalue()


@pytest.mark.parametrize(
    ("picture", "said"), [(opaque, "背景不透明"), (narrow, "400×100"), (jpeg, "不是PNG")]
)
def test_what_is_no_seal_is_refused_by_its_content(world, picture, said):
    with pytest.raises(Refusal, match=said):
        actions.set_seal(
            world.finance,
            seal_file(picture=picture()),
            by=world.actor("黄局长"),
            at=NOW,
            valid_from=date(2025, 5, 1),
        )
    assert not Seal.objects.exists()


def test_another_units_head_cannot_set_the_seal(world):
    with pytest.raises(Refusal, match="不能办理"):
        actions.set_seal(
            world.finance, seal_file(), by=world.actor("朱镇长"), at=NOW, valid_from=date(2025, 5, 1)
        )


def test_review_bodies_are_kept_by_the_competent_office(world):
    given = {"reviewed_by": "白银区人民政府", "superior_department": "", "vertical": True, "court": ""}
    with pytest.raises(Refusal, match="不能空着"):
        actions.set_review_bodies(world.finance, **given, by=world.actor("郑公开"), at=NOW)
    actions.set_review_bodies(
        world.finance, **{**given, "superior_department": "白银市税务局"}, by=world.actor("郑公开"), at=NOW
    )
    world.finance.refresh_from_db()
    assert world.finance.vertical


class TestOnScreen:
    @pytest.fixture
    def competent(self, client, world):
        client.force_login(world.people["郑公开"])
        return client

    def typed(self, **changes):
        text = newest()
        return {
            "title": text.title, "body": text.body, "note": text.note, "valid_from": "2030-01-01", "reason": "会议",
            "seen": 0, **changes,
        }  # fmt: skip

    def test_all_letters_are_listed_with_the_text_in_force(self, competent):
        page = competent.get(reverse("letter_texts")).content.decode()
        for kind in KINDS.values():
            assert kind.name in page

    def test_the_form_shows_what_each_field_means_and_which_are_required(self, competent):
        page = competent.get(reverse("letter_text", args=["L04"])).content.decode()
        assert "{补正内容}" in page
        assert FIELDS["what"].meaning in page
        assert "补正只告知这一次" in page

    def test_a_refused_text_stays_in_the_form(self, competent):
        page = competent.post(
            reverse("letter_text", args=["L04"]), self.typed(body="只有这一句{没有}")
        ).content.decode()
        assert "没有“没有”这个字段" in page
        assert "只有这一句{没有}</textarea>" in page

    def test_a_saved_text_can_be_compared_with_the_one_before(self, competent):
        response = competent.post(
            reverse("letter_text", args=["L04"]), self.typed(body=newest().body + "\n新的一句。"), follow=True
        )
        assert "第1版，自2030-01-01起施行" in response.content.decode()
        page = competent.get(reverse("letter_compare", args=["L04"])).content.decode()
        assert "<ins>新的一句。</ins>" in page

    def test_the_preview_masks_the_applicant_for_whoever_does_not_handle_the_case(
        self, client, handling, world
    ):
        for name, shown in (("郑公开", "张*："), ("张财", "张三：")):
            client.force_login(world.people[name])
            page = client.post(
                reverse("letter_preview", args=["L04"]),
                self.typed(case=handling.pk),
                headers={"HX-Request": "true"},
            ).content.decode()
            assert shown in page
            assert "2018年度部门决算" in page

    def test_the_reading_by_a_handler_is_logged_once_a_session(self, client, handling, world):
        client.force_login(world.people["张财"])
        for _ in range(3):
            client.post(reverse("letter_preview", args=["L04"]), self.typed(case=handling.pk))
        assert Event.objects.filter(verb="disclosure.read_personal").count() == 1

    def test_the_preview_tells_what_keeps_the_text_from_being_saved(self, competent, handling):
        page = competent.post(
            reverse("letter_preview", args=["L04"]), self.typed(body="{胡写}<script>", case=handling.pk)
        ).content.decode()
        assert "没有“胡写”这个字段" in page
        assert "{胡写}&lt;script&gt;" in page

    def test_the_preview_is_a_pdf_as_well(self, competent, handling):
        response = competent.post(
            reverse("letter_preview", args=["L01"]), self.typed(case=handling.pk, **{"as": "pdf"})
        )
        assert response.content.startswith(b"%PDF")

    def test_a_case_one_may_not_see_is_no_preview(self, client, handling, world):
        client.force_login(world.people["吴镇"])
        page = client.post(
            reverse("letter_preview", args=["L04"]), self.typed(case=handling.pk)
        ).content.decode()
        assert "2018年度部门决算" not in page

    def test_a_seal_is_uploaded_and_shown(self, competent, world):
        address = reverse("letter_organ", args=["czj"])
        picture = SimpleUploadedFile("章.png", seal_picture("白银区财政局"))
        response = competent.post(
            address, {"save": "seal", "file": picture, "valid_from": "2025-05-01"}, follow=True
        )
        assert "启用" in response.content.decode()
        shown = competent.get(reverse("letter_seal_picture", args=[Seal.objects.get().pk]))
        assert b"".join(shown.streaming_content).startswith(b"\x89PNG")
        assert "起" in competent.get(reverse("letter_seals")).content.decode()
