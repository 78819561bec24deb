"""The public pages of disclosure on request: the log with its open data, the figures, the guides and their forms."""

import csv
import io
import json
from datetime import date

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from gongkai.disclosure import actions
from gongkai.portal import pages, requests_in_step
from gongkai.units import actions as units
from tests.conftest import at
from tests.integration.disclosure.conftest import handling, registered  # noqa: F401
from tests.integration.disclosure.test_verbs import answered

NOW = at("2025-06-02 09:00")


@pytest.fixture
def read(settings):
    def text(path):
        return (settings.SITE_ROOT / path).read_text()

    return text


@pytest.fixture
def released(handling, world):  # noqa: F811
    pages.assets.cache_clear()
    answered(handling, world)
    entry = actions.propose_for_log(
        handling, subject="2018年度部门决算", answer="=见预决算专栏", by=world.actor("张财"), at=at("2025-05-07 09:00")
    )  # fmt: skip
    return actions.release_to_log(entry, by=world.actor("杨签"), at=at("2025-05-07 10:00"))


def test_a_released_entry_appears_in_every_list_with_its_open_data(released, read):
    assert requests_in_step.sweep_log(NOW)
    for folder in ("requests", "requests/unit-czj", "requests/year-2025", "requests/outcome-granted"):
        page = read(f"{folder}/index.html")
        assert "2018年度部门决算" in page
        assert "张三" not in page
    item = json.loads(read("requests/all.json"))["items"][0]
    assert (item["month"], item["group"], item["working_days"]) == ("2025-05", "予以公开", 9)
    row = next(csv.DictReader(io.StringIO(read("requests/all.csv").lstrip("\ufeff"))))
    assert row["answer"] == "'=见预决算专栏"
    assert "=见预决算专栏" in read(f"requests/{released.pk}.html")


def test_nothing_is_written_twice_without_a_change(released):
    assert requests_in_step.sweep_log(NOW)
    assert not requests_in_step.sweep_log(NOW)


def test_what_is_taken_down_is_gone_with_its_lists_at_the_next_sweep(released, read, settings, world):
    requests_in_step.sweep_log(NOW)
    actions.take_from_log(released, reason="有误", by=world.actor("张财"), at=at("2025-05-08 09:00"))
    assert requests_in_step.sweep_log(NOW)
    assert "2018年度部门决算" not in read("requests/index.html")
    root = settings.SITE_ROOT / "requests"
    assert not (root / f"{released.pk}.html").exists()
    assert not (root / "unit-czj" / "index.html").exists()


def a_pdf_that_says(text):
    from gongkai.cases.letter_layout import LetterContent, render_pdf

    return render_pdf(LetterContent("决算", "", "", (text,), (), "财政局", date(2025, 5, 7)))


def test_a_file_goes_public_with_its_entry_and_goes_with_it_though_proposed_anew_at_once(
    handling,  # noqa: F811
    settings,
    world,
):
    from gongkai.cases.files import checked_content

    pages.assets.cache_clear()
    answered(handling, world)
    clerk, approver = world.actor("张财"), world.actor("杨签")
    said = {"subject": "决算", "answer": "", "by": clerk, "at": at("2025-05-07 09:00")}
    file = checked_content("决算.pdf", a_pdf_that_says("2018年度部门决算"))
    entry = actions.propose_for_log(handling, file=file, **said)
    actions.release_to_log(entry, by=approver, at=at("2025-05-07 10:00"))
    requests_in_step.sweep_log(NOW)
    public = settings.SITE_ROOT / f"requests/files/{entry.pk}.pdf"
    assert public.read_bytes() == file.content
    actions.take_from_log(entry, reason="有误", by=clerk, at=at("2025-05-08 09:00"))
    actions.propose_for_log(handling, **said)
    requests_in_step.sweep_log(NOW)
    assert not public.exists()
    assert not (settings.SITE_ROOT / f"requests/{entry.pk}.html").exists()


def test_the_log_is_cut_into_pages_and_old_ones_go(released, read, settings, monkeypatch):
    from gongkai.portal.pages import request_log

    monkeypatch.setattr(request_log, "PER_PAGE", 1)
    facet = request_log.Facet("requests/all-x", "", "", "", [released, released])
    request_log._write_facet(facet, [facet])
    assert "更早的" in read("requests/all-x/index.html")
    assert 'href="./"' in read("requests/all-x/p2.html")
    request_log._write_facet(request_log.Facet("requests/all-x", "", "", "", [released]), [])
    assert not (settings.SITE_ROOT / "requests/all-x/p2.html").exists()


def test_the_figures_add_up_and_say_how_long_it_took(released, read):
    pages.write_figures()
    page = read("requests/figures/index.html")
    assert "收到 1 件，办结 1 件，从收到到办结的用时中位数 9 个工作日" in page
    data = json.loads(read("requests/figures/figures.json"))
    assert data["months"] == [
        {"month": "2025-04", "received": 1, "answered": 0},
        {"month": "2025-05", "received": 0, "answered": 1},
    ]
    assert data["outcomes"] == {"予以公开": 1}
    assert page.count('class="chart"') == 2


def test_without_any_request_the_pages_say_so(world, read):
    pages.assets.cache_clear()
    requests_in_step.install(NOW)
    assert "还没有公布的办理情况" in read("requests/index.html")
    assert "还没有收到申请" in read("requests/figures/index.html")


def test_a_guide_names_every_open_channel_with_address_hours_and_rule(world, read):
    pages.assets.cache_clear()
    world.finance.email, world.finance.fax = "czj@example.gov.cn", ""
    world.finance.save()
    pages.write_guides(date(2025, 6, 2))
    page = read("guide/czj/index.html")
    for said in (
        "当面提交",
        "邮寄",
        "czj@example.gov.cn",
        "口头申请",
        "8:30",
        "0943-0000000",
        "双方确认之日",
        "提交之日",
        "签收之日",
    ):
        assert said in page
    assert "传真</th>" not in page
    assert 'role="img"' in page
    assert "第四十三条" in page
    assert "/guide/czj/" in read("guide/index.html")


def test_the_form_is_the_same_as_pdf_and_word_and_asks_no_purpose(world, settings):
    pages.assets.cache_clear()
    pages.write_guides(date(2025, 6, 2))
    folder = settings.SITE_ROOT / "guide/czj"
    word = "".join(element.text or "" for element in Document(folder / "form.docx").element.iter(qn("w:t")))
    pdf = "".join(page.extract_text() for page in PdfReader(folder / "form.pdf").pages)
    for said in (
        "申请人类别",
        "自然人",
        "证件号码",
        "便于查询的其他特征",
        "获取信息的途径",
        "签名或者盖章",
        "财政局",
    ):
        assert said in word
        assert said in pdf.replace("\n", "")
    assert "用途：" not in word


def test_a_guide_follows_the_facts_of_its_unit(world, read):
    pages.assets.cache_clear()
    pages.write_guides(date(2025, 6, 2))
    assert pages.renew_guides(date(2025, 6, 2)) == 0
    units.change_facts(
        world.finance, by=world.actor("黄局长"), at=at("2025-06-02 09:00"), phone="0943-8888888"
    )
    assert pages.renew_guides(date(2025, 6, 2)) == 1
    assert "0943-8888888" in read("guide/czj/index.html")
