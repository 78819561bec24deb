"""The pages of the knowledge base: writing, review, the fragment beside an answer, proposals, tables, bad input."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from gongkai.voice.knowledge import actions, indexing, sheet
from gongkai.voice.knowledge.content import Content
from gongkai.voice.knowledge.models import Entry, EntryReport

ALL = "voice_knowledge"


def as_(client, world, name):
    client.force_login(world.people[name])
    return client


def typed(world, **changes):
    today = timezone.localdate()
    return {
        "unit": world.finance.pk, "question": "一卡通补贴没到账怎么办？", "answer": "到镇财政所查询发放批次。",
        "source": "区财政局通知", "source_on": today.isoformat(), "is_public": "on",
        "valid_until": (today + timedelta(days=200)).isoformat(), **changes,
    }  # fmt: skip


@pytest.fixture
def entry(world):
    now, today = timezone.now(), timezone.localdate()
    content = Content(
        "一卡通补贴没到账怎么办？",
        "到镇财政所查询发放批次。",
        "区财政局通知",
        today,
        today + timedelta(days=200),
    )
    by = world.actor("张财", today)
    row = actions.hand_in(actions.write(content, unit=world.finance, by=by, at=now), by=by, at=now)
    row = actions.approve(row, by=world.actor("刘核", today), at=now)
    indexing.sweep(now)
    return row


def test_an_entry_is_written_handed_in_and_approved(client, world):
    as_(client, world, "张财").post(reverse("voice_knowledge_new"), typed(world, then="hand_in"))
    row = Entry.objects.get()
    assert "审核通过" not in client.get(reverse("voice_knowledge_entry", args=[row.pk])).text
    page = as_(client, world, "刘核").get(reverse("voice_knowledge_entry", args=[row.pk])).text
    assert "审核通过，启用" in page
    client.post(reverse("voice_knowledge_act", args=[row.pk, "approve"]), {"seen": row.revision})
    row.refresh_from_db()
    assert row.state == "current"
    assert row.question in as_(client, world, "吴镇").get(reverse(ALL)).text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"valid_until": "2019-01-01"}, "不成立"),
        ({"valid_until": "随便"}, "输入一个有效的日期"),
        ({"source": ""}, "必需字段"),
        ({"source_address": "javascript:alert(1)"}, "地址以 / 或 https:// 开头"),
        ({"question": "问" * 201}, "200"),
    ],
)
def test_what_is_refused_keeps_what_was_typed(client, world, change, said):
    answer = as_(client, world, "张财").post(reverse("voice_knowledge_new"), typed(world, **change))
    assert answer.status_code == 422 and said in answer.text
    assert "到镇财政所查询发放批次" in answer.text and not Entry.objects.exists()


def test_who_is_no_officer_of_the_unit_does_not_write(client, world):
    answer = as_(client, world, "吴镇").post(reverse("voice_knowledge_new"), typed(world))
    assert answer.status_code == 422 and not Entry.objects.exists()


def test_drafts_of_other_units_are_not_shown(client, world):
    as_(client, world, "张财").post(reverse("voice_knowledge_new"), typed(world))
    page = reverse("voice_knowledge_entry", args=[Entry.objects.get().pk])
    assert as_(client, world, "吴镇").get(page).status_code == 404


def test_the_second_of_two_editors_is_told_and_keeps_her_text(client, world, entry):
    edit = reverse("voice_knowledge_edit", args=[entry.pk])
    as_(client, world, "张财").post(edit, typed(world, seen=entry.revision, answer="甲"))
    answer = client.post(edit, typed(world, seen=entry.revision, answer="乙的写法"))
    assert answer.status_code == 422 and "已有别人办理" in answer.text and "乙的写法" in answer.text


def test_the_fragment_offers_the_answer_and_counts_what_was_adopted(client, world, entry):
    beside = reverse("voice_knowledge_beside")
    assert beside == "/workbench/voice/knowledge/beside/"
    page = as_(client, world, "王办").get(beside, {"q": "我家的一卡通补贴怎么还没到账"}).text
    assert f'data-knowledge="{entry.pk}"' in page and "到镇财政所查询发放批次。" in page
    assert client.post(reverse("voice_knowledge_use", args=[entry.pk, "adopt"])).text == "已采用"
    assert client.post(reverse("voice_knowledge_use", args=[entry.pk, "outdated"])).text == "已转责任单位核对"
    assert client.post(reverse("voice_knowledge_use", args=[entry.pk, "steal"])).status_code == 404
    entry.refresh_from_db()
    assert (entry.adopted, EntryReport.objects.count()) == (1, 1)


@pytest.mark.parametrize("text", ["", " ", "😀😀", "a" * 5000, "“", "的的的", "AND (", "\x00"])
def test_any_text_is_answered(client, world, entry, text):
    assert as_(client, world, "王办").get(reverse("voice_knowledge_beside"), {"q": text}).status_code == 200


def test_an_answer_is_proposed_with_what_the_case_screen_hands_over(client, world):
    address = reverse("voice_knowledge_propose")
    page = as_(client, world, "王办").get(address, {"question": "补贴怎么查", "answer": "到财政所查"}).text
    assert "补贴怎么查" in page and "到财政所查" in page
    assert "补贴怎么查" in client.post(address, {"question": "补贴怎么查", "answer": "到财政所查"}).text
    assert client.get(address, {"case": "999"}).status_code == 404
    client.post(address, typed(world))
    assert Entry.objects.get().versions.get().state == "reviewing"


def table(*rows):
    book = Workbook()
    book.worksheets[0].append(list(sheet.HEADS))
    for row in rows:
        book.worksheets[0].append(list(row))
    content = BytesIO()
    book.save(content)
    return SimpleUploadedFile("zhishi.xlsx", content.getvalue())


def a_row(question="怎么查补贴？", until=None, **changes):
    day = until or timezone.localdate() + timedelta(days=100)
    return (question, "到财政所", "", "", "通知", "", date(2019, 1, 1), day, changes.get("public", "是"))


def test_a_table_is_looked_through_first_and_taken_whole_or_not_at_all(client, world):
    address = reverse("voice_knowledge_import")
    given = {
        "unit": world.finance.pk,
        "file": table(a_row(), a_row("第二问？", "后天"), a_row("第三问？", public="也许")),
    }
    page = as_(client, world, "张财").post(address, given)
    assert "其中 2 行不能导入" in page.text and "有效期至不是日期" in page.text
    assert page.context["packed"] == "" and not Entry.objects.exists()

    page = client.post(address, {"unit": world.finance.pk, "file": table(a_row(), a_row("第二问？"))})
    assert "都可以导入" in page.text and not Entry.objects.exists()
    client.post(address, {"rows": page.context["packed"]})
    assert [row.versions.get().state for row in Entry.objects.all()] == ["reviewing", "reviewing"]


@pytest.mark.parametrize("content", [b"", b"MZ\x90", b"PK\x03\x04broken", b"a,b,c\n"])
def test_what_is_no_table_is_refused(client, world, content):
    given = {"unit": world.finance.pk, "file": SimpleUploadedFile("x.xlsx", content)}
    answer = as_(client, world, "张财").post(reverse("voice_knowledge_import"), given)
    assert answer.status_code == 422 and not Entry.objects.exists()


def test_a_forged_preview_is_refused(client, world):
    answer = as_(client, world, "张财").post(reverse("voice_knowledge_import"), {"rows": "x:y:z"})
    assert answer.status_code == 422 and "预览已过期" in answer.text


def test_the_template_can_be_taken_in_but_for_its_last_day(client, world):
    got = as_(client, world, "张财").get(reverse("voice_knowledge_template"))
    assert got.content[:2] == b"PK"


def test_register_and_export_agree(client, world, entry):
    for query, count in (
        ({"state": "current"}, 1),
        ({"q": "一卡通"}, 1),
        ({"unit": "silong"}, 0),
        ({"state": "x"}, 1),
    ):
        page = as_(client, world, "王办").get(reverse(ALL), query)
        assert page.context["page"].paginator.count == count
        lines = client.get(reverse("voice_knowledge_export"), query).text.splitlines()
        assert len(lines) == count + 1
