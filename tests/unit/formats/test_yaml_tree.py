from __future__ import annotations

from typing import Any

import pytest

from holdfast.errors import MalformedError
from holdfast.formats import limits
from holdfast.formats.yaml_tree import documents
from holdfast.model.position import Position
from holdfast.model.tree import Mapping, Sequence, locate


def read(text: str | bytes) -> Any:  # noqa: ANN401 - any document
    (document,) = documents(text if isinstance(text, bytes) else text.encode(), path="a.yaml")
    return document


def refusal(text: str | bytes) -> MalformedError:
    with pytest.raises(MalformedError) as caught:
        list(documents(text if isinstance(text, bytes) else text.encode(), path="a.yaml"))
    assert caught.value.subject == "a.yaml"
    assert "\n" not in str(caught.value)
    return caught.value


def test_collections_know_where_their_keys_and_items_stand() -> None:
    tree = read("a: 1\nb:\n  - x\n  -   c: {d: e}\n")
    assert tree == {"a": 1, "b": ["x", {"c": {"d": "e"}}]}
    assert isinstance(tree, Mapping)
    assert isinstance(tree["b"], Sequence)
    assert tree.marks == {"a": (1, 1), "b": (2, 1)}
    assert tree["b"].marks == [(3, 5), (4, 7)]
    assert locate(tree, "/b/1/c/d") == Position(4, 11)


def test_columns_count_characters() -> None:
    assert read("{é: 1, b: 2}").marks["b"] == (1, 8)


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfa: b\n",
        b"a: b\r\n",
        b"---\na: b\n...\n",
        b"%YAML 1.1\n---\na: b\n",
        b"# comment\na: b # comment\n",
        b"--- {a: b}\n",
        "\ufeffa: b\n".encode("utf-16-le"),
        "\ufeffa: b\n".encode("utf-16-be"),
    ],
)
def test_dress_does_not_change_a_document(data: bytes) -> None:
    assert read(data) == {"a": "b"}


def test_documents_come_one_by_one_and_empty_ones_are_left_out() -> None:
    text = b"---\n---\n# nothing\n---\na: 1\n---\n~\n---\nb: 2\n...\n---\nc: 3\n"
    assert list(documents(text, path="-")) == [{"a": 1}, {"b": 2}, {"c": 3}]


def test_documents_before_a_fault_are_still_read() -> None:
    found = documents(b"a: 1\n---\nb: 2\n---\nc: [\n", path="a.yaml")
    assert next(found) == {"a": 1}
    assert next(found) == {"b": 2}
    with pytest.raises(MalformedError) as caught:
        next(found)
    assert caught.value.line == 6


def test_anchors_and_aliases_keep_the_place_where_the_value_is_written() -> None:
    tree = read("a: &x\n  k: v\nb: *x\nc: [*x]\nd: &s text\ne: *s\n*s : key\n")
    assert tree["b"] == {"k": "v"} == tree["c"][0]
    assert tree["e"] == "text"
    assert tree["text"] == "key"
    assert locate(tree, "/b/k") == Position(2, 3)


def test_an_alias_means_the_latest_anchor_of_its_document() -> None:
    assert read("[&a 1, *a, &a 2, *a]") == [1, 1, 2, 2]
    assert "has no anchor" in str(refusal("&a x\n---\n*a\n"))


def test_merge_keys_give_way_to_written_keys() -> None:
    tree = read("x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\nz:\n  <<: [*x, *y]\n  c: 5\n")
    assert tree["z"] == {"a": 1, "b": 2, "c": 5}
    assert locate(tree, "/z/a") == Position(1, 8)
    assert locate(tree, "/z/c") == Position(5, 3)


def test_a_quoted_merge_key_is_an_ordinary_key() -> None:
    assert read("'<<': {a: 1}\n") == {"<<": {"a": 1}}


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, 1),
        ("1: a\n'1': b\n", 2, 1),
        ("- {x: 1, x: 2}\n", 1, 10),
        ("<<: {a: 1}\n<<: {b: 1}\n", 2, 1),
        ("<<: {a: 1}\na: 2\na: 3\n", 3, 1),
    ],
)
def test_duplicate_keys_are_refused(text: str, line: int, column: int) -> None:
    error = refusal(text)
    assert (error.code, error.line, error.column) == ("duplicate-key", line, column)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: !foo b\n", 1),
        ("a:\n  !!python/object:os.system {}\n", 2),
        ("- !!binary aGk=\n", 1),
        ("- !!set {a}\n", 1),
        ("- !!int x\n", 1),
        ("- !!bool 1\n", 1),
        ("- .nan\n", 1),
        ("- -.Inf\n", 1),
        ("~: 1\n", 1),
        ("? [a]\n: 1\n", 1),
        ("? {a: b}\n: 1\n", 1),
        ("a: &x [b]\n*x : c\n", 2),
        ("18446744073709551615: a\n", 1),
        ("<<: 1\n", 1),
        ("<<: [1]\n", 1),
        ("\ta: b\n", 1),
        ("a: b\n c: d\n", 2),
        ("a: 'x\n", 2),
        ("a: &x {b: *x}\n", 1),
        ("%YAML 3.0\n---\na\n", 1),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text: str, line: int) -> None:
    assert refusal(text).line == line


@pytest.mark.parametrize("data", [b"a\x00b", b"\x7fELF\x02\x01\x01\x00\x00", b"a: \xff\xfe\n", b"a: \x01\n"])
def test_what_is_not_text_is_refused(data: bytes) -> None:
    refusal(data)


def test_a_key_that_is_not_a_string_becomes_one() -> None:
    assert list(read("1: a\nyes: a\n0x10: a\n1.5: a\n2001-01-01: a\n")) == [
        "1",
        "true",
        "16",
        "1.5",
        "2001-01-01",
    ]


def test_quoted_and_block_scalars_are_strings() -> None:
    assert read("['1', \"true\", ! 5, !!str 6]") == ["1", "true", "5", "6"]
    assert read("a: |\n  no\nb: >\n  1\n") == {"a": "no\n", "b": "1\n"}


def test_depth_is_bounded() -> None:
    assert read("[" * limits.DEPTH + "]" * limits.DEPTH)
    assert refusal("[" * (limits.DEPTH + 1) + "]" * (limits.DEPTH + 1)).code == "too-deep"


def test_depth_through_aliases_is_bounded() -> None:
    half = limits.DEPTH // 2
    deep = f"a: &a {'[' * half}{']' * half}\n"
    assert read(f"{deep}b: {'[' * (half - 1)}*a{']' * (half - 1)}\n")
    assert refusal(f"{deep}b: {'[' * half}*a{']' * half}\n").code == "too-deep"


def test_size_is_bounded() -> None:
    assert refusal(b"a" * (limits.FILE_BYTES + 1)).code == "too-large"


def test_nodes_are_bounded() -> None:
    assert len(read("[" + "1," * (limits.NODES - 1) + "]")) == limits.NODES - 1
    assert refusal("[" + "1," * limits.NODES + "]").code == "too-large"


def test_what_aliases_stand_for_is_bounded() -> None:
    row = "a: &a [" + "1," * 999 + "]\nb: ["
    assert len(read(row + "*a," * 100 + "]")["b"]) == 100
    assert refusal(row + "*a," * 101 + "]").code == "too-large"


def test_documents_are_bounded() -> None:
    assert refusal("--- a\n" * (limits.DOCUMENTS + 1)).code == "too-large"


def test_directives_are_bounded() -> None:
    assert refusal("%TAG !a! tag:a\n" * (limits.DIRECTIVES + 1) + "---\na\n").code == "too-large"


@pytest.mark.parametrize("text", ["!" + "a" * 100_000 + " x", "*" + "a" * 100_000, "&a ? " + "b" * 100_000])
def test_a_message_quotes_little(text: str) -> None:
    assert len(str(refusal(f"{text}\n: [}}"))) < 300
