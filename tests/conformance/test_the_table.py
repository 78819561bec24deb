"""docs/law.md lists each obligation with its tests, and claims no other."""

import re
from pathlib import Path

HERE = Path(__file__).parent
ROWS = re.findall(
    r"^\| ([DS]\d+) \|.*\| ([^|]*) \|$", (HERE.parents[1] / "docs" / "law.md").read_text(), re.MULTILINE
)


def test_the_table_has_all_184_obligations():
    assert [number for number, _ in ROWS] == [
        *(f"D{n}" for n in range(1, 99)),
        *(f"S{n}" for n in range(1, 87)),
    ]


def test_an_obligation_is_open_exactly_when_it_has_no_test():
    tested = {
        number.upper()
        for file in HERE.glob("test_*.py")
        for number in re.findall(r"^def test_([ds]\d+)_", file.read_text(), re.MULTILINE)
    }
    assert {number for number, tests in ROWS if tests.strip() != "open"} == tested
