"""Files of rounds: sheets of units, forms as sheets, signed sums of districts below."""

import json
from datetime import datetime
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from gongkai.cases.actions import AlreadyDone
from gongkai.law.refusal import Refusal
from gongkai.ledger.notes import Signer
from gongkai.publishing import columns
from gongkai.reporting.rounds import actions, exchange, form_sheet, forms, rollup, sheet
from gongkai.reporting.rounds.exchange import Identity
from gongkai.reporting.rounds.filled import fill
from gongkai.reporting.rounds.models import FormReturn
from tests.integration.reporting.rounds import (
    DECIDED,
    FORM,
    GOOD,
    Q3,
    accepted,
    of,
    office,
    opened,
    published_form,
    saved,
)


def book_of(row):
    return load_workbook(BytesIO(sheet.write(fill(row))))


def read(book, row):
    content = BytesIO()
    book.save(content)
    return sheet.read(content.getvalue(), fill(row))


# Sheets of units. In the sheet of FORM, row 7 is line 1, column C is column 1.


def test_a_sheet_comes_back_as_it_went_out(world, row):
    row = saved(world, row)
    taken = read(book_of(row), row)
    typed = {key: Decimal(text) if key != "T2.R2C1" else text for key, text in GOOD.items()}
    assert {key: Decimal(taken.cells[key]) if key != "T2.R2C1" else taken.cells[key] for key in GOOD} == typed


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    counts=st.lists(st.integers(0, 10**11), min_size=3, max_size=3),
    amount=st.decimals(0, 10**9, places=4),
    text=st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=30),
)
def test_any_values_survive_the_sheet(row, counts, amount, text):
    row.cells = {
        "T1.R2C1": str(counts[0]), "T1.R3C1": str(counts[1]), "T1.R2C2": str(counts[2]), "T2.R1C1": f"{amount:f}", "T2.R2C1": text,
    }  # fmt: skip
    before = fill(row).values
    row.cells = read(book_of(row), row).cells
    assert {k: v for k, v in fill(row).values.items() if v is not None} == {
        k: v for k, v in before.items() if v is not None
    }


def test_a_cell_that_looks_like_a_formula_goes_out_as_text(world, row):
    row = saved(world, row, {"T2.R2C1": "=HYPERLINK(1)"})
    assert book_of(row)["表2"]["C8"].data_type == "s"


def spoil_formula(book):
    book["表1"]["C8"] = "=1+2"


def spoil_hidden(book):
    book["表1"]["C8"] = 5
    book["表1"].row_dimensions[8].hidden = True


def spoil_column(book):
    book["表1"]["C8"] = 5
    book["表1"].column_dimensions["C"].hidden = True


def spoil_date(book):
    book["表1"]["C8"] = datetime(2019, 12, 3)


def spoil_truth(book):
    book["表1"]["C8"] = True


def spoil_row(book):
    book["表1"].delete_rows(8)


def spoil_number(book):
    book["表1"]["B8"] = 77


def spoil_twice(book):
    book["表1"]["B8"] = 1


def spoil_head(book):
    book["表1"]["B6"] = "x"


def spoil_version(book):
    book["表1"]["A2"] = "报表：zwgk-quarterly 第0版 表1 单位：czj"


def spoil_unit(book):
    book["表1"]["A2"] = "报表：zwgk-quarterly 第1版 表1 单位：silong"


def spoil_sheet(book):
    book["表1"].sheet_state = "hidden"


def spoil_lost(book):
    del book["表2"]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (spoil_formula, "表1!C8是公式，文件里没有它的计算结果"),
        (spoil_hidden, "表1!C8在隐藏的行里却有数据"),
        (spoil_column, "在隐藏的列里却有数据"),
        (spoil_date, "表1!C8是日期（2019-12-03），这里应填件数"),
        (spoil_truth, "是是/否值"),
        (spoil_row, "缺少行次2"),
        (spoil_number, "行次77不在报表中"),
        (spoil_twice, "行次1重复"),
        (spoil_head, "没有栏次行"),
        (spoil_version, "第0版，本轮次用zwgk-quarterly第1版"),
        (spoil_unit, "是别的单位的表（silong）"),
        (spoil_sheet, "是隐藏的"),
        (spoil_lost, "缺少表2"),
    ],
)
def test_a_bad_sheet_is_refused_with_its_place_and_nothing_is_taken(row, spoil, said):
    book = book_of(row)
    spoil(book)
    with pytest.raises(sheet.BadSheet) as refused:
        read(book, row)
    assert any(said in fault for fault in refused.value.faults)


def test_a_formula_with_its_result_is_taken_and_said(row, tmp_path):
    """openpyxl stores no results, so the result is put into the sheet's XML as Excel does."""
    import zipfile

    book = book_of(row)
    book["表1"]["C8"] = "=40+2"
    content = BytesIO()
    book.save(content)
    made = BytesIO()
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet1.xml"):
                data = data.replace(b"<f>40+2</f><v></v>", b"<f>40+2</f><v>42</v>").replace(
                    b"<f>40+2</f><v />", b"<f>40+2</f><v>42</v>"
                )
            new.writestr(name, data)
    taken = sheet.read(made.getvalue(), fill(row))
    assert taken.cells["T1.R2C1"] == "42"
    assert any("按它的计算结果42导入" in notice for notice in taken.notices)


def test_what_is_typed_badly_in_a_sheet_is_judged_like_typing(row):
    book = book_of(row)
    for place, value in (("C8", "约20"), ("C9", 2.5), ("D8", -3)):
        book["表1"][place] = value
    row.cells = read(book, row).cells
    said = " ".join(finding.message for finding in fill(row).findings)
    assert all(word in said for word in ("约数", "带小数", "负数"))


# Forms as sheets


def form_book():
    book = Workbook()
    page = book.active
    page.title = "季报"
    for line in (
        ["政务公开工作季度统计表"],
        ["填报单位：", "", "", "", "单位：件"],
        ["项目", "", "行次", "公开数量", "", "备注"],
        ["", "", "", "本季度", "其中：网上", ""],
        ["甲", "", "乙", 1, 2, 3],
        ["主动公开", "文件", 1, None, None, None],
        ["", "解读", 2, None, "×", None],
        ["合计", "", 3, "=SUM(D6:D7)", "=E6+E7*2", None],
        ["占比", "", 4, "=IF(D8=0,0,1)", None, None],
        ["注：没有的填0。"],
    ):
        page.append(line)
    for area in ("A1:F1", "A3:B4", "C3:C4", "D3:E3", "F3:F4", "A6:A7", "A8:B8", "A9:B9", "A10:F10"):
        page.merge_cells(area)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_form_with_merged_headings_is_understood_and_each_problem_named():
    proposal = form_sheet.read(form_book(), "x")
    (table,) = proposal.form.tables
    assert proposal.form.title == "政务公开工作季度统计表"
    assert [(c.group, c.label, c.type) for c in table.columns] == [
        ("公开数量", "本季度", "count"), ("公开数量", "其中：网上", "count"), ("", "备注", "text"),
    ]  # fmt: skip
    assert [(r.group, r.label) for r in table.rows] == [
        ("主动公开", "文件"), ("主动公开", "解读"), ("", "合计"), ("", "占比"),
    ]  # fmt: skip
    assert table.rules == {"R2C2": "×", "R3C1": "=R1C1+R2C1", "R3C2": "=R1C2+R2C2*2"}
    assert proposal.form.notes == "注：没有的填0。"
    ((place, message),) = proposal.problems
    assert place == "季报!D9"
    assert "不能转换" in message
    assert [fault.message for fault in forms.faults(proposal.form, lambda _: True)] == [
        "公式引用的R2C2不存在，或者不是数字"
    ]


def test_what_is_no_form_is_refused():
    with pytest.raises(Refusal, match="不是可以打开的XLSX"):
        form_sheet.read(b"abc", "x")
    book, content = Workbook(), BytesIO()
    book.save(content)
    with pytest.raises(Refusal, match="没有找到表"):
        form_sheet.read(content.getvalue(), "x")


def test_a_form_goes_to_the_district_below_and_means_the_same(world):
    version = published_form(world)
    data = json.loads(exchange.form_file(version))
    assert actions.adopt_form(data, by=office(world), at=DECIDED) == version
    data["content"]["notes"] = "改"
    with pytest.raises(Refusal, match="与文件的内容不同"):
        actions.adopt_form(data, by=office(world), at=DECIDED)
    other = actions.adopt_form({**data, "form": "city-form"}, by=office(world), at=DECIDED)
    assert (other.stage, other.form.key) == ("published", "city-form")
    for bad in (
        {},
        {"form": "x", "version": "a", "content": {}},
        [],
        {"form": 1, "version": 1, "content": {"title": ""}},
    ):
        with pytest.raises(Refusal):
            actions.adopt_form(bad, by=office(world), at=DECIDED)


# Signed sums

BELOW = Identity("平川区人民政府", "11620403000000001F")
KEY, OTHER_KEY = Signer("pingchuan/returns", b"p" * 32), Signer("jingyuan/returns", b"j" * 32)


@pytest.fixture
def below(world, round_):
    """A district below with its key, and the content of its return: what two units of ours accepted."""
    exchange.register_sender(BELOW.name, BELOW.uscc, KEY.verifier.text, by=office(world), at=DECIDED)
    accepted(world, of(round_, world.finance))
    accepted(world, of(round_, world.silong))
    total = rollup.sum_of(round_)
    return exchange.content_of(round_, total, BELOW, serial=7, by="平川经办", at=DECIDED)


def taken_in(world, round_, content, key=KEY):
    file = exchange.signed(content, key).encode()
    return exchange.take_in(round_, file, by=office(world), at=DECIDED)


def test_a_signed_sum_becomes_a_contribution(world, round_, below):
    taken_in(world, round_, below)
    total = rollup.sum_of(round_)
    assert total.totals["T1.R2C1"] == 30 * 4
    assert total.totals["T2.R1C1"] == 6
    assert [each.name for each in total.contributions] == ["财政局", "四龙镇", "平川区人民政府"]
    assert total.of_units == []


def test_a_newer_file_takes_the_place_of_the_one_before(world, round_, below):
    taken_in(world, round_, below)
    below = {**below, "serial": 9}
    taken_in(world, round_, below)
    assert rollup.sum_of(round_).totals["T1.R2C1"] == 30 * 4
    with pytest.raises(AlreadyDone, match="更新的报送，这份较旧"):
        taken_in(world, round_, {**below, "serial": 8})


def test_a_replay_is_refused(world, round_, below):
    taken_in(world, round_, below)
    with pytest.raises(AlreadyDone, match="已于2020-01-07 09:00接收，不重复计入"):
        taken_in(world, round_, below)


def test_a_changed_number_breaks_the_signature(world, round_, below):
    file = exchange.signed(below, KEY).replace('"T1.R2C1": "60"', '"T1.R2C1": "61"')
    with pytest.raises(Refusal, match="文件在签名后被改动"):
        exchange.take_in(round_, file.encode(), by=office(world), at=DECIDED)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"from": {"name": "靖远县人民政府", "uscc": "11620421000000001H"}},
            "“靖远县人民政府”不是登记的下级报送单位",
        ),
        ({"version": 0}, "旧版报表（第0版），本轮次用第1版"),
        ({"version": 2}, "不同版报表"),
        ({"form": "other"}, "文件是另一张报表（other）"),
        ({"form_sha256": "0"}, "所用报表的内容与本轮次不同"),
        ({"period": ["2019-07-01", "2019-09-30"]}, "文件的统计期是2019-07-01至2019-09-30"),
        ({"values": {"T1.R2C1": "60", "T1.R2C2": "99"}}, "勾稽不符"),
        ({"values": {"T1.R2C1": "61"}}, "汇总数与各单位之和不符"),
        ({"values": {"T1.R2C1": "NaN"}}, "有不能读的数"),
        ({"values": {"T1.R2C1": "六十"}}, "有不能读的数"),
        ({"units": [{"name": "x"}]}, "不是平台导出的报送文件"),
        ({"format": "x"}, "不是平台导出的报送文件"),
        ({"serial": "7"}, "不是平台导出的报送文件"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_in_a_sentence(world, round_, below, change, said):
    with pytest.raises(Refusal, match=said):
        taken_in(world, round_, {**below, **change})
    assert not round_.imported.exists()


def test_a_file_of_one_district_signed_by_another_is_refused(world, round_, below):
    exchange.register_sender(
        "靖远县人民政府", "11620421000000001H", OTHER_KEY.verifier.text, by=office(world), at=DECIDED
    )
    with pytest.raises(Refusal, match="文件写明是平川区人民政府的，签名却是靖远县人民政府的"):
        taken_in(world, round_, below, OTHER_KEY)


@pytest.mark.parametrize(
    "file", [b"", b"[]", b"{}", b"\xff\xfe", b'{"content": {"format": "gongkai-round/1"}}', b"[" * 9999]
)
def test_what_is_no_file_is_refused(world, round_, file):
    with pytest.raises(Refusal, match="不是平台导出的报送文件"):
        exchange.take_in(round_, file, by=office(world), at=DECIDED)


def test_nothing_accepted_is_nothing_to_hand_on(world, round_):
    with pytest.raises(Refusal, match="还没有审核通过的报送"):
        exchange.export(round_, by=office(world), at=DECIDED)


def test_what_this_district_exports_says_who_is_missing_and_is_signed(world, round_, below):
    file = json.loads(exchange.export(round_, by=office(world), at=DECIDED))
    assert file["content"]["missing"] == ["政府办"]
    assert file["content"]["from"]["name"] == "白银区人民政府"
    own = exchange.signer().verifier.text
    exchange.register_sender("本区", world.district.uscc, own, by=office(world), at=DECIDED)
    with pytest.raises(Refusal, match="会把同一批数计两次"):
        exchange.take_in(round_, json.dumps(file).encode(), by=office(world), at=DECIDED)


def test_a_strange_key_or_code_is_not_registered(world, db):
    for uscc, key in (("x", KEY.verifier.text), (BELOW.uscc, "abc"), ("", KEY.verifier.text)):
        with pytest.raises(Refusal):
            exchange.register_sender("平川区", uscc, key, by=office(world), at=DECIDED)


def test_a_sum_looks_back_only_where_the_form_does(world):
    columns.install()
    before = opened(world, period=Q3)
    accepted(world, of(before, world.finance), GOOD | {"T1.R2C1": "90"})
    now = opened(world, before.version)
    accepted(world, of(now, world.finance), explanations={"T1-2@T1.R2C1": "季节性减少"})
    (finding,) = rollup.sum_of(now).findings
    assert finding.severity == "warning"
    assert FORM.looks_back
    assert FormReturn.objects.filter(stage="accepted").count() == 2
