"""Tables as CSV: what a spreadsheet may run, and what stays a number."""

import csv
import io

import pytest

from gongkai.cases import csv_text


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_that_begins_like_a_formula_is_quoted(text):
    assert csv_text.cell(text) == f"'{text}"


@pytest.mark.parametrize("value", [-4, 0, 2.5, "白银区", "", None])
def test_numbers_and_other_texts_stay_as_they_are(value):
    assert csv_text.cell(value) == value


def test_the_table_names_its_file_and_says_its_encoding():
    answer = csv_text.response("table.csv", [["=1", -4], ["甲", None]])
    assert answer["Content-Disposition"] == 'attachment; filename="table.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows == [["'=1", "-4"], ["甲", ""]]
    assert answer.content.startswith(b"\xef\xbb\xbf")
