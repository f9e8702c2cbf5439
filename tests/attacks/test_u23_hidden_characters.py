"""Text that reads one way to a reviewer and another way to the builder (CVE-2021-42574)."""

from __future__ import annotations

from datetime import date

import pytest

from holdfast.formats import dockerfile
from holdfast.rules import find
from holdfast.rules.kit import Context

RULE = find("sound/visible-characters-required")


def lines(text: str) -> list[int]:
    """Return the lines on which hidden characters are reported."""
    assert RULE is not None
    found = RULE.check(dockerfile.parse(text.encode()), Context(RULE.parameters(), date(2026, 1, 1)))
    return sorted(finding.at.line for finding in found if not isinstance(finding.at, str))


@pytest.mark.parametrize(
    "character",
    [
        "\u202a",
        "\u202e",
        "\u2066",
        "\u2069",
        "\u200b",
        "\u200d",
        "\u200e",
        "\u2060",
        "\u00ad",
        "\u061c",
        "\u3164",
        "\U000e0041",
    ],
)
@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("FROM alp{}ine:3\n", 1),
        ("FROM a\nRUN curl https://exa{}mple.com\n", 2),
        ("FROM a\n# nothing{} here\n", 2),
        ("FROM a\nRUN x \\\n  && y{}\n", 2),
        ("FROM a\nRUN <<EOF\ny{}\nEOF\n", 2),
        ("# syntax=docker/dockerfile{}:1\nFROM a\n", 1),
        ("FROM a\nCOPY --chown=ro{}ot a b\n", 2),
        ("FROM a\nRU{}N x\n", 2),
        ("FROM a\nONBUILD RUN x{}\n", 2),
        ('FROM a\nCMD ["x{}"]\n', 2),
        ("ARG A=b{}\nFROM a\n", 1),
    ],
)
def test_a_hidden_character_is_reported_wherever_it_stands(text: str, line: int, character: str) -> None:
    assert lines(text.format(character)) == [line]


@pytest.mark.parametrize("text", ["FROM a\n# café 世界 עברית العربية 🚀 “quotes” — dash\n", "\ufeffFROM a\n"])
def test_what_can_be_seen_is_not(text: str) -> None:
    assert lines(text) == []
