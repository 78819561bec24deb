"""Beginning from files: a Word document, or a table of many items."""

import zipfile
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from gongkai.law.refusal import Refusal
from gongkai.publishing import batch, standard_table
from gongkai.publishing.models import Publication
from tests.conftest import PDF

GOOD = ["第一件", "概述一", "各单位：\n现将有关事项通知如下。", "通知公告", "通知", "2019-06-03"]


@pytest.fixture
def sign_in(client, world):
    def sign_in_as(name):
        client.force_login(world.people[name])
        return client

    return sign_in_as


def a_notice():
    paper = Document()
    paper.add_paragraph("白区财发〔2019〕12号")
    paper.add_heading("关于做好绩效评价工作的通知", 1)
    paper.add_paragraph("各科室：")
    paper.add_paragraph("为规范绩效评价，现将有关事项通知如下。")
    table = paper.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "项目", "金额"
    table.cell(1, 0).text, table.cell(1, 1).text = "甲", "100"
    paper.add_paragraph("白银区财政局")
    paper.add_paragraph("2019年6月3日")
    content = BytesIO()
    paper.save(content)
    return content.getvalue()


def import_page(client, desk, paper):
    """Import a Word file; return the page that follows."""
    return client.post(
        reverse("publishing_import"),
        {
            "unit": desk.world.finance.pk,
            "column": desk.columns["tongzhi"].pk,
            "file": SimpleUploadedFile("通知.docx", paper),
            "keep_original": "on",
        },
        follow=True,
    )


def test_a_word_file_becomes_a_draft_with_what_it_says_of_itself(desk, sign_in):
    page = import_page(sign_in("张财"), desk, a_notice())
    draft = Publication.objects.get()
    assert draft.title == "关于做好绩效评价工作的通知"
    assert (draft.doc_number, draft.created_on.isoformat()) == ("白区财发〔2019〕12号", "2019-06-03")
    assert "<table>" in draft.body
    assert [file.name for file in draft.files.all()] == ["通知.docx"]
    assert "取自文中" in page.content.decode()


@pytest.mark.parametrize("content", [b"MZ\x90", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04 broken"])
def test_what_is_no_word_file_is_refused_with_a_way_on(desk, sign_in, content):
    page = sign_in("张财").post(
        reverse("publishing_import"),
        {
            "unit": desk.world.finance.pk,
            "column": desk.columns["tongzhi"].pk,
            "file": SimpleUploadedFile("通知.docx", content),
        },
    )
    assert 'role="alert"' in page.content.decode()
    assert not Publication.objects.exists()


def table(*rows):
    book = load_workbook(BytesIO(batch.template()))
    sheet = book.active
    sheet.delete_rows(2)
    for row in rows:
        sheet.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def archive(**files):
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return content.getvalue()


def send(client, desk, do, rows, files=None):
    data = {"unit": desk.world.finance.pk, "do": do, "table": SimpleUploadedFile("表.xlsx", table(*rows))}
    if files:
        data["archive"] = SimpleUploadedFile("附件.zip", files)
    return client.post(reverse("publishing_import_many"), data, follow=True).content.decode()


def test_a_dry_run_writes_nothing_and_names_every_fault_by_its_row(desk, sign_in):
    wrong = ["第二件", "", "身份证620402198001010013", "没有的栏目", "通知", "六月三日"]
    page = send(sign_in("张财"), desk, "try", [GOOD, wrong])
    assert "2 行中有 1 行须改正" in page
    for fault in ("没有填写内容概述", "没有栏目“没有的栏目”", "生成日期“六月三日”不是日期"):
        assert fault in page
    assert not Publication.objects.exists()


def test_the_files_of_a_dry_run_are_chosen_once(desk, sign_in):
    client = sign_in("张财")
    row = [*GOOD, "", "", "", "", "", "", "表.pdf"]
    assert "1 行都可以导入" in send(client, desk, "try", [row], archive(**{"表.pdf": PDF}))
    again = {"unit": desk.world.finance.pk, "do": "make"}
    address = reverse("publishing_import_many")
    assert "已导入1条草稿" in client.post(address, again, follow=True).content.decode()
    assert [file.name for file in Publication.objects.get().files.all()] == ["表.pdf"]
    assert "没有选择表格" in client.post(address, again).content.decode()


def test_a_row_names_its_special_period_and_many_drafts_are_submitted_at_once(desk, sign_in):
    client = sign_in("张财")
    rows = [[*GOOD[:5], "2019年6月3日", *[""] * 7, "双公示"], ["第二件", *GOOD[1:]]]
    send(client, desk, "make", rows)
    first = Publication.objects.get(title="第一件")
    assert (first.special_period, first.created_on) == ("SP_DOUBLE", date(2019, 6, 3))
    page = client.get(reverse("publishing_list"), {"stage": "draft"}).content.decode()
    assert "提交核稿" in page
    chosen = {"verb": "submit", "pk": [each.pk for each in Publication.objects.all()]}
    client.post(reverse("publishing_bulk"), chosen)
    assert set(Publication.objects.values_list("stage", flat=True)) == {"checking"}


def test_with_one_faulty_row_nothing_is_imported(desk, sign_in):
    send(sign_in("张财"), desk, "make", [GOOD, ["", *GOOD[1:]]])
    assert not Publication.objects.exists()


def test_rows_and_their_files_become_drafts(desk, sign_in):
    row = [*GOOD, "白区财发〔2019〕3号", "", "", "", "", "", "表.pdf"]
    page = send(sign_in("张财"), desk, "make", [row, ["第二件", *GOOD[1:]]], archive(**{"附件/表.pdf": PDF}))
    assert "已导入2条草稿" in page
    first = Publication.objects.get(title="第一件")
    assert first.body == "<p>各单位：</p><p>现将有关事项通知如下。</p>"
    assert [file.name for file in first.files.all()] == ["表.pdf"]


def test_a_number_used_twice_names_the_other_item(desk, sign_in):
    desk.draft(doc_number="白区财发〔2019〕3号", title="先有的")
    row = [*GOOD, "白区财发〔2019〕3号"]
    page = send(sign_in("张财"), desk, "try", [row, row])
    assert "文号“白区财发〔2019〕3号”在表中出现2次" in page
    assert "已用于财政局的《先有的》" in page


def test_personal_data_in_a_row_is_pointed_out(desk, sign_in):
    page = send(sign_in("张财"), desk, "try", [[*GOOD[:2], "联系13909431234", *GOOD[3:]]])
    assert "含有手机号码" in page


def with_macros(paper):
    """Return the same Word file with a macro part in it."""
    content = BytesIO(paper)
    with zipfile.ZipFile(content, "a") as packed:
        packed.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    return content.getvalue()


def test_a_word_file_with_macros_is_refused_though_only_its_text_is_wanted(desk, sign_in):
    page = sign_in("张财").post(
        reverse("publishing_import"),
        {
            "unit": desk.world.finance.pk,
            "column": desk.columns["tongzhi"].pk,
            "file": SimpleUploadedFile("通知.docx", with_macros(a_notice())),
        },
    )
    assert "含有宏" in page.content.decode()
    assert not Publication.objects.exists()


def bomb():
    """Return an XLSX of a few hundred kilobytes whose sheet unfolds to 60 MB."""
    content = BytesIO(table(GOOD))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet9.xml", b"<a>" + b"0" * 60 * 1024 * 1024 + b"</a>")
    return content.getvalue()


@pytest.mark.parametrize(
    "read",
    [lambda content: batch.read(content, None, None, None), standard_table.read],
    ids=["many", "standard table"],
)
def test_a_table_that_unfolds_to_too_much_is_refused_before_a_cell_is_read(desk, read):
    with pytest.raises(Refusal, match=r"压缩炸弹|展开后超过"):
        read(bomb())


def test_a_table_is_judged_by_its_size_before_it_is_read(desk, sign_in, monkeypatch):
    monkeypatch.setattr("gongkai.publishing.workbooks.LARGEST", 10)
    with pytest.raises(Refusal, match="表格超过"):
        batch.read(table(GOOD), None, desk.world.finance, None)


def test_an_archive_of_too_much_is_refused(desk, monkeypatch):
    monkeypatch.setattr(batch, "LARGEST_ARCHIVE", 10)
    with pytest.raises(Refusal, match="附件包超过"):
        batch.read(table(GOOD), archive(**{"a.txt": b"0" * 100}), None, None)
