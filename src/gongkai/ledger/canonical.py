"""Canonical JSON: one byte sequence for one meaning (sorted keys, UTF-8, no spaces)."""

import json
from collections.abc import Mapping
from typing import Any

# check_circular: what _must_be_exact has walked through, and what was read from JSON, ends.
_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False
).encode
_decode = json.JSONDecoder().raw_decode


def canonical(value: Mapping[str, object]) -> str:
    """Return ``value`` as canonical JSON.

    Raises:
        TypeError: something JSON cannot say exactly, such as a float, a Decimal or a date; give those as text.
    """
    _must_be_exact(value)
    return _encode(value)


def read(text: str) -> dict[str, Any] | None:
    """Return the object ``text`` says, or None when it is not the canonical JSON of an object."""
    try:
        value, _ = _decode(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) and _encode(value) == text else None


def _must_be_exact(value: object) -> None:
    if value is None or isinstance(value, str | int):
        return
    if isinstance(value, Mapping):
        for key, part in value.items():
            if not isinstance(key, str):
                raise TypeError(f"A key of the ledger is text, not {key!r}.")
            _must_be_exact(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _must_be_exact(part)
    else:
        raise TypeError(
            f"The ledger takes text, whole numbers, lists and objects, not {type(value).__name__}: {value!r}. "
            "Give amounts and dates as text."
        )
