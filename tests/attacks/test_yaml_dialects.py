"""Y04: the gate sees another value than the API server. Kubernetes' own YAML reader is the oracle."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfast.errors import MalformedError
from holdfast.formats.yaml_tree import documents
from oracles.kubernetes import Oracle

PLAIN = [
    "y",
    "Y",
    "n",
    "N",
    "yes",
    "Yes",
    "yES",
    "YES",
    "no",
    "NO",
    "nO",
    "true",
    "TRUE",
    "tRue",
    "false",
    "FALSE",
    "on",
    "On",
    "ON",
    "off",
    "Off",
    "OFF",
    "~",
    "null",
    "Null",
    "NULL",
    "nULL",
    "0",
    "00",
    "0777",
    "-0777",
    "0o17",
    "0O17",
    "-0o17",
    "0o8",
    "08",
    "089",
    "0x1F",
    "0X1f",
    "-0x1f",
    "+0x1f",
    "0xg",
    "0b101",
    "-0b101",
    "0b2",
    "1_000",
    "_1",
    "1_",
    "1__0",
    "0_7",
    "0x_f",
    "0_x1",
    "1e3",
    "1E3",
    "1e+3",
    "1e_3",
    "1.5e+3",
    ".5",
    "5.",
    "+.5",
    "-.5",
    ".",
    "+",
    "--",
    "-.",
    "1.2.3",
    "1._5",
    "._5",
    "3.14_15",
    "12:30",
    "190:20:30",
    "2001-01-01",
    "2001-12-14t21:59:43.10-05:00",
    "123456789012345678901234567890",
    "18446744073709551615",
    "18446744073709551616",
    "-9223372036854775808",
    "-9223372036854775809",
    "1e400",
    "1e308",
    "1e-400",
    "-0",
    "-0.0",
    "0.0",
    "0.1e1",
    "=",
    "<<",
    "0x",
    "0b",
    "0o",
    "0x1p3",
    "nan",
    "NaN",
    "inf",
    "+inf",
    "Infinity",
    "0.1",
    "100.0",
    "1e20",
    ".nan",
    ".inf",
    "-.inf",
    "+.INF",
    "9007199254740993",
    "1e15",
    "1e16",
]
TAGGED = [
    "!!str 1", "!!str null", "!!str", "!!int '12'", "!!int 0777", "!!int 1.0", "!!int x", "!!bool 'yes'", "!!bool off",
    "!!bool 1", "!!float '1'", "!!float 1", "!!float 1.5", "!!float x", "!!null ''", "!!null ~", "!!null x", "! 12",
    "!!timestamp 2001-01-01", "!!map {}", "!!seq []", "!<tag:yaml.org,2002:str> 3", "'1'", '"yes"', "|\n  1", ">\n  no",
]  # fmt: skip
DOCUMENTS = [
    "1: a", "yes: a", "off: a", "0x10: a", "1.5: a", "1.0: a", "1e3: a", "1e20: a", "1e21: a", "1e-7: a", "0.1: a",
    "123456.789: a", "16777217.0: a", "-0: a", "-0.0: a", "100000: a", "1234567: a", "1234567.5: a", "0.0001: a",
    "0.00001: a", "2001-01-01: a", "!!str 1: a", "~: a", ": a", "? a\n", "? {a: b}\n: c", "18446744073709551615: a",
    "a: &x 1\n*x : b", "<<: [{a: 1}, {a: 2, b: 3}]", "<<: {a: 1}\na: 2", "'<<': {a: 1}", "<<: 1", "<<: [1]",
    "x: &x {a: 1}\ny: {<<: *x, b: 2}", "a: &x {b: *x}", "a: *x", "a:\tb", "\ta: b", "a: b\r\nc: d\r\n", "{a: b, c}",
    "- a\n-b", "a: 'it''s'", 'a: "\\x41\\u0042\\n"', "a: b #c", "a: b#c", "{a: 'b'}", "[a, [b, {c: d}]]",
]  # fmt: skip


def ours(text: str) -> Any:  # noqa: ANN401 - any document
    return next(documents(text.encode(), path="-"), None)


def same(found: Any, expected: Any) -> bool:  # noqa: ANN401 - any document
    """Compare, booleans told from numbers, and numbers beyond 64 bits as the floats that they are."""
    if isinstance(found, dict) and isinstance(expected, dict):
        return found.keys() == expected.keys() and all(same(found[key], expected[key]) for key in found)
    if isinstance(found, list) and isinstance(expected, list):
        return len(found) == len(expected) and all(map(same, found, expected))
    if isinstance(found, float) and isinstance(expected, int):
        return not isinstance(expected, bool) and found == float(expected)
    return type(found) is type(expected) and bool(found == expected)


def agree(text: str, oracle: Oracle) -> None:
    try:
        expected = oracle.ask(text)
    except ValueError:
        with pytest.raises(MalformedError):
            ours(text)
        return
    assert same(ours(text), expected)


@pytest.mark.parametrize("scalar", PLAIN)
def test_a_plain_scalar_is_what_kubernetes_reads(scalar: str, yaml_reader: Oracle) -> None:
    agree(f"[{scalar}]", yaml_reader)


@pytest.mark.parametrize("scalar", TAGGED)
def test_a_tagged_or_quoted_scalar_is_what_kubernetes_reads(scalar: str, yaml_reader: Oracle) -> None:
    agree(f"a: {scalar}\n", yaml_reader)


@pytest.mark.parametrize("text", DOCUMENTS)
def test_a_document_is_what_kubernetes_reads(text: str, yaml_reader: Oracle) -> None:
    agree(text, yaml_reader)


@given(st.text("0123456789_+-.eExXobBa:nN~yYtTfF ", max_size=8))
@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_plain_scalar_is_read_differently(yaml_reader: Oracle, scalar: str) -> None:
    text = f"- - {scalar.strip()}\n"
    try:
        expected = yaml_reader.ask(text)
    except ValueError:
        return
    try:
        found = ours(text)
    except MalformedError:
        return
    assert same(found, expected)


@pytest.mark.parametrize(
    "text",
    ["a: 1\na: 2", "'a': 1\na: 2", "1: a\n'1': b", "a: 1\n<<: {a: 2}", "<<: {a: 1}\n<<: {a: 2}", "a: !foo x"],
)
def test_where_readers_disagree_nothing_is_read(text: str) -> None:
    with pytest.raises(MalformedError):
        ours(text)
