from __future__ import annotations

import pytest

from holdfast.rules.readings.variables import referenced


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("", []),
        ("a", []),
        ("$A", ["A"]),
        ("${A}b$B_1/c", ["A", "B_1"]),
        ("${A:-$B}", ["A", "B"]),
        ("\"$A\" '$B'", ["A"]),
        ('"it\'s $A"', ["A"]),
        ("'a\"$A' $B", ["B"]),
        ("\\$A `$B \\\\$C", ["C"]),
        ('"\\$A \\"$B"', ["B"]),
        ('"$A', ["A"]),
        ("'$A", []),
        ("$ $1 $$A", ["1", "A"]),
    ],
)
def test_variables_are_found_where_they_are_expanded(raw: str, names: list[str]) -> None:
    assert list(referenced(raw)) == names


def test_a_long_word_takes_no_long_time() -> None:
    assert list(referenced('"' * 20_000 + "'" * 20_001 + "$A")) == []
