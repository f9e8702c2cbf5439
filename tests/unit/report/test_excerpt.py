"""The caret stands under what it points at, whatever the line is made of."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.report.excerpt import WIDTH, excerpt


def cells(text: str) -> int:
    """Count the cells of a terminal, by the properties of Unicode alone."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


@pytest.mark.parametrize(
    ("line", "column", "shown", "before"),
    [
        ("USER root", 6, "USER root", 5),
        ("\timage: x", 2, "    image: x", 4),
        ("名前: x", 5, "名前: x", 6),
        ("e\u0301x", 3, "e\u0301x", 1),
        ("a\x1bb", 3, "a\\x1bb", 5),
        ("a\u202eb", 3, "a\\u202eb", 7),
        ("short", 99, "short", 5),
        ("USER root\r", 6, "USER root", 5),
    ],
)
def test_the_caret_stands_below_its_column(line: str, column: int, shown: str, before: int) -> None:
    assert excerpt(line, column) == (shown, before)


def test_a_line_without_a_column_has_no_caret() -> None:
    assert excerpt("USER root", None) == ("USER root", None)


def test_a_long_line_is_cut_around_its_caret() -> None:
    shown, before = excerpt("a" * 500 + "X" + "b" * 500, 501)

    assert before is not None
    assert shown[before] == "X"
    assert shown.startswith("…a")
    assert shown.endswith("b…")
    assert len(shown) <= WIDTH + 1


@given(st.text(max_size=300), st.integers(1, 400))
def test_any_line_is_shown_printable_and_within_its_width(line: str, column: int) -> None:
    shown, before = excerpt(line, column)

    assert shown.isprintable()
    assert cells(shown) <= WIDTH + 1
    assert before is not None
    assert 0 <= before <= WIDTH


@pytest.mark.parametrize("character", ["a", "\x1b", "\u0301", "名", "\ud800"])
def test_a_line_of_a_million_characters_shows_little(character: str) -> None:
    shown, _ = excerpt(character * 1_000_000, 500_000)

    assert len(shown) < 1000
