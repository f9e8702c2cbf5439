from __future__ import annotations

from holdfast.formats import dockerfile
from holdfast.rules.readings.instructions import by_keyword, instructions, own, unless_trigger

TEXT = b"ARG A\nFROM a:1\nRUN x\nONBUILD RUN y\nCOPY a /b\nRUN z\n"


def test_instructions_are_sorted_by_keyword_in_order_of_the_file() -> None:
    parsed = dockerfile.parse(TEXT)
    assert list(by_keyword(parsed)) == ["ARG", "FROM", "RUN", "ONBUILD", "COPY"]
    assert [i.at.line for i in instructions(parsed, "COPY", "RUN", "ADD")] == [5, 3, 4, 6]


def test_another_file_of_the_same_text_is_sorted_anew() -> None:
    one, other = dockerfile.parse(TEXT), dockerfile.parse(TEXT)
    assert next(instructions(one, "FROM")) is one.stages[0].instructions[0]
    assert next(instructions(other, "FROM")) is other.stages[0].instructions[0]
    assert next(instructions(one, "FROM")) is one.stages[0].instructions[0]


def test_triggers_are_told_apart() -> None:
    parsed = dockerfile.parse(TEXT)
    assert [i.text for i in own(parsed.stages[0]) if i.keyword == "RUN"] == ["x", "z"]
    assert [unless_trigger(i, "C") for i in instructions(parsed, "RUN")] == [("C",), (), ("C",)]
