"""The small language of forms, and what its relations say, for any numbers and any text."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.reporting.rounds import cells, expressions, forms, relations
from gongkai.reporting.rounds.expressions import BadExpression, Missing, key
from gongkai.reporting.rounds.forms import Column, Form, Relation, Row, Table

numbers = st.integers(0, 10**9).map(Decimal)
SIGNS = {"+": "＋", "-": "－", "*": "×", "/": "÷"}


def table(**changes):
    rows = (Row(1, "新收"), Row(2, "结转"), Row(3, "合计", rule="=R1+R2"))
    columns = (
        Column(1, "件数"),
        Column(2, "其中：网上"),
        Column(3, "网上占比", type="percent", rule="=C2÷C1×100"),
    )
    return Table(1, "表一", rows, columns, **changes)


def form(*relations_):
    return Form("季度表", (table(relations=tuple(Relation(text) for text in relations_)),))


def expressions_of(depth=3):
    """Formulas as people may write them, each with what Python makes of the same arithmetic."""
    leaves = st.one_of(
        st.integers(0, 999).map(lambda n: (str(n), str(n))),
        st.tuples(st.integers(1, 3), st.integers(1, 2)).map(
            lambda at: (f"R{at[0]}C{at[1]}", f"v['T1.R{at[0]}C{at[1]}']")
        ),
    )
    return st.recursive(
        leaves,
        lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner, st.booleans()).map(
            lambda t: (f"({t[0][0]}{SIGNS[t[1]] if t[3] else t[1]}{t[2][0]})", f"({t[0][1]}{t[1]}{t[2][1]})")
        ),
        max_leaves=6,
    )


@given(expressions_of(), st.lists(st.integers(0, 9999), min_size=6, max_size=6))
def test_a_formula_is_the_arithmetic_it_says(written, values):
    text, python = written
    places = [key(1, row, column) for row in (1, 2, 3) for column in (1, 2)]
    now = {place: Decimal(value) for place, value in zip(places, values, strict=True)}
    plain = dict(zip(places, values, strict=True))
    computed = expressions.parse(text).evaluator(1, 1, 1)(now, {})
    assert computed == eval(python, {"v": plain})  # the test's own text


@given(st.text(max_size=60))
def test_any_text_is_a_formula_or_refused_in_a_sentence(text):
    try:
        expressions.parse(text)
    except BadExpression as refused:
        assert str(refused)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')", "R1C1.real", "R1C1**9", "R1C1 if 1 else 2", "'a'", "True", "[R1C1]", "R1C1()", "lambda: 1",
        "R1C1 and 1", "a", "上期", "T1", "1e999", "R1C1=1", "(" * 200 + "1" + ")" * 200, "",
    ],
)  # fmt: skip
def test_what_is_no_arithmetic_over_cells_is_refused(text):
    with pytest.raises(BadExpression):
        expressions.parse(text)


def test_a_blank_cell_has_no_sum():
    evaluate = expressions.parse("R1C1+R2C1").evaluator(1, 3, 1)
    with pytest.raises(Missing):
        evaluate({"T1.R1C1": Decimal(3)}, {})


@given(numbers, numbers, numbers, numbers)
def test_the_sum_of_parts_is_computed_and_the_share_follows(a, b, c, d):
    prepared = relations.prepare(form())
    given_ = {"T1.R1C1": a + c, "T1.R2C1": b + d, "T1.R1C2": a, "T1.R2C2": b}
    values = relations.compute(prepared, given_, {})
    assert values["T1.R3C1"] == a + b + c + d
    total, online = a + b + c + d, a + b
    if total:
        assert abs(values["T1.R3C3"] - online * 100 / total) <= Decimal("0.005")
    else:
        assert values["T1.R3C3"] is None


@given(numbers, numbers)
def test_a_relation_is_broken_exactly_when_the_numbers_say_so(whole, part):
    prepared = relations.prepare(form("C2≤C1"))
    values = {"T1.R1C1": whole, "T1.R1C2": part, "T1.R2C1": Decimal(0), "T1.R2C2": Decimal(0)}
    found = relations.judge(prepared, relations.compute(prepared, values, {}), {})
    assert bool(found) == (part > whole)
    if found:
        assert {relations.cell_of(finding) for finding in found} == {"T1.R1C2", "T1.R3C2"}


def test_a_relation_over_rows_is_judged_in_every_column_but_not_over_shares():
    prepared = relations.prepare(form("R3=R1+R2"))
    assert {(judged.where.row, judged.where.column) for judged in prepared.relations} == {
        ("R3", "C1"),
        ("R3", "C2"),
    }


@pytest.mark.parametrize(
    ("relation", "said"),
    [
        ("C2≤C1", "新收，其中：网上 ≤ 件数"),
        ("R3=R1+R2", "件数，合计 = 新收＋结转"),
        ("R1C1=(R2C1-R2C2)×2", "新收 × 件数 = （结转 × 件数－结转 × 其中：网上）×2"),
        ("R2C1=上期.R3C1", "结转 × 件数 = 上期的合计 × 件数"),
    ],
)
def test_a_broken_relation_is_told_in_the_words_of_the_table(relation, said):
    assert relations.prepare(form(relation)).relations[0].text == said


def test_what_is_carried_over_is_compared_with_the_round_before():
    prepared = relations.prepare(form("R2C1=上期.R3C1"))
    values = relations.compute(prepared, {"T1.R1C1": Decimal(1), "T1.R2C1": Decimal(5)}, {})
    (finding,) = relations.judge(prepared, values, {"T1.R3C1": Decimal(4)})
    assert "左边是5，右边是4，相差1" in finding.message
    assert relations.judge(prepared, values, {"T1.R3C1": Decimal(5)}) == []
    assert relations.judge(prepared, values, {}) == []  # no round before: nothing to compare


def test_percentages_that_agree_when_rounded_agree():
    shape = Table(
        1, "", (Row(1, "办结率"),), (Column(1, "受理"), Column(2, "办结"), Column(3, "率", type="percent")),
        relations=(Relation("C3=C2÷C1×100"),),
    )  # fmt: skip
    prepared = relations.prepare(Form("x", (shape,)))
    values = {"T1.R1C1": Decimal(523), "T1.R1C2": Decimal(517), "T1.R1C3": Decimal("98.85")}
    assert relations.judge(prepared, values, {}) == []
    assert relations.judge(prepared, values | {"T1.R1C3": Decimal("97.73")}, {})


labels = st.text(min_size=1, max_size=8)


@given(labels, st.lists(labels, min_size=1, max_size=4), st.lists(labels, min_size=1, max_size=4))
def test_a_form_is_stored_and_read_without_loss(title, rows, columns):
    made = Form(
        title,
        (
            Table(
                3, title,
                tuple(Row(n, text, group=title) for n, text in enumerate(rows, start=1)),
                tuple(Column(n, text, choices=(text,)) for n, text in enumerate(columns, start=1)),
                {"R1C1": "=R1C1+1"}, (Relation("R1≤R1", "warning", "说法"),),
            ),
        ),
        "说明",
    )  # fmt: skip
    assert forms.from_data(forms.as_data(made)) == made


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"rules": {"R1C1": "=R2C1", "R2C1": "=R1C1"}}, "互相引用成圈"),
        ({"rules": {"R1C1": "=R9C9"}}, "R9C9不存在"),
        ({"rules": {"R1C1": "no.such.figure"}}, "没有“no.such.figure”这个指标"),
        ({"rules": {"R1C1": "=os.system"}}, "“os.system”不是单元格"),
        ({"rules": {"R1C1": "=R2C1+"}}, "不是公式"),
        ({"relations": (Relation("R1"),)}, "不是勾稽关系"),
        ({"relations": (Relation("1=1"),)}, "没有引用任何单元格"),
        ({"relations": (Relation("R7C1=R1C1"),)}, "不存在，或者不是数字"),
    ],
)
def test_a_faulty_form_says_what_is_wrong_and_where(changed, said):
    found = forms.faults(Form("表", (table(**changed),)), lambda name: False)
    assert any(said in fault.message and fault.place for fault in found)


CELL = form().cells["T1.R1C1"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("约20", "约数"), ("20余", "约数"), ("22（其中修订16件）", "括号里有说明"), ("-3", "负数"), ("2.5", "带小数"),
        ("/", "没有的填0"), ("无", "没有的填0"), ("二十", "不是数字"), ("9" * 13, "太大"), ("12件", "只填数字"), ("1e5", "只填数字"),
    ],
)  # fmt: skip
def test_what_is_no_count_is_refused_with_the_reason(text, said):
    read = cells.read(text, CELL)
    assert read.value is None
    assert said in read.fault


@pytest.mark.parametrize(("text", "value"), [("１２", 12), ("1,234", 1234), (" 7 ", 7), ("3.0", 3)])
def test_a_count_is_read_as_people_write_it(text, value):
    assert cells.read(text, CELL) == cells.Read(Decimal(value))


@given(st.text(max_size=30))
def test_reading_a_cell_never_guesses(text):
    read = cells.read(text, CELL)
    if read.value is not None:
        assert not read.fault
        assert read.value >= 0
        assert read.value % 1 == 0
