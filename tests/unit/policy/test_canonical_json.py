from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.policy.canonical_json import Json, encode

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        # RFC 8785 §3.2.2.2, §3.2.3: the example's names sort by UTF-16 code units, not by code points.
        (
            {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "\xf6": 7},
            '{"\\r":2,"1":4,"\x80":6,"\xf6":7,"\u20ac":1,"\U0001f600":5,"\ufb33":3}',
        ),
        ('\u20ac$\x0f\nA\'B"\\\\"/', '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'),
        ([56, {"d": True, "10": None, "1": []}], '[56,{"1":[],"10":null,"d":true}]'),
        ((), "[]"),
        ("\x7f\x08\x0c\t", '"\x7f\\b\\f\\t"'),
    ],
)
def test_the_form_is_that_of_rfc_8785(value: Json, expected: str) -> None:
    assert encode(value) == expected.encode()


@given(VALUES)
def test_it_is_json_of_the_same_value(value: Json) -> None:
    assert json.loads(encode(value)) == value


@given(st.dictionaries(st.text(), st.integers(0, 9), max_size=6))
def test_the_order_of_keys_means_nothing(value: dict[str, int]) -> None:
    assert encode(value) == encode(dict(reversed(value.items())))


def test_half_a_character_is_written_as_its_escape() -> None:
    assert encode("\ud800") == b'"\\ud800"'
    assert json.loads(encode({"\udfff": "\\udfff"})) == {"\udfff": "\\udfff"}
