"""Y01 (CVE-2019-11253, CVE-2019-11254, CVE-2022-3064, CVE-2021-4235): YAML that is small to write and large to read."""

from __future__ import annotations

import resource
import time

import pytest

from holdfast.errors import MalformedError
from holdfast.formats import limits
from holdfast.formats.json_tree import parse
from holdfast.formats.yaml_tree import documents

MIB = 1024 * 1024


def laughs(each: str, levels: int) -> str:
    rows = [f"a0: &a0 [{each}]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(rows)


def long_string_many_times() -> str:
    return f'a: &a "{"x" * MIB}"\nb: [{", ".join(["*a"] * 100_000)}]\n'


BOMBS = {
    "billion laughs": laughs("lol", 20),
    "billion laughs in mappings": "\n".join(
        ["a0: &a0 {k: v}"]
        + [f"a{n}: &a{n} {{{', '.join(f'k{i}: *a{n - 1}' for i in range(10))}}}" for n in range(1, 20)]
    ),
    "one long string many times": long_string_many_times(),
    "merges of merges": "a: &a {"
    + ", ".join(f"k{n}: 1" for n in range(2000))
    + "}\n"
    + "\n".join(f"m{n}: {{<<: *a}}" for n in range(5000)),
    "deep flow": "[" * MIB,
    "deep mappings": "{a: " * MIB,
    "deep blocks": "- " * MIB,
    "deep through aliases": "a0: &a0 []\n" + "\n".join(f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 1000)),
    "a chain of anchors": "&a " * MIB,
    "many directives": "%TAG !a! tag:a\n" * 100_000,
    "many documents": "--- a\n" * 100_000,
    "many values": "[" + "1," * MIB + "]",
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_is_refused_before_it_goes_off(text: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(MalformedError) as caught:
        for _ in documents(text.encode(), path="bomb.yaml"):
            pass
    assert len(str(caught.value)) < 300
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    assert grown < 400


@pytest.mark.parametrize(
    "text",
    [
        "a" * 4 * MIB,
        '"' + "a" * 4 * MIB + '"',
        "a " * 2 * MIB,
        "a: |\n" + " x\n" * MIB,
        "# c\n" * MIB,
        "\n" * 4 * MIB,
        " " * 4 * MIB,
    ],
    ids=["plain", "quoted", "words", "block", "comments", "lines", "spaces"],
)
def test_large_but_simple_documents_are_read_in_linear_time(text: str) -> None:
    started = time.process_time()
    list(documents(text.encode(), path="large.yaml"))
    assert time.process_time() - started < 5


def test_an_alias_may_be_used_as_people_use_it() -> None:
    text = "common: &c {a: 1, b: 2}\n" + "\n".join(f"k{n}: {{<<: *c, c: {n}}}" for n in range(1000))
    (tree,) = documents(text.encode(), path="-")
    assert isinstance(tree, dict)
    assert tree["k999"] == {"a": 1, "b": 2, "c": 999}


@pytest.mark.parametrize(
    "text",
    ["[" * MIB, '{"a":' * MIB, "[" + "1," * MIB + "1]", "1" * MIB],
    ids=["lists", "objects", "values", "digits"],
)
def test_json_is_bounded_too(text: str) -> None:
    with pytest.raises(MalformedError):
        parse(text.encode(), path="bomb.json")


def test_the_bounds_leave_room_for_real_documents() -> None:
    assert limits.DEPTH >= 50
    assert limits.FILE_BYTES >= 8 * MIB
    assert limits.NODES >= 100_000
