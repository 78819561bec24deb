"""Every letter, field by field: what section 2.2 asks of it stands in the Word file and in the PDF."""

import io
import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, transaction
from docx import Document
from pypdf import PdfReader

from gongkai.cases.models import Case, Letter
from gongkai.disclosure import actions, letters
from gongkai.law.letter_fields import FIELDS
from gongkai.law.letters import EVERY_REPLY, KINDS, To
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import OUTCOMES
from tests.conftest import at
from tests.integration.disclosure.conftest import application

ON = date(2025, 5, 6)
# What no case knows of itself is given; the examples of the fields will do.
TOLD = {field: f"{FIELDS[field].example}甲" for kind in KINDS.values() for field in kind.fields}
KNOWN = [
    "organ",
    "contact",
    "signer",
    "today",
    "number",
    "subject",
    "applicant",
    "received",
    "due",
    "handler",
    "ended",
    "channel",
    "applicant_kind",
    "id_type",
    "id_number",
    "contact_person",
    "phone",
    "email",
    "postal_address",
    "info_title",
    "doc_number",
    "features",
    "form_required",
    "delivery_channel",
    "assistance",
    "submitted",
    "stage_dates",
    "remedy",
]


def told(kind):
    return {field: TOLD[field] for field in kind.fields if field not in KNOWN}


def issued(case, kind_id, **values):
    kind = KINDS[kind_id]
    addressee = {} if kind.to in (To.APPLICANT, To.NOBODY) else {"addressee": "某某公司"}
    with transaction.atomic():
        return letters.issue(case, kind_id, {**told(kind), **addressee, **values}, signed_by="杨签", on=ON)


def word_of(letter):
    document = Document(letters.file_of(letter, "docx"))
    return squeezed(
        "".join(node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t"))
    )


def pdf_of(letter):
    """Return the printed words, without the number below each page."""
    pages = PdfReader(io.BytesIO(letter.pdf.open().read())).pages
    return "".join(re.sub(r"—\d+—$", "", squeezed(page.extract_text())) for page in pages)


def squeezed(text):
    return "".join(text.split())


@pytest.fixture
def whole(handling):
    """A request whose every field has a value."""
    request = handling.request
    request.contact_person, request.email = "李四", "zhang@example.cn"
    request.doc_number, request.feature_description = "白区财发〔2019〕8号", "含三公经费"
    request.save()
    return handling


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_every_required_item_of_every_letter_stands_in_word_and_in_print(whole, kind):
    letter = issued(whole, kind.id)
    said = json.loads(letter.values)
    for text in (word_of(letter), pdf_of(letter)):
        assert squeezed(letter.number) in text
        assert squeezed(letter.content["title"]) in text
        for field in kind.fields:
            assert said[field], field
            assert squeezed(said[field]) in text, FIELDS[field].name
        for statement in kind.says:
            assert any(words in text for words in statement.words), statement.what


REPLIES = [kind for kind in KINDS.values() if kind.is_reply]


@pytest.mark.parametrize("kind", REPLIES, ids=[kind.id for kind in REPLIES])
def test_every_reply_has_number_applicant_receipt_subject_decision_article_reasons_remedy_organ_and_date(
    whole, kind
):
    letter = issued(whole, kind.id)
    for text in (word_of(letter), pdf_of(letter)):
        for item in (
            letter.number,
            "张三：",
            "2025年4月21日收到",
            "2018年度部门决算",
            "60日内",
            "白银区财政局",
            "2025年5月6日",
        ):
            assert squeezed(item) in text
        for field in EVERY_REPLY:
            assert squeezed(json.loads(letter.values)[field]) in text


@pytest.mark.parametrize("number", range(4, 11))
def test_since_2024_a_refusal_says_that_reconsideration_comes_first(whole, number):
    letter = issued(whole, f"R{number:02}")
    assert "应当自收到本答复之日起60日内先向白银区人民政府申请行政复议" in pdf_of(letter)
    assert letter.template_version == "2024-01-01"


def test_a_letter_of_2019_is_made_from_the_text_and_the_law_of_2019(whole, world):
    world.finance.superior_department = "白银市财政局"
    world.finance.save()
    whole.unit = world.finance
    with transaction.atomic():
        letter = letters.issue(whole, "R07", told(KINDS["R07"]), signed_by="杨签", on=date(2019, 6, 3))
    text = pdf_of(letter)
    assert letter.template_version == "2019-05-15"
    assert "向白银区人民政府或者白银市财政局申请行政复议，或者自收到本答复之日起6个月内" in text
    assert "先向" not in text


def test_a_vertically_led_organ_is_reviewed_by_its_superior_alone(whole, world):
    world.finance.vertical, world.finance.superior_department = True, "国家税务总局白银市税务局"
    world.finance.court = "白银市中级人民法院"
    world.finance.save()
    whole.unit = world.finance
    text = pdf_of(issued(whole, "R12"))
    assert "向国家税务总局白银市税务局申请行政复议" in text
    assert "向白银市中级人民法院提起" in text


def test_a_fee_notice_cannot_be_made_before_the_fee_rules_were_in_force(whole):
    with pytest.raises(Refusal, match="2021-01-01"), transaction.atomic():
        letters.issue(whole, "L14", told(KINDS["L14"]), signed_by="杨签", on=date(2020, 12, 31))


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_a_letter_without_a_required_value_is_refused_by_name(whole, kind):
    needed = [field for field in told(kind) if field not in kind.may_be_empty]
    for field in needed:
        with pytest.raises(Refusal, match=FIELDS[field].name):
            issued(whole, kind.id, **{field: " "})
    assert needed or set(kind.fields) <= {*KNOWN, *kind.may_be_empty}


def test_a_case_without_a_request_gets_its_letter_by_values(world):
    case = Case.objects.create(
        number="更正〔2025〕1号", procedure="correction", procedure_version="1", unit=world.finance, title="出生日期",
        channel="in_person", stage="", arrived_at=at("2025-04-21 09:00"), received_on=date(2025, 4, 21),
    )  # fmt: skip
    text = pdf_of(issued(case, "R21", addressee="赵六", correction="已更正为1950年1月1日。"))
    for said in ("赵六：", "更正“出生日期”的记录", "已更正为1950年1月1日。", "60日内"):
        assert said in text


def test_the_letter_keeps_its_version_and_its_values_and_no_identity_number_in_clear(whole):
    letter = issued(whole, "L01")
    assert json.loads(letter.values)["id_number"] == "11010519491231002X"
    with connection.cursor() as cursor:
        cursor.execute('SELECT content::text, "values" FROM cases_letter WHERE id = %s', [letter.pk])
        assert not any("11010519491231002X" in kept or "公园路" in kept for kept in cursor.fetchone())
    assert "11010519491231002X" in pdf_of(letter)


def test_what_people_typed_is_text_and_never_markup(whole):
    nasty = '#panic("x") $a$ *粗* _斜_ <b>&amp;</b> ]]> \\ @ref // /* {理由} {{x}} "引号" %s'
    letter = issued(whole, "R02", information=nasty, applicant="赵#[六]*<&>")
    for text in (word_of(letter), pdf_of(letter)):
        assert squeezed(nasty) in text
        assert "赵#[六]*<&>：" in text


def test_ten_thousand_characters_of_reasons_and_control_characters_are_printed(whole):
    reasons = "\x00\x1b\u202e" + "本机关认为，公开该信息会损害他人合法权益。" * 500 + "\n第二段"
    letter = issued(whole, "R07", reasons=reasons)
    for text in (word_of(letter), pdf_of(letter)):
        # Page numbers stand between the lines of a printed letter.
        assert text.count("损害他人合法") >= 460
        assert "第二段" in text
    assert len(PdfReader(letter.pdf.open()).pages) > 15


def test_a_character_the_font_lacks_is_named_in_print_kept_in_word_and_told(whole):
    letter = issued(whole, "R02", applicant="𠮷㛃")
    assert "〔U+20BB7〕㛃：" in pdf_of(letter)
    assert "𠮷㛃：" in word_of(letter)
    assert letter.missing_characters == ["𠮷"]


def test_attachments_and_copies_stand_where_the_layout_has_them(whole):
    with transaction.atomic():
        letter = letters.issue(
            whole, "R02", told(KINDS["R02"]), signed_by="杨签", on=ON, attachments=("决算表", "说明"),
            copies_to=("白银区人民政府办公室",),
        )  # fmt: skip
    for text in (word_of(letter), pdf_of(letter)):
        for said in ("附件：1.决算表", "2.说明", "抄送：白银区人民政府办公室。"):
            assert said in text
    # 信函格式: the first page bears no number, and the copies no rule.
    first = PdfReader(letter.pdf.open()).pages[0].extract_text()
    assert "—1—" not in squeezed(first)
    assert "印发" not in squeezed(first)


def test_the_same_letter_is_the_same_file(whole):
    from gongkai.cases.letter_layout import LetterContent, render_pdf
    from gongkai.cases.letter_word import render_docx

    content = LetterContent("标题", "号", "张三", ("正文", (("甲", "乙"),)), ("附件",), "白银区财政局", ON)
    assert render_pdf(content) == render_pdf(content)
    assert render_docx(content) == render_docx(content)


def test_every_outcome_has_a_letter_with_the_remedy_its_law_asks_for():
    for outcome in OUTCOMES.values():
        kind = KINDS[outcome.letter]
        assert (kind.remedy.name == "REVIEW_FIRST") == outcome.review_first


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gap_and_no_double_when_many_write_at_once(whole):
    def write(_):
        try:
            with transaction.atomic():
                return letters.issue(
                    whole, "L13", {**told(KINDS["L13"]), "addressee": "四龙镇"}, signed_by="x", on=ON
                ).number
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(write, range(12)))
    assert sorted(made) == sorted(f"白区财政发公协〔2025〕{n}号" for n in range(1, 13))


def test_the_applicant_sees_no_letters_to_others(client, whole):
    import hashlib

    for kind_id in ("L02", "L08", "L13", "L15"):
        issued(whole, kind_id)
    Case.objects.filter(pk=whole.pk).update(lookup_hash=hashlib.sha256(b"ABCDE").hexdigest())
    page = client.post("/track/", {"number": whole.number, "code": "abcde"}, follow=True).content.decode()
    assert "登记回执" in page
    for title in ("登记表", "意见征求书", "协办函", "呈批单"):
        assert title not in page


def test_a_form_with_identity_data_is_opened_by_handlers_alone_and_the_opening_logged(client, whole, world):
    from gongkai.ledger.models import Event

    letter = issued(whole, "L01")
    address = f"/workbench/requests/{whole.pk}/letters/{letter.pk}.pdf"
    client.force_login(world.people["郑公开"])
    assert client.get(address).status_code == 302
    client.force_login(world.people["张财"])
    assert b"".join(client.get(address).streaming_content).startswith(b"%PDF")
    assert Event.objects.filter(verb="disclosure.read_personal").count() == 1


def test_an_application_by_another_channel_has_its_receipt(world):
    from gongkai.law.regulation import Channel

    case = actions.register(
        application(),
        unit=world.finance,
        channel=Channel.ORAL,
        by=world.actor("张财"),
        at=at("2025-04-21 09:00"),
    ).case
    assert "代为填写并签字之日" in pdf_of(Letter.objects.get(case=case))
