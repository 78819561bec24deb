"""Codes and numbers: obligations D51–D53, and the fee arithmetic of D25."""

from datetime import date

import pytest

from gongkai.law.fees import per_item_fee, per_page_fee
from gongkai.law.identifiers import DocumentNumber, IndexNumber, id_number_fault, uscc_fault

REAL_CODES = [
    "11620622013933539B",
    "12620600MB0523338C",
    "11620403013912770D",
    "11441700007280420Y",
    "11341702486344515H",
    "113708280043326001",
    "113417020032563511",
]


@pytest.mark.parametrize("code", REAL_CODES)
def test_d51_a_real_organ_code_is_accepted(code):
    assert uscc_fault(code) is None


def test_d51_a_placeholder_code_is_refused_with_the_character_it_should_have():
    assert "末位应为D" in (uscc_fault("234234234234444444") or "")


def test_d51_letters_that_the_standard_leaves_out_are_named():
    assert "I、O" in (uscc_fault("1162062201393353IO") or "")


def test_d52_an_index_number_has_organ_year_and_six_digits():
    number = IndexNumber("11620403013912770D", 2026, 206793)
    assert str(number) == "11620403013912770D/2026-206793"
    assert IndexNumber.parse(str(number)) == number


@pytest.mark.parametrize(
    "text", ["/2021-172732", "234234234234444444/2026-206221", "11620403013912770D/2026-1"]
)
def test_d52_an_index_number_without_a_valid_organ_is_refused(text):
    with pytest.raises(ValueError, match="索引号"):
        IndexNumber.parse(text)


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("国办发〔2019〕54号", "国办发〔2019〕54号"),
        ("国办发[2019]54号", "国办发〔2019〕54号"),
        ("武政办发（2025）54号", "武政办发〔2025〕54号"),
        ("武政办发（2025）54 号", "武政办发〔2025〕54号"),
        ("宿政办函﹝2021﹞21号", "宿政办函〔2021〕21号"),
        ("白区政发【2019】第007号", "白区政发〔2019〕7号"),
        ("国办公开办函〔202130", "国办公开办函〔2021〕30号"),
    ],
)
def test_d53_a_document_number_is_brought_to_its_normal_form(typed, normal):
    assert str(DocumentNumber.parse(typed)) == normal


@pytest.mark.parametrize("typed", ["无〔〕号", "2019年5号", "〔2019〕5号", ""])
def test_d53_what_is_no_document_number_is_refused(typed):
    with pytest.raises(ValueError, match="发文字号"):
        DocumentNumber.parse(typed)


ITEMS = {10: 0, 11: 100, 30: 2000, 31: 2200, 40: 4000, 41: 4300, 50: 7000, 51: 7400, 60: 11000, 100: 37000}
PAGES = {30: 0, 31: 10, 68: 380, 100: 700, 101: 720, 200: 2700, 201: 2740, 250: 4700}


def test_fee_scales_are_progressive_by_excess():
    assert {items: int(per_item_fee(items)) for items in ITEMS} == ITEMS
    assert {pages: int(per_page_fee(pages)) for pages in PAGES} == PAGES


def test_an_id_number_is_judged_by_check_digit_and_birth_date():
    today = date(2026, 1, 1)
    assert id_number_fault("11010519491231002X", today) is None
    assert "校验位" in (id_number_fault("110105194912310021", today) or "")
    assert "出生日期不存在" in (id_number_fault("110105194913310021", today) or "")
    assert "18位" in (id_number_fault("1101051949123100", today) or "")
