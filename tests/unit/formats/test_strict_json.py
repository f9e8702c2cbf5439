from __future__ import annotations

import pytest

from holdfast.errors import MalformedError
from holdfast.formats.strict_json import DEPTH, Node, load

KNOWN = frozenset({"layers", "size", "name", "on"})

REFUSED = {
    "nothing": b"",
    "a byte order mark": b"\xef\xbb\xbf{}",
    "another encoding": '{"a": 1}'.encode("utf-16"),
    "invalid UTF-8": b'{"a": "\xff"}',
    "a name twice": b'{"a": 1, "a": 2}',
    "a name twice by an escape": b'{"a": 1, "\\u0061": 2}',
    "NaN": b'{"a": NaN}',
    "Infinity": b"[-Infinity]",
    "two values": b"{} {}",
    "a trailing comma": b"[1,]",
    "an integer of 5000 digits": b"[" + b"9" * 5000 + b"]",
    "a lone surrogate": b'["\\ud800"]',
    "a lone surrogate as a name": b'{"\\udc00": 1}',
    "a string without an end": b'["a',
    "escapes without an end": b'"' + b'\\"' * 1000,
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED.keys())
def test_bytes_are_refused_that_hold(data: bytes) -> None:
    with pytest.raises(MalformedError, match="the document"):
        load(data, "the document", 10_000)


def test_depth_is_bounded_whatever_stands_in_strings() -> None:
    brackets = b'"' + b"[" * 1000 + b'\\""'
    assert load(b"[" * DEPTH + brackets + b"]" * DEPTH, "x", 10_000) is not None
    for data in (b"[" * (DEPTH + 1) + b"]" * (DEPTH + 1), b"[" * 1_000_000, b'{"a":' * 100_000):
        with pytest.raises(MalformedError) as caught:
            load(data, "x", 1 << 20)
        assert caught.value.code == "too-deep"


def test_size_is_bounded() -> None:
    assert load(b'"12"', "x", 4) == "12"
    with pytest.raises(MalformedError, match="larger than 3 bytes"):
        load(b'"12"', "x", 3)


def test_surrogate_pairs_are_one_character() -> None:
    assert load(b'"\\ud83d\\ude00"', "x", 100) == "\U0001f600"


@pytest.mark.parametrize("name", ["Layers", "LAYERS", "layer\u017f"])
def test_a_name_that_go_takes_for_a_known_one_is_refused(name: str) -> None:
    with pytest.raises(MalformedError, match="only in case"):
        Node({name: []}, KNOWN, "x")


def test_null_counts_as_absent() -> None:
    node = Node({"layers": None, "name": None, "on": None}, KNOWN, "x")
    assert (node.has("layers"), node.texts("layers", 1), node.text("name"), node.flag("on")) == (
        False,
        (),
        "",
        False,
    )


@pytest.mark.parametrize("value", [-1, 1 << 63, True, 1.0, "1", None])
def test_a_count_is_a_whole_number_in_range(value: object) -> None:
    with pytest.raises(MalformedError, match="`size`"):
        Node({"size": value}, KNOWN, "x").count("size")
