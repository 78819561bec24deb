"""One byte sequence for one meaning."""

from datetime import date
from decimal import Decimal

import pytest

from gongkai.ledger.canonical import canonical, read


def test_keys_are_sorted_and_nothing_is_escaped_or_spaced():
    assert (
        canonical({"乙": [1, None, True], "a": {"c": "公开", "b": ""}})
        == '{"a":{"b":"","c":"公开"},"乙":[1,null,true]}'
    )


@pytest.mark.parametrize("value", [1.5, Decimal("1.50"), date(2019, 5, 15), {1, 2}, b"bytes"])
def test_what_json_cannot_say_exactly_is_refused(value):
    with pytest.raises(TypeError, match="as text"):
        canonical({"data": [value]})


def test_a_key_that_is_no_text_is_refused():
    with pytest.raises(TypeError, match="is text"):
        canonical({"data": {2019: "x"}})


def test_canonical_text_is_read_back():
    assert read('{"a":{"c":"公开"},"乙":[1]}') == {"a": {"c": "公开"}, "乙": [1]}


@pytest.mark.parametrize(
    "text",
    ['{"b":1,"a":2}', '{"a": 1}', '{"a":1} ', ' {"a":1}', '{"a":1,"a":1}', '{"a":"\\u516c"}', "[1]", "{", ""],
)
def test_any_other_way_to_write_it_is_not_read(text):
    assert read(text) is None
