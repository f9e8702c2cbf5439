from __future__ import annotations

import pytest

from holdfast.errors import MalformedError
from holdfast.formats import limits
from holdfast.formats.json_tree import parse
from holdfast.model.position import Position
from holdfast.model.tree import locate


def refusal(data: bytes) -> MalformedError:
    with pytest.raises(MalformedError) as caught:
        parse(data, path="a.json")
    assert caught.value.subject == "a.json"
    return caught.value


def test_values_and_their_places() -> None:
    tree = parse(b'{\n "a": [1, -2.5e3, true],\n\t"b": {"c": null, "d": "x\\u00e9\\n"}}\n', path="-")
    assert tree == {"a": [1, -2500.0, True], "b": {"c": None, "d": "xé\n"}}
    assert locate(tree, "/a/1") == Position(2, 11)
    assert locate(tree, "/b/d") == Position(3, 19)


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b" 1 ", 1),
        (b'\xef\xbb\xbf"a"', "a"),
        (b"[]", []),
        (b"{}", {}),
        (b"18446744073709551615", 2**64 - 1),
        (b"18446744073709551616", 2.0**64),
        (b"-9223372036854775808", -(2**63)),
        (b'"\\ud83d\\ude00"', "\U0001f600"),
        (b'"\\ud800"', "�"),
        (b'"\\u0000"', "\x00"),
        (b"1.0", 1.0),
    ],
)
def test_scalars(data: bytes, value: object) -> None:
    assert parse(data, path="-") == value


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"", 1, 1),
        (b"[1,]", 1, 4),
        (b"[1 2]", 1, 4),
        (b"[", 1, 2),
        (b"]", 1, 1),
        (b'{"a" 1}', 1, 6),
        (b'{"a":1,}', 1, 8),
        (b"{a:1}", 1, 2),
        (b'{"a":1]', 1, 7),
        (b"[1}", 1, 3),
        (b"{} {}", 1, 4),
        (b"NaN", 1, 1),
        (b"-Infinity", 1, 1),
        (b"01", 1, 2),
        (b"+1", 1, 1),
        (b"1e999", 1, 1),
        (b"'a'", 1, 1),
        (b"// a\n1", 1, 1),
        (b'[\n"a\nb"]', 2, 3),
        (b'"\\x"', 1, 2),
        (b'"abc', 1, 1),
        (b"\xff", None, None),
        ("{}".encode("utf-16"), None, None),
        (b"\x00", 1, 1),
        (b"trueish", 1, 1),
    ],
)
def test_what_is_not_json_is_refused_with_its_place(
    data: bytes, line: int | None, column: int | None
) -> None:
    error = refusal(data)
    assert (error.line, error.column) == (line, column)


def test_duplicate_keys_are_refused() -> None:
    error = refusal(b'{"a": 1,\n "\\u0061": 2}')
    assert (error.code, error.line, error.column) == ("duplicate-key", 2, 2)


def test_bounds() -> None:
    depth = limits.DEPTH
    assert parse(b"[" * depth + b"]" * depth, path="-")
    assert refusal(b"[" * (depth + 1) + b"]" * (depth + 1)).code == "too-deep"
    assert refusal(b'{"a":' * 1_000_000).code == "too-deep"
    assert refusal(b"1" * 1000).code == "invalid-json"
    assert refusal(b"[" + b"1," * limits.NODES + b"1]").code == "too-large"
    assert refusal(b" " * (limits.FILE_BYTES + 1)).code == "too-large"
