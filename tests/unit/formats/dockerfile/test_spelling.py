from __future__ import annotations

import pytest

from holdfast.formats.dockerfile import parse
from holdfast.model.position import Position


def test_keywords_that_are_not_in_capitals_are_kept_as_written() -> None:
    parsed = parse(b"FROM a\nrun x\n  Copy a b\nONBUILD run y\nRUN from\n")
    assert [(word.raw, word.at) for word in parsed.small_keywords] == [
        ("run", Position(2, 1)),
        ("Copy", Position(3, 3)),
    ]


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("FROM a\n\nRUN x\n\n", []),
        ("FROM a\nRUN x \\\n\n\n y\nRUN z\n", [3]),
        ("FROM a\nRUN x \\\n# c\n y\n", []),
        ("FROM a\nRUN x \\\n  \n y \\\n\n z\nRUN a \\\n\n b\n", [3, 8]),
        ("FROM a\nCOPY <<EOF /b\nx \\\n\ny\nEOF\n", []),
        ("FROM a\r\nRUN x \\\r\n\r\n y\r\n", [3]),
        ("FROM a\nRUN x \\\n\n", [3]),
    ],
)
def test_empty_lines_within_an_instruction_are_kept_once_each(text: str, gaps: list[int]) -> None:
    assert [gap.line for gap in parse(text.encode()).gaps] == gaps


def test_a_trigger_in_a_fragment_is_one_too() -> None:
    (stage,) = parse(b"ONBUILD RUN x\nONBUILD USER $A\nRUN y\n").stages
    assert [(i.keyword, i.onbuild) for i in stage.instructions] == [
        ("ONBUILD", False),
        ("RUN", True),
        ("ONBUILD", False),
        ("USER", True),
        ("RUN", False),
    ]


@pytest.mark.parametrize("text", ["USER $A\n", "ARG B\nUSER $A\n", "RUN x\nUSER $A\n"])
def test_a_variable_of_a_fragment_may_come_from_its_base(text: str) -> None:
    (stage,) = parse(text.encode()).stages
    assert stage.instructions[-1].arguments[0].value is None
